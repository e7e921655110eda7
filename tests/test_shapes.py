"""Shapes in metres: where they begin and end, anywhere on earth."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from disputemap import shapes

KM = 1000.0
LON, LAT, BEARING = st.floats(-180, 180), st.floats(-75, 75), st.floats(0, 359)


def column(*values: float) -> shapes.Floats:
    return np.array(values, dtype=float)


@given(LON, LAT, BEARING, st.floats(1, 100 * KM), st.floats(1, 100 * KM))
def test_a_wedge_is_valid_and_holds_its_middle(
    lon: float, lat: float, bearing: float, inner: float, more: float
) -> None:
    wedge = shapes.sectors(
        column(lon),
        column(lat),
        column(inner),
        column(inner + more),
        bearing_deg=column(bearing),
        half_angle_deg=column(45),
    )
    middle = shapes.points(*shapes.ahead(column(lon), column(lat), column(bearing), column(inner + more / 2)))
    assert shapely.is_valid(wedge).all()
    assert shapely.covers(wedge, middle).all()
    reach = shapes.radii_m(column(lon), column(lat), wedge)
    assert reach == pytest.approx(inner + more, rel=1e-6, abs=1e-3)


def test_a_ring_is_hollow_and_a_disc_of_nothing_still_an_area() -> None:
    ring, disc = (
        shapes.sectors(
            column(15), column(51), column(inner), column(outer), bearing_deg=column(0), half_angle_deg=column(180)
        )[0]
        for inner, outer in ((KM, 2 * KM), (0, 0))
    )
    assert len(ring.interiors) == 1
    assert disc.is_valid
    assert disc.area > 0


def test_margins_are_as_wide_east_as_north() -> None:
    grown = shapes.margins(shapes.points(column(15), column(60)), column(10 * KM))
    away = shapes.radii_m(column(15), column(60), grown)
    west, south, east, north = grown[0].bounds
    assert away == pytest.approx(10 * KM, rel=0.005)
    assert (east - west) == pytest.approx(2 * (north - south), rel=1e-3)  # cos 60 degrees is a half


def test_of_cuts_only_areas_stay() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(1, 1), (2, 2)])])
    cut = shapes.areas_only(np.array([bow, mixed, shapely.Point(0, 0), shapely.Polygon(), None], dtype=object))
    assert [None if area is None else area.area for area in cut] == [2, 1, None, None, None]


def test_the_centre_of_a_crescent_lies_in_it() -> None:
    crescent = np.array([shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 9, 8))], dtype=object)
    assert shapely.covers(crescent, shapes.points(*shapes.centres(crescent))).all()


def test_no_geometries_give_no_geometries() -> None:
    nothing = np.empty(0, dtype=object)
    assert len(shapes.margins(nothing, column())) == len(shapes.between(nothing, nothing)) == 0
    assert len(shapes.areas_only(nothing)) == len(shapes.radii_m(column(), column(), nothing)) == 0
