"""Areas get the middle that UCDP codes and the seat that ACLED codes; places get neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from disputemap.conventions import assign_conventions, is_areal
from disputemap.models import Document
from disputemap.pipeline import geoparse
from disputemap.table import to_frame

if TYPE_CHECKING:
    import geopandas as gpd

    from disputemap.geodata import GeoData


def mention(place_id: str | None, where_prec: int | None, **more: object) -> dict[str, object]:
    return {
        "doc": "a", "start": 0, "end": 1, "surface": "x", "place_id": place_id, "where_prec": where_prec,
        "lon": None if place_id is None else 15.0, "lat": None if place_id is None else 52.0,
    } | more  # fmt: skip


def frame(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    return to_frame(rows)


def test_a_place_that_is_known_gets_nothing_else(toy_data: GeoData) -> None:
    points = assign_conventions(frame(mention("alba", 1), mention("zor-field", 2)), toy_data)
    assert list(points["convention"]) == ["precise", "precise"]
    assert points.drop(columns="convention").isna().all(axis=None)


def test_an_area_gets_its_middle_and_the_town_it_is_run_from(toy_data: GeoData) -> None:
    (row,) = assign_conventions(frame(mention("norland", 6)), toy_data).to_dict("records")
    assert row["convention"] == "areal"
    assert (row["centroid_lon"], row["centroid_lat"]) == (pytest.approx(15), pytest.approx(52, abs=0.05))
    assert row["centroid_lat"] < 52  # there is more land in the south of a square of degrees
    assert (row["capital_id"], row["capital_lon"], row["capital_lat"]) == ("alba", 14, 53)


def test_without_a_seat_of_its_own_an_area_has_that_of_what_holds_it(toy_data: GeoData) -> None:
    rows = frame(mention("kesta-district", 3, adm1="norland"), mention("kesta-district", 3))
    points = assign_conventions(rows, toy_data)
    assert list(points["capital_id"]) == ["alba", None]
    assert np.isnan(points["capital_lon"][1])


def test_part_of_an_area_has_its_own_middle(toy_data: GeoData) -> None:
    (document,) = [Document("a", "Fighting went on in the north of Norland.", "en")]
    points = assign_conventions(geoparse(document, geo=toy_data), toy_data)
    assert points["centroid_lat"].iloc[0] > 52.5


def test_what_has_no_position_has_no_convention_and_rows_keep_their_order(toy_data: GeoData) -> None:
    rows = frame(mention(None, None), mention("norland", 6), mention("alba", 1)).set_index(np.array([7, 3, 5]))
    points = assign_conventions(rows, toy_data)
    assert list(points.index) == [7, 3, 5]
    assert list(points["convention"]) == [None, "areal", "precise"]
    assert list(is_areal(rows)) == [False, True, False]


def test_no_mentions_give_no_rows(toy_data: GeoData) -> None:
    assert len(assign_conventions(frame(), toy_data)) == 0


def test_the_shipped_seats_are_the_places_that_run_governorates() -> None:
    points = assign_conventions(frame(mention("kirkuk-governorate", 4), mention("makhmour-district", 3)))
    assert list(points["capital_id"]) == ["kirkuk", "makhmour"]
