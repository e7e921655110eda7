"""What the wheel takes along is what the data package describes."""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath

import pytest

from disputemap.geodata import GeoData

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INCLUDED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
RESOURCES = GeoData(ROOT / "geo").resources


@pytest.mark.parametrize("resource", sorted(RESOURCES))
def test_every_resource_travels_in_the_wheel(resource: str) -> None:
    path = PurePosixPath("geo", RESOURCES[resource]["path"])
    assert any(path.is_relative_to(included) for included in INCLUDED)


def test_the_data_package_lands_where_it_is_looked_for() -> None:
    assert INCLUDED["geo/datapackage.json"] == "disputemap/geo/datapackage.json"
