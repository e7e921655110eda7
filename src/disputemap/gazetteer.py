"""geo/ tables -> Gazetteer: places by id, and the places that a folded name can mean."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from disputemap.collecting import uncollected
from disputemap.errors import GazetteerError
from disputemap.folding import fold_name, fold_names
from disputemap.models import Place
from disputemap.overlays import find_conflicts

if TYPE_CHECKING:
    from disputemap.geodata import GeoData

LIST_SEPARATOR = "|"
MIN_LETTERS = 3
ENGLISH_ARTICLE = "the "
# What else a reader needs to take a name for a place, see `evidence`.
EVIDENCE = ("", "capital", "person", "document", "context", "feature")
MAX_CONFLICTS = 5  # said one by one at each load; all of them stand in the report of the import

_log = logging.getLogger(__name__)


class Name(NamedTuple):
    """A toponym of the gazetteer: what it names, how, and what evidence a reader needs to take it for a place."""

    attested_form: str
    place_id: str
    language: str
    kind: str
    evidence: str


_NAME_COLUMNS = ("name", *Name._fields[1:])  # the columns of the tables of names that `Name` holds


@dataclass(frozen=True)
class Gazetteer:
    """Places by id, and names by folded form (`names[fold_name("Kirkuk")]`); `country` is the place_id of its own."""

    places: dict[str, Place]
    names: dict[str, tuple[Name, ...]] = field(repr=False)
    country: str = ""

    @cached_property
    def home(self) -> frozenset[str]:
        """The countries (ISO 3166) that the gazetteer describes in depth: its own, or else all with first-level areas.

        The neighbours' provinces may be in it too, which makes them no more likely to be meant.
        """
        if self.country in self.places:
            return frozenset({self.places[self.country].country})
        return frozenset(place.country for place in self.places.values() if place.feature == "adm1")

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """The first name of each place in each language, as written (`labels["kirkuk", "ckb"]`)."""
        labels: dict[tuple[str, str], str] = {}
        for entry in chain.from_iterable(self.names.values()):
            key = (entry.place_id, entry.language)
            better = entry.kind == "official" or key not in labels
            labels[key] = entry.attested_form if better else labels[key]
        return labels

    def find(self, name: str) -> list[Place]:
        """Return the places that a name can mean, in the gazetteer's order; none is an answer too."""
        found = dict.fromkeys(entry.place_id for entry in self.names.get(fold_name(name), ()))
        return [self.places[place_id] for place_id in found]

    def ancestors(self, place_id: str) -> set[str]:
        """Return all places that contain a place, by any source's account."""
        found: set[str] = set()
        ahead = list(self.places[place_id].parents) if place_id in self.places else []
        while ahead:
            parent = ahead.pop()
            if parent not in found and parent in self.places:
                found.add(parent)
                ahead.extend(self.places[parent].parents)
        return found


def split_list(cell: str) -> tuple[str, ...]:
    """Return the items of a list cell (`a | b`)."""
    if LIST_SEPARATOR not in cell:  # most cells: worth the short cut
        return (cell.strip(),) if cell.strip() else ()
    return tuple(item for item in (part.strip() for part in cell.split(LIST_SEPARATOR)) if item)


def load_gazetteer(geodata: GeoData) -> Gazetteer:
    """Join the tables `places`, `locations` and `names` of a data package and its overlays.

    Of rows for one place the last counts, names add up; an overlay that contradicts what came before is logged.

    Raises
    ------
    GazetteerError
        If a row lacks a column, holds a number that is none, or names a place that does not exist.
    """
    with uncollected():
        places = geodata.once("places", load_places)
        read = (geodata.cells(resource, _NAME_COLUMNS) for resource in geodata.group("names"))
        names = [name for columns in read for name in map(Name, *columns)]
        index = _index_names(names, places, geodata)
    return Gazetteer(places, index, str(geodata.settings.get("country", "")))


def load_places(geodata: GeoData) -> dict[str, Place]:
    """Join the tables `places` and `locations` of a data package and its overlays: places by id, without names."""
    conflicts: list[str] = []
    locations = _merge(geodata, "locations", conflicts)
    rows = _merge(geodata, "places", conflicts)
    _warn(conflicts)
    return {place_id: _place(row, locations.get(place_id), geodata) for place_id, row in rows.items()}


def _merge(geodata: GeoData, kind: str, conflicts: list[str]) -> dict[str, dict[str, str]]:
    """Return the last row of each place, and note in `conflicts` what overlays contradict."""
    rows: dict[str, dict[str, str]] = {}
    for resource in geodata.group(kind):
        overlay = geodata.overlay_of(resource)
        for row in geodata.table(resource):
            old = rows.get(row["place_id"])
            if overlay and old:
                conflicts += (f"{overlay.path.name}: {conflict}" for conflict in find_conflicts(old, row))
            rows[row["place_id"]] = row
    return rows


def _warn(conflicts: list[str]) -> None:
    for conflict in conflicts[:MAX_CONFLICTS]:
        _log.warning("%s", conflict)
    if len(conflicts) > MAX_CONFLICTS:
        _log.warning("and %d more conflicts between gazetteers", len(conflicts) - MAX_CONFLICTS)


def _place(row: dict[str, str], location: dict[str, str] | None, geodata: GeoData) -> Place:
    nowhere = {"lon": "nan", "lat": "nan", "accuracy_m": "nan", "geometry": ""}
    where = location or nowhere
    try:
        return Place(
            place_id=row["place_id"],
            name=row["name"],
            feature=row["feature"],
            country=row["country"],
            parents=split_list(row["parents"]),
            population=int(row["population"] or 0),
            seat_of=split_list(row["seat_of"]),
            lon=float(where["lon"]),
            lat=float(where["lat"]),
            accuracy_m=float(where["accuracy_m"]),
            geometry=where["geometry"],
            source=row["source"],
        )
    except (KeyError, ValueError, TypeError) as error:
        message = f"{_files(geodata)}: place {row.get('place_id')!r}: {error}; correct the row in places or locations"
        raise GazetteerError(message) from error


def _files(geodata: GeoData) -> str:
    """Name where rows come from: the package, and what lies over it."""
    return " or ".join(str(path) for path in (geodata.root, *geodata.overlays))


def _index_names(names: list[Name], places: dict[str, Place], geodata: GeoData) -> dict[str, tuple[Name, ...]]:
    for name in names:
        if name.place_id not in places:
            message = (
                f"{_files(geodata)}: name {name.attested_form!r} is of unknown place {name.place_id!r}; add the place"
            )
            raise GazetteerError(message)
    index: dict[str, list[Name]] = {}
    for name, folded in zip(names, fold_names([name.attested_form for name in names]), strict=True):
        key = folded.removeprefix(ENGLISH_ARTICLE)
        if key.isascii() or sum(map(str.isalnum, key)) >= MIN_LETTERS:
            index.setdefault(key, []).append(name)
    return {key: tuple(entries) for key, entries in index.items()}
