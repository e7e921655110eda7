"""The rows of the gazetteer while it is being built: places with their names, and how they reach the CSV files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLACE_FIELDS = ("place_id", "name", "feature", "country", "parents", "population", "seat_of", "matches", "source")
PLACE_FIELDS += ("source_date", "note")
NAME_FIELDS = ("place_id", "name", "language", "kind", "used_by", "evidence", "source")
LOCATION_FIELDS = ("place_id", "lon", "lat", "accuracy_m", "geometry", "source", "source_date", "note")
LIST_MARK = " | "


@dataclass(frozen=True, slots=True)
class Name:
    """A name as somebody writes it: BCP 47 tag, kind, party that uses it, where it comes from."""

    text: str
    language: str
    kind: str
    source: str
    used_by: str = ""


@dataclass(slots=True)
class Draft:
    """A place under construction. `lon` and `lat` stay None until a source gives a position."""

    place_id: str
    name: str
    feature: str
    country: str = ""
    parents: list[str] = field(default_factory=list)
    population: int = 0
    seat_of: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)
    source: str = ""
    source_date: str = ""
    note: str = ""
    names: list[Name] = field(default_factory=list)
    lon: float | None = None
    lat: float | None = None
    accuracy_m: int = 0
    geometry: str = ""
    location_source: str = ""
    location_date: str = ""
    location_note: str = ""

    def locate(self, lonlat: tuple[float, float], *, accuracy_m: float, source: str, date: str = "") -> None:
        """Record a position, EPSG:4326, with its radius of uncertainty in metres."""
        self.lon, self.lat = lonlat
        self.accuracy_m = round(accuracy_m)
        self.location_source, self.location_date = source, date


def split(cell: str) -> list[str]:
    """Return the items of a cell that holds a list."""
    return [item.strip() for item in cell.split("|") if item.strip()]


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, every cell a string."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, fields: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    """Write rows as CSV: UTF-8, LF, in the order given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode())


def degrees(value: float) -> str:
    """Write degrees with up to six decimals, without needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def place_row(draft: Draft) -> dict[str, str]:
    """Return the row of `places.csv`."""
    return {
        "place_id": draft.place_id,
        "name": draft.name,
        "feature": draft.feature,
        "country": draft.country,
        "parents": LIST_MARK.join(draft.parents),
        "population": str(draft.population or ""),
        "seat_of": LIST_MARK.join(draft.seat_of),
        "matches": LIST_MARK.join(sorted(set(draft.matches))),
        "source": draft.source,
        "source_date": draft.source_date,
        "note": draft.note,
    }


def location_row(draft: Draft) -> dict[str, str]:
    """Return the row of `locations.csv`."""
    if draft.lon is None or draft.lat is None:
        message = f"{draft.place_id}: no position; give its row lon, lat and accuracy_m, or a gn: id that a package has"
        raise ValueError(message)
    return {
        "place_id": draft.place_id,
        "lon": degrees(draft.lon),
        "lat": degrees(draft.lat),
        "accuracy_m": str(draft.accuracy_m),
        "geometry": draft.geometry,
        "source": draft.location_source,
        "source_date": draft.location_date,
        "note": draft.location_note,
    }


def name_rows(draft: Draft) -> list[dict[str, str]]:
    """Return the rows of `names.csv`, one a distinct spelling and language, hand-written ones first to stay."""
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for name in draft.names:
        row = {
            "place_id": draft.place_id,
            "name": name.text,
            "language": name.language,
            "kind": name.kind,
            "used_by": name.used_by,
            "evidence": "",
            "source": name.source,
        }
        seen.setdefault((name.text, name.language), row)
    return sorted(seen.values(), key=lambda row: (row["language"], row["name"]))
