"""Files with geometry, read back by programs that are not ours: they mean what the table means."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import duckdb
import geopandas as gpd
import geoparquet_validator
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from disputemap.corridors import load_corridor
from disputemap.errors import InputError
from disputemap.exports import Options, api, geometry, one_table, save_tables
from disputemap.exports.cells import xml_text
from disputemap.exports.styles import layer_styles
from disputemap.geodata import GeoData, shipped_root
from disputemap.models import Site
from disputemap.table import FIELDS, to_frame, to_records
from tests.export_world import DOCUMENTS, HOSTILE, TOY, hostile_mentions, toy_mentions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEYS = ["doc", "start", "end", "surface", "place_id", "role", "date"]
DRAWN: dict[str, Callable[..., Any]] = {"geojson": api.to_geojson, "flatgeobuf": api.to_flatgeobuf, "kml": api.to_kml}
ENDINGS = {"geojson": "m.geojson", "flatgeobuf": "m.fgb", "kml": "m.kml"}


def written(form: str, folder: Path, **options: GeoData | str) -> Path:
    path = folder / ENDINGS[form]
    DRAWN[form](toy_mentions(), path, **options)
    return path


def read_all(path: Path) -> gpd.GeoDataFrame:
    """Read all layers of a file with GDAL; of KML, fields that it names otherwise have our names again."""
    layers = [
        pyogrio.read_dataframe(path, layer=name, datetime_as_string=True) for name, _ in pyogrio.list_layers(path)
    ]
    frame = pd.concat([layer for layer in layers if len(layer)], ignore_index=True)
    if path.suffix == ".kml":
        frame = frame.drop(columns=["end", "name"], errors="ignore")
        frame = frame.rename(columns={"text_start": "start", "text_end": "end", "place_name": "name"})
        frame = frame.astype({"start": int, "end": int})
    return gpd.GeoDataFrame(frame.sort_values(["doc", "start"], ignore_index=True))


def plain(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the keys of mentions as a set of rows that compare, missing ones None."""
    rows = frame[KEYS].astype(object).where(frame[KEYS].notna(), None)
    return sorted(rows.to_numpy().tolist(), key=str)


def test_the_world_has_all_that_can_be_hard() -> None:
    mentions = toy_mentions()
    assert mentions["lon"].isna().sum() == 3
    assert set(mentions["form"]) >= {"name", "coordinates", "demonym"}
    assert {said["kind"] for said in mentions["modifier"].dropna()} == {"offset", "sector"}


@pytest.mark.parametrize("form", DRAWN)
def test_gdal_reads_the_same_mentions(form: str, tmp_path: Path) -> None:
    read, mentions = read_all(written(form, tmp_path)), toy_mentions()
    assert plain(read) == plain(mentions)
    expected = mentions.sort_values(["doc", "start"], ignore_index=True)
    np.testing.assert_allclose(read.geometry.x, expected["lon"], atol=1e-9)
    np.testing.assert_allclose(read.geometry.y, expected["lat"], atol=1e-9)


@pytest.mark.parametrize("form", DRAWN)
def test_shapes_are_what_is_meant(form: str, tmp_path: Path) -> None:
    read = read_all(written(form, tmp_path, geometry="shape", geodata=TOY))
    assert plain(read) == plain(toy_mentions())
    by_place = {(row.place_id, row.start): row.geometry for row in read.itertuples()}
    kirsa = next(shape for (place, _), shape in by_place.items() if place == "kirsa-governorate")
    assert kirsa.bounds == (13.0, 50.0, 17.0, 52.0)
    sector = next(shape for (place, start), shape in by_place.items() if place == "bela" and start > 100)
    assert sector.area > 0
    assert sector.bounds[3] == pytest.approx(52, abs=0.02)  # all of it lies south of Bela
    assert by_place["alba", 16] == shapely.Point(14, 53)
    assert sum(shape is None for shape in read.geometry) == 3


def test_geojson_is_as_the_rfc_wants_it() -> None:
    text = api.to_geojson(toy_mentions(), geometry="shape", geodata=TOY)
    collection = json.loads(text or "")
    drawn = gpd.GeoDataFrame.from_features(collection["features"])
    assert set(collection) == {"type", "features", "bbox"}
    assert collection["bbox"] == drawn.total_bounds.tolist()
    polygons = drawn.geometry[drawn.geom_type == "Polygon"]
    assert len(polygons) > 3
    assert polygons.exterior.is_ccw.all()
    coordinates = shapely.get_coordinates(drawn.geometry.dropna())
    assert (coordinates == coordinates.round(6)).all()


def test_nothing_placed_has_no_box() -> None:
    collection = json.loads(api.to_geojson(to_frame([{"doc": "a", "surface": "x"}])) or "")
    assert (list(collection), collection["features"][0]["geometry"]) == (["type", "features"], None)


def test_shapes_are_cut_where_days_begin() -> None:
    over = shapely.box(179, 10, 182, 11)
    (cut,) = geometry.tidy(np.array([over], dtype=object))
    assert cut.bounds == (-180, 10, 180, 11)
    assert cut.area == pytest.approx(over.area)
    assert all(shapely.is_ccw(part.exterior) for part in cut.geoms)


def test_what_is_no_place_of_the_package_stays_a_point() -> None:
    frame = to_frame([{"doc": "a", "surface": "x", "place_id": "elsewhere", "lon": 1.0, "lat": 2.0}])
    (shape,) = geometry.Shapes(TOY).of_table(one_table(frame)[0])
    assert shape == shapely.Point(1, 2)
    assert geometry.sites_of(one_table(frame)[0]) == [Site("elsewhere")]


@pytest.mark.parametrize("form", ["csv", "jsonl", "lpf"])
def test_shapes_are_refused_where_there_is_no_room(form: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{form} has no place for shapes"):
        save_tables(one_table(toy_mentions()), tmp_path / "m", form, Options(geometry="shape"))
    with pytest.raises(InputError, match="'circle' is no geometry; use point or shape"):
        api.to_geojson(toy_mentions(), geometry="circle")


@pytest.mark.parametrize("shape", ["point", "shape"])
def test_parquet_holds_to_the_specification(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "m.parquet"
    api.to_parquet(toy_mentions(), path, geometry=shape, geodata=TOY)
    report = geoparquet_validator.check(str(path))
    assert (report["version"], geoparquet_validator.failed(report)) == ("1.1.0", [])
    passed = {outcome["id"] for outcome in report["outcomes"] if outcome["status"] == "pass"}
    assert passed >= {"/conf/core/geo-metadata", "/conf/core/orientation-rings", "/conf/covering/bbox-paths"}


def test_duckdb_reads_parquet_and_skips_by_the_box(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    api.to_parquet(toy_mentions(), path, geometry="shape", geodata=TOY)
    with duckdb.connect() as database:
        table = database.read_parquet(str(path))
        rows = table.project(", ".join(f'"{name}"' for name in KEYS)).fetchall()
        near = table.filter("bbox.xmax < 14.5 AND bbox.ymin > 52.9").aggregate("count(*)").fetchall()
    assert sorted(map(list, rows), key=str) == plain(toy_mentions())
    frame = gpd.read_parquet(path)
    inside = frame.geometry.bounds
    assert near == [(((inside.maxx < 14.5) & (inside.miny > 52.9)).sum(),)]
    assert len(gpd.read_parquet(path, bbox=(13.9, 52.99, 14.1, 53.01))) > 0
    group = parquet.read_metadata(path).row_group(0)
    boxes = [group.column(i) for i in range(group.num_columns) if group.column(i).path_in_schema == "bbox.xmin"]
    assert boxes[0].statistics.min == frame.geometry.bounds.minx.min()


def test_a_geopackage_has_layers_with_titles_and_styles(tmp_path: Path) -> None:
    path = tmp_path / "m.gpkg"
    api.to_geopackage(toy_mentions(), path, geodata=TOY)
    with closing(sqlite3.connect(path)) as database:
        titles = dict(database.execute("SELECT table_name, identifier FROM gpkg_contents"))
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers["mentions"] == "Point"
    assert {"place_points", "place_areas", "corridor_centreline", "corridor_bands", "corridor_stations"} <= set(layers)
    assert (titles["mentions"], layers["claims"]) == ("Mentions", "MultiLineString")
    assert set(styles) == {name for name, kind in layers.items() if kind}
    assert {ET.fromstring(qml).tag for qml in styles.values()} == {"qgis"}  # noqa: S314 - ours
    colours = layer_styles(GeoData(shipped_root()))
    assert 'value="91,44,138,255"' in colours["corridor_centreline"]  # #5b2c8a in geo/vocab/layers.csv


def test_places_of_a_geopackage_are_there_once_with_counts(tmp_path: Path) -> None:
    path = tmp_path / "m.gpkg"
    api.to_geopackage(toy_mentions(), path, geodata=TOY)
    read = pyogrio.read_dataframe(path, layer="mentions").sort_values(["doc", "start"])
    assert plain(read) == plain(toy_mentions())
    points, areas = (pyogrio.read_dataframe(path, layer=name) for name in ("place_points", "place_areas"))
    counted = pd.concat([points, areas]).set_index("site_id")
    assert counted.index.is_unique
    alba = toy_mentions().query("place_id == 'alba' and modifier.isna()")
    assert counted.loc["alba", "mentions"] == len(alba)
    assert counted.loc["alba", "literal"] + counted.loc["alba", "associative"] == len(alba)
    assert counted.loc["alba/offset/180/20000", "said"] == "20 km south of"
    assert counted.loc["kirsa-governorate"].geometry.bounds == (13.0, 50.0, 17.0, 52.0)
    assert "bela/sector/180" in set(areas["site_id"])


def test_a_flatgeobuf_of_placed_mentions_has_an_index(tmp_path: Path) -> None:
    placed = toy_mentions().dropna(subset="lon")
    api.to_flatgeobuf(placed, tmp_path / "m.fgb")
    api.to_flatgeobuf(toy_mentions(), tmp_path / "all.fgb")
    found = pyogrio.read_dataframe(tmp_path / "m.fgb", bbox=(14.9, 51.9, 15.1, 52.1))
    assert set(found["place_id"]) == {"bela", "norland"}
    capabilities = [pyogrio.read_info(tmp_path / name)["capabilities"] for name in ("m.fgb", "all.fgb")]
    assert [row["fast_spatial_filter"] for row in capabilities] == [True, False]


def test_kml_has_folders_and_times(tmp_path: Path) -> None:
    space = {"k": "http://www.opengis.net/kml/2.2"}
    tree = ET.parse(written("kml", tmp_path)).getroot()  # noqa: S314 - ours
    roles = [folder.text for folder in tree.findall("k:Document/k:Folder/k:name", space)]
    assert roles == ["literal", "associative"]
    themes = [folder.text for folder in tree.findall("k:Document/k:Folder/k:Folder/k:name", space)]
    assert themes[:2] == ["attack", "no theme"]
    assert {when.text for when in tree.findall(".//k:TimeStamp/k:when", space)} == {"2021-12-03"}
    spans = [[part.text for part in span] for span in tree.findall(".//k:TimeSpan", space)]
    assert spans[0] == ["2021-12-01", "2021-12-31"]
    assert len(tree.findall(".//k:Placemark", space)) == len(toy_mentions())


BINARY: dict[str, Callable[..., Any]] = {
    "m.gpkg": api.to_geopackage,
    "m.fgb": api.to_flatgeobuf,
    "m.parquet": api.to_parquet,
}


@pytest.mark.parametrize("name", BINARY)
def test_the_same_input_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        BINARY[name](toy_mentions(), tmp_path / folder / name, geodata=TOY)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert [path.name for path in (tmp_path / "one").iterdir()] == [name]


@pytest.mark.parametrize(("name", "lost"), [("m.geojson", "\0"), ("m.fgb", "\0"), ("m.gpkg", "\0"), ("m.kml", "xml")])
def test_hostile_texts_survive_or_are_replaced(name: str, lost: str, tmp_path: Path) -> None:
    """U+0000 ends a text for GDAL, and XML holds no control characters: these become U+FFFD, all else stays."""
    write = {**BINARY, "m.geojson": api.to_geojson, "m.kml": api.to_kml}[name]
    write(hostile_mentions(), tmp_path / name, geodata=TOY)
    if name == "m.kml":
        tree = ET.parse(tmp_path / name)  # noqa: S314 - ours
        found = [data[0].text or "" for data in tree.iter() if data.get("name") == "sentence"]
        expected = [xml_kept(text) for text in HOSTILE]
    elif name == "m.geojson":  # JSON has a way to write U+0000, which GDAL reads as the end
        found = [row["properties"]["sentence"] for row in json.loads((tmp_path / name).read_text())["features"]]
        expected = list(HOSTILE)
    else:
        found = pyogrio.read_dataframe(tmp_path / name, layer="mentions")["sentence"].tolist()
        expected = [text.replace(lost, "\ufffd") for text in HOSTILE]
    assert sorted(found) == sorted(expected)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_xml(text: str) -> None:
    read = ET.fromstring(f'<a b="{xml_text(text)}">{xml_text(text)}</a>')  # noqa: S314 - ours
    assert (read.text or "") == xml_kept(text)


def xml_kept(text: str) -> str:
    kept = (char if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd" for char in text)
    return "".join(kept)


def test_all_fields_are_columns_everywhere(tmp_path: Path) -> None:
    api.to_geopackage(toy_mentions(), tmp_path / "m.gpkg", geodata=TOY)
    api.to_flatgeobuf(toy_mentions(), tmp_path / "m.fgb")
    for name in ("m.gpkg", "m.fgb"):
        read = pyogrio.read_dataframe(tmp_path / name, layer="mentions")
        assert list(read.columns) == [*FIELDS, "geometry"]
    first = next(to_records(toy_mentions()))
    assert json.loads(read.loc[0, "candidates"]) == first["candidates"]
    assert len(DOCUMENTS) > read["doc"].nunique()


def test_a_package_without_a_catalogue_has_styles_too(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}")
    assert layer_styles(GeoData(tmp_path)).keys() == layer_styles(TOY).keys()


def test_a_chosen_corridor_is_the_one_that_is_drawn(tmp_path: Path) -> None:
    chosen = load_corridor(TOY, claim="east")
    api.to_geopackage(toy_mentions(), tmp_path / "m.gpkg", geodata=TOY, corridor=chosen)
    line = pyogrio.read_dataframe(tmp_path / "m.gpkg", layer="corridor_centreline")
    assert (line.loc[0, "length_km"], line.geometry[0].bounds[2]) == (137.3, 17.0)
    claims = pyogrio.read_dataframe(tmp_path / "m.gpkg", layer="claims").set_index("claim_id")
    assert claims.geometry["border"].bounds[0] == 13.0  # claims still speak of the whole line
    assert claims.geometry["holes"] is None
