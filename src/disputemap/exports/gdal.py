"""Tables -> what GDAL writes (GeoPackage, FlatGeobuf): plain columns beside well-known binary, batch after batch.

GDAL's text ends at U+0000, which is replaced by U+FFFD. Lists and structs are JSON, since these formats know neither.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyogrio
import shapely
from pyogrio.raw import write_arrow

from disputemap.crs import LONLAT
from disputemap.exports.cells import column, json_cells, no_nul, spread
from disputemap.exports.geometry import positions, to_wkb
from disputemap.table import FIELDS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from disputemap.exports.geometry import Geometries, Shapes

GEOMETRY = "geom"
WRITTEN = "2000-01-01T00:00:00.000Z"  # stands for the time of writing, so that the same input gives the same bytes


class Layer(NamedTuple):
    """A layer to write: rows with a column `GEOMETRY` of well-known binary, all of the type `kind`."""

    name: str
    title: str
    kind: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]


def mention_schema() -> pa.Schema:
    """Return the columns of mentions as GDAL takes them."""
    fields = [pa.field(field.name, _plain_type(field.type)) for field in SCHEMA]
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])


def mention_batches(tables: Iterable[pa.Table], shapes: Shapes | None = None) -> Iterator[pa.RecordBatch]:
    """Yield mentions with their points, or their shapes."""
    schema = mention_schema()
    for table in tables:
        columns = [_plain(table, name) for name in FIELDS]
        drawn = to_wkb(positions(table)) if shapes is None else wkb(shapes.of_table(table))
        yield pa.RecordBatch.from_arrays([*columns, drawn], schema=schema)


def wkb(drawn: Geometries) -> pa.Array:
    """Return shapes as well-known binary, little endian."""
    return pa.array(shapely.to_wkb(drawn, output_dimension=2, byte_order=1), pa.binary())


def write_layer(layer: Layer, path: Path, driver: str, options: dict[str, Any]) -> None:
    """Write a layer to a file, which may hold others already."""
    batches = _Carried(layer.batches)
    reader = pa.RecordBatchReader.from_batches(layer.schema, batches)
    said = {"layer": layer.name, "geometry_name": GEOMETRY, "geometry_type": layer.kind, "crs": LONLAT}
    write_arrow(reader, str(path), driver=driver, layer_options=options, **said)
    if batches.error:
        raise batches.error


class _Carried:
    """Batches for a library in C, through which no exception passes: it is kept, and the batches end there."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except BaseException as error:  # noqa: BLE001 - raised again when the library is done
            self.error = error


@contextmanager
def fixed_time() -> Iterator[None]:
    """Let GDAL write a fixed time where it writes the time of writing."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_nested(kind) or pa.types.is_dictionary(kind) else kind


def _plain(table: pa.Table, name: str) -> pa.Array:
    array = column(table, name)
    if pa.types.is_nested(array.type):
        return pa.array([None if text in {"null", "[]"} else text for text in json_cells(name, array)], pa.string())
    if pa.types.is_dictionary(array.type):
        return pa.array(spread(array, no_nul, None), pa.string())
    return array
