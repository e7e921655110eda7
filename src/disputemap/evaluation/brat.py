"""brat standoff -> marks: the lines of an .ann file, about the text beside it.

`T` lines are the mentions (of a discontinuous one, all from its first to its last character), `N` lines the places
they are (`GeoNames:95446`), attributes `A` and `M` may give `Role`, `Lon` and `Lat`. Other lines are passed over.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from disputemap.evaluation.gold import ROLES, BadGoldError, Mark, role_of, same_text
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ENTITY = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
_NORMALISED = re.compile(r"N\S+\t\S+ (\S+) (\S+)(?:\t.*)?")
_ATTRIBUTE = re.compile(r"[AM]\S+\t(\S+) (\S+)(?: (\S+))?\s*")
_LINES = {"T": _ENTITY, "N": _NORMALISED, "A": _ATTRIBUTE, "M": _ATTRIBUTE}
_METONYMIC = {"metonymic": "associative", "metonymy": "associative"} | {role: role for role in ROLES}

Notes = dict[str, dict[str, str]]  # what N, A and M lines say of an entity: `place_id`, `role`, `lon`, `lat`


def read_brat(annotations: str, text: str, types: Mapping[str, str]) -> Iterator[Mark]:
    """Yield the marks of a text, in its order.

    Raises
    ------
    BadGoldError
        If a line is not as brat writes it, or does not fit the text.
    """
    rows = enumerate((line.rstrip("\r") for line in annotations.split("\n")), start=1)
    lines = [(number, line) for number, line in rows if line[:1] in _LINES]
    for number, line in lines:
        if not _LINES[line[0]].fullmatch(line):
            message = "is no line of brat standoff; mend it (the document is left out)"
            raise BadGoldError(message, number)
    notes = _notes(line for _, line in lines)
    marks = [mark for number, line in lines if line[0] == "T" for mark in _mark(line, number, text, types, notes)]
    yield from sorted(marks, key=lambda mark: (mark.start, mark.end))


def _notes(lines: Iterable[str]) -> Notes:
    notes: Notes = defaultdict(dict)
    for line in lines:
        if found := _NORMALISED.fullmatch(line):
            notes[found[1]].setdefault("place_id", found[2])
        elif found := _ATTRIBUTE.fullmatch(line):
            name, entity, value = found[1].casefold(), found[2], found[3] or ""
            if name in {"lon", "lat"}:
                notes[entity][name] = value
            elif role := _METONYMIC.get(value.casefold() if name == "role" else name):
                notes[entity]["role"] = role
    return notes


def _mark(line: str, number: int, text: str, types: Mapping[str, str], notes: Notes) -> Iterator[Mark]:
    found = _ENTITY.fullmatch(line)
    role = role_of(found[2], types) if found else None
    if found is None or role is None:
        return
    bounds = [int(bound) for bound in re.findall(r"\d+", found[3])]
    start, end, surface = min(bounds), max(bounds), found[4]
    written = text[start:end]
    if not written or end > len(text) or (surface and len(bounds) == 2 and not same_text(surface, written)):  # noqa: PLR2004 - one span
        message = f"marks {surface!r} where the text has {written!r}; count positions in code points"
        raise BadGoldError(message, number)
    note = notes.get(found[1], {})
    accepted = (note["place_id"],) if "place_id" in note else ()
    yield Mark(start, end, written, accepted, note.get("role", role), position=_position(note, number))


def _position(note: Mapping[str, str], number: int) -> LonLat | None:
    if not {"lon", "lat"} <= note.keys():
        return None
    try:
        position = LonLat(float(note["lon"]), float(note["lat"]))
    except ValueError:
        position = LonLat(math.nan, math.nan)
    if not (abs(position.lon) <= 180 and abs(position.lat) <= 90):  # noqa: PLR2004 - degrees
        message = f"has a position off the Earth ({note['lon']}, {note['lat']}); give Lon and Lat in degrees"
        raise BadGoldError(message, number)
    return position
