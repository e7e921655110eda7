"""Columns in the making -> Arrow: what parsing hands on, column by column, without a step for each row.

A column of n rows is an array of numbers or truths, a plain list, or one of the three shapes below. They hold what
parsing has at hand anyway (numbers of things and the few distinct things), so that no row is ever an object of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from disputemap.ragged import expand, to_offsets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disputemap.models import Site

Numbers: TypeAlias = npt.NDArray[Any]


class Coded(NamedTuple):
    """A column of few distinct values (text, lists, dicts): row i holds `values[codes[i]]`, nothing where it is -1.

    Values that many columns share may be an Arrow array, made once.
    """

    codes: npt.NDArray[np.int32]
    values: Sequence[Any] | pa.Array


class Ragged(NamedTuple):
    """A column of lists: row i holds `items[offsets[i]:offsets[i + 1]]`; items that are a dict are structs."""

    offsets: npt.NDArray[np.int64]
    items: Flat | dict[str, Flat]


class Struct(NamedTuple):
    """A column of structs, field by field; nothing where `there` is false, whatever the fields hold there."""

    there: npt.NDArray[np.bool_]
    fields: dict[str, Flat]


Flat: TypeAlias = "Numbers | Coded | list[Any]"
Column: TypeAlias = "Numbers | Coded | list[Any] | Ragged | Struct"


class Parsed(NamedTuple):
    """The mentions of a batch of documents, in the order of the documents and their text.

    `columns` holds every field of the record but those of the site and the corridor, n rows each. `site` tells which
    of `sites` (distinct in the batch) a row points to, -1 is none. Rows not `kept` do not count (None: all do).
    """

    columns: Mapping[str, Column]
    site: npt.NDArray[np.int32]
    sites: list[Site]
    kept: npt.NDArray[np.bool_] | None = None


def length(column: Column) -> int:
    """Return the number of rows of a column."""
    if isinstance(column, Coded):
        return len(column.codes)
    if isinstance(column, Ragged):
        return len(column.offsets) - 1
    return len(column.there if isinstance(column, Struct) else column)


def take(column: Column, rows: npt.NDArray[np.int64]) -> Column:
    """Return some rows of a column: of numbers, which is quicker than of what they stand for."""
    if isinstance(column, np.ndarray):
        return column.take(rows)
    if isinstance(column, Coded):
        return Coded(column.codes.take(rows), column.values)
    if isinstance(column, Struct):
        return Struct(
            column.there.take(rows), {name: _flat(take(field, rows)) for name, field in column.fields.items()}
        )
    if isinstance(column, Ragged):
        offsets, at = to_offsets(np.diff(column.offsets)[rows]), expand(column.offsets, rows).at
        if isinstance(column.items, dict):
            return Ragged(offsets, {name: _flat(take(field, at)) for name, field in column.items.items()})
        return Ragged(offsets, _flat(take(column.items, at)))
    return [column[row] for row in rows.tolist()]


def _flat(column: Column) -> Flat:
    return cast("Flat", column)  # rows of what is flat are flat


def to_arrow(column: Column, kind: pa.DataType) -> pa.Array:
    """Return a column as an Arrow array of n rows.

    Parameters
    ----------
    column
        NaN among numbers, None in a list and -1 among codes are missing.
    kind
        What the array holds. Fields of a struct that the column does not have are missing, others are left out.

    Raises
    ------
    pa.ArrowException
        If a value does not fit.
    """
    if pa.types.is_dictionary(kind):
        return _coded(column, kind)
    if isinstance(column, Coded):
        return _array(column.values, kind).take(_codes(column))
    if isinstance(column, Ragged):
        offsets = pa.array(column.offsets, pa.int32())  # 2^31 items are more than a batch holds
        if isinstance(column.items, dict):
            items = _struct(column.items, kind.value_type, size=int(column.offsets[-1]))
        else:
            items = to_arrow(column.items, kind.value_type)
        return pa.ListArray.from_arrays(offsets, items, type=kind)
    if isinstance(column, Struct):
        return _struct(column.fields, kind, size=len(column.there), missing=~column.there)
    return _array(column, kind)


def _coded(column: Column, kind: pa.DataType) -> pa.Array:
    """Return an array of codes. What they stand for is distinct and there, as writers of Parquet take for granted."""
    if not isinstance(column, Coded):
        return to_arrow(column, kind.value_type).dictionary_encode()
    codes = _codes(column)
    values = _array(column.values, kind)
    if len(values.dictionary) < len(values):  # some were the same, or missing
        codes = values.indices.take(codes)
    return pa.DictionaryArray.from_arrays(codes, values.dictionary)


def _codes(column: Coded) -> pa.Array:
    return _masked(column.codes, column.codes < 0)


def _masked(values: Numbers, missing: npt.NDArray[np.bool_], kind: pa.DataType | None = None) -> pa.Array:
    """Return values as an array: as they are, without a copy, where none is missing."""
    return pa.array(values, kind, mask=missing if missing.any() else None)


def _struct(
    fields: dict[str, Flat],
    kind: pa.DataType,
    *,
    size: int,
    missing: npt.NDArray[np.bool_] | None = None,
) -> pa.Array:
    wanted = [kind.field(i) for i in range(kind.num_fields)]
    arrays = [
        to_arrow(fields[one.name], one.type) if one.name in fields else pa.nulls(size, one.type) for one in wanted
    ]
    mask = None if missing is None else pa.array(missing)
    return pa.StructArray.from_arrays(arrays, fields=wanted, mask=mask)


def texts(values: Sequence[str]) -> pa.Array:
    """Return texts as an Arrow array, for columns that share them."""
    return _array(values, pa.string())


def _array(values: Numbers | Sequence[Any] | pa.Array, kind: pa.DataType) -> pa.Array:
    """Return plain values as an array; half of a surrogate pair, which no file can hold, becomes a question mark."""
    if isinstance(values, pa.Array):
        return values.cast(kind)
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return _masked(values, np.isnan(values), kind)
    plain = values if isinstance(values, np.ndarray) else list(values)
    try:
        return pa.array(plain, kind, from_pandas=True)
    except UnicodeEncodeError:
        return pa.array([_sound(value) for value in plain], kind)


def _sound(value: Any) -> Any:  # noqa: ANN401 - text, or lists and dicts of it
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: _sound(item) for key, item in value.items()}
    return [_sound(item) for item in value] if isinstance(value, list | tuple) else value
