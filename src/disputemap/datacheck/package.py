"""datapackage.json and the files that it describes: there, as hashed, readable, with the columns that it says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from disputemap.overlays import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disputemap.geodata import GeoData

    Row = dict[str, Any]

BOM = b"\xef\xbb\xbf"
PATTERNS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"\d{4}(-\d\d){0,2}"),
}
MAX_SHOWN = 60


class Problem(NamedTuple):
    """A problem as one line; after a `fatal` one the rows cannot be judged."""

    line: str
    fatal: bool = False


def check_package(geodata: GeoData) -> Iterator[Problem]:
    """Yield what is wrong with the files of a package."""
    descriptor = geodata.descriptor
    for needed in ("name", "licenses", "disputemap", "resources"):
        if needed not in descriptor:
            yield Problem(f"datapackage.json: lacks {needed!r}; add it", fatal=needed == "resources")
    names = [str(row.get("name")) for row in descriptor.get("resources", [])]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"datapackage.json: describes {name!r} twice; keep one")
    for kind in ("places", "names", "locations"):
        if kind not in names:
            yield Problem(f"datapackage.json: describes no resource {kind!r}; add it", fatal=True)
    for row in descriptor.get("resources", []):
        yield from _check_file(geodata, row)


def _check_file(geodata: GeoData, row: Row) -> Iterator[Problem]:
    path = geodata.root / str(row.get("path"))
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        yield Problem(f"{row.get('path')}: cannot be read ({reason}); restore it or take it out", fatal=True)
        return
    hashed = row.get("hash")
    if hashed and hashed != f"sha256:{hashlib.sha256(data).hexdigest()}":
        yield Problem(f"{row['path']}: is not the file that was hashed; restore it, or rebuild datapackage.json")
    yield from (Problem(line) for line in _check_legal(row, geodata.descriptor))
    if str(row.get("format")) == "parquet":  # read, and checked, where it is used
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Problem(f"{row['path']}: is not UTF-8 (byte {error.start}); save it as UTF-8", fatal=True)
        return
    if data.startswith(BOM) or b"\r" in data:
        yield Problem(f"{row['path']}: has a byte order mark or CR line ends; save it as plain UTF-8 with LF")
    yield from _check_text(row, text)


def _check_legal(row: Row, descriptor: Row) -> Iterator[str]:
    if "sources" in descriptor.get("resources", [{}])[0] and not row.get("sources"):
        yield f"{row['path']}: tells no sources; add them to datapackage.json"
    if not (row.get("licenses") or descriptor.get("licenses")):
        yield f"{row['path']}: tells no licence; add it to datapackage.json"


def _check_text(row: Row, text: str) -> Iterator[Problem]:
    if str(row["path"]).endswith(".csv"):
        header = next(csv.reader(io.StringIO(text, newline="")), [])
        if lacking := set(COLUMNS.get(str(row["name"]).partition("-")[0], ())) - set(header):
            yield Problem(f"{row['path']}:1: lacks the columns {', '.join(sorted(lacking))}; add them", fatal=True)
        yield from (Problem(line) for line in check_table(str(row["path"]), text, row.get("schema", {})))
    else:
        try:
            collection = json.loads(text)
        except ValueError as error:
            yield Problem(f"{row['path']}: is not JSON ({error}); restore it", fatal=True)
            return
        yield from (Problem(line) for line in check_shapes(str(row["path"]), collection))


def check_resources(geodata: GeoData, names: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the tables and shapes of an overlay; a broken hash raises when they are read."""
    for name in names:
        path = geodata.path(name)
        if str(path).endswith(".csv"):
            overlay = geodata.overlay_of(name)
            text = overlay.read(name) if overlay else ""
            yield from check_table(path.name, text, geodata.resources[name].get("schema", {}))
        else:
            yield from check_shapes(path.name, geodata.collection(name))


def check_table(name: str, text: str, schema: Row) -> Iterator[str]:
    """Yield where a table is not as its schema says (Frictionless: columns, types, constraints, key)."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    fields = {str(field["name"]): field for field in schema.get("fields", [])}
    if fields and header != list(fields):
        odd = ", ".join(sorted(set(header) ^ set(fields))) or "their order"
        yield f"{name}:1: columns are not those of its schema ({odd}); correct the header"
        return
    key = schema.get("primaryKey")
    unique = {column for column, field in fields.items() if field.get("constraints", {}).get("unique")}
    unique |= {key} if isinstance(key, str) else set()
    seen: dict[str, set[str]] = {column: set() for column in unique}
    for cells in reader:
        where = f"{name}:{reader.line_num}"
        if len(cells) != len(header):
            yield f"{where}: has {len(cells)} cells, not {len(header)}; mend its commas and quotes"
            continue
        for column, cell in zip(header, cells, strict=True):
            yield from (f"{where}: {column}: {line}" for line in _check_cell(cell, fields.get(column, {})))
            if column in seen and cell in seen[column]:
                yield f"{where}: {column} {_short(cell)} is there already; keep one row"
            seen.get(column, set()).add(cell)


def _check_cell(cell: str, field: Row) -> Iterator[str]:
    rules = field.get("constraints", {})
    if not cell:
        if rules.get("required"):
            yield "is empty; fill it in"
        return
    pattern = PATTERNS.get(field.get("type", ""))
    if pattern and not pattern.fullmatch(cell):
        yield f"{_short(cell)} is no {field['type']}; correct it"
        return
    if "pattern" in rules and not re.fullmatch(rules["pattern"], cell):
        yield f"{_short(cell)} is not of the form {rules['pattern']}; correct it"
    if "enum" in rules and cell not in rules["enum"]:
        yield f"{_short(cell)} is none of {', '.join(rules['enum'])}; choose one"
    if "minimum" in rules and float(cell) < float(rules["minimum"]):
        yield f"{cell} is less than {rules['minimum']}; correct it"
    if "maximum" in rules and float(cell) > float(rules["maximum"]):
        yield f"{cell} is more than {rules['maximum']}; correct it"


def check_shapes(name: str, collection: Row) -> Iterator[str]:
    """Yield which features of a GeoJSON collection are not valid geometries in degrees."""
    if "crs" in collection:
        yield f"{name}: names a CRS; GeoJSON is in EPSG:4326, so reproject it and take `crs` out"
    for number, feature in enumerate(collection.get("features", []), start=1):
        key = (feature.get("properties") or {}).get("place_id") or f"feature {number}"
        try:
            geometry = shape(feature["geometry"])
        except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
            yield f"{name}: {key}: has no geometry that can be read ({error}); correct it"
            continue
        if geometry.is_empty or not geometry.is_valid:
            yield f"{name}: {key}: geometry is {shapely.is_valid_reason(geometry)}; repair it"
        west, south, east, north = geometry.bounds or (0, 0, 0, 0)
        if west < -180 or east > 180 or south < -90 or north > 90:  # noqa: PLR2004 - the Earth
            yield f"{name}: {key}: is not in degrees; reproject it to EPSG:4326"


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= MAX_SHOWN else cell[:MAX_SHOWN] + "…")
