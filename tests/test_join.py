"""The corridor join, in a world of metres where answers can be worked out by hand.

The band is 100 km long and 10 km wide, the centreline runs eastward in its middle, from x = 0.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry import mapping, shape

from disputemap.areas import place_areas, place_shapes
from disputemap.corridors import Corridor, Sector
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

VERTICES = len(CORRIDOR.centreline.coords)


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
        (
            gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Point()], crs=4326),
            "place 0: its geometry is empty",
        ),
        (gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Polygon()], crs=4326), "write None"),
        (gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Point(35.2, 45.4)], crs=4326), "longitude first"),
        (gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Point(0, 95)], crs=4326), "beyond 90 degrees"),
    ],
)
def test_what_cannot_be_measured_is_refused(frame: gpd.GeoDataFrame, word: str) -> None:
    with pytest.raises(GeometryError, match=word):
        assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1)


def test_an_empty_frame_gives_an_empty_frame() -> None:
    frame = gpd.GeoDataFrame({"accuracy_m": []}, geometry=gpd.GeoSeries([], crs=4326), dtype=float)
    assert len(assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1)) == 0


@pytest.mark.parametrize("lonlat", [(43.1, 36.3), (44.4, 33.3), (45.3, 37.9), (47.9, 30.4), (36.3, 33.5), (51.4, 35.7)])
def test_distances_are_geodesic_within_half_a_per_cent(lonlat: tuple[float, float]) -> None:
    place = gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[shapely.Point(lonlat)], crs="EPSG:4326")
    row = assign_corridor(place, CORRIDOR, metric_crs=METRIC, near_m=1).iloc[0]
    edge = shapely.get_coordinates(shapely.segmentize(CORRIDOR.bands["typical"], 0.001))
    line = shapely.get_coordinates(shapely.segmentize(CORRIDOR.centreline, 0.001))
    for found, spots in ((row["distance_m"], edge), (row["offset_m"], line)):
        ends = np.tile(lonlat, (len(spots), 1))
        assert found == pytest.approx(min(GEOD.inv(*spots.T.copy(), *ends.T.copy())[2]), rel=0.005)


def test_a_place_that_is_repeated_has_the_same_numbers() -> None:
    spots = [here(shapely.Point(10, 4)), here(shapely.box(10, 0, 20, 20)), here(shapely.Point(10, 4)), None]
    geometry = [*spots, *spots, shapely.box(44.7, 34.1, 44.8, 34.2), here(shapely.Point(10, 4))]
    frame = gpd.GeoDataFrame({"accuracy_m": [0, 0, 3000, 0] * 2 + [0, 1]}, geometry=geometry, crs=4326)
    result = assign_corridor(frame, CORRIDOR, metric_crs=METRIC, near_m=1).drop(columns="geometry")
    alone = [
        assign_corridor(frame.iloc[[i]], CORRIDOR, metric_crs=METRIC, near_m=1).drop(columns="geometry")
        for i in range(len(frame))
    ]
    assert result.astype(object).equals(pd.concat(alone).astype(object))


def test_sectors_and_stations_go_by_the_chainage_and_far_places_have_no_sector() -> None:
    sectors = (Sector("west", 0.0, 40.0), Sector("east", 40.0, 90.0))
    corridor = replace(CORRIDOR, sectors=sectors, chainage_km=np.linspace(0, 100, VERTICES))
    spots = [(4.9, 0), (40, 0), (89, 0), (95.1, 12), (30, 30), (-30, 0)]
    geometry = [here(shapely.Point(spot)) for spot in spots]
    frame = gpd.GeoDataFrame({"accuracy_m": [0.0] * 6}, geometry=geometry, crs=4326)
    result = assign_corridor(frame, corridor, metric_crs=METRIC, near_m=10 * KM)
    assert list(result["sector"]) == ["west", "east", "east", None, None, None]
    assert list(result["station_km"]) == [0, 40, 90, 100, 30, 0]
    assert np.isnan(result["p_inside"]).all()  # nobody told the half-widths


def test_a_line_that_begins_later_has_its_own_chainages() -> None:
    corridor = replace(CORRIDOR, chainage_km=np.linspace(168.1, 268.1, VERTICES))
    frame = gpd.GeoDataFrame({"accuracy_m": [0.0] * 2}, geometry=[here(shapely.Point(x, 0)) for x in (0, 25)], crs=4326)
    result = assign_corridor(frame, corridor, metric_crs=METRIC, near_m=1)
    assert list(result["chainage_km"]) == pytest.approx([168.1, 193.1], abs=0.02)
    assert list(result["station_km"]) == [170, 190]


def sized(half_km: float) -> Corridor:
    """Return the corridor with bands of one half-width."""
    area = here(shapely.LineString([(0, 0), (100, 0)]).buffer(half_km))
    widths = np.tile([half_km, half_km + 2], (VERTICES, 1))
    return replace(CORRIDOR, bands={"typical": area}, half_width_km=widths, accuracy_m=np.full(VERTICES, 500.0))  # type: ignore[dict-item]  # a polygon


KM_EAST, KM_NORTH, KM_WIDE = st.floats(-20, 120), st.floats(-30, 30), st.floats(0.5, 60)
POINTS = st.builds(shapely.Point, KM_EAST, KM_NORTH)
BOXES = st.builds(  # askew: an edge that runs beside the centreline has no one nearest point
    lambda x, y, w, h: rotate(shapely.box(x, y, x + w, y + h), 17), KM_EAST, KM_NORTH, KM_WIDE, KM_WIDE
)
DISCS = st.builds(lambda point, wide: point.buffer(wide, quad_segs=8), POINTS, KM_WIDE)
LINES = st.builds(lambda x, y, w, h: shapely.LineString([(x, y), (x + w, y + h)]), KM_EAST, KM_NORTH, KM_WIDE, KM_WIDE)


def measured(corridor: Corridor, geometry: BaseGeometry, accuracy_m: float) -> dict[str, Any]:
    frame = gpd.GeoDataFrame({"accuracy_m": [accuracy_m]}, geometry=[here(geometry)], crs=4326)
    return dict(assign_corridor(frame, corridor, metric_crs=METRIC, near_m=5 * KM, draws=200).iloc[0])


@settings(max_examples=60)
@given(POINTS | BOXES | DISCS | LINES, st.sampled_from([0.0, 900.0, 5000.0]), st.floats(1, 8), st.floats(0, 8))
def test_shares_lie_within_0_and_1_and_never_fall_when_the_band_is_widened(
    geometry: BaseGeometry, accuracy_m: float, half_km: float, more_km: float
) -> None:
    narrow, wide = (measured(sized(one), geometry, accuracy_m) for one in (half_km, half_km + more_km))
    for name in ("share_inside", "p_inside"):
        assert 0 <= narrow[name] <= wide[name] + 1e-9 <= 1 + 1e-9
    assert narrow["distance_m"] >= wide["distance_m"] - 1e-6
    if narrow["relation"] == "inside":
        assert narrow["distance_m"] == 0


@settings(max_examples=40)
@given(POINTS | DISCS, st.sampled_from([0.0, 5000.0]))
def test_reversing_the_line_mirrors_the_chainage(geometry: BaseGeometry, accuracy_m: float) -> None:
    forth = sized(5)
    back = replace(forth, centreline=shapely.reverse(forth.centreline))
    one, other = (measured(corridor, geometry, accuracy_m) for corridor in (forth, back))
    length_km = GEOD.geometry_length(CORRIDOR.centreline) / KM
    assert one["chainage_km"] + other["chainage_km"] == pytest.approx(length_km, abs=1e-6)
    same = ["share_inside", "distance_m", "offset_m", "relation"]
    assert [one[name] for name in same] == pytest.approx([other[name] for name in same], abs=1e-6)


@settings(max_examples=25)
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


@settings(max_examples=150)
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
