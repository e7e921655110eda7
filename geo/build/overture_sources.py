"""The packages wkls and placeroot -> Iraqi divisions of Overture Maps, as they come (ODbL).

wkls has the divisions with two names and their parents but no positions, placeroot the larger ones with positions and
many names. Their ids do not join: both are Overture's, of different kinds. Reading them wants pyarrow.
"""

from __future__ import annotations

import io
from collections import defaultdict
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from geo.build.fetch import FetchError, member

COUNTRY = "IQ"
DIVISIONS = "wkls/data/overture.zstd18.parquet"
INDEX = "placeroot/data/geocode-index/2026-09-23.1"
TEXT = ("id", "country", "region", "subtype", "name_primary", "name_en", "parent_id")
KINDS = {"region": "adm1", "county": "adm2", "localadmin": "adm3", "locality": "populated_place"}
"""What Overture calls a level in Iraq -> our feature."""


class Division(NamedTuple):
    """A division of wkls; `parent` is the id of the division that holds it."""

    id: str
    feature: str
    region: str
    name: str
    english: str
    parent: str


class Spot(NamedTuple):
    """A division of placeroot, at a point of its own."""

    id: str
    feature: str
    region: str
    names: tuple[str, ...]
    lon: float
    lat: float
    population: int


@lru_cache(maxsize=1)
def load_divisions() -> dict[str, Division]:
    """Return districts, sub-districts and localities of wkls by id."""
    rows = _read(member("wkls", DIVISIONS), TEXT)
    divisions = (
        Division(
            row["id"],
            KINDS[row["subtype"]],
            row["region"] or "",
            " ".join(row["name_primary"].split()),
            " ".join((row["name_en"] or "").split()),
            row["parent_id"] or "",
        )
        for row in rows
        if row["country"] == COUNTRY and row["subtype"] in KINDS
    )
    return {division.id: division for division in sorted(divisions)}


@lru_cache(maxsize=1)
def load_spots() -> tuple[Spot, ...]:
    """Return governorates, districts and localities of placeroot; quarters of towns are left out."""
    columns = ("id", "name", "subtype", "country", "region", "lat", "lon", "population")
    rows = [row for row in _read(member("placeroot", f"{INDEX}/table.parquet"), columns) if row["country"] == COUNTRY]
    others = defaultdict(set)
    wanted = {row["id"] for row in rows}
    for row in _read(member("placeroot", f"{INDEX}/alt_names.parquet"), ("id", "alt_display"), wanted):
        others[row["id"]].add(" ".join(row["alt_display"].split()))
    return tuple(
        Spot(
            row["id"],
            KINDS[row["subtype"]],
            row["region"] or "",
            (" ".join(row["name"].split()), *sorted(others[row["id"]])),
            round(row["lon"], 5),
            round(row["lat"], 5),
            row["population"] or 0,
        )
        for row in sorted(rows, key=lambda row: str(row["id"]))
        if row["subtype"] in KINDS
    )


def _read(content: bytes, columns: tuple[str, ...], ids: set[str] | None = None) -> list[dict[str, Any]]:
    """Return rows of a Parquet file, of all ids or of those wanted."""
    try:
        compute, parquet = import_module("pyarrow.compute"), import_module("pyarrow.parquet")
        arrow = import_module("pyarrow")
    except ImportError:
        message = (
            "pyarrow is not installed; `pip install pyarrow`, Parquet files of wkls and placeroot are read with it"
        )
        raise FetchError(message) from None
    table = parquet.read_table(io.BytesIO(content), columns=list(columns))
    plain = [(f.name, arrow.string() if f.type == arrow.string_view() else f.type) for f in table.schema]
    table = table.cast(arrow.schema(plain))  # views cannot be filtered
    if ids is not None:
        table = table.filter(compute.is_in(table["id"], value_set=arrow.array(sorted(ids))))
    elif "country" in columns:
        table = table.filter(compute.equal(table["country"], COUNTRY))
    return list(table.to_pylist())
