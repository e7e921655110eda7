"""Corridor -> Ruler: measures how geometries lie to the corridor, whole columns at a time.

Most places lie well inside the band or well outside. What costs (drawing discs, cutting areas) is done only for those
that meet its edge or the centreline; all else is told by a distance.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.corridors import TYPICAL
from disputemap.crs import GEOD, LONLAT, STEP_DEG, project, to_metric
from disputemap.draws import DRAWS, SEED, Drawings
from disputemap.globe import areas_m2, nearest

if TYPE_CHECKING:
    from disputemap.corridors import Corridor

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SLIVER_SHARE = 1e-6  # a smaller overlap is what two drawings of one border leave
REACH_DEG = 8.0  # farther than this from the corridor the metric projection bends, and the ellipsoid takes over
TOUCH_M = 1.0  # a line and an area this close run together
AREA = 2  # dimension
BENT_M = 20_000.0  # lengths in the projection are off by less than 0.1 % near the corridor, and shorter ones lie there
SPOT_DEG = 0.01  # how close positions on the centreline stand from which what is far off is measured
COLUMNS = ("share_inside", "distance_m", "chainage_km", "offset_m", "p_inside")


class Ruler:
    """The corridor's typical band and centreline, made ready to measure by.

    Parameters
    ----------
    corridor
        See :func:`disputemap.corridors.load_corridor`.
    metric_crs
        The package's projection for metres.
    draws, seed
        Of the corridor, for `p_inside`.
    """

    def __init__(self, corridor: Corridor, metric_crs: str, *, draws: int = DRAWS, seed: int = SEED) -> None:
        self._corridor, self._metric_crs = corridor, metric_crs
        reached = corridor.centreline.union(corridor.bands[TYPICAL]).buffer(REACH_DEG)
        self._window = shapely.box(*reached.bounds)
        self._band = shapely.make_valid(self._metric(corridor.bands[TYPICAL]))
        self._edge = shapely.boundary(self._band)
        self._line = self._metric(corridor.centreline)
        self._drawings = Drawings(corridor, metric_crs, draws=draws, seed=seed)
        shapely.prepare([self._window, self._band, self._edge, self._line])

    def measure(self, geometry: Geometries, accuracy_m: Floats) -> Floats:
        """Return n rows of `COLUMNS`, see :func:`disputemap.join.assign_corridor`.

        Parameters
        ----------
        geometry
            n valid geometries, EPSG:4326, or None.
        accuracy_m
            What points and lines are widened by; NaN is nothing.
        """
        accuracy_m = np.nan_to_num(accuracy_m)
        there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
        reach = there & shapely.intersects(self._window, geometry)
        values = np.full((len(geometry), len(COLUMNS)), np.nan)
        values[reach] = self._near(geometry[reach], accuracy_m[reach])
        values[there & ~reach] = self._far(geometry[there & ~reach], accuracy_m[there & ~reach])
        return values

    def _metric(self, geometry: Any) -> Any:  # noqa: ANN401 - one geometry or an array of them
        """Return geometries in the metric projection, with edges that stay where they are drawn."""
        return to_metric(geometry, self._metric_crs)

    def _near(self, lonlat: Geometries, accuracy_m: Floats) -> Floats:
        """Return the rows of places within reach of the corridor, measured in the metric projection."""
        cut = ~shapely.covers(self._window, lonlat)
        clipped = lonlat.copy()
        clipped[cut] = shapely.intersection(lonlat[cut], self._window)
        exact = self._metric(clipped)
        dimension = shapely.get_dimensions(exact)
        exact[dimension > 0] = shapely.make_valid(exact[dimension > 0])
        radius = np.where(dimension == AREA, 0, accuracy_m)
        away, depth = self._to_edge(exact)
        widened = exact.copy()
        drawn = (radius > 0) & ((dimension > 0) | ((away <= radius) & (depth < radius)))  # discs that meet the edge
        widened[drawn] = shapely.buffer(exact[drawn], radius[drawn], quad_segs=32)
        share = _share(widened, self._band, apart=away > radius)
        probability = self._drawings.probability(exact, radius)
        cut &= (share > 0) | (probability > 0)
        kept = _kept(clipped[cut], lonlat[cut])
        share[cut], probability[cut] = share[cut] * kept, probability[cut] * kept
        share[share < SLIVER_SHARE] = 0
        along, offset = _along(np.where(dimension == 0, exact, widened), exact, self._line)
        long = offset > BENT_M
        spots = shapely.line_interpolate_point(self._line, along[long])
        offset[long] = self._lengths_m(shapely.shortest_line(spots, exact[long]))
        return np.column_stack([share, (away - radius).clip(min=0), self._chainage(along), offset, probability])

    def _to_edge(self, geometry: Geometries) -> tuple[Floats, Floats]:
        """Return how far off the band geometries lie, and how deep in it points do; 0 where they do not.

        The line to the edge is found several times as fast as the distance to the area.
        """
        to_edge, apart = np.zeros(len(geometry)), ~shapely.intersects(self._band, geometry)
        asked = apart | (shapely.get_dimensions(geometry) == 0)
        to_edge[asked] = self._lengths_m(shapely.shortest_line(self._edge, geometry[asked]))
        return np.where(apart, to_edge, 0), np.where(apart, 0, to_edge)

    def _lengths_m(self, lines: Geometries) -> Floats:
        """Return the lengths of straight lines in the projection, of long ones on the ellipsoid."""
        lengths = shapely.length(lines)
        long = lengths > BENT_M
        if long.any():
            straight: Any = lines[long]
            lengths[long] = _lengths_m(project(straight, LONLAT, source=self._metric_crs))
        return lengths

    @cached_property
    def _vertices_km(self) -> Floats:
        """How far along the centreline its vertices lie on the ellipsoid."""
        if len(self._corridor.chainage_km):
            return self._corridor.chainage_km
        steps = GEOD.line_lengths(*shapely.get_coordinates(self._corridor.centreline).T)
        return np.concatenate([[0], np.cumsum(steps)]) / 1000

    @cached_property
    def _vertices_m(self) -> Floats:
        """How far along `_line` they lie."""
        vertices = project(shapely.MultiPoint(shapely.get_coordinates(self._corridor.centreline)), self._metric_crs)
        return np.asarray(shapely.line_locate_point(self._line, shapely.get_parts(vertices)), dtype=float)

    def _chainage(self, along_m: Floats) -> Floats:
        return np.interp(along_m, self._vertices_m, self._vertices_km)

    def _far(self, lonlat: Geometries, accuracy_m: Floats) -> Floats:
        """Return the rows of places that lie too far off for the projection."""
        radius = np.where(shapely.get_dimensions(lonlat) == AREA, 0, accuracy_m)
        edge, (spots, chainage_km) = self._far_targets
        distance, (spot, offset) = nearest(lonlat, edge)[1] - radius, nearest(lonlat, spots)
        nothing = np.zeros(len(lonlat))
        unlikely = nothing if self._drawings.known else np.full(len(lonlat), np.nan)
        return np.column_stack([nothing, distance.clip(min=0), chainage_km[spot], offset, unlikely])

    @cached_property
    def _far_targets(self) -> tuple[Floats, tuple[Floats, Floats]]:
        """Positions on the band's edge, and on the centreline with their chainage."""
        edge = shapely.get_coordinates(shapely.segmentize(self._corridor.bands[TYPICAL], STEP_DEG))
        line = self._corridor.centreline
        spots = shapely.get_coordinates(shapely.segmentize(line, SPOT_DEG))
        at = np.asarray(shapely.line_locate_point(line, shapely.points(np.vstack([line.coords, spots]))), dtype=float)
        vertices = len(line.coords)
        return edge, (spots, np.interp(at[vertices:], at[:vertices], self._vertices_km))


def _kept(clipped: Geometries, whole: Geometries) -> Floats:
    """Return which part of each geometry was left when it was clipped, of its area or length."""
    flat = shapely.get_dimensions(whole) == AREA
    left, all_of_it = (np.where(flat, areas_m2(one), shapely.length(one)) for one in (clipped, whole))
    return left / np.where(all_of_it > 0, all_of_it, 1)


def _share(areas: Geometries, band: shapely.Geometry, *, apart: Flags) -> Floats:
    """Return which part of each geometry lies in the band: of its area, else of its length, else all or nothing.

    `apart` tells those of which nothing does.
    """
    share = np.zeros(len(areas))
    share[~apart] = shapely.covers(band, areas[~apart])
    rows = np.flatnonzero(~apart & (share == 0))
    partly = areas[rows]
    both = shapely.intersection(partly, band)
    for measure in (shapely.length, shapely.area):  # the last that is not zero counts
        whole = measure(partly)
        fits = (whole > 0) & ((measure is shapely.area) | (shapely.area(partly) == 0))
        share[rows[fits]] = np.clip(measure(both[fits]) / whole[fits], 0, 1)
    return share


def _along(geometry: Geometries, exact: Geometries, line: shapely.LineString) -> tuple[Floats, Floats]:
    """Return how far along a line geometries lie, in its own unit, and how far off.

    What is drawn lies where it is nearest, and if the line crosses it, in the middle of the longest stretch inside.
    `exact` is the same without widening.
    """
    along, offset = np.zeros(len(exact)), np.zeros(len(exact))
    point = shapely.get_dimensions(geometry) == 0
    along[point], offset[point] = shapely.line_locate_point(line, exact[point]), shapely.distance(line, exact[point])
    drawn = np.flatnonzero(~point)
    touches = shapely.intersects(line, geometry[drawn])
    touches[~touches] = shapely.dwithin(line, geometry[drawn[~touches]], TOUCH_M)
    crossed, beside = drawn[touches], drawn[~touches]
    along[crossed] = _middles(geometry[crossed], line)
    lacking = np.concatenate([beside, crossed[np.isnan(along[crossed])]])
    nearest = shapely.get_point(shapely.shortest_line(line, geometry[lacking]), 0)
    along[lacking] = shapely.line_locate_point(line, nearest)
    offset[beside] = shapely.distance(nearest[: len(beside)], exact[beside])
    return along, offset


def _middles(areas: Geometries, line: shapely.LineString) -> Floats:
    """Return where along a line the middle of its longest stretch in each area lies, NaN where there is none."""
    grown = shapely.buffer(areas, TOUCH_M, quad_segs=4)
    parts, owner = shapely.get_parts(shapely.line_merge(shapely.intersection(line, grown)), return_index=True)
    order = np.lexsort([-shapely.length(parts), owner])
    owners, first = np.unique(owner[order], return_index=True)
    middle = shapely.line_interpolate_point(parts[order[first]], 0.5, normalized=True)
    along = np.full(len(areas), np.nan)
    along[owners] = shapely.line_locate_point(line, middle)
    return along


def _lengths_m(lines: Geometries) -> Floats:
    """Return the geodesic distance between the two ends of each line."""
    ends = shapely.get_coordinates(lines).reshape(-1, 4)
    return np.asarray(GEOD.inv(*ends.T)[2], dtype=float)
