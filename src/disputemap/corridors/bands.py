"""Vertices and half-widths -> chainages, stations and bands.

Lengths are geodesic (WGS 84). A band is what a disc sweeps that follows the line while its radius goes evenly from one
vertex's half-width to the next; it is built in the package's metric projection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from disputemap.crs import GEOD, LONLAT, project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.corridors.model import Floats

STEP_M = 250.0
"""Spacing of the discs whose hulls make a band."""
TOLERANCE_M = 20.0
"""How far thinning out may move a band's edge."""


def chainages_km(line: shapely.LineString) -> Floats:
    """Return how far along a line (EPSG:4326) each of its n vertices lies, in geodesic kilometres from the first."""
    steps_m = GEOD.line_lengths(*shapely.get_coordinates(line).T)[: len(line.coords) - 1]
    return np.concatenate([[0.0], np.cumsum(steps_m)]) / 1000


def station(line: shapely.LineString, chainage_km: Floats, mark_km: float) -> shapely.Point:
    """Return the point of a line (EPSG:4326) at a chainage, along the geodesic of its segment."""
    i = min(int(np.searchsorted(chainage_km, mark_km, side="right")), len(chainage_km) - 1) - 1
    (lon, lat), (next_lon, next_lat) = line.coords[i], line.coords[i + 1]
    azimuth = GEOD.inv(lon, lat, next_lon, next_lat)[0]
    return shapely.Point(GEOD.fwd(lon, lat, azimuth, 1000 * (mark_km - chainage_km[i]))[:2])


def sweep(line: shapely.LineString, half_widths_m: Sequence[float] | Floats, *, metric_crs: str) -> shapely.Geometry:
    """Return what a disc of changing radius covers along a line.

    Parameters
    ----------
    line
        EPSG:4326.
    half_widths_m
        The radius at each vertex, in metres; between vertices it changes evenly.
    metric_crs
        The projection that it is built in.

    Returns
    -------
    band
        One polygon, EPSG:4326.
    """
    metric = project(line, metric_crs)
    at_vertex = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(shapely.get_coordinates(metric), axis=0).T))])
    along = np.union1d(np.arange(0, metric.length, STEP_M), at_vertex)
    radii = np.interp(along, at_vertex, half_widths_m)
    discs = shapely.buffer(shapely.line_interpolate_point(metric, along), radii, quad_segs=32)
    hulls = shapely.convex_hull(shapely.multipolygons(np.column_stack([discs[:-1], discs[1:]])))
    band = shapely.simplify(shapely.union_all(hulls), TOLERANCE_M)
    return project(band, LONLAT, source=metric_crs)


def area_km2(shape: shapely.Geometry) -> float:
    """Return the geodesic area (WGS 84) of polygons in EPSG:4326, to 0.1 square kilometres."""
    return round(abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6, 1)
