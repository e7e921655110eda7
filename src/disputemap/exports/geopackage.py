"""Tables -> GeoPackage: mentions, the places that they name, and the corridor, each a layer that QGIS opens styled.

Layers: `mentions` (points), `place_points`, `place_lines`, `place_areas` (each place, or "south of X", once, with
counts), `corridor_centreline`, `corridor_bands`, `corridor_stations`, `claims` (with the line that each implies, if
any). Colours are those of the data
package's catalogue of layers. The time of writing is fixed, so that the same input gives the same bytes with the same
versions of GDAL and SQLite, whose numbers SQLite writes into the file.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from disputemap.exports.corridor import corridor_rows
from disputemap.exports.gdal import (
    GEOMETRY,
    WRITTEN,
    Layer,
    fixed_time,
    mention_batches,
    mention_schema,
    wkb,
    write_layer,
)
from disputemap.exports.geometry import Shapes, tidy
from disputemap.exports.sites import Sites
from disputemap.exports.styles import layer_styles
from disputemap.table import SCHEMA, SITE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from disputemap.exports import Options
    from disputemap.exports.geometry import Geometries
    from disputemap.exports.sites import Counted
    from disputemap.geodata import GeoData

    Record = dict[str, Any]

_KINDS = ("point", "line", "area")
_TYPES = ("Point", "MultiLineString", "MultiPolygon")
_CORRIDOR: dict[str, tuple[str, str, str, dict[str, pa.DataType]]] = {
    "centreline": ("corridor_centreline", "Corridor: centreline", "MultiLineString", {"length_km": pa.float64()}),
    "band": ("corridor_bands", "Corridor: bands", "MultiPolygon", {}),
    "station": ("corridor_stations", "Corridor: kilometres", "Point", {"chainage_km": pa.float64()}),
    "claim": ("claims", "Claims about the corridor, and what they imply", "MultiLineString", {}),
}
_SITE_COLUMNS = ("site_id", "said", *SITE_FIELDS, "mentions", "literal", "associative")
_STYLES_TABLE = """CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT(500), owner TEXT(30), ui TEXT(30), update_time DATETIME)"""


def write_geopackage(tables: Iterable[pa.Table], path: Path, options: Options) -> None:
    """Write the layers, then the styles."""
    geodata = options.package()
    sites = Sites()
    mentions = Layer("mentions", "Mentions", "Point", mention_schema(), mention_batches(sites.watch(tables)))
    with fixed_time():
        _write(mentions, path)
        for layer in (*place_layers(sites.counted(), geodata), *corridor_layers(geodata)):
            _write(layer, path)
    with closing(sqlite3.connect(path)) as database, database:
        _add_styles(database, geodata)


def _write(layer: Layer, path: Path) -> None:
    write_layer(layer, path, "GPKG", {"IDENTIFIER": layer.title, "GEOMETRY_NAME": GEOMETRY})


def place_layers(counted: list[Counted], geodata: GeoData) -> Iterator[Layer]:
    """Yield the layers of places: points, lines, areas."""
    drawn = site_shapes(counted, Shapes(geodata))
    for dimension, (kind, geometry) in enumerate(zip(_KINDS, _TYPES, strict=True)):
        chosen = np.flatnonzero(shapely.get_dimensions(drawn) == dimension)
        rows = [site_row(counted[number]) for number in chosen.tolist()]
        yield _layer(
            f"place_{kind}s", f"Places: {kind}s", geometry, _site_schema(), rows, _many(drawn[chosen], geometry)
        )


def site_shapes(counted: list[Counted], shapes: Shapes) -> Geometries:
    """Return the shape of each site: area, line or point; None where nothing is known."""
    known = shapes.of_sites({item.site for item in counted})
    drawn = [_point(item) if known.get(item.site) is None else known[item.site] for item in counted]
    return np.array([*drawn, None], dtype=object)[:-1]


def site_row(item: Counted) -> Record:
    """Return a site as a row of a table of places."""
    said = (item.fields["modifier"] or {}).get("text")
    return {"site_id": item.site_id, "said": said, **{name: item.fields[name] for name in SITE_FIELDS}, **item.counts}


def _point(item: Counted) -> Any:  # noqa: ANN401 - a point or None
    lon, lat = item.fields["lon"], item.fields["lat"]
    return None if lon is None else shapely.Point(lon, lat)


def _site_schema() -> pa.Schema:
    counts = dict.fromkeys(("mentions", "literal", "associative"), pa.int32())
    kinds = {name: SCHEMA.field(name).type for name in SITE_FIELDS} | counts
    plain = {name: pa.string() if pa.types.is_dictionary(kind) else kind for name, kind in kinds.items()}
    return pa.schema([(name, plain.get(name, pa.string())) for name in _SITE_COLUMNS])


def corridor_layers(geodata: GeoData) -> Iterator[Layer]:
    """Yield the layers of the corridor, and what has been claimed about it."""
    rows = corridor_rows(geodata)
    for kind, (name, title, geometry, fields) in _CORRIDOR.items():
        found = [row for row in rows if row.kind == kind]
        claims = {key: pa.string() for row in found for key in row.claim or ()}
        schema = pa.schema({"title": pa.string(), "as_of": pa.string(), **fields, **claims})
        told = [{**row._asdict(), **(row.claim or {})} for row in found]
        yield _layer(name, title, geometry, schema, told, _many([row.geometry for row in found], geometry))


def _layer(  # noqa: PLR0913, PLR0917 - what a layer is made of
    name: str,
    title: str,
    kind: str,
    schema: pa.Schema,
    rows: list[Record],
    shapes: Geometries,
) -> Layer:
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    schema = schema.append(pa.field(GEOMETRY, pa.binary()))
    return Layer(name, title, kind, schema, [pa.RecordBatch.from_arrays([*columns, wkb(shapes)], schema=schema)])


def _many(shapes: Iterable[Any], kind: str) -> Geometries:
    """Return shapes as a layer of a kind holds them: one beside collections is a collection of one."""
    make: dict[str, Any] = {"MultiLineString": shapely.MultiLineString, "MultiPolygon": shapely.MultiPolygon}
    drawn = tidy(np.array([*shapes, None], dtype=object)[:-1])
    one = np.isin(shapely.get_type_id(drawn), [shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON])
    many = [make[kind]([shape]) if alone else shape for shape, alone in zip(drawn, one, strict=True)]
    return np.array([*many, None], dtype=object)[:-1]


def _add_styles(database: sqlite3.Connection, geodata: GeoData) -> None:
    database.execute(_STYLES_TABLE)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 'how QGIS draws the layers', ?)",
        [WRITTEN],
    )
    there = {name for (name,) in database.execute("SELECT table_name FROM gpkg_geometry_columns")}
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, useAsDefault, description, owner, update_time) VALUES ('', '', ?, ?, ?, ?, 1, '', '', ?)",
        [(name, GEOMETRY, name, qml, WRITTEN) for name, qml in layer_styles(geodata).items() if name in there],
    )
