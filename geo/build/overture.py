"""Overture's divisions of Iraq -> `gazetteer/*-odbl.csv`: what the CC BY tables lack, in files of their own licence.

Districts, sub-districts and localities are compared with the places that are there, by name and the area they lie in.
What is there gets its missing names, the rest becomes places: at a seat town of the same name, else at placeroot's
point, else as wide as the parent's area (note `coarse: parent's area`). Run after the gazetteer.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import shapely

from geo.build.files import GEO, SOURCES, read_table, write_table
from geo.build.gazetteer_rows import GEOD, LOCATION_FIELDS, NAME_FIELDS, PLACE_FIELDS, SOURCE_FIELDS
from geo.build.gazetteer_sources import version
from geo.build.overture_known import load_known
from geo.build.overture_marks import mark
from geo.build.overture_names import attested, english, is_central, is_no_place
from geo.build.overture_sources import load_divisions, load_spots
from geo.build.overture_work import Called, Position, Work

if TYPE_CHECKING:
    from geo.build.overture_sources import Division, Spot

FOLDER = SOURCES / "overture"
GOVERNORATES = {row["region"]: row["place_id"] for row in read_table(FOLDER / "regions.csv")}
SPOT_M, SEAT_M, DISTRICT_M = 3_000, 12_000, 25_000
LEAST_SUBDISTRICT_M, MOST_SUBDISTRICT_M = 8_000, 50_000
OFF_CENTRE = 1.5
"""How much farther than the radius of its area a sub-district may reach from its seat."""


def build() -> None:
    """Write `places-odbl.csv`, `names-odbl.csv` and `locations-odbl.csv`."""
    work = collect()
    marks = mark(work)
    work.new &= {row["place_id"] for row in marks}
    folder = GEO / "gazetteer"
    write_table(folder / "places-odbl.csv", PLACE_FIELDS + SOURCE_FIELDS, work.rows("places"))
    write_table(folder / "names-odbl.csv", NAME_FIELDS, marks)
    write_table(folder / "locations-odbl.csv", LOCATION_FIELDS + SOURCE_FIELDS, work.rows("locations"))


def collect() -> Work:
    """Return all that Overture adds."""
    dropped = {row["name"] for row in read_table(FOLDER / "dropped.csv")}
    spelled = {row["written"]: row["right"] for row in read_table(FOLDER / "spellings.csv")}
    divisions = {
        key: row._replace(name=spelled.get(row.name, row.name), english=spelled.get(row.english, row.english))
        for key, row in load_divisions().items()
        if row.name not in dropped
    }
    work = Work(load_known(), divisions, load_spots())
    for division in work.of("adm1"):
        work.found[division.id] = GOVERNORATES[division.region]
    for division in work.of("adm2"):
        _place_district(work, division)
    _assign_parents(work)
    counts = Counter(work.parent(division) for division in work.of("adm3"))
    for division in work.of("adm3"):
        _place_subdistrict(work, division, counts)
    for division in work.of("populated_place"):
        _place_locality(work, division)
    for spot in work.spots:
        _place_spot(work, spot)
    return work


def _assign_parents(work: Work) -> None:
    """Give the sub-districts that Overture hangs under a governorate their districts, from a table by hand."""
    for row in read_table(FOLDER / "parents.csv"):
        work.given[row["region"], row["name"]] = row["parent"]


def called(division: Division) -> Called:
    """Return the names of a division, bare and clean."""
    native = None if is_no_place(division.name) else attested(division.name, division.region)
    latin = english(division.english)
    if native and native.language == "en":
        return Called(None, latin or native.text)
    return Called(native, latin)


def _place_district(work: Work, division: Division) -> None:
    names, governorate = called(division), GOVERNORATES[division.region]
    place_id = work.known.find(names.texts, ("adm2",), governorate)
    if place_id:
        work.same(division.id, place_id, names)
        return
    spot = work.spot(names, division.region, "adm2", governorate)
    drawn = work.known.drawn_at(spot.lon, spot.lat) if spot else []
    radius = min([DISTRICT_M, *(float(work.known.locations[area]["accuracy_m"]) for area in drawn)])
    work.add(division, names, governorate, _at(spot, radius))


def _at(spot: Spot | None, accuracy_m: float) -> Position | None:
    return Position(spot.lon, spot.lat, accuracy_m, version("placeroot"), spot) if spot else None


def _place_subdistrict(work: Work, division: Division, counts: Counter[str]) -> None:
    names, parent, governorate = called(division), work.parent(division), GOVERNORATES[division.region]
    central = is_central(division.name) or is_central(division.english)
    reach = _reach(work, parent, counts[parent])
    if place_id := work.known.find(names.texts, ("adm3",), parent if parent in work.known.districts else governorate):
        work.same(division.id, place_id, names)
        return
    area = parent if parent in work.known.places else governorate
    town = work.known.find(names.texts, ("populated_place",), area)
    if not town and area not in work.known.districts:
        town = work.known.find(names.texts, ("populated_place",), governorate)
    if town:
        row = work.known.locations[town]
        source = f"{row['source']}, position of the seat {town}"
        position: Position | None = Position(float(row["lon"]), float(row["lat"]), reach, source)
        names = names if central else names.with_names_of(work.known.names[town])
    else:
        position = _at(work.spot(names, division.region, "populated_place", area), reach)
    work.add(division, names, parent, position, central=central)


def _reach(work: Work, district: str, count: int) -> float:
    """Return how far a sub-district may reach from its seat: the district's area shared out evenly."""
    shape = work.known.districts.get(district)
    if shape is None or not count:
        return SEAT_M
    area = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])
    most = min(MOST_SUBDISTRICT_M, float(work.known.locations[district]["accuracy_m"]))
    return round(min(max(OFF_CENTRE * math.sqrt(area / count / math.pi), LEAST_SUBDISTRICT_M), most), -2)


def _place_locality(work: Work, division: Division) -> None:
    names, parent = called(division), work.parent(division)
    if not names.texts or is_no_place(division.name):
        work.left_out.append(division.name)
        return
    around = work.known.around(parent)
    districts = [area for area in sorted(around) if area in work.known.districts]
    for area in (parent, *districts):
        if place_id := work.known.find(names.texts, ("populated_place",), area):
            work.same(division.id, place_id, names)
            return
    spots = (work.spot(names, division.region, "populated_place", area) for area in districts)
    work.add(division, names, parent, _at(next(filter(None, spots), None), SPOT_M))


def _place_spot(work: Work, spot: Spot) -> None:
    """Give known places the names that placeroot has; add the localities that wkls lacks."""
    names = [name for index, text in enumerate(spot.names) if (name := attested(text, spot.region, listed=bool(index)))]
    native = next((name for name in names if name.language in {"ar", "ckb"}), None)
    latin = next((text for name in names if name.language == "en" and (text := english(name.text))), "")
    if spot.id in work.used:
        place_id = work.used[spot.id]
    else:
        texts = [name.text for name in names]
        areas = work.known.drawn_at(spot.lon, spot.lat) if spot.feature != "adm1" else [GOVERNORATES[spot.region]]
        areas += [GOVERNORATES[spot.region]] if spot.feature == "adm2" else []
        place_id = next((hit for area in areas if (hit := work.known.find(texts, (spot.feature,), area))), "")
    if place_id:
        work.add_spellings(place_id, names, version("placeroot"))
        return
    if spot.feature == "populated_place" and native and not is_no_place(spot.names[0]):
        parents = work.known.drawn_at(spot.lon, spot.lat)
        work.add_spot(spot, Called(native, latin), parents, SPOT_M)
