"""What a map counts: relative places as items of their own, chains and pairs once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from disputemap.render.items import item_id, site_of
from disputemap.render.payload import map_data
from disputemap.table import to_frame
from tests.map_world import make_relative

if TYPE_CHECKING:
    from disputemap.geodata import GeoData
    from disputemap.render.payload import MapData


@pytest.fixture(scope="module")
def data(toy_data: GeoData) -> MapData:
    """Return what the map of relative places says."""
    return map_data(make_relative(), toy_data)


def items(data: MapData) -> dict[str, dict[str, Any]]:
    """Return the items of a map by id."""
    return {place["place_id"]: place for place in data.places}


def counted(data: MapData) -> dict[str, int]:
    """Return how often each item counts."""
    found = [mention for mention in data.mentions if "area_of" not in mention]
    ids = [str(mention.get("item", mention.get("place_id"))) for mention in found]
    return {item: ids.count(item) for item in ids}


def test_a_relative_place_does_not_count_for_its_anchor(data: MapData) -> None:
    assert counted(data)["alba"] == 1  # "the town"
    assert counted(data)["~sector/alba/180"] == 1
    assert next(m for m in data.mentions if m.get("form") == "reference")["surface"] == "the town"


def test_areas_are_drawn_as_areas_and_points_as_points(toy_data: GeoData) -> None:
    said = [
        {"kind": "near"},
        {"kind": "offset", "bearing_deg": 180.0, "distance_m": 20000.0},
        {"kind": "distance", "distance_m": 30000.0, "bearing_deg": 90.0},  # a ring has no direction
    ]
    where = {"doc": "a", "place_id": "bela", "lon": 15.0, "lat": 51.82, "accuracy_m": 8000.0}
    found = items(map_data(to_frame([where | {"modifier": modifier} for modifier in said]), toy_data))
    kinds = {item: (place["geometry"] or {}).get("type") for item, place in found.items()}
    assert kinds == {"~near/bela": "Polygon", "~offset/bela/180/20000": None, "~distance/bela/30000": "Polygon"}
    point = found["~offset/bela/180/20000"]
    assert (point["lon"], point["lat"], point["accuracy_m"]) == (15, 51.82, 8000)


def test_what_lies_between_two_places_counts_once(data: MapData) -> None:
    (mention,) = [mention for mention in data.mentions if mention.get("item", "").startswith("~between")]
    sentence, row = mention["sentence"], data.mentions.index(mention)
    seconds, other = data.rows.seconds
    first = data.rows.marks.first[row]
    assert seconds.tolist() == [row]
    assert [sentence[start : start + 4] for start in (first, other.first[0])] == ["Alba", "Bela"]
    assert mention["score"] == 0.7  # both must be right
    assert items(data)["~between/alba/bela"]["relative"]["anchors"] == ["alba", "bela"]  # as written


def test_either_order_is_the_same_between() -> None:
    one = {"place_id": "alba", "modifier": {"kind": "between", "to": "bela"}}
    assert item_id(one) == item_id({"place_id": "bela", "modifier": {"kind": "between", "to": "alba"}})
    assert not site_of({"place_id": "alba", "modifier": {"kind": "between"}}).kind  # nothing to be between


def test_a_chain_counts_for_its_most_exact_place_alone(data: MapData) -> None:
    areas = [mention for mention in data.mentions if "area_of" in mention]
    assert [area["item"] for area in areas] == ["norvik-district", "kirsa-governorate"]
    (head,) = {data.mentions[area["area_of"]]["item"] for area in areas}
    assert head.startswith("~within/norvik-district/")
    assert not {"norvik-district", "kirsa-governorate"} & counted(data).keys()
    assert {"norvik-district", "kirsa-governorate"} <= items(data).keys()  # there to be looked at


def test_where_the_head_has_no_place_the_most_exact_area_counts(toy_data: GeoData) -> None:
    chain: list[dict[str, Any]] = [
        {"doc": "a", "chain": {"head": 3, "link": 1}, "place_id": "big", "accuracy_m": 9e4},
        {"doc": "a", "chain": {"head": 3, "link": 2}, "place_id": "small", "accuracy_m": 9e3},
        {"doc": "a", "chain": {"head": 3, "link": 0}},
        {"doc": "b", "chain": {"head": 3, "link": 1}, "place_id": "big"},
    ]
    rows = map_data(to_frame(chain), toy_data).rows
    assert rows.area_of.tolist() == [1, -1, -1, -1]  # the last is of another document


def test_an_unknown_name_keeps_its_spelling_and_has_the_area_around_it(toy_data: GeoData) -> None:
    row = {"doc": "a", "place_id": "kirsa-governorate", "feature": "adm1", "modifier": {"kind": "within"}}
    found = map_data(to_frame([row | {"surface": name} for name in ("Tell Q", "tell q", "Tell R")]), toy_data)
    assert [place["relative"]["name"] for place in found.places] == ["Tell Q", "Tell R"]
    assert all(place["geometry"]["type"] == "Polygon" for place in found.places)


def test_a_table_of_other_places_still_makes_a_map(toy_data: GeoData) -> None:
    strange: list[dict[str, Any]] = [
        {"doc": "a", "place_id": "atlantis", "modifier": {"kind": "near"}},
        {"doc": "a", "place_id": "alba", "modifier": {"kind": "sector"}},  # no bearing
        {"doc": "a", "place_id": "alba", "modifier": {"kind": "sideways"}},
        {"doc": "a", "place_id": None, "modifier": {"kind": "near"}},
    ]
    found = items(map_data(to_frame(strange), toy_data))
    assert {item: place["geometry"] for item, place in found.items()} == dict.fromkeys(
        ["alba", "~near/atlantis", "~sector/alba"]
    )
