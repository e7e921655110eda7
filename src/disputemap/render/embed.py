"""The page inside another page: a closed frame, its picture for print and for readers without scripts, and its sizes.

A frame with its own policy works under any policy of the page around it that lets frames of its host in
(`frame-src 'self'`); it runs scripts of its own, opens links in tabs and gives downloads, and reaches nothing else.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from disputemap.outputs import write_atomic, writing

if TYPE_CHECKING:
    from pathlib import Path

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"
WIDTH, HEIGHT = 960, 640  # pixels, told to who asks for sizes


def frame(
    *, title: str, src: str | None = None, html: str | None = None, width: str = "100%", height: int = HEIGHT
) -> str:
    """Return a frame with a page.

    Parameters
    ----------
    title
        What screen readers say of it.
    src, html
        Address of the page, or the page itself.
    width, height
        `width` as HTML writes it (`100%`, `960`), `height` in pixels.
    """
    source = f'src="{escape(src)}"' if src else f'srcdoc="{escape(html or "")}"'
    name = escape(title or "disputemap")
    size = f'width="{escape(width)}" height="{height}" frameborder="0"'  # as an attribute: a host may allow no styles
    return f'<iframe {source} title="{name}" {size} loading="lazy" sandbox="{SANDBOX}"></iframe>'


def snippet(page: str, picture: str, *, title: str, height: int = HEIGHT) -> str:
    """Return what to paste into another page: frame, picture for readers without scripts, and a way to the page.

    Parameters
    ----------
    page, picture
        Addresses, relative to the page around.
    """
    image = f'<img src="{escape(picture)}" alt="{escape(title)}" width="100%">'
    way = f'<figcaption><a href="{escape(page)}">{escape(title)}</a></figcaption>'
    return "\n".join(
        [
            '<figure class="disputemap">',
            frame(src=page, title=title, height=height),
            f"<noscript>{image}</noscript>",
            way,
            "</figure>\n",
        ]
    )


def write_embed(path: Path, *, title: str, height: int, png: bytes) -> tuple[Path, ...]:
    """Write beside a page what embedding it takes: `NAME.embed.html`, `NAME.png` and `NAME.oembed.json`.

    Returns
    -------
    written
        The three files.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    html, picture, sizes = (path.with_suffix(ending) for ending in (".embed.html", ".png", ".oembed.json"))
    name = title or path.stem
    with writing(picture) as file:
        file.write(png)
    code = snippet(quote(path.name), quote(picture.name), title=name, height=height)
    write_atomic(html, code)
    told = oembed(title=name, height=height, picture=quote(picture.name), code=code)
    write_atomic(sizes, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return html, picture, sizes


def oembed(*, title: str, height: int, picture: str, code: str) -> dict[str, str | int]:
    """Return what a host asks for by oEmbed 1.0: the kind, the sizes and the code; addresses are relative."""
    sizes = {"width": WIDTH, "height": height}
    return {"version": "1.0", "type": "rich", "title": title, "provider_name": "disputemap"} | sizes | {
        "thumbnail_url": picture, "html": code,
    }  # fmt: skip
