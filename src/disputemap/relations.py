"""The rules for relative places: kinds of words -> shapes, whole columns at a time.

Every number that stands for a vague word is a constant here, with its reason; `docs/relative-places.md` shows the rules
in a table. They follow the point-radius method (Wieczorek, Guo and Hijmans 2004, doi:10.1080/13658810412331280211) and
the guides built on it (Chapman and Wieczorek 2020, doi:10.15468/doc-gg7h-s853; Zermoglio et al. 2020,
doi:10.35035/e09p-h128), and UCDP GED's notion of "near" (Sundberg and Melander 2013; codebook).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from disputemap import shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from disputemap.shapes import Floats, Geometries

Flags = npt.NDArray[np.bool_]

# "South" said alone may be all that lies between south-east and south-west, "south-east" what lies between its own
# neighbours among sixteen winds (Wieczorek et al. 2004, uncertainty of direction).
FOUR_WINDS_HALF_DEG, EIGHT_WINDS_HALF_DEG, SIXTEEN_WINDS_HALF_DEG = 45.0, 22.5, 11.25
# Who writes a distance and a wind has eight winds to choose from, so "20 km south" is no "south-east".
OFFSET_HALF_DEG = EIGHT_WINDS_HALF_DEG
NEAR_REACH_M = 25_000.0  # UCDP GED codes what is within some 25 km of a place as "near" it (where_prec 2)
SECTOR_REACH_M = NEAR_REACH_M  # and "south of X" too; farther off a writer has another town to name
OUTSKIRTS_M = 5_000.0  # to either side of the edge: the last houses and the first fields; edges are not better known
DISTANCE_SHARE = 0.1  # writers round distances to one or two figures: 20 km is 18 to 22, 50 is 45 to 55
BETWEEN_SHARE = 0.2  # half width of a strip by its length: a way 8 % longer than the straight line stays inside
BETWEEN_MIN_M, BETWEEN_MAX_M = 2_000.0, 15_000.0
BORDER_M = 10_000.0  # "between" two areas that meet is where both are this near
MEETING_M = 1_000.0  # two drawings of one border may be this far apart

INNER = frozenset({"adm1", "adm2", "adm3", "country", "region"})  # "the south of" these is a part of them
VAST_M = 1_000_000.0  # a ring this far out says so little, and bends so much in degrees, that it is not drawn


class Anchors(NamedTuple):
    """Places as columns. `shape` is the polygon or line, or None; `inner` tells what "the south of" is a part of."""

    lon: Floats
    lat: Floats
    accuracy_m: Floats
    shape: Geometries
    inner: Flags

    def take(self, rows: Any) -> Anchors:  # noqa: ANN401 - what numpy takes as index
        """Return some rows."""
        return Anchors(*(column[rows] for column in self))

    def areas(self) -> Geometries:
        """Return the shapes, and for bare positions the discs that they are good to."""
        drawn = self.shape.copy()
        bare = shapely.is_missing(drawn)
        drawn[bare] = shapes.discs(self.lon[bare], self.lat[bare], self.accuracy_m[bare])
        return drawn


@dataclass(frozen=True)
class Said:
    """Sites of one kind as columns, all of which have a position to start from; `bearing_deg` is NaN if not said."""

    anchors: Anchors
    others: Anchors
    bearing_deg: Floats
    distance_m: Floats

    def take(self, rows: Any) -> Said:  # noqa: ANN401 - what numpy takes as index
        """Return some rows."""
        return Said(self.anchors.take(rows), self.others.take(rows), self.bearing_deg[rows], self.distance_m[rows])


class Located(NamedTuple):
    """Columns of the result."""

    geometry: Geometries
    lon: Floats
    lat: Floats
    accuracy_m: Floats

    @classmethod
    def empty(cls, count: int) -> Located:
        """Return rows without location."""
        return cls(np.full(count, None, dtype=object), *(np.full(count, np.nan) for _ in range(3)))

    def put(self, rows: Any, other: Located) -> None:  # noqa: ANN401 - what numpy takes as index
        """Fill in some rows."""
        for mine, theirs in zip(self, other, strict=True):
            mine[rows] = theirs


def _itself(said: Said) -> Located:
    anchors = said.anchors
    points = shapes.points(anchors.lon, anchors.lat)
    geometry = np.where(shapely.is_missing(anchors.shape), points, anchors.shape)
    return Located(geometry, anchors.lon, anchors.lat, anchors.accuracy_m)


def _within(said: Said) -> Located:
    """Return all of the parent: nothing more is known of what is somewhere in it."""
    whole = _itself(said)
    return whole._replace(accuracy_m=_reach(said.anchors))


def _reach(anchors: Anchors) -> Floats:
    """Return how far anchors reach from their position, in metres."""
    drawn = ~shapely.is_missing(anchors.shape)
    reach = anchors.accuracy_m.copy()
    reach[drawn] = shapes.radii_m(anchors.lon[drawn], anchors.lat[drawn], anchors.shape[drawn])
    return reach


def _half_angle(bearing_deg: Floats) -> Floats:
    """Return how far off a wind may be meant: all round where none is said."""
    tests = [np.isnan(bearing_deg), bearing_deg % 90 == 0, bearing_deg % 45 == 0]
    halves = [shapes.ALL_ROUND_DEG, FOUR_WINDS_HALF_DEG, EIGHT_WINDS_HALF_DEG]
    return np.select(tests, halves, SIXTEEN_WINDS_HALF_DEG)


def _sector(said: Said) -> Located:
    """Return the part of an area on that side, and of all else what lies off its edge."""
    located = Located.empty(len(said.bearing_deg))
    inner = said.anchors.inner
    located.put(inner, _part(said.take(inner)))
    located.put(~inner, _off_edge(said.take(~inner), 0.0, SECTOR_REACH_M))
    return located


def _part(said: Said) -> Located:
    """Return halves of areas north, east, south or west of their middle, and quarters for the winds between."""
    area = said.anchors.areas()
    middle, bounds = shapely.centroid(area), shapely.bounds(area)
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    east, north = np.sin(np.radians(said.bearing_deg)), np.cos(np.radians(said.bearing_deg))
    little = math.sin(math.radians(EIGHT_WINDS_HALF_DEG - 1e-6))  # beside a wind of four by less than half a step
    boxes = shapely.box(
        np.where(east > little, x, bounds[:, 0]),
        np.where(north > little, y, bounds[:, 1]),
        np.where(east < -little, x, bounds[:, 2]),
        np.where(north < -little, y, bounds[:, 3]),
    )
    cut = shapes.areas_only(shapely.intersection(area, boxes))
    return _covered(np.where(shapely.is_missing(cut), area, cut))


def _covered(area: Geometries) -> Located:
    """Return areas with a point inside each."""
    lon, lat = shapes.centres(area)
    return Located(area, lon, lat, shapes.radii_m(lon, lat, area))


def _off_edge(said: Said, inner_m: Floats | float, outer_m: Floats | float) -> Located:
    """Return what lies between two distances from the edge of anchors (below 0: inside), on the side that is said."""
    from_m, to_m = (np.zeros(len(said.bearing_deg)) + distance for distance in (inner_m, outer_m))
    located = Located.empty(len(from_m))
    drawn = ~shapely.is_missing(said.anchors.shape)
    edge = said.anchors.accuracy_m[~drawn]
    located.put(~drawn, _round(said.take(~drawn), edge + from_m[~drawn], edge + to_m[~drawn]))
    located.put(drawn, _along(said.take(drawn), from_m[drawn], to_m[drawn]))
    return located


def _round(said: Said, inner_m: Floats, outer_m: Floats) -> Located:
    """Return what lies between two distances from positions."""
    anchors, half = said.anchors, _half_angle(said.bearing_deg)
    inner_m = inner_m.clip(min=0)
    bearing = np.nan_to_num(said.bearing_deg)
    area = shapes.sectors(anchors.lon, anchors.lat, inner_m, outer_m, bearing_deg=bearing, half_angle_deg=half)
    out_m = np.where(half < shapes.ALL_ROUND_DEG, (inner_m + outer_m) / 2, 0)
    lon, lat = shapes.ahead(anchors.lon, anchors.lat, bearing, out_m)
    area = shapes.areas_only(area)  # beside a pole a ring crosses itself
    reach, sliced = outer_m.clip(min=shapes.LEAST_M), np.flatnonzero(half < shapes.ALL_ROUND_DEG)
    reach[sliced] = shapes.radii_m(lon[sliced], lat[sliced], area[sliced])
    return Located(area, lon, lat, reach)


def _along(said: Said, inner_m: Floats, outer_m: Floats) -> Located:
    """Return what lies between two distances from the edges of shapes."""
    anchors = said.anchors
    area = shapes.margins(anchors.shape, outer_m)
    hollow = np.isfinite(inner_m)
    area[hollow] = shapely.difference(area[hollow], shapes.margins(anchors.shape[hollow], inner_m[hollow]))
    sided = ~np.isnan(said.bearing_deg)
    slices = _round(said.take(sided), np.zeros(sided.sum()), _reach(anchors)[sided] + outer_m[sided])
    area[sided] = shapely.intersection(shapely.make_valid(area[sided]), slices.geometry)
    area = shapes.areas_only(area)
    gone = shapely.is_missing(area)  # a shape so bent that nothing lies on that side of its middle
    area[gone] = shapes.margins(anchors.shape[gone], outer_m[gone])
    located = _covered(area)
    around = ~sided
    lon, lat = np.where(around, anchors.lon, located.lon), np.where(around, anchors.lat, located.lat)
    return Located(area, lon, lat, shapes.radii_m(lon, lat, area))


def _near(said: Said) -> Located:
    stated = np.where(np.isnan(said.distance_m), NEAR_REACH_M, said.distance_m)
    return _unless_vast(said, lambda near: _off_edge(near, -np.inf, stated[stated <= VAST_M]))


def _unless_vast(said: Said, rule: Callable[[Said], Located]) -> Located:
    """Return what a rule says, and of distances too large to draw the anchor, with a doubt as large."""
    vast = said.distance_m > VAST_M
    located = _itself(said)
    located = located._replace(accuracy_m=located.accuracy_m + np.nan_to_num(said.distance_m))
    located = located._replace(geometry=shapes.points(located.lon, located.lat))
    located.put(~vast, rule(said.take(~vast)))
    return located


def _outskirts(said: Said) -> Located:
    return _off_edge(said, -OUTSKIRTS_M, OUTSKIRTS_M)


def _distance(said: Said) -> Located:
    return _unless_vast(said, _ring)


def _ring(said: Said) -> Located:
    """Return rings: from positions the anchor's own doubt widens them, from edges only the rounding."""
    bare = shapely.is_missing(said.anchors.shape)
    own = np.where(bare, said.anchors.accuracy_m, 0)
    doubt = np.hypot(own, DISTANCE_SHARE * said.distance_m)
    return _off_edge(said, said.distance_m - doubt - own, said.distance_m + doubt - own)


def _offset(said: Said) -> Located:
    """Return points some way off; of doubts that are independent (anchor, distance, wind) the squares add up."""
    anchors, distance = said.anchors, said.distance_m
    off_m = distance + _to_edge(said)
    lon, lat = shapes.ahead(anchors.lon, anchors.lat, said.bearing_deg, off_m)
    half = np.minimum(_half_angle(said.bearing_deg), OFFSET_HALF_DEG)
    aside = 2 * distance * np.sin(np.radians(half) / 2)
    doubt = np.hypot(np.hypot(anchors.accuracy_m, DISTANCE_SHARE * distance), aside)
    return Located(shapes.points(lon, lat), lon, lat, doubt)


def _to_edge(said: Said) -> Floats:
    """Return how far it is from the positions of shapes to their edge, in metres: distances are counted from there."""
    reach, anchors = np.zeros(len(said.bearing_deg)), said.anchors
    drawn = np.flatnonzero(~shapely.is_missing(anchors.shape))
    ends = shapes.ahead(anchors.lon, anchors.lat, said.bearing_deg, _reach(anchors))
    rays = np.stack([np.stack([anchors.lon, anchors.lat], -1), np.stack(ends, -1)], axis=1)[drawn]
    inside = shapely.intersection(np.array(shapely.linestrings(rays), dtype=object), anchors.shape[drawn])
    reach[drawn] = shapes.radii_m(anchors.lon[drawn], anchors.lat[drawn], inside)
    return reach


def _between(said: Said) -> Located:
    """Return strips between places; between areas that meet, the land along their border."""
    both = (said.anchors, said.others)
    points = [shapes.points(each.lon, each.lat) for each in both]
    ends = [
        np.where(shapely.is_missing(each.shape), point, each.shape) for each, point in zip(both, points, strict=True)
    ]
    lines = shapes.between(*ends)
    touching = shapes.lengths_m(lines) < MEETING_M
    lines[touching] = shapes.between(points[0][touching], points[1][touching])
    width_m = (BETWEEN_SHARE * shapes.lengths_m(lines)).clip(BETWEEN_MIN_M, BETWEEN_MAX_M)
    area = shapes.margins(lines, width_m)
    meet = touching & (shapely.get_dimensions(ends[0]) > 0) & (shapely.get_dimensions(ends[1]) > 0)
    near, by = (shapely.make_valid(shapes.margins(end[meet], np.full(meet.sum(), BORDER_M))) for end in ends)
    area[meet] = shapely.intersection(near, by)
    return _covered(shapes.areas_only(area))


RULES: dict[str, Callable[[Said], Located]] = {
    "": _itself,
    "coordinates": _itself,
    "within": _within,
    "sector": _sector,
    "near": _near,
    "outskirts": _outskirts,
    "distance": _distance,
    "offset": _offset,
    "between": _between,
}
