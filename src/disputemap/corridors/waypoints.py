"""A table of waypoints -> Vertices; what cannot be a corridor is refused by row, with the remedy."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.corridors.bands import measured
from disputemap.crs import GEOD, LONLAT
from disputemap.errors import GeometryError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from disputemap.corridors.model import Floats, Vertices

NUMBERS = ("lon", "lat", "half_width_typical_km", "half_width_max_km", "accuracy_m")
MAX_LON, MAX_LAT = 180, 90
FEWEST = 2  # vertices of a line
MAX_KM = 500.0  # of a half-width or an accuracy: more reaches round the land, and is metres for kilometres


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of waypoints; `lines` says in which line of the file `name` each stands."""

    name: str
    rows: Sequence[Mapping[str, str]]
    lines: Sequence[int]

    def of_version(self, version: str) -> Table:
        """Return the rows of a version, and those that do not say."""
        chosen = [i for i, row in enumerate(self.rows) if (row.get("version") or "") in {"", version}]
        return Table(self.name, [self.rows[i] for i in chosen], [self.lines[i] for i in chosen])

    def refuse(self, row: int, found: str, remedy: str) -> GeometryError:
        """Return the error for a row."""
        return GeometryError(f"{self.name}:{self.lines[row]}: {found}; {remedy}")


def open_waypoints(path: Path) -> Table:
    """Read a CSV file of waypoints.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            numbered = [(row, reader.line_num) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or ("not UTF-8" if isinstance(error, UnicodeDecodeError) else error)
        message = f"{path}: cannot be read ({why}); give a CSV file in UTF-8"
        raise InputError(message) from error
    return Table(str(path), [row for row, _ in numbered], [line for _, line in numbered])


def table_of(rows: Sequence[Mapping[str, str]], name: str) -> Table:
    """Return rows that have been read as the table that they come from, a line each below the header."""
    return Table(name, rows, range(2, len(rows) + 2))


def read_vertices(table: Table, *, land: shapely.Geometry | None = None) -> Vertices:
    """Return the vertices that a table tells.

    Parameters
    ----------
    table
        Columns `lon`, `lat` (EPSG:4326, degrees), `half_width_typical_km`, `half_width_max_km`, `accuracy_m` (how far
        off the vertex may be), and, if it likes, `seq`, which must rise.
    land
        Where vertices must lie, or at least the disc of their accuracy; None is anywhere.

    Raises
    ------
    GeometryError
        If a column lacks, a number is none or out of range, longitude and latitude are swapped, a vertex is off the
        land, comes twice or out of order, or the line crosses itself.
    """
    _check_columns(table)
    numbers = np.array([_numbers(table, row) for row in range(len(table.rows))]).reshape(-1, len(NUMBERS))
    lonlat, half_width_km, accuracy_m = numbers[:, :2], numbers[:, 2:4], numbers[:, 4]
    _check_order(table)
    for check in (_check_degrees(table, lonlat, land), _check_sizes(table, half_width_km, accuracy_m)):
        for error in check:
            raise error
    _check_land(table, lonlat, accuracy_m, land)
    _check_line(table, lonlat)
    return measured(lonlat, half_width_km, accuracy_m)


def _check_columns(table: Table) -> None:
    present = set(table.rows[0]) if table.rows else set(NUMBERS)
    lacking = [name for name in NUMBERS if name not in present]
    if {"lon", "lat"} & set(lacking):
        other = sorted(present & {"x", "y", "easting", "northing", "longitude", "latitude", "geometry", "wkt"})
        found = f" (it has {', '.join(other)})" if other else ""
        message = f"{table.name}:1: lacks the columns lon and lat{found}; give degrees in {LONLAT}, longitude as lon"
        raise GeometryError(message)
    if lacking:
        message = f"{table.name}:1: lacks the column {lacking[0]}; add it, with a number in each row"
        raise GeometryError(message)
    for row, cells in enumerate(table.rows):
        if more := cells.get(None):  # type: ignore[call-overload]  # where csv puts what the header has no name for
            found = f"has {len(more)} more cells than the header"
            raise table.refuse(row, found, "write decimals with a point, and put texts with commas into quotes")
        crs = (cells.get("crs") or "").strip().upper()
        if crs not in {"", LONLAT, "4326"}:
            raise table.refuse(row, f"crs is {crs!r}", f"give degrees in {LONLAT}, and leave the column out")
    if len(table.rows) < FEWEST:
        message = f"{table.name}: has {len(table.rows)} rows; a line needs at least two waypoints"
        raise GeometryError(message)


def _numbers(table: Table, row: int) -> list[float]:
    """Return the cells `NUMBERS` of a row."""
    found = []
    for name in NUMBERS:
        cell = (table.rows[row].get(name) or "").strip()
        found.append(_number(cell))
        if not math.isfinite(found[-1]):
            raise table.refuse(row, f"{name} is {cell!r}", "write a number")
    return found


def _number(cell: str | None) -> float:
    """Return the number in a cell, NaN where there is none."""
    try:
        return float(cell or "nan")
    except ValueError:
        return math.nan


def _check_order(table: Table) -> None:
    """Refuse rows whose `seq` does not rise, for the line joins them as they stand."""
    if "seq" not in table.rows[0]:
        return
    seen: list[float] = []
    for row, cells in enumerate(table.rows):
        seen.append(_number(cells["seq"]))
        if not math.isfinite(seen[-1]):
            raise table.refuse(row, f"seq is {cells['seq']!r}", "number the rows from one end to the other")
    for row, (before, after) in enumerate(pairwise(seen), start=1):
        if after == before:
            raise table.refuse(row, f"seq {after:g} comes twice", "number the rows from one end to the other")
        if after < before:
            raise table.refuse(row, f"seq {after:g} comes after {before:g}", "sort the rows from one end to the other")


def _check_degrees(table: Table, lonlat: Floats, land: shapely.Geometry | None) -> Iterator[GeometryError]:
    """Yield what is no position in degrees, or one with its two numbers swapped."""
    there = shapely.box(*shapely.bounds(land)) if land is not None else shapely.Polygon()
    swapped = np.asarray(shapely.covers(there, _points(lonlat[:, ::-1])) & ~shapely.covers(there, _points(lonlat)))
    for row, (lon, lat) in enumerate(lonlat.tolist()):
        if swapped[row]:
            yield table.refuse(row, f"lon {lon:g}, lat {lat:g} lie there only the other way round", "swap lon and lat")
        if abs(lon) > MAX_LON or abs(lat) > MAX_LAT:
            yield table.refuse(row, f"lon {lon:g}, lat {lat:g} are no degrees", f"give degrees in {LONLAT}")


def _check_sizes(table: Table, half_width_km: Floats, accuracy_m: Floats) -> Iterator[GeometryError]:
    for row, (typical, maximum) in enumerate(half_width_km.tolist()):
        for name, value in zip(NUMBERS[2:4], (typical, maximum), strict=True):
            if not 0 < value <= MAX_KM:
                yield table.refuse(row, f"{name} is {value:g}", f"write kilometres above 0, and {MAX_KM:g} at most")
        if typical > maximum:
            what = f"half_width_typical_km {typical:g} is more than half_width_max_km {maximum:g}"
            yield table.refuse(row, what, "the maximum must be at least as wide")
        if not 0 <= accuracy_m[row] <= 1000 * MAX_KM:
            remedy = f"write metres, 0 if it is exact, and {1000 * MAX_KM:.0f} at most"
            yield table.refuse(row, f"accuracy_m is {accuracy_m[row]:g}", remedy)


def _check_land(table: Table, lonlat: Floats, accuracy_m: Floats, land: shapely.Geometry | None) -> None:
    """Refuse vertices that are farther off the land than they may be off themselves."""
    if land is None:
        return
    points = _points(lonlat)
    for row in np.flatnonzero(~shapely.covers(land, points)).tolist():
        (lon, lat), (nearest_lon, nearest_lat) = shapely.get_coordinates(shapely.shortest_line(points[row], land))
        away_m = GEOD.inv(lon, lat, nearest_lon, nearest_lat)[2]
        if away_m > accuracy_m[row]:
            what = f"lon {lon:g}, lat {lat:g} lie {away_m / 1000:.1f} km outside of the land"
            raise table.refuse(row, what, "correct the position, or raise accuracy_m")


def _points(lonlat: Floats) -> npt.NDArray[Any]:
    return np.asarray(shapely.points(lonlat), dtype=object)


def _check_line(table: Table, lonlat: Floats) -> None:
    """Refuse a line that comes back to a vertex, or crosses or touches itself."""
    _, first, again = np.unique(lonlat, axis=0, return_index=True, return_inverse=True)
    for row, earlier in enumerate(first[again.ravel()].tolist()):
        if earlier < row:
            raise table.refuse(row, f"is the position of line {table.lines[earlier]} again", "leave one of them out")
    if shapely.LineString(lonlat).is_simple:
        return
    legs = np.asarray(shapely.linestrings(np.stack([lonlat[:-1], lonlat[1:]], axis=1)), dtype=object)
    one, other = np.triu_indices(len(legs), k=1)
    met = shapely.intersection(legs[one], legs[other])
    crossed = ~shapely.is_empty(met) & ((other - one > 1) | (shapely.length(met) > 0))
    row, earlier = int(other[crossed][0]), int(one[crossed][0])
    what = f"the line from here on crosses the one from line {table.lines[earlier]} on"
    raise table.refuse(row, what, "sort the rows, or correct a position")
