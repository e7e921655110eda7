"""What the package has measured is what would be measured, and is left alone where anything has changed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from disputemap.corridors import load_corridor
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import load_geodata
from disputemap.models import Place, Site
from disputemap.prebuilt import SAID, Prebuilt, all_sites, check
from disputemap.sites import SiteTable

if TYPE_CHECKING:
    from dataclasses import Field

    from disputemap.corridors import Corridor
    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData

REMEDY = "the package has changed: run `python -m geo.build relations package`"


@pytest.fixture(scope="module")
def shipped() -> tuple[Gazetteer, GeoData, Corridor]:
    geodata = load_geodata()
    return load_gazetteer(geodata), geodata, load_corridor(geodata)


def rows(table: SiteTable, sites: list[Site]) -> list[dict[str, Any]]:
    taken = table.take(table.add(sites))
    return [
        dict(zip(taken, cells, strict=True)) for cells in zip(*(one.to_pylist() for one in taken.values()), strict=True)
    ]


def test_the_shipped_table_is_that_of_the_shipped_package(shipped: tuple[Gazetteer, GeoData, Corridor]) -> None:
    known = Prebuilt(*shipped).rows(all_sites(shipped[0].places))
    assert (known == np.arange(len(known))).all(), REMEDY


@pytest.mark.parametrize("said", SAID)
def test_what_was_measured_is_what_would_be(
    shipped: tuple[Gazetteer, GeoData, Corridor], said: tuple[str, float | None]
) -> None:
    some = sorted(shipped[0].places)[sum(map(ord, str(said))) % 50 :: 50]
    sites = [Site(place_id, *said) for place_id in some]
    assert rows(SiteTable(*shipped), sites) == rows(SiteTable(*shipped, prebuilt=False), sites), REMEDY


def test_another_corridor_is_measured_anew(shipped: tuple[Gazetteer, GeoData, Corridor]) -> None:
    gazetteer, geodata, corridor = shipped
    wider = replace(corridor, half_width_km=corridor.half_width_km + 1)
    assert Prebuilt(gazetteer, geodata, wider).rows([Site("kirkuk")]).tolist() == [-1]
    changed = SiteTable(gazetteer, geodata, wider)
    assert (
        rows(changed, [Site("makhmour")])[0]["p_inside"] > rows(SiteTable(*shipped), [Site("makhmour")])[0]["p_inside"]
    )


def test_a_place_that_was_moved_is_measured_anew_and_the_others_are_not(
    shipped: tuple[Gazetteer, GeoData, Corridor],
) -> None:
    gazetteer, geodata, corridor = shipped
    moved = replace(gazetteer.places["gwer"], lat=30.0)
    other = replace(gazetteer, places={**gazetteer.places, "gwer": moved, "new": replace(moved, place_id="new")})
    known = Prebuilt(other, geodata, corridor).rows([Site("gwer"), Site("new"), Site("kirkuk"), Site("gwer", "near")])
    assert (known >= 0).tolist() == [False, False, True, False]
    assert rows(SiteTable(other, geodata, corridor), [Site("kirkuk"), Site("gwer")])[1]["lat"] == 30


@pytest.mark.parametrize("field", fields(Place), ids=lambda field: field.name)
def test_whatever_changes_of_a_place_changes_its_check(
    shipped: tuple[Gazetteer, GeoData, Corridor], field: Field[Any]
) -> None:
    place = shipped[0].places["makhmour"]
    value = getattr(place, field.name)
    other: dict[str, Any] = {field.name: (*value, "new") if isinstance(value, tuple) else value + type(value)(1)}
    assert check(replace(place, **other)) != check(place)


def test_divisions_that_were_changed_leave_nothing_as_it_was(shipped: tuple[Gazetteer, GeoData, Corridor]) -> None:
    gazetteer, geodata, corridor = shipped
    changed = replace(gazetteer.places["makhmour-district"], parents=("nineveh-governorate",))
    other = replace(gazetteer, places={**gazetteer.places, "makhmour-district": changed})
    assert Prebuilt(other, geodata, corridor).rows([Site("kirkuk")]).tolist() == [-1]


def test_what_is_said_beyond_the_usual_is_measured(shipped: tuple[Gazetteer, GeoData, Corridor]) -> None:
    sites = [Site("kirkuk", "near", None, 5000.0), Site("kirkuk", "sector", 22.5), Site("", "coordinates"), Site()]
    assert Prebuilt(*shipped).rows(sites).tolist() == [-1] * 4


def test_a_package_without_such_a_table_is_measured(toy_data: GeoData) -> None:
    gazetteer = load_gazetteer(toy_data)
    assert Prebuilt(gazetteer, toy_data, load_corridor(toy_data)).rows([Site("alba")]).tolist() == [-1]
