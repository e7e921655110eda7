"""The corridor join, in a world of metres where answers can be worked out by hand.

The band is 100 km long and 10 km wide, the centreline runs eastward in its middle, from x = 0.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry import mapping, shape

from disputemap.areas import place_areas, place_shapes
from disputemap.corridors import Corridor
from disputemap.crs import GEOD, STEP_DEG, project
from disputemap.errors import GazetteerError, GeometryError
from disputemap.geodata import GeoData
from disputemap.join import assign_corridor
from disputemap.models import Place
from disputemap.ruler import BENT_M, SLIVER_SHARE, TOUCH_M

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

METRIC = "EPSG:32638"
X, Y = 500_000, 3_900_000
KM = 1000.0


def here(geometry: BaseGeometry) -> BaseGeometry:
    """Move a geometry in kilometres to its place in degrees, with edges that stay straight in metres."""
    moved = shapely.segmentize(shapely.transform(geometry, lambda xy: xy * KM + (X, Y)), KM)
    return project(moved, "EPSG:4326", source=METRIC)


CORRIDOR = Corridor(
    centreline=shapely.LineString(shapely.get_coordinates(here(shapely.LineString([(0, 0), (50, 0), (100, 0)])))),
    bands={"typical": shapely.Polygon(shapely.get_coordinates(here(shapely.box(0, -5, 100, 5))))},
    as_of="2021-12",
    computed_length_km=100.0,
)


def joined(geometry: BaseGeometry | None, accuracy_m: float = 0.0) -> dict[str, Any]:
    """Return the row of one place, given in kilometres."""
    placed = None if geometry is None else here(geometry)
    frame = gpd.GeoDataFrame({"accuracy_m": [accuracy_m]}, index=["a"], geometry=[placed], crs="EPSG:4326")
    result = assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=10 * KM)
    return dict(result.drop(columns="geometry").loc["a"])


@pytest.mark.parametrize(
    ("geometry", "accuracy_m", "relation", "share", "distance_km", "chainage_km", "offset_km"),
    [
        (shapely.Point(30, 1), 0, "inside", 1, 0, 30, 1),
        (shapely.Point(30, -1), 3000, "inside", 1, 0, 30, 1),
        (shapely.Point(30, 5), 2000, "straddles", 0.5, 0, 30, 5),
        (shapely.Point(30, 7), 1000, "near", 0, 1, 30, 7),
        (shapely.Point(30, 14.9), 0, "near", 0, 9.9, 30, 14.9),
        (shapely.Point(30, 15.1), 0, "outside", 0, 10.1, 30, 15.1),
        (shapely.Point(-3, 4), 0, "near", 0, 3, 0, 5),
        (shapely.box(10, 0, 20, 20), 0, "straddles", 0.25, 0, 15, 0),
        (shapely.box(10, 1, 20, 4), 0, "inside", 1, 0, None, 1),
        (shapely.box(10, 6, 20, 9), 9999, "near", 0, 1, None, 6),
        (shapely.box(-50, -50, 150, 50), 0, "straddles", 0.05, 0, 50, 0),
        (shapely.LineString([(40, -20), (40, 20)]), 0, "straddles", 0.25, 0, 40, 0),
        (shapely.box(20, 0, 40, 10), 0, "straddles", 0.5, 0, 30, 0),  # its edge runs along the centreline
        (shapely.LineString([(40, 8), (40, 20)]), 1000, "near", 0, 2, 40, 8),
    ],
)
def test_answers_worked_out_by_hand(  # noqa: PLR0913, PLR0917 - a table of answers
    geometry: BaseGeometry,
    accuracy_m: float,
    relation: str,
    share: float,
    distance_km: float,
    chainage_km: float | None,
    offset_km: float,
) -> None:
    row = joined(geometry, accuracy_m)
    assert row["relation"] == relation
    assert row["share_inside"] == pytest.approx(share, abs=0.002)
    assert row["distance_m"] == pytest.approx(distance_km * KM, abs=2)
    assert row["offset_m"] == pytest.approx(offset_km * KM, abs=2)
    if chainage_km is not None:
        assert row["chainage_km"] == pytest.approx(chainage_km, rel=5e-4)


def test_of_several_stretches_the_longest_gives_the_chainage() -> None:
    comb = shapely.union_all([shapely.box(10, -1, 12, 8), shapely.box(30, -1, 50, 8), shapely.box(10, 7, 50, 8)])
    row = joined(comb)
    assert row["offset_m"] == 0
    assert row["chainage_km"] == pytest.approx(40, rel=5e-4)


def test_what_only_touches_is_near_and_a_bare_point_on_the_edge_is_covered() -> None:
    touching = joined(shapely.box(10, 5, 20, 20))
    assert (touching["relation"], touching["share_inside"]) == ("near", 0)
    assert touching["distance_m"] == pytest.approx(0, abs=1e-3)
    corner = gpd.GeoDataFrame(
        {"accuracy_m": [0.0]}, geometry=[shapely.Point(shapely.get_coordinates(CORRIDOR.bands["typical"])[0])], crs=4326
    )
    row = assign_corridor(corner, CORRIDOR, metric_crs=METRIC, near_m=0).iloc[0]
    assert (row["relation"], row["share_inside"], row["distance_m"]) == ("inside", 1, 0)


def test_rows_without_geometry_stay() -> None:
    frame = gpd.GeoDataFrame({"accuracy_m": [float("nan")]}, index=["a"], geometry=[None], crs="EPSG:4326")
    row = assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1).loc["a"]
    assert row["relation"] is None
    assert row[["share_inside", "distance_m", "chainage_km", "offset_m"]].isna().all()


def test_places_beyond_the_projection_are_measured_on_the_ellipsoid() -> None:
    geometry = [shapely.Point(-77.04, 38.9), shapely.box(26, 37, 30, 41), shapely.box(0, 0, 90, 60)]
    frame = gpd.GeoDataFrame({"accuracy_m": [0.0] * 3}, index=list("abc"), geometry=geometry, crs="EPSG:4326")
    result = assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1)
    assert list(result["relation"]) == ["outside", "outside", "straddles"]
    assert result.loc["a", "distance_m"] == pytest.approx(9_800_000, rel=0.02)
    assert result.loc["b", "distance_m"] == pytest.approx(1_370_000, rel=0.05)
    assert 0 < result.loc["c", "share_inside"] < 1e-4


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        (gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Point(0, 0)]), "CRS is None"),
        (gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Point(0, 0)], crs=3857), "EPSG:4326"),
        (gpd.GeoDataFrame({"accuracy_m": [-1.0]}, geometry=[shapely.Point(0, 0)], crs=4326), "place 0: accuracy_m"),
        (
            gpd.GeoDataFrame(
                {"accuracy_m": [0.0]}, geometry=[shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])], crs=4326
            ),
            "place 0: its geometry is not valid",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(frame: gpd.GeoDataFrame, word: str) -> None:
    with pytest.raises(GeometryError, match=word):
        assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1)


def test_an_empty_frame_gives_an_empty_frame() -> None:
    frame = gpd.GeoDataFrame({"accuracy_m": []}, geometry=gpd.GeoSeries([], crs=4326), dtype=float)
    assert len(assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1)) == 0


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    geometry = [here(shapely.Point(10 * i, 3 * i)) for i in range(4)] + [None]
    frame = gpd.GeoDataFrame({"accuracy_m": [500.0] * 5}, index=list("abcde"), geometry=geometry, crs="EPSG:4326")
    straight = assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=5000)
    shuffled = assign_corridor(frame.iloc[order], CORRIDOR, metric_crs=METRIC, near_m=5000)
    assert shuffled.loc[frame.index].drop(columns="geometry").equals(straight.drop(columns="geometry"))


def measured_plainly(geometry: BaseGeometry, accuracy_m: float) -> tuple[float, float, float, float]:
    """Return what is measured of a place near the corridor, the slow way: all is drawn, nothing is left out."""
    exact = project(shapely.segmentize(geometry, STEP_DEG), METRIC)
    band = project(shapely.segmentize(CORRIDOR.bands["typical"], STEP_DEG), METRIC)
    line = project(shapely.segmentize(CORRIDOR.centreline, STEP_DEG), METRIC)
    radius = 0.0 if exact.area else accuracy_m
    wide = exact.buffer(radius, quad_segs=32) if radius else exact
    size = "area" if wide.area else "length"
    whole, both = getattr(wide, size), getattr(shapely.intersection(wide, band), size)
    share = both / whole if whole else float(shapely.covers(band, wide))
    drawn = shapely.get_dimensions(exact) > 0
    target = wide if drawn else exact
    spot = shapely.get_point(shapely.shortest_line(line, target), 0)
    inside = shapely.line_merge(shapely.intersection(line, target.buffer(TOUCH_M, quad_segs=4)))
    if drawn and inside.length:
        longest = max(shapely.get_parts(inside), key=lambda part: float(part.length))
        spot = longest.interpolate(0.5, normalized=True)
    offset = 0.0 if drawn and shapely.dwithin(wide, line, TOUCH_M) else spot.distance(exact)
    along = shapely.line_locate_point(line, spot)
    own = shapely.line_locate_point(line, [project(shapely.Point(xy), METRIC) for xy in CORRIDOR.centreline.coords])
    steps = np.concatenate([[0], np.cumsum(GEOD.line_lengths(*np.array(CORRIDOR.centreline.coords).T))]) / KM
    return share, max(exact.distance(band) - radius, 0.0), float(np.interp(along, own, steps)), offset


KM_EAST, KM_NORTH, KM_WIDE = st.floats(-20, 120), st.floats(-30, 30), st.floats(0.5, 60)
POINTS = st.builds(shapely.Point, KM_EAST, KM_NORTH)
BOXES = st.builds(  # askew: an edge that runs beside the centreline has no one nearest point
    lambda x, y, w, h: rotate(shapely.box(x, y, x + w, y + h), 17), KM_EAST, KM_NORTH, KM_WIDE, KM_WIDE
)
DISCS = st.builds(lambda point, wide: point.buffer(wide, quad_segs=8), POINTS, KM_WIDE)
LINES = st.builds(lambda x, y, w, h: shapely.LineString([(x, y), (x + w, y + h)]), KM_EAST, KM_NORTH, KM_WIDE, KM_WIDE)


@settings(max_examples=150, deadline=None)
@given(POINTS | BOXES | DISCS | LINES, st.sampled_from([0.0, 1.0, 900.0, 5000.0, 40_000.0]))
def test_what_is_left_out_changes_no_number(geometry: BaseGeometry, accuracy_m: float) -> None:
    row = joined(geometry, accuracy_m)
    share, distance_m, chainage_km, offset_m = measured_plainly(here(geometry), accuracy_m)
    assert row["share_inside"] == pytest.approx(share if share >= SLIVER_SHARE else 0, abs=1e-9)
    assert row["distance_m"] == pytest.approx(distance_m, abs=1e-6, rel=1e-3 if distance_m > BENT_M - accuracy_m else 0)
    assert row["chainage_km"] == pytest.approx(chainage_km, abs=1e-6)
    assert row["offset_m"] == pytest.approx(offset_m, abs=1e-6, rel=1e-3 if offset_m > BENT_M else 0)


def place(place_id: str, *, lon: float = 44.0, geometry: str = "") -> Place:
    return Place(place_id, place_id.title(), "adm1", "IQ", (), 0, (), lon, 35.0, 100.0, geometry, "test")


def test_places_get_their_polygon_or_their_point(tmp_path: Path) -> None:
    squares = [shapely.box(44, 35, 45, 36), shapely.box(46, 35, 47, 36)]
    rows = [{"properties": {"place_id": "a"}, "geometry": shapely.geometry.mapping(square)} for square in squares]
    (tmp_path / "areas.geojson").write_text(json.dumps({"features": rows}))
    resources = [{"name": "areas", "path": "areas.geojson"}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "x", "resources": resources}))
    places = [place("b", geometry="areas"), place("a", geometry="areas"), place("c"), place("d", lon=float("nan"))]
    frame = place_areas(places, GeoData(tmp_path))
    assert list(frame.index) == ["b", "a", "c", "d"]
    assert [None if shape is None else shape.geom_type for shape in frame.geometry] == [
        "Point",
        "MultiPolygon",
        "Point",
        None,
    ]


def areas_of(folder: Path, *geometries: object) -> GeoData:
    """Return a package whose resource `areas` draws the places a, b, c, ... in this order."""
    rows = [{"properties": {"place_id": "abc"[i]}, "geometry": one} for i, one in enumerate(geometries)]
    (folder / "areas.geojson").write_text(json.dumps({"features": rows}))
    resources = [{"name": "areas", "path": "areas.geojson"}]
    (folder / "datapackage.json").write_text(json.dumps({"name": "x", "resources": resources}))
    return GeoData(folder)


@pytest.mark.parametrize(
    "other",
    [
        {"type": "LineString", "coordinates": [[44, 35], [45, 36]]},
        {"type": "Polygon", "coordinates": [[[44, 35, 7], [45, 35, 7], [45, 36, 7], [44, 35, 7]]]},  # with heights
        {"type": "Polygon", "coordinates": [[[44, 35], [45, 35], [45, 36]]]},  # not closed
        {"type": "Point", "coordinates": [44, 35]},
    ],
)
def test_shapes_are_those_of_the_file_whatever_they_are_beside(tmp_path: Path, other: dict[str, Any]) -> None:
    holed = shapely.box(44, 35, 45, 36).difference(shapely.box(44.2, 35.2, 44.4, 35.4))
    several = shapely.union(holed, shapely.box(46, 35, 47, 36))
    geodata = areas_of(tmp_path, mapping(holed), other, mapping(several))
    shapes = place_shapes([place(place_id, geometry="areas") for place_id in "cab"], geodata)
    assert [drawn.wkt for drawn in shapes] == [several.wkt, holed.wkt, shape(other).wkt]


@pytest.mark.parametrize("broken", [None, {}, {"type": "Polygon", "coordinates": [["x"]]}, {"type": "Polygon"}])
def test_the_place_whose_shape_cannot_be_read_is_named(tmp_path: Path, broken: object) -> None:
    geodata = areas_of(tmp_path, mapping(shapely.box(44, 35, 45, 36)), broken)
    with pytest.raises(GazetteerError, match=r"areas\.geojson: b has no geometry"):
        place_shapes([place("a", geometry="areas"), place("b", geometry="areas")], geodata)
