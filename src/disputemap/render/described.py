"""Items -> what a page says of each: names, place, extent, and how it lies to the corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disputemap.render.codes import coded, first_rows
from disputemap.render.facts import short
from disputemap.render.items import POSITION, RELATIVE, shapes, site_of
from disputemap.render.rows import PLACE_FIELDS, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disputemap.layers import Atlas

Record = dict[str, Any]

DIVISIONS = ("adm1", "adm2", "adm3", "disputed", "region")
SITE = ("place_id", "name", "feature", "lon", "lat", "accuracy_m", "modifier", "surface", *PLACE_FIELDS)


def places_of(rows: Rows, atlas: Atlas) -> Iterable[Record]:
    """Yield each item once, ordered by id."""
    told = dict(zip(rows.items, rows.records(rows.first, *SITE), strict=True))
    areas = shapes({item: site_of(row) for item, row in told.items() if item.startswith(RELATIVE)}, atlas.geodata)
    for item, row in told.items():
        place = _relative(item, row, areas, atlas) if item.startswith(RELATIVE) else _place(item, row, atlas)
        yield place | {name: short(row[name]) for name in PLACE_FIELDS if name in row}


def _place(place_id: str, row: Record, atlas: Atlas) -> Record:
    own, known = {} if "modifier" in row else row, atlas.locations.get(place_id, {})
    name = row.get("name") or place_id.removeprefix(POSITION).replace(",", ", ")
    place = {"place_id": place_id, "feature": row.get("feature", ""), "names": {"en": name} | atlas.names(place_id)}
    place["parents"] = _parents(place_id, atlas)
    place["geometry"] = atlas.shape(place_id)
    position = {key: short(float(known.get(key) or own.get(key) or 0)) for key in ("lon", "lat", "accuracy_m")}
    return place | (position if position["lon"] or position["lat"] else {})


def _relative(item: str, row: Record, areas: dict[str, Record], atlas: Atlas) -> Record:
    """Return the item of "south of X": the page makes its name, in the reader's language, from what is `relative`."""
    site = site_of(row)
    said: Record = {"kind": site.kind, "anchors": [row["place_id"], *([row["modifier"]["to"]] if site.to else [])]}
    said |= {"bearing_deg": site.bearing_deg, "distance_m": site.distance_m}
    if site.kind == "within":
        said["name"] = row.get("surface", "")
    return {
        "place_id": item,
        "feature": row.get("feature", ""),
        "names": {},
        "parents": _parents(site.place_id, atlas),
        "geometry": atlas.shape(site.place_id) if site.kind == "within" else areas.get(item),
        "relative": {key: short(value) for key, value in said.items() if value is not None},
    } | ({key: short(row.get(key, 0.0)) for key in ("lon", "lat", "accuracy_m")} if "lon" in row else {})


def others_of(rows: Rows, places: tuple[Record, ...], atlas: Atlas) -> Record:
    """Return name and feature of the places that are no item, but considered for one or named in it."""
    named = {anchor for place in places for anchor in place.get("relative", {}).get("anchors", ())}
    named |= {place[name] for place in places for name in DIVISIONS if name in place}
    named |= {parent for place in places for parent in place["parents"]}
    _, considered = rows.candidates
    found = coded(rows.table["place_id"])
    met = rows.records(first_rows(found.codes), "place_id", "name")
    written = {row["place_id"]: row["name"] for row in met if "place_id" in row and "name" in row}
    return {
        place_id: {
            "names": atlas.names(place_id) or {"en": written.get(place_id, place_id)},
            "feature": atlas.places.get(place_id, {}).get("feature", ""),
        }
        for place_id in sorted((named | {*considered}) - {place["place_id"] for place in places})
    }


def _parents(place_id: str, atlas: Atlas) -> list[str]:
    parents = atlas.places.get(place_id, {}).get("parents", "").split("|")
    return [parent.strip() for parent in parents if parent.strip()]
