"""The rows of the gazetteer while it is being built: places with their names, and the table rows they become."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyproj import Geod

PLACE_FIELDS = ["place_id", "name", "feature", "country", "parents", "population", "seat_of", "matches"]
NAME_FIELDS = ["place_id", "name", "language", "kind", "used_by", "evidence", "source"]
LOCATION_FIELDS = ["place_id", "lon", "lat", "accuracy_m", "geometry"]
SOURCE_FIELDS = ["source", "source_date", "note"]
"""Columns that end the tables of places and locations."""
LIST_MARK = " | "
GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as somebody writes it: BCP 47 tag, kind, where it comes from, party that uses it."""

    text: str
    language: str
    kind: str
    source: str
    used_by: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A position, EPSG:4326, with its radius of uncertainty in metres."""

    lon: float
    lat: float
    accuracy_m: float
    source: str
    date: str = ""

    def distance_m(self, other: Location) -> float:
        """Return the geodesic distance."""
        return float(GEOD.inv(self.lon, self.lat, other.lon, other.lat)[2])


@dataclass(slots=True)
class Draft:
    """A place under construction; `location` stays None until a source gives one."""

    place_id: str
    name: str
    feature: str
    country: str = ""
    parents: list[str] = field(default_factory=list)
    population: int = 0
    seat_of: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)
    source: str = ""
    date: str = ""
    note: str = ""
    names: list[Name] = field(default_factory=list)
    location: Location | None = None
    geometry: str = ""

    @property
    def geonameids(self) -> list[int]:
        """The ids that GeoNames has for the place."""
        return [int(match.removeprefix("gn:")) for match in self.matches if match.startswith("gn:")]

    @property
    def spellings(self) -> set[tuple[str, str]]:
        """The names that are known, with their languages."""
        return {(name.text, name.language) for name in self.names}


Places = dict[str, Draft]


def split(cell: str) -> list[str]:
    """Return the items of a cell that holds a list.

    Examples
    --------
    >>> split("erbil-governorate | nineveh-governorate")
    ['erbil-governorate', 'nineveh-governorate']
    """
    return [item.strip() for item in cell.split("|") if item.strip()]


def place_row(draft: Draft) -> dict[str, str]:
    """Return the row of `places.csv`."""
    return {
        "place_id": draft.place_id,
        "name": draft.name,
        "feature": draft.feature,
        "country": draft.country,
        "parents": LIST_MARK.join(draft.parents),
        "population": str(draft.population or ""),
        "seat_of": LIST_MARK.join(draft.seat_of),
        "matches": LIST_MARK.join(sorted(set(draft.matches))),
        "source": draft.source,
        "source_date": draft.date,
        "note": draft.note,
    }


def location_row(draft: Draft) -> dict[str, str]:
    """Return the row of `locations.csv`.

    Raises
    ------
    ValueError
        If no source gave the place a position.
    """
    place = draft.location
    if place is None:
        message = f"{draft.place_id}: no position; give its row lon, lat and accuracy_m, or a gn: id that GeoNames has"
        raise ValueError(message)
    return {
        "place_id": draft.place_id,
        "lon": _degrees(place.lon),
        "lat": _degrees(place.lat),
        "accuracy_m": str(round(place.accuracy_m)),
        "geometry": draft.geometry,
        "source": place.source,
        "source_date": place.date,
        "note": "",
    }


def name_rows(draft: Draft) -> list[dict[str, str]]:
    """Return the rows of `names.csv`: one a spelling and language, of which the first stays."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for name in draft.names:
        row = {
            "place_id": draft.place_id,
            "name": name.text,
            "language": name.language,
            "kind": name.kind,
            "used_by": name.used_by,
            "evidence": "",
            "source": name.source,
        }
        rows.setdefault((name.language, name.text), row)
    return [rows[key] for key in sorted(rows)]


def _degrees(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
