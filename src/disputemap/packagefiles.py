"""Tables and GeoJSON as data packages keep them: LF, UTF-8, rounded, the same bytes for the same input."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DECIMALS = 5
"""Of a degree in shapes, about one metre."""


def table_text(fields: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV, in the order given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def rounded(geometry: shapely.Geometry, decimals: int = DECIMALS) -> shapely.Geometry:
    """Round the coordinates; equal ones stay equal, so a coverage stays one."""
    return shapely.transform(geometry, lambda xy: np.round(xy, decimals) + 0.0)


def geojson_text(features: Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]) -> str:
    """Return features (geometry in EPSG:4326, properties), one a line, polygons wound as RFC 7946 asks."""
    lines = [json.dumps(feature(*item), ensure_ascii=False, separators=(",", ":")) for item in features]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def feature(
    geometry: Any,  # noqa: ANN401 - shapely types its abstract base without `geom_type`
    properties: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a GeoJSON feature; one without a geometry has null."""
    if geometry is None:
        return {"type": "Feature", "properties": dict(properties), "geometry": None}
    tidy = geometry if geometry.geom_type.endswith("LineString") else shapely.normalize(geometry)
    tidy = shapely.orient_polygons(tidy)
    return {"type": "Feature", "properties": dict(properties), "geometry": shapely.geometry.mapping(tidy)}
