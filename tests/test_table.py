"""Records, tables and their files: nothing is lost, nothing drifts, nothing runs as a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.errors import InputError
from disputemap.exports import to_text
from disputemap.exports.jsonl import write_jsonl
from disputemap.outputs import write_atomic
from disputemap.table import FIELDS, to_frame, to_records
from disputemap.tablefiles import read_mentions

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

PLACED: dict[str, Any] = {
    "doc": "a",
    "start": 3,
    "end": 9,
    "surface": "كركوك",
    "token_start": 2,
    "token_end": 9,
    "clitics": ["و"],
    "lang": "ar",
    "place_id": "kirkuk",
    "name": "Kirkuk",
    "feature": "populated_place",
    "lon": 44.39222449,
    "lat": 35.468,
    "accuracy_m": 4999.6,
    "role": "literal",
    "score": 0.98765,
    "reasons": ["before: in"],
    "candidates": [{"place_id": "kirkuk", "score": 0.98765}],
    "modifier": {"text": "جنوبي", "bearing_deg": 180.0, "distance_m": None},
    "where_prec": 1,
    "geo_precision": 1,
    "relation": "near",
    "share_inside": 0.00004,
    "distance_m": 1234.5678,
    "chainage_km": 300.04,
    "offset_m": 18000.2,
    "sentence": "x",
    "sentence_start": 0,
}
UNPLACED: dict[str, Any] = {"doc": "a", "start": 20, "end": 25, "surface": "س", "reasons": ["not in the gazetteer"]}


def lines(frame: gpd.GeoDataFrame) -> list[str]:
    buffer = io.StringIO()
    write_jsonl(frame, buffer)
    return buffer.getvalue().splitlines()


def test_a_table_has_the_columns_of_the_record_and_points() -> None:
    frame = to_frame([PLACED, UNPLACED])
    assert list(frame.columns) == [*FIELDS, "geometry"]
    assert frame.crs.to_epsg() == 4326
    assert (frame.geometry[0].x, frame.geometry[1]) == (44.392224, None)
    assert (frame.loc[0, "clitics"], frame.loc[1, "candidates"]) == (["و"], [])
    assert (frame.loc[1, "place_id"], frame.loc[1, "modifier"]) == (None, None)
    assert np.isnan(frame.loc[1, "lon"])


def test_numbers_are_rounded_and_metres_are_whole() -> None:
    (row,) = (json.loads(line) for line in lines(to_frame([PLACED])))
    assert (row["lon"], row["lat"], row["score"], row["share_inside"]) == (44.392224, 35.468, 0.988, 0.0)
    assert (row["accuracy_m"], row["distance_m"], row["offset_m"], row["chainage_km"]) == (5000, 1235, 18000, 300.0)
    assert row["candidates"] == [{"place_id": "kirkuk", "score": 0.988}]
    assert row["modifier"] == {"kind": None, "text": "جنوبي", "bearing_deg": 180.0, "distance_m": None, "to": None}


def test_lines_hold_all_fields_in_order_and_missing_values_are_null() -> None:
    line = lines(to_frame([UNPLACED]))[0]
    row = json.loads(line)
    assert list(row) == list(FIELDS)
    assert row["place_id"] is row["lon"] is row["where_prec"] is row["score"] is None
    assert (row["themes"], row["surface"]) == ([], "س")
    assert "س" in line


def test_a_file_gives_the_same_table_and_the_same_bytes(tmp_path: Path) -> None:
    frame = to_frame([PLACED, UNPLACED])
    path = tmp_path / "m.jsonl"
    write_atomic(path, to_text(frame, "jsonl"))
    again = read_mentions(path)
    assert lines(again) == lines(frame)
    assert again.drop(columns="geometry").equals(frame.drop(columns="geometry"))


def test_arrays_as_parquet_gives_them_are_lists_again() -> None:
    frame = to_frame([PLACED])
    frame["reasons"] = [np.array(["a", "b"], dtype=object)]
    assert next(to_records(frame))["reasons"] == ["a", "b"]


def test_an_empty_table_is_a_table() -> None:
    frame = to_frame([])
    assert (len(frame), list(frame.columns)) == (0, [*FIELDS, "geometry"])
    assert to_text(frame, "jsonl") == ""
    assert to_text(frame, "csv").count("\n") == 1
    assert json.loads(to_text(frame, "geojson"))["features"] == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("{", "is no mention"),
        ('{"id": "a", "text": "b"}', "is no mention"),
        ('{"doc": "a", "surface": "x", "start": "0"}', "`start` is '0'"),
        ('{"doc": "a", "surface": "x", "start": 0, "lon": 1}', "one of `lon` and `lat`"),
        ('{"doc": "a", "surface": "x", "start": 0, "lon": true, "lat": 1}', "`lon` is True"),
        ('{"doc": "a", "surface": "x", "start": 0, "reasons": "r"}', "`reasons` is no list"),
        ('{"doc": "a", "surface": "x", "start": 0, "modifier": "m"}', "`modifier` is no dict"),
        ('{"doc": "a", "surface": "x", "start": 0, "score": NaN}', "is no mention"),
        ('{"doc": "a", "surface": "x", "start": 0, "score": 1e999}', "`score` is inf"),
        ('{"doc": "a", "surface": "\\ud800", "start": 0}', "surrogates not allowed"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, word: str) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"doc": "a", "surface": "x", "start": 0}\n\n' + line)
    with pytest.raises(InputError, match=f"m.jsonl:3: .*{word}"):
        read_mentions(path)


def test_a_missing_table_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.jsonl: cannot be read"):
        read_mentions(tmp_path / "no.jsonl")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_cells_do_not_run(text: str) -> None:
    (row,) = csv.DictReader(
        io.StringIO(to_text(to_frame([{**PLACED, "surface": text, "lon": -77.0}]), "csv"), newline="")
    )
    assert row["surface"] == f"'{text}"
    assert (row["lon"], row["candidates"], row["reasons"]) == ("-77.0", "kirkuk=0.988", "before: in")


def test_geojson_has_points_and_null() -> None:
    collection = json.loads(to_text(to_frame([PLACED, UNPLACED]), "geojson"))
    assert [feature["geometry"] for feature in collection["features"]] == [
        {"type": "Point", "coordinates": [44.392224, 35.468]},
        None,
    ]
    assert list(collection["features"][0]["properties"]) == list(FIELDS)


@given(st.text(), st.lists(st.text()))
def test_any_text_survives_json_lines(text: str, reasons: list[str]) -> None:
    frame = to_frame([{**UNPLACED, "sentence": text, "reasons": reasons}])
    again = read_mentions([to_text(frame, "jsonl").encode()])
    assert (again.loc[0, "sentence"], again.loc[0, "reasons"]) == (text, reasons)
