"""Names that are also words or persons count only with the evidence that their rows ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def places(toy_data: GeoData, text: str, lang: str = "ar") -> list[str]:
    return [row["place_id"] for row in read_text(toy_data, text, lang)]


def test_a_persons_name_is_a_place_unless_a_person_stands_around_it(toy_data: GeoData) -> None:
    assert places(toy_data, "شهدت رامي هجوما") == ["rami"]
    assert places(toy_data, "قال السيد رامي اليوم") == []
    assert places(toy_data, "قال رامي الألباوي اليوم") == []
    assert places(toy_data, "زار بلدة رامي الألباوي") == ["rami"]


def test_a_word_is_a_place_where_the_document_names_a_place_around_it(toy_data: GeoData) -> None:
    assert places(toy_data, "كانت سكرى هناك") == []
    assert places(toy_data, "كانت سكرى هناك. قضاء كيستا بعيد.") == ["sakra", "kesta-district"]
    assert places(toy_data, "كانت سكرى هناك. قضاء ميرا بعيد.") == ["mira-district"]


def test_a_word_is_a_place_behind_a_preposition_or_in_a_list_with_a_sure_place(toy_data: GeoData) -> None:
    assert places(toy_data, "في سكرى") == ["sakra"]
    assert places(toy_data, "دورين وسكرى")[-1] == "sakra"


def test_a_capital_letter_is_evidence_enough_for_some(toy_data: GeoData) -> None:
    assert places(toy_data, "They left Sakra.", "en") == ["sakra"]
    assert places(toy_data, "They left sakra.", "en") == []
