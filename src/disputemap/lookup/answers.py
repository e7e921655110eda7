"""Names and positions -> answers as records: what `disputemap geocode` and `reverse` write, one JSON object a line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from disputemap.errors import InputError
from disputemap.lookup.index import find_areas, find_nearest
from disputemap.lookup.search import search

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from disputemap.lookup.index import Index
    from disputemap.models import LonLat, Place

NAME_FIELDS = (
    *("query", "rank", "place_id", "name", "feature", "lon", "lat", "accuracy_m"),
    *("score", "match", "reasons"),
)
POSITION_FIELDS = (*NAME_FIELDS[:8], "distance_m", "areas")
SCORE_DIGITS = 4

Record = dict[str, Any]


def answer_name(
    query: str, index: Index, *, limit: int = 5, near: LonLat | None = None, feature: Collection[str] = ()
) -> Iterator[Record]:
    """Yield the places that a name can mean, best first; a name that nothing is found for is one record too."""
    hits = search(query, index, limit=limit, near=near, feature=feature)
    for rank, hit in enumerate(hits, start=1):
        found = {"score": round(hit.score, SCORE_DIGITS), "match": hit.match, "reasons": list(hit.reasons)}
        yield {"query": query, "rank": rank, **_describe(hit.place), **found}
    if not hits:
        kind = f" as {' or '.join(feature)}" if feature else ""
        reason = f"not in the gazetteer{kind}" if query.strip() else "empty query"
        yield dict.fromkeys(NAME_FIELDS) | {"query": query, "score": 0.0, "reasons": [reason]}


def answer_position(position: LonLat, index: Index, *, limit: int = 1) -> Iterator[Record]:
    """Yield the populated places nearest to a position, with what contains it."""
    areas = [place.place_id for place in find_areas(position, index)]
    query = f"{position.lon:g},{position.lat:g}"
    for rank, (place, metres) in enumerate(find_nearest(position, index, limit=limit), start=1):
        yield {"query": query, "rank": rank, **_describe(place), "distance_m": round(metres), "areas": areas}


def check_features(features: Collection[str], index: Index) -> None:
    """Refuse a kind of place that the gazetteer does not have.

    Raises
    ------
    InputError
        If there is one.
    """
    known = {place.feature for place in index.gazetteer.places.values()}
    if unknown := sorted(set(features) - known):
        message = f"--feature {unknown[0]}: no such kind of place; there are {', '.join(sorted(known))}"
        raise InputError(message)


def _describe(place: Place) -> Record:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "feature": place.feature,
        "lon": _number(place.lon),
        "lat": _number(place.lat),
        "accuracy_m": _number(place.accuracy_m),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
