"""Tables -> GeoParquet 1.1: lists and structs stay what they are, readers skip what they do not want.

Rows are packed in groups; `bbox` holds the box around each geometry, by whose statistics readers skip groups that lie
elsewhere ("covering" in the specification). Without `crs`, coordinates are OGC:CRS84, longitude first.
"""

from __future__ import annotations

import json
from inspect import signature
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from disputemap.exports import Options
from disputemap.exports.cells import gathered
from disputemap.exports.geojson import Extent
from disputemap.exports.geometry import drawn_shapes, positions, to_wkb
from disputemap.table import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from disputemap.exports.geometry import Geometries, Shapes

ROW_GROUP = 64 * 1024  # rows that are gathered before they are written: readers skip, and pack, by such groups
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([pa.field(side, pa.float64()) for side in _SIDES])
_SCHEMA = SCHEMA.append(pa.field("geometry", pa.binary())).append(pa.field("bbox", _BOX))
_TEXTS = ("surface", "name", "source", "title", "sentence")
_SOUGHT = [  # what readers skip row groups by: of running text and of lists the smallest and the largest tell nothing
    *(field.name for field in SCHEMA if not pa.types.is_nested(field.type) and field.name not in _TEXTS),
    *(f"bbox.{side}" for side in _SIDES),
]


def write_parquet(tables: Iterable[pa.Table], file: IO[bytes] | str | Path, options: Options | None = None) -> None:
    """Write tables of mentions as one GeoParquet file, row group by row group."""
    from pyarrow import parquet  # noqa: PLC0415 - imported when used

    shapes, about = drawn_shapes(options or Options()), _About()
    # without Arrow's own schema beside it: then texts are plain texts to those who read with it, too
    how = {"compression": "zstd", "compression_level": 1, "store_schema": False, "write_batch_size": ROW_GROUP}
    if "max_rows_per_page" in signature(parquet.write_table).parameters:  # older pyarrow knows no such bound
        how["max_rows_per_page"] = 2 * ROW_GROUP  # what readers skip is groups
    with parquet.ParquetWriter(file, _SCHEMA, write_statistics=_SOUGHT, **how) as writer:
        for group in gathered(tables, ROW_GROUP):
            drawn = about.points(group) if shapes is None else about.shapes(group, shapes)
            columns = [*group.columns, *drawn]
            writer.write_table(pa.Table.from_arrays(columns, schema=_SCHEMA), row_group_size=len(group))
        writer.add_key_value_metadata({"geo": json.dumps(about.geo())})


class _About:
    """What the file says of its geometry in the end."""

    def __init__(self) -> None:
        self._extent = Extent()
        self._kinds: set[str] = set()

    def points(self, group: pa.Table) -> list[pa.Array]:
        """Return the points of rows, and the boxes around them."""
        where = positions(group)
        there = ~np.isnan(where.lon)
        if there.any():
            self._kinds.add("Point")
            x, y = where.lon[there], where.lat[there]
            self._extent.add(x.min(), y.min(), x.max(), y.max())
        return [to_wkb(where), _boxes([*where, *where], there)]

    def shapes(self, group: pa.Table, shapes: Shapes) -> list[pa.Array]:
        """Return the shapes of rows, and the boxes around them."""
        drawn = shapes.of_table(group)
        there = ~shapely.is_missing(drawn)
        self._kinds |= {shape.geom_type for shape in drawn[there]}
        self._extent.add(*shapely.total_bounds(drawn).tolist())
        return [pa.array(_wkb(drawn), pa.binary()), _boxes(list(shapely.bounds(drawn).T), there)]

    def geo(self) -> dict[str, Any]:
        """Return the metadata of the specification."""
        geometry = {
            "encoding": "WKB",
            "geometry_types": sorted(self._kinds),
            "orientation": "counterclockwise",
            "edges": "planar",
            **({"bbox": self._extent.box.tolist()} if self._extent else {}),
            "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
        }
        return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}


def _wkb(drawn: Geometries) -> Geometries:
    """Return shapes as well-known binary, each made once."""
    once = np.array([*{id(shape): shape for shape in drawn}.values(), None], dtype=object)[:-1]
    made = dict(zip(map(id, once), shapely.to_wkb(once, output_dimension=2, byte_order=1), strict=True))
    return np.array([made[id(shape)] for shape in drawn], dtype=object)


def _boxes(sides: list[Any], there: np.ndarray[Any, np.dtype[np.bool_]]) -> pa.Array:
    """Return boxes; one is missing where the geometry is."""
    return pa.StructArray.from_arrays([pa.array(side) for side in sides], fields=list(_BOX), mask=pa.array(~there))
