"""Overlays: a user's own places and boundaries, one zip file each, laid over a data package.

An overlay is itself a small data package: `datapackage.json` with `disputemap: {"overlay": 1}`, the tables `places`,
`names` and `locations` in the package's own columns, and for boundaries `shapes` (GeoJSON). `imports` writes them; the
work of matching is done there, so that reading one is reading three tables. In a package with overlays their
resources are called `places-overlay1`, `shapes-overlay1`, ... in the order in which they were given.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from disputemap.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Row = dict[str, str]

VERSION = 1
DESCRIPTOR = "datapackage.json"
MAX_BYTES = 1 << 30  # of one resource, unpacked
COLUMNS = {
    "places": (
        *("place_id", "name", "feature", "country", "parents", "population"),
        *("seat_of", "matches", "source", "source_date", "note"),
    ),
    "names": ("place_id", "name", "language", "kind", "used_by", "evidence", "source"),
    "locations": ("place_id", "lon", "lat", "accuracy_m", "geometry", "source", "source_date", "note"),
}
EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True)
class Overlay:
    """An overlay file, opened; `number` counts from 1 in the order given."""

    path: Path
    number: int

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """Its `datapackage.json`, parsed.

        Raises
        ------
        GazetteerError
            If the file is no overlay, or one of a later version.
        """
        data = self._unpack(DESCRIPTOR)
        try:
            found = json.loads(data)
            version = found["disputemap"]["overlay"]
            [(row["name"], row["path"]) for row in found["resources"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            message = f"{self.path}: not an overlay ({error}); make one with `disputemap gazetteer import`"
            raise GazetteerError(message) from error
        if version != VERSION:
            message = (
                f"{self.path}: overlay of version {version}, this program reads {VERSION}; import the source again"
            )
            raise GazetteerError(message)
        return dict(found)

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """What the package calls the overlay's files (`places-overlay1`), with their description."""
        rows = self.descriptor["resources"]
        return {f"{row['name']}-overlay{self.number}": {**row, "overlay": self.number} for row in rows}

    def read(self, resource: str) -> str:
        """Return the text of one of `resources`, checked against its hash."""
        row = self.resources[resource]
        data = self._unpack(str(row["path"]))
        if f"sha256:{hashlib.sha256(data).hexdigest()}" != row.get("hash"):
            message = f"{self.path}: {row['path']} is not what its hash says; import the source again"
            raise GazetteerError(message)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"{self.path}: {row['path']} is not UTF-8 ({error}); import the source again"
            raise GazetteerError(message) from error

    def table(self, resource: str) -> list[Row]:
        """Return the rows of a table; a `geometry` that names the overlay's own shapes says which overlay's."""
        try:
            header, *cells = [*csv.reader(io.StringIO(self.read(resource), newline=""))] or [[]]
        except csv.Error as error:
            message = f"{self.path}: {resource} cannot be read ({error}); import the source again"
            raise GazetteerError(message) from error
        lacking = set(COLUMNS.get(resource.partition("-")[0], ())) - set(header)
        if lacking or any(len(row) != len(header) for row in cells):
            what = f"lacks the columns {', '.join(sorted(lacking))}" if lacking else "has rows of unequal length"
            message = f"{self.path}: {resource} {what}; import the source again"
            raise GazetteerError(message)
        rows = [dict(zip(header, row, strict=True)) for row in cells]  # csv.DictReader takes twice as long
        if "geometry" in header:
            own = {row["name"]: name for name, row in self.resources.items()}
            for row in rows:
                row["geometry"] = own.get(row["geometry"], row["geometry"])
        return rows

    def _unpack(self, name: str) -> bytes:
        try:
            with ZipFile(self.path) as archive:
                if archive.getinfo(name).file_size > MAX_BYTES:
                    message = f"{self.path}: {name} is larger than {MAX_BYTES >> 20} MB unpacked; import a smaller part"
                    raise GazetteerError(message)
                return archive.read(name)
        except FileNotFoundError:
            message = f"{self.path}: no such file; make an overlay with `disputemap gazetteer import`"
            raise GazetteerError(message) from None
        except (OSError, BadZipFile, KeyError, zlib.error, NotImplementedError, RuntimeError) as error:
            message = f"{self.path}: not an overlay ({error}); make one with `disputemap gazetteer import`"
            raise GazetteerError(message) from error


def draw_over(collection: dict[str, Any], drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a GeoJSON collection in which the features of an overlay take the place of those of the same places."""
    ids = {feature["properties"]["place_id"] for feature in drawn}
    kept = [row for row in collection["features"] if (row.get("properties") or {}).get("place_id") not in ids]
    return {**collection, "features": [*kept, *drawn]}


def find_conflicts(old: Row, new: Row) -> Iterator[str]:
    """Say where a later row contradicts the one it replaces: another kind, another country, too far away.

    Examples
    --------
    >>> where = {"place_id": "alba", "lon": "14", "lat": "53", "accuracy_m": "2000"}
    >>> list(find_conflicts(where, {**where, "lat": "53.1"}))
    ['alba: moved by 11.1 km, accuracies allow 4.0']
    """
    for column in ("feature", "country"):
        if old.get(column) and new.get(column) and old[column] != new[column]:
            yield f"{new['place_id']}: {column} was {old[column]}, is {new[column]}"
    try:
        distance = distance_m(*(float(row[key]) for row in (old, new) for key in ("lon", "lat")))
        allowed = float(old["accuracy_m"] or 0) + float(new["accuracy_m"] or 0)
    except (KeyError, ValueError):
        return
    if distance > allowed:
        yield f"{new['place_id']}: moved by {distance / 1000:.1f} km, accuracies allow {allowed / 1000:.1f}"


def distance_m(lon0: float, lat0: float, lon1: float, lat1: float) -> float:
    """Return the great-circle distance of two positions in metres, good to half a percent and quick for many.

    Examples
    --------
    >>> round(distance_m(44, 35, 45, 35))
    91085
    """
    a, b = math.radians(lat0), math.radians(lat1)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon1 - lon0) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(math.sqrt(half), 1.0))
