"""Tables -> GeoJSON (RFC 7946): one feature a mention, one a line; longitude first, no `crs`.

Unplaced mentions have a null geometry. Outer rings run counter-clockwise, positions have six decimals, what crosses
180 degrees is cut there. The `bbox` stands at the end, since it is known when all features have gone by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from disputemap.exports.cells import column, dumps, json_cells, json_rows
from disputemap.exports.geometry import drawn_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.exports.geometry import Geometries, Shapes


def geojson_texts(tables: Iterable[pa.Table], options: Options) -> Iterator[str]:
    """Yield a FeatureCollection, some features at a time."""
    shapes, extent = drawn_shapes(options), Extent()
    before = '{"type": "FeatureCollection", "features": [\n'
    for table in tables:
        if len(table):
            yield before + ",\n".join(_features(table, shapes, extent))
            before = ",\n"
    yield "" if before == ",\n" else before
    yield f"\n]{extent.member()}}}\n"


class Extent:
    """The box around all that went by, in degrees: west, south, east, north."""

    def __init__(self) -> None:
        self.box = np.array([np.inf, np.inf, -np.inf, -np.inf])

    def add(self, west: float, south: float, east: float, north: float) -> None:
        """Make room for another box; NaN, that of nothing, changes nothing."""
        self.box[:2] = np.fmin(self.box[:2], (west, south))
        self.box[2:] = np.fmax(self.box[2:], (east, north))

    def __bool__(self) -> bool:
        """Tell whether there was anything."""
        return bool(np.isfinite(self.box).all())

    def member(self) -> str:
        """Return the member `bbox`, or nothing when no feature has a place."""
        return f', "bbox": {dumps(self.box.tolist())}' if self else ""


def _features(table: pa.Table, shapes: Shapes | None, extent: Extent) -> Iterator[str]:
    geometries = _points(table, extent) if shapes is None else _shapes(shapes.of_table(table), extent)
    for geometry, row in zip(geometries, json_rows(table), strict=True):
        yield f'{{"type": "Feature", "geometry": {geometry}, "properties": {row}}}'


def _points(table: pa.Table, extent: Extent) -> Iterator[str]:
    lon, lat = (column(table, name) for name in ("lon", "lat"))
    if lon.null_count < len(lon):
        extent.add(*(np.nanmin(axis.to_numpy(zero_copy_only=False)) for axis in (lon, lat)),
                   *(np.nanmax(axis.to_numpy(zero_copy_only=False)) for axis in (lon, lat)))  # fmt: skip
    for x, y in zip(json_cells("lon", lon), json_cells("lat", lat), strict=True):
        yield "null" if "null" in (x, y) else f'{{"type": "Point", "coordinates": [{x}, {y}]}}'


def _shapes(drawn: Geometries, extent: Extent) -> list[str]:
    extent.add(*shapely.total_bounds(drawn).tolist())
    texts: dict[int, str] = {id(shape): text or "null" for shape, text in _distinct(drawn)}
    return [texts[id(shape)] for shape in drawn]


def _distinct(drawn: Geometries) -> Iterator[tuple[object, str | None]]:
    """Yield each shape once, and its text: mentions of one place share it."""
    once = np.array([*{id(shape): shape for shape in drawn}.values(), None], dtype=object)[:-1]
    return zip(once, shapely.to_geojson(once), strict=True)
