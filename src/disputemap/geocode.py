"""geopy's interface over the gazetteer: a geocoder that never opens a socket.

It takes what people pass to geopy's own geocoders (`exactly_one`, `limit`, `language`, `country_codes`, `viewbox`,
`bounded`) and works with `RateLimiter` and pandas. Positions are geopy's: latitude first.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from disputemap.crs import latlon
from disputemap.geodata import load_geodata
from disputemap.lookup.index import find_areas, find_nearest, load_index
from disputemap.lookup.search import Hit, search
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disputemap.geodata import GeoData
    from disputemap.models import Place

CACHE = 1 << 15
MANY = 50
MANY_NEAR = 5


class LocalGeocoder(Geocoder):  # type: ignore[misc]  # geopy ships no types
    """Find places by name and names by place, in the gazetteer of a data package.

    Parameters
    ----------
    geodata
        The data package; None means the one in use.
    fuzzy
        False leaves out guesses (`raw["match"]` begins with `fuzzy`), so that a name spelled too oddly has no answer.

    Notes
    -----
    `raw` holds `place_id`, `name`, `feature`, `accuracy_m`, `source`, and of `geocode` also `score`, `match` (`exact`,
    `article`, `clitics`, `romanised`, `fuzzy:N`) and `reasons`; of `reverse` also `distance_m` and `areas`.

    Examples
    --------
    >>> location = LocalGeocoder().geocode("Kirkuk")
    >>> location.raw["place_id"], location.raw["match"]
    ('kirkuk', 'exact')
    >>> LocalGeocoder().geocode("a place that does not exist") is None
    True
    """

    def __init__(self, geodata: GeoData | None = None, *, fuzzy: bool = True) -> None:
        super().__init__()
        self.index = load_index(geodata or load_geodata())
        self.fuzzy = fuzzy
        self._search = lru_cache(maxsize=CACHE)(self._find)  # event data repeat their names
        self._addresses: dict[tuple[str, str | None], str] = {}

    def geocode(  # noqa: PLR0913 - geopy's interface
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | object = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str | None = None,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
    ) -> Any:  # noqa: ANN401 - a Location, a list of them, or None
        """Return the place that a name most likely means, or None; with `exactly_one=False` a list, best first.

        Parameters
        ----------
        query
            A name in any script; "Bashir, Kirkuk" is a place and its parent.
        exactly_one
            False returns all.
        timeout
            Taken for geopy's sake; nothing here can time out.
        limit
            At most so many.
        language
            BCP 47 tag of the name to answer with, where the gazetteer has one; else English.
        country_codes
            ISO 3166 alpha-2 codes to keep to.
        viewbox
            Two corners (latitude, longitude); favoured, or with `bounded` kept to.
        bounded
            Leave out what lies outside `viewbox`.

        Raises
        ------
        GeocoderQueryError
            If the query is no text, or `bounded` comes without a viewbox.
        """
        del timeout
        if not isinstance(query, str):
            message = f"query {query!r}: give the name of a place as text"
            raise GeocoderQueryError(message)
        hits = _by_viewbox(_only_countries(self._search(query), country_codes), viewbox, bounded=bounded)
        if exactly_one:
            return self._location(hits[0].place, language, _found(hits[0])) if hits else None
        return [self._location(hit.place, language, _found(hit)) for hit in hits[:limit]] or None

    def reverse(
        self,
        query: Any,  # noqa: ANN401 - a Point, a (latitude, longitude) or a "latitude, longitude", as geopy has it
        *,
        exactly_one: bool = True,
        timeout: float | object = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str | None = None,
    ) -> Any:  # noqa: ANN401 - a Location, a list of them, or None
        """Return the populated place nearest to a position, or with `exactly_one=False` the nearest ones.

        `raw` holds the distance in metres and `areas`, the places whose polygon holds the position, smallest level
        first. A position farther than any place's neighbourhood has an answer too: the distance says so.

        Raises
        ------
        ValueError
            If the query is no position.
        """
        del timeout
        point = Point(query)
        position = LonLat(point.longitude, point.latitude)
        found = find_nearest(position, self.index, limit=1 if exactly_one else limit or MANY_NEAR)
        areas = [place.place_id for place in find_areas(position, self.index)]
        locations = [
            self._location(place, language, {"distance_m": round(metres), "areas": list(areas)})
            for place, metres in found
        ]
        return (locations[0] if locations else None) if exactly_one else locations or None

    def _find(self, query: str) -> tuple[Hit, ...]:
        hits = search(query, self.index, limit=MANY)
        guesses = hits[:1] and hits[0].match.startswith("fuzzy")
        return () if guesses and not self.fuzzy else tuple(hit for hit in hits if not math.isnan(hit.place.lon))

    def _location(self, place: Place, language: str | None, found: dict[str, Any]) -> Location:
        raw = {
            "place_id": place.place_id,
            "name": place.name,
            "feature": place.feature,
            "accuracy_m": place.accuracy_m,
            "source": place.source,
            **found,
        }
        return Location(self._address(place, language), Point(*latlon(place.lon, place.lat)), raw)

    def _address(self, place: Place, language: str | None) -> str:
        """Return the names of a place and what contains it, by the first source's account."""
        key = (place.place_id, language)
        if key not in self._addresses:
            labels = self.index.gazetteer.labels if language else {}
            chain = _first_parents(place, self.index.gazetteer.places)
            self._addresses[key] = ", ".join(labels.get((each.place_id, language or ""), each.name) for each in chain)
        return self._addresses[key]


def _first_parents(place: Place, places: Mapping[str, Place]) -> Iterable[Place]:
    """Return a place and what contains it, smallest first, by the first source that is known each time."""
    chain = {place.place_id: place}
    while parent := next((places[parent_id] for parent_id in place.parents if parent_id in places), None):
        if parent.place_id in chain:
            break
        chain[parent.place_id] = place = parent
    return chain.values()


def _found(hit: Hit) -> dict[str, Any]:
    return {"score": round(hit.score, 3), "match": hit.match, "reasons": list(hit.reasons)}


def _only_countries(hits: Sequence[Hit], country_codes: str | Sequence[str] | None) -> Sequence[Hit]:
    if not country_codes:
        return hits
    codes = country_codes.split(",") if isinstance(country_codes, str) else country_codes
    wanted = {code.strip().upper() for code in codes}
    return [hit for hit in hits if hit.place.country.upper() in wanted]


def _by_viewbox(hits: Sequence[Hit], viewbox: Sequence[Any] | None, *, bounded: bool) -> Sequence[Hit]:
    """Put the hits inside a box first, or keep only those."""
    if viewbox is None:
        if bounded:
            message = "bounded=True needs a viewbox: two corners as (latitude, longitude)"
            raise GeocoderQueryError(message)
        return hits
    corners = [Point(corner) for corner in viewbox]
    west, east = sorted(corner.longitude for corner in corners)
    south, north = sorted(corner.latitude for corner in corners)
    inside = [hit for hit in hits if west <= hit.place.lon <= east and south <= hit.place.lat <= north]
    return inside if bounded else [*inside, *(hit for hit in hits if hit not in inside)]
