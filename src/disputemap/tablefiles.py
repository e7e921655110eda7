"""Files -> table: the mentions that `geoparse` wrote, as JSON lines or Parquet, checked as they come."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa

from disputemap.errors import InputError
from disputemap.inputs import json_object
from disputemap.table import DIGITS, FIELDS, LEVELS, POSITIONS, SCHEMA, from_arrow, normal, to_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd

    Row = dict[str, Any]

_NEEDED = {"doc", "surface", "start"}
_LARGEST = 2**31 - 1  # a position in a text, an order of names: more is no such thing
_WHOLE = frozenset((*POSITIONS, *LEVELS))
_HOW = "write JSON lines as `disputemap geoparse` does"


def read_mentions(source: str | Path | Iterable[bytes], *, name: str = "stdin") -> gpd.GeoDataFrame:
    """Read a table of mentions that `disputemap geoparse` wrote.

    Parameters
    ----------
    source
        A file of JSON lines or of Parquet, or the lines of one. Files of earlier releases, which lack some of the
        fields, are read too.
    name
        What messages call lines that come from no file.

    Returns
    -------
    mentions
        As :func:`disputemap.table.to_frame` gives them.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is no mention.
    """
    return from_arrow(read_table(source, name=name))


def read_table(source: str | Path | Iterable[bytes], *, name: str = "stdin") -> pa.Table:
    """Read a table of mentions as :func:`read_mentions` does, as Arrow."""
    if not isinstance(source, str | Path):
        return _from_lines(source, name)
    try:
        with Path(source).open("rb") as file:
            start = file.read(4)
            file.seek(0)
            return _from_parquet(file, str(source)) if start == b"PAR1" else _from_lines(file, str(source))
    except OSError as error:
        message = f"{source}: cannot be read ({error.strerror or error}); check the path and its permissions"
        raise InputError(message) from error


def _from_parquet(file: IO[bytes], name: str) -> pa.Table:
    from pyarrow import parquet  # noqa: PLC0415 - few tables are Parquet

    try:
        table = parquet.ParquetFile(file).read()
        missing = ", ".join(sorted(_NEEDED - set(table.column_names)))
        if not missing:
            return pa.table(normal({key: table.column(key) for key in FIELDS if key in table.column_names}), SCHEMA)
        reason = f"it has no column {missing}"
    except (pa.ArrowException, ValueError, TypeError) as error:
        reason = str(error)
    message = f"{name}: is no table of mentions ({reason}); write Parquet as `disputemap geoparse` does"
    raise InputError(message)


def _from_lines(lines: Iterable[bytes], name: str) -> pa.Table:
    rows = list(_mentions(lines, name))
    try:
        return to_table(row for _, row in rows)
    except (ValueError, TypeError):
        for number, row in rows:  # which of them?
            _fit(number, row, name)
        raise


def _fit(number: int, row: Row, name: str) -> None:
    try:
        to_table([row])
    except (ValueError, TypeError) as error:
        message = f"{name}:{number}: {error}; {_HOW}"
        raise InputError(message) from error


def _mentions(lines: Iterable[bytes], name: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(lines, start=1):
        row = json_object(line)
        if line.strip():
            if row is None or not row.keys() >= _NEEDED:
                message = f"{name}:{number}: is no mention; {_HOW}"
                raise InputError(message)
            try:
                _check(row)
            except (TypeError, ValueError) as error:
                message = f"{name}:{number}: {error}; {_HOW}"
                raise InputError(message) from None
            yield number, row


def _check(row: Row) -> None:
    """Refuse values of a kind that the columns, or the files made of them, cannot hold."""
    for name, kind in zip(SCHEMA.names, SCHEMA.types, strict=True):
        value = row.get(name)
        if value is None:
            continue
        if name in _WHOLE or name in DIGITS:
            _check_number(name, value)
        elif pa.types.is_list(kind) or pa.types.is_struct(kind):
            _check_kind(name, value, list if pa.types.is_list(kind) else dict)
            _check_inside(name, value)
        else:
            _check_kind(name, value, bool if pa.types.is_boolean(kind) else str)
    if (row.get("lon") is None) != (row.get("lat") is None):
        message = "has one of `lon` and `lat`"
        raise ValueError(message)
    json.dumps(row, ensure_ascii=False).encode()  # half of a surrogate pair is no character


def _check_kind(name: str, value: Any, kind: type) -> None:  # noqa: ANN401 - any JSON value
    if not isinstance(value, kind):
        message = f"`{name}` is no {kind.__name__}"
        raise TypeError(message)


def _check_inside(name: str, value: list[Any] | Row) -> None:
    """Check the numbers in a struct or in a list of them; the rest Arrow refuses."""
    for item in [value] if isinstance(value, dict) else value:
        for key in item if isinstance(item, dict) else ():
            if key in DIGITS and item[key] is not None:
                _check_number(f"{name}.{key}", item[key], whole=False)


def _check_number(name: str, value: Any, *, whole: bool | None = None) -> None:  # noqa: ANN401 - any JSON value
    wanted = int if (name in _WHOLE if whole is None else whole) else int | float
    if not isinstance(value, wanted) or isinstance(value, bool) or not _is_finite(value):
        message = f"`{name}` is {value!r}, not a number"
        raise ValueError(message)
    if wanted is int and abs(value) > _LARGEST:
        message = f"`{name}` is {value!r}, too large a number"
        raise ValueError(message)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 308 digits
        return False
