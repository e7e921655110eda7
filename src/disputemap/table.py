"""Mentions as rows: what a table of them holds, and its three guises (records, Arrow, GeoDataFrame).

The columns are those of the Mention record, in its order (`SCHEMA`, described in docs/records.md). Every way into a
table passes through `normal`, where numbers are rounded once, so that a map drawn from a table and one drawn from its
file are the same.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from disputemap.columns import length, to_arrow
from disputemap.crs import LONLAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd

    from disputemap.columns import Column

_TEXT, _NUMBER, _POSITION = pa.string(), pa.float64(), pa.int32()
_CODED = pa.dictionary(pa.int32(), pa.string())  # of the texts of a column each is held once, and rows hold codes
_MODIFIER = pa.struct({
    "kind": _TEXT, "text": _TEXT, "bearing_deg": _NUMBER, "distance_m": _NUMBER, "to": _TEXT,
})  # fmt: skip
_CHAIN = pa.struct({"head": _POSITION, "link": _POSITION})
_ROUTE = pa.struct({"route": _POSITION, "stop": _POSITION, "part": _TEXT})
_THEMES = pa.list_(pa.struct({"theme": _TEXT, "event_type": _TEXT, "cue": _TEXT}))
_CANDIDATES = pa.list_(pa.struct({"place_id": _TEXT, "score": _NUMBER}))
SCHEMA: pa.Schema = pa.schema({
    "doc": _CODED, "start": _POSITION, "end": _POSITION, "surface": _CODED,
    "token_start": _POSITION, "token_end": _POSITION, "clitics": pa.list_(_TEXT), "lang": _CODED, "form": _CODED,
    "place_id": _CODED, "name": _CODED, "feature": _CODED, "lon": _NUMBER, "lat": _NUMBER, "accuracy_m": _NUMBER,
    "role": _CODED, "score": _NUMBER, "reasons": pa.list_(_TEXT), "candidates": _CANDIDATES,
    "modifier": _MODIFIER, "chain": _CHAIN, "route": _ROUTE, "focus": pa.bool_(),
    "where_prec": pa.int32(), "geo_precision": pa.int32(),
    "relation": _CODED, "share_inside": _NUMBER, "distance_m": _NUMBER, "chainage_km": _NUMBER, "offset_m": _NUMBER,
    "p_inside": _NUMBER, "sector": _CODED, "station_km": _NUMBER,
    "adm1": _CODED, "adm2": _CODED, "adm3": _CODED, "disputed": _CODED, "region": _CODED,
    "date": _CODED, "source": _CODED, "title": _CODED, "themes": _THEMES,
    "sentence": _CODED, "sentence_start": _POSITION,
})  # fmt: skip
FIELDS: tuple[str, ...] = tuple(SCHEMA.names)
SITE_FIELDS = (
    "place_id", "name", "feature", "lon", "lat", "accuracy_m", "where_prec", "geo_precision",
    "relation", "share_inside", "distance_m", "chainage_km", "offset_m",
    "p_inside", "sector", "station_km", "adm1", "adm2", "adm3", "disputed", "region",
)  # fmt: skip
POSITIONS = ("start", "end", "token_start", "token_end", "sentence_start")
LEVELS = ("where_prec", "geo_precision")
DIGITS = {
    "lon": 6, "lat": 6, "accuracy_m": 0, "score": 3, "share_inside": 4,
    "distance_m": 0, "chainage_km": 1, "offset_m": 0, "bearing_deg": 1,
    "p_inside": 3, "station_km": 0,
}  # fmt: skip
_EMPTY = {**dict.fromkeys(POSITIONS, 0), "focus": False, "form": "name"}  # what a missing cell of these holds
_DTYPES = {**dict.fromkeys(POSITIONS, "int64"), **dict.fromkeys(LEVELS, "Int64"), "focus": "bool"}


def normal(columns: Mapping[str, Column | pa.Array], fields: Iterable[str] = FIELDS) -> dict[str, pa.Array]:
    """Return columns by field as Arrow arrays that a table holds: typed, rounded, lists never missing.

    Parameters
    ----------
    columns
        n rows each, at least one column. A field that is missing is empty, one that is not in `fields` is left out.
    fields
        Which of `FIELDS` are wanted, in their order.

    Raises
    ------
    ValueError, TypeError
        If a value is not of the field's type; the message names the field.
    """
    size = next((_length(column) for column in columns.values()), 0)
    arrays = {}
    for name in fields:
        kind = SCHEMA.field(name).type
        try:
            array = _array(columns[name], kind) if name in columns else pa.nulls(size, kind)
        except (pa.ArrowException, OverflowError) as error:
            message = f"`{name}`: {error}"
            raise ValueError(message) from error
        arrays[name] = _filled(name, _rounded(name, array))
    return arrays


def _length(column: Column | pa.Array) -> int:
    return len(column) if isinstance(column, pa.Array | pa.ChunkedArray) else length(column)


def _array(column: Column | pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not isinstance(column, pa.Array):
        return to_arrow(column, kind)
    if column.type == kind or not pa.types.is_dictionary(kind):
        return column.cast(kind)
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return plain.cast(kind.value_type).dictionary_encode()


def _filled(name: str, array: pa.Array) -> pa.Array:
    if name not in _EMPTY or not array.null_count:
        return array
    if pa.types.is_dictionary(array.type):
        return array.dictionary_decode().fill_null(_EMPTY[name]).dictionary_encode()
    return array.fill_null(_EMPTY[name])


def _rounded(name: str, array: pa.Array) -> pa.Array:
    """Round the numbers of a column, wherever they lie in it; a list that is missing becomes an empty one."""
    kind = array.type
    if name in DIGITS and pa.types.is_floating(kind):
        values = array.to_numpy(zero_copy_only=False)
        return to_arrow(np.round(values, DIGITS[name]) + 0.0, kind)  # + 0.0: there is no -0.0
    if pa.types.is_list(kind):
        return pa.ListArray.from_arrays(array.offsets, _rounded("", array.values), type=kind)
    if pa.types.is_struct(kind) and any(field.name in DIGITS for field in kind):
        parts = [_rounded(field.name, array.field(i)) for i, field in enumerate(kind)]
        return pa.StructArray.from_arrays(parts, fields=list(kind), mask=array.is_null() if array.null_count else None)
    return array


def to_table(records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return records (mentions as mappings by field name) as an Arrow table of `SCHEMA`, in the order given."""
    rows = list(records)
    return pa.table(normal({name: [row.get(name) for row in rows] for name in FIELDS}), SCHEMA)


def to_frame(records: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return records as a table.

    Parameters
    ----------
    records
        Mentions as mappings by field name; a field that is missing is empty, one that is not in `FIELDS` is left out.

    Returns
    -------
    mentions
        n rows in the order given, columns `FIELDS` and `geometry` (EPSG:4326 points, None where not placed). Lists
        stay lists, structs are dicts or None; empty text of an unplaced mention is None, a missing number NaN.

    Raises
    ------
    ValueError, TypeError
        If a value is not of the field's type.
    """
    return from_arrow(to_table(records))


def from_arrow(table: pa.Table) -> gpd.GeoDataFrame:
    """Return an Arrow table of `SCHEMA` as :func:`to_frame` gives it."""
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and only for who wants a frame

    columns = {name: _series(name, table.column(name)) for name in FIELDS}
    lon, lat = columns["lon"].to_numpy(), columns["lat"].to_numpy()
    points = np.full(len(table), None, dtype=object)
    there = ~np.isnan(lon)
    points[there] = shapely.points(lon[there], lat[there])
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(points, crs=LONLAT), crs=LONLAT)


def _series(name: str, column: pa.ChunkedArray) -> pd.Series[Any]:
    if pa.types.is_floating(column.type):
        return pd.Series(column.to_numpy(), dtype="float64")
    series: pd.Series[Any] = pd.Series(values_of(column), dtype=_DTYPES.get(name, object))
    return series


def values_of(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """Return the cells of a column as Python values; of each text one object, however many rows hold it."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(array.type):
        texts = np.array([*array.dictionary.to_pylist(), None], dtype=object)
        return list(texts[array.indices.fill_null(len(texts) - 1).to_numpy()])
    if pa.types.is_list(array.type):  # in whole columns, which is several times as fast as cell by cell
        items, ends = values_of(array.flatten()), (array.offsets.to_numpy() - array.offsets[0].as_py()).tolist()
        return [items[start:end] for start, end in pairwise(ends)]
    if pa.types.is_struct(array.type):
        names = [field.name for field in array.type]
        rows = zip(*(values_of(array.field(i)) for i in range(len(names))), strict=True)
        there = array.is_valid().to_pylist()
        return [
            dict(zip(names, row, strict=True)) if is_there else None for row, is_there in zip(rows, there, strict=True)
        ]
    return list(array.to_pylist())


def of_frame(mentions: pd.DataFrame) -> pa.Table:
    """Return a table of mentions as Arrow: the columns of `SCHEMA`, those that it lacks empty."""
    present = {name: mentions[name].tolist() for name in FIELDS if name in mentions.columns}
    return pa.table(normal(present), SCHEMA)


def to_records(mentions: pd.DataFrame | pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as plain records: JSON types only, `FIELDS` in order, missing values None."""
    table = mentions if isinstance(mentions, pa.Table) else of_frame(mentions)
    for batch in table.to_batches(max_chunksize=1000):
        columns = [_whole(name, values_of(batch.column(name))) for name in FIELDS]
        yield from (dict(zip(FIELDS, row, strict=True)) for row in zip(*columns, strict=True))


def _whole(name: str, values: list[Any]) -> list[Any]:
    """Return values with metres as whole numbers, which is what they are."""
    if name == "modifier":
        return [value and {key: _whole(key, [item])[0] for key, item in value.items()} for value in values]
    whole = DIGITS.get(name) == 0
    return [None if value is None else int(value) for value in values] if whole else values


def abstain(table: pa.Table, min_score: float) -> pa.Table:
    """Return a table in which a mention below a score has no place, but still its candidates, and a reason."""
    below = pc.fill_null(pc.less(table["score"], min_score), fill_value=False).combine_chunks()
    if not pc.any(below).as_py():
        return table
    columns = {name: table.column(name).combine_chunks() for name in FIELDS}
    for name in SITE_FIELDS:
        columns[name] = _without(columns[name], below)
    columns["focus"] = pc.and_(columns["focus"], pc.invert(below))
    columns["reasons"] = _with_reason(columns["reasons"], below.to_numpy(zero_copy_only=False))
    return pa.table(columns, SCHEMA)


def _without(array: pa.Array, rows: pa.BooleanArray) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        return pa.DictionaryArray.from_arrays(_without(array.indices, rows), array.dictionary)
    return pc.if_else(rows, pa.scalar(None, array.type), array)


BELOW_THRESHOLD = "score below the threshold"


def _with_reason(lists: pa.ListArray, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> pa.ListArray:
    """Return lists of reasons, those of some rows one longer."""
    offsets, texts = lists.offsets.to_numpy() - lists.offsets[0].as_py(), lists.flatten()
    order = np.insert(np.arange(len(texts)), offsets[1:][rows], len(texts))
    longer = pa.concat_arrays([texts, pa.array([BELOW_THRESHOLD])]).take(pa.array(order))
    return pa.ListArray.from_arrays(pa.array(offsets + np.append(0, np.cumsum(rows)), pa.int32()), longer)
