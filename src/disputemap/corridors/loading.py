"""geo/ -> Corridor, and the table of it that `dm.corridor()` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import shape

from disputemap.corridors.bands import chainages_km
from disputemap.corridors.model import TYPICAL, Corridor
from disputemap.corridors.sectors import read_sectors
from disputemap.crs import GEOD, LONLAT
from disputemap.errors import GazetteerError
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disputemap.corridors.model import Floats
    from disputemap.geodata import GeoData

LENGTHS = ["computed_length_km", "claimed_length_km", "area_km2"]
COLUMNS = ["kind", "title", *LENGTHS, "party", "date", "as_of", "source", "geometry"]
WAYPOINT_NUMBERS = ("lon", "lat", "accuracy_m", "half_width_typical_km", "half_width_max_km")


def load_corridor(geodata: GeoData) -> Corridor:
    """Return the corridor of a data package.

    It comes from the resources `centreline` and `bands`, and, where the package has them, `waypoints`, `sectors`,
    `claims` and the country's outline in `countries`.

    Raises
    ------
    GazetteerError
        If a resource is missing or broken, the centreline is not one line, or a band is not a valid area.
    """
    line, properties = _centreline(geodata)
    numbers = _waypoints(geodata, line)
    chainage_km = chainages_km(line)
    return Corridor(
        centreline=line,
        bands=_bands(geodata),
        as_of=str(properties.get("as_of") or geodata.settings.get("as_of", "")),
        computed_length_km=round(float(chainage_km[-1]), 1),
        claims=tuple(geodata.table("claims")) if "claims" in geodata.resources else (),
        title=str(properties.get("title") or properties.get("name") or "centreline"),
        half_width_km=numbers[:, 3:],
        accuracy_m=numbers[:, 2],
        chainage_km=chainage_km,
        sectors=read_sectors(geodata.table("sectors")) if "sectors" in geodata.resources else (),
        land=_land(geodata),
        version=str(properties.get("version", "")),
    )


def _waypoints(geodata: GeoData, line: shapely.LineString) -> Floats:
    """Return the columns `WAYPOINT_NUMBERS`, a row for each vertex of the centreline."""
    lonlat = shapely.get_coordinates(line)
    if "waypoints" not in geodata.resources:
        return np.column_stack([lonlat, np.zeros(len(lonlat)), np.full((len(lonlat), 2), np.nan)])
    rows = geodata.table("waypoints")
    found = np.array([[float(row[name]) for name in WAYPOINT_NUMBERS] for row in rows])
    if found.shape != (len(lonlat), len(WAYPOINT_NUMBERS)) or not np.allclose(found[:, :2], lonlat, atol=1e-5):
        message = f"{geodata.path('waypoints')}: its rows are not the vertices of `centreline`; rebuild it"
        raise GazetteerError(message)
    return found


def _land(geodata: GeoData) -> Any:  # noqa: ANN401 - shapely types its abstract base without what polygons have
    """Return the outline of the package's country, or None if it draws none."""
    country = geodata.settings.get("country")
    if not country or "countries" not in geodata.resources:
        return None
    for feature in geodata.collection("countries")["features"]:
        if (feature.get("properties") or {}).get("place_id") == country:
            return shape(feature["geometry"])
    return None


def _centreline(geodata: GeoData) -> tuple[shapely.LineString, dict[str, Any]]:
    features = geodata.collection("centreline").get("features", [])
    line = shape(features[0]["geometry"]) if len(features) == 1 else None
    if not isinstance(line, shapely.LineString) or line.is_empty:
        message = f"{geodata.path('centreline')}: holds {len(features)} features; it must be one LineString"
        raise GazetteerError(message)
    return line, features[0].get("properties") or {}


def _bands(geodata: GeoData) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
    bands = {}
    for feature in geodata.collection("bands").get("features", []):
        name, area = feature["properties"].get("band"), shape(feature["geometry"])
        if not isinstance(area, shapely.Polygon | shapely.MultiPolygon) or area.is_empty or not area.is_valid:
            message = f"{geodata.path('bands')}: band {name!r} is not a valid polygon; rebuild it with `make data`"
            raise GazetteerError(message)
        bands[str(name)] = area
    if TYPICAL not in bands:
        message = f"{geodata.path('bands')}: has no feature whose property `band` is {TYPICAL!r}; add it"
        raise GazetteerError(message)
    return bands


def corridor(geodata: GeoData | None = None) -> gpd.GeoDataFrame:
    """Return the corridor and the claims about it as a table.

    Parameters
    ----------
    geodata
        A data package; None means the chosen, or else the shipped, one.

    Returns
    -------
    table
        EPSG:4326; one row for the centreline, each band and each claim, told apart by `kind` (`centreline`, `band`,
        `claim`). `computed_length_km` and `area_km2` are geodesic, of the shipped vertices; `claimed_length_km` is a
        statement by `party` on `date`, and has no geometry.

    Raises
    ------
    GazetteerError
        If the package has no sound corridor.

    Notes
    -----
    Source: resources `centreline`, `bands` and `claims` of the data package.
    """
    data = geodata or load_geodata()
    loaded = load_corridor(data)
    base = {"party": "", "date": "", "as_of": loaded.as_of, "source": _sources(data, "centreline")}
    line = {"kind": "centreline", "title": loaded.title, "computed_length_km": loaded.computed_length_km}
    rows = [{**base, **line, "geometry": loaded.centreline}]
    base["source"] = _sources(data, "bands")
    for name, area in loaded.bands.items():
        rows.append({**base, "kind": "band", "title": name, "area_km2": _area_km2(area), "geometry": area})
    rows += [_claim(claim) for claim in loaded.claims]
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry="geometry", crs=LONLAT).astype(
        dict.fromkeys(LENGTHS, float)
    )


def _sources(geodata: GeoData, resource: str) -> str:
    return " | ".join(str(source.get("title", "")) for source in geodata.resources[resource].get("sources", []))


def _area_km2(area: shapely.Polygon | shapely.MultiPolygon) -> float:
    return round(abs(GEOD.geometry_area_perimeter(area)[0]) / 1e6, 1)


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
        "geometry": None,
    }
