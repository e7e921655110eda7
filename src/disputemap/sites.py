"""Sites -> what holds of them: place, position, precision and the way to the corridor, worked out once for each.

A text names the same few hundred sites over and over. `SiteTable` keeps a row for each, and the rows of mentions are
taken from it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from disputemap.corridors import load_corridor
from disputemap.crs import LONLAT
from disputemap.errors import GazetteerError
from disputemap.join import COLUMNS, assign_corridor, place_areas
from disputemap.table import SCHEMA, SITE_FIELDS, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.models import Place, Site

    Codes = npt.NDArray[np.int32]

# UCDP GED 5 where_prec: 1 exact, 2 near, 3 district, 4 governorate, 5 linear or fuzzy area, 6 country.
WHERE_PREC = {"adm3": 3, "adm2": 3, "adm1": 4, "country": 6} | dict.fromkeys(
    ("region", "mountain", "river", "lake", "road"), 5
)
WHERE_PREC_POINT, WHERE_PREC_NEAR, WHERE_PREC_AREA = 1, 2, 3
ROUGH_M, NEAR_M = 10_500, 25_000  # the largest city reaches 10 km; UCDP's "near" is within some 25 km
GEO_PRECISION = np.array([0, 1, 2, 2, 3, 3, 3, 3])  # ACLED's, by where_prec: 1 the place itself, 2 near it, 3 an area
_SCHEMA = pa.schema([SCHEMA.field(name) for name in SITE_FIELDS])


class SiteTable:
    """What holds of each distinct site met so far, a row each.

    Parameters
    ----------
    gazetteer
        The places that sites are anchored at.
    geodata
        The package that holds the corridor and the shapes of places.

    Raises
    ------
    GazetteerError
        If the package lacks a setting or a sound corridor.
    """

    def __init__(self, gazetteer: Gazetteer, geodata: GeoData) -> None:
        self._gazetteer, self._geodata = gazetteer, geodata
        try:
            self._metric_crs = str(geodata.settings["metric_crs"])
            self._near_m = float(geodata.settings["near_m"])
        except KeyError as error:
            message = f"{geodata.root / 'datapackage.json'}: `disputemap` lacks {error}; add it to the settings"
            raise GazetteerError(message) from None
        self._corridor = load_corridor(geodata)
        self._rows: dict[Site, int] = {}
        self._table = _SCHEMA.empty_table()

    def __len__(self) -> int:
        """Return the number of sites met."""
        return len(self._rows)

    def add(self, sites: Sequence[Site]) -> Codes:
        """Return the row of each site, those of new sites made in one go."""
        new = [site for site in dict.fromkeys(sites) if site not in self._rows]
        if new:
            table = pa.concat_tables([self._table, self._measured(new)]).combine_chunks()
            self._rows |= {site: row for row, site in enumerate(new, start=len(self._rows))}
            self._table = table
        return np.fromiter((self._rows[site] for site in sites), np.int32, len(sites))

    def take(self, rows: Codes) -> dict[str, pa.Array]:
        """Return the columns `SITE_FIELDS` of rows, all empty where the row is -1."""
        taken = self._table.take(pa.array(rows, mask=rows < 0))
        return {name: taken.column(name).combine_chunks() for name in SITE_FIELDS}

    def _measured(self, sites: list[Site]) -> pa.Table:
        located = self._located(sites)
        joined = assign_corridor(located, self._corridor, metric_crs=self._metric_crs, near_m=self._near_m)
        places = [self._gazetteer.places.get(site.place_id) for site in sites]
        accuracy = located["accuracy_m"].to_numpy()
        columns: dict[str, Any] = {name: located[name].to_numpy() for name in ("lon", "lat", "accuracy_m")}
        columns |= {name: [getattr(place, name, None) for place in places] for name in ("place_id", "name", "feature")}
        columns |= {name: joined[name].to_numpy() for name in COLUMNS}
        columns["relation"] = joined["relation"].tolist()
        levels = np.array(list(map(where_prec, sites, places, accuracy.tolist())))
        columns |= {"where_prec": levels, "geo_precision": GEO_PRECISION[levels]}
        return pa.table(normal(columns, SITE_FIELDS), _SCHEMA)

    def _located(self, sites: list[Site]) -> gpd.GeoDataFrame:
        """Return geometry, `lon`, `lat` and `accuracy_m` of sites, in their order."""
        places = [self._gazetteer.places.get(site.place_id) for site in sites]
        columns = {
            name: np.array([getattr(place, name, np.nan) for place in places], dtype=float)
            for name in ("lon", "lat", "accuracy_m")
        }
        geometry = np.full(len(sites), None, dtype=object)
        there = ~np.isnan(columns["lon"] + columns["lat"])
        geometry[there] = shapely.points(columns["lon"][there], columns["lat"][there])
        for row, site in enumerate(sites):
            if site.place_id in self._shapes:
                geometry[row] = self._shapes[site.place_id]
        index = [f"{site.place_id} {site.kind}".strip() for site in sites]
        return gpd.GeoDataFrame(columns, index=pd.Index(index, dtype=object), geometry=geometry, crs=LONLAT)

    @cached_property
    def _shapes(self) -> dict[str, Any]:
        """The drawn places, of all the gazetteer: its files are read once."""
        drawn = [place for place in self._gazetteer.places.values() if place.geometry]
        areas = place_areas(drawn, self._geodata)
        return {
            key: shape for key, shape in zip(areas.index, areas.geometry, strict=True) if shape.geom_type != "Point"
        }


def where_prec(site: Site, place: Place | None, accuracy_m: float) -> int:
    """Return the UCDP GED precision of a mention: that of the feature, or of how roughly the place is known.

    Behind a direction it is "near" at best; a village that is known only by the area it lies in is no exact place.
    """
    precision = WHERE_PREC.get(place.feature, WHERE_PREC_POINT) if place else WHERE_PREC_POINT
    rough = WHERE_PREC_POINT if accuracy_m < ROUGH_M else WHERE_PREC_NEAR
    if accuracy_m > NEAR_M:
        rough = WHERE_PREC_AREA
    return max(precision, rough, WHERE_PREC_POINT if site.kind in {"", "coordinates"} else WHERE_PREC_NEAR)
