"""Sites -> what holds of them: place, position, precision and the way to the corridor, worked out once for each.

A text names the same few hundred sites over and over. `SiteTable` keeps a row for each, and the rows of mentions are
taken from it.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from disputemap.collecting import uncollected
from disputemap.corridors import load_corridor
from disputemap.divisions import Divisions
from disputemap.errors import GazetteerError
from disputemap.geodata import ReadOnce
from disputemap.join import along, check_valid, relations
from disputemap.locations import GEO_PRECISION, as_one, locate_columns, where_prec
from disputemap.prebuilt import Prebuilt
from disputemap.ruler import COLUMNS, Ruler
from disputemap.table import SCHEMA, SITE_FIELDS, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from disputemap.corridors import Corridor
    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.models import Site

    Codes = npt.NDArray[np.int32]
    Ints = npt.NDArray[np.int64]

WHOLE = ("", "within")  # kinds of sites whose shape is that of the place
_NAMED = ("place_id", "name", "feature")
_POSITION = ("lon", "lat", "accuracy_m")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in SITE_FIELDS])


class _Column(NamedTuple):
    """A column in plain arrays, from which rows are taken several times as fast; the last row is one of nothing.

    Of a column of texts `values` are numbers of those in `texts`.
    """

    kind: pa.DataType
    values: npt.NDArray[Any]
    there: npt.NDArray[np.bool_]
    texts: pa.Array | None

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> _Column:
        array, texts = column.combine_chunks(), None
        if pa.types.is_dictionary(column.type):
            array, texts = array.indices, array.dictionary
        numbers = pa.concat_arrays([array, pa.nulls(1, array.type)])
        there = numbers.is_valid().to_numpy(zero_copy_only=False)
        return cls(column.type, numbers.fill_null(0).to_numpy(), there, texts)

    def take(self, rows: Ints) -> pa.Array:
        """Return rows, of which -1 is the last."""
        there = np.packbits(self.there.take(rows), bitorder="little")
        buffers = [pa.py_buffer(there), pa.py_buffer(self.values.take(rows))]
        if self.texts is None:
            return pa.Array.from_buffers(self.kind, len(rows), buffers)
        return pa.DictionaryArray.from_buffers(self.kind, len(rows), buffers, self.texts)


class SiteTable:
    """What holds of each distinct site met so far, a row each.

    Parameters
    ----------
    gazetteer
        The places that sites are anchored at.
    geodata
        The package that holds the corridor and the shapes of places.
    corridor
        What places are measured against; None means the package's own.
    prebuilt
        Whether what the package has measured already is taken from there.

    Raises
    ------
    GazetteerError
        If the package lacks a setting or a sound corridor.
    """

    def __init__(
        self, gazetteer: Gazetteer, geodata: GeoData, corridor: Corridor | None = None, *, prebuilt: bool = True
    ) -> None:
        self._gazetteer, self._geodata = gazetteer, ReadOnce(geodata.root, geodata.overlays)
        try:
            metric_crs = str(geodata.settings["metric_crs"])
            self._near_m = float(geodata.settings["near_m"])
        except KeyError as error:
            message = f"{geodata.root / 'datapackage.json'}: `disputemap` lacks {error}; add it to the settings"
            raise GazetteerError(message) from None
        with uncollected():  # files of shapes become hundreds of thousands of lists, and none of them garbage
            self._corridor = corridor or load_corridor(geodata)
            self._ruler = Ruler(self._corridor, metric_crs)
            self._divisions = Divisions(gazetteer, self._geodata)
            self._prebuilt = Prebuilt(gazetteer, geodata, self._corridor) if prebuilt else None
        self._rows: dict[Site, int] = {}
        self._keep(_SCHEMA.empty_table())

    def __len__(self) -> int:
        """Return the number of sites met."""
        return len(self._rows)

    def add(self, sites: Sequence[Site]) -> Codes:
        """Return the row of each site, those of new sites made in one go."""
        numbers: dict[Site, int] = {}
        number = np.fromiter((numbers.setdefault(site, len(numbers)) for site in sites), np.int32, len(sites))
        if new := [site for site in numbers if site not in self._rows]:
            known = np.full(len(new), -1) if self._prebuilt is None else self._prebuilt.rows(new)
            order = [new[row] for row in np.argsort(known < 0, kind="stable").tolist()]
            tables = [self._table]
            if self._prebuilt is not None:
                tables.append(self._prebuilt.take(known[known >= 0]))
            if measured := order[(known >= 0).sum() :]:
                tables.append(self._measured(measured))
            self._rows |= {site: row for row, site in enumerate(order, start=len(self._rows))}
            self._keep(pa.concat_tables(tables).combine_chunks())
        return np.fromiter(map(self._rows.__getitem__, numbers), np.int32, len(numbers))[number]

    def _keep(self, table: pa.Table) -> None:
        self._table = table
        self._columns = {name: _Column.of(table.column(name)) for name in SITE_FIELDS}

    def take(self, rows: Codes) -> dict[str, pa.Array]:
        """Return the columns `SITE_FIELDS` of rows, all empty where the row is -1."""
        at = rows.astype(np.int64)
        return {name: column.take(at) for name, column in self._columns.items()}

    def _measured(self, sites: list[Site]) -> pa.Table:
        """Return the rows of sites; what lies between two places is measured once, whichever is named first."""
        numbers: dict[Site, int] = {}
        number = [numbers.setdefault(as_one(site), len(numbers)) for site in sites]
        table = self._located(list(numbers)).take(pa.array(number))
        places = [self._gazetteer.places.get(site.place_id) for site in sites]
        named = {name: [getattr(place, name, None) for place in places] for name in _NAMED}
        columns = {**dict(zip(SITE_FIELDS, table.columns, strict=True)), **normal(named, _NAMED)}
        return pa.table(columns, _SCHEMA)

    def _located(self, sites: list[Site]) -> pa.Table:
        """Return the rows of sites, without their names."""
        places = [self._gazetteer.places.get(site.place_id) for site in sites]
        located = locate_columns(sites, self._gazetteer, self._geodata)
        shipped = [row for row, site in enumerate(sites) if site.kind in WHOLE]
        check_valid(located.geometry[shipped], (sites[row].place_id for row in shipped))  # others are drawn valid
        measured = self._ruler.measure(located.geometry, located.accuracy_m)
        columns: dict[str, Any] = dict(zip(COLUMNS, measured.T, strict=True))
        columns |= {name: getattr(located, name) for name in _POSITION}
        columns["relation"] = relations(measured, near_m=self._near_m)
        columns |= along(self._corridor, measured, columns["relation"])
        columns |= self._divisions.holding(sites, located.geometry, located.accuracy_m)
        levels = [
            None if isnan(accuracy) else where_prec(site, place.feature if place else "", accuracy)
            for site, place, accuracy in zip(sites, places, located.accuracy_m.tolist(), strict=True)
        ]
        columns |= {"where_prec": levels, "geo_precision": [level and GEO_PRECISION[level] for level in levels]}
        return pa.table(normal(columns, SITE_FIELDS), _SCHEMA)
