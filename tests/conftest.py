"""Fixtures: the toy world, a data package in `tests/toy` whose answers can be worked out in one's head.

Norland is the square 13-17 E, 50-54 N. Its strip runs along 52 N: the typical band is 0.1 degrees of latitude to each
side, the maximum one 0.2. Upland lies north of the line, Kirsa (governorate and town) south of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from disputemap.geodata import GeoData


@pytest.fixture(scope="session")
def toy() -> Path:
    """Return the folder of the toy data package."""
    return Path(__file__).parent / "toy"


@pytest.fixture(scope="session")
def toy_data(toy: Path) -> GeoData:
    """Return the toy data package, opened."""
    return GeoData(toy)
