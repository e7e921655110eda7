"""Tables -> files: JSON lines, CSV, GeoJSON and Parquet, written as the tables come.

The texts are made column by column: of few distinct values each is written once, and rows only join them.
"""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from disputemap.table import DIGITS, FIELDS, SCHEMA, of_frame, to_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

FORMATS = ("jsonl", "csv", "geojson", "parquet")
ROW_GROUP = 64 * 1024  # rows that are gathered before they are written: readers skip, and pack, by such groups
_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("lon", "<f8"), ("lat", "<f8")])  # WKB, little endian
_GEO = {  # GeoParquet 1.1; without `crs` it is OGC:CRS84, longitude first
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
_PARQUET_SCHEMA = SCHEMA.append(pa.field("geometry", pa.binary()))
_TEXTS = ("surface", "name", "source", "title", "sentence")
_SOUGHT = [  # what readers skip row groups by: of running text and of lists the smallest and the largest tell nothing
    field.name for field in SCHEMA if not pa.types.is_nested(field.type) and field.name not in _TEXTS
]


def to_text(mentions: pd.DataFrame | pa.Table, form: str) -> str:
    """Return a table of mentions as `jsonl`, `csv` or `geojson`."""
    return "".join(to_texts([mentions if isinstance(mentions, pa.Table) else of_frame(mentions)], form))


def to_texts(tables: Iterable[pa.Table], form: str) -> Iterator[str]:
    """Yield the text of tables of mentions in a format, piece by piece; nothing before the first table is there."""
    return {"jsonl": _to_jsonl, "csv": _to_csv, "geojson": _to_geojson}[form](tables)


def write_jsonl(mentions: pd.DataFrame, file: IO[str]) -> None:
    """Write a table of mentions, one JSON object a line."""
    file.write(to_text(mentions, "jsonl"))


def _to_jsonl(tables: Iterable[pa.Table]) -> Iterator[str]:
    for table in tables:
        yield "".join(f"{row}\n" for row in _json_rows(table))


def _json_rows(table: pa.Table) -> Iterator[str]:
    """Yield the rows of a table as JSON objects."""
    return iter(_json_objects(FIELDS, [_json(name, table.column(name).combine_chunks()) for name in FIELDS]))


def _json_objects(names: Iterable[str], columns: list[list[str]]) -> list[str]:
    template = f"{{{', '.join(f'{json.dumps(name)}: %s' for name in names)}}}"
    return [template % cells for cells in zip(*columns, strict=True)]


def _json(name: str, array: pa.Array) -> list[str]:
    """Return the cells of a column as JSON."""
    kind = array.type
    if pa.types.is_list(kind):
        items, ends = _json(name, array.flatten()), (array.offsets.to_numpy() - array.offsets[0].as_py()).tolist()
        return [f"[{', '.join(items[start:end])}]" for start, end in pairwise(ends)]
    if pa.types.is_struct(kind):
        names = [field.name for field in kind]
        objects = _json_objects(names, [_json(names[i], array.field(i)) for i in range(len(names))])
        there = array.is_valid().to_pylist()
        return [text if is_there else "null" for text, is_there in zip(objects, there, strict=True)]
    if pa.types.is_integer(kind):
        return ["null" if value is None else str(value) for value in array.to_pylist()]
    coded = array if pa.types.is_dictionary(kind) else array.dictionary_encode()
    whole = DIGITS.get(name) == 0
    values = (int(value) if whole else value for value in coded.dictionary.to_pylist())
    texts = np.array([*map(_dumps, values), "null"], dtype=object)
    return list(texts[coded.indices.fill_null(len(texts) - 1).to_numpy()])


def _to_csv(tables: Iterable[pa.Table]) -> Iterator[str]:
    header = _csv_lines([FIELDS])
    for table in tables:
        yield header + _csv_lines([to_cell(value) for value in record.values()] for record in to_records(table))
        header = ""
    yield header


def _csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return buffer.getvalue()


def to_csv(mentions: pd.DataFrame | pa.Table) -> str:
    """Return the table as CSV (UTF-8, LF, text quoted and numbers not), for a spreadsheet.

    Lists are joined with " | ", candidates are written `place_id=score`, modifier, chain, route and themes as JSON. A
    text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a return) gets a
    leading `'`; numbers stay numbers. JSON lines have the text as it was.
    """
    return to_text(mentions, "csv")


def to_cell(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    """Return a value as a cell of a spreadsheet: lists joined, dicts as JSON, formulas disarmed."""
    if isinstance(value, list):
        value = " | ".join(_item(item) for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _item(item: Any) -> str:  # noqa: ANN401 - any item of a list
    if isinstance(item, dict):
        return f"{item['place_id']}={item['score']}" if "place_id" in item else json.dumps(item, ensure_ascii=False)
    return str(item)


def to_geojson(mentions: pd.DataFrame | pa.Table) -> str:
    """Return the table as a GeoJSON FeatureCollection, one feature a line; unplaced mentions have a null geometry."""
    return to_text(mentions, "geojson")


def _to_geojson(tables: Iterable[pa.Table]) -> Iterator[str]:
    before = '{"type": "FeatureCollection", "features": [\n'
    for table in tables:
        if len(table):
            yield before + ",\n".join(_features(table))
            before = ",\n"
    yield "\n]}\n" if before == ",\n" else before + "\n]}\n"


def _features(table: pa.Table) -> Iterator[str]:
    lon, lat = (_json(name, table.column(name).combine_chunks()) for name in ("lon", "lat"))
    for x, y, row in zip(lon, lat, _json_rows(table), strict=True):
        geometry = "null" if "null" in (x, y) else f'{{"type": "Point", "coordinates": [{x}, {y}]}}'
        yield f'{{"type": "Feature", "geometry": {geometry}, "properties": {row}}}'


def write_parquet(tables: Iterable[pa.Table], file: IO[bytes]) -> None:
    """Write tables of mentions as one GeoParquet file, row group by row group."""
    from pyarrow import parquet  # noqa: PLC0415 - imported when used

    # without Arrow's own schema beside it: then texts are plain texts to those who read with it, too
    options = {"compression": "zstd", "compression_level": 1, "store_schema": False}
    with parquet.ParquetWriter(file, _PARQUET_SCHEMA, write_statistics=_SOUGHT, **options) as writer:
        writer.add_key_value_metadata({"geo": json.dumps(_GEO)})
        for group in _groups(tables):
            columns = [*group.columns, to_wkb(group.column("lon").to_numpy(), group.column("lat").to_numpy())]
            writer.write_table(pa.Table.from_arrays(columns, schema=_PARQUET_SCHEMA), row_group_size=len(group))


def _groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Gather tables until they fill a row group."""
    ahead: list[pa.Table] = []
    for table in tables:
        ahead.append(table)
        if sum(map(len, ahead)) >= ROW_GROUP:
            yield pa.concat_tables(ahead).unify_dictionaries()
            ahead = []
    if any(map(len, ahead)):
        yield pa.concat_tables(ahead).unify_dictionaries()


def to_wkb(lon: np.ndarray[Any, np.dtype[np.float64]], lat: np.ndarray[Any, np.dtype[np.float64]]) -> pa.Array:
    """Return points as well-known binary, 21 bytes each; NaN is a missing point."""
    there = ~np.isnan(lon)
    points = np.empty(int(there.sum()), _POINT)
    points["order"], points["kind"], points["lon"], points["lat"] = 1, 1, lon[there], lat[there]
    ends = np.concatenate([[0], np.cumsum(there)]).astype(np.int32) * _POINT.itemsize
    mask = pa.py_buffer(np.packbits(there, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.binary(), len(lon), [mask, pa.py_buffer(ends), pa.py_buffer(points.tobytes())])
