"""Geometries -> random positions within them, evenly spread, the same for the same seed.

Each geometry is given the same random numbers, so that its positions depend on nothing but itself: not on what else is
asked for, nor in which order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

AREA = 2  # dimension
STRAIGHT = 5e-3  # sine of the angle by which edges that were straight in degrees may bend in metres
CORNERS = 4  # of a ring that is a triangle, the last being the first


class Positions:
    """A stream of random numbers that makes `count` positions of any geometry."""

    def __init__(self, count: int, random: np.random.Generator) -> None:
        self._count = count
        angle, reach = random.random((2, count))
        self._east = np.sqrt(reach) * np.cos(2 * np.pi * angle)
        self._north = np.sqrt(reach) * np.sin(2 * np.pi * angle)
        numbers = random.random((3, count))  # sorted: quicker to find, and drawings have no order among themselves
        self._part, self._one, self._other = numbers[:, np.argsort(numbers[0], kind="stable")]

    def within(self, geometry: Geometries, radius_m: Floats) -> tuple[Floats, Floats]:
        """Return positions (x, y), each (n, count): on areas; on lines and at points up to a radius off, evenly so.

        The n geometries are valid, in metres, and none of them empty; of a collection its largest dimension counts.
        """
        x, y = np.empty((2, len(geometry), self._count))
        dimension = shapely.get_dimensions(geometry)
        spots = dimension == 0
        lon, lat = shapely.get_coordinates(shapely.centroid(geometry[spots])).T
        x[spots], y[spots] = lon[:, None], lat[:, None]
        for row in np.flatnonzero(dimension == 1):
            on_line = shapely.line_interpolate_point(_one_line(geometry[row]), self._part, normalized=True)
            x[row], y[row] = shapely.get_coordinates(on_line).T
        around = dimension < AREA
        x[around] += radius_m[around, None] * self._east
        y[around] += radius_m[around, None] * self._north
        if not around.all():
            x[~around], y[~around] = self._on_areas(geometry[~around])
        return x, y

    def _on_areas(self, areas: Geometries) -> tuple[Floats, Floats]:
        """Return positions in triangles that make up areas, each taken as often as it is large."""
        triangles = triangles_of(areas)
        (ax, ay), (bx, by) = (triangles.second - triangles.first).T, (triangles.third - triangles.first).T
        number = _in_turn(triangles.owner)
        sizes = np.zeros((len(areas), number.max() + 1))
        sizes[triangles.owner, number] = np.abs(ax * by - ay * bx)
        reached = np.cumsum(sizes, axis=1)
        ends = np.searchsorted(self._part, (reached / reached[:, -1:])[triangles.owner, number])
        ends[np.append(np.flatnonzero(np.diff(triangles.owner)), len(ends) - 1)] = self._count
        taken = np.diff(ends, prepend=0)
        taken[number == 0] = ends[number == 0]
        root = np.sqrt(self._one)
        one, other = root * (1 - self._other), root * self._other
        start_x, start_y = triangles.first.T
        return _mixed(start_x, ax, bx, taken, one, other), _mixed(start_y, ay, by, taken, one, other)


def _mixed(start: Floats, first: Floats, second: Floats, taken: Ints, one: Floats, other: Floats) -> Floats:  # noqa: PLR0913, PLR0917
    """Return one coordinate of positions (n, count) in triangles, from each as many as are taken of it."""
    start, first, second = (np.repeat(corner, taken).reshape(-1, len(one)) for corner in (start, first, second))
    first *= one
    second *= other
    start += first
    start += second
    return start


class Triangles(NamedTuple):
    """Corners of t triangles, each (t, 2), and the number of the area that each is a part of, ascending."""

    first: Floats
    second: Floats
    third: Floats
    owner: Ints

    def corners(self) -> tuple[Floats, Floats, Floats]:
        """Return the corners."""
        return self.first, self.second, self.third


def triangles_of(areas: Geometries) -> Triangles:
    """Return triangles that make up areas: fans where that is possible, which is quick."""
    plain = shapely.get_type_id(areas) == shapely.GeometryType.POLYGON
    plain &= shapely.get_num_interior_rings(areas) == 0
    lonlat, owner = shapely.get_coordinates(areas[plain], return_index=True)
    convex = np.zeros(len(areas), dtype=bool)
    convex[plain] = _are_convex(lonlat, owner, plain.sum())
    rest = np.flatnonzero(~convex)
    pieces, part = shapely.get_parts(shapely.constrained_delaunay_triangles(areas[rest]), return_index=True)
    corners = shapely.get_coordinates(pieces).reshape(-1, CORNERS, 2)
    kept = np.flatnonzero(plain)[owner]
    fans = _fans(lonlat[convex[kept]], kept[convex[kept]])
    if not len(rest):
        return fans
    owner = np.append(fans.owner, rest[part])
    order = np.argsort(owner, kind="stable")
    first, second, third = (np.concatenate([fan, corners[:, i]])[order] for i, fan in enumerate(fans.corners()))
    return Triangles(first, second, third, owner[order])


def _fans(lonlat: Floats, owner: Ints) -> Triangles:
    """Return the triangles between the first corner of closed rings and each of their edges."""
    from_start = _in_turn(owner)
    last = owner != np.append(owner[1:], -1)  # the ring's last corner is its first once more
    edge = np.flatnonzero((from_start > 0) & ~last & ~np.append(last[1:], True))
    starts = edge - from_start[edge]
    first, second, third = (lonlat.take(corner, axis=0) for corner in (starts, edge, edge + 1))
    return Triangles(first, second, third, owner[edge])


def _in_turn(owner: Ints) -> Ints:
    """Return which of its owner's each is, from 0; owners are ascending."""
    counts = np.bincount(owner)
    return np.arange(len(owner)) - (np.cumsum(counts) - counts)[owner]


def _are_convex(lonlat: Floats, owner: Ints, count: int) -> Flags:
    """Tell which closed rings turn one way only (they are simple, since areas are valid), or as good as that."""
    if not count:
        return np.zeros(0, dtype=bool)
    starts = np.searchsorted(owner, np.arange(count))
    last = np.append(starts[1:], len(owner)) - 2  # the edge that closes a ring
    x, y = np.diff(lonlat, axis=0, append=lonlat[-1:]).T
    following = np.arange(1, len(owner) + 1).clip(max=len(owner) - 1)
    following[last] = starts
    turn, length = x * y[following] - y * x[following], np.hypot(x, y)
    least = STRAIGHT * length * length[following]
    turn[last + 1] = 0  # between rings
    left, right = (np.logical_and.reduceat(sign * turn >= -least, starts) for sign in (1, -1))
    return left | right


def _one_line(lines: Any) -> Any:  # noqa: ANN401 - any geometry
    """Return lines laid end to end, so that a share of the length is a position on one of them."""
    parts = shapely.get_parts(lines)
    return parts[0] if len(parts) == 1 else shapely.line_merge(shapely.multilinestrings(parts))
