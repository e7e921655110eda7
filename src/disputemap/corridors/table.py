"""Corridor -> the table of it that `dm.corridor()` returns.

A module of its own, since geopandas takes longer to import than a report takes to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from disputemap.corridors.bands import area_km2
from disputemap.corridors.claims import implied_line
from disputemap.corridors.loading import load_corridor
from disputemap.crs import LONLAT
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disputemap.geodata import GeoData

LENGTHS = ["computed_length_km", "claimed_length_km", "area_km2"]
COLUMNS = ["kind", "title", *LENGTHS, "party", "date", "as_of", "source", "geometry"]


def corridor(geodata: GeoData | None = None, *, as_of: str = "", claim: str = "") -> gpd.GeoDataFrame:
    """Return the corridor and the claims about it as a table.

    Parameters
    ----------
    geodata
        A data package; None means the chosen, or else the shipped, one.
    as_of
        A year, month or day (ISO 8601): the line that was so then; empty takes the newest.
    claim
        Id of a claim: the corridor as its speaker has it; empty takes the package's own.

    Returns
    -------
    table
        EPSG:4326; one row for the centreline, each band and each claim, told apart by `kind` (`centreline`, `band`,
        `claim`). `computed_length_km` and `area_km2` are geodesic, of the shipped vertices; `claimed_length_km` is a
        statement by `party` on `date`. A claim's geometry is the stretch of the line that it implies, if any.

    Raises
    ------
    GazetteerError
        If the package has no sound corridor, none for the date, or none for the claim.

    Notes
    -----
    Source: resources `centreline`, `bands` and `claims` of the data package.
    """
    data = geodata or load_geodata()
    loaded = load_corridor(data, as_of=as_of, claim=claim)
    whole = load_corridor(data, as_of=as_of) if claim else loaded
    base = {"party": "", "date": "", "as_of": loaded.as_of, "source": _sources(data, "centreline")}
    line = {"kind": "centreline", "title": loaded.title, "computed_length_km": loaded.computed_length_km}
    rows = [{**base, **line, "geometry": loaded.centreline}]
    base["source"] = _sources(data, "bands")
    for name, area in loaded.bands.items():
        rows.append({**base, "kind": "band", "title": name, "area_km2": area_km2(area), "geometry": area})
    rows += [_claim(row) | {"geometry": implied_line(row, whole)} for row in loaded.claims]
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry="geometry", crs=LONLAT).astype(
        dict.fromkeys(LENGTHS, float)
    )


def _sources(geodata: GeoData, resource: str) -> str:
    return " | ".join(str(source.get("title", "")) for source in geodata.resources[resource].get("sources", []))


def _claim(claim: Mapping[str, str]) -> dict[str, Any]:
    def first(*names: str) -> str:
        return next((claim[name] for name in names if claim.get(name)), "")

    return {
        "kind": "claim",
        "title": first("title", "paraphrase", "extent"),
        "computed_length_km": float(first("computed_length_km") or "nan"),
        "claimed_length_km": float(first("claimed_length_km") or "nan"),
        "party": first("party", "who"),
        "date": first("date"),
        "as_of": first("as_of", "date"),
        "source": first("source"),
    }
