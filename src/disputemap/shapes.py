"""Shapes drawn in metres on the ellipsoid, EPSG:4326: discs, rings, wedges, strips and margins.

Round shapes are drawn by geodesics from their middle. Margins and strips are drawn in a plane where a degree of
longitude is shortened by the cosine of the latitude; over the height of a country that is off by some per cent, far
less than the words mean that are drawn with them ("near", "between"). All functions take and give whole columns.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.crs import GEOD

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

DEGREE_M = 111_195.0  # of latitude, mean
ALL_ROUND_DEG = 180.0
STEPS = 64  # edges of an arc: those of a whole circle lie at most 0.12 % of the radius inside it
QUADRANT_STEPS = 8  # edges of a quarter circle at the corners of margins
AREA = 2  # dimension
COLLECTION = 7  # shapely's number of that type
LEAST_M = 1.0  # a disc of nothing would be no area
DOUBT = 0.1  # by the sine of half the angle: of 6 million positions none was off by more than 0.04, see `_farthest`


def ahead(lon: Floats, lat: Floats, bearing_deg: Floats, distance_m: Floats) -> tuple[Floats, Floats]:
    """Return the positions some way off, along the bearing; a longitude may pass 180 rather than jump."""
    columns = np.broadcast_arrays(lon, lat, bearing_deg, distance_m)
    from_lon, from_lat, bearing, distance = (np.array(column, dtype=float).ravel() for column in columns)
    to_lon, to_lat, _ = (np.asarray(column) for column in GEOD.fwd(from_lon, from_lat, bearing, distance))
    to_lon = from_lon + (to_lon - from_lon + 180) % 360 - 180
    return to_lon.reshape(columns[0].shape), to_lat.reshape(columns[0].shape)


def points(lon: Floats, lat: Floats) -> Geometries:
    """Return positions as geometries."""
    return np.array(shapely.points(lon, lat), dtype=object)


def lonlats(point: Geometries) -> tuple[Floats, Floats]:
    """Return points as positions."""
    return np.array(shapely.get_x(point), dtype=np.float64), np.array(shapely.get_y(point), dtype=np.float64)


def sectors(  # noqa: PLR0913 - a ring is two distances, its slice two angles
    lon: Floats, lat: Floats, inner_m: Floats, outer_m: Floats, *, bearing_deg: Floats, half_angle_deg: Floats
) -> Geometries:
    """Return what lies between two distances from a position, within an angle to either side of a bearing.

    With `half_angle_deg` 180 it is a ring, and with `inner_m` 0 a slice or a disc.
    """
    drawn = np.empty(len(lon), dtype=object)
    outer_m = outer_m.clip(min=LEAST_M)
    turn = np.linspace(-1, 1, STEPS + 1) * half_angle_deg[:, None] + bearing_deg[:, None]
    outer = np.stack(ahead(lon[:, None], lat[:, None], turn, outer_m[:, None]), axis=-1)
    inner = np.stack(ahead(lon[:, None], lat[:, None], turn, inner_m[:, None]), axis=-1)
    whole, hollow = half_angle_deg >= ALL_ROUND_DEG, inner_m > 0
    for ring in (outer[whole], inner[whole]):
        ring[:, -1] = ring[:, 0]  # closed to the last bit
    drawn[whole] = shapely.polygons(outer[whole])
    rings = whole & hollow
    drawn[rings] = shapely.difference(drawn[rings], shapely.polygons(inner[rings]))
    drawn[~whole] = shapely.polygons(np.concatenate([outer, inner[:, ::-1]], axis=1)[~whole])
    return drawn


def discs(lon: Floats, lat: Floats, radius_m: Floats) -> Geometries:
    """Return discs around positions."""
    nothing = np.zeros(len(lon))
    return sectors(lon, lat, nothing, radius_m, bearing_deg=nothing, half_angle_deg=nothing + ALL_ROUND_DEG)


def margins(geometry: Geometries, distance_m: Floats) -> Geometries:
    """Return geometries grown (or shrunk, below 0) by a distance, as areas."""
    scale = _scale(geometry)
    grown = shapely.buffer(_stretch(geometry, scale), distance_m, quad_segs=QUADRANT_STEPS)
    return _stretch(grown, 1 / scale)


def between(one: Geometries, other: Geometries) -> Geometries:
    """Return the shortest lines from geometries to others, as points and ends of lines see them on the ground."""
    scale = _scale(one)
    lines = shapely.shortest_line(_stretch(one, scale), _stretch(other, scale))
    return _stretch(lines, 1 / scale)


def centres(geometry: Geometries) -> tuple[Floats, Floats]:
    """Return a point inside each area: its centroid, or where that lies outside, one on its surface."""
    middle = shapely.centroid(geometry)
    inside = np.where(shapely.covers(geometry, middle), middle, shapely.point_on_surface(geometry))
    return lonlats(inside)


def radii_m(lon: Floats, lat: Floats, geometry: Geometries) -> Floats:
    """Return how far each geometry reaches from a position: the radius of a disc there that covers it."""
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    farthest = _farthest(np.stack([lon, lat], axis=-1), coordinates, owner)
    (x, y), owner = coordinates[farthest].T.copy(), owner[farthest]
    away = GEOD.inv(lon[owner], lat[owner], x, y)[2]
    reach = np.zeros(len(geometry))
    np.maximum.at(reach, owner, away)
    return reach


def _farthest(origin: Floats, coordinates: Floats, owner: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return which coordinates may be the farthest from their owner's origin.

    Geodesics are slow to work out. On a sphere scaled, east and north, as the ellipsoid is at the origin, what lies
    nearer than another by more than `DOUBT` is not the farthest.
    """
    x, y = np.radians(coordinates.T)
    from_x, from_y = np.radians(origin.T)
    flat = 1 - GEOD.es * np.sin(from_y) ** 2
    half = np.cos(y) * np.sin((x - from_x[owner]) / 2) ** 2  # the square of the sine of half the angle
    half *= (np.cos(from_y) / flat)[owner]
    half += np.sin((y - from_y[owner]) / 2) ** 2 * ((1 - GEOD.es) ** 2 / flat**3)[owner]
    most = np.zeros(len(origin))
    np.maximum.at(most, owner, half)
    least = most * (1 - DOUBT * np.sqrt(most))
    return np.flatnonzero(half >= least[owner])


def lengths_m(lines: Geometries) -> Floats:
    """Return the distances between the ends of lines, in metres."""
    (x, y), (to_x, to_y) = (lonlats(shapely.get_point(lines, end)) for end in (0, -1))
    return np.array(GEOD.inv(x, y, to_x, to_y)[2], dtype=np.float64)


def areas_only(geometry: Geometries) -> Geometries:
    """Return valid areas: what cutting left of lines and points is dropped, and an area of nothing is None."""
    valid = shapely.make_valid(geometry)
    mixed = np.flatnonzero(shapely.get_type_id(valid) == COLLECTION)
    for row in mixed:
        pieces = shapely.get_parts(shapely.get_parts(valid[row]))  # a collection may hold multipolygons
        valid[row] = shapely.union_all(pieces[shapely.get_dimensions(pieces) == AREA])
    valid[(shapely.get_dimensions(valid) != AREA) | shapely.is_empty(valid)] = None
    return cast("Geometries", valid)


def _scale(geometry: Geometries) -> Floats:
    """Return the metres of a degree (east, north) in the middle of each geometry."""
    bounds = shapely.bounds(geometry)
    middle = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    return np.column_stack([DEGREE_M * np.cos(middle).clip(min=0.01), np.full(len(geometry), DEGREE_M)])


def _stretch(geometry: Geometries, scale: Floats) -> Geometries:
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    return cast("Geometries", shapely.set_coordinates(geometry.copy(), coordinates * scale[owner]))
