"""Fixtures: the toy world, a data package in `tests/toy` whose answers can be worked out in one's head.

Norland is the square 13-17 E, 50-54 N. Its strip runs along 52 N: the typical band is 0.1 degrees of latitude to each
side, the maximum one 0.2. Upland lies north of the line, Kirsa (governorate and town) south of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from disputemap.geodata import GeoData
from tests.chromium import REMEDY, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

settings.register_profile("here", deadline=None)  # how long something takes is measured in bench/, never asserted
settings.load_profile("here")


@pytest.fixture(scope="session")
def toy() -> Path:
    """Return the folder of the toy data package."""
    return Path(__file__).parent / "toy"


@pytest.fixture(scope="session")
def toy_data(toy: Path) -> GeoData:
    """Return the toy data package, opened."""
    return GeoData(toy)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return one Chromium for all tests of a module."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - few modules open pages

    path = find_chromium()
    assert path, REMEDY
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def many(toy_data: GeoData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of sixty mentions (`tests/panel_world.py`), as a file."""
    path = tmp_path_factory.mktemp("panel") / "map.html"
    from disputemap.render.html import Map  # noqa: PLC0415 - few modules open pages
    from tests.panel_world import make_many  # noqa: PLC0415

    Map(make_many(), geodata=toy_data).save(path)
    return path


@pytest.fixture
def visit(browser: Browser, many: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page offline; at the end nothing may have been asked for or complained of."""
    from tests.panel_world import Visit, listen  # noqa: PLC0415 - few modules open pages

    visits: list[Visit] = []

    def open_page(fragment: str = "", path: Path = many, **options: Any) -> Page:  # noqa: ANN401 - for Playwright
        settings: dict[str, Any] = {"locale": "en-GB", "offline": True, "viewport": {"width": 1280, "height": 800}}
        visit = Visit(browser.new_context(**settings | options).new_page())
        visits.append(visit)
        listen(visit)
        visit.page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        visit.page.wait_for_selector("#tally:not(:empty)", state="attached")
        return visit.page

    yield open_page
    for visit in visits:
        visit.page.context.close()
        assert visit.noise == []
