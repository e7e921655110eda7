"""Tables -> CSV with the columns of the two great event datasets, UCDP GED and ACLED, where we have their content.

A row is a mention of a place, not a coded event: nobody is counted dead, no actor is named, `event_type` is a hint from
a word in the sentence. Both datasets put what is known by its area only at a point, each its own way: UCDP at the
middle of the area, ACLED at the town that it is run from. `point` says of each row what its coordinates are: `place`,
`centroid` (UCDP), `capital` (ACLED), or nothing. Behind the columns of the dataset stand ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.conventions import AREAL, assign_conventions
from disputemap.exports.cells import gathered, records, to_cell
from disputemap.exports.dates import Span, to_span
from disputemap.exports.iris import mention_iri
from disputemap.exports.tabular import csv_lines
from disputemap.gazetteer import load_gazetteer
from disputemap.table import from_arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData

    Record = dict[str, Any]

OURS = ("point", "mention", "place_id", "form", "role", "score", "accuracy_m", "relation", "share_inside", "p_inside")
UCDP = (
    *("year", "source_article", "source_office", "source_date", "source_headline", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "country"),
    *("date_prec", "date_start", "date_end"),
)
ACLED = (
    *("event_date", "year", "time_precision", "event_type", "country", "admin1", "admin2", "admin3", "location"),
    *("latitude", "longitude", "geo_precision", "source", "notes"),
)
_FIELDS = (
    "doc", "start", "end", "surface", "form", "place_id", "name", "lon", "lat", "accuracy_m", "role", "score",
    "modifier", "where_prec", "geo_precision", "relation", "share_inside", "p_inside", "adm1", "adm2", "adm3",
    "date", "source", "title", "themes", "sentence",
)  # fmt: skip
ROWS = 64 * 1024  # that are looked up in the gazetteer in one go, which costs the time to read it
_TIME = {1: 1, 2: 2, 3: 2, 4: 3}  # UCDP's date_prec -> ACLED's time_precision, which knows day, week and month


def ucdp_texts(tables: Iterable[pa.Table], options: Options) -> Iterator[str]:
    """Yield the header, then rows with the columns of UCDP GED."""
    yield from _texts(tables, options, (*UCDP, *OURS, "sentence"), _Ucdp)


def acled_texts(tables: Iterable[pa.Table], options: Options) -> Iterator[str]:
    """Yield the header, then rows with the columns of ACLED."""
    yield from _texts(tables, options, (*ACLED, *OURS), _Acled)


def _texts(
    tables: Iterable[pa.Table], options: Options, names: tuple[str, ...], make: Callable[[GeoData], _Dataset]
) -> Iterator[str]:
    dataset = make(options.package())
    header = csv_lines([names])
    for table in gathered(tables, ROWS):
        rows = ([to_cell(row.get(name)) for name in names] for row in dataset.rows(table))
        yield header + csv_lines(rows)
        header = ""
    yield header


class _Dataset:
    """What both datasets ask for: names of divisions, a point by their convention, days."""

    axes = ("centroid_lon", "centroid_lat")
    convention = "centroid"

    def __init__(self, geodata: GeoData) -> None:
        self._geodata = geodata
        self._gazetteer = load_gazetteer(geodata)
        self._countries = _countries(self._gazetteer)

    def rows(self, table: pa.Table) -> Iterator[Record]:
        """Yield the rows of a table, by column of the dataset."""
        points = assign_conventions(from_arrow(table), self._geodata)
        columns = (points[name].tolist() for name in ("convention", *self.axes, "capital_id"))
        for row, (kind, lon, lat, capital) in zip(records(table, _FIELDS), zip(*columns, strict=True), strict=True):
            point = (lon, lat, self.convention) if kind == AREAL else (row["lon"], row["lat"], "place")
            yield self._common(row, *point) | self._own(row, capital if kind == AREAL else None)

    def _common(self, row: Record, lon: float | None, lat: float | None, point: str) -> Record:
        there = lon is not None and lat is not None and not np.isnan(lon)
        place = self._gazetteer.places.get(row["place_id"] or "")
        mention = mention_iri(row["doc"] or "", row["start"], row["end"])
        said = {"point": point if there else None, "mention": mention, "longitude": lon if there else None}
        country = self._countries.get(place.country) if place else None
        return {**row, **said, "latitude": lat if there else None, "country": country}

    def _own(self, row: Record, capital: str | None) -> Record:
        raise NotImplementedError

    def _named(self, place_id: str | None) -> str | None:
        place = self._gazetteer.places.get(place_id or "")
        return place.name if place else None


class _Ucdp(_Dataset):
    def _own(self, row: Record, _capital: str | None) -> Record:
        span = to_span(row["date"])
        return {
            **({"year": int(span.first[:4])} if span else {}),
            "source_article": _article(row),
            "source_office": row["source"],
            "source_date": span and span.first,
            "source_headline": row["title"],
            "where_coordinates": row["name"],
            "where_description": _description(row),
            "adm_1": self._named(row["adm1"]),
            "adm_2": self._named(row["adm2"]),
            **(span_columns(span) if span else {}),
        }

    def _common(self, row: Record, lon: float | None, lat: float | None, point: str) -> Record:
        said = super()._common(row, lon, lat, point)
        wkt = f"POINT ({said['longitude']} {said['latitude']})"
        return said | {"geom_wkt": None if said["longitude"] is None else wkt}


class _Acled(_Dataset):
    axes = ("capital_lon", "capital_lat")
    convention = "capital"

    def _own(self, row: Record, capital: str | None) -> Record:
        span = to_span(row["date"])
        return {
            "event_date": span and span.first,
            "year": int(span.first[:4]) if span else None,
            "time_precision": span and _TIME.get(span.precision),
            "event_type": next((theme["event_type"] for theme in row["themes"] if theme["event_type"]), None),
            **{f"admin{level}": self._named(row[f"adm{level}"]) for level in (1, 2, 3)},
            "location": self._named(capital) or row["name"],
            "notes": row["sentence"],
        }


def _article(row: Record) -> str | None:
    """Return source, date and title in quotes."""
    said = ",".join(row[key] for key in ("source", "date", "title") if row[key])
    return f'"{said}"' if said else None


def span_columns(span: Span) -> Record:
    """Return UCDP's columns of a date."""
    return {"date_prec": span.precision, "date_start": span.first, "date_end": span.last}


def _description(row: Record) -> str | None:
    """Return what the text says: the name as written, and what is relative to it."""
    said = (row["modifier"] or {}).get("text")
    return f"{said} {row['surface']}" if said else row["surface"]


def _countries(gazetteer: Gazetteer) -> dict[str, str]:
    return {place.country: place.name for place in gazetteer.places.values() if place.feature == "country"}
