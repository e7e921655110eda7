"""Chainages, stations and bands, where answers can be worked out by hand: a degree of the equator is 111.3195 km."""

from __future__ import annotations

from math import acos, hypot, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from disputemap.corridors.bands import area_km2, chainages_km, cut, make_bands, marks_km, measured, station, sweep
from disputemap.crs import GEOD
from disputemap.errors import GeometryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.corridors.model import Vertices

METRIC = "+proj=tmerc +lat_0=0 +lon_0=45 +k=1 +ellps=WGS84"  # true along the meridian of 45 E
DEGREE_KM = 111.3195  # of the equator
THINNED = 5e-3  # edges are thinned out by up to 20 m, here of 2 km
HERE = [(45, 0), (45, 0.5)]  # 55.29 km of the meridian


def vertices(lonlat: Sequence[tuple[float, float]], half_km: Sequence[tuple[float, float]] | None = None) -> Vertices:
    widths = half_km or [(2, 4)] * len(lonlat)
    return measured(np.array(lonlat, dtype=float), np.array(widths, dtype=float), np.full(len(lonlat), 1000.0))


def tapered_km2(length: float, one: float, other: float) -> float:
    """Return the area of the hull of two discs: two trapezia, and the two arcs beyond their touching lines."""
    lean = acos((one - other) / length)  # from the way to the other disc to where the touching line leaves
    side = sqrt(length**2 - (one - other) ** 2)
    return (one + other) * side + (pi - lean) * one**2 + lean * other**2


def test_chainage_is_along_the_equator_by_degrees() -> None:
    line = shapely.LineString([(45, 0), (46, 0), (48, 0)])
    assert chainages_km(line) == pytest.approx([0, DEGREE_KM, 3 * DEGREE_KM], abs=1e-3)


@given(st.lists(st.tuples(st.floats(38, 49), st.floats(29, 38)), min_size=2, max_size=8, unique=True))
def test_reversing_a_line_mirrors_its_chainage(lonlat: list[tuple[float, float]]) -> None:
    line = shapely.LineString(lonlat)
    there, back = chainages_km(line), chainages_km(line.reverse())
    assert back == pytest.approx((there[-1] - there)[::-1], abs=1e-6)


@given(st.lists(st.tuples(st.floats(38, 49), st.floats(29, 38)), min_size=2, max_size=5, unique=True), st.floats(0, 1))
def test_a_station_is_the_same_from_either_end(lonlat: list[tuple[float, float]], share: float) -> None:
    line = shapely.LineString(lonlat)
    km = chainages_km(line)
    assume(min(np.diff(km)) > 0.1)
    there, back = station(line, km, share * km[-1]), station(line.reverse(), km[-1] - km[::-1], (1 - share) * km[-1])
    assert (there.x, there.y) == pytest.approx((back.x, back.y), abs=1e-5)


def test_a_station_stands_on_the_line() -> None:
    line = shapely.LineString([(45, 0), (46, 0), (48, 0)])
    point = station(line, chainages_km(line), 2 * DEGREE_KM)
    assert (point.x, point.y) == pytest.approx((47, 0), abs=1e-5)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 25, [0, 10, 20, 25]), (168.1, 195, [170, 180, 190, 195]), (0, 20, [0, 10, 20]), (0, 3, [0, 3])],
)
def test_stations_stand_every_ten_kilometres_of_the_whole_line(
    first: float, last: float, expected: list[float]
) -> None:
    assert marks_km(np.array([first, last]), 10) == expected


def test_a_straight_corridor_is_a_rectangle_and_two_half_discs() -> None:
    length = GEOD.inv(*HERE[0], *HERE[1])[2] / 1000
    bands = make_bands(vertices(HERE), metric_crs=METRIC, land=None)
    assert bands["typical"].swept_km2 == pytest.approx(2 * 2 * length + pi * 2**2, rel=THINNED)
    assert bands["maximum"].swept_km2 == pytest.approx(2 * 4 * length + pi * 4**2, rel=THINNED)


def test_a_tapered_corridor_is_the_hull_of_its_two_discs() -> None:
    length = GEOD.inv(*HERE[0], *HERE[1])[2] / 1000
    found = area_km2(sweep(shapely.LineString(HERE), [2000, 6000], metric_crs=METRIC))
    assert found == pytest.approx(tapered_km2(length, 6, 2), rel=THINNED)


def test_a_disc_within_the_next_adds_nothing() -> None:
    line = shapely.LineString([(45, 0), (45, 0.01)])  # 1.1 km apart
    found = area_km2(sweep(line, [500, 5000], metric_crs=METRIC))
    assert found == pytest.approx(pi * 5**2, rel=THINNED)


def test_a_bend_is_counted_once() -> None:
    line = shapely.LineString([(45, 0), (45, 0.25), (45.25, 0.25)])  # two legs of 27.6 and 27.8 km at a right angle
    found = area_km2(sweep(line, [2000] * 3, metric_crs=METRIC))
    legs = 2 * 2 * (27.643 + 27.830) + pi * 2**2
    overlap = (
        2 * 2 - pi * 2**2 / 4
    )  # in the corner a square of both rectangles counts once, outside a quarter disc joins
    assert found == pytest.approx(legs - overlap, rel=THINNED)


def test_the_land_cuts_it() -> None:
    land = shapely.box(44, 0, 46, 1)  # the line starts on its edge, where half a disc falls away
    bands = make_bands(vertices(HERE), metric_crs=METRIC, land=land)
    assert area_km2(bands["typical"].area) == pytest.approx(bands["typical"].swept_km2 - pi * 2**2 / 2, rel=THINNED)


def test_a_band_off_the_land_is_refused() -> None:
    with pytest.raises(GeometryError, match="wholly outside of the land; check its vertices"):
        make_bands(vertices(HERE), metric_crs=METRIC, land=shapely.box(10, 10, 11, 11))


def test_a_stretch_is_cut_out_with_its_widths_in_between() -> None:
    whole = vertices([(45, 0), (46, 0), (47, 0)], [(2, 4), (4, 8), (4, 8)])
    part = cut(whole, DEGREE_KM / 2, 1.5 * DEGREE_KM)
    assert part.lonlat[:, 0] == pytest.approx([45.5, 46, 46.5], abs=1e-4)
    assert part.half_width_km.tolist() == [pytest.approx([3, 6]), [4, 8], [4, 8]]
    assert part.chainage_km == pytest.approx([DEGREE_KM / 2, DEGREE_KM, 1.5 * DEGREE_KM], abs=1e-3)


def test_a_stretch_does_not_reach_beyond_the_line() -> None:
    part = cut(vertices([(45, 0), (46, 0)]), -10, 1000)
    assert part.lonlat.tolist() == [[45, 0], [46, 0]]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(0.5, 8), st.floats(0, 5)), min_size=2, max_size=5),
    st.floats(0, 3),
)
def test_widening_never_shrinks_a_band(rows: list[tuple[float, float, float]], more: float) -> None:
    line = shapely.LineString([(45 + east, 0.2 * number) for number, (east, _, _) in enumerate(rows)])
    narrow = [1000 * half for _, half, _ in rows]
    wide = [1000 * (half + extra + more) for _, half, extra in rows]
    inner, outer = (sweep(line, widths, metric_crs=METRIC) for widths in (narrow, wide))
    lost = shapely.difference(inner, shapely.buffer(outer, 3e-4))  # 20 m of thinning out, and what is no circle in it
    assert shapely.area(lost) == pytest.approx(0, abs=1e-9)
    assert area_km2(outer) >= area_km2(inner) * (1 - 2e-3)


def test_a_stretch_is_as_long_as_its_chainages_say() -> None:
    rng = np.random.default_rng(0)
    line = vertices([(45 + rng.uniform(-0.3, 0.3), 0.2 * number) for number in range(6)])
    part = cut(line, 20, 80)
    assert GEOD.geometry_length(part.line) / 1000 == pytest.approx(60, abs=0.01)
    assert hypot(*(part.lonlat[0] - line.lonlat[0])) > 0
