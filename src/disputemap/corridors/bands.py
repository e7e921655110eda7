"""Vertices and half-widths -> chainages, stations and bands.

Lengths are geodesic (WGS 84). A band is what a disc sweeps that follows the line while its radius goes evenly from one
vertex's half-width to the next; it is built in the package's metric projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from disputemap.corridors.model import MAXIMUM, TYPICAL, Vertices
from disputemap.crs import GEOD, LONLAT, project
from disputemap.errors import GeometryError
from disputemap.packagefiles import DECIMALS, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.corridors.model import Floats

TOLERANCE_M = 20.0
"""How far thinning out may move a band's edge; polygons in place of discs take less than a thousandth of its radius."""
SAME_KM = 0.05  # stations so close would bear the same label
AREA = 2  # dimension


@dataclass(frozen=True, slots=True)
class Band:
    """A band cut to the land, EPSG:4326, and how large it was before, in square kilometres."""

    area: shapely.Polygon | shapely.MultiPolygon
    swept_km2: float


def chainages_km(line: shapely.LineString) -> Floats:
    """Return how far along a line (EPSG:4326) each of its n vertices lies, in geodesic kilometres from the first."""
    steps_m = GEOD.line_lengths(*shapely.get_coordinates(line).T)[: len(line.coords) - 1]
    return np.concatenate([[0.0], np.cumsum(steps_m)]) / 1000


def measured(lonlat: Floats, half_width_km: Floats, accuracy_m: Floats) -> Vertices:
    """Return vertices with their chainages."""
    return Vertices(lonlat, half_width_km, accuracy_m, chainages_km(shapely.LineString(lonlat)))


def station(line: shapely.LineString, chainage_km: Floats, mark_km: float) -> shapely.Point:
    """Return the point of a line (EPSG:4326) at a chainage, along the geodesic of its segment."""
    i = min(int(np.searchsorted(chainage_km, mark_km, side="right")), len(chainage_km) - 1) - 1
    (lon, lat), (next_lon, next_lat) = line.coords[i], line.coords[i + 1]
    azimuth = GEOD.inv(lon, lat, next_lon, next_lat)[0]
    return shapely.Point(GEOD.fwd(lon, lat, azimuth, 1000 * (mark_km - chainage_km[i]))[:2])


def marks_km(chainage_km: Floats, step_km: float) -> list[float]:
    """Return where stations stand: every step from the whole line's first vertex, and at the end."""
    first, last = float(chainage_km[0]), float(chainage_km[-1])
    marks = np.arange(np.ceil(first / step_km), np.floor(last / step_km) + 1) * step_km
    return [*marks[marks < last - SAME_KM].tolist(), last]


def cut(vertices: Vertices, from_km: float, to_km: float) -> Vertices:
    """Return the stretch of a line between two chainages, with vertices put in at its ends.

    What is put in lies on the geodesic, and has the half-widths and the accuracy in between.
    """
    km, line = vertices.chainage_km, vertices.line
    first, last = (min(max(at, float(km[0])), float(km[-1])) for at in (from_km, to_km))
    inner = (km > first) & (km < last)
    ends = [np.round(station(line, km, at).coords[0], DECIMALS) for at in (first, last)]
    at = np.concatenate([[first], km[inner], [last]])
    return Vertices(
        np.vstack([ends[0], vertices.lonlat[inner], ends[1]]),
        np.column_stack([np.interp(at, km, column) for column in vertices.half_width_km.T]),
        np.interp(at, km, vertices.accuracy_m),
        at,
    )


def make_bands(vertices: Vertices, *, metric_crs: str, land: shapely.Geometry | None) -> dict[str, Band]:
    """Return the bands `maximum` and `typical` of a line, rounded to metres.

    Raises
    ------
    GeometryError
        If a band lies wholly outside of the land.
    """
    bands = {}
    for name, half_width_km in ((MAXIMUM, vertices.half_width_km[:, 1]), (TYPICAL, vertices.half_width_km[:, 0])):
        swept = sweep(vertices.line, 1000 * half_width_km, metric_crs=metric_crs)
        bands[name] = Band(_polygons(swept if land is None else shapely.intersection(swept, land)), area_km2(swept))
    return bands


def _polygons(shape: shapely.Geometry) -> shapely.Polygon | shapely.MultiPolygon:
    """Return what is polygon of a shape, rounded and valid."""
    tidy = rounded(shape)
    if not isinstance(tidy, shapely.Polygon | shapely.MultiPolygon) or not tidy.is_valid:
        parts = shapely.get_parts(shapely.make_valid(shapely.get_parts(tidy)))
        tidy = shapely.union_all(parts[shapely.get_dimensions(parts) == AREA])
    if not isinstance(tidy, shapely.Polygon | shapely.MultiPolygon) or tidy.is_empty:
        message = "the corridor lies wholly outside of the land; check its vertices"
        raise GeometryError(message)
    return tidy


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

    Notes
    -----
    What a disc covers on its straight way from one vertex to the next, growing evenly, is the hull of the first and the
    last: the band is the union of these hulls.
    """
    metric = project(line, metric_crs)
    discs = shapely.buffer(shapely.points(shapely.get_coordinates(metric)), half_widths_m, quad_segs=32)
    hulls = shapely.convex_hull(shapely.multipolygons(np.column_stack([discs[:-1], discs[1:]])))
    band = shapely.simplify(shapely.union_all(hulls), TOLERANCE_M)
    return project(band, LONLAT, source=metric_crs)


def area_km2(shape: shapely.Geometry) -> float:
    """Return the geodesic area (WGS 84) of polygons in EPSG:4326, to 0.1 square kilometres."""
    return round(abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6, 1)
