"""Corridor -> probability that a place lies inside it, when neither line, width nor place is known exactly.

The corridor is drawn many times: each vertex put somewhere within its `accuracy_m`, the half-widths somewhere between
typical and maximum, all by the same share in one drawing. For each drawing the place is somewhere within its own disc
or area. `p_inside` is the share of drawings in which that position lies in the band and on the land that the corridor
is cut to. Nothing here is drawn as a shape: whether a position lies in a band is told by formula (`capsules`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.capsules import Chain, Reach
from disputemap.crs import project, to_metric
from disputemap.positions import AREA, Positions

if TYPE_CHECKING:
    from disputemap.corridors import Corridor

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.integer[Any]]

DRAWS, SEED = 1000, 2021
KM = 1000.0
CELL_M = 4_000.0  # of the grid that tells which segments may reach a position
AT_ONCE = 64  # places: their arrays stay small


def error_of(probability: Floats, draws: int = DRAWS) -> Floats:
    """Return the Monte Carlo standard error of probabilities.

    Examples
    --------
    >>> error_of(np.array([0.0, 0.1, 0.5])).round(4)
    array([0.    , 0.0095, 0.0158])
    """
    return np.sqrt(probability * (1 - probability) / draws)


class Drawings:
    """Random drawings of a corridor, in the plane of a metric projection.

    Parameters
    ----------
    corridor
        With half-widths; without (NaN), all probabilities are NaN.
    metric_crs
        The projection.
    draws, seed
        How many, and which; the same seed gives the same probabilities.
    """

    def __init__(self, corridor: Corridor, metric_crs: str, *, draws: int = DRAWS, seed: int = SEED) -> None:
        lines, places = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(2))
        self.known = len(corridor.half_width_km) > 1 and not np.isnan(corridor.half_width_km).any()
        self._draws, self._positions = draws, Positions(draws, places)
        self._land = None if corridor.land is None else to_metric(corridor.land, metric_crs)
        shapely.prepare(self._land)
        if self.known:
            x, y = shapely.get_coordinates(project(corridor.centreline, metric_crs)).T[..., None]
            self._set(x, y, KM * np.sort(corridor.half_width_km), np.nan_to_num(corridor.accuracy_m), lines, draws)

    def _set(  # noqa: PLR0913, PLR0917 - what a drawing is made of
        self, x: Floats, y: Floats, widths_m: Floats, off_m: Floats, random: np.random.Generator, draws: int
    ) -> None:
        """Draw the bands, and what no drawing leaves and what each covers; arrays (vertices, draws or 1)."""
        typical, maximum, off = widths_m[:, :1], widths_m[:, 1:], off_m[:, None]
        wide = typical + random.random(draws) * (maximum - typical)
        angle, reach = random.random((2, len(x), draws))
        away, turn = off * np.sqrt(reach), 2 * np.pi * angle
        self._drawn = Chain.of(x + away * np.cos(turn), y + away * np.sin(turn), wide)
        reach = Chain.of(x, y, maximum + off)
        self._cells, self._outline = Reach(reach, CELL_M), reach.outline()
        shapely.prepare(self._outline)
        core = (typical - off).clip(min=0)
        self._core = Chain.of(x, y, core)
        self._has_core = (typical >= off)[:-1] & (typical >= off)[1:]
        some = np.flatnonzero(self._cells.some)
        middle_x, middle_y = self._cells.x[some], self._cells.y[some]
        deep = self._core.distance(middle_x, middle_y) <= -CELL_M  # more than half of a cell's diagonal
        self._sure_cells, self._dry_cells = np.zeros((2, len(self._cells.some)), dtype=bool)
        self._sure_cells[some] = (deep & self._has_core).any(axis=0)
        self._dry_cells[some] = self._is_dry(np.array(shapely.points(middle_x, middle_y)), CELL_M / 2)

    def probability(self, geometry: Geometries, radius_m: Floats) -> Floats:
        """Return `p_inside` of each geometry.

        Parameters
        ----------
        geometry
            n valid geometries in the projection, none of them missing or empty.
        radius_m
            How far off points and lines may be, in metres.

        Returns
        -------
        probability
            n shares of the drawings, with a standard error of :func:`error_of`. Exactly 0 where no drawing reaches the
            place, and 1 where each covers it, whatever the random numbers.
        """
        if not self.known:
            return np.full(len(geometry), np.nan)
        drawn = np.where(shapely.get_dimensions(geometry) == AREA, geometry, _boxes(geometry, radius_m))
        near = np.flatnonzero(shapely.intersects(self._outline, drawn))
        x, y, around = _discs(geometry[near], radius_m[near])
        dry = self._is_dry(geometry[near], radius_m[near])
        sure = ((self._core.distance(x, y) <= -around) & self._has_core).any(axis=0) & dry
        probability = np.zeros(len(geometry))
        probability[near[sure]] = 1
        asked, dry = near[~sure], dry[~sure]
        for start in range(0, len(asked), AT_ONCE):
            rows = asked[start : start + AT_ONCE]
            probability[rows] = self._shares(geometry[rows], radius_m[rows], dry[start : start + AT_ONCE])
        return probability

    def _shares(self, geometry: Geometries, radius_m: Floats, dry: Flags) -> Floats:
        """Return in which part of the drawings a position of each geometry is inside."""
        every_x, every_y = (axis.ravel() for axis in self._positions.within(geometry, radius_m))
        every_cell = self._cells.cells(every_x, every_y)
        some = np.flatnonzero(self._cells.some.take(every_cell))  # positions that any drawing may reach
        cell, x, y = every_cell.take(some), every_x.take(some), every_y.take(some)
        row = some // self._draws
        inside = np.flatnonzero(self._covered(cell, some - row * self._draws, x, y))
        wet = inside[~self._dry_cells[cell[inside]] & ~dry[row[inside]]]
        lost = wet[~shapely.intersects_xy(self._land, x[wet], y[wet])] if len(wet) else wet
        return (np.bincount(row[inside], minlength=len(dry)) - np.bincount(row[lost], minlength=len(dry))) / self._draws

    def _covered(self, cell: Ints, drawing: Ints, x: Floats, y: Floats) -> Flags:
        """Tell which positions lie in the band of their drawing."""
        inside = self._sure_cells.take(cell)
        segment, last = self._cells.first.take(cell), self._cells.last.take(cell)
        near = np.flatnonzero(~inside)
        while len(near):  # few positions are near more than two segments
            found = self._drawn.covers(segment.take(near), drawing.take(near), x.take(near), y.take(near))
            inside[near] = found
            segment += 1
            near = near[~found & (segment.take(near) < last.take(near))]
        return inside

    def _is_dry(self, geometry: Geometries, radius_m: Floats | float) -> Flags:
        """Tell which geometries, widened, lie on the land wholly, by the boxes around them."""
        if self._land is None:
            return np.ones(len(geometry), dtype=bool)
        return np.asarray(shapely.contains_properly(self._land, _boxes(geometry, radius_m)), dtype=bool)


def _boxes(geometry: Geometries, radius_m: Floats | float) -> Geometries:
    """Return the boxes around geometries, widened."""
    sides = shapely.bounds(geometry).T + radius_m * np.array([[-1], [-1], [1], [1]])
    return np.array(shapely.box(*sides), dtype=object)


def _discs(geometry: Geometries, radius_m: Floats) -> tuple[Floats, Floats, Floats]:
    """Return discs (x, y, radius) that hold geometries, those of points and lines widened."""
    left, bottom, right, top = shapely.bounds(geometry).T
    widened = np.where(shapely.get_dimensions(geometry) == AREA, 0, radius_m)
    return (left + right) / 2, (bottom + top) / 2, np.hypot(right - left, top - bottom) / 2 + widened
