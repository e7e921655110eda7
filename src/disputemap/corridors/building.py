"""Tables that a person edits -> what follows from them: lines, bands, stations, chainages, the stretches of claims.

`disputemap corridor build` and `make data` both come here. What was claimed is kept apart from what is measured.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely
from shapely.geometry import shape

from disputemap.corridors.bands import area_km2, make_bands, marks_km, station
from disputemap.corridors.claims import claim_features, read_claim
from disputemap.corridors.model import STATION_STEP_KM
from disputemap.corridors.sectors import check_sectors, cut_sectors, read_sectors
from disputemap.corridors.waypoints import read_vertices
from disputemap.errors import GeometryError
from disputemap.packagefiles import geojson_text, rounded, table_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from disputemap.corridors.model import Sector, Vertices
    from disputemap.corridors.waypoints import Table
    from disputemap.geodata import GeoData

    Row = Mapping[str, str]
    Feature = tuple[shapely.Geometry, Mapping[str, Any]]

DERIVED = ("centreline", "bands", "stations", "waypoints", "sectors", "claims", "corridor-claims")
"""The resources that building writes, those of them that a package has sources for."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a corridor is built from: rows of tables, every cell a string, and what they refer to.

    `divisions` has the polygon of each place that a sector names, EPSG:4326; bands are cut to `land`, and built in
    `metric_crs`. A line that is not the package's `own` need not meet all of its sectors, and may come back into one.
    """

    waypoints: Table
    metric_crs: str
    land: shapely.Geometry | None = None
    sectors: Sequence[Row] = ()
    divisions: Mapping[str, shapely.Geometry] = field(default_factory=dict)
    claims: Sequence[Row] = ()
    versions: Sequence[Row] = ()
    as_of: str = ""
    own: bool = True


class Line(NamedTuple):
    """One version of the line."""

    version: str
    title: str
    as_of: str
    vertices: Vertices
    sectors: Sequence[Row]


def build_files(sources: Sources) -> dict[str, str]:
    """Return the text of each resource that follows from the sources, by its name.

    Raises
    ------
    GeometryError
        If a waypoint is refused, or a sector is not on the line.
    GazetteerError
        If a claim cannot be understood.
    """
    lines = [_line(sources, version) for version in _versions(sources)]
    told = {"version"} if len(lines) > 1 else set()
    texts = {
        "centreline": geojson_text(_centreline(line) for line in lines),
        "bands": geojson_text(item for line in lines for item in _bands(line, sources, told)),
        "stations": geojson_text(item for line in lines for item in _stations(line, told)),
        "waypoints": _text(_waypoints(sources, lines)),
    }
    if sources.sectors:
        texts["sectors"] = _text([row for line in lines for row in line.sectors])
    if sources.claims and "implies" in sources.claims[0]:
        vertices, sectors = lines[-1].vertices, read_sectors(lines[-1].sectors)
        found = claim_features(sources.claims, vertices, sectors, metric_crs=sources.metric_crs, land=sources.land)
        texts["claims"] = _text([_claim(row, vertices, sectors) for row in sources.claims])
        texts["corridor-claims"] = geojson_text(found)
    return texts


def _text(rows: Sequence[Mapping[str, object]]) -> str:
    return table_text(list(rows[0]), rows)


def _versions(sources: Sources) -> list[str]:
    """Return the versions that waypoints are told for, oldest first."""
    told = list(dict.fromkeys(row.get("version") or "" for row in sources.waypoints.rows))
    order = [row["version"] for row in sources.versions]
    if told in ([], [""]):
        return order[-1:] or [""]
    if unknown := [version for version in told if version not in order]:
        message = f"{sources.waypoints.name}: version {unknown[0]!r} is not in the table of versions; add it there"
        raise GeometryError(message)
    return sorted(told, key=order.index)


def _line(sources: Sources, version: str) -> Line:
    vertices = read_vertices(sources.waypoints.of_version(version), land=sources.land)
    about = next((row for row in sources.versions if row["version"] == version), {})
    title, as_of = about.get("title") or "Centreline", about.get("valid_from", sources.as_of)
    return Line(version, title, as_of, vertices, list(_sectors(sources, vertices, version)))


def _sectors(sources: Sources, vertices: Vertices, version: str) -> Iterator[Row]:
    """Yield the rows of the sectors in the order of the line, with where each begins and ends on it."""
    texts = {row["sector_id"]: row for row in sources.sectors}
    found = cut_sectors(vertices.line, sector_areas(sources.sectors, sources.divisions))
    if sources.own:
        check_sectors(texts, found)
    versioned = {"version": version} if "version" in sources.waypoints.rows[0] else {}
    for name, start, end in found:
        yield {**texts[name], "from_km": f"{start:.1f}", "to_km": f"{end:.1f}", **versioned}


def sector_areas(sectors: Iterable[Row], divisions: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Return the divisions of each sector as one geometry.

    Raises
    ------
    GeometryError
        If a division has no polygon.
    """
    areas: dict[str, shapely.Geometry] = {}
    for row in sectors:
        names = places_of(row)
        if missing := [name for name in names if name not in divisions]:
            message = f"sector {row['sector_id']!r}: place {missing[0]!r} has no polygon; correct `places`"
            raise GeometryError(message)
        areas[row["sector_id"]] = shapely.union_all([divisions[name] for name in names])
    return areas


def places_of(row: Row) -> list[str]:
    """Return the ids of the divisions that a sector goes through."""
    return [name.strip() for name in row.get("places", "").split("|") if name.strip()]


def load_divisions(geodata: GeoData, sectors: Iterable[Row]) -> dict[str, shapely.Geometry]:
    """Return the polygons of the places that sectors name, from the resources that the package draws them in."""
    wanted = {name for row in sectors for name in places_of(row)}
    rows = [row for resource in geodata.group("locations") for row in geodata.table(resource)]
    found: dict[str, shapely.Geometry] = {}
    for resource in sorted({row["geometry"] for row in rows if row["place_id"] in wanted and row["geometry"]}):
        for feature in geodata.collection(resource)["features"]:
            place_id = str((feature.get("properties") or {}).get("place_id"))
            if place_id in wanted:
                found[place_id] = shape(feature["geometry"])
    return found


def _centreline(line: Line) -> Feature:
    length_km = round(float(line.vertices.chainage_km[-1]), 1)
    about = {"title": line.title, "as_of": line.as_of, "computed_length_km": length_km, "version": line.version}
    return line.vertices.line, about


def _bands(line: Line, sources: Sources, told: set[str]) -> Iterator[Feature]:
    for name, band in make_bands(line.vertices, metric_crs=sources.metric_crs, land=sources.land).items():
        sizes = {"area_km2": area_km2(band.area), "area_before_clipping_km2": band.swept_km2}
        yield band.area, {"band": name, "as_of": line.as_of, **sizes, **dict.fromkeys(told, line.version)}


def _stations(line: Line, told: set[str]) -> Iterator[Feature]:
    km = line.vertices.chainage_km
    for mark in marks_km(km, STATION_STEP_KM):
        about = {"chainage_km": round(mark, 1), **dict.fromkeys(told, line.version)}
        yield rounded(station(line.vertices.line, km, mark)), about


def _waypoints(sources: Sources, lines: Iterable[Line]) -> list[Row]:
    return [
        {**row, "chainage_km": f"{km:.1f}"}
        for line in lines
        for row, km in zip(sources.waypoints.of_version(line.version).rows, line.vertices.chainage_km, strict=True)
    ]


def _claim(row: Row, vertices: Vertices, sectors: Sequence[Sector]) -> dict[str, object]:
    """Put what a claim implies on our line beside what it says."""
    implied = read_claim(row, vertices, sectors)
    if not implied:
        return {**row, "computed_length_km": "", "from_km": "", "to_km": ""}
    ends = {"from_km": f"{implied.from_km:.1f}", "to_km": f"{implied.to_km:.1f}"}
    return {**row, "computed_length_km": f"{implied.length_km:.1f}", **ends}
