"""Tapered capsules: what a disc sweeps that goes along a segment while its radius changes evenly.

A band is the union of the capsules of neighbouring vertices. A capsule is the convex hull of its two end discs; where
one of them holds the other, it is the larger one. All functions take whole arrays in metres
of a plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.integer[Any]]

LEAST_M = 1e-9  # two vertices in one place: any direction will do


@dataclass(frozen=True, slots=True)
class Chain:
    """Capsules between neighbouring discs, the last axis but one counting the s segments of s + 1 discs.

    `x`, `y`, `radius` are those of the discs; `east`, `north` the segments' direction and `length` theirs. `slope` is
    the sine of the angle by which the sides run together, `cosine` its cosine, and 0 where one disc holds the other.
    """

    x: Floats
    y: Floats
    radius: Floats
    east: Floats
    north: Floats
    length: Floats
    slope: Floats
    cosine: Floats

    @classmethod
    def of(cls, x: Floats, y: Floats, radius: Floats) -> Chain:
        """Return the capsules between discs; arrays (s + 1, ...), in which each column is a chain of its own."""
        dx, dy = np.diff(x, axis=0), np.diff(y, axis=0)
        length = np.hypot(dx, dy)
        apart = length.clip(min=LEAST_M)
        east = np.where(length < LEAST_M, 1, dx / apart)
        slope = (radius[:-1] - radius[1:]) / apart
        cosine = np.sqrt((1 - slope**2).clip(min=0))
        return cls(x, y, radius, east, dy / apart, length, slope, cosine)

    def covers(self, segment: Ints | int, chain: Ints, x: Floats, y: Floats) -> Flags:
        """Tell which positions lie in the capsule of a segment, or on its edge, each of the chain of its number.

        A hull of two discs is the discs and, between them, what lies within the sides that touch both.
        """
        at = segment * self.x.shape[1] + chain  # in the flat arrays, which are several times as fast to take from
        dx, dy = x - self.x.take(at), y - self.y.take(at)
        east, north = self.east.take(at), self.north.take(at)
        slope, cosine = self.slope.take(at), self.cosine.take(at)
        length, radius = self.length.take(at), self.radius.take(at)
        along, across = dx * east + dy * north, np.abs(dx * north - dy * east)
        beyond = cosine * along - slope * across
        inside: Flags = (beyond >= 0) & (beyond <= cosine * length) & (cosine > 0)
        inside &= cosine * across + slope * along <= radius
        aside = across**2
        inside |= along**2 + aside <= radius**2
        at += self.x.shape[1]
        inside |= (along - length) ** 2 + aside <= self.radius.take(at) ** 2
        return inside

    def distance(self, x: Floats, y: Floats) -> Floats:
        """Return how far positions lie off each capsule, below 0 inside it."""
        dx, dy = x - self.x[:-1], y - self.y[:-1]
        along, across = dx * self.east + dy * self.north, np.abs(dx * self.north - dy * self.east)
        beyond, aside = self.cosine * along - self.slope * across, across**2
        beside = self.cosine * across + self.slope * along - self.radius[:-1]
        first = np.sqrt(along**2 + aside) - self.radius[:-1]
        second = np.sqrt((along - self.length) ** 2 + aside) - self.radius[1:]
        hull = np.where(beyond < 0, first, np.where(beyond > self.cosine * self.length, second, beside))
        return np.where(self.cosine == 0, np.minimum(first, second), hull)

    def outline(self) -> Any:  # noqa: ANN401 - any geometry
        """Return an area that holds one chain, and little else."""
        discs = shapely.buffer(shapely.points(self.x[:, 0], self.y[:, 0]), 1.01 * self.radius[:, 0] + 1, quad_segs=8)
        return shapely.union_all(shapely.convex_hull(shapely.union(discs[:-1], discs[1:])))


class Reach:
    """Which capsules positions may lie in, looked up in a grid of cells: quicker told than worked out.

    Parameters
    ----------
    chain
        One chain, arrays (s, 1).
    cell_m
        Length of the cells' edges; capsules that come into a cell count for all of it.
    """

    def __init__(self, chain: Chain, cell_m: float) -> None:
        self._cell_m = cell_m
        self._left, self._bottom = (float((axis - chain.radius).min()) - cell_m for axis in (chain.x, chain.y))
        right, top = (float((axis + chain.radius).max()) + cell_m for axis in (chain.x, chain.y))
        self._columns, self._rows = int((right - self._left) / cell_m) + 1, int((top - self._bottom) / cell_m) + 1
        row, column = np.divmod(np.arange(self._rows * self._columns), self._columns)
        self.x, self.y = self._left + (column + 0.5) * cell_m, self._bottom + (row + 0.5) * cell_m
        near = chain.distance(self.x, self.y) <= cell_m  # more than half of a cell's diagonal
        self.some: Flags = np.asarray(near.any(axis=0))
        self.first = np.where(self.some, near.argmax(axis=0), len(near))
        self.last = np.where(self.some, len(near) - near[::-1].argmax(axis=0), 0)

    def cells(self, x: Floats, y: Floats) -> Ints:
        """Return the cell of each position; of those off the grid one at its rim, which nothing reaches.

        By cell, `some` tells whether any segment may hold what lies in it, `first` which is the first of them and
        `last` the one behind the last; `x` and `y` are its middle.
        """
        column = ((x - self._left) * (1 / self._cell_m)).clip(0, self._columns - 1).astype(np.int64)
        row = ((y - self._bottom) * (1 / self._cell_m)).clip(0, self._rows - 1).astype(np.int64)
        row *= self._columns
        row += column
        return row
