"""mentions + GeoData -> one self-contained page, as a `folium.Map` that people can extend.

What holds for the page:

- It is one file. Leaflet is inlined from XStatic-Leaflet; nothing is loaded from anywhere.
- The texts of documents never enter folium's tree, which compiles strings as Jinja templates. They are in a JSON
  island that is written after rendering, and reach the page through `textContent`.
- A Content-Security-Policy allows exactly the scripts and styles that were written, by their hashes.
- The same input gives the same bytes: folium's random ids are renumbered in the order in which they occur.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from disputemap.geodata import load_geodata
from disputemap.outputs import write_atomic
from disputemap.render.assets import app_js, compatibility, leaflet_css, leaflet_js, page_file
from disputemap.render.payload import map_data, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from disputemap.geodata import GeoData

LANGUAGES = ("en", "ar", "ckb")
MAP_OPTIONS = {"zoom_snap": 0.25, "zoom_delta": 0.5, "wheel_px_per_zoom_level": 120, "zoom_start": 7, "tiles": None}
RANDOM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1", re.DOTALL | re.IGNORECASE)
TILE_HOST = re.compile(r"^(https?://)([^/?]+)")


class Map(folium.Map):
    """An offline map of mentions.

    Parameters
    ----------
    mentions
        What `geoparse` returns: n rows, one a mention, with the columns of the Mention record and `sentence_start`.
    geodata
        The data package that they were placed with; None means the one in use.
    title
        Heading of the page; None takes the one of the data package.
    lang
        Language of the page when the reader's browser asks for none of en, ar, ckb.

    Notes
    -----
    It shows itself in Jupyter. Elements of folium can be added as to any `folium.Map`; what they would load from the
    web is blocked, tiles excepted: a `folium.TileLayer` that you add is a request by name, and its host is allowed.

    Raises
    ------
    GazetteerError
        If the data package cannot be read.
    """

    default_js = []  # noqa: RUF012 - as folium declares them
    default_css = []  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }} dir="ltr"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}, ...(
            matchMedia("(prefers-reduced-motion: reduce)").matches
                ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {})
        });
        {% endmacro %}
        """
    )

    def __init__(
        self,
        mentions: pd.DataFrame,
        *,
        geodata: GeoData | None = None,
        title: str | None = None,
        lang: str = "en",
        **options: Any,  # noqa: ANN401 - handed to Leaflet as they are
    ) -> None:
        self.data = map_data(mentions, geodata or load_geodata(), title=title or "", lang=lang)
        lon0, lat0, lon1, lat1 = self.data.view or (-180.0, -60.0, 180.0, 75.0)
        super().__init__(location=[(lat0 + lat1) / 2, (lon0 + lon1) / 2], **(MAP_OPTIONS | options))
        heading = self.data.title or self.data.words["captions"].get("title", {}).get(lang, "")
        _Page(heading, lang, to_json(self.data)).add_child(self)

    def to_html(self) -> str:
        """Return the page."""
        return str(self.get_root().render())

    def save(self, outfile: str | os.PathLike[str], **_ignored: object) -> None:  # type: ignore[override]
        """Write the page; a reader sees the whole old file or the whole new one.

        Raises
        ------
        InputError
            If the folder is missing or the file cannot be written.
        """
        write_atomic(os.fspath(outfile), self.to_html())

    def _repr_html_(self, **_ignored: object) -> str:
        """Show the page in Jupyter, in a frame of its own that cannot touch the notebook."""
        return (
            f'<iframe srcdoc="{escape(self.to_html())}" title="disputemap" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
            'style="width:100%;height:640px;border:0"></iframe>'
        )


class _Page(Figure):
    """The document around the map: the one place that writes whole HTML."""

    def __init__(self, title: str, lang: str, island: str) -> None:
        super().__init__()
        self._name = "Page"
        self.page_title = title
        self.page_lang = lang if lang in LANGUAGES else LANGUAGES[0]
        self.island = island

    def render(self, **kwargs: object) -> str:
        """Return the document; folium's part is rendered first and the texts are written in afterwards."""
        head, body, script = self._folium_parts(**kwargs)
        extras = compatibility() if "$(" in script or "L.marker(" in script else ""
        opening = "".join(
            [
                _inline("style", leaflet_css()),
                _inline("style", page_file("page.css")),
                _inline("script", leaflet_js()),
                _inline("script", extras),
                head,
            ]
        )
        before, _, after = page_file("page.html").partition("<!-- map -->")
        closing = _inline("script", script) + _inline("script", app_js())
        return self._document(opening, f"{before}{body}{after}", closing)

    def _folium_parts(self, **kwargs: object) -> list[str]:
        """Return folium's head, body and script. Rendering hangs new elements on the tree: they are taken off again."""
        parts = (self.header, self.html, self.script)
        elements = [element for root in (self, *parts) for element in _walk(root)]
        before = [element._children.copy() for element in elements]  # noqa: SLF001 - branca has no other way
        numbers: dict[str, str] = {}
        try:
            for child in list(self._children.values()):
                child.render(**kwargs)
            return [_without_random_ids(part.render(**kwargs), numbers) for part in parts]
        finally:
            for element, children in zip(elements, before, strict=True):
                element._children = children  # noqa: SLF001 - as above

    def _document(self, opening: str, body: str, closing: str) -> str:
        policy = content_security_policy(f"{opening}{body}{closing}", tile_hosts(self))
        return "".join(
            [
                f'<!DOCTYPE html>\n<html lang="{self.page_lang}">\n<head>\n<meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="disputemap">\n',
                f"<title>{escape(self.page_title or 'disputemap')}</title>\n{opening}\n</head>\n<body>\n{body}\n",
                f'<script type="application/json" id="disputemap-data">{self.island}</script>\n',
                f"{closing}</body>\n</html>\n",
            ]
        )


def _inline(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag}>\n" if text else ""


def content_security_policy(markup: str, hosts: list[str]) -> str:
    """Return the policy under which exactly the inline scripts and styles of `markup` run, and nothing is loaded."""
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for found in INLINE.finditer(markup):
        digest = base64.b64encode(hashlib.sha256(found[3].encode("utf-8")).digest()).decode("ascii")
        hashes[found[1].lower()].append(f"'sha256-{digest}'")
    rules = {
        "default-src": ["'none'"],
        "script-src": hashes["script"],
        "style-src": hashes["style"],
        "img-src": ["data:", *hosts],
        "connect-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(dict.fromkeys(values))}" for name, values in rules.items())


def tile_hosts(root: Element) -> list[str]:
    """Return the hosts of the tile layers that someone added by name."""
    tiles = [TILE_HOST.match(element.tiles) for element in _walk(root) if isinstance(element, folium.TileLayer)]
    return sorted({match[1] + match[2].replace("{s}", "*") for match in tiles if match})


def _walk(root: Element) -> Iterator[Element]:
    yield root
    for child in root._children.values():  # noqa: SLF001 - branca has no other way through its tree
        yield from _walk(child)


def _without_random_ids(html: str, numbers: dict[str, str]) -> str:
    """Replace folium's random ids by numbers, in order of appearance; `numbers` is kept between parts of a page."""
    return RANDOM_ID.sub(lambda found: numbers.setdefault(found[0], f"{len(numbers):04d}"), html)
