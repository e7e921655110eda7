"""Tables -> KML 2.2: a folder for each role, and in it one for each theme; for Google Earth and phones.

Every field stands in `ExtendedData`; `start`, `end` and `name`, words of KML's own, are `text_start`, `text_end` and
`place_name` there. Dates that are ISO are a `TimeStamp`, or a `TimeSpan` if they are one. Unplaced mentions are
placemarks without geometry. Texts are escaped, and what XML 1.0 forbids is replaced by U+FFFD. Folders need all
mentions at hand, so memory grows with them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import shapely

from disputemap.exports.cells import column, json_cells, spread, xml_text
from disputemap.exports.dates import to_span
from disputemap.exports.geometry import drawn_shapes, points, positions
from disputemap.table import FIELDS, SCHEMA, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.exports.geometry import Geometries, Shapes

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document>
<name>mentions of places</name>
"""
_STYLES = {"literal": "cc0c47b2", "associative": "cc8a4a3d", "unknown": "cc777777"}  # alpha, blue, green, red
_ICON = "<IconStyle><color>{0}</color><scale>0.8</scale></IconStyle>"
_STYLE = (
    '<Style id="{1}">'
    + _ICON
    + "<LineStyle><color>{0}</color></LineStyle><PolyStyle><color>40{2}</color></PolyStyle></Style>\n"
)
_NO_THEME = "no theme"
_RENAMED = {"start": "text_start", "end": "text_end", "name": "place_name"}  # KML has `end` and `name` of its own


def kml_texts(tables: Iterable[pa.Table], options: Options) -> Iterator[str]:
    """Yield the document, a folder at a time."""
    shapes = drawn_shapes(options)
    folders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table in tables:
        for key, placemark in zip(_keys(table), _placemarks(table, shapes), strict=True):
            folders[key].append(placemark)
    yield _HEAD + "".join(_STYLE.format(colour, role, colour[2:]) for role, colour in _STYLES.items())
    for role in sorted({role for role, _ in folders}, key=list(_STYLES).index):
        yield f"<Folder><name>{role}</name>\n"
        for theme in sorted(theme for other, theme in folders if other == role):
            yield f"<Folder><name>{xml_text(theme)}</name>\n{''.join(folders[role, theme])}</Folder>\n"
        yield "</Folder>\n"
    yield "</Document>\n</kml>\n"


def _keys(table: pa.Table) -> Iterator[tuple[str, str]]:
    themes = (row[0]["theme"] or _NO_THEME if row else _NO_THEME for row in values_of(column(table, "themes")))
    return zip(_roles(table), themes, strict=True)


def _roles(table: pa.Table) -> list[str]:
    return spread(column(table, "role"), lambda role: role if role in _STYLES else "unknown", "unknown")


def _placemarks(table: pa.Table, shapes: Shapes | None) -> Iterator[str]:
    drawn = points(positions(table)) if shapes is None else shapes.of_table(table)
    parts = (
        spread(column(table, "surface"), lambda text: f"<name>{xml_text(text)}</name>", "<name/>"),
        spread(column(table, "date"), _time, ""),
        [f"<styleUrl>#{role}</styleUrl>" for role in _roles(table)],
        map("".join, zip(*(_data(table, name) for name in FIELDS), strict=True)),
        _geometries(drawn),
    )
    for name, time, style, data, geometry in zip(*parts, strict=True):
        yield f"<Placemark>{name}{time}{style}<ExtendedData>{data}</ExtendedData>{geometry}</Placemark>\n"


def _time(date: str) -> str:
    span = to_span(date)
    if span is None:
        return ""
    if span.precision == 1:
        return f"<TimeStamp><when>{span.first}</when></TimeStamp>"
    return f"<TimeSpan><begin>{span.first}</begin><end>{span.last}</end></TimeSpan>"


def _data(table: pa.Table, name: str) -> list[str]:
    """Return the field of each mention, texts as they are and all else as JSON; nothing where it is missing."""
    array = column(table, name)
    if SCHEMA.field(name).type == SCHEMA.field("doc").type:
        return spread(array, lambda text: _item(name, text), "")
    return ["" if text in ("null", "[]") else _item(name, text) for text in json_cells(name, array)]


def _item(name: str, text: str) -> str:
    return f'<Data name="{_RENAMED.get(name, name)}"><value>{xml_text(text)}</value></Data>'


def _geometries(drawn: Geometries) -> Iterator[str]:
    """Yield the geometry of each mention; mentions of one place share the text."""
    known: dict[int, str] = {}
    for shape in drawn:
        if id(shape) not in known:
            known[id(shape)] = _geometry(shape)
        yield known[id(shape)]


def _geometry(shape: Any) -> str:  # noqa: ANN401 - a shape or None
    if shape is None:
        return ""
    if isinstance(shape, shapely.Point):
        return f"<Point>{_coordinates(shape)}</Point>"
    if isinstance(shape, shapely.LineString):
        return f"<LineString><tessellate>1</tessellate>{_coordinates(shape)}</LineString>"
    if isinstance(shape, shapely.Polygon):
        inner = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
        outer = f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
        return f"<Polygon><tessellate>1</tessellate>{outer}{inner}</Polygon>"
    return f"<MultiGeometry>{''.join(map(_geometry, shape.geoms))}</MultiGeometry>"


def _ring(ring: Any) -> str:  # noqa: ANN401 - a ring
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: Any) -> str:  # noqa: ANN401 - a point or a line
    pairs = " ".join(f"{round(x, 6)!r},{round(y, 6)!r}" for x, y in shapely.get_coordinates(shape).tolist())
    return f"<coordinates>{pairs}</coordinates>"
