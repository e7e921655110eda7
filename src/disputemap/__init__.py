"""From reporting on contested land to an offline map that shows its doubt.

>>> import disputemap as dm
>>> mentions = dm.geoparse("seeds/")    # doctest: +SKIP
>>> dm.Map(mentions).save("map.html")   # doctest: +SKIP

Names are imported when first used, so that `disputemap --help` and a look at `dm.__version__` cost nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from disputemap.aggregation import aggregate
    from disputemap.conventions import assign_conventions
    from disputemap.corridors.table import corridor
    from disputemap.documents import Problem, read_documents
    from disputemap.errors import DisputemapError, GazetteerError, GeometryError, InputError
    from disputemap.evaluation import evaluate
    from disputemap.exports.api import (
        to_acled,
        to_annotations,
        to_brat,
        to_conll,
        to_csv,
        to_flatgeobuf,
        to_geojson,
        to_geopackage,
        to_jsonl,
        to_kml,
        to_lpf,
        to_parquet,
        to_postgis,
        to_ucdp,
    )
    from disputemap.geocode import LocalGeocoder
    from disputemap.geodata import use
    from disputemap.models import Document
    from disputemap.pipeline import geoparse
    from disputemap.render.html import Map
    from disputemap.render.live import escape_folium
    from disputemap.routes import route_lines
    from disputemap.tablefiles import read_mentions

__version__ = "0.1.0"

__all__ = [
    "DisputemapError",
    "Document",
    "GazetteerError",
    "GeometryError",
    "InputError",
    "LocalGeocoder",
    "Map",
    "Problem",
    "__version__",
    "aggregate",
    "assign_conventions",
    "corridor",
    "escape_folium",
    "evaluate",
    "geoparse",
    "read_documents",
    "read_mentions",
    "route_lines",
    "to_acled",
    "to_annotations",
    "to_brat",
    "to_conll",
    "to_csv",
    "to_flatgeobuf",
    "to_geojson",
    "to_geopackage",
    "to_jsonl",
    "to_kml",
    "to_lpf",
    "to_parquet",
    "to_postgis",
    "to_ucdp",
    "use",
]

_HOMES = {
    "DisputemapError": "errors",
    "Document": "models",
    "GazetteerError": "errors",
    "GeometryError": "errors",
    "InputError": "errors",
    "LocalGeocoder": "geocode",
    "Map": "render.html",
    "Problem": "documents",
    "aggregate": "aggregation",
    "assign_conventions": "conventions",
    "corridor": "corridors.table",
    "escape_folium": "render.live",
    "evaluate": "evaluation",
    "geoparse": "pipeline",
    "read_documents": "documents",
    "read_mentions": "tablefiles",
    "route_lines": "routes",
    "to_acled": "exports.api",
    "to_annotations": "exports.api",
    "to_brat": "exports.api",
    "to_conll": "exports.api",
    "to_csv": "exports.api",
    "to_flatgeobuf": "exports.api",
    "to_geojson": "exports.api",
    "to_geopackage": "exports.api",
    "to_jsonl": "exports.api",
    "to_kml": "exports.api",
    "to_lpf": "exports.api",
    "to_parquet": "exports.api",
    "to_postgis": "exports.api",
    "to_ucdp": "exports.api",
    "use": "geodata",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return list(__all__)
