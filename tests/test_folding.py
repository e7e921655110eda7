"""Folding brings spellings together and always leads back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.folding import fold, fold_name

ALPHABET = st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Z", "Cf"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أربيل", "اربيل"),
        ("ديالى", "ديالي"),
        ("كركوك", "کركوک"),
        ("الحويجة", "الحويجه"),
        ("كربلاء", "كربلا"),
        ("بـــغداد", "بَغْدَاد"),
        ("إقليم_كردستان", "اقليم كردستان"),
        ("هەولێر", "ههولير"),
        ("Kerkûk", "kerkuk"),
        ("Şengal", "SENGAL"),
        ("Ba‘qūbah", "Ba'qubah"),
        ("Salah al-Din", "salah al din"),
    ],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_different_names_stay_apart() -> None:
    assert fold_name("كركوك") != fold_name("كرکوش")
    assert fold_name("سوريا") != fold_name("سورية")


def test_offsets_lead_back_over_dropped_and_expanded_characters() -> None:
    text = "بـغْداد\u200c ﻻ"
    folded = fold(text)
    assert folded.text == "بغداد لا"
    assert text[slice(*folded.original(0, 5))] == "بـغْداد"
    assert text[slice(*folded.original(6, 8))] == "ﻻ"


def test_a_name_may_break_over_lines_but_not_over_paragraphs() -> None:
    assert fold("صلاح\n  الدين").text == "صلاح الدين"
    assert fold("صلاح\n\nالدين").text == "صلاح\u2029الدين"


@given(st.text(ALPHABET))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(ALPHABET))
def test_every_folded_character_comes_from_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert (folded.offsets[1:] >= folded.offsets[:-1]).all()
    assert folded.offsets[-1] == len(text)
