"""The shipped corridor against the facts that it was made from: distances, lengths, sectors, claims."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from disputemap.corridors import load_corridor
from disputemap.corridors.bands import area_km2
from disputemap.corridors.building import load_divisions, sector_areas
from disputemap.corridors.description import describe
from disputemap.corridors.folders import package_files
from disputemap.corridors.lengths import lengths
from disputemap.corridors.sectors import cut_sectors
from disputemap.corridors.versions import days_of
from disputemap.geodata import GeoData
from disputemap.join import assign_corridor
from geo.build.files import GEO

if TYPE_CHECKING:
    from disputemap.corridors import Corridor

DATA = GeoData(GEO)
CLAIMS = DATA.table("claims")
PAGE = (GEO.parent / "docs" / "corridor.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole() -> Corridor:
    return load_corridor(DATA)


@pytest.fixture(scope="module")
def told(whole: Corridor) -> dict[str, Any]:
    return describe(whole, DATA)


@pytest.fixture(scope="module")
def points() -> dict[str, shapely.Point]:
    rows = [row for name in DATA.group("locations") for row in DATA.table(name)]
    return {row["place_id"]: shapely.Point(float(row["lon"]), float(row["lat"])) for row in rows}


@pytest.mark.parametrize(
    ("place_id", "km"),
    [
        ("gwer", 0.4),
        ("makhmour", 3),
        ("altun-kupri", 3),
        ("tuz", 6),
        ("kifri", 8),
        ("jalawla", 10),
        ("khanaqin", 13),
        ("daquq", 17),
        ("kirkuk", 18),
        ("mosul", 25),
        ("erbil", 46),
        ("hawija", 48),
        ("rashad", 49),
    ],
)
def test_towns_lie_as_far_from_the_line_as_was_worked_out(
    place_id: str, km: float, whole: Corridor, points: dict[str, shapely.Point]
) -> None:
    import geopandas as gpd  # noqa: PLC0415 - only here

    frame = gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[points[place_id]], crs=4326)
    joined = assign_corridor(frame, whole, metric_crs="EPSG:32638", near_m=10_000)
    assert joined["offset_m"].iloc[0] / 1000 == pytest.approx(km, abs=1)


@pytest.mark.parametrize(
    ("definition", "km"),
    [("straight from end to end", 400), ("this line", 474.3), ("this line, as drawn in EPSG:3857: wrong", 585)],
)
def test_lengths_are_those_of_the_facts(definition: str, km: float, whole: Corridor) -> None:
    found = {length.definition: length.length_km for length in lengths(whole, DATA)}
    assert found[definition] == pytest.approx(km, rel=0.005)


def test_no_vertex_was_moved_to_reach_a_claim(whole: Corridor) -> None:
    claimed = {float(row["claimed_length_km"]) for row in CLAIMS if row["claimed_length_km"]}
    assert min(abs(length.length_km - km) for length in lengths(whole, DATA) for km in claimed) > 20


def test_the_page_tells_the_lengths_of_the_code(whole: Corridor) -> None:
    rows = [f"| {item.definition} | {item.length_km:.1f} | {item.measured} |" for item in lengths(whole, DATA)]
    block = re.search(r"<!-- lengths -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert block
    assert block.group(1).strip().splitlines()[2:] == rows


def test_the_page_tells_the_sectors_of_the_code(whole: Corridor) -> None:
    rows = [
        f"| `{item.sector_id}` | {item.from_km:.1f} | {item.to_km:.1f} | {item.to_km - item.from_km:.1f} |"
        for item in whole.sectors
    ]
    assert [row for row in PAGE.splitlines() if row.startswith("| `") and row.count("|") == 5][: len(rows)] == rows


def test_the_page_tells_every_claim_and_what_it_implies(told: dict[str, Any]) -> None:
    for claim in told["claims"]:
        line = next(row for row in PAGE.splitlines() if row.startswith(f"| `{claim['claim_id']}` |"))
        cells = [cell.strip() for cell in line.split("|")]
        assert cells[4] == (f"{claim['computed_length_km']:.1f}" if "from_km" in claim else "none"), claim["claim_id"]


def test_sectors_are_cut_where_the_divisions_change(whole: Corridor) -> None:
    rows = DATA.table("sectors")
    found = cut_sectors(whole.centreline, sector_areas(rows, load_divisions(DATA, rows)))
    assert [name for name, _, _ in found] == ["nineveh", "makhmour", "kirkuk", "salah-al-din", "diyala"]
    assert [(s.from_km, s.to_km) for s in whole.sectors] == [(round(a, 1), round(b, 1)) for _, a, b in found]
    assert found[-1][2] == pytest.approx(whole.chainage_km[-1])


def test_the_shipped_files_are_what_their_tables_give() -> None:
    for name, text in package_files(DATA).items():
        assert DATA.path(name).read_text(encoding="utf-8") == text, name


def test_the_projection_errs_by_less_than_it_may(told: dict[str, Any]) -> None:
    assert 0 < told["metric_error"] < 0.001


def test_areas_are_those_of_the_facts(told: dict[str, Any]) -> None:
    before = {band["band"]: band["area_before_clipping_km2"] for band in told["bands"]}
    assert before == {"typical": pytest.approx(4190, rel=0.001), "maximum": pytest.approx(11310, rel=0.001)}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["claim_id"]) for row in CLAIMS])
def test_a_claim_says_what_it_implies_and_why(row: dict[str, str], whole: Corridor) -> None:
    assert row["implies"] in {"line", "part", "none"}
    assert row["why"]
    assert bool(row["stretch"]) == (row["implies"] == "part")
    assert bool(row["computed_length_km"]) == (row["implies"] != "none")
    assert row["width_at"] in ({"stretch", "places"} if row["width_min_km"] or row["width_max_km"] else {""})
    assert row["scope"] != "other-front" or row["implies"] == "none"
    if row["implies"] != "none":
        chosen = load_corridor(DATA, claim=row["claim_id"])
        assert f"{np.ptp(chosen.chainage_km):.1f}" == row["computed_length_km"]
        assert whole.land.buffer(1e-4).covers(chosen.bands["maximum"])


@pytest.mark.parametrize("row", [pytest.param(row, id=row["claim_id"]) for row in CLAIMS])
def test_the_date_of_a_claim_is_within_its_days(row: dict[str, str]) -> None:
    first, last = row["date_from"], row["date_to"]
    assert bool(first) == bool(last)
    assert first <= last
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", row["date"]):
        assert [first, last] == [day.isoformat() for day in days_of(row["date"])]
    elif year := re.search(r"20\d\d", row["date"]):
        assert first[:4] == year.group()


def test_forty_kilometres_have_no_geometry_and_the_narrower_claim_a_part() -> None:
    rows = {row["claim_id"]: row for row in CLAIMS}
    assert (rows["length-11"]["claimed_length_km"], rows["length-11"]["implies"]) == ("40", "none")
    assert float(rows["length-02"]["computed_length_km"]) == pytest.approx(306, abs=1)
    assert rows["length-01"]["computed_length_km"] == "474.3"


def test_what_claims_imply_is_drawn() -> None:
    features = DATA.collection("corridor-claims")["features"]
    drawn = {feature["properties"]["claim_id"] for feature in features if feature["properties"]["part"] == "line"}
    assert drawn == {row["claim_id"] for row in CLAIMS if row["implies"] != "none"}
    banded = {feature["properties"]["claim_id"] for feature in features if feature["properties"]["part"] == "band"}
    assert banded == {row["claim_id"] for row in CLAIMS if row["width_at"] == "stretch"}


def test_the_vacant_land_of_tuz_fits_in_the_typical_band() -> None:
    chosen = load_corridor(DATA, claim="area-01")  # "more than 200 square kilometres"
    assert 200 < area_km2(chosen.bands["typical"]) < 600


def test_every_waypoint_has_its_two_places() -> None:
    assert Path(DATA.path("waypoints")).exists()
    for row in DATA.table("waypoints"):
        assert all(float(row[f"{side}_{axis}"]) > 30 for side in DATA.settings["sides"] for axis in ("lon", "lat"))
