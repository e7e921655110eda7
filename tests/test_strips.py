"""What areas have in common, beside what cutting gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from disputemap.strips import Strips

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SQUARE = shapely.box(0, 0, 1, 1)
HOLLOW = SQUARE.difference(shapely.box(0.25, 0.25, 0.75, 0.75))
TWO = shapely.MultiPolygon([shapely.box(0, 0, 0.2, 1), shapely.box(0.8, 0, 1, 1)])
WIDE, AWAY, SLANTED = shapely.box(-9, -9, 9, 9), shapely.box(2, 0, 3, 1), shapely.Polygon([(0, 0), (3, 3), (2, 3)])
AREAS = np.array([SQUARE, HOLLOW, TWO, WIDE, AWAY, SLANTED, HOLLOW.reverse(), shapely.box(0.5, -1, 3, 2)])


def common(one: BaseGeometry, other: BaseGeometry) -> float:
    (size,) = Strips(np.array([one])).common(np.array([other]), np.zeros(1, dtype=np.int64))
    return float(size)


@pytest.mark.parametrize(
    ("one", "other", "size"),
    [
        (SQUARE, SQUARE, 1),
        (SQUARE, WIDE, 1),
        (SQUARE, AWAY, 0),
        (SQUARE, shapely.box(1, 0, 2, 1), 0),
        (SQUARE, shapely.box(0.5, 0.5, 3, 2), 0.25),
        (SQUARE, HOLLOW, 0.75),
        (HOLLOW, shapely.box(0, 0, 0.5, 1), 0.375),
        (TWO, shapely.box(0, 0, 0.5, 1), 0.2),
        (SQUARE, shapely.Polygon([(0, 0), (1, 0), (1, 1)]), 0.5),
    ],
)
def test_of_plain_shapes_it_is_known_whichever_is_parted(one: BaseGeometry, other: BaseGeometry, size: float) -> None:
    assert common(one, other) == pytest.approx(size, abs=1e-12)
    assert common(other, one) == pytest.approx(size, abs=1e-12)


@pytest.mark.parametrize("turned", [1, -1])
def test_many_pairs_are_told_at_once(turned: int) -> None:
    areas = shapely.transform(AREAS, lambda xy: xy[:, ::turned] * (1, 5))
    row, area = (numbers.ravel() for numbers in np.indices((len(areas), len(areas))))
    exact = shapely.area(shapely.intersection(areas[row], areas[area]))
    assert Strips(areas).common(areas[row], area) == pytest.approx(exact, abs=1e-9)


def test_nothing_has_nothing_in_common() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(Strips(np.array([], dtype=object)).common(AREAS[:0], none)) == 0
    assert len(Strips(AREAS).common(AREAS[:0], none)) == 0


COORDINATE = st.integers(-2000, 2000).map(lambda thousandths: thousandths / 1000)  # GEOS errs on far smaller steps
SPOTS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=8)


@given(SPOTS, SPOTS)
def test_it_is_as_large_as_what_is_cut(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> None:
    hull, area = (shapely.convex_hull(shapely.MultiPoint(spots)) for spots in (one, other))
    if isinstance(hull, shapely.Polygon) and isinstance(area, shapely.Polygon):
        assert common(hull, area) == pytest.approx(hull.intersection(area).area, abs=1e-9)
