"""Corridor -> plain figures: lengths, areas, sectors, and each claim beside what our line says of the same stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.corridors.bands import area_km2, make_bands
from disputemap.corridors.claims import claimed_vertices, read_claim
from disputemap.corridors.lengths import lengths
from disputemap.corridors.loading import load_corridor, metric_crs_of
from disputemap.crs import project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from disputemap.corridors.claims import Implied
    from disputemap.corridors.model import Corridor, Vertices
    from disputemap.geodata import GeoData

    Record = dict[str, Any]

CLAIM_FIELDS = (
    *("claim_id", "kind", "claimed_value", "claimed_length_km", "unit", "party", "who", "role", "date"),
    *("extent_or_place", "extent", "implies", "why", "source"),
)


def describe(corridor: Corridor, geodata: GeoData) -> Record:
    """Return what there is to say of a corridor, ready for JSON.

    Lengths are kilometres (geodesic), areas square kilometres; `metric_error` is by how much a length in the package's
    projection can be off, as a share.
    """
    metric_crs = metric_crs_of(geodata)
    return {
        "title": corridor.title,
        "version": corridor.version,
        "as_of": corridor.as_of,
        "claim": corridor.claim,
        "length_km": corridor.computed_length_km,
        "straight_km": lengths(corridor, geodata)[0].length_km,
        "vertices": len(corridor.chainage_km),
        "metric_crs": metric_crs,
        "metric_error": metric_error(corridor.vertices, metric_crs),
        "bands": list(_bands(corridor, metric_crs)),
        "sectors": list(_sectors(corridor)),
        "claims": list(_claims(corridor, geodata, metric_crs)),
    }


def metric_error(vertices: Vertices, metric_crs: str) -> float:
    """Return by which share the length of a leg in a projection differs most from the geodesic one."""
    xy = np.array(project(vertices.line, metric_crs).coords)
    legs_km = np.hypot(*np.diff(xy, axis=0).T) / 1000
    return round(float(np.abs(legs_km / np.diff(vertices.chainage_km) - 1).max()), 5)


def _bands(corridor: Corridor, metric_crs: str) -> Iterator[Record]:
    """Yield how large the bands are, and how large they were before they were cut to the land."""
    known = not np.isnan(corridor.half_width_km).any()
    whole = make_bands(corridor.vertices, metric_crs=metric_crs, land=None) if known else {}
    for name, area in sorted(corridor.bands.items(), reverse=True):
        swept_km2 = whole[name].swept_km2 if name in whole else None
        yield {"band": name, "area_km2": area_km2(area), "area_before_clipping_km2": swept_km2}


def _sectors(corridor: Corridor) -> Iterator[Record]:
    for sector in corridor.sectors:
        ends = {"from_km": sector.from_km, "to_km": sector.to_km, "length_km": round(sector.to_km - sector.from_km, 1)}
        yield {"sector_id": sector.sector_id, "names": dict(sector.names), **ends}


def _claims(corridor: Corridor, geodata: GeoData, metric_crs: str) -> Iterator[Record]:
    """Yield the claims, each with the stretch that it implies and what our line measures there."""
    if not corridor.claims:
        return
    whole = load_corridor(geodata, as_of=corridor.as_of) if corridor.claim else corridor
    for row in whole.claims:
        said = {name: row[name] for name in CLAIM_FIELDS if row.get(name)}
        implied = read_claim(row, whole.vertices, whole.sectors)
        yield said | (_ours(row, implied, whole, metric_crs) if implied else {})


def _ours(row: Mapping[str, str], implied: Implied, whole: Corridor, metric_crs: str) -> Record:
    """Return what our own line measures of a stretch: its length, and what the claim is about besides."""
    stretch = {"from_km": round(implied.from_km, 1), "to_km": round(implied.to_km, 1)}
    ours: Record = {**stretch, "computed_length_km": round(implied.length_km, 1)}
    part = claimed_vertices(whole.vertices, implied._replace(half_min_km=None, half_max_km=None))
    if row.get("kind", "").startswith("width"):
        low, high = 2 * part.half_width_km.min(axis=0), 2 * part.half_width_km.max(axis=0)
        ours["our_width_typical_km"] = [round(float(low[0]), 1), round(float(high[0]), 1)]
        ours["our_width_max_km"] = [round(float(low[1]), 1), round(float(high[1]), 1)]
    if row.get("kind") == "area":
        bands = make_bands(part, metric_crs=metric_crs, land=whole.land)
        ours["computed_area_km2"] = {name: area_km2(band.area) for name, band in bands.items()}
    return ours


def flat_rows(told: Record) -> Iterator[Record]:
    """Yield a description as rows of one table, with a `section` each for line, bands, sectors and claims."""
    line = {name: told[name] for name in ("version", "as_of", "claim", "length_km", "straight_km")}
    yield {"section": "line", "id": told["title"], **line}
    for band in told["bands"]:
        yield {"section": "band", "id": band["band"], **{key: band[key] for key in band if key != "band"}}
    for sector in told["sectors"]:
        ends = {key: sector[key] for key in ("from_km", "to_km", "length_km")}
        yield {"section": "sector", "id": sector["sector_id"], "names": sector["names"].get("en", ""), **ends}
    for claim in told["claims"]:
        yield {"section": "claim", "id": claim["claim_id"], **{key: claim[key] for key in claim if key != "claim_id"}}
