"""The probability of lying inside, in a plane world where it can be worked out by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from disputemap.capsules import Chain
from disputemap.corridors import Corridor
from disputemap.crs import project
from disputemap.draws import Drawings, error_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

METRIC = "EPSG:32638"
KM = 1000.0
X, Y = 500 * KM, 3900 * KM


def placed(geometry: BaseGeometry) -> BaseGeometry:
    """Move a geometry in kilometres to its place in degrees."""
    moved = shapely.transform(shapely.segmentize(geometry, 1), lambda xy: xy * KM + (X, Y))
    return project(moved, "EPSG:4326", source=METRIC)


def corridor(
    *, widths_km: tuple[float, float] = (2, 6), accuracy_km: float = 0, land: shapely.Polygon | None = None
) -> Corridor:
    """Return a corridor of 100 km eastward."""
    line = project(shapely.LineString([(X, Y), (X + 50 * KM, Y), (X + 100 * KM, Y)]), "EPSG:4326", source=METRIC)
    return Corridor(
        centreline=line,
        bands={},
        as_of="",
        computed_length_km=100,
        land=land and placed(land),
        half_width_km=np.tile(np.array(widths_km, dtype=float), (3, 1)),
        accuracy_m=np.full(3, accuracy_km * KM),
    )


def p_inside(drawn: Corridor, *places_km: BaseGeometry, radius_km: float = 0, **options: int) -> list[float]:
    moved = shapely.transform(np.array(places_km, dtype=object), lambda xy: xy * KM + (X, Y))
    radius = np.full(len(moved), radius_km * KM)
    return list(Drawings(drawn, METRIC, **options).probability(moved, radius))


def at(x: float, y: float) -> shapely.Point:
    return shapely.Point(x, y)


@pytest.mark.parametrize("off_km", [2.5, 3, 4, 5, 5.9])
def test_only_the_width_unknown_it_is_the_share_of_widths_that_reach(off_km: float) -> None:
    share = (6 - off_km) / (6 - 2)
    (found,) = p_inside(corridor(), at(50, off_km), draws=20_000)
    assert found == pytest.approx(share, abs=4 * error_of(np.array([share]), 20_000)[0])


def test_what_no_drawing_reaches_is_0_and_what_each_covers_is_1() -> None:
    assert p_inside(corridor(), at(50, 1.99), at(50, 6.01), at(-6.01, 0), at(0, -1.9)) == [1, 0, 0, 1]
    assert p_inside(corridor(accuracy_km=1), at(50, 0.99), at(50, 7.01)) == [1, 0]
    assert 0 < p_inside(corridor(accuracy_km=1), at(50, 1.5))[0] < 1


def test_only_the_place_unknown_it_is_the_share_of_its_disc() -> None:
    half, cap = p_inside(corridor(widths_km=(5, 5)), at(50, 5), at(50, 6), radius_km=2, draws=20_000)
    segment = (math.acos(0.5) - 0.5 * math.sin(math.acos(0.5))) / math.pi  # of a disc cut at half its radius
    assert [half, cap] == pytest.approx([0.5, segment], abs=0.015)


def test_of_areas_and_lines_it_is_the_share_of_them() -> None:
    known = corridor(widths_km=(5, 5))
    ring = shapely.box(10, 0, 20, 20).difference(shapely.box(14, 1, 16, 4))  # 194 km2, of which 44 inside
    two = shapely.union(shapely.box(10, 0, 11, 5), shapely.box(30, 5, 31, 15))
    line = shapely.LineString([(40, 0), (40, 20)])
    lines = shapely.MultiLineString([[(40, 0), (40, 5)], [(60, 5), (60, 20)]])
    found = p_inside(known, shapely.box(10, 0, 20, 20), ring, two, line, lines, draws=20_000)
    assert found == pytest.approx([0.25, 44 / 194, 5 / 15, 0.25, 0.25], abs=0.015)


def test_a_vertex_is_off_evenly_within_its_disc() -> None:
    drawn = corridor(widths_km=(2, 2), accuracy_km=2)
    lens = (8 * math.acos(3 / 4) - 1.5 * math.sqrt(7)) / (4 * math.pi)  # where the vertex lies that reaches 3 km back
    assert p_inside(drawn, at(-3, 0), draws=20_000) == pytest.approx([lens], abs=0.01)


def test_what_lies_off_the_land_is_not_inside() -> None:
    drawn = corridor(widths_km=(5, 5), land=shapely.box(-50, 0, 150, 50))
    assert p_inside(drawn, at(50, 3), at(50, -3)) == [1, 0]
    assert p_inside(drawn, at(50, 0), radius_km=2, draws=20_000)[0] == pytest.approx(0.5, abs=0.015)


def test_a_corridor_without_widths_says_nothing() -> None:
    assert math.isnan(p_inside(corridor(widths_km=(math.nan, math.nan)), at(0, 0))[0])


def test_a_seed_gives_the_same_and_another_seed_nearly_so() -> None:
    places = [at(x, y) for x in (0, 30, 55) for y in (1, 4, 7)]
    drawn = corridor(accuracy_km=3)
    one, again, other = (p_inside(drawn, *places, radius_km=1, seed=seed) for seed in (1, 1, 2))
    assert one == again != other
    assert one == pytest.approx(other, abs=0.08)


@settings(max_examples=20)
@given(st.permutations(range(9)), st.integers(1, 9))
def test_neither_order_nor_company_change_a_probability(order: list[int], count: int) -> None:
    places = [at(x, y) for x in (0, 30, 55) for y in (1, 4, 7)]
    whole = p_inside(corridor(accuracy_km=3), *places, draws=100)
    some = order[:count]
    assert p_inside(corridor(accuracy_km=3), *(places[i] for i in some), draws=100) == [whole[i] for i in some]


KMS = st.floats(-20, 120)


@settings(max_examples=60)
@given(KMS, st.floats(-15, 15), st.floats(0, 4), st.floats(0, 5), st.floats(0, 5), st.floats(0, 5), st.floats(0, 3))
def test_widening_never_lowers_a_probability(  # noqa: PLR0913, PLR0917 - a place and two widths
    x: float, y: float, radius: float, typical: float, more: float, wider: float, accuracy: float
) -> None:
    narrow = corridor(widths_km=(typical, typical + more), accuracy_km=accuracy)
    wide = corridor(widths_km=(typical + wider, typical + more + wider), accuracy_km=accuracy)
    (low,), (high,) = (p_inside(drawn, at(x, y), radius_km=radius, draws=100) for drawn in (narrow, wide))
    assert 0 <= low <= high <= 1


TENTHS = st.integers(-90, 90).map(lambda tenths: tenths / 10)
DISCS = st.tuples(TENTHS, TENTHS, st.integers(1, 80).map(lambda tenths: tenths / 10))


@settings(max_examples=200)
@given(st.lists(DISCS, min_size=2, max_size=4), st.floats(-15, 15), st.floats(-15, 15))
def test_a_capsule_is_the_hull_of_its_discs(discs: list[tuple[float, float, float]], x: float, y: float) -> None:
    columns = np.array(discs).T[..., None]
    chain = Chain.of(*columns)
    drawn = [shapely.Point(a, b).buffer(r, quad_segs=256) for a, b, r in discs]
    hulls = [shapely.convex_hull(shapely.union_all(drawn[i : i + 2])) for i in range(len(drawn) - 1)]
    point = shapely.Point(x, y)
    off = chain.distance(np.array([point.x]), np.array([point.y]))[:, 0]
    for one, hull in zip(off, hulls, strict=True):
        assert one == pytest.approx(point.distance(hull) or -point.distance(shapely.boundary(hull)), abs=2e-3)
    for segment, one in enumerate(off):
        if abs(one) > 1e-6:
            at = (np.array([point.x]), np.array([point.y]))
            assert chain.covers(segment, np.array([0]), *at)[0] == (one < 0)
