"""Gold mentions x rows -> outcomes: one for each mention that is marked, or found, or both.

An outcome holds all that the figures count; they are made from tables of outcomes, so that those of a language, or of
documents drawn at random, are the same sums over fewer rows.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.errors import one_line
from disputemap.evaluation.distances import distance_km
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from disputemap.evaluation.atlas import Atlas
    from disputemap.evaluation.gold import Mark, Marked

    Row = Mapping[str, Any]

COUNTED = frozenset({"name", "coordinates"})  # forms that everybody marks; of others only what the gold marks counts
COORDINATES_KM = 1.0  # coordinates are right within this distance of those marked
NOT_IN_GAZETTEER, NO_PLACE = "not in the gazetteer", "no place"
OUTCOME = np.dtype(
    [("doc", int), ("language", object), ("genre", object), ("role", object), ("level", object),
     ("marked", bool), ("found", bool), ("exact", bool), ("place", float), ("km", float),
     ("gold_role", object), ("found_role", object), ("score", float), ("correct", float)]
)  # fmt: skip


class Outcome(NamedTuple):
    """One mention that is marked, or found, or both; the columns of `OUTCOME`.

    `role` and `level` are the gold's, or those of what was found though nothing is marked. `place` is 1 for the right
    place, 0 for a wrong one, NaN where that is not judged; `km` NaN where it cannot be measured, infinite where no
    place was given; `correct` is 1 where place and role are right, and NaN where nobody can say or no place is given.
    """

    doc: int
    language: str
    genre: str
    role: str
    level: str
    marked: bool
    found: bool
    exact: bool = False
    place: float = math.nan
    km: float = math.nan
    gold_role: str = ""
    found_role: str = ""
    score: float = math.nan
    correct: float = math.nan


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong, of the `kind` missed, spurious, span, place or role: what it is, what it should be."""

    doc: str
    start: int
    surface: str
    kind: str
    got: str = ""
    want: str = ""

    def __str__(self) -> str:
        """Return one line."""
        told = {"missed": f"missed ({self.want})", "spurious": f"spurious ({self.got})"}
        what = told.get(self.kind, f"{self.kind} {self.got}, should be {self.want}")
        return one_line(f"{self.doc}:{self.start} {self.surface}: {what}")


class Convention(NamedTuple):
    """What a gold marks at all: which forms, places, roles."""

    forms: frozenset[str]
    places: bool
    roles: bool


def find_conventions(documents: Iterable[Marked]) -> dict[str, Convention]:
    """Return what each gold marks, going by all of its documents."""
    marks: dict[str, list[Mark]] = {}
    for document in documents:
        marks.setdefault(document.gold, []).extend(document.marks)
    return {
        gold: Convention(
            COUNTED | {mark.form for mark in all_marks},
            any(mark.accepted or mark.position for mark in all_marks),
            any(mark.role for mark in all_marks),
        )
        for gold, all_marks in marks.items()
    }


def match_spans(marks: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Match marked to found spans that overlap, one to one: equal ones first, then by how much they share.

    Examples
    --------
    >>> match_spans([(0, 4), (5, 15)], [(5, 8), (8, 15)])
    {1: 1}
    """
    order = sorted(range(len(found)), key=lambda index: found[index])
    starts = [found[index][0] for index in order]
    longest = max((end - start for start, end in found), default=0)
    pairs = []
    for mark, (start, end) in enumerate(marks):
        for index in order[bisect_left(starts, start - longest) : bisect_left(starts, end)]:
            shared = min(end, found[index][1]) - max(start, found[index][0])
            if shared > 0:
                pairs.append((found[index] != (start, end), -shared, mark, index))
    matched: dict[int, int] = {}
    used = set()
    for _, _, mark, index in sorted(pairs):
        if mark not in matched and index not in used:
            matched[mark] = index
            used.add(index)
    return dict(sorted(matched.items()))


def compare(
    number: int, marked: Marked, rows: Iterable[Row], convention: Convention, atlas: Atlas
) -> tuple[list[Outcome], list[Error]]:
    """Return the outcomes of a document, and what is wrong, in text order."""
    counted = [row for row in rows if (row.get("form") or "name") in convention.forms]
    spans = [(mark.start, mark.end) for mark in marked.marks]
    matched = match_spans(spans, [(row["start"], row["end"]) for row in counted])
    judge = _Judge(number, marked, convention, atlas)
    outcomes: list[Outcome] = []
    errors: list[Error] = []
    for index, mark in enumerate(marked.marks):
        row = counted[matched[index]] if index in matched else None
        outcomes.append(judge.missed(mark) if row is None else judge.found(mark, row))
        errors += judge.errors(mark, row)
    for index in sorted(set(range(len(counted))) - set(matched.values())):
        outcomes.append(judge.spurious(counted[index]))
        errors += judge.errors(None, counted[index])
    return outcomes, sorted(errors, key=lambda error: error.start)


@dataclass(frozen=True)
class _Judge:
    """Judges the mentions of one document."""

    number: int
    marked: Marked
    convention: Convention
    atlas: Atlas

    def missed(self, mark: Mark) -> Outcome:
        return Outcome(*self._groups(mark.role, self.level(mark)), marked=True, found=False)

    def found(self, mark: Mark, row: Row) -> Outcome:
        km = self.km(mark, row)
        place = self.place(mark, row, km)
        role = float(row["role"] == mark.role) if mark.role else math.nan
        return Outcome(
            *self._groups(mark.role, self.level(mark)),
            marked=True,
            found=True,
            exact=(row["start"], row["end"]) == (mark.start, mark.end),
            place=place,
            km=km,
            gold_role=mark.role,
            found_role=row["role"] or "",
            score=_score(row),
            correct=place * role if _is_placed(row) else math.nan,
        )

    def spurious(self, row: Row) -> Outcome:
        """Return the outcome of a row where no mention is; where it claims a place, place and role are wrong."""
        role = (row.get("role") or "") if self.convention.roles else ""
        level = (row.get("feature") or _anchor(row) or NO_PLACE) if self.convention.places else ""
        judged = self.convention.places and self.convention.roles and _is_placed(row)
        correct = 0.0 if judged else math.nan
        return Outcome(*self._groups(role, level), marked=False, found=True, score=_score(row), correct=correct)

    def _groups(self, role: str, level: str) -> tuple[int, str, str, str, str]:
        return self.number, self.marked.document.lang, self.marked.genre, role, level

    def level(self, mark: Mark) -> str:
        """Return the kind of place that is marked; what is no name is a kind of its own."""
        if mark.form in {"coordinates", "demonym"}:
            return mark.form
        if not mark.accepted:
            return ""
        return self.atlas.features.get(mark.accepted[0], NOT_IN_GAZETTEER)

    def place(self, mark: Mark, row: Row, km: float) -> float:
        """Return whether the place is an accepted one (1, 0, or NaN: the gold does not say)."""
        if mark.form == "coordinates":
            return math.nan if math.isnan(km) else float(km <= COORDINATES_KM)
        return float(_anchor(row) in mark.accepted) if mark.accepted else math.nan

    def km(self, mark: Mark, row: Row) -> float:
        """Return the distance between the place marked, or the nearest accepted one, and that of the row."""
        accepted = mark.accepted if mark.accepted[:1] != ("",) else ()
        known = [self.atlas.positions[place_id] for place_id in accepted if place_id in self.atlas.positions]
        wanted = [mark.position] if mark.position else known
        if not wanted:
            return math.nan
        got = self.position(row)
        return min(distance_km(position, got) for position in wanted) if got else math.inf

    def position(self, row: Row) -> LonLat | None:
        """Return where a row's anchor lies: its place in our gazetteer, else what the row says itself."""
        if _anchor(row) in self.atlas.positions:
            return self.atlas.positions[_anchor(row)]
        lon, lat = row.get("lon"), row.get("lat")
        return None if lon is None or lat is None else LonLat(lon, lat)

    def errors(self, mark: Mark | None, row: Row | None) -> Iterator[Error]:
        doc = self.marked.document.id
        if mark is None and row is not None:
            told = f"{_anchor(row) or NO_PLACE}, {row.get('role')}"
            yield Error(doc, row["start"], row["surface"], "spurious", got=told)
        elif mark is not None and row is None:
            told = ", ".join(filter(None, [self._wanted(mark), mark.role]))
            yield Error(doc, mark.start, mark.surface, "missed", want=told or mark.form)
        elif mark is not None and row is not None:
            where = doc, mark.start, mark.surface
            if (row["start"], row["end"]) != (mark.start, mark.end):
                yield Error(*where, "span", row["surface"], mark.surface)
            if self.place(mark, row, self.km(mark, row)) == 0:
                yield Error(*where, "place", _anchor(row) or NO_PLACE, self._wanted(mark))
            if mark.role and row["role"] != mark.role:
                yield Error(*where, "role", f"{row['role']} [{'; '.join(row.get('reasons') or [])}]", mark.role)

    def _wanted(self, mark: Mark) -> str:
        if mark.form == "coordinates" and mark.position:
            return f"{mark.position.lon} {mark.position.lat}"
        return " or ".join(place_id or NO_PLACE for place_id in mark.accepted)


def _anchor(row: Row) -> str:
    """Return the place that a row names; empty for none. Coordinates are no place of the gazetteer."""
    return "coordinates" if row.get("form") == "coordinates" else row.get("place_id") or ""


def _is_placed(row: Row) -> bool:
    return bool(_anchor(row))


def _score(row: Row) -> float:
    score = row.get("score")
    return math.nan if score is None else float(score)


def to_table(outcomes: Iterable[Outcome]) -> NDArray[Any]:
    """Return outcomes as an array, its columns those of `OUTCOME`."""
    return np.array(list(outcomes), dtype=OUTCOME)
