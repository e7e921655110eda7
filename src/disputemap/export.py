"""table -> text: JSON lines, CSV, GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from disputemap.table import FIELDS, to_records, write_jsonl

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("jsonl", "csv", "geojson")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_text(mentions: pd.DataFrame, form: str) -> str:
    """Return a table of mentions in one of `FORMATS`."""
    return {"jsonl": _to_jsonl, "csv": to_csv, "geojson": to_geojson}[form](mentions)


def _to_jsonl(mentions: pd.DataFrame) -> str:
    buffer = io.StringIO()
    write_jsonl(mentions, buffer)
    return buffer.getvalue()


def to_csv(mentions: pd.DataFrame) -> str:
    """Return the table as CSV (UTF-8, LF, text quoted and numbers not), for a spreadsheet.

    Lists are joined with " | ", candidates are written `place_id=score`, the modifier as JSON. A text that a
    spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a return) gets a leading `'`;
    numbers stay numbers. JSON lines have the text as it was.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(FIELDS)
    for record in to_records(mentions):
        writer.writerow([to_cell(value) for value in record.values()])
    return buffer.getvalue()


def to_cell(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    """Return a value as a cell of a spreadsheet: lists joined, dicts as JSON, formulas disarmed."""
    if isinstance(value, list):
        value = " | ".join(_item(item) for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _item(item: Any) -> str:  # noqa: ANN401 - any item of a list
    return f"{item['place_id']}={item['score']}" if isinstance(item, dict) else str(item)


def to_geojson(mentions: pd.DataFrame) -> str:
    """Return the table as a GeoJSON FeatureCollection, one feature a line; unplaced mentions have a null geometry."""
    features = [json.dumps(_feature(record), ensure_ascii=False) for record in to_records(mentions)]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"


def _feature(record: dict[str, Any]) -> dict[str, Any]:
    position = [record["lon"], record["lat"]]
    geometry = None if None in position else {"type": "Point", "coordinates": position}
    return {"type": "Feature", "geometry": geometry, "properties": record}
