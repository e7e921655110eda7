"""geopy's interface over the gazetteer: a geocoder that never opens a socket.

It takes what people pass to geopy's own geocoders (`exactly_one`, `limit`, `language`, `country_codes`, `viewbox`,
`bounded`) and works with `RateLimiter` and pandas. Positions are geopy's: latitude first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from disputemap.crs import latlon
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import load_geodata
from disputemap.lexicon import load_lexicon
from disputemap.models import LonLat
from disputemap.search import Hit, Index, find_nearest, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.geodata import GeoData
    from disputemap.models import Place

CACHE = 1 << 16
MANY = 50
MANY_NEAR = 5


class LocalGeocoder(Geocoder):  # type: ignore[misc]  # geopy ships no types
    """Find places by name and names by place, in the gazetteer of a data package.

    Parameters
    ----------
    geodata
        The data package; None means the one in use.

    Examples
    --------
    >>> location = LocalGeocoder().geocode("Kirkuk")
    >>> location.raw["place_id"]
    'kirkuk'
    >>> LocalGeocoder().geocode("a place that does not exist") is None
    True
    """

    def __init__(self, geodata: GeoData | None = None) -> None:
        super().__init__()
        package = geodata or load_geodata()
        self.index = Index(load_gazetteer(package), load_lexicon(package))
        self._search = lru_cache(maxsize=CACHE)(lambda query: tuple(search(query, self.index, limit=MANY)))

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
    ) -> Location | list[Location] | None:
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
        hits = _only_countries(self._search(query), country_codes)
        hits = _by_viewbox(hits, viewbox, bounded=bounded)
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
    ) -> Location | list[Location] | None:
        """Return the populated place nearest to a position, or with `exactly_one=False` the nearest ones.

        `raw` holds the distance in metres. A position farther than any place's neighbourhood has an answer too: the
        distance says so.
        """
        del timeout
        point = Point(query)
        count = 1 if exactly_one else limit or MANY_NEAR
        found = find_nearest(LonLat(point.longitude, point.latitude), self.index, limit=count)
        locations = [self._location(place, language, {"distance_m": round(metres)}) for place, metres in found]
        return (locations[0] if locations else None) if exactly_one else locations or None

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
        places, labels = self.index.gazetteer.places, self.index.gazetteer.labels
        chain = [place]
        while (parents := [places[parent] for parent in chain[-1].parents if parent in places]) and parents[
            0
        ] not in chain:
            chain.append(parents[0])
        return ", ".join(labels.get((each.place_id, language or "en"), each.name) for each in chain)


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
