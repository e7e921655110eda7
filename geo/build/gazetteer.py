"""sources/ and pinned packages -> `gazetteer/`: places, their names and where they lie.

Hand-written tables come first (`sources/supplement/`): they give ids, names, parents and the positions that packages
lack. GeoNames then adds positions, populations and spellings, CLDR the names of countries, the polygons of
`boundaries/` the points and sizes of areas. `sources/gazetteer/evidence.csv` marks the names that are also words, and
`sources/corrections.csv` has the last say. Run with `python -m geo.build gazetteer`.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from geo.build.files import GEO, SOURCES, read_table, write_table
from geo.build.gazetteer_marks import correct, mark_evidence
from geo.build.gazetteer_names import fold
from geo.build.gazetteer_packages import add_countries, add_divisions, add_towns
from geo.build.gazetteer_rows import (
    LOCATION_FIELDS,
    NAME_FIELDS,
    PLACE_FIELDS,
    SOURCE_FIELDS,
    Draft,
    Location,
    Name,
    location_row,
    name_rows,
    place_row,
    split,
)
from geo.build.gazetteer_shapes import add_parents, add_polygons, add_ridges, locate_countries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.build.gazetteer_rows import Places

LANGUAGES = ("ar", "ckb", "kmr", "tr", "en")
SAME_PLACE_M = 5_000


def build() -> None:
    """Write `gazetteer/places.csv`, `names.csv`, `locations.csv` and `ridges.geojson`."""
    write(collect())


def collect() -> Places:
    """Return all places with their names and positions.

    Raises
    ------
    ValueError
        If two hand-written rows share an id or mean one place.
    """
    places = read_supplement()
    add_countries(places)
    add_towns(places)
    add_divisions(places)
    add_polygons(places)
    add_ridges(places)
    locate_countries(places)
    add_parents(places)
    refuse_doubles(places.values())
    return places


def read_supplement() -> Places:
    """Return the hand-written places of all tables in `sources/supplement/`."""
    places: Places = {}
    for path in sorted((SOURCES / "supplement").glob("*.csv")):
        for row in read_table(path):
            if row["place_id"] in places:
                message = f"{path}: place_id {row['place_id']!r} is there twice; give the second place another id"
                raise ValueError(message)
            places[row["place_id"]] = _draft(row)
    return places


def _draft(row: dict[str, str]) -> Draft:
    draft = Draft(row["place_id"], row["name"], row["feature"], row["country"], split(row["parents"]))
    draft.seat_of, draft.matches = split(row["seat_of"]), split(row["matches"])
    draft.source, draft.date, draft.note = row["source"], row["source_date"], row["note"]
    draft.geometry = row["geometry"]
    for language in LANGUAGES:
        for index, text in enumerate(split(row[language])):
            draft.names.append(_name(text, language, _usual_kind(draft.feature, language, index)))
    if row["lon"]:
        position = float(row["lon"]), float(row["lat"]), float(row["accuracy_m"])
        draft.location = Location(*position, row["source"], row["source_date"])
    return draft


def _usual_kind(feature: str, language: str, index: int) -> str:
    if index == 0:
        return "official"
    return "transliteration" if language == "en" and feature not in {"country", "region"} else "reporting"


def _name(text: str, language: str, usual: str) -> Name:
    """Read a name of the hand-written tables; `^historical@who uses it` gives its kind and its user."""
    text, _, mark = text.partition("^")
    kind, _, used_by = mark.partition("@")
    return Name(text, language, kind or usual, "hand", used_by)


def refuse_doubles(drafts: Iterable[Draft]) -> None:
    """Refuse two towns of one name that are nearer than `SAME_PLACE_M`: they are one place and want one row."""
    by_name: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.feature == "populated_place":
            for key in {fold(name.text) for name in draft.names}:
                by_name.setdefault(key, []).append(draft)
    for key, same in sorted(by_name.items()):
        for one, two in combinations(same, 2):
            if one.location and two.location and one.location.distance_m(two.location) < SAME_PLACE_M:
                message = f"{one.place_id}, {two.place_id}: both {key!r} and within {SAME_PLACE_M} m; make them one row"
                raise ValueError(message)


def write(places: Places) -> None:
    """Write the three tables, sorted, with evidence marks and corrections in place."""
    drafts = [places[place_id] for place_id in sorted(places)]
    tables = {
        "places": [place_row(draft) for draft in drafts],
        "names": [row for draft in drafts for row in name_rows(draft)],
        "locations": [location_row(draft) for draft in drafts],
    }
    mark_evidence(tables["names"], {draft.place_id: draft.feature for draft in drafts})
    correct(tables)
    fields = {
        "places": PLACE_FIELDS + SOURCE_FIELDS,
        "names": NAME_FIELDS,
        "locations": LOCATION_FIELDS + SOURCE_FIELDS,
    }
    for name, rows in tables.items():
        write_table(GEO / "gazetteer" / f"{name}.csv", fields[name], rows)


if __name__ == "__main__":
    build()
