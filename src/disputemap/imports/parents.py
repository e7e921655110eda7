"""Parents of imported rows: in the gazetteer, or other rows of the file."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from disputemap.imports.known import ADMIN, folded
from disputemap.imports.rows import Refusal, SoundRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disputemap.imports.known import Known


class _Where(NamedTuple):
    lon: float
    lat: float
    accuracy_m: float


def order(sound: SoundRow) -> tuple[Any, ...]:
    """Return what rows are sorted by: parents first, then by content, never by their place in the file."""
    level = ADMIN.index(sound.feature) if sound.feature in ADMIN else len(ADMIN)
    return level, sound.row.id, sound.row.names, str(sound.lon), str(sound.lat), sound.row.where


def resolve_parents(rows: Iterable[SoundRow], known: Known, refused: list[Refusal]) -> list[SoundRow]:
    """Find the parents of rows: place ids, or the `where` of rows of the same file.

    Rows with a parent that nobody knows are refused, and so are rows without a position whose parent has none
    either. One without a position gets its parent's (or that of the place whose id it has), and says so (`coarse`).
    """
    ordered = sorted(rows, key=order)
    ids, names = _own_ids(ordered), _own_names(ordered)
    resolved = []
    for sound in ordered:
        parents = [_find(ways, sound, known, ids, names) for ways in sound.row.parents]
        if all(parents):
            resolved.append(replace(sound, parents=tuple(dict.fromkeys(parents))))
        else:
            refused.append(_refuse_parent(sound, sound.row.parents[parents.index("")]))
    return _drop_orphans(_locate(resolved, known, refused), refused)


def _own_ids(rows: Iterable[SoundRow]) -> dict[str, SoundRow]:
    return {key: sound for sound in rows for key in (*sound.row.matches, sound.row.id) if key}


def _own_names(rows: Iterable[SoundRow]) -> dict[str, SoundRow]:
    return {folded(name.form): sound for sound in rows if sound.feature in ADMIN for name in sound.row.names}


def _find(
    ways: Sequence[str],
    sound: SoundRow,
    known: Known,
    ids: Mapping[str, SoundRow],
    names: Mapping[str, SoundRow],
) -> str:
    """Return the parent found in one of several ways: by id here, by id or name in the gazetteer, by name here."""
    for way in ways:
        if way in ids and ids[way] is not sound:
            return ids[way].row.where
    if found := known.find_parent(ways, sound.feature):
        return found
    for way in ways:
        other = names.get(folded(way))
        if other and order(other)[0] < order(sound)[0]:
            return other.row.where
    return ""


def _refuse_parent(sound: SoundRow, ways: Sequence[str]) -> Refusal:
    remedy = "give the id or the name of a known area (disputemap gazetteer search), or leave it empty"
    return Refusal(sound.row.where, f"unknown parent {' / '.join(ways)!r}", remedy)


def _locate(rows: Iterable[SoundRow], known: Known, refused: list[Refusal]) -> list[SoundRow]:
    """Give rows without a position that of their first parent that has one; rows come parents first."""
    positions: dict[str, _Where] = {}
    located = []
    for sound in rows:
        here = _Where(sound.lon, sound.lat, sound.accuracy_m)
        coarse = ""
        if math.isnan(sound.lon):
            coarse = _find_stand_in(sound, positions, known)
            if not coarse:
                remedy = "give lon and lat, or a parent whose position is known"
                refused.append(Refusal(sound.row.where, "no coordinates", remedy))
                continue
            here = _position(coarse, positions, known)
        positions[sound.row.where] = here
        located.append(replace(sound, **here._asdict(), coarse=coarse))
    return located


def _find_stand_in(sound: SoundRow, positions: Mapping[str, _Where], known: Known) -> str:
    """Return whose position a row gets that has none: the place it is, or its first parent that has one."""
    same = [known.ids[key] for key in (sound.row.id, *sound.row.matches) if key in known.ids]
    for other in (*same, *sound.parents):
        if not math.isnan(_position(other, positions, known).lon):
            return other
    return same[0] if same else ""


def _position(parent: str, positions: Mapping[str, _Where], known: Known) -> _Where:
    if parent in known.gazetteer.places:
        place = known.gazetteer.places[parent]
        return _Where(place.lon, place.lat, place.accuracy_m)
    return positions.get(parent, _Where(math.nan, math.nan, math.nan))


def _drop_orphans(rows: list[SoundRow], refused: list[Refusal]) -> list[SoundRow]:
    """Refuse rows whose parent is a row that was refused, and those below them."""
    while True:
        here = {sound.row.where for sound in rows}
        orphans = [sound for sound in rows if any(": " in parent and parent not in here for parent in sound.parents)]
        if not orphans:
            return rows
        refused += (_refuse_parent(sound, [way for ways in sound.row.parents for way in ways]) for sound in orphans)
        gone = {sound.row.where for sound in orphans}
        rows = [sound for sound in rows if sound.row.where not in gone]
