"""Mentions -> their number along the corridor, stretch by stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from disputemap.aggregation import BIN_KM, check_bin, counted, is_areal
from disputemap.join import sectors_at

if TYPE_CHECKING:
    import pyarrow as pa

    from disputemap.corridors import Corridor

COLUMNS = ("from_km", "to_km", "sector", "literal", "associative", "areal")
ROUNDED_KM = 0.1  # to which a record's chainage is written
ROLES = ("literal", "associative")


def profile(
    mentions: pd.DataFrame | pa.Table,
    corridor: Corridor,
    *,
    bin_km: float = BIN_KM,
    within_km: float | None = None,
    role: str | None = None,
) -> pd.DataFrame:
    """Count mentions along the corridor.

    Parameters
    ----------
    mentions
        n rows as :func:`disputemap.geoparse` gives them, measured against this corridor; what a longer line has put
        beyond the ends of this one is not counted.
    corridor
        See :func:`disputemap.corridors.load_corridor`.
    bin_km
        Length of a stretch; stretches begin at whole multiples of it from the first vertex of the whole line.
    within_km
        How far off the band mentions may lie, in kilometres; None means that they are not `outside` (the package's
        `near_m`).
    role
        Count only this role, `literal` or `associative`.

    Returns
    -------
    stretches
        A row for each stretch of the centreline, empty ones too, in order: `from_km`, `to_km`; `sector`, the one that
        holds its middle, or None; `literal` and `associative`, mentions of places; `areal`, mentions of either role
        that are known by an area only. An area counts where the middle of its longest stretch of the line lies: it says
        that the stretch is spoken of, not that anything happened there.

    Raises
    ------
    InputError
        If `bin_km` is not above 0.
    """
    check_bin(bin_km)
    first, last = corridor.chainage_km[[0, -1]].tolist()
    starts = np.arange(np.floor(first / bin_km), np.ceil(last / bin_km)) * bin_km
    table = _on_line(_near(counted(mentions), within_km), first, last)
    at = np.floor(table["chainage_km"].to_numpy() / bin_km) * bin_km
    at = np.clip(np.searchsorted(starts, at, side="right") - 1, 0, len(starts) - 1)
    areal, named = is_areal(table), table["role"].cast("string")
    kinds = {one: pc.equal(named, one).to_numpy() & ~areal & (role in {None, one}) for one in ROLES}
    if role is not None:
        areal &= pc.equal(named, role).to_numpy()
    counts = {name: np.bincount(at[rows], minlength=len(starts)) for name, rows in (kinds | {"areal": areal}).items()}
    edges = {"from_km": starts.clip(min=first), "to_km": (starts + bin_km).clip(max=last)}
    middle = (edges["from_km"] + edges["to_km"]) / 2
    return pd.DataFrame(
        {name: km.round(1) for name, km in edges.items()}
        | {"sector": pd.Series(sectors_at(corridor, middle), dtype=object)}
        | counts
    )


def _on_line(table: pa.Table, first: float, last: float) -> pa.Table:
    """Leave out what lies beyond the ends: mentions measured by a longer line than the claim's."""
    km = table["chainage_km"]
    there = pc.and_(pc.greater_equal(km, first - ROUNDED_KM), pc.less_equal(km, last + ROUNDED_KM))
    return table.filter(pc.fill_null(there, fill_value=False))


def _near(table: pa.Table, within_km: float | None) -> pa.Table:
    if within_km is None:
        near = pc.not_equal(table["relation"].cast("string"), "outside")
    else:
        near = pc.less_equal(table["distance_m"], 1000.0 * within_km)
    return table.filter(pc.fill_null(near, fill_value=False))
