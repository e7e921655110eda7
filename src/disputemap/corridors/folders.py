"""A data package's tables -> the files of its corridor, in the package or in a folder of one's own."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from disputemap.corridors.building import Sources, build_files, load_divisions
from disputemap.corridors.loading import load_land, metric_crs_of
from disputemap.corridors.versions import check_date
from disputemap.corridors.waypoints import open_waypoints, table_of
from disputemap.errors import GazetteerError
from disputemap.outputs import write_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from disputemap.corridors.waypoints import Table
    from disputemap.geodata import GeoData

TABLES = ("waypoints", "sectors", "claims")  # the other resources are shapes


def package_files(geodata: GeoData) -> dict[str, str]:
    """Return the text of each resource that follows from the tables of a package, by its name.

    Raises
    ------
    GazetteerError
        If it has no waypoints, or a claim cannot be understood.
    GeometryError
        If a waypoint is refused, by its row, or a sector is not on the line.
    """
    if "waypoints" not in geodata.resources:
        message = f"{geodata.root / 'datapackage.json'}: describes no table `waypoints` to build from; add it"
        raise GazetteerError(message)
    return build_files(_sources(geodata, table_of(geodata.table("waypoints"), str(geodata.path("waypoints")))))


def own_files(path: Path, geodata: GeoData, *, as_of: str = "") -> dict[str, str]:
    """Return the files of a line of one's own (a CSV file of waypoints), with the land and the sectors of a package.

    Raises
    ------
    InputError
        If the file cannot be read.
    GeometryError
        If a waypoint is refused, by its row.
    GazetteerError
        If the date is none.
    """
    if as_of:
        check_date(as_of)
    return build_files(_sources(geodata, open_waypoints(path), as_of=as_of, own=False))


def _sources(geodata: GeoData, waypoints: Table, *, as_of: str = "", own: bool = True) -> Sources:
    def rows(resource: str) -> list[dict[str, str]]:
        return geodata.table(resource) if resource in geodata.resources else []

    sectors = rows("sectors")
    return Sources(
        waypoints,
        metric_crs_of(geodata),
        land=load_land(geodata),
        sectors=sectors,
        divisions=load_divisions(geodata, sectors),
        claims=rows("claims") if own else (),
        versions=rows("corridor-versions") if own else (),
        as_of=str(geodata.settings.get("as_of", "")) if own else as_of,
        own=own,
    )


def write_package(geodata: GeoData, texts: Mapping[str, str]) -> list[Path]:
    """Write those resources that a package describes into it, and their hashes and sizes into its descriptor.

    Returns
    -------
    written
        The files.
    """
    written = []
    hashes = {}
    for name, text in texts.items():
        if name in geodata.resources:
            write_atomic(geodata.path(name), text)
            written.append(geodata.path(name))
            hashes[name] = {"hash": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}", "bytes": len(text.encode())}
    described = dict(geodata.descriptor)
    described["resources"] = [
        row | {key: value for key, value in hashes.get(row["name"], {}).items() if key in row}
        for row in described["resources"]
    ]
    if described != geodata.descriptor:
        write_atomic(geodata.root / "datapackage.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n")
        written.append(geodata.root / "datapackage.json")
    return written


def write_folder(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write the files into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.{'csv' if name in TABLES else 'geojson'}" for name in texts]
    for path, text in zip(written, texts.values(), strict=True):
        write_atomic(path, text)
    return written
