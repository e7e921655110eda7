"""Tables and GeoJSON as the data package keeps them: sorted, LF, UTF-8, the same bytes for the same input."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.build.fetch import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


GEO = ROOT / "geo"
SOURCES = GEO / "sources"
DECIMALS = 5
"""Of a degree in shapes, about one metre."""


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, every cell a string."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, fields: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV, in the order given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _write(path, text.getvalue())


def rounded(geometry: shapely.Geometry, decimals: int = DECIMALS) -> shapely.Geometry:
    """Round the coordinates; equal ones stay equal, so a coverage stays one."""
    return shapely.transform(geometry, lambda xy: np.round(xy, decimals) + 0.0)


def write_geojson(path: Path, features: Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]) -> None:
    """Write features (geometry in EPSG:4326, properties), one a line, polygons wound as RFC 7946 asks."""
    lines = [json.dumps(_feature(*feature), ensure_ascii=False, separators=(",", ":")) for feature in features]
    _write(path, '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n")


def _feature(
    geometry: Any,  # noqa: ANN401 - shapely types its abstract base without `geom_type`
    properties: Mapping[str, Any],
) -> dict[str, Any]:
    tidy = geometry if geometry.geom_type.endswith("LineString") else shapely.normalize(geometry)
    tidy = shapely.orient_polygons(tidy)
    return {"type": "Feature", "properties": dict(properties), "geometry": shapely.geometry.mapping(tidy)}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    print(f"wrote {path.relative_to(ROOT)} ({len(text.encode()) / 1024:.0f} kB)")
