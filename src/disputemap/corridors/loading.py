"""geo/ -> Corridor: the line of a date, or that of a claim, read and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import shape

from disputemap.corridors.bands import chainages_km
from disputemap.corridors.chosen import ChosenGeoData
from disputemap.corridors.claims import claimed
from disputemap.corridors.model import TYPICAL, Corridor
from disputemap.corridors.sectors import read_sectors
from disputemap.corridors.versions import choose_version, read_versions
from disputemap.errors import GazetteerError
from disputemap.geodata import GeoData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disputemap.corridors.model import Floats

WAYPOINT_NUMBERS = ("lon", "lat", "accuracy_m", "half_width_typical_km", "half_width_max_km")


def load_corridor(geodata: GeoData, *, as_of: str = "", claim: str = "") -> Corridor:
    """Return the corridor of a data package.

    It comes from the resources `centreline` and `bands`, and, where the package has them, `waypoints`, `sectors`,
    `claims`, `corridor-versions` and the country's outline in `countries`.

    Parameters
    ----------
    geodata
        The package. One that a corridor was chosen for (:func:`disputemap.corridors.with_corridor`) gives that.
    as_of
        A year, month or day (ISO 8601): the line that was so then; empty takes the newest.
    claim
        Id of a claim: the corridor as its speaker has it; empty takes the package's own.

    Raises
    ------
    GazetteerError
        If a resource is missing or broken, the centreline is not one line, a band is not a valid area, the package has
        no line for the date, or the claim is unknown or implies no geometry.
    """
    if isinstance(geodata, ChosenGeoData):
        if not as_of and not claim:
            return geodata.corridor
        geodata = GeoData(geodata.root, geodata.overlays)
    version = choose_version(read_versions(geodata), as_of)
    whole = _whole(geodata, version)
    return claimed(whole, claim, metric_crs=metric_crs_of(geodata)) if claim else whole


def _whole(geodata: GeoData, version: str) -> Corridor:
    line, properties = _centreline(geodata, version)
    numbers = _waypoints(geodata, line, version)
    chainage_km = chainages_km(line)
    sectors = geodata.table("sectors") if "sectors" in geodata.resources else []
    return Corridor(
        centreline=line,
        bands=_bands(geodata, version),
        as_of=str(properties.get("as_of") or geodata.settings.get("as_of", "")),
        computed_length_km=round(float(chainage_km[-1]), 1),
        claims=tuple(geodata.table("claims")) if "claims" in geodata.resources else (),
        title=str(properties.get("title") or properties.get("name") or "centreline"),
        half_width_km=numbers[:, 3:],
        accuracy_m=numbers[:, 2],
        chainage_km=chainage_km,
        sectors=read_sectors(row for row in sectors if of_version(row, version)),
        land=load_land(geodata),
        version=version or str(properties.get("version", "")),
    )


def of_version(row: Mapping[str, Any], version: str) -> bool:
    """Tell whether a row or feature is of a version: what does not say belongs to all."""
    return not version or row.get("version") in {version, None, ""}


def _waypoints(geodata: GeoData, line: shapely.LineString, version: str) -> Floats:
    """Return the columns `WAYPOINT_NUMBERS`, a row for each vertex of the centreline."""
    lonlat = shapely.get_coordinates(line)
    if "waypoints" not in geodata.resources:
        return np.column_stack([lonlat, np.zeros(len(lonlat)), np.full((len(lonlat), 2), np.nan)])
    rows = [row for row in geodata.table("waypoints") if of_version(row, version)]
    try:
        found = np.array([[float(row[name]) for name in WAYPOINT_NUMBERS] for row in rows])
    except (KeyError, ValueError, TypeError) as error:
        message = f"{geodata.path('waypoints')}: cannot be read ({error}); check it with `disputemap corridor build`"
        raise GazetteerError(message) from error
    if found.shape != (len(lonlat), len(WAYPOINT_NUMBERS)) or not np.allclose(found[:, :2], lonlat, atol=1e-5):
        path = geodata.path("waypoints")
        message = f"{path}: its rows are not the vertices of `centreline`; run `disputemap corridor build`"
        raise GazetteerError(message)
    return found


def load_land(geodata: GeoData) -> Any:  # noqa: ANN401 - shapely types its abstract base without what polygons have
    """Return the outline of the package's country, or None if it draws none."""
    country = geodata.settings.get("country")
    if not country or "countries" not in geodata.resources:
        return None
    for feature in geodata.collection("countries")["features"]:
        if (feature.get("properties") or {}).get("place_id") == country:
            return shape(feature["geometry"])
    return None


def metric_crs_of(geodata: GeoData) -> str:
    """Return the package's projection for metres.

    Raises
    ------
    GazetteerError
        If it names none.
    """
    try:
        return str(geodata.settings["metric_crs"])
    except KeyError:
        message = f"{geodata.root / 'datapackage.json'}: `disputemap` lacks 'metric_crs'; add it to the settings"
        raise GazetteerError(message) from None


def _centreline(geodata: GeoData, version: str) -> tuple[shapely.LineString, dict[str, Any]]:
    features = geodata.collection("centreline").get("features", [])
    features = [feature for feature in features if of_version(feature.get("properties") or {}, version)]
    line = shape(features[0]["geometry"]) if len(features) == 1 else None
    if not isinstance(line, shapely.LineString) or line.is_empty:
        message = f"{geodata.path('centreline')}: holds {len(features)} features; it must be one LineString"
        raise GazetteerError(message)
    if not line.is_simple or (np.abs(line.bounds) > (180, 90, 180, 90)).any():
        message = f"{geodata.path('centreline')}: crosses itself, or is not in degrees; correct it and build it anew"
        raise GazetteerError(message)
    return line, features[0].get("properties") or {}


def _bands(geodata: GeoData, version: str) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
    bands = {}
    for feature in geodata.collection("bands").get("features", []):
        if not of_version(feature["properties"], version):
            continue
        name, area = feature["properties"].get("band"), shape(feature["geometry"])
        if not isinstance(area, shapely.Polygon | shapely.MultiPolygon) or area.is_empty or not area.is_valid:
            message = f"{geodata.path('bands')}: band {name!r} is not a valid polygon; rebuild it with `make data`"
            raise GazetteerError(message)
        bands[str(name)] = area
    if TYPICAL not in bands:
        message = f"{geodata.path('bands')}: has no feature whose property `band` is {TYPICAL!r}; add it"
        raise GazetteerError(message)
    return bands
