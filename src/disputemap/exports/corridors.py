"""Corridor -> files for other programs: its layers in one GeoJSON, GeoPackage, GeoParquet or FlatGeobuf file.

Claims that imply no geometry come out too, without one. A format that holds one layer a file has a column `layer`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from disputemap.corridors import load_corridor
from disputemap.corridors.bands import area_km2, cut
from disputemap.corridors.chosen import band_features, line_features, station_features
from disputemap.corridors.claims import claim_features
from disputemap.corridors.loading import metric_crs_of
from disputemap.crs import LONLAT
from disputemap.errors import InputError
from disputemap.outputs import write_atomic, writing_path
from disputemap.packagefiles import geojson_text, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from disputemap.corridors import Corridor
    from disputemap.geodata import GeoData

    Feature = tuple[Any, Mapping[str, Any]]

LAYERS = ("centreline", "bands", "stations", "sectors", "claims")
DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".parquet": "Parquet", ".fgb": "FlatGeobuf"}


def export_corridor(
    corridor: Corridor, geodata: GeoData, path: str | Path, *, layers: Iterable[str] = LAYERS
) -> dict[str, int]:
    """Write a corridor, in the format that the ending of the file tells (.geojson, .gpkg, .parquet, .fgb).

    Returns
    -------
    written
        The number of features of each layer.

    Raises
    ------
    InputError
        If the ending is none of these, or the file cannot be written.
    """
    driver = DRIVERS.get(Path(path).suffix.lower())
    if driver is None:
        message = f"{path}: its ending stands for no format; end it in {', '.join(DRIVERS)}"
        raise InputError(message)
    tables = {name: list(corridor_features(corridor, geodata, name)) for name in LAYERS if name in set(layers)}
    if driver == "GeoJSON":
        items = [(shape, {"layer": name, **about}) for name, rows in tables.items() for shape, about in rows]
        write_atomic(path, geojson_text(items))
    else:
        _write(tables, Path(path), driver)
    return {name: len(rows) for name, rows in tables.items()}


def corridor_features(corridor: Corridor, geodata: GeoData, layer: str) -> Iterator[Feature]:
    """Yield the features of a layer, EPSG:4326, rounded to metres."""
    makers: dict[str, Callable[[Corridor], Iterable[Feature]]] = {
        "centreline": line_features,
        "bands": _bands,
        "stations": station_features,
        "sectors": _sectors,
    }
    found = _claims(corridor, geodata) if layer == "claims" else makers[layer](corridor)
    for shape, about in found:
        yield None if shape is None else rounded(shape), about


def _bands(corridor: Corridor) -> Iterator[Feature]:
    for area, about in band_features(corridor):
        yield area, {**about, "area_km2": area_km2(area)}


def _sectors(corridor: Corridor) -> Iterator[Feature]:
    for sector in corridor.sectors:
        names = {f"name_{language}": name for language, name in sector.names.items()}
        ends = {"from_km": sector.from_km, "to_km": sector.to_km, "length_km": round(sector.to_km - sector.from_km, 1)}
        line = cut(corridor.vertices, sector.from_km, sector.to_km).line
        yield line, {"sector_id": sector.sector_id, **names, **ends}


def _claims(corridor: Corridor, geodata: GeoData) -> Iterator[Feature]:
    """Yield what claims imply on the whole line, and those that imply nothing."""
    whole = load_corridor(geodata, as_of=corridor.as_of) if corridor.claim else corridor
    implied: dict[str, list[Feature]] = {}
    if whole.claims and "implies" in whole.claims[0]:
        found = claim_features(
            whole.claims, whole.vertices, whole.sectors, metric_crs=metric_crs_of(geodata), land=whole.land
        )
        for shape, drawn in found:
            implied.setdefault(str(drawn["claim_id"]), []).append((shape, drawn))
    for number, row in enumerate(whole.claims, start=1):
        nothing = (None, {"feature_id": f"{row.get('claim_id', number)}-none", "part": "none"})
        for shape, about in implied.get(row.get("claim_id", ""), [nothing]):
            yield shape, {**_typed(row), **about}


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    """Return what a claim says, kilometres as numbers."""
    told = {name: text for name, text in row.items() if text and name not in {"from_km", "to_km"}}
    return {name: float(text) if name.endswith("_km") else text for name, text in told.items()}


def _write(tables: Mapping[str, list[Feature]], path: Path, driver: str) -> None:
    from disputemap.exports.gdal import fixed_time  # noqa: PLC0415 - GDAL is for these formats only

    frames = {name: _frame(rows) for name, rows in tables.items()}
    with writing_path(path, path.suffix.lower()) as new, fixed_time():
        if driver == "GPKG":
            for name, frame in frames.items():
                frame.to_file(new, driver=driver, layer=name, engine="pyogrio")
            return
        merged = pd.concat([frame.assign(layer=name) for name, frame in frames.items()], ignore_index=True)
        frame = gpd.GeoDataFrame(merged, geometry="geometry", crs=LONLAT)
        if driver == "Parquet":
            frame.to_parquet(new, schema_version="1.1.0", write_covering_bbox=True)
        else:
            frame.to_file(new, driver=driver, engine="pyogrio", SPATIAL_INDEX="NO")


def _frame(rows: Iterable[Feature]) -> gpd.GeoDataFrame:
    known = list(rows)
    return gpd.GeoDataFrame([dict(about) for _, about in known], geometry=[shape for shape, _ in known], crs=LONLAT)
