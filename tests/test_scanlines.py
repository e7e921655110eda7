"""Parts of areas as lines tell them, beside those that cutting gives; lines stand 0.005 degrees apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from disputemap.scanlines import STEP, Scanned

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SQUARE = shapely.box(0, 0, 1, 1)
HOLLOW = SQUARE.difference(shapely.box(0.25, 0.25, 0.75, 0.75))
TWO = shapely.MultiPolygon([shapely.box(0, 0, 0.2, 1), shapely.box(0.8, 0, 1, 1)])


def told(one: BaseGeometry, area: BaseGeometry, lines: int = 64) -> tuple[float, float]:
    only = np.zeros(1, dtype=np.int64)
    (share,), (doubt,) = Scanned(np.array([area])).shares(np.array([one]), only, only, lines)
    return share, doubt


@pytest.mark.parametrize(
    ("one", "area", "share"),
    [
        (SQUARE, SQUARE, 1),
        (SQUARE, shapely.box(-9, -9, 9, 9), 1),
        (SQUARE, shapely.box(2, 0, 3, 1), 0),
        (SQUARE, shapely.box(0, 2, 1, 3), 0),
        (SQUARE, shapely.box(0.5, -1, 3, 2), 0.5),
        (SQUARE, shapely.box(0.5, 0.5, 3, 2), 0.25),
        (SQUARE, HOLLOW, 0.75),
        (HOLLOW, shapely.box(0, 0, 0.5, 1), 0.5),
        (SQUARE, TWO, 0.4),
        (TWO, shapely.box(0, 0, 0.5, 1), 0.5),
        (shapely.Point(0, 0).buffer(1), shapely.Polygon([(0, -2), (2, 0), (0, 2)]), 0.5),
        (shapely.box(-181, -1, -179, 1), shapely.box(-180, -3, -170, 3), 0.5),
    ],
)
def test_of_plain_shapes_the_part_is_known(one: BaseGeometry, area: BaseGeometry, share: float) -> None:
    found, doubt = told(one, area)
    assert found == pytest.approx(share, abs=0.01)
    assert doubt == pytest.approx(2 / 64, rel=0.2)


def test_what_is_small_or_thin_is_left_to_others() -> None:
    small, thin = shapely.box(0, 0, 1, 6 * STEP), SQUARE.difference(SQUARE.buffer(-0.001))
    assert told(small, SQUARE) == told(thin, SQUARE) == (0, 1)


def test_nothing_is_told_of_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    share, doubt = Scanned(np.array([], dtype=object)).shares(np.array([SQUARE]), none, none, 16)
    assert (len(share), len(doubt)) == (0, 0)


COORDINATE = st.integers(-2000, 2000).map(lambda thousandths: thousandths / 1000)  # GEOS errs on far smaller steps
SPOT = st.tuples(COORDINATE, COORDINATE)


@given(st.lists(SPOT, min_size=3, max_size=8), st.lists(SPOT, min_size=3, max_size=8), st.sampled_from([16, 64]))
def test_the_part_is_as_far_off_as_is_said_at_most(
    one: list[tuple[float, float]], other: list[tuple[float, float]], lines: int
) -> None:
    hull, area = (shapely.convex_hull(shapely.MultiPoint(spots)) for spots in (one, other))
    if isinstance(hull, shapely.Polygon) and isinstance(area, shapely.Polygon):
        share, doubt = told(hull, area, lines)
        exact = hull.intersection(area).area / hull.area
        assert share == pytest.approx(exact, abs=doubt + 1e-9)  # GEOS rounds
