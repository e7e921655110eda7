"""The gazetteer's rows, gathered by place: everything that is known of each, for showing and exporting.

`Gazetteer` keeps what matching needs; an entry keeps the rest too: who uses a name, where a row comes from, notes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disputemap.gazetteer import split_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from disputemap.geodata import GeoData

Row = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """A place with its names and its location (None if nobody knows it), as rows of the tables."""

    place: Row
    names: tuple[Row, ...]
    location: Row | None

    @property
    def place_id(self) -> str:
        """The place's id."""
        return self.place["place_id"]

    @property
    def lonlat(self) -> tuple[float, float] | None:
        """Longitude and latitude."""
        return (float(self.location["lon"]), float(self.location["lat"])) if self.location else None

    @property
    def parents(self) -> tuple[str, ...]:
        """The ids of all that contain it."""
        return split_list(self.place["parents"])

    @property
    def matches(self) -> tuple[str, ...]:
        """Its ids elsewhere."""
        return split_list(self.place["matches"])


def load_entries(geodata: GeoData) -> dict[str, Entry]:
    """Return all entries of a data package and its overlays, sorted by id; of rows for one place the last counts."""
    places = {row["place_id"]: row for row in _rows(geodata, "places")}
    locations = {row["place_id"]: row for row in _rows(geodata, "locations")}
    names: dict[str, dict[tuple[str, str], Row]] = defaultdict(dict)
    for row in _rows(geodata, "names"):
        names[row["place_id"]].setdefault((row["name"], row["language"]), row)
    return {
        place_id: Entry(places[place_id], tuple(names[place_id].values()), locations.get(place_id))
        for place_id in sorted(places)
    }


def select_entries(entries: dict[str, Entry], *, features: Collection[str], countries: Collection[str]) -> list[Entry]:
    """Return the entries of these kinds and countries; empty means all."""
    codes = {code.upper() for code in countries}
    return [
        entry
        for entry in entries.values()
        if (not features or entry.place["feature"] in features) and (not codes or entry.place["country"] in codes)
    ]


def _rows(geodata: GeoData, kind: str) -> Iterator[Row]:
    for resource in geodata.group(kind):
        yield from geodata.table(resource)
