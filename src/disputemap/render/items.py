"""Rows of mentions -> what a map counts: places, relative places and positions, each an item.

- "South of X" is an item of its own and does not count for X; so is "between X and Y", which its two names tell once.
- Of a chain ("X village, Y district, Z governorate") the most exact place that is known counts. The others only say
  where that one lies: they go along as `area_of` and count nowhere, so that a governorate does not grow with its towns.

Columns are worked on whole; only the few rows with a modifier are looked at one by one, and of these the distinct.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.folding import fold_name
from disputemap.gazetteer import Gazetteer, load_places
from disputemap.locations import fault, shapes_of
from disputemap.models import MODIFIERS, Site
from disputemap.placing import ALONE
from disputemap.render.codes import coded, combined, first_rows, numbered, truths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from disputemap.geodata import GeoData

    Ints = npt.NDArray[np.int64]

Record = dict[str, Any]

RELATIVE = "~"  # how the id of an item begins that lies relative to a place
POSITION = "@"  # how the id of an item begins that has coordinates and no place


def site_of(row: Record) -> Site:
    """Return where a row with a place points to; of "between", both names point to the same."""
    said = row.get("modifier") or {}
    kind, place_id, to = said.get("kind") or "", row["place_id"], said.get("to") or ""
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
    name = fold_name(row.get("surface") or "") if site.kind == "within" else ""
    numbers = [f"{number:g}" for number in (site.bearing_deg, site.distance_m) if number is not None]
    return RELATIVE + "/".join(filter(None, [site.kind, site.place_id, site.to, *numbers, name]))


def items_of(table: pa.Table) -> tuple[list[str], Ints]:
    """Return the distinct items of a table of mentions, in the order of their ids, and which each row counts for.

    Parameters
    ----------
    table
        n rows with the columns of the record, each in one piece.

    Returns
    -------
    items, codes
        The ids, and n numbers of them, -1 where a row has neither place nor position.
    """
    place = coded(table["place_id"])
    ids = place.distinct.to_pylist()
    codes = place.codes.copy()
    for rows, names in (_relative_ids(table, codes), _position_ids(table, codes)):
        found = coded(pa.array(names, pa.string()))
        codes[rows] = found.codes + len(ids)
        ids += found.distinct.to_pylist()
    used = np.unique(codes[codes >= 0])
    order = sorted(used.tolist(), key=ids.__getitem__)
    rank = np.full(len(ids) + 1, -1, np.int64)
    rank[order] = np.arange(len(order))  # the last, for -1, stays -1
    return [ids[code] for code in order], rank[codes]


def _relative_ids(table: pa.Table, place: Ints) -> tuple[Ints, list[str]]:
    """Return the rows that tell of relative places, and the ids of these."""
    said = pc.struct_field(table["modifier"], "kind").is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(said & (place >= 0))
    few = table.select(["place_id", "modifier", "surface"]).take(pa.array(rows)).combine_chunks()
    kind, to, bearing, metres = (_field(few, name) for name in ("kind", "to", "bearing_deg", "distance_m"))
    texts = [coded(column).codes for column in (few["place_id"], kind, to)]
    name = np.where(truths(pc.equal(kind, "within")), coded(few["surface"]).codes, -1)
    codes = combined(*texts, numbered(_floats(bearing)), numbered(_floats(metres)), name)
    ids = [item_id(row) for row in few.take(pa.array(first_rows(codes))).to_pylist()]
    return rows, [ids[code] for code in codes.tolist()]


def _field(table: pa.Table, name: str) -> pa.Array:
    modifier = table["modifier"].combine_chunks() if table.num_rows else pa.nulls(0, table["modifier"].type)
    return pc.struct_field(modifier, name)


def _floats(column: pa.Array) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = column.to_numpy(zero_copy_only=False).astype(np.float64)
    return found


def _position_ids(table: pa.Table, place: Ints) -> tuple[Ints, list[str]]:
    """Return the rows with a position and no place, and the ids of these positions."""
    rows = np.flatnonzero((place < 0) & table["lon"].combine_chunks().is_valid().to_numpy(zero_copy_only=False))
    few = table.select(["lat", "lon"]).take(pa.array(rows)).to_pylist()
    return rows, [f"{POSITION}{row['lat']},{row['lon']}" for row in few]


def pairs_of(table: pa.Table) -> Iterator[tuple[int, int]]:
    """Yield the rows of each "between X and Y": the name that comes first, and the other, which tells the same."""
    kind = pc.struct_field(table["modifier"], "kind")
    rows = np.flatnonzero(truths(pc.equal(kind.combine_chunks(), "between")))
    few = table.select(["doc", "sentence_start", "place_id", "modifier"]).take(pa.array(rows)).to_pylist()
    waiting: dict[tuple[Any, ...], int] = {}  # what the other row will be like -> the row that waits for it
    for number, row in zip(rows.tolist(), few, strict=True):
        where, place_id, to = (row["doc"], row["sentence_start"]), row["place_id"], row["modifier"]["to"]
        if place_id is None:
            continue
        first = waiting.pop((*where, place_id, to), None)
        if first is None:
            waiting[*where, to, place_id] = number
        else:
            yield first, number


def as_one(first: Record, second: Record) -> Record:
    """Return two rows as one: as sure as the less sure of them, with the reasons of both."""
    lists = {
        name: list({str(value): value for value in [*(first[name] or ()), *(second[name] or ())]}.values())
        for name in ("reasons", "candidates")
    }
    scores = [row["score"] for row in (first, second) if row["score"] is not None]
    return first | lists | {"score": min(scores, default=None), "chain": first["chain"] or second["chain"]}


def area_of(table: pa.Table, item: Ints) -> Ints:
    """Return for each row the row whose area it only names, -1 for all that count themselves.

    Of the rows of a chain that have an item, the one that counts is the name that the chain is about, or where that
    has no place the most exact.
    """
    found = np.full(len(item), -1, np.int64)
    head = _chain(table, "head")
    rows = np.flatnonzero(~np.isnan(head) & (item >= 0))
    chain = combined(coded(table["doc"]).codes[rows], numbered(head[rows]))
    rough = np.nan_to_num(_floats(table["accuracy_m"].combine_chunks())[rows], nan=np.inf)
    order = np.lexsort((rows, rough, _chain(table, "link")[rows] > 0, chain))
    chain = chain[order]
    begins = np.diff(chain, prepend=-1) > 0
    exact = rows[order][begins][np.cumsum(begins) - 1] if len(rows) else rows
    found[rows[order][~begins]] = exact[~begins]
    return found


def _chain(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    return _floats(pc.struct_field(table["chain"].combine_chunks(), name))


def shapes(sites: Mapping[int, Site], geodata: GeoData) -> dict[int, Record]:
    """Return the areas of relative items by number; points, and what this package cannot locate, have none."""
    if not sites:
        return {}
    gazetteer = Gazetteer(geodata.once("places", load_places), {})
    known = {item: site for item, site in sites.items() if not fault(site, gazetteer)}
    found = zip(known, shapes_of(list(known.values()), gazetteer, geodata), strict=True)
    return {item: shape for item, shape in found if shape and shape["type"] != "Point"}
