"""Sites -> locations: where a relative place lies ("south of X", "20 km from X"), as a shape with its uncertainty.

Work in progress: the signatures stand, the rules follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.models import Site


def locate(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> gpd.GeoDataFrame:
    """Return where sites lie: index 0 to n-1, EPSG:4326, columns `lon`, `lat`, `accuracy_m`, `geometry`."""
    raise NotImplementedError


def where_prec(site: Site, feature: str, accuracy_m: float) -> int:
    """Return the UCDP GED precision of a site."""
    raise NotImplementedError


def shapes_of(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> list[dict[str, Any] | None]:
    """Return GeoJSON geometries of sites, for drawing."""
    raise NotImplementedError
