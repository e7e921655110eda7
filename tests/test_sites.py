"""What holds of a site is worked out once, and taken by rows as often as they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from disputemap import sites
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData, load_geodata
from disputemap.locations import locate_columns
from disputemap.models import LonLat, Site
from disputemap.sites import SiteTable
from disputemap.table import SITE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.relations import Located

ALBA, KIRSA = Site("alba"), Site("kirsa")


@pytest.fixture
def table(toy_data: GeoData) -> SiteTable:
    return SiteTable(load_gazetteer(toy_data), toy_data)


def rows(table: SiteTable, *numbers: int) -> list[dict[str, object]]:
    taken = table.take(np.array(numbers, np.int32))
    assert tuple(taken) == SITE_FIELDS
    return [
        dict(zip(taken, cells, strict=True)) for cells in zip(*(a.to_pylist() for a in taken.values()), strict=True)
    ]


def test_each_site_has_a_row_for_good(table: SiteTable) -> None:
    assert table.add([ALBA, KIRSA, ALBA]).tolist() == [0, 1, 0]
    assert table.add([Site("norland"), KIRSA]).tolist() == [2, 1]
    assert len(table) == 3
    names = [row["place_id"] for row in rows(table, 2, 0, 1)]
    assert names == ["norland", "alba", "kirsa"]


def test_only_new_sites_are_worked_out(table: SiteTable, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Site] = []

    def noting(new: Sequence[Site], *others: Any) -> Located:  # noqa: ANN401 - handed on
        asked.extend(new)
        return locate_columns(new, *others)

    monkeypatch.setattr(sites, "locate_columns", noting)
    table.add([ALBA, ALBA])
    table.add([ALBA])
    table.add([])
    assert asked == [ALBA]


def test_a_place_without_location_is_a_row_without_position(table: SiteTable) -> None:
    table.add([Site("hidden")])
    (row,) = rows(table, 0)
    assert {name for name, value in row.items() if value is not None} == {"place_id", "name", "feature"}


def test_no_site_is_an_empty_row(table: SiteTable) -> None:
    assert rows(table, -1) == [dict.fromkeys(SITE_FIELDS)]
    table.add([ALBA])
    assert rows(table, -1, 0)[0] == dict.fromkeys(SITE_FIELDS)


def test_coordinates_have_a_position_and_no_place(table: SiteTable) -> None:
    table.add([Site(kind="coordinates", position=LonLat(15.0, 52.0), accuracy_m=50.0)])
    (row,) = rows(table, 0)
    assert (row["place_id"], row["name"], row["lon"], row["lat"], row["accuracy_m"]) == (None, None, 15, 52, 50)
    assert (row["relation"], row["distance_m"], row["where_prec"], row["geo_precision"]) == ("inside", 0, 1, 1)


def test_each_row_says_where_along_the_corridor_and_in_which_divisions_a_place_lies(table: SiteTable) -> None:
    table.add([Site("bela"), ALBA, Site("norland")])
    bela, alba, norland = rows(table, 0, 1, 2)
    assert (bela["station_km"], bela["chainage_km"]) == (140, pytest.approx(137.4, abs=0.1))
    assert bela["sector"] is not None
    assert bela["p_inside"] > 0.9  # type: ignore[operator]  # a number
    assert (alba["sector"], alba["station_km"], alba["p_inside"]) == (None, 70, 0)
    assert (bela["adm1"], bela["adm2"]) == ("kirsa-governorate", "dorin-district")
    assert (alba["adm1"], alba["adm2"]) == ("upland-governorate", "norvik-district")
    assert (norland["adm2"], norland["disputed"], norland["region"]) == (None, None, None)
    assert 0.02 < norland["p_inside"] < 0.12  # type: ignore[operator]  # bands are 0.2 to 0.4 of 4 degrees


def test_what_lies_near_a_place_is_anchored_there(table: SiteTable) -> None:
    table.add([ALBA, ALBA._replace(kind="near")])
    plain, near = rows(table, 0, 1)
    assert plain["place_id"] == near["place_id"] == "alba"
    assert near["accuracy_m"] > plain["accuracy_m"]  # type: ignore[operator]  # both are numbers


def test_what_lies_between_is_measured_once_and_named_by_each_end(table: SiteTable) -> None:
    ends = [Site("kirsa", "between", to="bela"), Site("bela", "between", to="kirsa")]
    there, back = rows(table, *table.add(ends).tolist())
    assert [row.pop("place_id") for row in (there, back)] == ["kirsa", "bela"]
    assert [row.pop("name") for row in (there, back)] == ["Kirsa", "Bela"]
    assert there == back


def test_rows_do_not_depend_on_what_was_asked_together(toy_data: GeoData) -> None:
    gazetteer = load_gazetteer(toy_data)
    some = [Site(place_id) for place_id in gazetteer.places]
    whole, parts = SiteTable(gazetteer, toy_data), SiteTable(gazetteer, toy_data)
    whole.add(some)
    for site in some:
        parts.add([site])
    everything = np.arange(len(some), dtype=np.int32)
    assert whole.take(everything) == parts.take(everything)


def test_all_places_of_the_package_can_be_worked_out() -> None:
    geodata = load_geodata()
    gazetteer = load_gazetteer(geodata)
    table = SiteTable(gazetteer, geodata)
    table.add([Site(place_id) for place_id in gazetteer.places])
    assert len(table) == len(gazetteer.places)
