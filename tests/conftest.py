"""Fixtures: the toy world, a data package in `tests/toy` whose answers can be worked out in one's head.

Norland is the square 13-17 E, 50-54 N. Its strip runs along 52 N: the typical band is 0.1 degrees of latitude to each
side, the maximum one 0.2. Upland lies north of the line, Kirsa (governorate and town) south of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from disputemap.geodata import GeoData
from tests.chromium import REMEDY, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

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
