"""The data package as it is shipped: hashes, schemas, shapes, the corridor and what was claimed about it."""

from __future__ import annotations

import csv
import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape

from disputemap.corridors.bands import area_km2, sweep
from disputemap.geodata import GeoData, shipped_root
from geo.build.fetch import FetchError, fetch, load_pins, member
from geo.build.files import GEO, SOURCES, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

DATA = GeoData(GEO)
RESOURCES = DATA.descriptor["resources"]
SHAPES = [row["name"] for row in RESOURCES if row["format"] == "geojson"]
AREAS = ("districts", "governorates", "countries")
GEOD = Geod(ellps="WGS84")
METRIC = "EPSG:32638"
EDGE_DEG = 1e-4
"""Rounding to five decimals moves an edge by less than this."""


def shapes(resource: str) -> dict[str, BaseGeometry]:
    """Return the geometries of a GeoJSON resource by place_id (or kind of band)."""
    features = DATA.collection(resource)["features"]
    names = ("feature_id", "place_id", "band")
    keys = [
        next((str(f["properties"][n]) for n in names if n in f["properties"]), str(i)) for i, f in enumerate(features)
    ]
    assert len(set(keys)) == len(keys)
    return {key: shape(f["geometry"]) for key, f in zip(keys, features, strict=True)}


@pytest.fixture(scope="module")
def districts() -> dict[str, BaseGeometry]:
    return shapes("districts")


@pytest.fixture(scope="module")
def iraq() -> BaseGeometry:
    return shapes("countries")["iraq"]


@pytest.fixture(scope="module")
def bands() -> dict[str, BaseGeometry]:
    return shapes("bands")


@pytest.fixture(scope="module")
def centreline() -> shapely.LineString:
    (line,) = shapes("centreline").values()
    assert isinstance(line, shapely.LineString)
    return line


@pytest.mark.parametrize("resource", [pytest.param(row, id=row["name"]) for row in RESOURCES])
def test_a_resource_is_the_file_that_was_described(resource: dict[str, Any]) -> None:
    content = (GEO / resource["path"]).read_bytes()
    remedy = "run `python -m geo.build package`"
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", remedy
    assert resource["bytes"] == len(content), remedy


@pytest.mark.parametrize("resource", [pytest.param(row, id=row["name"]) for row in RESOURCES])
def test_a_resource_says_what_its_columns_mean_and_whose_it_is(resource: dict[str, Any]) -> None:
    assert resource["title"]
    assert resource["licenses"]
    assert resource["sources"]
    assert [f["name"] for f in resource["schema"]["fields"] if "Not yet" in f["description"]] == []


@pytest.mark.parametrize("resource", [pytest.param(row, id=row["name"]) for row in RESOURCES if row["format"] == "csv"])
def test_a_table_has_the_columns_of_its_schema(resource: dict[str, Any]) -> None:
    content = (GEO / resource["path"]).read_bytes()
    rows = list(csv.reader(content.decode().splitlines(keepends=True)))
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize(
    "resource", [pytest.param(row, id=row["name"]) for row in RESOURCES if "primaryKey" in row["schema"]]
)
def test_a_key_is_unique(resource: dict[str, Any]) -> None:
    keys = [row[resource["schema"]["primaryKey"]] for row in DATA.table(resource["name"])]
    assert len(set(keys)) == len(keys)
    assert "" not in keys


def test_the_whole_package_is_small() -> None:
    assert sum(row["bytes"] for row in RESOURCES) < 6_000_000


def test_the_shipped_package_is_this_one() -> None:
    assert DATA.descriptor == GeoData(shipped_root()).descriptor


@pytest.mark.parametrize("resource", SHAPES)
def test_shapes_are_valid_and_in_degrees(resource: str) -> None:
    found = np.array(list(shapes(resource).values()))
    xy = shapely.get_coordinates(found)
    assert shapely.is_valid(found).all()
    assert not shapely.is_empty(found).any()
    assert "crs" not in DATA.collection(resource)
    assert (np.abs(xy) <= (180, 90)).all()


@pytest.mark.parametrize("resource", ["districts", "governorates"])
def test_areas_meet_without_gap_or_overlap(resource: str, iraq: BaseGeometry) -> None:
    found = np.array(list(shapes(resource).values()))
    assert shapely.coverage_is_valid(found)
    assert shapely.coverage_union_all(found).symmetric_difference(iraq).area == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("resource", ["districts", "governorates", "bands", "stations", "centreline"])
def test_shapes_lie_in_the_bounds_of_the_country(resource: str) -> None:
    box = shapely.box(*DATA.settings["bounds"])
    assert box.covers(shapely.union_all(list(shapes(resource).values())))


def test_there_are_a_hundred_districts_in_nineteen_governorates(districts: dict[str, BaseGeometry]) -> None:
    known = shapes("governorates")
    parents = {
        f["properties"]["place_id"]: f["properties"]["parents"] for f in DATA.collection("districts")["features"]
    }
    assert (len(districts), len(known)) == (100, 19)
    assert {parent for names in parents.values() for parent in names} == set(known)
    assert parents["makhmour-district"] == ["erbil-governorate", "nineveh-governorate"]


def test_every_seat_lies_in_its_district(districts: dict[str, BaseGeometry]) -> None:
    seats = [row for row in read_table(SOURCES / "districts.csv") if row["seat_lon"]]
    points = shapely.points([(float(row["seat_lon"]), float(row["seat_lat"])) for row in seats])
    astray = [
        row["seat"]
        for row, point in zip(seats, points, strict=True)
        if not shapely.covers(districts[row["place_id"]], point)
    ]
    assert len(seats) > 85
    assert astray == []


@pytest.mark.parametrize(
    ("town", "lon", "lat", "district"),
    [
        ("Rashad", 44.086, 35.135, "daquq"),
        ("Altun Kupri", 44.144, 35.754, "dibis"),
        ("Qara Tapa", 44.935, 34.433, "kifri"),
        ("Jalawla", 45.169, 34.274, "khanaqin"),
        ("Zummar", 42.603, 36.657, "tal-afar"),
        ("Rabia", 42.100, 36.803, "tal-afar"),
        ("Alqosh", 43.097, 36.734, "tel-kayf"),
        ("Debaga", 43.808, 35.875, "makhmour"),
        ("Mandali", 45.555, 33.748, "baladruz"),
    ],
)
def test_towns_of_the_belt_lie_where_they_belong(
    town: str, lon: float, lat: float, district: str, districts: dict[str, BaseGeometry]
) -> None:
    hits = [name for name, area in districts.items() if area.contains(shapely.Point(lon, lat))]
    assert hits == [f"{district}-district"], town


@pytest.mark.parametrize("neighbour", ["iran", "jordan", "kuwait", "saudi-arabia", "syria", "turkey"])
def test_a_neighbour_touches_the_country_and_does_not_overlap_it(neighbour: str, iraq: BaseGeometry) -> None:
    common = shapes("countries")[neighbour].intersection(iraq)
    assert common.length > 1
    assert common.area == pytest.approx(0, abs=1e-9)


def test_the_computed_length_is_that_of_the_shipped_vertices(centreline: shapely.LineString) -> None:
    length_km = GEOD.geometry_length(centreline) / 1000
    (feature,) = DATA.collection("centreline")["features"]
    computed = {row["computed_length_km"] for row in DATA.table("claims") if row["implies"] == "line"}
    assert feature["properties"]["computed_length_km"] == pytest.approx(length_km, abs=0.1)
    assert [float(value) for value in computed] == pytest.approx([length_km], abs=0.1)


def test_the_centreline_joins_the_waypoints_in_order(centreline: shapely.LineString) -> None:
    rows = DATA.table("waypoints")
    assert [(float(row["lon"]), float(row["lat"])) for row in rows] == list(centreline.coords)
    assert float(rows[-1]["chainage_km"]) == pytest.approx(GEOD.geometry_length(centreline) / 1000, abs=0.1)


def test_claims_contradict_each_other_and_stay_so() -> None:
    lengths = {row["claimed_length_km"] for row in DATA.table("claims") if row["kind"] == "length"}
    assert {"40", "560", "650", "1000"} <= lengths
    assert all(row["who"] and row["party"] and row["source"] for row in DATA.table("claims"))


def test_bands_are_nested_and_stay_in_the_country(bands: dict[str, BaseGeometry], iraq: BaseGeometry) -> None:
    assert sorted(bands) == ["maximum", "typical"]
    assert {band.geom_type for band in bands.values()} == {"Polygon"}
    assert bands["maximum"].buffer(EDGE_DEG).covers(bands["typical"])
    assert iraq.buffer(EDGE_DEG).covers(bands["maximum"])


def test_bands_say_how_large_they_are(bands: dict[str, BaseGeometry]) -> None:
    stated = {f["properties"]["band"]: f["properties"] for f in DATA.collection("bands")["features"]}
    for name, about in stated.items():
        assert about["area_km2"] == pytest.approx(area_km2(bands[name]), abs=0.2)
        assert about["area_km2"] < about["area_before_clipping_km2"]


def test_stations_stand_every_ten_kilometres(centreline: shapely.LineString) -> None:
    features = DATA.collection("stations")["features"]
    marks = [f["properties"]["chainage_km"] for f in features]
    points = [f["geometry"]["coordinates"] for f in features]
    length_km = GEOD.geometry_length(centreline) / 1000
    assert marks == pytest.approx([*range(0, int(length_km), 10), length_km], abs=0.1)
    assert all(centreline.distance(shapely.Point(point)) < 2e-4 for point in points)
    gaps_km = [GEOD.inv(*one, *two)[2] / 1000 for one, two in pairwise(points)]
    assert max(gaps_km) == pytest.approx(10, abs=0.01)


def test_a_sweep_of_constant_width_is_a_buffer() -> None:
    line = shapely.LineString([(44, 35), (44.5, 35)])
    length_km, radius_km = GEOD.geometry_length(line) / 1000, 3
    expected = 2 * radius_km * length_km + np.pi * radius_km**2
    assert area_km2(sweep(line, [3000, 3000], metric_crs=METRIC)) == pytest.approx(expected, rel=0.005)


def test_a_sweep_tapers_evenly() -> None:
    band = sweep(shapely.LineString([(44, 35), (44.5, 35)]), [1000, 5000], metric_crs=METRIC)
    across = shapely.intersection(band, shapely.LineString([(44.25, 34.8), (44.25, 35.2)]))
    assert GEOD.geometry_length(across) / 2 == pytest.approx(3000, rel=0.02)


@pytest.mark.parametrize("resource", [*AREAS, "disputed", "centres"])
def test_ids_are_those_of_the_gazetteer(resource: str) -> None:
    places = {row["place_id"] for name in DATA.group("places") for row in DATA.table(name)}
    used = set(shapes(resource)) if resource in AREAS else {row["place_id"] for row in DATA.table(resource)}
    assert sorted(used - places) == []


def test_an_archive_that_is_not_the_pinned_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPUTEMAP_DATA_CACHE", str(tmp_path))
    (tmp_path / load_pins()["babel"].file).write_bytes(b"something else")
    fetch.cache_clear()
    with pytest.raises(FetchError, match=r"SHA-256 is \w+, pins.csv expects \w+; delete the file and run again"):
        member("babel", "babel/global.dat")
