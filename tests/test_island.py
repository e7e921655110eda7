"""The data island and the rows in it: what goes in comes out, the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.render.codes import combined, distinct_lists
from disputemap.render.geometries import Geometries, read_shapes
from disputemap.render.island import Island, read
from disputemap.render.payload import map_data, to_island
from disputemap.render.rows import as_table, fingerprint
from disputemap.table import of_frame, to_frame, to_table
from tests.map_world import make_mentions, make_relative

if TYPE_CHECKING:
    from disputemap.geodata import GeoData

WHOLE = st.lists(st.integers(-(2**29), 2**29))


@given(WHOLE | WHOLE.map(sorted))
def test_numbers_come_back(values: list[int]) -> None:
    island = Island()
    island.numbers("x", values)
    assert read(island.encoded({}))["x"].tolist() == values


@given(st.lists(st.none() | st.integers(-(2**29), 2**29)), st.sampled_from([0, 1, 3, 6]))
def test_decimals_come_back(values: list[int | None], digits: int) -> None:
    numbers = np.array([np.nan if value is None else value / 10**digits for value in values])
    island = Island()
    island.decimals("x", numbers, digits)
    assert np.array_equal(read(island.encoded({}))["x"], numbers, equal_nan=True)


def test_a_number_beyond_the_earth_is_missing() -> None:
    island = Island()
    island.decimals("lon", np.array([1e9, -np.inf, 44.123456]), 6)
    assert np.array_equal(read(island.encoded({}))["lon"], [np.nan, np.nan, 44.123456], equal_nan=True)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_texts_come_back(values: list[str]) -> None:
    island = Island()
    island.texts("x", pa.array(values, pa.string()))
    assert read(island.encoded({}))["x"] == values


@pytest.mark.parametrize(
    ("values", "size"), [([7] * 800, 0), ([3, 4] * 400, 100), ([0, 255], 2), ([0, 256], 4), ([*range(800)], 800)]
)
def test_numbers_take_no_more_bytes_than_they_need(values: list[int], size: int) -> None:
    island = Island()
    island.numbers("x", values)
    assert island.columns["x"][-1] == size


RING, HOLE = [[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 0.0]], [[1.0, 1.0], [2.0, 1.0], [1.0, 1.0]]
SHAPES: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [44.5, 35.25]},
    {"type": "LineString", "coordinates": [[44.5, 35.25], [-44.5, 0.0001]]},
    {"type": "MultiLineString", "coordinates": [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]},
    {"type": "Polygon", "coordinates": [RING, HOLE]},
    {"type": "MultiPolygon", "coordinates": [[RING], [HOLE, RING]]},
]


def test_geometries_come_back_and_are_written_once() -> None:
    island, geometries = Island(), Geometries()
    assert [geometries.add(shape) for shape in [*SHAPES, SHAPES[3], None]] == [0, 1, 2, 3, 4, 3, None]
    geometries.write(island)
    assert read_shapes(read(island.encoded({}))) == SHAPES


def test_a_collection_is_no_shape() -> None:
    assert Geometries().add({"type": "GeometryCollection", "geometries": []}) is None


@given(st.lists(st.lists(st.integers(0, 3), max_size=4)))
def test_equal_lists_are_one(lists: list[list[int]]) -> None:
    offsets = np.cumsum([0, *map(len, lists)])
    found = distinct_lists(offsets, np.array([item for one in lists for item in one], np.int64))
    held = [found.items[start:end].tolist() for start, end in zip(found.offsets[:-1], found.offsets[1:], strict=True)]
    assert [held[code] for code in found.codes.tolist()] == lists
    assert len({tuple(one) for one in held}) == len(held)


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2))))
def test_rows_are_one_where_all_columns_are(rows: list[tuple[int, int]]) -> None:
    columns = np.array(rows, np.int64).reshape(-1, 2)
    codes = combined(columns[:, 0], columns[:, 1]).tolist()
    assert [codes.index(code) for code in codes] == [rows.index(row) for row in rows]


def test_the_same_mentions_have_the_same_fingerprint_however_they_come() -> None:
    frame = make_relative()
    table = of_frame(frame)
    found = {
        fingerprint(as_table(given))
        for given in (frame, table, to_frame(table.to_pylist()), to_table(table.to_pylist()))
    }
    assert len(found) == 1
    assert fingerprint(as_table(frame.iloc[::-1])) not in found
    assert fingerprint(as_table(frame.assign(score=0.5))) not in found


def test_chunks_do_not_matter(toy_data: GeoData) -> None:
    table = of_frame(make_relative())
    parts = pa.concat_tables([of_frame(make_relative().iloc[:3]), of_frame(make_relative().iloc[3:])])
    assert to_island(map_data(parts, toy_data)) == to_island(map_data(table, toy_data))


def test_a_table_with_few_columns_makes_a_map(toy_data: GeoData) -> None:
    table = pa.table({"doc": ["a"], "start": pa.array([2], pa.int32()), "surface": ["Alba"], "place_id": ["alba"]})
    (place,) = map_data(table, toy_data).places
    assert place["names"]["en"] == "Alba"


def test_what_a_place_is_to_the_corridor_goes_with_it(toy_data: GeoData) -> None:
    places = {place["place_id"]: place for place in map_data(make_mentions(), toy_data).places}
    assert (places["bela"]["relation"], places["bela"]["share_inside"], places["bela"]["chainage_km"]) == (
        "inside",
        1,
        137,
    )
    assert "relation" not in places["far-land"]


def test_each_document_sentence_and_name_is_written_once(toy_data: GeoData) -> None:
    rows = [{"doc": doc, "place_id": "alba", "surface": "Alba", "sentence": "To Alba.", "start": 3} for doc in "aabb"]
    data = read(to_island(map_data(to_frame(rows), toy_data)))
    assert (data["sentences"], data["document.id"], data["naming.surface"]) == (["To Alba."], ["a", "b"], ["Alba"])
    assert data["document"].tolist() == [0, 0, 1, 1]
    assert (data["saying"].tolist(), data["saying.mark"].tolist()) == ([0, 0, 0, 0], [3])
    assert data["role"].tolist() == [0, 0, 0, 0]
    assert data["score"].tolist() == [255] * 4


def test_a_name_is_found_where_the_table_is_wrong(toy_data: GeoData) -> None:
    rows = [
        {"doc": "a", "surface": "Alba", "sentence": "💥 To Alba.", "start": start, "sentence_start": 40}
        for start in (45, 0, 99)
    ]
    marks = map_data(to_frame([*rows, rows[0] | {"surface": "Bela"}]), toy_data).rows.marks
    assert marks.first.tolist() == [5, 5, 5, -1]


def test_the_place_that_is_meant_is_no_candidate(toy_data: GeoData) -> None:
    candidates = [{"place_id": "alba", "score": 0.9}, {"place_id": "kesta", "score": 0.1}]
    rows = [{"doc": "a", "place_id": place, "candidates": candidates} for place in ("alba", "kesta", "bela", None)]
    data = map_data(to_frame(rows), toy_data)
    lists, ids = data.rows.candidates
    held = [
        [ids[item // 128] for item in lists.items[start:end]]
        for start, end in zip(lists.offsets, lists.offsets[1:], strict=False)
    ]
    assert [held[code] for code in lists.codes] == [["kesta"], ["alba"], ["alba", "kesta"], ["alba", "kesta"]]
