"""A claim -> the geometry that it implies, where it implies one.

A claim's columns say so: `implies` is `line` (the whole corridor), `part` (the `stretch` that it names) or `none`;
`width_min_km` and `width_max_km` are whole widths, which hold along the stretch if `width_at` is `stretch`, and
somewhere in it if it is `places`. Widths that hold nowhere in particular move no band.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.corridors.bands import cut, make_bands
from disputemap.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import shapely

    from disputemap.corridors.model import Corridor, Sector, Vertices

    Row = Mapping[str, str]

LINE, PART, NONE = "line", "part", "none"
STRETCH = re.compile(r"(sector|waypoint|km)s? (\S+)(?: to (\S+))?")
ROUNDING_KM = 0.1  # sectors are told to a tenth of a kilometre, so ends of the line are a little off
ALONG = "stretch"  # of `width_at`


class Implied(NamedTuple):
    """What a claim implies: a stretch in kilometres along the whole line, and half-widths (None: those of the line)."""

    from_km: float
    to_km: float
    half_min_km: float | None
    half_max_km: float | None

    @property
    def length_km(self) -> float:
        """How long the stretch is."""
        return self.to_km - self.from_km


def read_claim(row: Row, vertices: Vertices, sectors: Sequence[Sector], *, name: str = "claims") -> Implied | None:
    """Return what a claim implies on a line, or None.

    Raises
    ------
    GazetteerError
        If `implies` is none of the three words, or `stretch` or a width cannot be understood.
    """
    implies = row.get("implies", "") or NONE
    try:
        if implies not in {LINE, PART, NONE}:
            message = f"`implies` is {implies!r}, write {LINE}, {PART} or {NONE}"
            raise ValueError(message)  # noqa: TRY301 - said below together with the rest
        if implies == NONE:
            return None
        whole = (float(vertices.chainage_km[0]), float(vertices.chainage_km[-1]))
        ends = whole if implies == LINE else _stretch(row.get("stretch") or "", vertices, sectors)
        return Implied(*ends, *_half_widths(row))
    except (ValueError, LookupError) as error:
        message = f"{name}: claim {row.get('claim_id', '')!r}: {error}; correct the row"
        raise GazetteerError(message) from error


def _stretch(text: str, vertices: Vertices, sectors: Sequence[Sector]) -> tuple[float, float]:
    """Return the ends of a stretch: `sector a to b`, `waypoints 3 to 5`, `waypoint 12`, or `km 10 to 20`.

    A single waypoint stands for the way half-way to its neighbours.
    """
    found = STRETCH.fullmatch(text.strip())
    if not found:
        message = f"`stretch` is {text!r}, write `sectors a to b`, `waypoints 3 to 5`, `waypoint 12` or `km 10 to 20`"
        raise ValueError(message)
    kind, first, last = found.groups()
    km = vertices.chainage_km
    if kind == "sector":
        ends = _sector(first, sectors).from_km, _sector(last or first, sectors).to_km
    elif kind == "km":
        ends = float(first), float(last or first)
    elif last:
        ends = _waypoint(km, int(first)), _waypoint(km, int(last))
    else:
        here = _waypoint(km, int(first))
        before, after = km[max(int(first) - 2, 0)], km[min(int(first), len(km) - 1)]
        ends = (float(before) + here) / 2, (here + float(after)) / 2
    start, end = (next((float(last) for last in km[[0, -1]] if abs(at - last) < ROUNDING_KM), at) for at in ends)
    if not km[0] <= start < end <= km[-1]:
        message = f"`stretch` {text!r} is {start:.1f} to {end:.1f} km, the line {km[0]:.1f} to {km[-1]:.1f} km"
        raise ValueError(message)
    return start, end


def _sector(sector_id: str, sectors: Sequence[Sector]) -> Sector:
    for sector in sectors:
        if sector.sector_id == sector_id:
            return sector
    known = ", ".join(sector.sector_id for sector in sectors)
    message = f"there is no sector {sector_id!r} (only {known})"
    raise LookupError(message)


def _waypoint(km: Any, number: int) -> float:  # noqa: ANN401 - an array of numbers
    if not 1 <= number <= len(km):
        message = f"there is no waypoint {number}, the line has {len(km)}"
        raise LookupError(message)
    return float(km[number - 1])


def _half_widths(row: Row) -> tuple[float | None, float | None]:
    """Return the half-widths that hold along the whole stretch."""
    if row.get("width_at") != ALONG:
        return None, None
    low, high = (float(cell) / 2 if (cell := row.get(name)) else None for name in ("width_min_km", "width_max_km"))
    if any(width is not None and width <= 0 for width in (low, high)) or (low or 0) > (high or np.inf):
        message = f"widths are {row.get('width_min_km')!r} to {row.get('width_max_km')!r}, write kilometres above 0"
        raise ValueError(message)
    return low, high


def claimed_vertices(vertices: Vertices, implied: Implied) -> Vertices:
    """Return the stretch of a line that a claim implies, as wide as the claim says where it does."""
    part = cut(vertices, implied.from_km, implied.to_km)
    typical, maximum = part.half_width_km.T
    low, high = implied.half_min_km, implied.half_max_km
    if high is not None:
        maximum = np.full_like(maximum, high)
    typical = np.minimum(typical, maximum) if low is None else np.full_like(typical, low)
    return replace(part, half_width_km=np.column_stack([typical, np.maximum(typical, maximum)]))


def claimed(corridor: Corridor, claim: str, *, metric_crs: str) -> Corridor:
    """Return the corridor as a claim has it.

    Parameters
    ----------
    corridor
        The whole one, with its claims and sectors.
    claim
        Id of the claim.
    metric_crs
        The projection that bands are built in.

    Raises
    ------
    GazetteerError
        If there is no such claim, or it implies no geometry.
    """
    row, implied = _find(corridor, claim)
    vertices = claimed_vertices(corridor.vertices, implied)
    bands = corridor.bands
    if np.isnan(corridor.half_width_km).any():
        message = f"claim {claim!r}: the package has no `waypoints`, which tell how wide the corridor is; add the table"
        raise GazetteerError(message)
    if row.get("implies") == PART or implied.half_min_km or implied.half_max_km:
        made = make_bands(vertices, metric_crs=metric_crs, land=corridor.land)
        bands = {name: band.area for name, band in made.items()}
    return replace(
        corridor,
        centreline=vertices.line,
        bands=bands,
        computed_length_km=round(implied.length_km, 1),
        half_width_km=vertices.half_width_km,
        accuracy_m=vertices.accuracy_m,
        chainage_km=vertices.chainage_km,
        sectors=tuple(_clipped(corridor.sectors, implied)),
        claim=claim,
    )


def _find(corridor: Corridor, claim: str) -> tuple[Row, Implied]:
    """Return a claim and what it implies, or refuse with the list of those that can be chosen."""
    implied = {row.get("claim_id", ""): read_claim(row, corridor.vertices, corridor.sectors) for row in corridor.claims}
    if found := implied.get(claim):
        return next(row for row in corridor.claims if row.get("claim_id") == claim), found
    able = ", ".join(sorted(name for name, found in implied.items() if found)) or "none"
    why = next((row.get("why", "") for row in corridor.claims if row.get("claim_id") == claim), "")
    what = (
        f"implies no geometry ({why.rstrip('.') or 'it names no stretch'})"
        if claim in implied
        else "is not in the package"
    )
    message = f"claim {claim!r} {what}; choose one of: {able}"
    raise GazetteerError(message)


def _clipped(sectors: Iterable[Sector], implied: Implied) -> Iterator[Sector]:
    for sector in sectors:
        start, end = max(sector.from_km, implied.from_km), min(sector.to_km, implied.to_km)
        if start < end:
            yield replace(sector, from_km=start, to_km=end)


def implied_line(row: Row, corridor: Corridor) -> shapely.LineString | None:
    """Return the stretch of a whole corridor's line that a claim implies, or None."""
    implied = read_claim(row, corridor.vertices, corridor.sectors)
    return cut(corridor.vertices, implied.from_km, implied.to_km).line if implied else None


def claim_features(
    rows: Iterable[Row],
    vertices: Vertices,
    sectors: Sequence[Sector],
    *,
    metric_crs: str,
    land: shapely.Geometry | None,
) -> Iterator[tuple[shapely.Geometry, dict[str, Any]]]:
    """Yield what claims imply, as features: the line of each, and its bands where it says how wide they are."""
    for row in rows:
        implied = read_claim(row, vertices, sectors)
        if not implied:
            continue
        part = claimed_vertices(vertices, implied)
        about = {
            "claim_id": row["claim_id"],
            "party": row.get("party", ""),
            "who": row.get("who", ""),
            "date": row.get("date", ""),
            "from_km": round(implied.from_km, 1),
            "to_km": round(implied.to_km, 1),
            "why": row.get("why", ""),
        }
        yield part.line, {"feature_id": f"{row['claim_id']}-line", "part": "line", **about}
        if implied.half_min_km or implied.half_max_km:
            for name, band in make_bands(part, metric_crs=metric_crs, land=land).items():
                yield band.area, {"feature_id": f"{row['claim_id']}-{name}", "part": "band", "band": name, **about}
