"""How good is geoparsing? Marked documents x what was found in them -> figures, and every error.

>>> from disputemap.evaluation import evaluate
>>> evaluate("seeds/gold.jsonl").all.recognition.f1    # doctest: +SKIP
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disputemap.errors import InputError
from disputemap.evaluation.atlas import load_atlas
from disputemap.evaluation.figures import MAIN, Figures, figures, intervals
from disputemap.evaluation.gold import TYPES, Mark, Marked, parse_types
from disputemap.evaluation.reading import FORMATS, read_gold
from disputemap.evaluation.scoring import Error, compare, find_conventions, to_table
from disputemap.geodata import GeoData, load_geodata
from disputemap.inputs import Problem
from disputemap.pipeline import geoparse
from disputemap.table import to_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from disputemap.evaluation.atlas import Atlas
    from disputemap.evaluation.scoring import Outcome

__all__ = [
    "FORMATS",
    "MAIN",
    "TYPES",
    "Error",
    "Evaluation",
    "Figures",
    "Mark",
    "Marked",
    "evaluate",
    "parse_types",
    "read_gold",
]

Row = Mapping[str, Any]
GROUPS = ("language", "genre", "role", "level")
RESAMPLES = 1000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Evaluation:
    """How what was found compares with the gold.

    `all` are the figures of everything, `by` those of its parts (`by["language"]["ar"]`; also `genre`, `role`,
    `level`), `intervals` the 95 % intervals of the main figures, of everything (`all`) and each language
    (`intervals["ar"]["recognition.f1"]`). `unmapped` counts marks with a foreign place id that is no place of ours,
    `elsewhere` rows of documents that the gold does not hold.
    """

    documents: int
    all: Figures
    by: dict[str, dict[str, Figures]]
    intervals: dict[str, dict[str, tuple[float, float]]]
    errors: tuple[Error, ...]
    unmapped: int = 0
    elsewhere: int = 0


def evaluate(  # noqa: PLR0913 - one an option
    gold: str | Path | Iterable[str | Path] | Iterable[Marked],
    *,
    predicted: Iterable[Row] | None = None,
    geo: str | Path | GeoData | None = None,
    gazetteer: Iterable[str | Path] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Compare what was found in marked documents with their marks.

    Parameters
    ----------
    gold
        Files or folders, or the documents that :func:`disputemap.evaluation.read_gold` made of them, which knows
        more options.
    predicted
        Rows as `geoparse` makes them, of documents with the gold's ids; None geoparses the gold's texts.
    geo, gazetteer
        The data package and overlays to geoparse with, and to look gold places up in.
    on_problem
        Called with gold that cannot be used; None logs it.
    resamples, seed
        Of the bootstrap that gives the intervals.

    Returns
    -------
    evaluation
        The same for the same input. A share of nothing is NaN.

    Raises
    ------
    GazetteerError
        If the data package is missing or broken.
    InputError
        If rows are given and none is of a document of the gold.
    """
    report = on_problem or _warn
    geodata = geo if isinstance(geo, GeoData) and gazetteer is None else _open(geo, gazetteer)
    atlas = load_atlas(geodata)
    read = list(_read(gold, report))
    known = [mapped for marked in read if (mapped := _map(marked, atlas, report))]
    rows = list(_geoparse(known, geodata) if predicted is None else predicted)
    outcomes, errors, elsewhere = _compare(known, rows, atlas, report)
    languages = _parts(outcomes, "language")
    return Evaluation(
        documents=len(known),
        all=figures(outcomes),
        by={group: {name: figures(part) for name, part in _parts(outcomes, group).items()} for group in GROUPS},
        intervals={
            name: intervals(part, resamples=resamples, seed=seed)
            for name, part in {"all": outcomes, **languages}.items()
        },
        errors=errors,
        unmapped=_count_places(read) - _count_places(known),
        elsewhere=elsewhere,
    )


def _open(geo: str | Path | GeoData | None, gazetteer: Iterable[str | Path] | None) -> GeoData:
    return load_geodata(geo.root if isinstance(geo, GeoData) else geo, gazetteer)


def _warn(problem: Problem) -> None:
    _log.warning("%s", problem)


def _read(
    gold: str | Path | Iterable[str | Path] | Iterable[Marked], report: Callable[[Problem], None]
) -> Iterator[Marked]:
    for item in [gold] if isinstance(gold, str | Path) else gold:
        if isinstance(item, Marked):
            yield item
        else:
            yield from read_gold(item, on_problem=report)


def _map(marked: Marked, atlas: Atlas, report: Callable[[Problem], None]) -> Marked | None:
    """Return a document with the places of its marks by our ids; None, and a problem, if one of ours does not exist."""
    marks = []
    for mark in marked.marks:
        ours = {place_id: atlas.resolve(place_id) for place_id in mark.accepted}
        unknown = [place_id for place_id, known in ours.items() if known is None and ":" not in place_id]
        if unknown:
            message = (
                f"{mark.surface!r} at {mark.start} is marked as {unknown[0]!r}, which the gazetteer lacks; "
                "correct the id, leave it empty, or give the --gazetteer that has it"
            )
            report(Problem(marked.gold or marked.document.id, message, marked.line))
            return None
        marks.append(replace(mark, accepted=tuple(known for known in ours.values() if known is not None)))
    return replace(marked, marks=tuple(marks))


def _count_places(documents: Iterable[Marked]) -> int:
    return sum(bool(mark.accepted) for marked in documents for mark in marked.marks)


def _geoparse(documents: Iterable[Marked], geodata: GeoData) -> Iterator[Row]:
    return to_records(geoparse([marked.document for marked in documents], geo=geodata))


def _compare(
    documents: list[Marked], rows: list[Row], atlas: Atlas, report: Callable[[Problem], None]
) -> tuple[NDArray[Any], tuple[Error, ...], int]:
    """Return all outcomes, all errors, and how many rows are of other documents."""
    of_document = defaultdict(list)
    for row in rows:
        of_document[row["doc"]].append(row)
    elsewhere = len(rows) - sum(len(of_document[marked.document.id]) for marked in documents)
    if rows and elsewhere == len(rows):
        message = f"no row is of a document of the gold; {rows[0]['doc']!r} is not the id of any"
        raise InputError(message)
    conventions = find_conventions(documents)
    outcomes: list[Outcome] = []
    errors: list[Error] = []
    for number, marked in enumerate(documents):
        found = of_document[marked.document.id]
        _check_text(marked, found, report)
        some, wrong = compare(number, marked, found, conventions[marked.gold], atlas)
        outcomes += some
        errors += wrong
    return to_table(outcomes), tuple(errors), elsewhere


def _check_text(marked: Marked, rows: list[Row], report: Callable[[Problem], None]) -> None:
    """Report rows that were found in another text than the one marked."""
    text = marked.document.text
    strange = sum(text[row["start"] : row["end"]] != row["surface"] for row in rows)
    if strange:
        message = f"{strange} of its {len(rows)} rows do not stand in the marked text; geoparse that text"
        report(Problem(marked.document.id, message))


def _parts(outcomes: NDArray[Any], group: str) -> dict[str, NDArray[Any]]:
    """Return the outcomes of each language, genre, ..., where the gold says it."""
    names = sorted(set(outcomes[group].tolist()) - {""})
    return {name: outcomes[outcomes[group] == name] for name in names}
