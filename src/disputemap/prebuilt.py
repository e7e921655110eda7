"""Sites that a data package has measured already, as long as nothing has changed that they were measured against.

The resource `relations` (Parquet) holds, for each place of the gazetteer, a row for the place itself and one for each
of the usual things that are said of a place (`SAID`): "south of X", "near X". It carries a fingerprint of the corridor,
the divisions and the settings; another corridor, or boundaries of one's own, and all is measured anew. Each row
carries a check of its place, so that of places that an overlay changes or adds only these are measured.
"""

from __future__ import annotations

import hashlib
import json
from operator import attrgetter
from struct import Struct
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from disputemap.divisions import DRAWN
from disputemap.errors import GazetteerError
from disputemap.models import Site
from disputemap.table import SCHEMA, SITE_FIELDS, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from disputemap.corridors import Corridor
    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.models import Place

RESOURCE = "relations"
METHOD = "1"  # to be raised when the same input gives other numbers
FINGERPRINT = b"fingerprint"
WINDS_DEG = (0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0)
SAID: tuple[tuple[str, float | None], ...] = (
    ("", None), ("within", None), ("near", None), ("outskirts", None), *(("sector", wind) for wind in WINDS_DEG),
)  # fmt: skip
TABLE = pa.schema([SCHEMA.field(name) for name in SITE_FIELDS]).append(pa.field("check", pa.uint32()))


class Prebuilt:
    """The rows of a package, by site; none where they do not fit.

    Parameters
    ----------
    gazetteer, geodata, corridor
        What sites would be measured with.

    Raises
    ------
    GazetteerError
        If the resource cannot be read.
    """

    def __init__(self, gazetteer: Gazetteer, geodata: GeoData, corridor: Corridor) -> None:
        self.table = TABLE.empty_table()
        self._numbers: dict[str, int] = {}  # of the places that are still what they were when they were measured
        if RESOURCE in geodata.resources and not _redrawn(geodata):
            table = _read(geodata)
            if (table.schema.metadata or {}).get(FINGERPRINT) == fingerprint(gazetteer, geodata, corridor).encode():
                self.table = table.replace_schema_metadata()
                self._numbers = dict(_unchanged(self.table, gazetteer.places))

    def rows(self, sites: Sequence[Site]) -> npt.NDArray[np.int64]:
        """Return the row of each site, -1 where there is none."""
        return np.fromiter(map(self._row, sites), np.int64, len(sites))

    def take(self, rows: npt.NDArray[np.int64]) -> pa.Table:
        """Return rows, with the columns `SITE_FIELDS`."""
        return self.table.select(SITE_FIELDS).take(pa.array(rows))

    def _row(self, site: Site) -> int:
        said = _NUMBERS.get((site.kind, site.bearing_deg))
        number = self._numbers.get(site.place_id)
        if said is None or number is None or site.distance_m is not None:
            return -1
        return number * len(SAID) + said


_NUMBERS = {said: number for number, said in enumerate(SAID)}


def _unchanged(table: pa.Table, places: Mapping[str, Place]) -> Iterator[tuple[str, int]]:
    """Yield the places of a table that give the check that they gave then, and their numbers in it."""
    columns = (values_of(table[name].combine_chunks()[:: len(SAID)]) for name in ("place_id", "check"))
    for number, (place_id, was) in enumerate(zip(*columns, strict=True)):
        if place_id in places and check(places[place_id]) == was:
            yield place_id, number


def all_sites(place_ids: Iterable[str]) -> list[Site]:
    """Return the sites of a table, in its order."""
    return [Site(place_id, kind, bearing) for place_id in sorted(place_ids) for kind, bearing in SAID]


_TEXTS = attrgetter("place_id", "name", "feature", "country", "geometry", "source")
_FIGURES = attrgetter("population", "lon", "lat", "accuracy_m")
_AS_BYTES = Struct("<4d").pack


def check(place: Place) -> int:
    """Return a number that changes when a place does."""
    texts = "\n".join((*_TEXTS(place), *place.parents, "", *place.seat_of))
    return crc32(texts.encode(), crc32(_AS_BYTES(*_FIGURES(place))))


def fingerprint(
    gazetteer: Gazetteer, geodata: GeoData, corridor: Corridor, *, hash_of: Callable[[str], str] | None = None
) -> str:
    """Return what identifies all that sites are measured against; `hash_of` tells a file's hash by resource."""
    known = hash_of or (lambda name: str(geodata.resources[name].get("hash", "")))
    settings = {name: geodata.settings.get(name) for name in ("metric_crs", "near_m")}
    divisions = [place for place in gazetteer.places.values() if place.feature in DRAWN]
    files = [*sorted({place.geometry for place in gazetteer.places.values()} - {""}), "disputed"]
    told = {
        "method": METHOD,
        "settings": settings,
        "divisions": [check(place) for place in divisions],
        "files": {name: known(name) for name in files if name in geodata.resources},
        "corridor": _told(corridor),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _told(corridor: Corridor) -> list[Any]:
    """Return all of a corridor that is measured by."""
    shapes = [corridor.centreline, corridor.land, *(corridor.bands[name] for name in sorted(corridor.bands))]
    columns = (corridor.half_width_km, corridor.accuracy_m, corridor.chainage_km)
    sectors = [(sector.sector_id, sector.from_km, sector.to_km) for sector in corridor.sectors]
    return [
        [None if shape is None else shapely.to_wkb(shape, hex=True) for shape in shapes],
        [np.asarray(column).tolist() for column in columns],
        [*sectors, corridor.station_step_km],
    ]


def _redrawn(geodata: GeoData) -> bool:
    """Tell whether an overlay draws the package's own places anew."""
    return any(row.get("overlay") and row.get("replaces") for row in geodata.resources.values())


def _read(geodata: GeoData) -> pa.Table:
    path = geodata.path(RESOURCE)
    try:
        table = pq.read_table(path, use_threads=False)
        return table if table.schema.equals(TABLE) else table.cast(TABLE.with_metadata(table.schema.metadata))
    except (OSError, pa.ArrowException) as error:
        message = f"{path}: cannot be read ({error}); rebuild the package with `make data`"
        raise GazetteerError(message) from error
