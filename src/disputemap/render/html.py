"""mentions + GeoData -> one self-contained page.

What holds for the page:

- It is one file. Leaflet is inlined from XStatic-Leaflet; nothing is loaded from anywhere, unless tiles are asked for.
- It is written by plain joining of texts: no template engine ever sees what a document says. Documents are in a data
  island (see `island`), and reach the page through `textContent`.
- The program (Leaflet and ours) is packed, and unpacked by a few lines that can be read in the page.
- A Content-Security-Policy allows exactly the scripts and styles that were written, by their hashes.
- The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from disputemap.errors import InputError
from disputemap.geodata import load_geodata
from disputemap.outputs import write_atomic
from disputemap.render.assets import app_js, leaflet_css, leaflet_js, packed, page_file
from disputemap.render.embed import frame, write_embed
from disputemap.render.jupyter import notebook
from disputemap.render.payload import map_data, to_island
from disputemap.render.viewstate import View, selected, start_of
from disputemap.table import SCHEMA, from_arrow, normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from disputemap.geodata import GeoData
    from disputemap.render.live import Live

LANGUAGES = ("en", "ar", "ckb")
INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1", re.DOTALL | re.IGNORECASE)
TILE_URL = re.compile(r"(https?://)(\{s\}\.)?([A-Za-z0-9.-]+(?::[0-9]+)?)/\S*")


@dataclass(frozen=True, slots=True)
class Tiles:
    """Pictures of a map from the web, below all layers, asked for by name.

    `url` has `{z}`, `{x}` and `{y}`, and may begin with `{s}.`; `attribution` is shown as plain text.
    """

    url: str
    attribution: str

    @classmethod
    def checked(cls, url: str | None, attribution: str | None) -> Self | None:
        """Return the tiles asked for, or None if none are.

        Raises
        ------
        InputError
            If the address is none of tiles, or does not say whose they are.
        """
        if not url:
            return None
        if not TILE_URL.fullmatch(url) or not all(part in url for part in ("{z}", "{x}", "{y}")):
            message = (
                f"tiles: {url!r} is no address of tiles; give one like https://tiles.example/{{z}}/{{x}}/{{y}}.png"
            )
            raise InputError(message)
        if not (attribution or "").strip():
            message = f"tiles: {url}: whose they are must be told on the map; give --attribution TEXT"
            raise InputError(message)
        return cls(url, str(attribution).strip())

    @property
    def host(self) -> str:
        """What the policy of the page is opened for."""
        found = TILE_URL.fullmatch(self.url)
        return f"{found[1]}{'*.' if found[2] else ''}{found[3]}" if found else ""


class Map:
    """An offline map of mentions.

    Parameters
    ----------
    mentions
        What `geoparse` returns, or an Arrow table: n rows, one a mention, with the columns of the Mention record and
        `sentence_start`.
    geodata
        The data package that they were placed with; None means the one in use.
    title
        Heading of the page; None takes the one of the data package.
    lang
        Language of the page when the reader's browser asks for none of en, ar, ckb.
    layers
        Keys of the layers that are shown at the start; None takes those of the data package.
    filters
        What is shown at the start: filters by name (`{"mode": "both", "min_score": 0.8, "relations": ["inside"],
        "themes": ..., "sources": ..., "since": "2025-01-01", "until": ..., "undated": False, "km": 120}`), or the
        address of such a page, or what stands behind its `#`.
    tiles, attribution
        Address of tiles (`https://host/{z}/{x}/{y}.png`) to lay below everything, and whose they are. The page then
        asks that host for them, and no other.
    height
        Of the frame in Jupyter, in pixels.

    Notes
    -----
    It shows itself in Jupyter, in a closed frame that cannot reach Python: `selection` takes the address of the view
    that a reader narrowed down. For plugins of folium there is `to_folium`.

    Raises
    ------
    GazetteerError
        If the data package cannot be read.
    InputError
        If the tiles lack an attribution, or a layer or a filter is unknown.
    """

    def __init__(  # noqa: PLR0913 - one a choice
        self,
        mentions: pd.DataFrame | pa.Table,
        *,
        geodata: GeoData | None = None,
        title: str | None = None,
        lang: str = "en",
        layers: Sequence[str] | None = None,
        filters: Mapping[str, Any] | str | None = None,
        tiles: str | None = None,
        attribution: str | None = None,
        height: int = 640,
    ) -> None:
        self.tiles = Tiles.checked(tiles, attribution)
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]
        self.height = height
        self.start = start_of(filters)
        self.mentions = mentions
        self.geodata = geodata or load_geodata()
        shown = None if layers is None else frozenset(layers)
        self.data = map_data(mentions, self.geodata, title=title or "", lang=self.lang, shown=shown)

    @property
    def title(self) -> str:
        """Heading of the page, in its language."""
        return self.data.title or self.data.words["captions"].get("title", {}).get(self.lang, "")

    def to_html(self) -> str:
        """Return the page."""
        tiles = {"url": self.tiles.url, "attribution": self.tiles.attribution} if self.tiles else None
        opening = _inline("style", leaflet_css()) + _inline("style", page_file("page.css"))
        closing = _inline("script", page_file("boot.js").strip())
        program = (leaflet_js(), app_js())
        hosts = [self.tiles.host] if self.tiles else []
        return "".join(
            [
                f'<!DOCTYPE html>\n<html lang="{self.lang}">\n<head>\n<meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{policy(opening + closing, program, hosts)}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="disputemap">\n',
                f"<title>{escape(self.title or 'disputemap')}</title>\n{opening}</head>\n<body>\n",
                page_file("page.html"),
                '<script type="text/plain" id="disputemap-data">',
                to_island(self.data, tiles=tiles, start=self.start),
                f'</script>\n<script type="text/plain" id="disputemap-program">{packed(program)}</script>\n',
                f"{closing}</body>\n</html>\n",
            ]
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page; a reader sees the whole old file or the whole new one.

        Raises
        ------
        InputError
            If the folder is missing or the file cannot be written.
        """
        write_atomic(os.fspath(path), self.to_html())

    def selection(self, address: str) -> pd.DataFrame | pa.Table:
        """Return the mentions that a view of the page counts, as the table that the map was made of and in its order.

        Parameters
        ----------
        address
            What a reader copies from the page: its address, or what stands behind the `#`. What it says of language,
            place and map is passed over, as is what it says wrongly.
        """
        return selected(self.mentions, View.read(address), self.data)

    def figure(self, path: str | os.PathLike[str], **options: Any) -> None:  # noqa: ANN401 - as `figure` takes them
        """Draw the mentions as a figure for a report; the end of the name says which: .svg, .png or .pdf.

        Options are those of :func:`disputemap.render.figure.figure`.

        Raises
        ------
        InputError
            If the file cannot be written, or an option cannot be.
        """
        from disputemap.render.figure import figure, format_of, save_figure  # noqa: PLC0415 - Matplotlib is slow

        form = format_of(Path(path))
        given = {"lang": self.lang, "title": self.data.title or None, "format": form} | options
        save_figure(figure(as_frame(self.mentions), geodata=self.geodata, **given), Path(path))

    def to_folium(self, **options: Any) -> Live:  # noqa: ANN401 - as folium.Map takes them
        """Return a live `folium.Map` with the layers of this map, for plugins of folium.

        Names are escaped; sentences, titles and other texts of documents are not on it. As every folium map it loads
        Leaflet from the web.

        Warnings
        --------
        What you add to it yourself (popups, tooltips, names of layers) folium compiles as Jinja templates and shows as
        HTML: a text that you did not write runs as Python on your machine and as JavaScript on your readers'. Pass it
        through :func:`disputemap.escape_folium`.

        Parameters
        ----------
        options
            Of `folium.Map`, such as `tiles` and `zoom_start`.
        """
        from disputemap.render.live import to_folium  # noqa: PLC0415 - folium is only loaded for this

        return to_folium(self.data, lang=self.lang, **options)

    def save_embed(self, path: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write beside a saved page what embedding it takes: see :func:`disputemap.render.embed.write_embed`."""
        return write_embed(Path(path), title=self.title, height=self.height, png=self.picture())

    def _repr_html_(self) -> str:
        """Show the page in Jupyter, in a frame of its own that cannot touch the notebook."""
        return frame(html=self.to_html(), title=self.title, height=self.height)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Show the page in Jupyter, and a picture where frames are not shown: untrusted notebooks and PDF."""
        return notebook(self._repr_html_(), self.picture, height=self.height)

    def picture(self) -> bytes:
        """Return the map as a PNG, for readers without scripts and for print."""
        from disputemap.render.figure import figure  # noqa: PLC0415 - Matplotlib is slow
        from disputemap.render.jupyter import lighter  # noqa: PLC0415

        title = self.data.title or None
        return lighter(figure(as_frame(self.mentions), geodata=self.geodata, lang=self.lang, title=title, format="png"))


def as_frame(mentions: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Return mentions as `geoparse` does."""
    if not isinstance(mentions, pa.Table):
        return mentions
    present = {name: mentions.column(name) for name in SCHEMA.names if name in mentions.column_names}
    frame: pd.DataFrame = from_arrow(pa.table(normal(present), SCHEMA))
    return frame


def _inline(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag}>\n"


def policy(markup: str, program: Sequence[str] = (), hosts: Sequence[str] = ()) -> str:
    """Return the policy of a page: nothing is loaded, and just these run.

    Parameters
    ----------
    markup
        What holds the page's own scripts and styles.
    program
        Scripts that one of them unpacks.
    hosts
        Where pictures may come from.
    """
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for found in INLINE.finditer(markup):
        hashes[found[1].lower()].append(_hash(found[3]))
    rules = {
        "default-src": ["'none'"],
        "script-src": [*hashes["script"], *map(_hash, program)],
        "style-src": hashes["style"],
        "img-src": ["data:", *hosts],
        "connect-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(dict.fromkeys(values))}" for name, values in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
