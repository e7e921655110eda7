"""Sound rows + the gazetteer in use -> tables of an overlay: who is known already, who is new, who contradicts whom.

A row is a known place if it has one of its ids, else if it bears one of its names, is of the same kind and lies within
5 km or the accuracies. A known place keeps its id, English name, parents and seats; the row gives it another position,
kind, population and more names. A point does not take the place of a shape, nor a coarse position that of a known one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from disputemap.gazetteer import split_list
from disputemap.imports.identity import find_known, find_repeated, new_ids
from disputemap.imports.known import folded
from disputemap.imports.languages import language_of
from disputemap.imports.parents import resolve_parents
from disputemap.imports.writing import SHAPES
from disputemap.overlays import find_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from disputemap.imports.known import Known
    from disputemap.imports.rows import Refusal, SoundRow

    Row = dict[str, str]

LIST = " | "
# Radius of uncertainty in metres when the source gives none: areas by their usual size, points as they are rounded.
ACCURACY_M = {"country": 300_000, "region": 60_000, "adm1": 80_000, "adm2": 25_000, "adm3": 12_000}
ACCURACY_M |= {"mountain": 10_000, "river": 20_000, "road": 20_000, "lake": 5_000}
POINT_ACCURACY_M = 2_000
PLAIN = "populated_place"


@dataclass
class Merged:
    """Tables of the overlay, and what there is to report; rows cite `source`, new names need `evidence`."""

    source: str
    evidence: str
    places: list[Row] = field(default_factory=list)
    names: list[Row] = field(default_factory=list)
    locations: list[Row] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    coarse: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    by_id: int = 0
    by_name: int = 0
    new: int = 0
    again: int = 0
    had: dict[str, set[tuple[str, str]]] = field(default_factory=dict)


def merge_rows(rows: Iterable[SoundRow], known: Known, *, source: str, evidence: str = "") -> Merged:
    """Match rows against the gazetteer in use and write the overlay's tables.

    Parameters
    ----------
    rows
        Sound in themselves, ids unique; their order makes no difference.
    known
        The gazetteer in use.
    source
        What the rows cite.
    evidence
        What a text must show before the names of new places count that are a single word (see the table of names).
    """
    merged = Merged(source, evidence)
    placed = resolve_parents(rows, known, merged.refused)
    found = find_known(placed, known)
    fresh = [sound for sound in placed if sound.row.where not in found]
    repeated = find_repeated(fresh)
    ids = {where: place_id for where, (place_id, _) in found.items()}
    ids |= new_ids((sound for sound in fresh if sound.row.where not in repeated), known)
    ids |= {where: ids[first] for where, first in repeated.items()}
    again = {*repeated, *(where for where, (_, how) in found.items() if how == "again")}
    _count(merged, [how for _, how in found.values()], new=len(fresh) - len(repeated), again=len(again))
    table: dict[str, Row] = {}
    for sound in sorted(placed, key=lambda sound: sound.row.where in again):
        place_id = ids[sound.row.where]
        own = replace(sound, parents=tuple(ids.get(parent, parent) for parent in sound.parents))
        if sound.row.where in again:
            table[place_id]["matches"] = _union(table[place_id]["matches"], _foreign(sound))
        else:
            table[place_id] = _add(own, place_id, known, merged)
        merged.names += _names(own, place_id, known, merged)
    merged.places = list(table.values())
    return merged


def _count(merged: Merged, how: list[str], *, new: int, again: int) -> None:
    merged.by_id, merged.by_name, merged.new, merged.again = how.count("id"), how.count("name"), new, again


def _add(sound: SoundRow, place_id: str, known: Known, merged: Merged) -> Row:
    """Write a row's location and shape, note what is to be reported, and return its place."""
    old = known.rows.get(place_id)
    place = _known_place(sound, old, merged.source) if old else _new_place(sound, place_id, known, merged.source)
    location = _location(sound, place_id, merged.source)
    if sound.coarse and not old:
        merged.coarse.append(f"{sound.row.where}: {place_id} has the position of {sound.coarse.rpartition(': ')[2]}")
    if sound.repaired:
        merged.repaired.append(f"{sound.row.where}: the geometry of {place_id} was invalid and is mended")
    if old:
        was = {**old, **_position_of(place_id, known)}
        now = place if sound.coarse else {**place, **location}
        merged.conflicts += (f"{sound.row.where}: {conflict}" for conflict in find_conflicts(was, now))
    if not (old and _keeps_position(sound, place_id, known)):
        merged.locations.append(location)
        if sound.row.geometry:
            feature = {"type": "Feature", "properties": {"place_id": place_id, "name": place["name"]}}
            merged.shapes.append({**feature, "geometry": sound.row.geometry})
    return place


def _keeps_position(sound: SoundRow, place_id: str, known: Known) -> bool:
    place = known.gazetteer.places[place_id]
    if math.isnan(sound.lon):
        return True
    return not math.isnan(place.lon) and bool(sound.coarse or (place.geometry and not sound.row.geometry))


def _position_of(place_id: str, known: Known) -> Row:
    place = known.gazetteer.places[place_id]
    return {"lon": str(place.lon), "lat": str(place.lat), "accuracy_m": str(place.accuracy_m)}


def _known_place(sound: SoundRow, old: Row, source: str) -> Row:
    return {
        **old,
        "feature": sound.feature if _says_more(sound, old) else old["feature"],
        "country": sound.row.country or old["country"],
        "parents": old["parents"] or LIST.join(sound.parents),
        "population": str(sound.population or old["population"]),
        "matches": _union(old["matches"], _foreign(sound)),
        "source": _union(old["source"], [source]),
        "source_date": sound.row.date or old["source_date"],
    }


def _says_more(sound: SoundRow, old: Row) -> bool:
    """Tell whether a row's kind replaces the known one: "populated place" is what sources call a crossing as well."""
    return bool(sound.row.feature) and (sound.feature != PLAIN or old["feature"] == PLAIN)


def _new_place(sound: SoundRow, place_id: str, known: Known, source: str) -> Row:
    names = [(language_of(name.form, name.language), name.form) for name in sound.row.names]
    parent = known.rows.get(sound.parents[0] if sound.parents else "", {})
    home = known.home if known.is_inside(sound.lon, sound.lat) else ""
    note = [f"coarse: position of {sound.coarse.rpartition(': ')[2]}"] if sound.coarse else []
    return {
        "place_id": place_id,
        "name": next((form for language, form in names if language == "en"), names[0][1]),
        "feature": sound.feature,
        "country": sound.row.country or parent.get("country", "") or home,
        "parents": LIST.join(sound.parents),
        "population": str(sound.population or ""),
        "matches": LIST.join(_foreign(sound)),
        "source": source,
        "source_date": sound.row.date,
        "note": "; ".join([*note, *([sound.row.note] if sound.row.note else [])]),
    }


def _foreign(sound: SoundRow) -> list[str]:
    """Return a row's ids with a prefix; one without says nothing outside its file."""
    return [match for match in dict.fromkeys((sound.row.id, *sound.row.matches)) if ":" in match]


def _union(cell: str, more: Iterable[str]) -> str:
    return LIST.join(dict.fromkeys([*split_list(cell), *more]))


def _location(sound: SoundRow, place_id: str, source: str) -> Row:
    given = sound.accuracy_m if not math.isnan(sound.accuracy_m) else ACCURACY_M.get(sound.feature, POINT_ACCURACY_M)
    return {
        "place_id": place_id,
        "lon": f"{sound.lon:.6f}".rstrip("0").rstrip("."),
        "lat": f"{sound.lat:.6f}".rstrip("0").rstrip("."),
        "accuracy_m": str(round(given)),
        "geometry": SHAPES if sound.row.geometry else "",
        "source": source,
        "source_date": sound.row.date,
        "note": "coarse" if sound.coarse else "",
    }


def _names(sound: SoundRow, place_id: str, known: Known, merged: Merged) -> Sequence[Row]:
    """Return a row's names that the place does not have yet, one a folded form and language."""
    label = known.rows.get(place_id, {}).get("name", "")
    had = merged.had.setdefault(place_id, {*known.names_of.get(place_id, ()), (folded(label), "en")})
    rows = []
    for name in sound.row.names:
        language = language_of(name.form, name.language)
        key = (folded(name.form), language)
        if key in had or not key[0]:
            continue
        had.add(key)
        needs = known.evidence_of(key[0]) or (
            merged.evidence if place_id not in known.rows and " " not in key[0] else ""
        )
        row = {"place_id": place_id, "name": name.form, "language": language, "kind": name.kind, "evidence": needs}
        rows.append({**row, "source": merged.source})
    return rows
