"""What claims imply, and which corridor a date or a claim chooses, on the toy strip: 274.7 km along 52 N."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from shapely.geometry import shape

from disputemap.corridors import load_corridor, with_corridor
from disputemap.corridors.bands import area_km2
from disputemap.corridors.claims import claimed_vertices, read_claim
from disputemap.corridors.folders import package_files
from disputemap.corridors.table import corridor
from disputemap.corridors.versions import choose_version, days_of
from disputemap.errors import GazetteerError
from disputemap.geodata import GeoData

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.corridors import Corridor

VERSIONS = [
    {"version": "a", "valid_from": "2017-10", "valid_to": "2021-11"},
    {"version": "b", "valid_from": "2021-12", "valid_to": ""},
]


@pytest.fixture(scope="module")
def whole(toy_data: GeoData) -> Corridor:
    return load_corridor(toy_data)


def implied(whole: Corridor, **row: str) -> Any:  # noqa: ANN401 - a tuple of four, or None
    found = read_claim({"claim_id": "x", **row}, whole.vertices, whole.sectors)
    return found and tuple(None if value is None else round(value, 1) for value in found)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"implies": "none"}, None),
        ({}, None),
        ({"implies": "line"}, (0, 274.7, None, None)),
        ({"implies": "part", "stretch": "sector east"}, (137.4, 274.7, None, None)),
        ({"implies": "part", "stretch": "sectors west to east"}, (0, 274.7, None, None)),
        ({"implies": "part", "stretch": "waypoints 2 to 4"}, (68.7, 206.0, None, None)),
        ({"implies": "part", "stretch": "waypoint 3"}, (103.0, 171.7, None, None)),  # 68.7 km to either neighbour
        ({"implies": "part", "stretch": "waypoint 1"}, (0, 34.3, None, None)),
        ({"implies": "part", "stretch": "waypoint 5"}, (240.4, 274.7, None, None)),
        ({"implies": "part", "stretch": "km 10 to 20.5"}, (10, 20.5, None, None)),
        ({"implies": "line", "width_min_km": "5", "width_max_km": "10", "width_at": "stretch"}, (0, 274.7, 2.5, 5)),
        ({"implies": "line", "width_max_km": "40", "width_at": "places"}, (0, 274.7, None, None)),
    ],
)
def test_a_claim_implies_a_stretch_or_nothing(
    whole: Corridor, row: dict[str, str], expected: tuple[float | None, ...] | None
) -> None:
    assert implied(whole, **row) == expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"implies": "all"}, "`implies` is 'all', write line, part or none"),
        ({"implies": "part"}, "`stretch` is '', write `sectors a to b`"),
        ({"implies": "part", "stretch": "sector north"}, r"there is no sector 'north' \(only west, east\)"),
        ({"implies": "part", "stretch": "waypoint 6"}, "there is no waypoint 6, the line has 5"),
        ({"implies": "part", "stretch": "waypoints 4 to 2"}, "is 206.0 to 68.7 km, the line 0.0 to 274.7 km"),
        ({"implies": "part", "stretch": "km 200 to 300"}, "is 200.0 to 300.0 km, the line"),
        ({"implies": "line", "width_max_km": "-1", "width_at": "stretch"}, "widths are None to '-1', write"),
        ({"implies": "line", "width_max_km": "wide", "width_at": "stretch"}, "could not convert"),
    ],
)
def test_a_claim_that_cannot_be_understood_is_refused(whole: Corridor, row: dict[str, str], said: str) -> None:
    with pytest.raises(GazetteerError, match=rf"claim 'x': .*{said}.*; correct the row"):
        implied(whole, **row)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [("10", "20", (5, 10)), ("", "20", (10, 10)), ("", "40", (11.1, 20)), ("30", "", (15, 22.3))],
)
def test_claimed_widths_take_the_place_of_ours(
    whole: Corridor, low: str, high: str, expected: tuple[float, float]
) -> None:
    row = {"implies": "line", "width_min_km": low, "width_max_km": high, "width_at": "stretch"}
    found = read_claim(row, whole.vertices, whole.sectors)
    assert found
    assert claimed_vertices(whole.vertices, found).half_width_km.tolist() == [list(expected)] * 5


def test_a_claim_chooses_its_stretch(toy_data: GeoData) -> None:
    east = load_corridor(toy_data, claim="east")
    assert (east.claim, east.computed_length_km, east.as_of) == ("east", 137.3, "2025-06")
    assert east.chainage_km[[0, -1]].tolist() == pytest.approx([137.4, 274.7], abs=0.05)  # of the whole line
    assert [(sector.sector_id, sector.from_km) for sector in east.sectors] == [("east", 137.4)]
    assert east.centreline.coords[-1] == (17, 52)
    rectangle_km2, cap_km2 = 2 * 11.1 * 137.35, np.pi * 11.1**2 / 2  # of the other cap the border leaves nothing
    assert area_km2(east.bands["typical"]) == pytest.approx(rectangle_km2 + cap_km2, rel=5e-3)


def test_a_claim_chooses_its_widths(toy_data: GeoData) -> None:
    bela = load_corridor(toy_data, claim="bela-width")
    assert bela.half_width_km.tolist() == [[5, 10]] * 3
    assert area_km2(bela.bands["typical"]) == pytest.approx(2 * 5 * 68.7 + np.pi * 5**2, rel=5e-3)
    assert area_km2(bela.bands["maximum"]) == pytest.approx(2 * 10 * 68.7 + np.pi * 10**2, rel=5e-3)


def test_a_claim_of_the_whole_line_is_the_whole_line(toy_data: GeoData) -> None:
    border, whole = load_corridor(toy_data, claim="border"), load_corridor(toy_data)
    assert border.bands == whole.bands
    assert border.centreline.equals(whole.centreline)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            "holes",
            r"claim 'holes' implies no geometry \(Names no end points\); choose one of: bela-width, border, east",
        ),
        ("x", "claim 'x' is not in the package; choose one of: bela-width, border, east"),
    ],
)
def test_a_claim_without_a_geometry_is_refused(toy_data: GeoData, claim: str, said: str) -> None:
    with pytest.raises(GazetteerError, match=f"^{said}$"):
        load_corridor(toy_data, claim=claim)


@pytest.mark.parametrize(
    ("as_of", "version"),
    [("", "b"), ("2021-12", "b"), ("2021-12-31", "b"), ("2030", "b"), ("2021", "b"), ("2021-11", "a"), ("2017", "a")],
)
def test_a_date_chooses_the_line_that_was_so(as_of: str, version: str) -> None:
    assert choose_version(VERSIONS, as_of) == version


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (
            "2016",
            "as-of date 2016: the package has no corridor for it; choose within a: 2017-10 to 2021-11; b: 2021-12",
        ),
        ("2017-09-30", "as-of date 2017-09-30: the package has no corridor"),
        ("soon", "as-of date 'soon' is no date; write 2021, 2021-12 or 2021-12-03"),
        ("2021-13", "as-of date"),
    ],
)
def test_a_date_without_a_line_is_refused(as_of: str, said: str) -> None:
    with pytest.raises(GazetteerError, match=f"^{said}"):
        choose_version(VERSIONS, as_of)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2021-12-03",) * 3],
)
def test_a_date_is_all_of_its_days(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in days_of(text)] == [first, last]


def test_what_draws_and_joins_sees_the_chosen_corridor(toy_data: GeoData) -> None:
    chosen = with_corridor(toy_data, load_corridor(toy_data, claim="east"))
    (line,) = chosen.collection("centreline")["features"]
    marks = [feature["properties"]["chainage_km"] for feature in chosen.collection("stations")["features"]]
    assert line["properties"]["claim"] == "east"
    # the whole line, in which a map shows the claim
    assert line["geometry"]["coordinates"][::4] == ((13.0, 52.0), (17.0, 52.0))
    assert marks == [*range(0, 271, 10), 274.7]
    assert [feature["properties"]["band"] for feature in chosen.collection("bands")["features"]] == [
        "maximum",
        "typical",
    ]
    assert shape(chosen.collection("bands")["features"][0]["geometry"]).bounds[0] > 14.6  # of the east only
    assert [row["sector_id"] for row in chosen.table("sectors")] == ["west", "east"]
    assert chosen.table("sectors")[0]["name_en"] == "West"
    assert (chosen.settings["as_of"], chosen.settings["claim"]) == ("2025-06", "east (Toy Press, 2025)")
    assert chosen.table("claims") == toy_data.table("claims")
    assert load_corridor(chosen).claim == "east"
    assert load_corridor(chosen, claim="bela-width").computed_length_km == 68.7  # of the package, not of the choice
    assert len(chosen.collection("districts")["features"]) == 4


def test_the_public_table_takes_a_claim(toy_data: GeoData) -> None:
    table = corridor(toy_data, claim="east")
    assert table.loc[0, "computed_length_km"] == 137.3
    claims = table[table["kind"] == "claim"].set_index("title")
    assert claims.loc["from border to border"].geometry.length == pytest.approx(4)  # degrees: still the whole line


@pytest.fixture
def two_versions(tmp_path: Path, toy: Path) -> GeoData:
    """Return a package whose strip lay half a degree farther north before June 2025."""
    shutil.copytree(toy, tmp_path / "toy")
    folder = tmp_path / "toy" / "corridor"
    rows = list(csv.DictReader((folder / "waypoints.csv").read_text(encoding="utf-8").splitlines()))
    told = [{**row, "version": "2025-06"} for row in rows]
    told = [{**row, "lat": "52.5", "version": "2024"} for row in rows] + told
    text = "\n".join([",".join(told[0]), *(",".join(row.values()) for row in told)])
    (folder / "waypoints.csv").write_text(text + "\n", encoding="utf-8")
    header, newest = (folder / "versions.csv").read_text(encoding="utf-8").splitlines()
    (folder / "versions.csv").write_text(
        f"{header}\n2024,2024,2025-05,The old strip,,toy\n{newest}\n", encoding="utf-8"
    )
    texts = package_files(GeoData(tmp_path / "toy"))
    for name, text in texts.items():
        GeoData(tmp_path / "toy").path(name).write_text(text, encoding="utf-8")
    return GeoData(tmp_path / "toy")


def test_a_package_may_hold_several_lines(two_versions: GeoData) -> None:
    old, new = load_corridor(two_versions, as_of="2025-05"), load_corridor(two_versions)
    assert [line.version for line in (old, new)] == ["2024", "2025-06"]
    assert [line.title for line in (old, new)] == ["The old strip", "The Norland strip"]
    assert [line.centreline.coords[0] for line in (old, new)] == [(13, 52.5), (13, 52)]
    assert [line.as_of for line in (old, new)] == ["2024", "2025-06"]
    assert old.bands["typical"].bounds[1] > new.bands["typical"].bounds[1] + 0.4
    assert [sector.to_km for sector in old.sectors] == [135.8, 271.6]
    assert load_corridor(two_versions, as_of="2024", claim="east").centreline.coords[-1] == (17, 52.5)


def test_building_again_changes_nothing(two_versions: GeoData) -> None:
    texts = package_files(two_versions)
    assert {name: two_versions.path(name).read_text(encoding="utf-8") for name in texts} == texts
    stations = json.loads(texts["stations"])["features"]
    assert {feature["properties"]["version"] for feature in stations} == {"2024", "2025-06"}
