"""Does a place lie where a query says ("Bashir, Kirkuk")? By the gazetteer's parents, else by where it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from disputemap.lookup.index import distance_m
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from disputemap.lookup.index import Index
    from disputemap.models import Place

NEARBY_M = 30_000.0


def confirm(place_ids: Iterable[str], parents: Sequence[Sequence[Place]], index: Index) -> dict[str, tuple[str, ...]]:
    """Return the places that lie in, or near, one of the places meant by each parent, with how that is known.

    What the gazetteer says (`parents`) decides; only when that confirms no place at all do shapes and distances.

    Parameters
    ----------
    place_ids
        The candidates.
    parents
        For each parent named, the places which it can mean, best first; none confirms nothing.
    index
        Gazetteer and polygons.
    """
    confirmed: dict[str, tuple[str, ...]] = dict.fromkeys(place_ids, ())
    for meant in parents:
        said = {place_id: _by_account(place_id, meant, index) for place_id in confirmed}
        if not any(said.values()):
            said = {place_id: _by_position(place_id, meant, index) for place_id in confirmed}
        confirmed = {place_id: (*confirmed[place_id], how) for place_id, how in said.items() if how}
    return confirmed


def _by_account(place_id: str, meant: Sequence[Place], index: Index) -> str:
    ancestors = index.gazetteer.ancestors(place_id)
    return next((f"in {place.place_id}" for place in meant if place.place_id in ancestors), "")


def _by_position(place_id: str, meant: Sequence[Place], index: Index) -> str:
    place = index.gazetteer.places[place_id]
    if math.isnan(place.lon):
        return ""
    here = LonLat(place.lon, place.lat)
    for parent in meant:
        polygon = index.polygons.get(parent.place_id) if parent.geometry else None
        if polygon is not None and polygon.intersects(shapely.Point(here)):
            return f"inside the shape of {parent.place_id}"
    for parent in meant:
        if parent.place_id != place_id and not math.isnan(parent.lon):
            metres = distance_m(parent, here)
            if metres <= max(NEARBY_M, parent.accuracy_m):
                return f"{metres / 1000:.0f} km from {parent.place_id}"
    return ""
