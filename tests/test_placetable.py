"""The place table says what the gazetteer says, in arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from disputemap.crs import GEOD
from disputemap.errors import GazetteerError
from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.placetable import MAX_FEATURES, UNKNOWN_FEATURE, PlaceTable, build_place_table, metres_of

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@pytest.fixture(scope="module")
def gazetteer(toy_data: GeoData) -> Gazetteer:
    return load_gazetteer(toy_data)


@pytest.fixture(scope="module")
def table(gazetteer: Gazetteer) -> PlaceTable:
    return build_place_table(gazetteer)


def test_places_stand_in_the_order_of_their_ids(table: PlaceTable) -> None:
    assert list(table.ids) == sorted(table.ids)
    assert all(table.ids[number] == place_id for place_id, number in table.index.items())


def test_columns_are_those_of_the_places(gazetteer: Gazetteer, table: PlaceTable) -> None:
    for number, place_id in enumerate(table.ids):
        place = gazetteer.places[place_id]
        assert table.features[table.feature[number]] == place.feature
        assert table.countries[table.country[number]] == place.country
        assert table.home[number] == (place.country in gazetteer.home)
        assert (table.population[number], table.seat[number]) == (place.population, bool(place.seat_of))
        assert np.array_equal([table.lon[number], table.lat[number]], [place.lon, place.lat], equal_nan=True)
        assert table.located[number] == (place.lon == place.lon)


def test_ancestors_are_the_gazetteers(gazetteer: Gazetteer, table: PlaceTable) -> None:
    for number, place_id in enumerate(table.ids):
        above = table.ancestor[table.ancestor_offsets[number] : table.ancestor_offsets[number + 1]]
        assert list(above) == sorted(table.index[ancestor] for ancestor in gazetteer.ancestors(place_id))


def test_areas_are_ancestors_and_the_place_itself_without_countries(table: PlaceTable, gazetteer: Gazetteer) -> None:
    def areas(place_id: str) -> set[str]:
        number = table.index[place_id]
        return {table.ids[i] for i in table.area[table.area_offsets[number] : table.area_offsets[number + 1]]}

    assert areas("upland-governorate") == {"upland-governorate"}
    assert areas("norland") == set()
    for place_id in table.ids:
        around = gazetteer.ancestors(place_id) | {place_id}
        assert areas(place_id) == {area for area in around if gazetteer.places[area].feature != "country"}


def test_parents_that_go_round_come_to_an_end(gazetteer: Gazetteer) -> None:
    here = next(iter(gazetteer.places.values()))
    a = replace(here, place_id="a", parents=("b", "nowhere"))
    b = replace(here, place_id="b", parents=("a",))
    table = build_place_table(Gazetteer({"a": a, "b": b}, {}))
    assert table.ancestor_offsets.tolist() == [0, 2, 4]
    assert table.ancestor.tolist() == [0, 1, 0, 1]


def test_masks_of_kinds(table: PlaceTable) -> None:
    assert table.mask(()) == 0
    assert table.mask(["no such kind"]) == UNKNOWN_FEATURE
    assert table.mask(table.features[:2]) == 0b11
    towns = table.is_one_of({"populated_place"})
    assert {table.features[code] for code in table.feature[towns]} == {"populated_place"}


def test_distances_are_close_to_the_geodesics(table: PlaceTable) -> None:
    places = np.flatnonzero(table.located)
    a, b = places[:-1], places[1:]
    geodesic = GEOD.inv(table.lon[a], table.lat[a], table.lon[b], table.lat[b])[2]
    away = metres_of(np.linalg.norm(table.vectors[a] - table.vectors[b], axis=1))
    assert away == pytest.approx(geodesic, rel=0.005)


def test_no_places_are_a_table_too() -> None:
    table = build_place_table(Gazetteer({}, {}))
    assert len(table) == 0
    assert table.area_offsets.tolist() == [0]


def test_more_kinds_than_a_mask_holds_are_refused(gazetteer: Gazetteer) -> None:
    here = next(iter(gazetteer.places.values()))
    many = {str(i): replace(here, place_id=str(i), feature=f"kind-{i}") for i in range(MAX_FEATURES + 1)}
    with pytest.raises(GazetteerError, match="kinds of places"):
        build_place_table(Gazetteer(many, {}))
