"""Which corridor a run works with: the package's, another date's, a claim's, or one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from disputemap.corridors.bands import make_bands
from disputemap.corridors.building import load_divisions, sector_areas
from disputemap.corridors.chosen import ChosenGeoData
from disputemap.corridors.loading import load_corridor, load_land, metric_crs_of
from disputemap.corridors.model import Corridor, Sector
from disputemap.corridors.sectors import cut_sectors, names_of
from disputemap.corridors.versions import check_date
from disputemap.corridors.waypoints import open_waypoints, read_vertices
from disputemap.errors import InputError

if TYPE_CHECKING:
    import shapely

    from disputemap.geodata import GeoData


def choose_corridor(
    geodata: GeoData, *, as_of: str = "", claim: str = "", waypoints: str | Path | None = None
) -> Corridor:
    """Return the corridor that options name.

    Parameters
    ----------
    geodata
        The data package.
    as_of, claim
        See :func:`disputemap.corridors.load_corridor`.
    waypoints
        A CSV file with a line of one's own; then `as_of` says when it was so, and there are no claims to choose.

    Raises
    ------
    GazetteerError
        If the package has no line for the date, or the claim is unknown or implies no geometry.
    GeometryError
        If a waypoint is refused.
    InputError
        If the file cannot be read, or a claim is asked for beside it.
    """
    if waypoints is None:
        return load_corridor(geodata, as_of=as_of, claim=claim)
    if claim:
        message = f"claim {claim!r} is about the package's line, not that of {waypoints}; leave one of them out"
        raise InputError(message)
    return own_corridor(Path(waypoints), geodata, as_of=as_of)


def with_corridor(geodata: GeoData, corridor: Corridor) -> ChosenGeoData:
    """Return a data package that has a corridor (another date's, a claim's, one's own) in the place of its own."""
    drawn = load_corridor(geodata, as_of=corridor.as_of) if corridor.claim else corridor
    return ChosenGeoData(geodata.root, geodata.overlays, corridor=corridor, drawn=drawn)


def own_corridor(path: Path, geodata: GeoData, *, as_of: str = "") -> Corridor:
    """Return the corridor of a CSV file of waypoints, checked, built and cut to the package's land like its own.

    Parameters
    ----------
    path
        See :func:`disputemap.corridors.waypoints.read_vertices` for the columns.
    geodata
        The package, for the land, the projection, and the divisions of sectors.
    as_of
        When the line was so, as it is to be shown.
    """
    if as_of:
        check_date(as_of)
    land = load_land(geodata)
    vertices = read_vertices(open_waypoints(path), land=land)
    bands = make_bands(vertices, metric_crs=metric_crs_of(geodata), land=land)
    return Corridor(
        centreline=vertices.line,
        bands={name: band.area for name, band in bands.items()},
        as_of=as_of,
        computed_length_km=round(float(vertices.chainage_km[-1]), 1),
        title=path.stem,
        half_width_km=vertices.half_width_km,
        accuracy_m=vertices.accuracy_m,
        chainage_km=vertices.chainage_km,
        sectors=own_sectors(vertices.line, geodata),
        land=land,
        version=path.name,
    )


def own_sectors(line: shapely.LineString, geodata: GeoData) -> tuple[Sector, ...]:
    """Return where a line passes through the sectors of a package; it need not meet all, and may come back into one."""
    rows = geodata.table("sectors") if "sectors" in geodata.resources else []
    names = {row["sector_id"]: names_of(row) for row in rows}
    found = cut_sectors(line, sector_areas(rows, load_divisions(geodata, rows)))
    return tuple(Sector(name, round(start, 1), round(end, 1), names[name]) for name, start, end in found)
