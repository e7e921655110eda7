"""Official boundaries in the toy world: polygons of any format and CRS take the place of ours, P-codes are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import geopandas as gpd
import pytest
from click.testing import CliRunner
from shapely.geometry import MultiPolygon, Point, Polygon, box

from disputemap import InputError
from disputemap.areas import place_areas
from disputemap.atlas import Atlas
from disputemap.cli import main
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData, load_geodata
from disputemap.imports.boundaries import import_boundaries
from disputemap.layers import build_layers

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.imports.importing import Report

NORVIK = box(13, 52.5, 15, 54)
COD = {"ADM2_EN": "Norvik", "ADM2_AR": "نورفيك", "ADM2_PCODE": "XN0101", "ADM1_EN": "Upland", "ADM1_PCODE": "XN01"}


def frame(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([{"geometry": NORVIK, **row} for row in rows], geometry="geometry", crs="EPSG:4326")


def write(areas: gpd.GeoDataFrame, path: Path) -> Path:
    """Write areas as GeoJSON, GeoPackage or a zipped shapefile, as the name says."""
    if path.suffix != ".zip":
        areas.to_file(path)
        return path
    folder = path.parent / "shapefile"
    folder.mkdir()
    areas.to_file(folder / "areas.shp", encoding="utf-8")
    with ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    return path


def take(path: Path, toy: Path, output: Path, level: str = "adm2", **more: Any) -> Report:  # noqa: ANN401 - as it takes it
    return import_boundaries(path, output, GeoData(toy), level=level, **more)


@pytest.mark.parametrize("name", ["in.geojson", "in.gpkg", "in.zip"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32633"])
def test_polygons_take_the_place_of_ours(tmp_path: Path, toy: Path, name: str, crs: str) -> None:
    if name.endswith("geojson") and crs != "EPSG:4326":
        crs = "EPSG:3857"  # what web maps export, with a crs member
    path = write(frame(COD).to_crs(crs), tmp_path / name)
    report = take(path, toy, tmp_path / "o.zip")
    assert (report.by_name, report.new, len(report.left_behind)) == (1, 0, 3)
    data = load_geodata(toy, [tmp_path / "o.zip"])
    place = load_gazetteer(data).places["norvik-district"]
    bounds = place_areas([place], data).total_bounds
    assert bounds.round(4).tolist() == [13, 52.5, 15, 54]
    assert (place.name, place.parents) == ("Norvik", ("upland-governorate", "kirsa-governorate"))


def test_p_codes_are_kept_and_found_again(tmp_path: Path, toy: Path) -> None:
    path = write(frame(COD), tmp_path / "in.geojson")
    take(path, toy, tmp_path / "1.zip")
    known = load_geodata(toy, [tmp_path / "1.zip"])
    assert [row["matches"] for row in known.table("places-overlay1")] == ["pcode:XN0101"]
    below = write(frame({"ADM3_EN": "North", "ADM3_PCODE": "XN010101", "ADM2_PCODE": "XN0101"}), tmp_path / "3.geojson")
    report = import_boundaries(below, tmp_path / "2.zip", known, level="adm3")
    both = load_gazetteer(load_geodata(toy, [tmp_path / "1.zip", tmp_path / "2.zip"]))
    assert (report.new, both.places["north-subdistrict"].parents) == (1, ("norvik-district",))


def test_the_map_draws_them(tmp_path: Path, toy: Path) -> None:
    take(write(frame(COD), tmp_path / "in.geojson"), toy, tmp_path / "o.zip")
    layers = {layer.key: layer for layer in build_layers(Atlas(load_geodata(toy, [tmp_path / "o.zip"])))}
    drawn = {feature["id"]: feature["geometry"]["coordinates"] for feature in layers["districts"].features}
    assert len(drawn) == 4
    assert min(lat for _, lat in drawn["norvik-district"][0]) == 52.5


def test_geoboundaries_are_recognised(tmp_path: Path, toy: Path) -> None:
    path = write(frame({"shapeName": "Norvik", "shapeID": "9B", "shapeType": "ADM2"}), tmp_path / "in.geojson")
    assert take(path, toy, tmp_path / "o.zip").by_name == 1
    table = load_geodata(toy, [tmp_path / "o.zip"]).table("places-overlay1")
    assert table[0]["matches"] == "gb:9B"


def test_other_columns_are_mapped(tmp_path: Path, toy: Path) -> None:
    path = write(frame({"Bezirk": "Norvik"}), tmp_path / "in.geojson")
    with pytest.raises(InputError, match=r"no column is known for the name; give --map name=... \(columns: Bezirk\)"):
        take(path, toy, tmp_path / "o.zip")
    assert take(path, toy, tmp_path / "o.zip", mapping={"name": "Bezirk"}).by_name == 1


@pytest.mark.parametrize("spelling", ["Norvik District", "norvik", "Nôrvik", "Norviik"])
def test_spellings_of_a_district(tmp_path: Path, toy: Path, spelling: str) -> None:
    path = write(frame(COD | {"ADM2_EN": spelling, "ADM2_AR": None}), tmp_path / "in.geojson")
    assert take(path, toy, tmp_path / "o.zip").by_name == 1


def test_an_area_that_is_new_becomes_a_place(tmp_path: Path, toy: Path) -> None:
    path = write(frame(COD | {"ADM2_EN": "Quux", "ADM2_AR": None}), tmp_path / "in.geojson")
    assert take(path, toy, tmp_path / "o.zip").new == 1
    data = load_geodata(toy, [tmp_path / "o.zip"])
    place = load_gazetteer(data).places["quux-district"]
    assert (place.feature, place.country, place.parents) == ("adm2", "XN", ("upland-governorate",))
    assert "quux-district" in {row["properties"]["place_id"] for row in data.collection("districts")["features"]}


@pytest.mark.parametrize(
    ("geometry", "what"),
    [
        (Point(14, 53), "a Point where a polygon belongs; draw the area, or leave it out"),
        (Polygon(), "no geometry where a polygon belongs"),
        (None, "no geometry where a polygon belongs"),
        (
            Polygon([(14, 53), (14, 53.5), (14, 53)]),
            "an invalid geometry that leaves nothing when mended; draw it anew",
        ),
    ],
)
def test_bad_areas(tmp_path: Path, toy: Path, geometry: Any, what: str) -> None:  # noqa: ANN401 - any geometry
    path = write(frame(COD, COD | {"ADM2_PCODE": "XN02", "geometry": geometry}), tmp_path / "in.gpkg")
    refused = take(path, toy, tmp_path / "o.zip")
    assert (str(refused.refused[0])[: 19 + len(what)], refused.written) == (
        f"in.gpkg: feature 2: {what}"[: 19 + len(what)],
        False,
    )
    assert take(path, toy, tmp_path / "o.zip", skip_bad=True).written


def test_invalid_areas_are_mended_and_reported(tmp_path: Path, toy: Path) -> None:
    bow = Polygon([(13, 52), (15, 54), (15, 52), (13, 54)])
    report = take(write(frame(COD | {"geometry": bow}), tmp_path / "in.geojson"), toy, tmp_path / "o.zip")
    assert report.repaired == ["in.geojson: feature 1: the geometry of norvik-district was invalid and is mended"]
    data = load_geodata(toy, [tmp_path / "o.zip"])
    assert isinstance(
        place_areas([load_gazetteer(data).places["norvik-district"]], data).geometry.iloc[0], MultiPolygon
    )


def test_an_unknown_parent_and_a_p_code_used_twice_are_refused(tmp_path: Path, toy: Path) -> None:
    lost = COD | {"ADM2_PCODE": "XN9", "ADM1_EN": "Atlantis", "ADM1_PCODE": "XN99"}
    report = take(write(frame(COD, COD, lost), tmp_path / "in.geojson"), toy, tmp_path / "o.zip")
    assert [refusal.what for refusal in report.refused] == [
        "duplicate id pcode:XN0101, first in feature 1",
        "unknown parent 'pcode:XN99 / XN99 / Atlantis'",
    ]


def test_without_a_crs_nothing_is_assumed(tmp_path: Path, toy: Path) -> None:
    whole = write(frame(COD), tmp_path / "whole.zip")
    path = tmp_path / "in.zip"
    with ZipFile(whole) as source, ZipFile(path, "w") as archive:
        for name in source.namelist():
            if not name.endswith(".prj"):
                archive.writestr(name, source.read(name))
    with pytest.raises(InputError, match=r"declares no coordinate reference system; add its .prj, or give --crs"):
        take(path, toy, tmp_path / "o.zip")
    assert take(path, toy, tmp_path / "o.zip", crs="EPSG:4326").written


def test_one_of_several_layers_is_chosen(tmp_path: Path, toy: Path) -> None:
    for layer in ("old_adm2", "new_adm2"):
        frame(COD).to_file(tmp_path / "in.gpkg", layer=layer)
    with pytest.raises(InputError, match="holds the layers old_adm2, new_adm2; choose one with --layer"):
        take(tmp_path / "in.gpkg", toy, tmp_path / "o.zip")
    assert take(tmp_path / "in.gpkg", toy, tmp_path / "o.zip", layer="new_adm2").written


def test_the_layer_called_by_the_level_is_taken(tmp_path: Path, toy: Path) -> None:
    for layer in ("xn_adm1", "xn_ADM2"):
        frame(COD).to_file(tmp_path / "in.gpkg", layer=layer)
    assert take(tmp_path / "in.gpkg", toy, tmp_path / "o.zip").written


def test_a_file_is_not_replaced_by_its_own_overlay(tmp_path: Path, toy: Path) -> None:
    path = write(frame(COD), tmp_path / "in.zip")
    with pytest.raises(InputError, match="is the file to import; give -o another name"):
        take(path, toy, path)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("in.geojson", b"{", "cannot be read as boundaries"),
        ("in.zip", b"PK", "cannot be read as boundaries"),
        ("in.kml", b"", "cannot tell the format by its name"),
        ("none.gpkg", None, "no such file"),
    ],
)
def test_what_is_no_boundary_file(tmp_path: Path, toy: Path, name: str, content: bytes | None, what: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=what):
        take(tmp_path / name, toy, tmp_path / "o.zip")


def test_the_command(tmp_path: Path, toy: Path) -> None:
    path = write(frame(COD), tmp_path / "in.gpkg")
    arguments = ["boundaries", "import", path, "--level", "adm2", "-o", tmp_path / "o.zip", "--geo", toy]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no counterpart: kesta-district\n" in result.stderr
    assert "1 row read: 1 merged with known places (0 by id, 1 by name), 0 new, 0 refused" in result.stderr


def test_one_ring_left_open_does_not_spoil_the_others(tmp_path: Path, toy: Path) -> None:
    areas = frame({"ADM2_EN": "Open", "ADM2_PCODE": "XN1"}, {"ADM2_EN": "Whole", "ADM2_PCODE": "XN2"})
    path = write(areas, tmp_path / "in.geojson")
    text = json.loads(path.read_text())
    text["features"][0]["geometry"]["coordinates"][0][0] = [12.5, 51.5]
    path.write_text(json.dumps(text))
    report = take(path, toy, tmp_path / "o.zip", skip_bad=True)
    assert [str(row).partition(";")[0] for row in report.refused] == [
        "in.geojson: feature 1: no geometry where a polygon belongs"
    ]
    assert report.written


def test_a_report_does_not_replace_the_source(tmp_path: Path, toy: Path) -> None:
    path = write(frame(COD), tmp_path / "in.geojson")
    before = path.read_bytes()
    words = ["boundaries", "import", path, "--level", "adm2", "-o", tmp_path / "o.zip", "--report", path, "--geo", toy]
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert (result.exit_code, path.read_bytes()) == (1, before)
    assert "give --report another name" in result.stderr
