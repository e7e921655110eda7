"""MapData -> a live `folium.Map`, for people who add plugins of their own. folium is imported only here.

folium compiles strings that it is given as Jinja templates while rendering (some of them twice), and shows them as HTML
within JavaScript. A headline with `{{ ... }}` would run as Python. Every text goes through :func:`escape_folium`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import folium
import numpy as np

from disputemap.layers import matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disputemap.layers import Layer
    from disputemap.render.payload import MapData

CHARACTERS = re.compile("[{}`$\\\\%#_\u2028\u2029]")  # what templates of Jinja and JavaScript act upon; _ for __proto__
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")  # they turn what stands beside them
COLOUR, USUAL_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+"), "black"
DASH = re.compile(r"[\d ,.]+")
LARGEST, LEAST, STEP = 24.0, 5.0, 2.6  # radius of a place in pixels, as on the page


Live: TypeAlias = folium.Map


def escape_folium(text: str) -> str:
    """Return a text that folium shows as it is typed, wherever it takes one: popups, tooltips, names of layers.

    What Jinja, HTML and JavaScript's template literals act upon becomes HTML entities. Controls of the direction of
    writing are shown by their code.

    >>> escape_folium("{{ 7*7 }} <b>")
    '&#123;&#123; 7*7 &#125;&#125; &lt;b&gt;'
    """
    safe = CHARACTERS.sub(lambda found: f"\0{ord(found[0])};", text.replace("\0", ""))
    safe = BIDI.sub(lambda found: f"[U+{ord(found[0]):04X}]", safe)
    return escape(safe, quote=True).replace("\0", "&#")


def to_folium(data: MapData, *, lang: str = "en", **options: Any) -> Live:  # noqa: ANN401 - folium's own
    """Return a live folium map: see :meth:`disputemap.Map.to_folium`."""
    lon0, lat0, lon1, lat1 = data.view or (-180.0, -60.0, 180.0, 75.0)
    middle = [(lat0 + lat1) / 2, (lon0 + lon1) / 2]
    live = folium.Map(location=middle, **({"zoom_start": 7, "tiles": None, "control_scale": True} | options))
    names: Counter[str] = Counter()
    for layer in data.layers:
        title = _pick(layer.titles, lang) or layer.key
        names[title] += 1
        told = f"{title} ({names[title]})" if names[title] > 1 else title  # folium's control knows layers by name
        group = folium.FeatureGroup(name=escape_folium(told), show=layer.visible)
        _fill(group, layer, data, lang)
        group.add_to(live)
    folium.LayerControl().add_to(live)
    return live


def _pick(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def _fill(group: folium.FeatureGroup, layer: Layer, data: MapData, lang: str) -> None:
    if layer.kind == "places":
        _add_places(group, layer, data, lang)
        return
    for feature in layer.features:
        geometry, said = feature["geometry"], escape_folium(_pick(feature["properties"]["names"], lang))
        if geometry["type"] == "Point":
            _spot(geometry["coordinates"], layer, 3.0, said).add_to(group)
        else:
            _drawn(geometry, layer, said).add_to(group)


def _add_places(group: folium.FeatureGroup, layer: Layer, data: MapData, lang: str) -> None:
    """Add the places that are named literally, by how often they are."""
    rows = data.rows
    counted = rows.item[(rows.item >= 0) & (rows.area_of < 0) & (rows.role == 0)]
    for place, count in zip(data.places, np.bincount(counted, minlength=len(data.places)).tolist(), strict=True):
        if not count or not matches(layer.where, place):
            continue
        said = escape_folium(f"{_name(place, data, lang)}: {count}")
        if place["geometry"]:
            _drawn(place["geometry"], layer, said).add_to(group)
        elif "lon" in place:
            size = min(LEAST + STEP * math.sqrt(count), LARGEST)
            _spot([place["lon"], place["lat"]], layer, size, said).add_to(group)


def _name(place: Mapping[str, Any], data: MapData, lang: str) -> str:
    """Return a place's name; of what is relative to places, what is said and the names of these."""
    said = place.get("relative")
    if not said:
        return _pick(place["names"], lang)
    names = {other["place_id"]: other["names"] for other in data.places}
    names |= {place_id: other["names"] for place_id, other in data.others.items()}
    where = f" {said['bearing_deg']:g}°" if "bearing_deg" in said else ""
    far = f" {said['distance_m'] / 1000:g} km" if "distance_m" in said else ""
    return f"{said['kind']}{far}{where}: " + ", ".join(
        _pick(names.get(one, {}), lang) or one for one in said["anchors"]
    )


def _drawn(geometry: Mapping[str, Any], layer: Layer, said: str) -> folium.GeoJson:
    style, colour = layer.style, _colour(layer)
    look = {
        "color": colour, "weight": style.weight, "dashArray": style.dash if DASH.fullmatch(style.dash) else None,
        "fillColor": colour, "fillOpacity": 0 if layer.kind == "line" else min(style.opacity, 0.3),
    }  # fmt: skip
    bare = {"type": escape_folium(geometry["type"]), "coordinates": geometry["coordinates"]}
    shape = {"type": "Feature", "properties": {}, "geometry": bare}
    tooltip = folium.Tooltip(said) if said else None
    return folium.GeoJson(shape, style_function=lambda _: look, tooltip=tooltip, smooth_factor=0)


def _colour(layer: Layer) -> str:
    """Return the colour of a layer if it is one: a data package of somebody else's says it."""
    return layer.style.colour if COLOUR.fullmatch(layer.style.colour) else USUAL_COLOUR


def _spot(position: list[float], layer: Layer, radius: float, said: str) -> folium.CircleMarker:
    lon, lat = position
    colour = _colour(layer)
    tooltip = folium.Tooltip(said) if said else None
    return folium.CircleMarker([lat, lon], radius=radius, color=colour, weight=1.5, fill_opacity=0.6, tooltip=tooltip)
