"""Draw the README's picture: the page that `make map` writes, in Chromium, without a network.

``python docs/picture.py`` writes ``docs/map.png``.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import disputemap as dm

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.chromium import REMEDY, find_chromium  # noqa: E402 - found on the path just set

SIZE = {"width": 1280, "height": 800}
COLOURS = 256


def main() -> None:
    """Draw the seeds' map, look at Rashad, and keep what Chromium shows."""
    chromium = find_chromium() or sys.exit(REMEDY)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "map.html"
        dm.Map(dm.geoparse(ROOT / "seeds" / "ar")).save(page_file)
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_context(viewport=SIZE, locale="en-GB", offline=True).new_page()
        page.goto(page_file.as_uri())
        page.locator("#panel").get_by_role("button", name="Rashad").click()
        page.wait_for_timeout(1000)
        shot = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(ROOT / "docs" / "map.png", optimize=True)


if __name__ == "__main__":
    main()
