"""Areas -> how much each has in common with others: exact, and several times as fast as cutting them.

Uprights through the corners of an area part it into strips, in which its edges run from side to side and do not cross.
The edges of another area are cut at the sides. Above each of the pieces lies some of the area: nothing, all that the
strip holds, or, for pieces among the strip's edges, what each of these adds. What lies above the lower edges of the
other, less what lies above its upper ones, lies in both.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.ragged import expand, owners, to_offsets
from disputemap.scanlines import edges_of

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

AT_ONCE = 64  # areas: their arrays stay small


def _axes(start: Floats, end: Floats) -> slice:
    """Return the order of coordinates in which uprights meet the fewest edges: an area that runs north is turned."""
    extent = np.ptp(start, axis=0) if len(start) else np.ones(2)
    met_x, met_y = np.abs(end - start).sum(axis=0) / extent
    return slice(None, None, 1 if met_x <= met_y else -1)


class _Sides(NamedTuple):
    """The sides of strips: those of n areas one after the other, each area `span` wide, from `key` 0 on."""

    x: Floats
    key: Floats
    span: float

    @classmethod
    def of(cls, x: Floats, area: Ints) -> _Sides:
        span = 4 * float(np.abs(x).max(initial=0)) + 1
        key, first = np.unique(area * span + x, return_index=True)
        return cls(x[first], key, span)

    def cut(self, start: Floats, end: Floats, area: Ints) -> _Pieces:
        """Return edges, (m, 2) from and to, cut at the sides of one area each."""
        (x, y), (to_x, to_y) = start.T.copy(), end.T.copy()
        left, right = (
            side.clip(-self.span / 2, self.span / 2) + area * self.span for side in np.sort([x, to_x], axis=0)
        )
        first = (np.searchsorted(self.key, left, side="right") - 1).clip(min=0)
        last = np.searchsorted(self.key, right).clip(max=len(self.key) - 1)
        offsets = to_offsets((last - first).clip(min=0))
        edge = owners(offsets)
        strip = np.arange(len(edge)) - (offsets[:-1] - first).take(edge)
        run = to_x - x
        slope = ((to_y - y) / np.where(run == 0, 1, run)).take(edge)
        left, width = self.x.take(strip), np.diff(self.x).take(strip)
        from_left = x.take(edge) - left
        begin, stop = from_left.clip(0, width), (to_x.take(edge) - left).clip(0, width)
        y = y.take(edge) - from_left * slope
        return _Pieces(edge, strip, begin, stop, y + begin * slope, y + stop * slope)


class _Pieces(NamedTuple):
    """Pieces of edges in strips: the numbers of both, and from where to where they go, x from the strip's left side."""

    edge: Ints
    strip: Ints
    x: Floats
    to_x: Floats
    y: Floats
    to_y: Floats

    def take(self, rows: Ints) -> _Pieces:
        """Return some pieces."""
        return _Pieces._make(column.take(rows) for column in self)


class Strips:
    """The strips of n valid areas."""

    def __init__(self, areas: Geometries) -> None:
        start, end, area = edges_of(shapely.orient_polygons(areas))
        self._axes = _axes(start, end)
        start, end = start[:, self._axes], end[:, self._axes]
        self._sides = _Sides.of(start[:, 0], area)
        pieces = self._sides.cut(start, end, area)
        pieces = pieces.take(np.argsort(pieces.strip, kind="stable"))
        count = max(len(self._sides.x) - 1, 0)
        self._first = np.searchsorted(pieces.strip, np.arange(count + 1))
        run = pieces.to_x - pieces.x
        self._slope = (pieces.to_y - pieces.y) / np.where(run == 0, 1, run)
        self._y = pieces.y - pieces.x * self._slope  # on the left side
        self._sign = -np.sign(run)  # 1 where the area lies below, -1 where above
        self._low, self._high = np.full(count, np.inf), np.full(count, -np.inf)
        np.minimum.at(self._low, pieces.strip, np.minimum(pieces.y, pieces.to_y))
        np.maximum.at(self._high, pieces.strip, np.maximum(pieces.y, pieces.to_y))
        self._held, self._grows = (np.bincount(pieces.strip, self._sign * of, count) for of in (self._y, self._slope))

    def common(self, others: Geometries, area: Ints) -> Floats:
        """Return how large what others, valid areas too, have in common with the areas of these numbers is."""
        sizes = np.zeros(len(others))
        for begin in range(0, len(others), AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            sizes[some] = self._common(others[some], area[some])
        return sizes

    def _common(self, others: Geometries, area: Ints) -> Floats:
        start, end, owner = edges_of(shapely.orient_polygons(others))
        pieces = self._sides.cut(start[:, self._axes], end[:, self._axes], area.take(owner))
        low, high = np.minimum(pieces.y, pieces.to_y), np.maximum(pieces.y, pieces.to_y)
        under = high <= self._low.take(pieces.strip)
        below = pieces.take(np.flatnonzero(under))
        among = pieces.take(np.flatnonzero(~under & (low < self._high.take(pieces.strip))))
        common = np.zeros(len(others))
        for one, size in ((below, self._all_above(below)), (among, self._above(among))):
            common += np.bincount(owner.take(one.edge), size, len(others))
        return common

    def _all_above(self, pieces: _Pieces) -> Floats:
        """Return how much lies above pieces that lie below all of it, less than 0 for those that go back."""
        middle = (pieces.x + pieces.to_x) / 2
        return (pieces.to_x - pieces.x) * (self._held.take(pieces.strip) + middle * self._grows.take(pieces.strip))

    def _above(self, pieces: _Pieces) -> Floats:
        """Return the same for pieces among the edges of their strip."""
        piece, edge = expand(self._first, pieces.strip)
        y, slope = self._y.take(edge), self._slope.take(edge)
        up = y + pieces.x.take(piece) * slope - pieces.y.take(piece)
        to_up = y + pieces.to_x.take(piece) * slope - pieces.to_y.take(piece)
        both = np.abs(up) + np.abs(to_up)
        above = (up.clip(min=0) + to_up.clip(min=0)) ** 2 / np.where(both == 0, 1, both)  # a triangle where they cross
        above *= self._sign.take(edge)
        return np.bincount(piece, above, len(pieces.edge)) * (pieces.to_x - pieces.x) / 2
