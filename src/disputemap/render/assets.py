"""The fixed parts of the page: its own sources, and Leaflet with its pictures inside. Nothing of a document."""

from __future__ import annotations

import base64
import json
import re
import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from xstatic.pkg import leaflet


@cache
def page_file(name: str) -> str:
    """Return a file of the page's own sources."""
    return (files("disputemap.render") / "page" / name).read_text(encoding="utf-8")


@cache
def app_js() -> str:
    """Return the page's program: the modules of `page/` in one, as `make page` writes it."""
    return (files("disputemap.render") / "page.min.js").read_text(encoding="utf-8").rstrip("\n")


@cache
def packed(scripts: tuple[str, ...]) -> str:
    """Return scripts as `boot.js` unpacks them: the last first, with NUL between them, deflated, in base64."""
    return base64.b64encode(zlib.compress("\0".join(reversed(scripts)).encode(), 9)).decode("ascii")


@cache
def page_words() -> dict[str, dict[str, str]]:
    """Return the words of the page's own, by key and language."""
    return dict(json.loads(page_file("strings.json")))


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
