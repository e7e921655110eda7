"""Columns of a table -> texts of its cells, for JSON, for spreadsheets, for XML.

Texts are made column by column: of few distinct values each is written once, and rows only join them.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from disputemap.table import DIGITS, FIELDS, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production Char
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def column(table: pa.Table, name: str) -> pa.Array:
    """Return a column in one piece."""
    found = table.column(name)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def json_rows(table: pa.Table, fields: Iterable[str] = FIELDS) -> list[str]:
    """Return the rows of a table as JSON objects of some fields."""
    names = list(fields)
    return _json_objects(names, [json_cells(name, column(table, name)) for name in names])


def _json_objects(names: Iterable[str], columns: list[list[str]]) -> list[str]:
    template = f"{{{', '.join(f'{json.dumps(name)}: %s' for name in names)}}}"
    return [template % cells for cells in zip(*columns, strict=True)]


def json_cells(name: str, array: pa.Array) -> list[str]:
    """Return the cells of a column as JSON; `name` tells how many decimals its numbers have."""
    kind = array.type
    if pa.types.is_list(kind):
        items, ends = json_cells(name, array.flatten()), (array.offsets.to_numpy() - array.offsets[0].as_py()).tolist()
        return [f"[{', '.join(items[start:end])}]" for start, end in pairwise(ends)]
    if pa.types.is_struct(kind):
        names = [field.name for field in kind]
        objects = _json_objects(names, [json_cells(names[i], array.field(i)) for i in range(len(names))])
        there = array.is_valid().to_pylist()
        return [text if is_there else "null" for text, is_there in zip(objects, there, strict=True)]
    if pa.types.is_integer(kind):
        return ["null" if value is None else str(value) for value in array.to_pylist()]
    return spread(array, dumps, "null", whole=DIGITS.get(name) == 0)


def spread(array: pa.Array, make: Callable[[Any], Any], missing: Any, *, whole: bool = False) -> list[Any]:  # noqa: ANN401 - any cell
    """Return what is made of each cell, made once for each distinct value."""
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    values = coded.dictionary.to_pylist()
    made = np.empty(len(values) + 1, dtype=object)
    made[:-1] = [make(int(value) if whole else value) for value in values]
    made[-1] = missing
    return list(made[coded.indices.fill_null(len(values)).to_numpy()])


def csv_cells(table: pa.Table, name: str) -> list[Any]:
    """Return the cells of a column as a spreadsheet takes them, see :func:`to_cell`; missing ones are None."""
    array = column(table, name)
    kind = array.type
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind):
        return spread(array, to_cell, None)
    if pa.types.is_list(kind) or pa.types.is_struct(kind):
        return [value and to_cell(_whole(value)) for value in values_of(array)]
    whole = DIGITS.get(name) == 0
    return [None if value is None else int(value) for value in array.to_pylist()] if whole else array.to_pylist()


def _whole(value: Any) -> Any:  # noqa: ANN401 - any struct or list
    """Return a struct with metres as whole numbers, which is what they are."""
    if not isinstance(value, dict):
        return value
    return {key: int(item) if DIGITS.get(key) == 0 and item is not None else item for key, item in value.items()}


def to_cell(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    """Return a value as a cell of a spreadsheet: lists joined, dicts as JSON, formulas disarmed."""
    if isinstance(value, list):
        value = " | ".join(_item(item) for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, str):
        return value
    value = no_nul(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _item(item: Any) -> str:  # noqa: ANN401 - any item of a list
    if isinstance(item, dict):
        return f"{item['place_id']}={item['score']}" if "place_id" in item else json.dumps(item, ensure_ascii=False)
    return str(item)


def no_nul(text: str) -> str:
    r"""Return a text without U+0000, at which programs written in C take a text to end.

    >>> no_nul("a\0b")
    'a�b'
    """
    return text.replace("\0", REPLACEMENT)


def xml_text(text: str) -> str:
    r"""Return a text as XML holds it: what XML 1.0 forbids is replaced, the rest escaped.

    >>> xml_text("a < b & \x01")
    'a &lt; b &amp; �'
    """
    return _NO_XML.sub(REPLACEMENT, text).translate(_XML)


def records(table: pa.Table, fields: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table with some fields, missing values None and metres whole."""
    names = list(fields)
    columns = [_plain(name, column(table, name)) for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _plain(name: str, array: pa.Array) -> list[Any]:
    values = values_of(array)
    return [None if value is None else int(value) for value in values] if DIGITS.get(name) == 0 else values


def gathered(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """Gather tables until they have so many rows, for what has a price each time; their texts become one array."""
    ahead: list[pa.Table] = []
    for table in tables:
        ahead.append(table)
        if sum(map(len, ahead)) >= rows:
            yield _together(ahead)
            ahead = []
    if any(map(len, ahead)):
        yield _together(ahead)


def _together(tables: list[pa.Table]) -> pa.Table:
    """Return tables as one. Codes are of one dictionary then; other columns stay in pieces, which costs nothing."""
    both = pa.concat_tables(tables)
    coded = (pa.types.is_dictionary(kind) for kind in both.schema.types)
    columns = [
        found.combine_chunks() if is_coded else found for found, is_coded in zip(both.columns, coded, strict=True)
    ]
    return pa.table(columns, both.schema)
