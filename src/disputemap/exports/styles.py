"""The catalogue of layers -> styles for QGIS (QML): the colours of the map, for the layers of a GeoPackage.

QGIS reads them from the table `layer_styles` when it opens a layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from disputemap.corridors import MAXIMUM, TYPICAL
from disputemap.layers import MENTIONS, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from disputemap.geodata import GeoData

    Row = Mapping[str, str]

PLACE, CORRIDOR = "#b2470c", "#6a3d9a"  # where a catalogue lacks the layer
ASSOCIATIVE, UNKNOWN = "#3d6f8a", "#777777"


def layer_styles(geodata: GeoData) -> dict[str, str]:
    """Return the style of each layer, by its name."""
    rows = geodata.table("layers") if "layers" in geodata.resources else []
    place = _colour(rows, MENTIONS, {"feature": "populated_place"}, PLACE)
    area = _colour(rows, MENTIONS, {"feature": "adm1"}, place)
    line = _colour(rows, "centreline", {}, CORRIDOR)
    roles = {"literal": place, "associative": ASSOCIATIVE, "": UNKNOWN}
    bands = {band: _colour(rows, "bands", {"band": band}, CORRIDOR) for band in (MAXIMUM, TYPICAL)}
    return {
        "mentions": _categories("role", {role: _marker(colour, 2.0, 0.6) for role, colour in roles.items()}),
        "place_points": _single(_marker(place, 2.6, 0.9), label="name"),
        "place_lines": _single(_line(place, 0.5, "solid"), label="name"),
        "place_areas": _single(_fill(area, 0.15), label="name"),
        "corridor_centreline": _single(_line(line, 0.6, "dash")),
        "corridor_bands": _categories("band", {band: _fill(colour, 0.15) for band, colour in bands.items()}),
        "claims": _single(_line(UNKNOWN, 0.8, "dot"), label="party"),
        "corridor_stations": _single(_marker(line, 1.2, 1.0), label="chainage_km"),
    }


def _colour(rows: Iterable[Row], resource: str, features: dict[str, str], otherwise: str) -> str:
    """Return the colour that the catalogue gives features of a resource."""
    found = (row["colour"] for row in rows if row["resource"] == resource and matches(row["where"], features))
    return next(found, otherwise)


def _single(symbol: str, *, label: str = "") -> str:
    renderer = f'<renderer-v2 type="singleSymbol" symbollevels="0"><symbols>{_named(symbol, 0)}</symbols></renderer-v2>'
    return _document(renderer, label)


def _categories(column: str, symbols: Mapping[str, str]) -> str:
    """Return a style with a symbol for each value; the last, of the empty value, is for all others."""
    rows = "".join(
        f'<category symbol="{number}" value={quoteattr(value)} label={quoteattr(value or "other")} render="true"/>'
        for number, value in enumerate(symbols)
    )
    drawn = "".join(_named(symbol, number) for number, symbol in enumerate(symbols.values()))
    about = f'type="categorizedSymbol" attr={quoteattr(column)} symbollevels="0"'
    return _document(f"<renderer-v2 {about}><categories>{rows}</categories><symbols>{drawn}</symbols></renderer-v2>")


def _document(renderer: str, label: str = "") -> str:
    labels = f'<labeling type="simple"><settings>{_label(label)}</settings></labeling>' if label else ""
    doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    shown = f'labelsEnabled="{int(bool(label))}"'
    return f'{doctype}<qgis version="3.22.0" styleCategories="Symbology|Labeling" {shown}>{renderer}{labels}</qgis>'


def _label(column: str) -> str:
    text = f'<text-style fieldName={quoteattr(column)} isExpression="0" fontSize="8" textColor="40,40,40,255">'
    halo = '<text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255"/>'
    return f"{text}{halo}</text-style>"


def _named(symbol: str, number: int) -> str:
    return symbol.replace("<symbol ", f'<symbol name="{number}" ', 1)


def _marker(colour: str, size_mm: float, alpha: float) -> str:
    said = {"name": "circle", "color": _rgb(colour), "size": f"{size_mm}", "size_unit": "MM"}
    said |= {"outline_color": "255,255,255,255", "outline_width": "0.2"}
    return _symbol("marker", "SimpleMarker", said.items(), alpha)


def _line(colour: str, width_mm: float, dash: str) -> str:
    said = {"line_color": _rgb(colour), "line_width": f"{width_mm}", "line_width_unit": "MM", "line_style": dash}
    return _symbol("line", "SimpleLine", said.items(), 1.0)


def _fill(colour: str, alpha: float) -> str:
    said = {"color": _rgb(colour, round(255 * alpha)), "style": "solid"}
    said |= {"outline_color": _rgb(colour), "outline_style": "solid", "outline_width": "0.3"}
    return _symbol("fill", "SimpleFill", said.items(), 1.0)


def _symbol(kind: str, layer: str, said: Iterable[tuple[str, str]], alpha: float) -> str:
    options = "".join(f'<Option type="QString" name="{name}" value={quoteattr(value)}/>' for name, value in said)
    inner = f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{options}</Option></layer>'
    return f'<symbol type="{kind}" alpha="{alpha:g}" clip_to_extent="1" force_rhr="0">{inner}</symbol>'


def _rgb(colour: str, alpha: int = 255) -> str:
    """Return `#b2470c` as QGIS writes it.

    >>> _rgb("#b2470c")
    '178,71,12,255'
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
