"""Sites -> locations: where "south of X", "20 km from X" or coordinates lie, as a shape with its uncertainty.

Every number that stands for a vague word is a constant here, with its reason; `docs/relative-places.md` shows the rules
in a table. They follow the point-radius method (Wieczorek, Guo and Hijmans 2004, doi:10.1080/13658810412331280211) and
the guides built on it (Chapman and Wieczorek 2020, doi:10.15468/doc-gg7h-s853; Zermoglio et al. 2020,
doi:10.35035/e09p-h128), and UCDP GED's notion of "near" (Sundberg and Melander 2013; codebook).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import mapping

from disputemap import shapes
from disputemap.crs import LONLAT
from disputemap.errors import GeometryError
from disputemap.join import place_areas
from disputemap.models import MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.models import Site
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
ALONE = frozenset({"", "within", "between", "coordinates"})  # kinds that need neither bearing nor distance
NEEDS = {"sector": ("bearing_deg",), "offset": ("bearing_deg", "distance_m"), "distance": ("distance_m",)}

# UCDP GED where_prec: 1 exact, 2 near, 3 district, 4 governorate, 5 line, fuzzy area or between places, 6 country.
# 7 (international waters, airspace) is never given: the gazetteers hold no sea and no sky.
EXACT, NEAR, DISTRICT, FUZZY, COUNTRY = 1, 2, 3, 5, 6
WHERE_PREC = {"adm3": DISTRICT, "adm2": DISTRICT, "adm1": 4, "country": COUNTRY} | dict.fromkeys(
    ("region", "mountain", "river", "lake", "road"), FUZZY
)
ROUGH_M = 10_500.0  # the largest city reaches 10 km: what is known this well is the place itself
# ACLED geo_precision: 1 the place itself, 2 near it or a small area, 3 a larger area.
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3}
VAST_M = 1_000_000.0  # a ring this far out says so little, and bends so much in degrees, that it is not drawn
HALF_ROUND_M = 20_000_000.0  # nothing on earth is farther off
MOST_LON, MOST_LAT = 180.0, 90.0
DRAWN_DECIMALS = 4  # of a degree: 11 m, far finer than any of these shapes is sure


class _Anchors(NamedTuple):
    """Places as columns. `shape` is the polygon or line, or None; `inner` tells what "the south of" is a part of."""

    lon: Floats
    lat: Floats
    accuracy_m: Floats
    shape: Geometries
    inner: Flags

    def take(self, rows: Any) -> _Anchors:  # noqa: ANN401 - what numpy takes as index
        """Return some rows."""
        return _Anchors(*(column[rows] for column in self))

    def areas(self) -> Geometries:
        """Return the shapes, and for bare positions the discs that they are good to."""
        drawn = self.shape.copy()
        bare = shapely.is_missing(drawn)
        drawn[bare] = shapes.discs(self.lon[bare], self.lat[bare], self.accuracy_m[bare])
        return drawn


@dataclass(frozen=True)
class _Said:
    """Sites of one kind as columns, all of which have a position to start from; `bearing_deg` is NaN if not said."""

    anchors: _Anchors
    others: _Anchors
    bearing_deg: Floats
    distance_m: Floats

    def take(self, rows: Any) -> _Said:  # noqa: ANN401 - what numpy takes as index
        """Return some rows."""
        return _Said(self.anchors.take(rows), self.others.take(rows), self.bearing_deg[rows], self.distance_m[rows])


class _Located(NamedTuple):
    """Columns of the result."""

    geometry: Geometries
    lon: Floats
    lat: Floats
    accuracy_m: Floats

    @classmethod
    def empty(cls, count: int) -> _Located:
        """Return rows without location."""
        return cls(np.full(count, None, dtype=object), *(np.full(count, np.nan) for _ in range(3)))

    def put(self, rows: Any, other: _Located) -> None:  # noqa: ANN401 - what numpy takes as index
        """Fill in some rows."""
        for mine, theirs in zip(self, other, strict=True):
            mine[rows] = theirs


def locate(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> gpd.GeoDataFrame:
    """Say where sites lie.

    Parameters
    ----------
    sites
        n sites; a site without place and kind is one that nobody could place.
    gazetteer, geodata
        The places, and the package with their shapes.

    Returns
    -------
    located
        n rows in the same order, index 0 to n-1, EPSG:4326, as :func:`disputemap.join.assign_corridor` takes them:
        `geometry` is an area, or a point that is good to `accuracy_m`, or the place's line; `lon`, `lat` a point in it
        (of a ring, and of what lies around a place, the place's own); `accuracy_m` the radius around that point within
        which all of it lies, in metres. Where the anchor has no location, None and NaN.

    Raises
    ------
    GeometryError
        If a site names an unknown place or kind, or lacks what its kind needs.

    Notes
    -----
    One call reads each file of shapes once: give it all sites of a run.
    """
    _check(sites, gazetteer)
    located = _Located.empty(len(sites))
    said = _said(sites, gazetteer, geodata)
    kinds = np.array([site.kind for site in sites], dtype=object)
    there = ~np.isnan(said.anchors.lon) & ((kinds != "between") | ~np.isnan(said.others.lon))
    for kind in sorted(set(kinds[there])):
        rows = np.flatnonzero(there & (kinds == kind))
        located.put(rows, _RULES[kind](said.take(rows)))
    columns = {"lon": _turned(located.lon), "lat": located.lat, "accuracy_m": located.accuracy_m}
    return gpd.GeoDataFrame(columns, geometry=located.geometry, crs=LONLAT)


def _turned(lon: Floats) -> Floats:
    """Return longitudes from -180 to 180; shapes may run over that edge in one piece."""
    return np.where(np.abs(lon) > MOST_LON, (lon + 180) % 360 - 180, lon)


def shapes_of(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> list[dict[str, Any] | None]:
    """Return what a map may draw for each site: a GeoJSON geometry, EPSG:4326, four decimals.

    An area for what is relative to a place, a Point for an offset and for coordinates (draw the circle of its
    `accuracy_m`); None for the place itself or what is somewhere within it, which the map draws already.
    """
    wanted = [site if site.kind not in {"", "within"} else site._replace(place_id="", kind="") for site in sites]
    geometry = np.asarray(locate(wanted, gazetteer, geodata).geometry.array, dtype=object)
    rounded = shapely.transform(shapely.orient_polygons(geometry), lambda xy: np.round(xy, DRAWN_DECIMALS))
    return [None if shape is None else mapping(shape) for shape in rounded]


def where_prec(site: Site, feature: str, accuracy_m: float) -> int:
    """Return the UCDP GED precision of a site.

    Parameters
    ----------
    site
        What was said.
    feature
        The kind of place that the anchor is; empty for coordinates.
    accuracy_m
        Of the located site, as :func:`locate` gives it, in metres.

    Notes
    -----
    A place is as precise as its feature, or as roughly as it is known. Behind a relative word it is "near" (2) at best,
    and a fuzzy area (5) when that leaves more than a place may be off and "near" reaches together. Part of a district
    or governorate is as precise as that; part of a country or region is a fuzzy area (5), which UCDP has between
    governorate and country. What lies between two places is 5 too, as UCDP has it, unless they are so close that
    it is "near" both.
    """
    known = EXACT if accuracy_m < ROUGH_M else NEAR if accuracy_m <= NEAR_REACH_M else DISTRICT
    precision = WHERE_PREC.get(feature, EXACT)
    if site.kind == "":
        return max(precision, known)
    if site.kind == "coordinates":
        return FUZZY if known == DISTRICT else known
    if site.kind == "between":
        return NEAR if known == EXACT else FUZZY
    if site.kind == "within":
        return max(precision, NEAR)
    if feature in INNER:
        return FUZZY if site.kind == "sector" and precision == COUNTRY else precision
    return max(precision, NEAR if accuracy_m <= NEAR_REACH_M + ROUGH_M else FUZZY)


def _check(sites: Sequence[Site], gazetteer: Gazetteer) -> None:
    for number, site in enumerate(sites):
        if fault := _fault(site, gazetteer):
            about = f"{site.kind or 'place'} {site.place_id}".strip()
            message = f"site {number} ({about}): {fault}"
            raise GeometryError(message)


def _fault(site: Site, gazetteer: Gazetteer) -> str:
    """Return what is wrong with a site, or nothing."""
    if site.kind not in {"", "coordinates", *MODIFIERS}:
        return f"unknown kind; use one of {', '.join(MODIFIERS)}, coordinates, or nothing"
    for name in NEEDS.get(site.kind, ()):
        if getattr(site, name) is None:
            return f"has no {name}; give one"
    for name in ("bearing_deg", "distance_m", "accuracy_m"):
        value = getattr(site, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            return f"{name} is {value}; give a finite number, 0 or more"
    return _misplaced(site, gazetteer)


def _misplaced(site: Site, gazetteer: Gazetteer) -> str:
    if site.kind == "coordinates":
        lon, lat = site.position or (math.nan, math.nan)
        sound = abs(lon) <= MOST_LON and abs(lat) <= MOST_LAT
        return "" if sound else f"position is {site.position}; give longitude and latitude in degrees"
    named = [site.place_id] if site.place_id or site.kind else []
    named += [site.to] if site.kind == "between" else []
    for place_id in named:
        if place_id not in gazetteer.places:
            return f"unknown place {place_id!r}; use an id of the gazetteer"
    itself = site.kind == "between" and site.to == site.place_id
    return "lies between a place and itself; give another `to`" if itself else ""


def _said(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> _Said:
    anchors = _anchors([site.place_id for site in sites], gazetteer, geodata)
    others = _anchors([site.to for site in sites], gazetteer, geodata)
    given = [row for row, site in enumerate(sites) if site.kind == "coordinates"]
    positions = [sites[row].position or (np.nan, np.nan) for row in given]
    anchors.lon[given], anchors.lat[given] = np.array(positions, dtype=float).reshape(-1, 2).T
    anchors.accuracy_m[given] = [sites[row].accuracy_m or 0 for row in given]
    distance_m = np.minimum(_column(sites, "distance_m"), HALF_ROUND_M)
    return _Said(anchors, others, _column(sites, "bearing_deg") % 360, distance_m)


def _column(sites: Sequence[Site], name: str) -> Floats:
    return np.array([getattr(site, name) for site in sites], dtype=float)  # None becomes NaN


def _anchors(place_ids: Sequence[str], gazetteer: Gazetteer, geodata: GeoData) -> _Anchors:
    """Return places as columns; what is no place has no position."""
    known = [gazetteer.places[place_id] for place_id in sorted({*place_ids} & gazetteer.places.keys())]
    rows = {place.place_id: number for number, place in enumerate(known)}
    geometry = np.array([*place_areas(known, geodata).geometry.array, None], dtype=object)
    geometry[shapely.get_dimensions(geometry) == 0] = None
    spot = np.array([*((place.lon, place.lat, place.accuracy_m) for place in known), (np.nan,) * 3], dtype=float)
    spot = _filled(spot, geometry)
    inner = np.array([*(place.feature in INNER for place in known), False])
    index = np.array([rows.get(place_id, len(known)) for place_id in place_ids], dtype=int)
    return _Anchors(spot[:, 0], spot[:, 1], np.nan_to_num(spot[:, 2]), geometry, inner).take(index)


def _filled(spot: Floats, geometry: Geometries) -> Floats:
    """Return positions, taken from the shape where the gazetteer has none."""
    lacking = np.isnan(spot[:, :2]).any(axis=1) & ~shapely.is_missing(geometry)
    if lacking.any():
        lon, lat = shapes.centres(geometry[lacking])
        spot[lacking] = np.column_stack([lon, lat, shapes.radii_m(lon, lat, geometry[lacking])])
    return spot


def _itself(said: _Said) -> _Located:
    anchors = said.anchors
    points = shapes.points(anchors.lon, anchors.lat)
    geometry = np.where(shapely.is_missing(anchors.shape), points, anchors.shape)
    return _Located(geometry, anchors.lon, anchors.lat, anchors.accuracy_m)


def _within(said: _Said) -> _Located:
    """Return all of the parent: nothing more is known of what is somewhere in it."""
    whole = _itself(said)
    return whole._replace(accuracy_m=_reach(said.anchors))


def _reach(anchors: _Anchors) -> Floats:
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


def _sector(said: _Said) -> _Located:
    """Return the part of an area on that side, and of all else what lies off its edge."""
    located = _Located.empty(len(said.bearing_deg))
    inner = said.anchors.inner
    located.put(inner, _part(said.take(inner)))
    located.put(~inner, _off_edge(said.take(~inner), 0.0, SECTOR_REACH_M))
    return located


def _part(said: _Said) -> _Located:
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


def _covered(area: Geometries) -> _Located:
    """Return areas with a point inside each."""
    lon, lat = shapes.centres(area)
    return _Located(area, lon, lat, shapes.radii_m(lon, lat, area))


def _off_edge(said: _Said, inner_m: Floats | float, outer_m: Floats | float) -> _Located:
    """Return what lies between two distances from the edge of anchors (below 0: inside), on the side that is said."""
    from_m, to_m = (np.zeros(len(said.bearing_deg)) + distance for distance in (inner_m, outer_m))
    located = _Located.empty(len(from_m))
    drawn = ~shapely.is_missing(said.anchors.shape)
    edge = said.anchors.accuracy_m[~drawn]
    located.put(~drawn, _round(said.take(~drawn), edge + from_m[~drawn], edge + to_m[~drawn]))
    located.put(drawn, _along(said.take(drawn), from_m[drawn], to_m[drawn]))
    return located


def _round(said: _Said, inner_m: Floats, outer_m: Floats) -> _Located:
    """Return what lies between two distances from positions."""
    anchors, half = said.anchors, _half_angle(said.bearing_deg)
    inner_m = inner_m.clip(min=0)
    bearing = np.nan_to_num(said.bearing_deg)
    area = shapes.sectors(anchors.lon, anchors.lat, inner_m, outer_m, bearing_deg=bearing, half_angle_deg=half)
    out_m = np.where(half < shapes.ALL_ROUND_DEG, (inner_m + outer_m) / 2, 0)
    lon, lat = shapes.ahead(anchors.lon, anchors.lat, bearing, out_m)
    area = shapes.areas_only(area)  # beside a pole a ring crosses itself
    return _Located(area, lon, lat, shapes.radii_m(lon, lat, area))


def _along(said: _Said, inner_m: Floats, outer_m: Floats) -> _Located:
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
    return _Located(area, lon, lat, shapes.radii_m(lon, lat, area))


def _near(said: _Said) -> _Located:
    stated = np.where(np.isnan(said.distance_m), NEAR_REACH_M, said.distance_m)
    return _unless_vast(said, lambda near: _off_edge(near, -np.inf, stated[stated <= VAST_M]))


def _unless_vast(said: _Said, rule: Callable[[_Said], _Located]) -> _Located:
    """Return what a rule says, and of distances too large to draw the anchor, with a doubt as large."""
    vast = said.distance_m > VAST_M
    located = _itself(said)
    located = located._replace(accuracy_m=located.accuracy_m + np.nan_to_num(said.distance_m))
    located = located._replace(geometry=shapes.points(located.lon, located.lat))
    located.put(~vast, rule(said.take(~vast)))
    return located


def _outskirts(said: _Said) -> _Located:
    return _off_edge(said, -OUTSKIRTS_M, OUTSKIRTS_M)


def _distance(said: _Said) -> _Located:
    return _unless_vast(said, _ring)


def _ring(said: _Said) -> _Located:
    """Return rings: from positions the anchor's own doubt widens them, from edges only the rounding."""
    bare = shapely.is_missing(said.anchors.shape)
    own = np.where(bare, said.anchors.accuracy_m, 0)
    doubt = np.hypot(own, DISTANCE_SHARE * said.distance_m)
    return _off_edge(said, said.distance_m - doubt - own, said.distance_m + doubt - own)


def _offset(said: _Said) -> _Located:
    """Return points some way off; of doubts that are independent (anchor, distance, wind) the squares add up."""
    anchors, distance = said.anchors, said.distance_m
    off_m = distance + _to_edge(said)
    lon, lat = shapes.ahead(anchors.lon, anchors.lat, said.bearing_deg, off_m)
    half = np.minimum(_half_angle(said.bearing_deg), OFFSET_HALF_DEG)
    aside = 2 * distance * np.sin(np.radians(half) / 2)
    doubt = np.hypot(np.hypot(anchors.accuracy_m, DISTANCE_SHARE * distance), aside)
    return _Located(shapes.points(lon, lat), lon, lat, doubt)


def _to_edge(said: _Said) -> Floats:
    """Return how far it is from the positions of shapes to their edge, in metres: distances are counted from there."""
    reach, anchors = np.zeros(len(said.bearing_deg)), said.anchors
    drawn = np.flatnonzero(~shapely.is_missing(anchors.shape))
    ends = shapes.ahead(anchors.lon, anchors.lat, said.bearing_deg, _reach(anchors))
    rays = np.stack([np.stack([anchors.lon, anchors.lat], -1), np.stack(ends, -1)], axis=1)[drawn]
    inside = shapely.intersection(np.array(shapely.linestrings(rays), dtype=object), anchors.shape[drawn])
    reach[drawn] = shapes.radii_m(anchors.lon[drawn], anchors.lat[drawn], inside)
    return reach


def _between(said: _Said) -> _Located:
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


_RULES: dict[str, Callable[[_Said], _Located]] = {
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
