"""Areas -> which part of each lies in others, about: told by parallel lines, many times as fast as by cutting.

The lines run east, evenly spaced. Where an outline crosses a line, what lies on it goes into an area or out of it. The
stretches that two areas have in common, by those of the one, are about the part of it that lies in the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.ragged import expand, owners, to_offsets

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEP = 0.005  # between two lines, in the unit of the plane: of degrees it is half a kilometre
# Lines must be so many at least, and no farther apart than that part of an area's breadth. Of 190,000 pairs of relative
# places and divisions, each told with 8 to 96 lines, the part was off by 1.2 / lines at most; it is held to be so by:
FEWEST, CLOSE, OFF = 8, 0.5, 2.0
_LONG = 2048.0  # more than any line is long: 360 degrees, and what runs over their edge


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where the outlines of n areas cross lines, by area, line and x: into the area and out of it in turn.

    Of an area every so many lines count (`every`), from the one called `low` on, when those that count are counted
    from 0 degrees; `first` (n + 1) is the number of this one among all lines of all areas. For each crossing
    `line` is that number, `level` that of the line when all are counted from 0 degrees, and `x` where on the line it
    lies; `begin` (n + 1) are the first crossings of areas.
    """

    every: Ints
    low: Ints
    first: Ints
    line: Ints
    level: Ints
    x: Floats
    begin: Ints

    @classmethod
    def of(cls, areas: Geometries, every: Ints) -> Crossings:
        """Return the crossings of areas with one line in `every`."""
        start, end, area = _edges(areas)
        space = STEP * every
        low, high = (np.ceil(side / space).astype(np.int64) for side in shapely.bounds(areas)[:, 1::2].T)
        first = to_offsets(high - low)
        from_line, to_line = (np.ceil(side / space[area]).astype(np.int64) for side in (start[:, 1], end[:, 1]))
        crossed = to_offsets(np.abs(to_line - from_line))
        edge = owners(crossed)
        line = np.arange(len(edge)) + (np.minimum(from_line, to_line) - crossed[:-1])[edge]
        (left, bottom), (run, rise) = start[edge].T, (end - start)[edge].T
        x = left + (line * space[area[edge]] - bottom) / rise * run  # what is crossed is never level
        level = line * every[area[edge]]
        line += (first[:-1] - low)[area[edge]]
        order = np.argsort(line * _LONG + x)
        begin = np.searchsorted(area[edge], np.arange(len(areas) + 1))
        return cls(every, low, first, line[order], level[order], x[order], begin)

    def sizes(self) -> Floats:
        """Return the areas, about."""
        lengths = np.append(0, np.cumsum(self.x[1::2] - self.x[::2]))
        return np.asarray(np.diff(lengths[self.begin // 2]) * self.every * STEP)

    def doubts(self, areas: Geometries) -> Floats:
        """Return how far off what is told of parts of the areas may be, 1 where that is nothing worth telling."""
        lines, breadth = np.diff(self.first), 2 * shapely.area(areas) / shapely.length(areas)
        enough = (lines >= FEWEST) & (self.every * STEP <= CLOSE * breadth) & (self.sizes() > 0)
        return np.where(enough, OFF / np.maximum(lines, FEWEST), 1)


class Scanned:
    """Areas that others are compared with, on all lines; like those others, they are valid and in one plane."""

    def __init__(self, areas: Geometries) -> None:
        self._crossings = Crossings.of(areas, np.ones(len(areas), dtype=np.int64))
        x, lines = self._crossings.x, int(self._crossings.first[-1])
        self._first = np.searchsorted(self._crossings.line, np.arange(lines + 1))  # crossing of each line
        self._passed = np.append(0, np.cumsum(x[1::2] - x[::2]))
        self._before = np.append(0, x)

    def shares(self, others: Geometries, row: Ints, area: Ints, lines: int) -> tuple[Floats, Floats]:
        """Return which part of others lies in the areas, about, pair by pair, and how far off that may be.

        Parameters
        ----------
        others
            n areas.
        row, area
            The number of one of them, and that of an area to compare it with.
        lines
            How many cross each of the others: so many to twice as many, fewer where all of them do.

        Returns
        -------
        share, doubt
            The doubt is 1, and the share 0, where the lines lie too far apart to tell.
        """
        asked, row = np.unique(row, return_inverse=True)
        bottom, top = shapely.bounds(others[asked])[:, 1::2].T
        crossings = Crossings.of(others[asked], ((top - bottom) / (STEP * lines)).astype(np.int64).clip(1))
        doubt = crossings.doubts(others[asked])[row]
        told = doubt < 1
        share = np.zeros(len(row))
        share[told] = self._common(crossings, row[told], area[told]) / crossings.sizes()[row[told]]
        return share, doubt

    def _common(self, others: Crossings, row: Ints, area: Ints) -> Floats:
        """Return how large what others have in common with areas is, about, pair by pair."""
        mine = self._crossings
        pair, crossing = expand(others.begin, row)
        line = others.level.take(crossing) - (mine.low - mine.first[:-1])[area].take(pair)
        there = np.flatnonzero((line >= mine.first[area].take(pair)) & (line < mine.first[area + 1].take(pair)))
        pair, crossing, line = pair.take(there), crossing.take(there), line.take(there)
        length = self._until(line, others.x.take(crossing))
        length *= (crossing & 1) * 2 - 1  # the way out less the way in
        return np.asarray(np.bincount(pair, length, len(row)) * others.every[row] * STEP)

    def _until(self, line: Ints, x: Floats) -> Floats:
        """Return how much lies in its area of all lines up to a position on one of them."""
        at, end = self._first.take(line), self._first.take(line + 1)
        behind = np.flatnonzero(at < end)
        while len(behind):  # most lines are crossed twice: to go on from crossing to crossing beats a search
            behind = behind[self._crossings.x.take(at.take(behind)) < x.take(behind)]
            at[behind] += 1
            behind = behind[at.take(behind) < end.take(behind)]
        return np.asarray(self._passed.take(at >> 1) + (x - self._before.take(at)) * (at & 1))


class _Edges(NamedTuple):
    """The edges of outlines, (m, 2) from and to, and the number of the area of each, ascending."""

    start: Floats
    end: Floats
    area: Ints


def _edges(areas: Geometries) -> _Edges:
    parts, owner = shapely.get_parts(areas, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    return _Edges(corners.take(start, axis=0), corners.take(start + 1, axis=0), owner[part].take(ring.take(start)))
