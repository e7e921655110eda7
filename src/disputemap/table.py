"""records <-> table <-> JSON lines: mentions as rows, the same bytes for the same input.

The columns are those of the Mention record, in its order (`FIELDS`). Numbers are rounded once, here, so that a map
drawn from a table and one drawn from its file are the same.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from disputemap.crs import LONLAT
from disputemap.errors import InputError
from disputemap.inputs import json_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_POSITIONS = ("start", "end", "token_start", "token_end", "sentence_start")
_LEVELS = ("where_prec", "geo_precision")
_LISTS = ("clitics", "reasons", "candidates", "themes")
_DIGITS = {
    "lon": 6, "lat": 6, "accuracy_m": 0, "score": 3, "share_inside": 4,
    "distance_m": 0, "chainage_km": 1, "offset_m": 0, "bearing_deg": 1,
}  # fmt: skip
FIELDS = (
    "doc", "start", "end", "surface", "token_start", "token_end", "clitics", "lang",
    "place_id", "name", "feature", "lon", "lat", "accuracy_m", "role", "score", "reasons", "candidates",
    "modifier", "where_prec", "geo_precision", "relation", "share_inside", "distance_m", "chainage_km", "offset_m",
    "date", "source", "title", "themes", "sentence", "sentence_start",
)  # fmt: skip


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
        stay lists, `modifier` is a dict or None; empty text of an unplaced mention is None, a missing number NaN.
    """
    rows = [clean(record) for record in records]
    columns = {name: _column(name, [row[name] for row in rows]) for name in FIELDS}
    points = [None if row["lon"] is None else shapely.Point(row["lon"], row["lat"]) for row in rows]
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(points, crs=LONLAT), crs=LONLAT)


def _column(name: str, values: list[Any]) -> pd.Series[Any]:
    kinds: dict[str, Any] = dict.fromkeys(_POSITIONS, "int64") | dict.fromkeys(_LEVELS, "Int64")
    column: pd.Series[Any] = pd.Series(values, dtype=kinds.get(name, "float64" if name in _DIGITS else object))
    return column


def to_records(mentions: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as plain records: JSON types only, `FIELDS` in order, missing values None."""
    present = [name for name in FIELDS if name in mentions.columns]
    for values in zip(*(mentions[name] for name in present), strict=True):
        yield clean(dict(zip(present, values, strict=True)))


def clean(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with all `FIELDS` in order, rounded, every value one that JSON knows."""
    row = {name: _plain(name, record.get(name)) for name in FIELDS}
    for name in _LISTS:
        row[name] = row[name] or []
    for name in _POSITIONS:
        row[name] = row[name] or 0
    return row


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - any cell; one line a kind of it
    if isinstance(value, dict):
        return {key: _plain(key, item) for key, item in value.items()}
    if isinstance(value, str):
        return value
    if hasattr(value, "tolist"):  # numpy's numbers and arrays, which Parquet gives for lists
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(name, item) for item in value]
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if name in _DIGITS:
        return round(value, _DIGITS[name] or None)
    return value


def write_jsonl(mentions: pd.DataFrame, file: IO[str]) -> None:
    """Write a table of mentions, one JSON object a line."""
    for record in to_records(mentions):
        file.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")


def read_mentions(source: str | Path | Iterable[bytes], *, name: str = "stdin") -> gpd.GeoDataFrame:
    """Read the table that `write_jsonl` wrote.

    Parameters
    ----------
    source
        A file, or the lines of one.
    name
        What messages call lines that come from no file.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is no mention.
    """
    if not isinstance(source, str | Path):
        return to_frame(list(_mentions(source, name)))
    try:
        with Path(source).open("rb") as file:
            return to_frame(list(_mentions(file, str(source))))
    except OSError as error:
        message = f"{source}: cannot be read ({error.strerror or error}); check the path and its permissions"
        raise InputError(message) from error


def _mentions(lines: Iterable[bytes], name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        row = json_object(line)
        if line.strip():
            if row is None or not {"doc", "surface", "start"} <= row.keys():
                message = f"{name}:{number}: is no mention; write JSON lines as `disputemap geoparse` does"
                raise InputError(message)
            try:
                _check(row)
            except (TypeError, ValueError) as error:
                message = f"{name}:{number}: {error}; write JSON lines as `disputemap geoparse` does"
                raise InputError(message) from None
            yield row


def _check(row: dict[str, Any]) -> None:
    """Refuse values of a kind that the columns, or the files made of them, cannot hold."""
    for name in (*_POSITIONS, *_LEVELS, *(name for name in _DIGITS if name in FIELDS)):
        value = row.get(name)
        whole = name in _POSITIONS or name in _LEVELS
        sound = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if value is not None and not (sound and math.isfinite(value)):
            message = f"`{name}` is {value!r}, not a number"
            raise ValueError(message)
    if (row.get("lon") is None) != (row.get("lat") is None):
        message = "has one of `lon` and `lat`"
        raise ValueError(message)
    for name, kind in {**dict.fromkeys(_LISTS, list), "modifier": dict, "doc": str, "surface": str}.items():
        if row.get(name) and not isinstance(row[name], kind):
            message = f"`{name}` is no {kind.__name__}"
            raise TypeError(message)
    json.dumps(row, ensure_ascii=False).encode()  # half of a surrogate pair is no character
