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
import json
import os
import re
import tempfile
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import folium
from branca.element import Element, Figure
from folium.template import Template
from xstatic.pkg import leaflet

from disputemap.geodata import load_geodata
from disputemap.render.payload import map_data, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from disputemap.geodata import GeoData

LANGUAGES = ("en", "ar", "ckb")
SCRIPTS = ("text.js", "data.js", "layers.js", "labels.js", "places.js", "evidence.js", "panel.js", "about.js", "main.js")
RANDOM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1", re.DOTALL | re.IGNORECASE)
TILE_HOST = re.compile(r"^(https?://)([^/?]+)")


class Map(folium.Map):  # type: ignore[misc]  # folium ships no types
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

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []
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
        defaults = {"zoom_snap": 0.25, "zoom_delta": 0.5, "wheel_px_per_zoom_level": 120, "zoom_start": 7, "tiles": None}
        super().__init__(location=[(lat0 + lat1) / 2, (lon0 + lon1) / 2], **(defaults | options))
        heading = self.data.title or self.data.words["captions"].get("title", {}).get(lang, "")
        _Page(heading, lang, to_json(self.data)).add_child(self)

    def to_html(self) -> str:
        """Return the page."""
        return str(self.get_root().render())

    def save(self, outfile: str | os.PathLike[str], **_ignored: object) -> None:  # type: ignore[override]
        """Write the page; a reader sees the whole old file or the whole new one."""
        path = Path(outfile)
        content = self.to_html().encode("utf-8")
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _repr_html_(self, **_ignored: object) -> str:
        """Show the page in Jupyter, in a frame of its own that cannot touch the notebook."""
        return (
            f'<iframe srcdoc="{escape(self.to_html())}" title="disputemap" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
            'style="width:100%;height:640px;border:0"></iframe>'
        )


class _Page(Figure):  # type: ignore[misc]  # branca ships no types
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
        styles = f"<style>{leaflet_css()}</style>\n<style>{page_file('page.css')}</style>\n"
        before = f"<script>{leaflet_js()}</script>\n<script>{compatibility() if '$(' in script or 'L.marker(' in script else ''}</script>\n"
        after = f"<script>{script}</script>\n<script>{app_js()}</script>\n"
        fixed = [page_file("page.html").partition("<!-- map -->"), head, styles, before, body, after]
        return self._document(*fixed)

    def _folium_parts(self, **kwargs: object) -> list[str]:
        """Return folium's head, body and script. Rendering hangs new elements on the tree: they are taken off again."""
        parts = (self.header, self.html, self.script)
        before = [(element, element._children.copy()) for root in (self, *parts) for element in _walk(root)]
        numbers: dict[str, str] = {}
        try:
            for child in list(self._children.values()):
                child.render(**kwargs)
            return [_without_random_ids(part.render(**kwargs), numbers) for part in parts]
        finally:
            for element, children in before:
                element._children = children

    def _document(self, skeleton: tuple[str, str, str], head: str, styles: str, before: str, body: str, after: str) -> str:
        policy = content_security_policy("".join([head, styles, before, body, after]), tile_hosts(self))
        return "".join(
            [
                f'<!DOCTYPE html>\n<html lang="{self.page_lang}">\n<head>\n<meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="disputemap">\n',
                f"<title>{escape(self.page_title or 'disputemap')}</title>\n",
                f"{styles}{before}{head}\n</head>\n<body>\n{skeleton[0]}{body}{skeleton[2]}\n",
                f'<script type="application/json" id="disputemap-data">{self.island}</script>\n{after}</body>\n</html>\n',
            ]
        )


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


@cache
def page_file(name: str) -> str:
    """Return a file of the page's own sources."""
    return (files("disputemap.render") / "page" / name).read_text(encoding="utf-8")


@cache
def app_js() -> str:
    """Return the page's program: its files in order, in one scope, with the words of its user interface."""
    words = json.dumps(json.loads(page_file("strings.json")), ensure_ascii=False, separators=(",", ":"))
    body = "\n".join(page_file(name) for name in SCRIPTS)
    return f'(function () {{\n"use strict";\nconst STRINGS = {words};\n{body}\n}})();'


def _leaflet(name: str) -> Path:
    return Path(leaflet.BASE_DIR) / name


@cache
def leaflet_js() -> str:
    """Return Leaflet without the pointer to its source map, which a page in one file does not have."""
    return re.sub(r"//# sourceMappingURL=.*", "", _leaflet("leaflet.js").read_text(encoding="utf-8"))


@cache
def leaflet_css() -> str:
    """Return Leaflet's style sheet with its pictures inside."""

    def inline(found: re.Match[str]) -> str:
        return f"url({data_uri(found[1])})"

    return re.sub(r"url\((images/[^)]+)\)", inline, _leaflet("leaflet.css").read_text(encoding="utf-8"))


def data_uri(name: str) -> str:
    """Return one of Leaflet's pictures as a data: address."""
    return "data:image/png;base64," + base64.b64encode(_leaflet(name).read_bytes()).decode("ascii")


@cache
def compatibility() -> str:
    """Return what folium's own markers and popups expect of a page: icons, and `$` as a maker of elements."""
    names = {"iconUrl": "marker-icon.png", "iconRetinaUrl": "marker-icon-2x.png", "shadowUrl": "marker-shadow.png"}
    icons = json.dumps({option: data_uri(f"images/{name}") for option, name in names.items()})
    return (
        f"L.Icon.Default.imagePath = ''; L.Icon.Default.mergeOptions({icons});\n"
        "window.$ = function (html) { const holder = document.createElement('template');"
        " holder.innerHTML = html.trim(); return [holder.content.firstChild]; };"
    )
