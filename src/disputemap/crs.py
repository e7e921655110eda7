"""Coordinates: the one place that reprojects, measures or flips axes.

Inside disputemap everything is EPSG:4326, longitude first. Metres come from a metric projection named by the data
package (`metric_crs`), lengths along a line from the WGS 84 ellipsoid.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError

from disputemap.errors import GeometryError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

LONLAT = "EPSG:4326"
GEOD = Geod(ellps="WGS84")
STEP_DEG = 0.2  # edges are straight in degrees (RFC 7946); vertices this close keep them so to some metres

AnyGeometry = TypeVar("AnyGeometry", bound="BaseGeometry")


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(CRS.from_user_input(source), CRS.from_user_input(target), always_xy=True)
    except CRSError as error:
        message = f"coordinate reference system {source!r} or {target!r}: {error}; name one as EPSG:<code>"
        raise GeometryError(message) from error


def project(geometry: AnyGeometry, target: str, *, source: str = LONLAT) -> AnyGeometry:
    """Return a geometry in another CRS; x is east or longitude, y is north or latitude.

    Raises
    ------
    GeometryError
        If a CRS is unknown.
    """
    transformer = _transformer(source, target)

    def _flat(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = lonlat.T.copy()
        if len(lon) == 1:  # pyproj takes an array of one for a number, of which numpy before 2.4 warns
            return np.array([transformer.transform(lon.item(), lat.item())])
        return np.column_stack(transformer.transform(lon, lat))

    return shapely.transform(geometry, _flat)


def to_metric(geometry: AnyGeometry, target: str) -> AnyGeometry:
    """Return a geometry in EPSG:4326 in a projection for metres, with edges that stay where they are drawn."""
    return project(shapely.segmentize(geometry, STEP_DEG), target)


def length_km(line: shapely.LineString) -> float:
    """Return the geodesic length (WGS 84) of a line in EPSG:4326, in kilometres.

    Examples
    --------
    >>> round(length_km(shapely.LineString([(44, 35), (45, 35)])), 1)
    91.3
    """
    return float(GEOD.geometry_length(line)) / 1000.0


def latlon(lon: float, lat: float) -> tuple[float, float]:
    """Flip to the order that folium and geopy want."""
    return (lat, lon)
