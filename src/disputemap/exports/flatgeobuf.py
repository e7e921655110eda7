"""Tables -> FlatGeobuf: one layer of mentions, to be read from the web piece by piece.

The index by place that it is known for takes no row without geometry. Mentions that are not placed are kept, so a file
that holds any has no index; leave them out (`mentions[mentions.lon.notna()]`) to get one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from disputemap.exports.gdal import Layer, mention_batches, mention_schema, write_layer
from disputemap.exports.geometry import drawn_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from disputemap.exports import Options


def write_flatgeobuf(tables: Iterable[pa.Table], path: Path, options: Options) -> None:
    """Write the file; whether it has an index is known when all mentions are there."""
    held = list(tables)
    indexed = not any(pc.any(pc.is_null(table.column("lon"))).as_py() for table in held)
    shapes = drawn_shapes(options)
    kind = "Point" if shapes is None else "Unknown"
    layer = Layer("mentions", "Mentions", kind, mention_schema(), mention_batches(held, shapes))
    write_layer(layer, path, "FlatGeobuf", {"SPATIAL_INDEX": "YES" if indexed else "NO", "TITLE": layer.title})
