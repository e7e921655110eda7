"""Tables and GeoJSON as the data package keeps them: sorted, LF, UTF-8, the same bytes for the same input."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from disputemap.packagefiles import DECIMALS, geojson_text, rounded, table_text
from geo.build.fetch import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import shapely

__all__ = ["DECIMALS", "GEO", "SOURCES", "read_table", "rounded", "write_geojson", "write_table", "write_text"]

GEO = ROOT / "geo"
SOURCES = GEO / "sources"


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, every cell a string."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, fields: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV, in the order given."""
    write_text(path, table_text(fields, rows))


def write_geojson(path: Path, features: Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]) -> None:
    """Write features (geometry in EPSG:4326, properties), one a line, polygons wound as RFC 7946 asks."""
    write_text(path, geojson_text(features))


def write_text(path: Path, text: str) -> None:
    """Write a text as it is, UTF-8, and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    print(f"wrote {path.relative_to(ROOT)} ({len(text.encode()) / 1024:.0f} kB)")
