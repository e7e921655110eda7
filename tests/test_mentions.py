"""Names are found as whole words, less what is glued to them, with the level that the words beside them ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from disputemap.batch import Batch
from disputemap.featurewords import group_lists, look_around, skip_article
from disputemap.matching import CLITICS
from disputemap.meanings import find_meanings
from disputemap.models import Document
from disputemap.modifiers import read_modifiers
from disputemap.names import find_names
from disputemap.parse import World, load_world
from disputemap.terms import search
from tests.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from disputemap.geodata import GeoData

    Find = Callable[[str, str], list["Seen"]]


class Seen(NamedTuple):
    """A mention as a reader would describe it."""

    surface: str
    start: int
    end: int
    clitics: tuple[str, ...]
    features: tuple[str, ...]
    bearing_deg: float | None
    group: int
    place_ids: tuple[str, ...]


@pytest.fixture(scope="session")
def world(toy_data: GeoData) -> World:
    return load_world(toy_data)


@pytest.fixture
def find(world: World, toy_data: GeoData) -> Find:
    def _find(text: str, lang: str) -> list[Seen]:
        batch = Batch([Document("d", text, lang)])
        names = find_names(search(batch, world.terms), world.terms)
        names = read_modifiers(look_around(names, batch, world.book), batch, world.book)
        names = group_lists(skip_article(names, batch, world.book), batch, world.book)
        meanings = find_meanings(names, batch, world.toponyms)
        counted = {mention["start"] for mention in read_text(toy_data, text, lang)}
        features = [
            [f for bit, f in enumerate(world.table.features) if asked >> bit & 1] for asked in names.asked.tolist()
        ]
        bearings = [None if np.isnan(bearing) else bearing for bearing in names.said.bearing_deg.tolist()]
        return [
            Seen(
                text[names.start[i] : names.end[i]],
                int(names.start[i]),
                int(names.end[i]),
                CLITICS[names.clitics[i]],
                tuple(features[i]),
                bearings[i],
                int(names.group[i]),
                tuple(world.table.ids[p] for p in meanings.place[meanings.offsets[i] : meanings.offsets[i + 1]]),
            )
            for i in range(len(names))
            if names.start[i] in counted
        ]

    return _find


@pytest.mark.parametrize(
    ("text", "surface", "clitics"),
    [
        ("ألبا", "ألبا", ()),
        ("وألبا", "ألبا", ("و",)),
        ("بألبا", "ألبا", ("ب",)),
        ("ولألبا", "ألبا", ("و", "ل")),
        ("فبالبيلا", "البيلا", ("ف", "ب")),
        ("للبيلا", "لبيلا", ("ل",)),
        ("وللبيلا", "لبيلا", ("و", "ل")),
        ("#ألبا", "ألبا", ()),
        ("#إقليم_التلال", "إقليم_التلال", ()),
        ("«ألبا»", "ألبا", ()),
        ("أَلْبا", "أَلْبا", ()),
    ],
)
def test_proclitics_and_hashtags_come_off(find: Find, text: str, surface: str, clitics: tuple[str, ...]) -> None:
    (mention,) = find(f"قال {text} اليوم", "ar")
    assert (mention.surface, mention.clitics) == (surface, clitics)
    assert f"قال {text} اليوم"[mention.start : mention.end] == surface


@pytest.mark.parametrize("text", ["النورلاندية", "نورلاندي", "ألباوي", "سألبا", "ألبانيا", "والألباني"])
def test_adjectives_and_longer_words_are_not_places(find: Find, text: str) -> None:
    assert find(text, "ar") == []


def test_the_longest_name_wins(find: Find) -> None:
    (mention,) = find("في إقليم التلال نورلاند", "ar")
    assert mention.place_ids == ("free-hills",)


def test_names_of_media_are_masked(find: Find) -> None:
    assert find("قالت صوت نورلاند", "ar") == []
    assert find("Voice of Norland said", "en") == []


@pytest.mark.parametrize(
    ("text", "surface"), [("لە کێستادا", "کێستا"), ("بێلاش", "بێلا"), ("دۆرینەوە", "دۆرین"), ("لەکێستا", "کێستا")]
)
def test_sorani_suffixes_come_off(find: Find, text: str, surface: str) -> None:
    (mention,) = find(text, "ckb")
    assert mention.surface == surface


def test_latin_names_need_their_capital_and_may_own(find: Find) -> None:
    assert find("the noor and zor of alba", "en") == []
    assert [mention.surface for mention in find("Alba's walls, Albas", "en")] == ["Alba"]


def test_a_feature_word_decides_the_level(find: Find) -> None:
    (mention,) = find("بمحافظة كرسا", "ar")
    assert mention.features == ("adm1",)


def test_a_plural_feature_word_speaks_for_its_whole_list(find: Find) -> None:
    found = find("في محافظتي #علوان وكرسا إلى جانب بلدة دورين وميرا", "ar")
    assert [mention.features for mention in found] == [("adm1",), ("adm1",), ("populated_place",), ()]
    assert len({mention.group for mention in found}) == 1


def test_an_english_plural_speaks_backwards(find: Find) -> None:
    found = find("the Norvik, Mira and Dorin districts; Kesta", "en")
    assert [mention.features for mention in found] == [("adm2",), ("adm2",), ("adm2",), ()]


def test_a_direction_becomes_a_modifier(find: Find) -> None:
    (mention,) = find("وشمالي بلدة دورين", "ar")
    assert mention.bearing_deg == 0.0


def test_a_name_that_is_also_a_word_needs_a_feature_word(find: Find) -> None:
    assert find("رأى نور الصباح", "ar") == []
    (mention,) = find("رأى قرية نور", "ar")
    assert mention.place_ids == ("noor",)


def test_a_sentence_end_keeps_words_apart(find: Find) -> None:
    (mention,) = find("هذه محافظة. كرسا", "ar")
    assert mention.features == ()


def test_a_sorani_name_is_not_read_into_arabic_letters(find: Find) -> None:
    assert find("قبل كەرسا", "ckb") == []
    assert find("قبل كرسه", "ar") == []
    assert [mention.surface for mention in find("لە کێستا", "ar")] == ["کێستا"]


def test_the_span_takes_in_what_folding_drops_at_the_end(find: Find) -> None:
    (mention,) = find("في ألباء اليوم", "ar")
    assert mention.surface == "ألباء"
