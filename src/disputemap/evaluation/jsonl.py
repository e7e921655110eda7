"""JSON lines marked by hand -> marks: a document a line, with its text or the name of the file that holds it.

Mentions are objects with `start`, `end`, `surface`, and, where known, `place_id` (empty: the gazetteer lacks it),
`also` (other places that are right too), `within` (the parent that a name unknown to the gazetteer may be given),
`role`, `form`, `lon` and `lat`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from disputemap.evaluation.gold import FORMS, ROLES, BadGoldError, Mark
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = ("surface", "place_id", "within", "role", "form")


def read_mentions(rows: Any, text: str) -> tuple[Mark, ...]:  # noqa: ANN401 - what a JSON line holds
    """Return the marks of a text, in its order.

    Raises
    ------
    BadGoldError
        If a mention does not stand in the text, or says something that is none of its words.
    """
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        message = "has `mentions` that are no list of objects; write start, end, surface, place_id, role"
        raise BadGoldError(message)
    return tuple(sorted((_mark(row, text) for row in rows), key=lambda mark: (mark.start, mark.end)))


def _mark(row: Mapping[str, Any], text: str) -> Mark:
    start, end = row.get("start"), row.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        message = f"has a mention from {start!r} to {end!r}; count code points within its {len(text)} characters"
        raise BadGoldError(message)
    surface = text[start:end]
    if row.get("surface", surface) != surface:
        message = f"marks {row['surface']!r} at {start}, where the text has {surface!r}; mark it anew"
        raise BadGoldError(message)
    where = f"{surface!r} at {start}"
    role, form = _word(row, "role", ROLES, where), _word(row, "form", FORMS, where)
    return Mark(start, end, surface, _accepted(row, where), role, form or "name", _position(row, where))


def _word(row: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str) -> str:
    value = row.get(key) or ""
    if value not in {"", *allowed}:
        message = f"gives {where} the {key} {value!r}; write {' or '.join(allowed)}"
        raise BadGoldError(message)
    return str(value)


def _accepted(row: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """Return all ids that are right; of an unknown name, no place or the parent that it lies in."""
    best, also = row.get("place_id"), row.get("also") or []
    within = row.get("within") or ""
    within = within if isinstance(within, list) else [within]
    if not all(isinstance(value, str) for value in (best or "", *within)) or not isinstance(also, list):
        message = f"gives {where} a place_id, also or within that is no id; write ids of places"
        raise BadGoldError(message)
    if best is None:
        return ()
    known = [str(value) for value in (*also, *(within if not best else ())) if value]
    return (best, *known)


def _position(row: Mapping[str, Any], where: str) -> LonLat | None:
    lon, lat = row.get("lon"), row.get("lat")
    if lon is None and lat is None:
        return None
    numbers = [value for value in (lon, lat) if isinstance(value, int | float) and math.isfinite(value)]
    if len(numbers) < 2 or not (abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90):  # noqa: PLR2004 - degrees
        message = f"gives {where} the position ({lon}, {lat}); write lon and lat in degrees"
        raise BadGoldError(message)
    return LonLat(*numbers)
