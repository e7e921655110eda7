"""Parquet: the same rows and bytes as ever, and points that others read."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from disputemap.errors import InputError
from disputemap.exports import geoparquet
from disputemap.exports.geometry import Positions, to_wkb
from disputemap.exports.geoparquet import write_parquet
from disputemap.table import FIELDS, from_arrow, to_frame, to_table
from disputemap.tablefiles import read_mentions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLACED: dict[str, Any] = {
    "doc": "a",
    "start": 3,
    "end": 9,
    "surface": "كركوك",
    "clitics": ["و"],
    "form": "name",
    "place_id": "kirkuk",
    "lon": 44.25,
    "lat": 35.5,
    "score": 0.5,
    "reasons": ["before: in", "after: fell"],
    "candidates": [{"place_id": "kirkuk", "score": 0.5}, {"place_id": "kirkuk-adm1", "score": 0.25}],
    "modifier": {"kind": "offset", "text": "20 كم جنوب", "bearing_deg": 180.0, "distance_m": 20000, "to": None},
    "chain": {"head": 3, "link": 0},
    "route": {"route": 1, "stop": 2, "part": "via"},
    "focus": True,
    "where_prec": 2,
    "themes": [{"theme": "attack", "event_type": "Battles", "cue": "هجوم"}],
    "sentence": "وكركوك",
}
LOST: dict[str, Any] = {"doc": "a", "start": 20, "end": 21, "surface": "س", "reasons": ["not in the gazetteer"]}


def packed(tables: Iterable[pa.Table]) -> bytes:
    buffer = io.BytesIO()
    write_parquet(tables, buffer)
    return buffer.getvalue()


def test_a_file_gives_the_same_table(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    path.write_bytes(packed([to_table([PLACED, LOST])]))
    again, frame = read_mentions(path), to_frame([PLACED, LOST])
    assert again.equals(frame)
    assert list(again.columns) == [*FIELDS, "geometry"]
    assert (again.loc[0, "chain"], again.loc[0, "themes"]) == (PLACED["chain"], PLACED["themes"])


def test_points_are_read_by_others_longitude_first(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    path.write_bytes(packed([to_table([PLACED, LOST])]))
    frame = gpd.read_parquet(path)
    assert (frame.crs.to_string(), frame.geometry[0], frame.geometry[1]) == (
        "OGC:CRS84",
        shapely.Point(44.25, 35.5),
        None,
    )
    assert (frame.loc[0, "surface"], frame.loc[0, "where_prec"]) == ("كركوك", 2)
    geo = json.loads(parquet.read_metadata(path).metadata[b"geo"])
    about = geo["columns"]["geometry"]
    assert (geo["version"], about["encoding"], about["geometry_types"]) == ("1.1.0", "WKB", ["Point"])
    assert about["bbox"] == [44.25, 35.5, 44.25, 35.5]
    assert about["covering"]["bbox"]["ymax"] == ["bbox", "ymax"]


def test_bytes_do_not_depend_on_where_tables_end(monkeypatch: pytest.MonkeyPatch) -> None:
    one = to_table([{**PLACED, "surface": text} for text in "abacab"])
    assert packed([one]) == packed([one]) == packed([one.slice(0, 2), one.slice(2, 0), one.slice(2)])
    monkeypatch.setattr(geoparquet, "ROW_GROUP", 4)
    groups = parquet.ParquetFile(io.BytesIO(packed(one.slice(i, 2) for i in (0, 2, 4)))).metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [4, 2]


def test_readers_may_skip_groups_by_numbers_and_keys() -> None:
    group = parquet.ParquetFile(io.BytesIO(packed([to_table([PLACED, LOST])]))).metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    told = {column.path_in_schema for column in columns if column.statistics}
    assert told > {"doc", "place_id", "lon", "lat", "date", "relation", "score"}
    assert told.isdisjoint({"sentence", "geometry", "candidates.list.element.score"})


def test_no_mention_is_a_table_too(tmp_path: Path) -> None:
    (tmp_path / "m.parquet").write_bytes(packed([]))
    assert len(read_mentions(tmp_path / "m.parquet")) == 0


def test_files_of_others_are_refused_or_read(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    parquet.write_table(pa.table({"doc": ["a"]}), path)
    with pytest.raises(InputError, match=r"m\.parquet: is no table of mentions .it has no column start, surface"):
        read_mentions(path)
    parquet.write_table(pa.table({"doc": ["a"], "surface": ["b"], "start": ["c"]}), path)
    with pytest.raises(InputError, match=r"is no table of mentions .*`start`"):
        read_mentions(path)
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="is no table of mentions"):
        read_mentions(path)
    parquet.write_table(pa.table({"doc": ["a"], "surface": pa.array(["b"], pa.large_string()), "start": [3]}), path)
    (row,) = read_mentions(path).to_dict("records")
    assert (row["surface"], row["start"], row["form"], row["reasons"]) == ("b", 3, "name", [])


def test_well_known_binary_is_that_of_shapely() -> None:
    lon, lat = np.array([44.25, np.nan, -1.5]), np.array([35.5, np.nan, 0.0])
    points = to_wkb(Positions(lon, lat)).to_pylist()
    assert points == [shapely.to_wkb(shapely.Point(44.25, 35.5)), None, shapely.to_wkb(shapely.Point(-1.5, 0))]


numbers = st.none() | st.floats(-1e9, 1e9)
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
records = st.fixed_dictionaries(
    {"doc": texts, "start": st.integers(0, 10**9), "surface": texts},
    optional={
        "score": numbers,
        "place_id": texts,
        "focus": st.none() | st.booleans(),
        "reasons": st.none() | st.lists(texts, max_size=3),
        "candidates": st.none() | st.lists(st.fixed_dictionaries({"place_id": texts, "score": numbers}), max_size=2),
        "modifier": st.none() | st.fixed_dictionaries({"kind": texts, "bearing_deg": numbers}),
        "chain": st.none() | st.fixed_dictionaries({"head": st.integers(0, 99)}),
        "where_prec": st.none() | st.integers(1, 6),
        "lon": st.none() | st.floats(-180, 180),
    },
)


@given(st.lists(records, max_size=4))
def test_any_records_go_through_arrow_and_parquet_unchanged(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row["lat"] = row.get("lon")
    frame = to_frame(rows)
    assert len(frame) == len(rows)
    assert frame.equals(from_arrow(to_table(rows)))
    table = parquet.ParquetFile(io.BytesIO(packed([to_table(rows)]))).read()
    assert [row["surface"] for row in table.to_pylist()] == [row["surface"] for row in rows]
    assert frame["surface"].tolist() == [row["surface"] for row in rows]
