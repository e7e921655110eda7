"""How well names are found, beside other tools, on the texts that we marked by hand; with the same names.

Only recognition: the others say which name stands where, not which place it is, nor in what role.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bench.corpus import ROOT
from bench.machine import MEGA, as_table, best, describe, version
from bench.rivals import RIVALS, attested_names
from disputemap.evaluation import evaluate, read_gold
from disputemap.geodata import load_geodata
from disputemap.pipeline import Geoparser
from disputemap.table import to_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bench.rivals import Rival, Span
    from disputemap.evaluation import Evaluation, Marked
    from disputemap.geodata import GeoData

    Rows = Sequence[Mapping[str, object]]

TITLE, PAGE = "Quality", "comparison.md"
LANGUAGES = {"ar": "Arabic", "ckb": "Sorani", "en": "English"}
SETS = {
    "sentences for development": sorted((ROOT / "tests/gold/sentences").glob("*.dev.jsonl")),
    "held-out texts": [ROOT / "tests/gold/heldout.jsonl"],
    "digests": [ROOT / "seeds/gold.jsonl"],
}
TOOLS = ("spacy", "flashtext", "geotext")


class Result(NamedTuple):
    """How a tool did on some documents, and how many MB it reads a second."""

    tool: str
    evaluation: Evaluation
    speed: float


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geodata = load_geodata()
    yield from (describe(), "")
    yield f"Others: {', '.join(f'{tool} {version(tool)}' for tool in TOOLS)}."
    read = {name: list(read_gold(paths)) for name, paths in SETS.items()}
    everything = [marked for some in read.values() for marked in some]
    for lang, language in LANGUAGES.items():
        some = [marked for marked in everything if marked.document.lang == lang]
        marks = sum(len(marked.marks) for marked in some)
        yield from ("", f"### {language}: {marks} marked mentions in {len(some)} texts", "")
        yield from _as_table(list(measure(some, lang, geodata)))
    yield from ("", "### F1 by kind of text, all languages (overlap)", "")
    yield from _by_set(read, geodata)


def measure(documents: Sequence[Marked], lang: str, geodata: GeoData) -> Iterator[Result]:
    """Yield how each tool does on documents of a language."""
    geoparser = Geoparser(geodata)
    texts = [marked.document for marked in documents]
    size = sum(len(document.text.encode()) for document in texts) / MEGA
    rows = list(to_records(geoparser.parse(texts)))
    yield Result("**disputemap**", _judge(documents, rows, geodata), size / best(lambda: geoparser.parse(texts)))
    names = attested_names(geodata)
    for rival in RIVALS:
        if not rival.languages or lang in rival.languages:
            yield _rival(rival, names, documents, geodata)


def _rival(rival: Rival, names: Sequence[str], documents: Sequence[Marked], geodata: GeoData) -> Result:
    find = rival.make(names)
    size = sum(len(marked.document.text.encode()) for marked in documents) / MEGA
    seconds = best(lambda: [find(marked.document.text) for marked in documents])
    return Result(rival.name, _judge(documents, _rows(documents, find), geodata), size / seconds)


def _rows(documents: Sequence[Marked], find: Callable[[str], list[Span]]) -> Rows:
    """Return what a tool finds as rows of our record, as far as it goes."""
    return [
        {"doc": marked.document.id, "start": start, "end": end, "surface": marked.document.text[start:end]}
        for marked in documents
        for start, end in find(marked.document.text)
    ]


def _judge(documents: Sequence[Marked], rows: Rows, geodata: GeoData) -> Evaluation:
    return evaluate(documents, predicted=rows, geo=geodata, resamples=1)


def _as_table(results: Sequence[Result]) -> list[str]:
    head = ("", "precision", "recall", "F1", "strict precision", "strict recall", "strict F1", "MB/s")
    rows = []
    for result in results:
        told = result.evaluation.all.recognition
        shares = (told.precision, told.recall, told.f1, told.strict_precision, told.strict_recall, told.strict_f1)
        rows.append((result.tool, *map(_percent, shares), f"{result.speed:.1f}"))
    return as_table(head, rows)


def _by_set(read: Mapping[str, Sequence[Marked]], geodata: GeoData) -> list[str]:
    """Return a table of F1 by set, for the tools that read all languages."""
    names, geoparser = attested_names(geodata), Geoparser(geodata)
    cells = {"**disputemap**": [_f1(some, _ours(some, geoparser), geodata) for some in read.values()]}
    for rival in (rival for rival in RIVALS if not rival.languages):
        find = rival.make(names)
        cells[rival.name] = [_f1(some, _rows(some, find), geodata) for some in read.values()]
    return as_table(("", *read), [(tool, *figures) for tool, figures in cells.items()])


def _ours(documents: Sequence[Marked], geoparser: Geoparser) -> Rows:
    return list(to_records(geoparser.parse([marked.document for marked in documents])))


def _f1(documents: Sequence[Marked], rows: Rows, geodata: GeoData) -> str:
    return _percent(_judge(documents, rows, geodata).all.recognition.f1)


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{share:.1%}"
