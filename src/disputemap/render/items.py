"""Rows of mentions -> what a map counts: places, relative places and positions, each an item.

- "South of X" is an item of its own and does not count for X; so is "between X and Y", which its two names tell once.
- Of a chain ("X village, Y district, Z governorate") the most exact place that is known counts. The others only say
  where that one lies: they go along as `area_of` and count nowhere, so that a governorate does not grow with its towns.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from disputemap.folding import fold_name
from disputemap.gazetteer import load_gazetteer
from disputemap.locations import fault, shapes_of
from disputemap.models import MODIFIERS, Site
from disputemap.placing import ALONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disputemap.geodata import GeoData

Record = dict[str, Any]

RELATIVE = "~"  # how the id of an item begins that lies relative to a place


def gather(rows: Iterable[Record]) -> list[Record]:
    """Return rows as a map lists them.

    Parameters
    ----------
    rows
        Mentions, plain, empty cells left out, those of one document in the order of its text.

    Returns
    -------
    gathered
        The rows, of "between X and Y" one, with the other name's span in `second`. Those with a place have `item`, the
        id of what they count for. In chains, `areas` are the numbers of the rows that name the areas a row lies in,
        and `area_of` is the number of the row that such a row belongs to.
    """
    return _chained([row | {"item": item_id(row)} if row.get("place_id") else row for row in _merged(rows)])


def site_of(row: Record) -> Site:
    """Return where a row with a place points to; of "between", both names point to the same."""
    said = row.get("modifier", {})
    kind, place_id, to = said.get("kind", ""), row["place_id"], said.get("to", "")
    if kind not in MODIFIERS or (kind == "between" and not to):
        return Site(place_id)
    if kind == "between":
        place_id, to = sorted((place_id, to))
    return Site(place_id, kind, None if kind in ALONE else said.get("bearing_deg"), said.get("distance_m"), to)


def item_id(row: Record) -> str:
    """Return the id of what a row counts for: the place's own, or one that says all that is said of it.

    Examples
    --------
    >>> item_id({"place_id": "alba", "modifier": {"kind": "sector", "bearing_deg": 180.0}})
    '~sector/alba/180'
    >>> item_id({"place_id": "alba"})
    'alba'
    """
    site = site_of(row)
    if not site.kind:
        return site.place_id
    name = fold_name(row.get("surface", "")) if site.kind == "within" else ""
    numbers = [f"{number:g}" for number in (site.bearing_deg, site.distance_m) if number is not None]
    return RELATIVE + "/".join(filter(None, [site.kind, site.place_id, site.to, *numbers, name]))


def shapes(rows: Iterable[Record], geodata: GeoData) -> dict[str, Record]:
    """Return the areas of relative items by id; points, and what this package cannot locate, have none."""
    sites = {row["item"]: site_of(row) for row in rows if row.get("item", "").startswith(RELATIVE)}
    if not sites:
        return {}
    gazetteer = load_gazetteer(geodata)
    known = {item: site for item, site in sites.items() if not fault(site, gazetteer)}
    found = zip(known, shapes_of(list(known.values()), gazetteer, geodata), strict=True)
    return {item: shape for item, shape in found if shape and shape["type"] != "Point"}


def _merged(rows: Iterable[Record]) -> Iterator[Record]:
    """Yield rows, the second of each "between X and Y" laid into the first."""
    kept: list[Record] = []
    waiting: dict[tuple[Any, ...], int] = {}  # what the other row will be like -> the row that waits for it
    for row in rows:
        said, where = row.get("modifier", {}), (row.get("doc"), row.get("sentence_start"))
        between = said.get("kind") == "between" and "place_id" in row
        first = waiting.pop((*where, row["place_id"], said.get("to")), None) if between else None
        if first is not None:
            kept[first] = _both(kept[first], row)
            continue
        if between:
            waiting[*where, said.get("to"), row["place_id"]] = len(kept)
        kept.append(row)
    yield from kept


def _both(first: Record, second: Record) -> Record:
    """Return two rows as one: as sure as the less sure of them, with the reasons of both."""
    lists = {
        name: list({str(value): value for value in [*first.get(name, ()), *second.get(name, ())]}.values())
        for name in ("reasons", "candidates")
    }
    scores = [row["score"] for row in (first, second) if "score" in row]
    chain = first.get("chain") or second.get("chain")
    return (
        first
        | {name: values for name, values in lists.items() if values}
        | ({"score": min(scores)} if scores else {})
        | ({"chain": chain} if chain else {})
        | {"second": {name: second[name] for name in ("start", "surface") if name in second}}
    )


def _chained(rows: list[Record]) -> list[Record]:
    """Return rows with what the chains say: who lies in whom."""
    chains: dict[tuple[Any, int], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if "chain" in row and "item" in row:
            chains[row.get("doc"), row["chain"]["head"]].append(number)
    rows = rows.copy()
    for members in chains.values():
        exact = min(members, key=lambda number: _roughness(rows[number]))
        areas = [number for number in members if number != exact]
        rows[exact] = rows[exact] | ({"areas": areas} if areas else {})
        for number in areas:
            rows[number] = rows[number] | {"area_of": exact}
    return rows


def _roughness(row: Record) -> tuple[bool, float]:
    """Return what a chain's members are ordered by: the name it is about, or where that has no place the most exact."""
    return (row["chain"]["link"] > 0, row.get("accuracy_m", math.inf))
