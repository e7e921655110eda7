"""A name -> ranked places: exact, then without what is glued to it, then romanised, then guessed and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from disputemap.folding import fold_name
from disputemap.geodata import GeoData, shipped_root
from disputemap.lookup.index import Index, find_areas, find_nearest, load_index
from disputemap.lookup.search import parse_query, search
from disputemap.models import LonLat

if TYPE_CHECKING:
    from disputemap.lookup.search import Hit

REAL = load_index(GeoData(shipped_root()))


@pytest.fixture(scope="module")
def index(toy_data: GeoData) -> Index:
    return load_index(toy_data)


def best(query: str, index: Index) -> tuple[str, str]:
    hits = search(query, index)
    return (hits[0].place.place_id, hits[0].match) if hits else ("", "")


@pytest.mark.parametrize(
    ("query", "place_id", "match"),
    [
        ("Bela", "bela", "exact"),
        ("  bela ", "bela", "exact"),
        ("البيلا", "bela", "exact"),
        ("بێلا", "bela", "exact"),
        ("Al Bela", "bela", "article"),
        ("The Free Hills", "free-hills", "exact"),
        ("ألبا", "alba", "exact"),
        ("بألبا", "alba", "clitics"),
        ("وبكيستا", "kesta", "clitics"),
        ("للبيلا", "bela", "clitics"),
        ("بيلا", "bela", "exact"),
        ("Doreen", "dorin", "romanised"),
        ("Kersa", "kirsa", "romanised"),
        ("Kestan", "kesta", "fuzzy:1"),
        ("Upsand", "upland-governorate", "fuzzy:1"),
        ("Nowhere", "", ""),
        ("Norr", "noor", "romanised"),
        ("Nrr", "", ""),
        ("نورر", "noor", "fuzzy:1"),
        ("", "", ""),
        ("،,;", "", ""),
        ("\u200f", "", ""),
    ],
)
def test_a_name_is_found_the_surest_way(index: Index, query: str, place_id: str, match: str) -> None:
    assert best(query, index) == (place_id, match)


def test_the_surer_the_way_the_higher_the_score(index: Index) -> None:
    exact, article, romanised, guess = (search(name, index)[0].score for name in ("Bela", "Al Bela", "Beelah", "Belan"))
    assert exact == 1.0
    assert exact > article > romanised > 0.5 > guess


def test_a_guess_says_so_and_scores_low(index: Index) -> None:
    (hit,) = search("Belan", index)
    assert hit.reasons == ("fuzzy:1: a guess, spelled otherwise",)
    assert hit.score <= 0.3


@given(st.text(alphabet="abdeiklmnorstv", min_size=1, max_size=9))
def test_a_guess_keeps_script_first_letter_and_distance(name: str) -> None:
    asked = fold_name(name)  # "aaab" asks for "ab"
    for hit in search(name, REAL):
        way, _, edits = hit.match.partition(":")
        if way == "fuzzy":
            named = [key for key, es in REAL.gazetteer.names.items() if hit.place.place_id in {e.place_id for e in es}]
            assert min(Levenshtein.distance(asked, key) for key in named if key[:1] == asked[:1]) == int(edits) <= 2


@pytest.mark.parametrize("query", ["بالموصل", "وبالموصل", "للموصل", "الموصل", "موصل"])
def test_in_mosul_is_never_baghdad(query: str) -> None:
    places = {hit.place.place_id for hit in search(query, REAL, limit=50)}
    assert best(query, REAL)[0] == "mosul"
    assert not any(place_id.startswith("baghdad") for place_id in places)


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ("Muqdadiyah", "muqdadiya"),
        ("Al Miqdadiyah", "muqdadiya"),
        ("Miqdadiya", "muqdadiya"),
        ("Meqdadeyah", "muqdadiya"),
        ("Bashiqah", "bashiqa"),
        ("Ba'sheeqa", "bashiqa"),
        ("Himreen", "hamrin-mountains"),
        ("Jabal Hemreen", "hamrin-mountains"),
        ("Tall Afar", "tal-afar"),
        ("Tell A'far", "tal-afar"),
        ("Qaḑā’ al Mawşil", "mosul-district"),
        ("Qada' Makhmur", "makhmour-district"),
        ("Nahiyat ar Rashad", "rashad-subdistrict"),
        ("Muhafazat Kirkuk", "kirkuk-governorate"),
        ("Nahr Dijlah", "tigris"),
        ("Makhmur", "makhmour"),
        ("Mahmur", "makhmour"),
        ("Makhmoor", "makhmour"),
        ("Ninewa", "nineveh-governorate"),
        ("Nineveh", "nineveh-governorate"),
        ("Ninawa", "nineveh-governorate"),
        ("Salahaddin governorate", "salah-al-din-governorate"),
        ("Salah al-Din", "salah-al-din-governorate"),
        ("Saladin", "salah-al-din-governorate"),
        ("Khanakin", "khanaqin"),
        ("Touz Khourmatou", "tuz"),
    ],
)
def test_transliterations_of_event_data_are_found(query: str, place_id: str) -> None:
    assert best(query, REAL)[0] == place_id


@pytest.mark.parametrize("query", ["Nowhere", "xyzzy", "qqqqqqqqq", "not a place at all"])
def test_what_is_no_name_is_not_found(query: str) -> None:
    assert all(hit.score <= 0.3 for hit in search(query, REAL))


@pytest.mark.parametrize(
    ("query", "place_id", "reason"),
    [
        ("Mira, Upland", "mira-upland", "in upland-governorate"),
        ("Mira, Dorin", "mira-lowland", "in dorin-district"),
        ("Mira، كرسا", "mira-lowland", "in kirsa-governorate"),
        ("Mira, Dorin, Norland", "mira-lowland", "in norland"),
        ("Noor, Norvik", "noor", "not confirmed to be in Norvik"),
        ("Bela, Norvik", "bela", "inside the shape of norvik-district"),
        ("Bela, Atlantis", "bela", "not confirmed to be in Atlantis"),
        ("Kesta, Bela", "kesta", "not confirmed to be in Bela"),
    ],
)
def test_a_parent_chooses(index: Index, query: str, place_id: str, reason: str) -> None:
    hit = search(query, index)[0]
    assert hit.place.place_id == place_id
    assert reason in hit.reasons


def test_a_parent_that_is_not_confirmed_halves_the_score(index: Index) -> None:
    assert search("Bela, Atlantis", index)[0].score == pytest.approx(search("Bela", index)[0].score / 2)


def test_a_shape_confirms_what_the_gazetteer_does_not_say(index: Index) -> None:
    hit = search("Dorin, Norvik", index)[0]
    assert hit.reasons[-1] == "in norvik-district"
    hit = search("Bashir, Taza Khurmatu", REAL)[0]
    assert hit.place.place_id == "bashir"
    assert hit.score > 0.5


@pytest.mark.parametrize(
    ("query", "features", "name"),
    [
        ("Kirsa province", ("adm1",), "Kirsa"),
        ("province of Kirsa", ("adm1",), "Kirsa"),
        ("محافظة كرسا", ("adm1",), "كرسا"),
        ("province", (), "province"),
        ("Bela", (), "Bela"),
    ],
)
def test_feature_words_come_off(index: Index, query: str, features: tuple[str, ...], name: str) -> None:
    asked = parse_query(query, index)
    assert (asked.features, asked.name) == (features, name)


def test_a_level_asked_for_is_preferred_and_another_is_said(index: Index) -> None:
    assert best("Kirsa province", index)[0] == "kirsa-governorate"
    (hit,) = search("Bela district", index)
    assert hit.reasons == ("exact", "asked for adm2, is populated_place")
    assert hit.score < search("Bela", index)[0].score


def test_only_the_features_wanted(index: Index) -> None:
    assert [hit.place.place_id for hit in search("Dorin", index, feature=["adm2"])] == ["dorin-district"]
    assert search("Bela", index, feature=["river"]) == []


def test_near_breaks_a_tie(index: Index) -> None:
    north, south = LonLat(16, 53.5), LonLat(16, 50.5)
    towns = ["populated_place"]
    assert search("Mira", index, near=north, feature=towns)[0].place.place_id == "mira-upland"
    assert search("Mira", index, near=south, feature=towns)[0].place.place_id == "mira-lowland"


def test_a_place_without_location_is_an_answer_that_says_so(index: Index) -> None:
    (hit,) = search("Hidden", index, near=LonLat(15, 52))
    assert hit.reasons == ("exact", "no location in the gazetteer")


def test_scores_are_shares_and_sorted(index: Index) -> None:
    scores = [hit.score for hit in search("Mira", index, limit=50)]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0)
    assert len(search("Mira", index, limit=1)) == 1


@given(st.text(max_size=40))
def test_any_text_is_a_query(query: str) -> None:
    hits: list[Hit] = search(query, REAL)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert hits == search(query, REAL)


def test_a_text_is_not_a_name(index: Index) -> None:
    assert search("Bela " * 1000, index) == []


def test_each_name_of_the_gazetteer_finds_its_place() -> None:
    for name, entries in REAL.gazetteer.names.items():
        found = {hit.place.place_id for hit in search(entries[0].attested_form, REAL, limit=50)}
        assert {entry.place_id for entry in entries} <= found, name


def test_the_nearest_towns_and_the_areas_of_a_position(index: Index) -> None:
    nearest = find_nearest(LonLat(15, 52.01), index, limit=3)
    assert nearest[0][0].place_id == "bela"
    assert nearest[0][1] == pytest.approx(1113, abs=2)
    assert [metres for _, metres in nearest] == sorted(metres for _, metres in nearest)
    assert [place.place_id for place in find_areas(LonLat(14, 53), index)] == [
        "norvik-district",
        "upland-governorate",
        "norland",
    ]
    assert find_areas(LonLat(100, 0), index) == []


def test_folded_queries_are_as_good(index: Index) -> None:
    assert best(fold_name("البيلا"), index) == ("bela", "exact")
