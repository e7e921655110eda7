"""The gazetteer as code sees it: which country is its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def test_the_country_of_the_package_is_home_whatever_else_has_provinces(toy_data: GeoData) -> None:
    toy = load_gazetteer(toy_data)
    abroad = replace(toy.places["upland-governorate"], place_id="sud", country="XS")
    assert toy.home == {"XN"}
    assert Gazetteer({**toy.places, "sud": abroad}, toy.names, toy.country).home == {"XN"}


def test_without_a_country_of_its_own_all_with_provinces_are_home(toy_data: GeoData) -> None:
    toy = load_gazetteer(toy_data)
    abroad = replace(toy.places["upland-governorate"], place_id="sud", country="XS")
    assert Gazetteer({**toy.places, "sud": abroad}, toy.names).home == {"XN", "XS"}


def test_iraq_is_home_beside_its_neighbours_provinces() -> None:
    gazetteer = load_gazetteer(load_geodata())
    assert gazetteer.home == {"IQ"}
    assert gazetteer.places["hasakah-governorate"].country == "SY"
