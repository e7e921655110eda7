"""CSV with any columns, and LP-TSV 0.5 -> rows."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from disputemap.errors import InputError
from disputemap.imports.checking import find_formula
from disputemap.imports.fields import CLASSES, check_mapping, guess_fields, kind_of_concept, row_of, short_id
from disputemap.imports.reading import open_source, read_rows
from disputemap.imports.rows import Refusal, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from disputemap.imports.rows import ImportRow

    MakeRow = Callable[[str, Mapping[str, str]], ImportRow | Refusal]

DELIMITERS = "\t;,|"
_LIST = re.compile(r"\s*;\s*")
LP_COLUMNS = {"id", "title", "title_source"}


def read_header(path: Path) -> list[str]:
    """Return the cells of a table's first row.

    Raises
    ------
    InputError
        If there is none.
    """
    with open_source(path, is_table) as file:
        _, cells = next(read_rows(file, delimiter=_delimiter(path)), (0, Trouble("empty", "give a file with rows")))
    if isinstance(cells, Trouble):
        message = f"{path}: its first row is {cells.what}; {cells.remedy}"
        raise InputError(message)
    return [cell.strip() for cell in cells]


def is_table(name: str) -> bool:
    """Tell whether a member of a zip file is a table."""
    return name.lower().endswith((".csv", ".tsv", ".txt", ".tab"))


def _delimiter(path: Path) -> str:
    """Return the sign that parts the cells of the first line: the one that is most frequent there."""
    with open_source(path, is_table) as file:
        head = file.readline(1 << 16).decode("utf-8", "replace")
    return max(DELIMITERS, key=lambda sign: (head.count(sign), -DELIMITERS.index(sign)))


def read_csv(path: Path, mapping: Mapping[str, str]) -> Iterator[ImportRow | Refusal]:
    """Yield the rows of a table with a header.

    Parameters
    ----------
    path
        CSV, TSV or semicolons, as the header shows; UTF-8.
    mapping
        Our fields (`name`, `lon`, `name_ar`, ...) to the table's columns; what is not given is guessed from common
        headers.

    Raises
    ------
    InputError
        If a column of `mapping` is missing, or none is the name.
    """
    header = read_header(path)
    fields = _map(header, mapping, path)
    return _read(
        path, header, lambda where, cells: row_of(where, {ours: cells[theirs] for ours, theirs in fields.items()})
    )


def _map(header: list[str], mapping: Mapping[str, str], path: Path) -> dict[str, str]:
    check_mapping(header, mapping, path)
    fields = {field: column for field, column in {**guess_fields(header), **mapping}.items() if column}
    if not any(field.startswith("name") for field in fields):
        message = f"{path}: no column is known for the name; give --map name=... (columns: {', '.join(header)})"
        raise InputError(message)
    return fields


def _read(path: Path, header: list[str], make: MakeRow, *, quoted: bool = True) -> Iterator[ImportRow | Refusal]:
    with open_source(path, is_table) as file:
        rows = read_rows(file, delimiter=_delimiter(path), quoted=quoted)
        next(rows)
        for number, cells in rows:
            where = f"{path.name}: row {number}"
            trouble = cells if isinstance(cells, Trouble) else _find_row_trouble(cells, header)
            if trouble or isinstance(cells, Trouble):
                yield Refusal(where, *(trouble or ("", "")))
            else:
                yield make(where, dict(zip(header, (cell.strip() for cell in cells), strict=False)))


def _find_row_trouble(cells: list[str], header: list[str]) -> Trouble | None:
    if len(cells) != len(header):
        remedy = "put cells that hold the separator in quotation marks, and fill short rows up"
        return Trouble(f"{len(cells)} cells, the header has {len(header)}", remedy)
    return next((trouble for cell in cells if (trouble := find_formula(cell.strip()))), None)


def read_lp_tsv(path: Path) -> Iterator[ImportRow | Refusal]:
    """Yield the rows of an LP-TSV file (Linked Places delimited, version 0.5).

    Raises
    ------
    InputError
        If it lacks a required column.
    """
    header = read_header(path)
    if lacking := LP_COLUMNS - set(header):
        message = f"{path}: LP-TSV needs the column {min(lacking)!r}; add it, or import with --format csv --map"
        raise InputError(message)
    return _read(path, header, _lp_row, quoted=path.suffix.lower() == ".csv")


def _lp_row(where: str, cells: Mapping[str, str]) -> ImportRow | Refusal:
    fields = {
        "id": cells["id"],
        "name": cells["title"],
        "lon": cells.get("lon", ""),
        "lat": cells.get("lat", ""),
        "country": cells.get("ccodes", "").partition(";")[0],
        "feature": _lp_feature(cells),
        "names": cells.get("variants", ""),
        "matches": cells.get("matches", ""),
        "wkt": cells.get("geowkt", ""),
        "accuracy_m": _metres(cells.get("approximation", "")),
        "note": cells.get("description", ""),
    }
    ids, names = (_LIST.split(cells.get(column, "")) for column in ("parent_id", "parent_name"))
    pairs = [(short_id(one.lstrip("#")), other) for one, other in zip_longest(ids, names, fillvalue="")]
    parents = tuple(tuple(way for way in pair if way) for pair in pairs if any(pair))
    return row_of(where, fields, parents=parents)


def _lp_feature(cells: Mapping[str, str]) -> str:
    """Return what the kind of place may be: the type in words, its concept of the AAT, what its class usually is."""
    concepts = [kind_of_concept(number) for number in _LIST.split(cells.get("aat_types", ""))]
    classes = [CLASSES.get(letter, "") for letter in _LIST.split(cells.get("fclasses", ""))]
    return " | ".join(word for word in [*_LIST.split(cells.get("types", "")), *concepts, *classes] if word)


def _metres(kilometres: str) -> str:
    return f"{float(kilometres) * 1000:g}" if re.fullmatch(r"\d+(\.\d+)?", kilometres) else ""
