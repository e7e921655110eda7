"""A user's own places, laid over the toy world: the later wins, contradictions are said, workers see them too."""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

import disputemap as dm
from disputemap.areas import place_areas
from disputemap.atlas import Atlas
from disputemap.cli import main
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData, load_geodata
from disputemap.imports.writing import About, write_overlay
from disputemap.layers import build_layers
from disputemap.overlays import COLUMNS, find_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ABOUT = About("mine", "notes")
SQUARE = [[[13.0, 52.0], [15.0, 52.0], [15.0, 53.5], [13.0, 53.5], [13.0, 52.0]]]


def overlay(path: Path, place_id: str = "ulm", lon: str = "14.5", lat: str = "52.5", **place: str) -> Path:
    """Write an overlay of one place called as its id, capitalised."""
    name = place_id.capitalize()
    row = {"place_id": place_id, "name": name, "feature": "populated_place", "country": "XN", "source": "mine", **place}
    where = {"place_id": place_id, "lon": lon, "lat": lat, "accuracy_m": "1000", "source": "mine"}
    names = [{"place_id": place_id, "name": name, "language": "en", "kind": "official", "source": "mine"}]
    write_overlay(path, {"places": [row], "locations": [where], "names": names}, ABOUT)
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return overlay(tmp_path / "mine.zip")


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """Write an overlay that draws one district of the toy world anew, half a degree lower, and one more."""
    where = {"lon": "14", "lat": "52.75", "accuracy_m": "90000", "geometry": "shapes", "source": "mine"}
    new = {"place_id": "new-district", "name": "New", "feature": "adm2", "country": "XN"}
    tables = {"locations": [where | {"place_id": key} for key in ("norvik-district", "new-district")], "places": [new]}
    drawn = [
        {"type": "Feature", "properties": {"place_id": key}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
        for key in ("norvik-district", "new-district")
    ]
    write_overlay(tmp_path / "shapes.zip", tables, About("b", "survey", replaces="districts"), shapes=drawn)
    return tmp_path / "shapes.zip"


@pytest.fixture
def _chosen() -> Iterator[None]:
    yield
    dm.use(None)


def test_a_place_of_an_overlay_is_found(toy: Path, mine: Path) -> None:
    gazetteer = load_gazetteer(load_geodata(toy, [mine]))
    assert [(place.place_id, place.lon) for place in gazetteer.find("Ulm")] == [("ulm", 14.5)]
    assert gazetteer.find("Alba")


def test_without_the_overlay_it_is_not(toy: Path, mine: Path) -> None:
    load_geodata(toy, [mine])
    assert load_gazetteer(load_geodata(toy)).find("Ulm") == []


def test_the_later_overlay_wins(toy: Path, mine: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    later = overlay(tmp_path / "later.zip", lon="14.6")
    ulm = [load_gazetteer(load_geodata(toy, order)).places["ulm"].lon for order in ((mine, later), (later, mine))]
    assert ulm == [14.6, 14.5]
    assert "later.zip: ulm: moved by 6.8 km, accuracies allow 2.0" in caplog.text


def test_a_known_place_takes_the_row_of_the_overlay_and_keeps_its_names(toy: Path, tmp_path: Path) -> None:
    gazetteer = load_gazetteer(load_geodata(toy, [overlay(tmp_path / "o.zip", "alba", lon="14.01", lat="53")]))
    assert gazetteer.places["alba"].lon == 14.01
    assert [place.place_id for place in gazetteer.find("ئەلبا")] == ["alba"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"feature": "dam"}, ["ulm: feature was populated_place, is dam"]),
        ({"country": "XS"}, ["ulm: country was XN, is XS"]),
        ({"lat": "52.53"}, ["ulm: moved by 3.3 km, accuracies allow 2.0"]),
        ({"lat": "52.51"}, []),
        ({"lat": "nan"}, []),
        ({"lat": ""}, []),
    ],
)
def test_conflicts(change: dict[str, str], said: list[str]) -> None:
    row = {"place_id": "ulm", "feature": "populated_place", "country": "XN"}
    row |= {"lon": "14.5", "lat": "52.5", "accuracy_m": "1000"}
    assert list(find_conflicts(row, row | change)) == said


def test_many_conflicts_are_counted(toy: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with (toy / "gazetteer" / "places.csv").open(encoding="utf-8", newline="") as file:
        places = [row | {"country": "XX"} for row in csv.DictReader(file)]
    write_overlay(tmp_path / "o.zip", {"places": places}, ABOUT)
    load_gazetteer(load_geodata(toy, [tmp_path / "o.zip"]))
    assert [record.message for record in caplog.records][5:] == [
        f"and {len(places) - 5} more conflicts between gazetteers"
    ]


def test_the_join_measures_the_shape_of_the_overlay(toy: Path, shapes: Path) -> None:
    data = load_geodata(toy, [shapes])
    area = place_areas([load_gazetteer(data).places["norvik-district"]], data)
    assert area.total_bounds.tolist() == [13, 52, 15, 53.5]


def test_the_map_draws_the_boundaries_of_the_overlay(toy: Path, shapes: Path) -> None:
    layers = {layer.key: layer for layer in build_layers(Atlas(load_geodata(toy, [shapes])))}
    drawn = {feature["id"]: feature["geometry"]["coordinates"] for feature in layers["districts"].features}
    assert set(drawn) >= {"norvik-district", "mira-district", "new-district"}
    assert drawn["norvik-district"] == SQUARE


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [{"place_id": "b"}, {"place_id": "a"}]
    write_overlay(tmp_path / "1.zip", {"places": rows}, ABOUT)
    write_overlay(tmp_path / "2.zip", {"places": rows[::-1]}, ABOUT)
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_geoparse_sees_overlays_in_any_number_of_processes(toy: Path, mine: Path) -> None:
    documents = [dm.Document(str(i), "They met in Ulm.") for i in range(130)]
    one = dm.geoparse(documents, geo=toy, gazetteer=[mine])
    two = dm.geoparse(documents, geo=toy, gazetteer=[mine], jobs=2)
    assert set(one["place_id"]) == {"ulm"}
    assert one.drop(columns="geometry").equals(two.drop(columns="geometry"))


@pytest.mark.usefixtures("_chosen")
def test_use_lays_overlays_over_a_package_until_told_otherwise(toy: Path, mine: Path) -> None:
    dm.use(toy, gazetteer=[mine])
    assert "places-overlay1" in load_geodata().resources
    assert "places-overlay1" not in load_geodata(toy).resources
    dm.use(toy)
    assert "places-overlay1" not in load_geodata().resources


def test_the_command_line_takes_overlays(toy: Path, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("They met in Ulm.")
    arguments = ["geoparse", tmp_path / "a.txt", "--geo", toy, "--gazetteer", mine]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert [json.loads(line)["place_id"] for line in result.stdout.splitlines()] == ["ulm"]


def test_a_missing_overlay_is_one_line(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    arguments = ["geoparse", tmp_path / "a.txt", "--geo", toy, "--gazetteer", tmp_path / "none.zip"]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "none.zip: no such file; make an overlay" in result.stderr


def rewritten(path: Path, changes: dict[str, bytes]) -> Path:
    with ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, data in (contents | changes).items():
            archive.writestr(name, data)
    return path


def descriptor(**settings: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps({"disputemap": settings, "resources": []}).encode()


def with_places(text: str) -> dict[str, bytes]:
    """Return the changes that make a table of places of this text, with its right hash."""
    row = {"name": "places", "path": "places.csv", "hash": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"}
    described = {"disputemap": {"overlay": 1}, "resources": [row]}
    return {"places.csv": text.encode(), "datapackage.json": json.dumps(described).encode()}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"datapackage.json": b"{"}, "not an overlay"),
        ({"datapackage.json": b"[]"}, "not an overlay"),
        ({"datapackage.json": descriptor()}, "not an overlay"),
        ({"datapackage.json": descriptor(overlay=2)}, "overlay of version 2, this program reads 1"),
        ({"places.csv": b"place_id\n"}, "places.csv is not what its hash says"),
        (with_places("place_id\nulm\n"), "places-overlay1 lacks the columns country, feature, matches"),
        (with_places("x" * 200_000), "places-overlay1 cannot be read"),
        (with_places(",".join(COLUMNS["places"]) + "\nulm\n"), "places-overlay1 has rows of unequal length"),
    ],
)
def test_broken_overlays_are_refused(toy: Path, mine: Path, changes: dict[str, bytes], said: str) -> None:
    with pytest.raises(dm.GazetteerError, match=said):
        load_gazetteer(load_geodata(toy, [rewritten(mine, changes)]))


def test_a_file_that_is_no_zip_is_refused(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "o.zip").write_bytes(b"name,lon,lat\n")
    with pytest.raises(dm.GazetteerError, match="make one with `disputemap gazetteer import`"):
        load_geodata(toy, [tmp_path / "o.zip"])


def test_a_package_with_overlays_can_be_pickled(toy: Path, mine: Path) -> None:
    data = load_geodata(toy, [mine])
    assert pickle.loads(pickle.dumps(data)) == data  # noqa: S301 - our own


def test_the_tables_have_the_columns_of_the_package(toy_data: GeoData) -> None:
    for kind, columns in COLUMNS.items():
        assert tuple(toy_data.table(kind)[0]) == columns


def test_a_descriptor_that_is_nested_too_deep_is_no_overlay(toy: Path, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "o.zip", "w") as archive:
        archive.writestr("datapackage.json", "[" * 200_000)
    with pytest.raises(dm.GazetteerError, match="not an overlay"):
        load_geodata(toy, [tmp_path / "o.zip"])


@pytest.mark.parametrize(
    "features", ["[1]", '[{"properties": {"place_id": "ulm"}, "geometry": {"type": "Polygon"}}]', "{"]
)
def test_shapes_that_cannot_be_read_are_one_line(toy: Path, tmp_path: Path, features: str) -> None:
    path = overlay(tmp_path / "o.zip", feature="adm2")
    with ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["shapes.geojson"] = f'{{"type": "FeatureCollection", "features": {features}}}'.encode()
    files["locations.csv"] = files["locations.csv"].replace(b"1000,,", b"1000,shapes,")
    descriptor = json.loads(files.pop("datapackage.json"))
    descriptor["resources"] = [
        {"name": name.partition(".")[0], "path": name, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        for name, data in files.items()
    ]
    with ZipFile(path, "w") as archive:
        for name, data in {**files, "datapackage.json": json.dumps(descriptor).encode()}.items():
            archive.writestr(name, data)
    (tmp_path / "d.txt").write_text("Troops met in Ulm.")
    for args in (["geoparse", str(tmp_path / "d.txt"), "--gazetteer", str(path)], ["gazetteer", "check", str(path)]):
        result = CliRunner().invoke(main, [*args, "--geo", str(toy)], catch_exceptions=False)
        assert result.exit_code == 1
        assert "o.zip" in result.output
