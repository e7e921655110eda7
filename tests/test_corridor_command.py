"""`disputemap corridor` and the options that choose a corridor elsewhere, on the toy strip."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
from click.testing import CliRunner

from disputemap.cli import main
from disputemap.commands.corridor import corridor
from disputemap.corridors import load_corridor, with_corridor
from disputemap.corridors.choosing import own_corridor
from disputemap.corridors.lengths import lengths
from disputemap.geodata import GeoData
from disputemap.render.figure import figure
from disputemap.render.lettering import Lettering
from disputemap.render.marks import tally
from disputemap.render.notes import notes
from disputemap.render.payload import map_data
from tests.map_world import make_mentions

if TYPE_CHECKING:
    from click.testing import Result

DOCS = Path(__file__).parents[1] / "docs"
OWN = """seq,lon,lat,half_width_typical_km,half_width_max_km,accuracy_m
1,13.5,52.2,2,4,500
2,14.5,51.8,2,4,500
3,16.5,51.8,2,4,500
"""


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("Fighters met in Bela and in Kesta.", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted(corridor.commands))
def test_every_command_has_help_and_a_place_in_the_docs(name: str) -> None:
    assert run("corridor", name, "--help").exit_code == 0
    assert any(f"disputemap corridor {name}" in page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))


def test_show_tells_lengths_areas_sectors_and_claims(toy: Path) -> None:
    shown = run("corridor", "show", "--geo", toy).stdout
    for words in ("274.7 km along its 5 vertices", "2025-06", "West", "137.4", "30", "no geometry", "A. Speaker"):
        assert words in shown


def test_show_as_json_has_all_of_it(toy: Path) -> None:
    told = json.loads(run("corridor", "show", "--format", "json", "--geo", toy).stdout)
    claims = {claim["claim_id"]: claim for claim in told["claims"]}
    assert (told["length_km"], told["straight_km"], told["version"]) == (274.7, 274.7, "2025-06")
    assert [sector["length_km"] for sector in told["sectors"]] == [137.4, 137.3]
    assert claims["bela-width"]["our_width_typical_km"] == [22.2, 22.2]
    assert claims["border"]["computed_length_km"] == 274.7
    assert "from_km" not in claims["holes"]
    assert claims["holes"]["why"] == "Names no end points."


def test_show_as_csv_has_a_row_each(toy: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("corridor", "show", "--format", "csv", "--geo", toy).stdout)))
    assert [row["section"] for row in rows] == ["line", *["band"] * 2, *["sector"] * 2, *["claim"] * 4]
    assert rows[0]["length_km"] == "274.7"


def test_show_as_a_claim_has_it(toy: Path) -> None:
    told = json.loads(run("corridor", "show", "--claim", "east", "--format", "json", "--geo", toy).stdout)
    assert (told["claim"], told["length_km"], len(told["sectors"]), len(told["claims"])) == ("east", 137.3, 1, 4)


def test_lengths_by_definition(toy: Path) -> None:
    rows = json.loads(run("corridor", "show", "--lengths", "--format", "json", "--geo", toy).stdout)
    found = {row["definition"]: row["length_km"] for row in rows}
    assert found["this line"] == 274.7
    assert found["this line, as drawn in EPSG:3857: wrong"] == 445.3  # four degrees of the equator
    assert "definition" in run("corridor", "show", "--lengths", "--geo", toy).stdout


def test_a_claim_that_is_shown_names_who_made_it(toy: Path) -> None:
    shown = run("corridor", "show", "--claim", "east", "--geo", toy).stdout
    assert re.search(r"as claimed by +Toy Press, 2025 \(east\)", shown)
    assert "as claimed by" not in run("corridor", "show", "--geo", toy).stdout


def test_lengths_through_the_places_of_either_side(tmp_path: Path, toy: Path) -> None:
    shutil.copytree(toy, tmp_path / "toy")
    descriptor = json.loads((tmp_path / "toy" / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["disputemap"]["sides"] = ["hill", "plain"]
    (tmp_path / "toy" / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    path = tmp_path / "toy" / "corridor" / "waypoints.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    sides = [f"{row},{lon},53,{lon},51" for lon, row in enumerate(rows, start=13)]
    path.write_text("\n".join([f"{header},hill_lon,hill_lat,plain_lon,plain_lat", *sides]), encoding="utf-8")
    found = json.loads(run("corridor", "show", "--lengths", "--format", "json", "--geo", tmp_path / "toy").stdout)
    km = {row["definition"]: row["length_km"] for row in found}
    assert km["through the places on the hill side"] == pytest.approx(4 * 67.14, abs=0.1)  # a degree of 53 N
    assert km["through the places on the plain side"] == pytest.approx(4 * 70.20, abs=0.1)  # and of 51 N
    assert km["through the middle of each pair of places"] == pytest.approx(274.7, abs=0.1)


def test_build_writes_a_package_and_again_the_same(tmp_path: Path, toy: Path) -> None:
    shutil.copytree(toy, tmp_path / "toy")
    files = sorted((tmp_path / "toy" / "corridor").iterdir())
    built = run("corridor", "build", "--geo", tmp_path / "toy")
    assert (built.exit_code, built.stdout, built.stderr.count("wrote ")) == (0, "", 7)
    once = [path.read_bytes() for path in files]
    run("corridor", "build", "--geo", tmp_path / "toy")
    assert [path.read_bytes() for path in files] == once
    assert (tmp_path / "toy" / "corridor" / "claims.geojson").read_bytes() == (
        toy / "corridor" / "claims.geojson"
    ).read_bytes()


def test_build_mends_the_hashes_of_a_package(tmp_path: Path, toy: Path) -> None:
    shutil.copytree(toy, tmp_path / "toy")
    descriptor = json.loads((tmp_path / "toy" / "datapackage.json").read_text(encoding="utf-8"))
    next(row for row in descriptor["resources"] if row["name"] == "bands").update(hash="sha256:0", bytes=0)
    (tmp_path / "toy" / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    run("corridor", "build", "--geo", tmp_path / "toy")
    (bands,) = [row for row in GeoData(tmp_path / "toy").descriptor["resources"] if row["name"] == "bands"]
    assert bands["bytes"] == (tmp_path / "toy" / "corridor" / "bands.geojson").stat().st_size
    assert len(bands["hash"]) == len("sha256:") + 64


def test_build_of_a_line_of_ones_own(tmp_path: Path, toy: Path, own: Path) -> None:
    built = run("corridor", "build", "--from", own, "--as-of", "2026", "-o", tmp_path / "out", "--geo", toy)
    assert built.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "centreline.geojson", "bands.geojson", "stations.geojson", "waypoints.csv", "sectors.csv",
    }  # fmt: skip
    line = gpd.read_file(tmp_path / "out" / "centreline.geojson")
    assert line["as_of"][0] == "2026"
    assert list(line.geometry[0].coords) == [(13.5, 52.2), (14.5, 51.8), (16.5, 51.8)]


@pytest.mark.parametrize("args", [[], ["--from", "mine.csv"]])
def test_build_asks_where_to(args: list[str]) -> None:
    refused = run("corridor", "build", *args)
    assert (refused.exit_code, "say where to: -o FOLDER" in refused.stderr) == (2, True)


def test_ones_own_line_passes_through_the_sectors_it_meets(toy_data: GeoData, own: Path) -> None:
    mine = own_corridor(own, toy_data, as_of="2026")
    assert [sector.sector_id for sector in mine.sectors] == ["west", "east"]
    west_km = mine.sectors[0].to_km
    assert west_km == pytest.approx(81.7 + 34.6, abs=0.5)  # the slanting leg, and half a degree of 51.8 N
    assert (mine.as_of, mine.version, mine.claims, mine.title) == ("2026", "mine.csv", (), "mine")
    assert lengths(mine, toy_data)[0].definition == "straight from end to end"


@pytest.mark.parametrize("command", ["show", "export", "build"])
def test_a_bad_waypoint_is_one_line(tmp_path: Path, toy: Path, command: str) -> None:
    (tmp_path / "mine.csv").write_text(OWN.replace("14.5,51.8", "51.8,14.5"), encoding="utf-8")
    output: list[str | Path] = [] if command == "show" else ["-o", tmp_path / "out.geojson"]
    refused = run("corridor", command, "--from", tmp_path / "mine.csv", *output, "--geo", toy)
    said = (
        f"Error: {tmp_path / 'mine.csv'}:3: lon 51.8, lat 14.5 lie there only the other way round; swap lon and lat\n"
    )
    assert (refused.exit_code, refused.stderr) == (1, said)
    assert not (tmp_path / "out.geojson").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--claim", "holes"], "implies no geometry (Names no end points); choose one of: bela-width, border, east"),
        (["--claim", "none"], "claim 'none' is not in the package; choose one of: bela-width, border, east"),
        (["--as-of", "2024"], "the package has no corridor for it; choose within 2025-06: 2025-06 to now"),
    ],
)
@pytest.mark.parametrize("command", [["corridor", "show"], ["geoparse"], ["map", "-o", "m.html"]])
def test_a_wrong_choice_is_one_line(toy: Path, text: Path, command: list[str], args: list[str], said: str) -> None:
    given = [text] if command[0] in {"geoparse", "map"} else []
    refused = run(*command, *given, *args, "--geo", toy)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert said in refused.stderr


@pytest.mark.parametrize("date", ["lately", "2021-13", "2021-02-30", "0000"])
@pytest.mark.parametrize("command", [["show"], ["build", "-o", "out"]])
def test_the_date_of_ones_own_line_is_a_date(toy: Path, own: Path, command: list[str], date: str) -> None:
    refused = run("corridor", *command, "--from", own, "--as-of", date, "--geo", toy)
    said = f"Error: as-of date {date!r} is no date; write 2021, 2021-12 or 2021-12-03\n"
    assert (refused.exit_code, refused.stderr) == (1, said)


def test_a_claim_and_a_line_of_ones_own_do_not_go_together(toy: Path, own: Path) -> None:
    refused = run("corridor", "show", "--from", own, "--claim", "east", "--geo", toy)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "claim 'east' is about the package's line, not that of" in refused.stderr


@pytest.mark.parametrize("ending", ["geojson", "parquet", "fgb"])
def test_export_writes_one_table_of_all_layers(tmp_path: Path, toy: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    assert run("corridor", "export", "-o", path, "--geo", toy).exit_code == 0
    table = gpd.read_parquet(path) if ending == "parquet" else gpd.read_file(path)
    assert table.crs.to_epsg() == 4326
    assert table["layer"].value_counts().to_dict() == {
        "centreline": 1, "bands": 2, "stations": 29, "sectors": 2, "claims": 6,
    }  # fmt: skip
    assert table.loc[table.geometry.isna(), "claim_id"].to_list() == ["holes"]
    assert table.loc[table["layer"] == "sectors", "length_km"].to_list() == [137.4, 137.3]


def test_export_writes_a_geopackage_of_layers(tmp_path: Path, toy: Path) -> None:
    path = tmp_path / "out.gpkg"
    run("corridor", "export", "-o", path, "--claim", "bela-width", "--geo", toy)
    once = path.read_bytes()
    run("corridor", "export", "-o", path, "--claim", "bela-width", "--geo", toy)
    assert path.read_bytes() == once
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["centreline", "bands", "stations", "sectors", "claims"]
    assert gpd.read_file(path, layer="centreline")["computed_length_km"].to_list() == [68.7]
    assert gpd.read_file(path, layer="stations")["chainage_km"].to_list() == [*range(110, 171, 10), 171.7]
    assert len(gpd.read_file(path, layer="claims")) == 6


def test_export_of_one_layer_and_of_no_known_format(tmp_path: Path, toy: Path) -> None:
    run("corridor", "export", "-o", tmp_path / "out.geojson", "--layer", "bands", "--geo", toy)
    assert set(gpd.read_file(tmp_path / "out.geojson")["band"]) == {"typical", "maximum"}
    refused = run("corridor", "export", "-o", tmp_path / "out.shp", "--geo", toy)
    assert "its ending stands for no format; end it in .geojson, .gpkg, .parquet, .fgb" in refused.stderr


@pytest.mark.parametrize(
    ("args", "relations"),
    [
        ([], {"Bela": "inside", "Kesta": "near"}),
        (["--claim", "bela-width"], {"Bela": "inside", "Kesta": "outside"}),
        (["--claim", "east"], {"Bela": "inside", "Kesta": "outside"}),
        (["--waypoints", "mine.csv"], {"Bela": "outside", "Kesta": "outside"}),
    ],
)
def test_places_are_joined_with_the_corridor_that_was_chosen(
    toy: Path, text: Path, own: Path, args: list[str], relations: dict[str, str]
) -> None:
    given = [own if arg == "mine.csv" else arg for arg in args]
    lines = run("geoparse", text, *given, "--geo", toy).stdout.splitlines()
    assert {row["name"]: row["relation"] for row in map(json.loads, lines)} == relations


def test_chainage_stays_that_of_the_whole_line(toy: Path, text: Path) -> None:
    lines = run("geoparse", text, "--claim", "east", "--geo", toy).stdout.splitlines()
    found = {row["name"]: row["chainage_km"] for row in map(json.loads, lines)}
    assert found["Bela"] == pytest.approx(137.4, abs=0.1)


def test_a_map_is_drawn_with_the_corridor_that_was_chosen(tmp_path: Path, toy: Path, text: Path) -> None:
    whole, part = tmp_path / "whole.html", tmp_path / "part.html"
    run("map", text, "-o", whole, "--geo", toy)
    run("map", text, "-o", part, "--claim", "bela-width", "--geo", toy)
    assert whole.read_bytes() != part.read_bytes()


def test_a_map_begins_with_the_claim_that_was_chosen(toy_data: GeoData) -> None:
    data = map_data(make_mentions(), with_corridor(toy_data, load_corridor(toy_data, claim="east")))
    assert data.corridor["claim"] == "east"
    assert data.corridor["version"] == "2025-06 · east"
    assert data.length_km == 274.7


def test_a_figure_says_which_claim_it_shows(toy_data: GeoData) -> None:
    chosen = with_corridor(toy_data, load_corridor(toy_data, claim="east"))
    words = Lettering("en")
    data = map_data(make_mentions(), chosen)
    told = notes(data, tally(data), words, marks=(), beyond=(), mode="literal", unnamed=0, crs="x", claim="east")
    assert "Claim shown: " in told[0]
    drawn = [figure(make_mentions(), geodata=package) for package in (toy_data, chosen)]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("name", ["m.jsonl", "m.parquet"])
def test_tables_of_mentions_are_measured_by_the_corridor_that_is_asked_for(
    tmp_path: Path, toy: Path, text: Path, name: str
) -> None:
    run("geoparse", text, "-o", tmp_path / name, "--geo", toy)
    pages = {source: tmp_path / f"{number}.html" for number, source in enumerate((text, tmp_path / name))}
    for source, page in pages.items():
        assert run("map", source, "-o", page, "--claim", "east", "--geo", toy).exit_code == 0
    of_texts, of_table = (page.read_bytes() for page in pages.values())
    assert of_table == of_texts


def test_mentions_of_places_that_the_gazetteer_lacks_keep_what_they_had(tmp_path: Path, toy: Path, text: Path) -> None:
    run("geoparse", text, "-o", tmp_path / "m.jsonl", "--geo", toy)
    rows = (tmp_path / "m.jsonl").read_text(encoding="utf-8").replace("kesta", "atlantis")
    (tmp_path / "m.jsonl").write_text(rows, encoding="utf-8")
    drawn = run("map", tmp_path / "m.jsonl", "-o", tmp_path / "m.html", "--claim", "east", "--geo", toy)
    assert "1 of a table's mentions are of places that the gazetteer lacks" in drawn.stderr
