"""Names that are also words or persons count only with the evidence that their rows ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from disputemap.models import Document
from disputemap.parse import World, load_world, parse_document

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@pytest.fixture(scope="module")
def world(toy_data: GeoData) -> World:
    return load_world(toy_data)


def places(world: World, text: str, lang: str = "ar") -> list[str]:
    return [row["place_id"] for row in parse_document(Document("d", text, lang), world)]


def test_a_persons_name_is_a_place_unless_a_person_stands_around_it(world: World) -> None:
    assert places(world, "شهدت رامي هجوما") == ["rami"]
    assert places(world, "قال السيد رامي اليوم") == []
    assert places(world, "قال رامي الألباوي اليوم") == []
    assert places(world, "زار بلدة رامي الألباوي") == ["rami"]


def test_a_word_is_a_place_where_the_document_names_a_place_around_it(world: World) -> None:
    assert places(world, "كانت سكرى هناك") == []
    assert places(world, "كانت سكرى هناك. قضاء كيستا بعيد.") == ["sakra", "kesta-district"]
    assert places(world, "كانت سكرى هناك. قضاء ميرا بعيد.") == ["mira-district"]


def test_a_word_is_a_place_behind_a_preposition_or_in_a_list_with_a_sure_place(world: World) -> None:
    assert places(world, "في سكرى") == ["sakra"]
    assert places(world, "دورين وسكرى")[-1] == "sakra"


def test_a_capital_letter_is_evidence_enough_for_some(world: World) -> None:
    assert places(world, "They left Sakra.", "en") == ["sakra"]
    assert places(world, "They left sakra.", "en") == []
