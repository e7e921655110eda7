"""Geometries -> random positions within them, evenly spread, the same for the same seed.

Each geometry is given the same random numbers, so that its positions depend on nothing but itself: not on what else is
asked for, nor in which order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]

AREA = 2  # dimension
STRAIGHT = 5e-3  # sine of the angle by which edges that were straight in degrees may bend in metres
CORNERS = 4  # of a ring that is a triangle, the last being the first


class Positions:
    """A stream of random numbers that makes `count` positions of any geometry."""

    def __init__(self, count: int, random: np.random.Generator) -> None:
        angle, reach = random.random((2, count))
        self._east = np.sqrt(reach) * np.cos(2 * np.pi * angle)
        self._north = np.sqrt(reach) * np.sin(2 * np.pi * angle)
        self._part, self._one, self._other = random.random((3, count))
        self._part.sort()  # quicker to find; drawings are independent, so that it does not matter which has which

    def within(self, geometry: Any, radius_m: float) -> tuple[Floats, Floats]:  # noqa: ANN401 - any geometry
        """Return positions (x, y): on an area; on a line or at a point, up to a radius off, evenly in that disc.

        `geometry` is valid, in metres, and of one dimension or a collection, whose largest dimension counts.
        """
        dimension = shapely.get_dimensions(geometry)
        if dimension == AREA:
            return self._on_area(geometry)
        if dimension == 0:
            x, y = shapely.get_coordinates(geometry)[0]
        else:
            on_line = shapely.line_interpolate_point(_one_line(geometry), self._part, normalized=True)
            x, y = shapely.get_coordinates(on_line).T
        return x + radius_m * self._east, y + radius_m * self._north

    def _on_area(self, area: Any) -> tuple[Floats, Floats]:  # noqa: ANN401 - any geometry
        """Return positions in triangles that make up the area, each taken as often as it is large."""
        first, second, third = _triangles(area)
        (ax, ay), (bx, by) = (second - first).T, (third - first).T
        sizes = np.abs(ax * by - ay * bx)
        reached = np.cumsum(sizes)
        ends = np.searchsorted(self._part, reached[:-1] / reached[-1])
        chosen = np.repeat(np.arange(len(sizes)), np.diff(ends, prepend=0, append=len(self._part)))
        root = np.sqrt(self._one)
        one, other = root * (1 - self._other), root * self._other
        (x, y), ax, ay, bx, by = first[chosen].T, ax[chosen], ay[chosen], bx[chosen], by[chosen]
        return x + one * ax + other * bx, y + one * ay + other * by


def _triangles(area: Any) -> tuple[Floats, Floats, Floats]:  # noqa: ANN401 - any geometry
    """Return the corners of triangles that make up an area, each (t, 2)."""
    if shapely.get_type_id(area) == shapely.GeometryType.POLYGON and shapely.get_num_interior_rings(area) == 0:
        ring = shapely.get_coordinates(area)[:-1]
        if _is_convex(ring):
            return np.broadcast_to(ring[0], ring[2:].shape), ring[1:-1], ring[2:]
    pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(area))
    corners = shapely.get_coordinates(pieces).reshape(-1, CORNERS, 2)
    return corners[:, 0], corners[:, 1], corners[:, 2]


def _is_convex(ring: Floats) -> bool:
    """Tell whether a ring turns one way only (it is simple, since its area is valid), or as good as that."""
    x, y = np.diff(ring, axis=0, append=ring[:1], prepend=ring[-1:]).T
    turns = x[:-1] * y[1:] - y[:-1] * x[1:]
    length = np.hypot(x, y)
    least = STRAIGHT * length[:-1] * length[1:]
    return bool((turns >= -least).all() or (turns <= least).all())


def _one_line(lines: Any) -> Any:  # noqa: ANN401 - any geometry
    """Return lines laid end to end, so that a share of the length is a position on one of them."""
    parts = shapely.get_parts(lines)
    return parts[0] if len(parts) == 1 else shapely.line_merge(shapely.multilinestrings(parts))
