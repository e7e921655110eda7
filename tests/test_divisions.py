"""What holds a place, on the squares of the toy world: Upland north of 52, Kirsa south of it, each of two districts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from disputemap.divisions import COLUMNS, Divisions
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData, load_geodata
from disputemap.models import Site
from disputemap.sites import SiteTable

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TOY = Path(__file__).parent / "toy"
KESTA, NORVIK = ("kirsa-governorate", "kesta-district"), ("upland-governorate", "norvik-district")
MIRA, DORIN = ("upland-governorate", "mira-district"), ("kirsa-governorate", "dorin-district")
POINT = Site("", "coordinates")


@pytest.fixture(scope="module")
def toy() -> Divisions:
    geodata = GeoData(TOY)
    return Divisions(load_gazetteer(geodata), geodata)


def held(
    divisions: Divisions, geometry: BaseGeometry | None, accuracy_m: float = 0, site: Site = POINT
) -> list[str | None]:
    found = divisions.holding([site], np.array([geometry], dtype=object), np.array([accuracy_m]))
    assert tuple(sorted(found)) == tuple(sorted(COLUMNS))
    return [found[name][0] for name in ("adm1", "adm2")]


@pytest.mark.parametrize(
    ("geometry", "accuracy_m", "answer"),
    [
        (shapely.Point(14, 51), 0, KESTA),
        (shapely.Point(14, 51), 50_000, KESTA),
        (shapely.Point(14, 51.99), 50_000, KESTA),  # a straight border: the side with the middle has more than half
        (shapely.Point(14, 52), 0, KESTA),  # on the border of two: the id that sorts first
        (shapely.Point(15, 52), 0, ("kirsa-governorate", "dorin-district")),  # on that of four
        (shapely.Point(15, 52.4), 10_000, ("upland-governorate", "mira-district")),  # half and half: Mira, Norvik
        (shapely.Point(15, 51.99), 5_000, ("kirsa-governorate", None)),  # no district has half of the disc
        (shapely.Point(12.99, 51), 5_000, (None, None)),
        (shapely.Point(13.01, 51), 5_000, KESTA),
        (shapely.Point(20, 51), 5_000, (None, None)),
        (shapely.box(13.5, 51, 14.5, 53.1), 0, NORVIK),
        (shapely.box(13.5, 50, 14.5, 51.9), 0, KESTA),
        (shapely.box(14.4, 51, 15.8, 51.5), 0, DORIN),
        (shapely.box(14.2, 51, 15.8, 51.5), 0, DORIN),  # half and half
        (shapely.box(13.5, 50.1, 16.2, 52.1), 0, KESTA),
        (shapely.box(13, 50, 17, 54), 0, ("kirsa-governorate", None)),  # of a square of degrees the south is larger
        (shapely.box(13, 51.5, 13.1, 52.4999), 0, KESTA),
        (shapely.box(0, 40, 30, 60), 0, (None, None)),
        (shapely.LineString([(14, 51), (14, 51.6), (14, 52.5)]), 0, KESTA),
        (shapely.LineString([(14, 51.9), (14, 53)]), 0, NORVIK),
        (shapely.LineString([(16, 50.5), (16, 51.5)]), 0, DORIN),
        (shapely.LineString([(15, 52.2), (15, 53)]), 0, ("upland-governorate", "mira-district")),  # along a border
        (shapely.MultiPolygon([shapely.box(13, 51, 13.2, 51.2), shapely.box(16, 53, 16.3, 53.3)]), 0, MIRA),
        (None, 0, (None, None)),
    ],
)  # fmt: skip
def test_at_least_half_of_a_place_lies_in_what_holds_it(
    toy: Divisions, geometry: BaseGeometry | None, accuracy_m: float, answer: tuple[str | None, str | None]
) -> None:
    assert tuple(held(toy, geometry, accuracy_m)) == answer


def test_a_division_is_held_by_itself_and_by_what_holds_it(toy: Divisions) -> None:
    assert held(toy, shapely.box(13, 52, 15, 54), site=Site("norvik-district")) == list(NORVIK)
    assert held(toy, shapely.Point(16, 51), site=Site("norvik-district"))[1] == "norvik-district"


def test_where_nothing_is_drawn_the_parents_speak_if_they_agree(toy: Divisions) -> None:
    assert held(toy, None, site=Site("noor")) == list(KESTA)
    assert held(toy, None, site=Site("alba")) == [None, "norvik-district"]  # of two governorates, says the gazetteer
    assert held(toy, None, site=Site("alba", "within")) == [None, "norvik-district"]
    assert held(toy, None, site=Site("alba", "near")) == [None, None]
    assert held(toy, shapely.Point(16, 51), site=Site("noor")) == list(DORIN)  # what is drawn goes before


def test_disputed_districts_and_regions_are_those_of_the_package(tmp_path: Path) -> None:
    shutil.copytree(TOY, tmp_path / "toy")
    descriptor = json.loads((tmp_path / "toy" / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"] += [{"name": "disputed", "path": "disputed.csv"}, {"name": "regions", "path": "r.geojson"}]
    (tmp_path / "toy" / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (tmp_path / "toy" / "disputed.csv").write_text("place_id\nkesta-district\n", encoding="utf-8")
    hills = {
        "properties": {"place_id": "free-hills"},
        "geometry": shapely.geometry.mapping(shapely.box(13, 51, 15, 54)),
    }
    (tmp_path / "toy" / "r.geojson").write_text(json.dumps({"features": [hills]}), encoding="utf-8")
    locations = tmp_path / "toy" / "gazetteer" / "locations.csv"
    text = locations.read_text(encoding="utf-8")
    locations.write_text(
        text.replace("free-hills,14,53.5,60000,,", "free-hills,14,53.5,60000,regions,"), encoding="utf-8"
    )
    geodata = GeoData(tmp_path / "toy")
    divisions = Divisions(load_gazetteer(geodata), geodata)
    spots = np.array([shapely.Point(14, 50.5), shapely.Point(14, 51.5), shapely.Point(14, 53)], dtype=object)
    found = divisions.holding([POINT] * 3, spots, np.zeros(3))
    assert found["disputed"] == ["kesta-district", "kesta-district", None]
    assert found["region"] == [None, "free-hills", "free-hills"]


@settings(max_examples=30)
@given(st.permutations(range(6)))
def test_the_order_of_places_changes_nothing(order: list[int]) -> None:
    geodata = GeoData(TOY)
    divisions = Divisions(load_gazetteer(geodata), geodata)
    spots = np.array(
        [shapely.Point(13 + 0.7 * i, 51 + 0.3 * i).buffer(0.3 * i) for i in range(5)] + [None], dtype=object
    )
    spots[0] = shapely.Point(13.5, 51)
    straight = divisions.holding([POINT] * 6, spots, np.zeros(6))
    shuffled = divisions.holding([POINT] * 6, spots[order], np.zeros(6))
    assert all([straight[name][i] for i in order] == shuffled[name] for name in COLUMNS)


def test_the_shipped_package_says_what_holds_the_places_of_the_reports() -> None:
    geodata = load_geodata()
    table = SiteTable(load_gazetteer(geodata), geodata)
    ids = ["kirkuk", "erbil", "makhmour", "bashiqa-subdistrict", "washington"]
    taken = table.take(table.add([Site(place_id) for place_id in ids]))
    shipped = {one: {name: taken[name][i].as_py() for name in COLUMNS} for i, one in enumerate(ids)}
    assert shipped["kirkuk"] == dict.fromkeys(COLUMNS) | {
        "adm1": "kirkuk-governorate", "adm2": "kirkuk-district", "disputed": "kirkuk-district",
    }  # fmt: skip
    assert shipped["erbil"]["region"] == "kurdistan-region"
    assert shipped["makhmour"]["disputed"] == "makhmour-district"
    assert shipped["bashiqa-subdistrict"]["disputed"] == shipped["bashiqa-subdistrict"]["adm3"] == "bashiqa-subdistrict"
    assert shipped["washington"] == dict.fromkeys(COLUMNS)
