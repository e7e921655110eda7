"""What Overture adds to the gazetteer: whole levels, places inside their parents, and no words taken for places."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations

import pytest
import shapely
import shapely.ops
from pyproj import Geod

from disputemap.folding import fold_name
from disputemap.geodata import GeoData
from disputemap.lookup.index import find_nearest, load_index
from disputemap.models import LonLat
from geo.build.coverage import PATH, find_belt, report
from geo.build.files import GEO
from geo.build.gazetteer_shapes import read_shapes
from geo.build.overture_names import attested, bare, english, is_central, romanised
from tests.texts import read_text

Row = dict[str, str]

DATA = GeoData(GEO)
GEOD = Geod(ellps="WGS84")
HOME = "IQ"
COARSE = "coarse: parent's area"
TOLERANCE_M = 5_000
"""Districts are drawn to a kilometre; the positions of towns at their edges are not better. Areas reach farther."""


def read(kind: str) -> list[Row]:
    with (GEO / "gazetteer" / f"{kind}-odbl.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES, NAMES, LOCATIONS = read("places"), read("names"), read("locations")
ALL = {row["place_id"]: row for name in DATA.group("places") for row in DATA.table(name)}
WHERE = {row["place_id"]: row for name in DATA.group("locations") for row in DATA.table(name)}
AT_HOME = [row for row in ALL.values() if row["country"] == HOME]


@cache
def ancestors(place_id: str) -> frozenset[str]:
    parents = [parent for parent in ALL[place_id]["parents"].split(" | ") if parent]
    return frozenset(parents).union(*(ancestors(parent) for parent in parents))


def test_the_levels_are_whole() -> None:
    times = Counter(row["feature"] for row in AT_HOME)
    assert times["adm1"] == 19
    assert times["adm3"] >= 390
    drawn = [row for row in AT_HOME if row["feature"] == "adm2" and WHERE[row["place_id"]]["geometry"]]
    assert len(drawn) == 100
    assert {"abu-al-khasib-district", "faw-district"} <= {row["place_id"] for row in AT_HOME}


def test_every_division_lies_in_one_of_the_level_above() -> None:
    above = {"adm2": "adm1", "adm3": "adm2"}
    for row in AT_HOME:
        if row["feature"] in above:
            levels = {ALL[parent]["feature"] for parent in row["parents"].split(" | ")}
            assert levels == {above[row["feature"]]}, row["place_id"]


def test_licences_stay_apart() -> None:
    own = {row["place_id"] for row in DATA.table("places")}
    assert [row["place_id"] for row in PLACES if row["place_id"] in own] == []
    assert [row["place_id"] for row in LOCATIONS if row["place_id"] in own] == []
    for kind in ("places", "names", "locations"):
        assert [licence["name"] for licence in DATA.resources[f"{kind}-odbl"]["licenses"]] == ["ODbL-1.0"]
        assert "ov:" not in (GEO / "gazetteer" / f"{kind}.csv").read_text(encoding="utf-8")
    assert all("ov:" in row["matches"] for row in PLACES)


def test_rows_are_sorted_and_belong_together() -> None:
    ids = [row["place_id"] for row in PLACES]
    assert ids == sorted(ids) == [row["place_id"] for row in LOCATIONS]
    keys = [(row["place_id"], row["language"], row["name"]) for row in NAMES]
    assert keys == sorted(set(keys))
    assert {row["place_id"] for row in NAMES} <= set(ALL)
    assert set(ids) <= {row["place_id"] for row in NAMES}


def test_a_name_that_is_added_was_lacking() -> None:
    has = {(row["place_id"], row["language"]) for row in DATA.table("names")}
    assert [row["name"] for row in NAMES if (row["place_id"], row["language"]) in has] == []


def test_what_has_no_position_is_marked_and_as_wide_as_its_parent() -> None:
    for row in LOCATIONS:
        if row["note"] == COARSE:
            above = WHERE[ALL[row["place_id"]]["parents"].split(" | ")[0]]
            assert float(row["accuracy_m"]) >= float(above["accuracy_m"]) - 1, row["place_id"]
            assert ALL[row["place_id"]]["note"] == COARSE
        else:
            assert float(row["accuracy_m"]) >= 2_000


def test_what_has_a_position_lies_in_its_parents() -> None:
    shapes = read_shapes("districts") | read_shapes("governorates")
    outside = []
    for row in LOCATIONS:
        drawn = [place_id for place_id in sorted(ancestors(row["place_id"])) if place_id in shapes]
        if row["note"] == COARSE or not drawn:
            continue
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        area = ALL[row["place_id"]]["feature"].startswith("adm")
        reach = max(TOLERANCE_M, float(row["accuracy_m"])) if area else TOLERANCE_M
        levels = defaultdict(list)
        for place_id in drawn:
            near = shapely.ops.nearest_points(shapes[place_id], point)[0]
            levels[ALL[place_id]["feature"]].append(GEOD.inv(near.x, near.y, point.x, point.y)[2])
        if any(min(found) > reach for found in levels.values()):
            outside.append(row["place_id"])
    assert outside == []


def test_no_two_places_of_a_level_share_a_name_nearby() -> None:
    """Two villages of one name that are only known by their parents may share a point, not a parent."""
    named = defaultdict(set)
    for name in DATA.group("names"):
        for row in DATA.table(name):
            if ALL[row["place_id"]]["country"] == HOME:
                feature = ALL[row["place_id"]]["feature"]
                named[feature, row["language"], fold_name(row["name"])].add(row["place_id"])
    for ids in named.values():
        for one, two in combinations(sorted(ids), 2):
            a, b = WHERE[one], WHERE[two]
            if COARSE in {a["note"], b["note"]}:
                assert ALL[one]["parents"] != ALL[two]["parents"], f"{one}, {two}"
            else:
                away = GEOD.inv(float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"]))[2]
                assert away > 2_000, f"{one}, {two}"


@pytest.mark.parametrize("row", [row for row in NAMES if row["language"] in {"ar", "ckb"}][::97], ids=str)
def test_a_name_has_its_own_letters(row: Row) -> None:
    assert {unicodedata.name(char).split()[0] for char in row["name"] if char.isalpha()} == {"ARABIC"}
    assert not any(char.isdigit() for char in row["name"])


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "أكد الوزير أن الحرية والسلام والإصلاح والاستقلال من حق كل مواطن، وأن الوحدة تقوم على العدل والكرامة."),
        ("ar", "فاز المنصور على الزوراء بهدف سجله خليفة في الوقت الضائع، ثم احتفل الأحرار بالنصر."),
        ("ar", "قال الشيخ حميد الحسن إن الإمام القائم رمز، وإن الصدر الثاني ترك أثرا كبيرا في الناس."),
        ("ar", "زار علي وسعد وكنعان المعرض عند الفجر، واشترى العبادي حريرا وزهورا بيضاء."),
        ("ar", "تعمل العيادة حتى النهار، وتستقبل الحديقة العائلات قرب القصر."),
        ("ckb", "ئازادی و ئاشتی بۆ هەموو خەڵکە، ڕزگاری و شۆڕش مێژوومانن."),
        ("ckb", "ڕۆژی شەممە هەمزە و بەکر و محەمەد چوونە زیارەت، گەڵاڵە یاساکە خوێندرایەوە."),
        ("en", "Diana told the paper that Hero and Dara had met Reza and Karin at the clinic near the palace."),
        ("en", "Abadi and Musharraf spoke of peace. Hilal and Mansour scored twice for the visitors."),
    ],
)
def test_words_and_persons_are_no_places(lang: str, text: str) -> None:
    ours = {row["place_id"] for row in PLACES}
    found = read_text(DATA, text, lang)
    hits = [row["surface"] for row in found if {candidate["place_id"] for candidate in row["candidates"]} & ours]
    assert hits == []


@pytest.mark.parametrize(
    ("lang", "text", "place_id"),
    [
        ("ar", "وصلت القوة إلى ناحية السهل الأخضر ليلا.", "sahl-al-akhdar-subdistrict"),
        ("ar", "عقد الاجتماع في ناحية آشور.", "assur-subdistrict"),
        ("ar", "اندلع حريق في قضاء الضلوعية.", "duluiyah-district"),
        ("ckb", "لە گوندی زێڕین زەوی کۆبوونەوە.", "zerina-zawi"),
        ("ckb", "هێزەکە گەیشتە ناحیەی سێوسێنان.", "sewsenan-subdistrict"),
    ],
)
def test_a_division_is_found_behind_its_feature_word(lang: str, text: str, place_id: str) -> None:
    assert place_id in {row["place_id"] for row in read_text(DATA, text, lang)}


def test_a_village_known_by_its_area_is_no_exact_place_and_near_nothing() -> None:
    text = "لە گوندی زێڕین زەوی کۆبوونەوە."
    (found,) = read_text(DATA, text, "ckb")
    assert (found["place_id"], WHERE["zerina-zawi"]["note"], found["where_prec"]) == ("zerina-zawi", COARSE, 2)
    middle = LonLat(float(WHERE["kalar-district"]["lon"]), float(WHERE["kalar-district"]["lat"]))
    nearest = [place.place_id for place, _ in find_nearest(middle, load_index(DATA), limit=3)]
    assert [place_id for place_id in nearest if WHERE[place_id]["note"] == COARSE] == []


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("ناحية مركز قضاء الدبس", "الدبس"),
        ("ناحیەی ناوەندی قەزای ماوەت", "ماوەت"),
        ("شارەدێی سیدەکان", "سیدەکان"),
        ("Al-Rutba Central Subdistrict", "Al-Rutba"),
        ("Qaryat Kahriz", "Kahriz"),
        ("الناحية", "الناحية"),
    ],
)
def test_a_name_loses_its_level(written: str, wanted: str) -> None:
    assert bare(written) == wanted


def test_the_report_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == report(DATA), "run `python -m geo.build coverage`"


def test_the_belt_is_what_the_project_is_about() -> None:
    belt = find_belt(DATA)
    assert {
        "kirkuk-district",
        "makhmour-district",
        "tuz-khurmatu-district",
        "khanaqin-district",
        "sinjar-district",
    } <= belt
    assert not belt & {"basra-district", "rutba-district", "najaf-district"}


def test_a_name_is_told_from_what_is_none() -> None:
    assert attested("Salaye-سالەیێ", "IQ-NI") is None
    assert attested("قالاوە ٤٠٥", "IQ-SU") is None
    assert attested("دێ", "IQ-AR") is None
    assert english("duhok-erbil_road_&_alind_market") == ""
    assert is_central("ناحية مرکز قضاء حديثة")
    assert romanised("کانی شیرینە") == "Kani Shirina"
