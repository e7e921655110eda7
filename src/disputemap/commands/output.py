"""Records -> standard output: a table for people, JSON lines or CSV for programs, written as they come."""

from __future__ import annotations

import csv
import io
import json
import sys
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMATS = ("table", "jsonl", "csv")
NUMBERS = frozenset({"lon lat", "± km", "score", "km away", "from", "to", "km", "km²", "km² before clipping"})
SHORT = NUMBERS | {"place_id", "feature", "claim"}

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="A table for people, or JSON lines or CSV.  [default: table on a terminal, else jsonl]",
)


def write_records(
    records: Iterable[dict[str, Any]], fields: Sequence[str], form: str | None, *, at_once: bool = False
) -> None:
    """Write records to standard output, with `at_once` each as soon as it is there."""
    chosen = form or ("table" if sys.stdout.isatty() else "jsonl")
    if chosen == "table":
        print_answers(records)
        return
    if chosen == "csv":
        write_text(_to_csv([fields]))
    for record in records:
        line = json.dumps(record, ensure_ascii=False) + "\n"
        write_text(line if chosen == "jsonl" else _to_csv([[record[field] for field in fields]]))
        if at_once:
            sys.stdout.buffer.flush()
    sys.stdout.buffer.flush()


def write_text(text: str) -> None:
    """Write text to standard output as UTF-8, whatever the locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _to_csv(rows: Iterable[Iterable[Any]]) -> str:
    from disputemap.exports.cells import to_cell  # noqa: PLC0415 - imported when used

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([to_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def to_csv_text(records: Sequence[dict[str, Any]]) -> str:
    """Return records as CSV, with every column that one of them has."""
    fields = list(dict.fromkeys(field for record in records for field in record))
    return _to_csv([fields, *([record.get(field) for field in fields] for record in records)])


def print_answers(records: Iterable[dict[str, Any]]) -> None:
    """Print answers about places, a small table for each query."""
    for query, answers in groupby(records, key=itemgetter("query")):
        rows = list(answers)
        areas = rows[0].get("areas")
        print_table(map(_row, rows), title=f"{query} (in {', '.join(areas)})" if areas else query)


def _row(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a person wants to see of an answer, in few columns."""
    located = record["lon"] is not None
    row = {
        "place_id": record["place_id"],
        "feature": record["feature"],
        "lon lat": f"{record['lon']:.3f} {record['lat']:.3f}" if located else "",
        "± km": f"{record['accuracy_m'] / 1000:.1f}" if located else "",
    }
    if "distance_m" in record:
        return {**row, "km away": f"{record['distance_m'] / 1000:.1f}"}
    return {**row, "score": f"{record['score']:.2f}", "how": record["reasons"]}


def print_table(records: Iterable[dict[str, Any]], *, title: str = "") -> None:
    """Print records as a table, with only the columns that hold something."""
    from rich import box  # noqa: PLC0415 - imported when used
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    rows = [{field: _show(value) for field, value in record.items()} for record in records]
    shown = [field for field in (rows[0] if rows else ()) if any(row[field] for row in rows)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=Text(_show(title)) if title else None)
    table.title_justify, table.title_style = "left", "bold"
    for field in shown:
        justify: Literal["left", "right"] = "right" if field in NUMBERS else "left"
        table.add_column(field, justify=justify, overflow="fold", no_wrap=field in SHORT)
    for row in rows:
        table.add_row(*(Text(row[field]) for field in shown))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without our letters shows marks in their place
    Console(file=sys.stdout, highlight=False).print(table)


def _show(value: Any) -> str:  # noqa: ANN401 - any value of a record
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_show, value))
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value))
