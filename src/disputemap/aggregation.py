"""Mentions -> counts: by place, division, sector, kilometre, month, theme, role, and any of these together.

What counts is what a map counts (docs/records.md): rows with a position, demonyms left out, of a chain only its most
exact name, and "between X and Y" once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.errors import InputError
from disputemap.locations import DISTRICT
from disputemap.models import MODIFIERS
from disputemap.table import of_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

BIN_KM = 10.0
DRAWN = [kind for kind in MODIFIERS if kind != "offset"]  # "20 km south of" is a point, the others are areas
COUNTS = ("mentions", "literal", "associative", "areal", "share_inside", "first", "last")
KEYS = {
    "place": ("place_id", "name", "relative"),
    "governorate": ("adm1",),
    "district": ("adm2",),
    "subdistrict": ("adm3",),
    "disputed": ("disputed",),
    "region": ("region",),
    "relation": ("relation",),
    "sector": ("sector",),
    "km": ("from_km",),
    "month": ("month",),
    "theme": ("theme",),
    "role": ("role",),
    "source": ("source",),
    "document": ("doc",),
}
SHARE_DIGITS = 4
_MONTH = re.compile(r"\d{4}-\d{2}")
_NEEDED = (
    "doc", "form", "place_id", "name", "lon", "accuracy_m", "role", "modifier", "chain", "where_prec", "relation",
    "share_inside", "distance_m", "chainage_km", "sector", "adm1", "adm2", "adm3", "disputed", "region", "date",
    "source", "themes", "sentence_start",
)  # fmt: skip


def aggregate(
    mentions: pd.DataFrame | pa.Table, *, by: str | Sequence[str] = "place", bin_km: float = BIN_KM
) -> pd.DataFrame:
    """Count mentions.

    Parameters
    ----------
    mentions
        n rows as :func:`disputemap.geoparse` gives them, or the same as an Arrow table.
    by
        What to count by, one or several of `place`, `governorate`, `district`, `subdistrict`, `disputed`, `region`,
        `relation`, `sector`, `km`, `month`, `theme`, `role`, `source`, `document`.
    bin_km
        Length of the stretches of the centreline that `km` counts in.

    Returns
    -------
    counts
        A row for each combination that occurs, sorted; first the columns that were asked for, None where a mention has
        no such thing (`place`: `place_id`, `name` and `relative`, which tells "the south of" a place from the place;
        `km`: `from_km`; places outside of the corridor's reach have none). Then `mentions`; of them `literal` and
        `associative`; `areal`, those known by an area only (`where_prec` 3 or more), which are points in no sense;
        `share_inside`, the sum of the shares that lie inside the corridor; `first` and `last`, the dates. A mention
        with two themes counts for both.

    Raises
    ------
    InputError
        If `by` is none of these, or `bin_km` not above 0.
    """
    wanted = [by] if isinstance(by, str) else list(by)
    if not wanted or not set(wanted) <= set(KEYS):
        message = f"aggregate by {', '.join(sorted(set(wanted) - set(KEYS))) or 'nothing'}: use {', '.join(KEYS)}"
        raise InputError(message)
    check_bin(bin_km)
    table = counted(mentions)
    frame, rows = _frame(table, bin_km), np.arange(len(table))
    if "theme" in wanted:
        rows, theme = _themes(table)
        frame = frame.iloc[rows].assign(theme=theme)
    return _counts(frame, [column for name in wanted for column in KEYS[name]])


def check_bin(bin_km: float) -> None:
    """Refuse stretches of no length.

    Raises
    ------
    InputError
        If it is so.
    """
    if not bin_km > 0:
        message = f"bin_km is {bin_km}; give kilometres above 0"
        raise InputError(message)


def counted(mentions: pd.DataFrame | pa.Table) -> pa.Table:
    """Return the rows of mentions that a map counts, with the fields of the record that are counted by."""
    table: pa.Table = mentions if isinstance(mentions, pa.Table) else _of_frame(mentions)
    table = table.select(_NEEDED).combine_chunks()
    there = pc.and_kleene(pc.is_valid(table["lon"]), pc.not_equal(table["form"], "demonym"))
    table = table.filter(pc.fill_null(there, fill_value=True))
    table = table.filter(pa.array(~_named_as_area(table)))
    return table.filter(pa.array(~_said_twice(table)))


def _of_frame(mentions: pd.DataFrame) -> pa.Table:
    return of_frame(mentions[[name for name in _NEEDED if name in mentions.columns]])


def _named_as_area(table: pa.Table) -> Flags:
    """Tell which rows only say, in a chain, where a more exact place lies."""
    link = _field(table, "chain", "link")
    chained = np.flatnonzero(link.notna() & table["place_id"].is_valid().to_numpy())
    order = pd.DataFrame({
        "doc": _codes(table["doc"])[chained],
        "head": _field(table, "chain", "head").to_numpy()[chained],
        "outer": link.to_numpy()[chained] > 0,
        "rough": table["accuracy_m"].to_numpy()[chained],
    })  # fmt: skip
    first = order.sort_values(["doc", "head", "outer", "rough"], kind="stable").drop_duplicates(["doc", "head"]).index
    areas = np.zeros(len(table), dtype=bool)
    areas[np.delete(chained, first)] = True
    return areas


def _said_twice(table: pa.Table) -> Flags:
    """Tell which rows are the second name of "between X and Y"."""
    rows = np.flatnonzero(_field(table, "modifier", "kind").eq("between").to_numpy(dtype=bool))
    ends = [_text(table["place_id"]).to_numpy()[rows], _field(table, "modifier", "to").to_numpy()[rows]]
    pair = np.sort(np.array(ends, dtype=str), axis=0)
    where = [_codes(table["doc"])[rows], table["sentence_start"].to_numpy()[rows]]
    number = pd.DataFrame([*where, *pair]).T.groupby([0, 1, 2, 3]).cumcount().to_numpy()
    second = np.zeros(len(table), dtype=bool)
    second[rows] = number % 2 == 1
    return second


def _field(table: pa.Table, name: str, field: str) -> pd.Series[Any]:
    column: pd.Series[Any] = pc.struct_field(table[name], field).to_pandas()
    return column


def _text(column: pa.ChunkedArray) -> pd.Series[Any]:
    plain: pd.Series[Any] = column.to_pandas().astype(object)
    return plain


def _codes(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.to_pandas().astype("category").cat.codes, dtype=np.int64)


def is_areal(table: pa.Table) -> Flags:
    """Tell which rows are known by an area only: divisions of land, and what lies "south of" or "near" a place."""
    wide = pc.greater_equal(table["where_prec"], DISTRICT)
    drawn = pc.is_in(pc.struct_field(table["modifier"].combine_chunks(), "kind"), pa.array(DRAWN))
    return np.asarray(pc.or_(pc.fill_null(wide, fill_value=False), drawn), dtype=bool)


def _frame(table: pa.Table, bin_km: float) -> pd.DataFrame:
    """Return what rows are counted by, and what is counted; `date` as a number in the order of the dates."""
    names = {column for key in KEYS.values() for column in key} & set(table.column_names)
    columns = {name: _text(table[name]) for name in sorted(names)}
    days = table["date"].to_pandas().astype("category")
    return pd.DataFrame(
        columns
        | {
            "relative": _relative(table),
            "from_km": _bins(table, columns["relation"], bin_km),
            "month": _months(days),
            "mentions": 1,
            "literal": (columns["role"] == "literal").astype(int),
            "associative": (columns["role"] == "associative").astype(int),
            "areal": is_areal(table).astype(int),
            "share_inside": np.nan_to_num(table["share_inside"].to_numpy()),
            "first": days,
            "last": days,
        }
    )


def _bins(table: pa.Table, relation: pd.Series[Any], bin_km: float) -> npt.NDArray[np.float64]:
    """Return where the stretch of the centreline begins that rows count in; places outside of its reach have none."""
    near = (relation.notna() & (relation != "outside")).to_numpy()
    return np.where(near, np.floor(table["chainage_km"].to_numpy() / bin_km) * bin_km, np.nan)


def _months(days: pd.Series[Any]) -> pd.Series[Any]:
    months = [day[:7] if _MONTH.match(day) else None for day in days.cat.categories]
    return days.astype(object).map(dict(zip(days.cat.categories, months, strict=True)))


def _relative(table: pa.Table) -> npt.NDArray[np.object_]:
    """Return what is said of the place, such as `sector 180`; nothing where the place itself is meant."""
    said = table["modifier"]
    words = np.full(len(table), None, dtype=object)
    words[pc.is_valid(said).to_numpy()] = [_words(one) for one in pc.drop_null(said).to_pylist()]
    return words


def _words(said: dict[str, object]) -> str:
    parts = (said["kind"], said["bearing_deg"], said["distance_m"], said["to"])
    return " ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in parts if part is not None)


def _themes(table: pa.Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Return the rows with each of their themes; those without any once, with None."""
    lists = table["themes"].combine_chunks()
    owner = pc.list_parent_indices(lists).to_numpy()
    themes = pc.struct_field(pc.list_flatten(lists), "theme").to_pandas().to_numpy(dtype=object)
    bare = np.setdiff1d(np.arange(len(table)), owner)
    rows = np.concatenate([owner, bare])
    return rows, np.concatenate([themes, np.full(len(bare), None, dtype=object)])


def _counts(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the sums of each group, and its dates."""
    days = frame["first"].cat.categories
    order = frame["first"].cat.codes.astype(float).where(frame["first"].notna())
    frame = frame.assign(first=order, last=order)
    sums = dict.fromkeys(COUNTS[:5], "sum") | {"first": "min", "last": "max"}
    counts = frame.groupby(keys, dropna=False, sort=True)[[*COUNTS]].agg(sums).reset_index()
    for name in ("first", "last"):
        counts[name] = _or_none(counts[name].map(dict(enumerate(days))))
    for name in set(keys) - {"from_km"}:
        counts[name] = _or_none(counts[name])
    return counts.assign(share_inside=counts["share_inside"].round(SHARE_DIGITS))


def _or_none(column: pd.Series[Any]) -> pd.Series[Any]:
    plain = column.astype(object)
    return plain.where(plain.notna() & (plain != ""), None)
