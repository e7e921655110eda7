"""Draw all pictures of README and docs from `seeds/`, without a network: ``make pictures`` writes `docs/pictures/`.

``python docs/picture.py [NAME ...]`` draws some of them: map, map-dark, map-ar, phone, table, embed, figure, figure-ar.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

import disputemap as dm

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.chromium import REMEDY, find_chromium  # noqa: E402 - found on the path just set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from playwright.sync_api import Browser

PICTURES = ROOT / "docs" / "pictures"
COLOURS, KEEP_HUES = 256, 3  # the second lets small signs keep their colours
DESK = {"viewport": {"width": 1280, "height": 800}}
HAND = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
REPORT = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A report</title>
<style>body { margin: 0; background: #eceae4; font: 17px/1.55 Georgia, "Noto Serif", serif; color: #222 }
main { max-width: 760px; margin: 0 auto; padding: 28px 44px; background: #fff }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px } .by { color: #777; font-size: 14px }
figure { margin: 18px 0 } figcaption { font-size: 13px; color: #666 }</style>
<main><h1>Two forces, and the land between them</h1><p class="by">An example of a page with a map inside</p>
<p>Five reports of 2021 speak of joint centres, joint brigades and a gap of some kilometres between two lines. The map
shows which places they name, and lets readers see each sentence.</p>%s
<p>The frame is closed: it neither reads this page nor loads anything.</p></main></html>"""


class Shot(NamedTuple):
    """What a picture shows of the page: its address after `#`, and the window it is looked at through."""

    address: str
    window: dict[str, Any] = DESK


SHOTS = {
    "map": Shot("theme=light&place=rashad"),
    "map-dark": Shot("theme=dark&mode=both&tab=layers"),
    "map-ar": Shot("theme=light&lang=ar&mode=both&place=kirkuk-governorate"),
    "phone": Shot("theme=light&lang=ckb", HAND),
    "table": Shot("theme=light&face=table"),
}
FIGURES = {"figure": "en", "figure-ar": "ar"}


def main() -> None:
    """Draw what was asked for, or everything."""
    known: dict[str, Callable[..., bytes]] = {
        **dict.fromkeys(SHOTS, shoot),
        **dict.fromkeys(FIGURES, draw),
        "embed": embed,
    }
    asked = sys.argv[1:] or list(known)
    if unknown := set(asked) - set(known):
        sys.exit(f"no picture {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    PICTURES.mkdir(exist_ok=True)
    mentions = dm.geoparse(ROOT / "seeds" / "ar")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        drawn = dm.Map(mentions)
        drawn.save(Path(folder) / "map.html")
        drawn.save_embed(Path(folder) / "map.html")
        for name in asked:
            save(name, known[name](name, folder=Path(folder), browser=browser, mentions=mentions))


def shoot(name: str, *, folder: Path, browser: Browser, **_: object) -> bytes:
    """Return what Chromium shows of the page."""
    address, window = SHOTS[name]
    return look(browser, f"{(folder / 'map.html').as_uri()}#{address}", window)


def embed(_: str, *, folder: Path, browser: Browser, **__: object) -> bytes:
    """Return a page of somebody else's with the map in it."""
    code = (folder / "map.embed.html").read_text(encoding="utf-8")
    (folder / "report.html").write_text(REPORT % code, encoding="utf-8")
    return look(browser, (folder / "report.html").as_uri(), {"viewport": {"width": 900, "height": 1000}})


def draw(name: str, *, mentions: gpd.GeoDataFrame, folder: Path, **_: object) -> bytes:
    """Return the figure for reports."""
    dm.Map(mentions).figure(folder / "figure.png", lang=FIGURES[name])
    return (folder / "figure.png").read_bytes()


def look(browser: Browser, address: str, window: dict[str, Any]) -> bytes:
    """Return what a window shows once all is drawn."""
    context = browser.new_context(locale="en-GB", offline=True, reduced_motion="reduce", **window)
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(2500)
    shot = page.screenshot()
    context.close()
    return shot


def save(name: str, picture: bytes) -> None:
    """Keep a picture, with as few colours as it needs."""
    path = PICTURES / f"{name}.png"
    colours = COLOURS * 5 // 8 if name in FIGURES else COLOURS  # a figure is larger, and of plainer colours
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(colours, kmeans=KEEP_HUES, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size / 1000:.0f} kB\n")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open Chromium."""
    path = find_chromium() or sys.exit(REMEDY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
