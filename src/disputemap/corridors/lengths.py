"""How long the corridor is, by each definition of its length, side by side, so that none is tuned to a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from disputemap.corridors.loading import metric_crs_of, of_version
from disputemap.crs import GEOD, LONLAT, length_km, project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.corridors.model import Corridor, Floats
    from disputemap.geodata import GeoData

THINNED_M = 5000.0
WEB_MERCATOR = "EPSG:3857"


class Length(NamedTuple):
    """One length, and how it is measured."""

    definition: str
    length_km: float
    measured: str


def lengths(corridor: Corridor, geodata: GeoData) -> list[Length]:
    """Return the length of a corridor by each definition.

    Those that go through the places on either side need the whole line of the package, its setting `sides` and the
    columns `<side>_lon` and `<side>_lat` of its waypoints; without them they are left out.
    """
    metric_crs, line = metric_crs_of(geodata), corridor.centreline
    metric = project(line, metric_crs)
    thinned = project(shapely.simplify(metric, THINNED_M), LONLAT, source=metric_crs)
    ends = shapely.LineString([line.coords[0], line.coords[-1]])
    return [
        Length("straight from end to end", _km(length_km(ends)), "geodesic"),
        *_through_sides(corridor, geodata),
        Length(f"this line, thinned out to {THINNED_M / 1000:g} km", _km(length_km(thinned)), "geodesic"),
        Length("this line", _km(float(np.ptp(corridor.chainage_km))), "geodesic"),
        Length(f"this line, as drawn in {metric_crs}", _km(metric.length / 1000), "in the projection"),
        Length(
            f"this line, as drawn in {WEB_MERCATOR}: wrong",
            _km(project(line, WEB_MERCATOR).length / 1000),
            "in the projection, which stretches",
        ),
    ]


def _km(length: float) -> float:
    return round(length, 1)


def _through_sides(corridor: Corridor, geodata: GeoData) -> Iterator[Length]:
    """Yield the lengths through the places on each side, and through the middle of each pair."""
    known = {side: _places(corridor, geodata, side) for side in geodata.settings.get("sides", ())}
    places = {side: found for side, found in known.items() if found is not None}
    for side, lonlat in places.items():
        yield Length(f"through the places on the {side} side", _along(lonlat), "geodesic")
    if len(places) == 2:  # noqa: PLR2004 - a pair
        yield Length("through the middle of each pair of places", _along(_middles(*places.values())), "geodesic")


def _along(lonlat: Floats) -> float:
    return _km(float(GEOD.line_length(*lonlat.T.copy())) / 1000)


def _places(corridor: Corridor, geodata: GeoData, side: str) -> Floats | None:
    """Return the places on a side, one a vertex, or None where one is not told."""
    if corridor.claim or "waypoints" not in geodata.resources:
        return None
    rows = [row for row in geodata.table("waypoints") if of_version(row, corridor.version)]
    cells = [(row.get(f"{side}_lon"), row.get(f"{side}_lat")) for row in rows]
    if len(cells) != len(corridor.chainage_km) or not all(lon and lat for lon, lat in cells):
        return None
    return np.array(cells, dtype=float)


def _middles(one: Floats, other: Floats) -> Floats:
    """Return the point half-way between the places of each pair, along the geodesic."""
    (lon, lat), (other_lon, other_lat) = one.T.copy(), other.T.copy()
    azimuth, _, distance_m = GEOD.inv(lon, lat, other_lon, other_lat)
    return np.column_stack(GEOD.fwd(lon, lat, azimuth, np.asarray(distance_m) / 2)[:2])
