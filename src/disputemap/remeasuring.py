"""Mentions of a table -> the same mentions, measured by another corridor.

What a row says of its site (place, what is said of it, or coordinates) is enough to measure that site again, so that a
table need not be made from its documents anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.gazetteer import load_gazetteer
from disputemap.models import MODIFIERS, LonLat, Site
from disputemap.numbering import factorize, first_rows
from disputemap.placing import ALONE
from disputemap.sites import SiteTable
from disputemap.table import FIELDS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Container

    import numpy.typing as npt

    from disputemap.geodata import GeoData

    Codes = npt.NDArray[np.int64]

COORDINATES = "coordinates"
KINDS = ("", *MODIFIERS)
_KEYS = ("place_id", "form", "lon", "lat", "accuracy_m")
_SAID = ("kind", "bearing_deg", "distance_m", "to")


class Remeasured(NamedTuple):
    """A table of mentions, and how many of them keep what they had, since the gazetteer lacks their place."""

    table: pa.Table
    kept: int


def remeasured(table: pa.Table, geodata: GeoData) -> Remeasured:
    """Measure the sites of mentions anew.

    Parameters
    ----------
    table
        n mentions, as :func:`disputemap.tablefiles.read_table` gives them.
    geodata
        The data package that they were placed with, and whose corridor they are measured by: the one chosen for it, see
        :func:`disputemap.corridors.with_corridor`, or its own.

    Raises
    ------
    GazetteerError
        If the package lacks a setting or a sound corridor.
    """
    gazetteer = load_gazetteer(geodata)
    codes, sites = sites_in(table)
    there = np.array([_can_measure(site, gazetteer.places) for site in sites], dtype=bool)
    measured = SiteTable(gazetteer, geodata)
    number = np.full(len(sites) + 1, -1, np.int32)  # the last is for rows without a place
    number[:-1][there] = measured.add([site for site, known in zip(sites, there, strict=True) if known])
    fresh = {name: table.column(name).combine_chunks() for name in FIELDS} | measured.take(number[codes])
    lost = np.flatnonzero((codes >= 0) & (number[codes] < 0))
    both = pa.concat_tables([pa.table(fresh, SCHEMA), table.take(pa.array(lost))]).unify_dictionaries()
    rows = np.arange(len(table))
    rows[lost] = len(table) + np.arange(len(lost))
    return Remeasured(both.take(pa.array(rows)), len(lost))


def sites_in(table: pa.Table) -> tuple[Codes, list[Site]]:
    """Return the number of the site that each row points to, -1 for none, and the distinct sites."""
    rows = np.flatnonzero(pc.is_valid(table["lon"]).to_numpy(zero_copy_only=False))
    some = table.select([*_KEYS, "modifier"]).take(pa.array(rows)).combine_chunks()
    said = some["modifier"].combine_chunks()
    columns = [*(some[name] for name in _KEYS), *(pc.struct_field(said, name) for name in _SAID)]
    number = np.zeros(len(rows), np.int64)
    for column in columns:
        found = factorize(column)
        number = factorize(number * max(len(found.distinct), 1) + found.codes).codes
    codes = np.full(len(table), -1, np.int64)
    codes[rows] = number
    return codes, [_site(row) for row in some.take(pa.array(first_rows(number))).to_pylist()]


def _site(row: dict[str, Any]) -> Site:
    if row["form"] == COORDINATES:
        return Site(kind=COORDINATES, position=LonLat(row["lon"], row["lat"]), accuracy_m=row["accuracy_m"])
    said = row["modifier"]
    if not said or not said["kind"]:
        return Site(row["place_id"] or "")
    bearing_deg = None if said["kind"] in ALONE else said["bearing_deg"]
    return Site(row["place_id"] or "", said["kind"], bearing_deg, said["distance_m"], said["to"] or "")


def _can_measure(site: Site, places: Container[str]) -> bool:
    """Tell whether the gazetteer has what a site hangs on."""
    if site.position:
        return site.accuracy_m is not None
    return site.kind in KINDS and site.place_id in places and (site.kind != "between" or site.to in places)
