"""Folding brings spellings together and always leads back to the original."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from disputemap.codepoints import is_alnum
from disputemap.folding import fold, fold_name, fold_names
from disputemap.hashes import plain_words

ANY = st.text(st.characters(exclude_categories=[])) | st.text("اوؤي\u0654\u0655\u064eـ\u200c \n\u2029ßﻻ…ﷺ'-aé\ud800𝐊")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أربيل", "اربيل"),  # hamza on alef, below it, madda, wasla
        ("إربيل", "اربيل"),
        ("آمرلي", "امرلي"),
        ("ٱربيل", "اربيل"),
        ("ا\u0654ربيل", "اربيل"),  # a hamza of its own
        ("القائم", "القايم"),
        ("ئاکرێ", "ياكري"),
        ("كربلاء", "كربلا"),
        ("ديالى", "ديالي"),
        ("دیالی", "ديالي"),
        ("كركوك", "کركوک"),
        ("ڪركوك", "كركوك"),
        ("الحويجة", "الحويجه"),
        ("الحويجە", "الحويجه"),
        ("الحويجھ", "الحويجه"),
        ("بـــغداد", "بَغْدَاد"),
        ("بغداااااد", "بغداد"),
        ("عاجـــل", "عاجل"),
        ("عااااجل", "عاجل"),
        ("ﺑﻐﺪﺍﺩ", "بغداد"),  # presentation forms
        ("ﻻلش", "لالش"),
        ("ﷲ", "الله"),
        ("إقليم_كردستان", "اقليم كردستان"),
        ("هەولێر", "ههولير"),
        ("ڕانیە", "رانيه"),
        ("هەڵەبجە", "ههلهبجه"),
        ("دهۆک", "دهوك"),
        ("ڤيان", "فيان"),
        ("هه\u200cولێر", "هەولێر"),  # joiners and marks of direction
        ("\u202bكركوك\u202c", "كركوك"),
        ("\u2067كر\u200eكوك\u2069", "كركوك"),
        ("\ufeffكركوك", "كركوك"),
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("Kerkûk", "kerkuk"),
        ("Şengal", "SENGAL"),
        ("Ba‘qūbah", "Ba'qubah"),
        ("Baʿqūba", "Ba’quba"),
        ("Salah al-Din", "salah al din"),
        ("Tal\u2011Afar", "Tal Afar"),
        ("Tal\u1680Afar", "Tal Afar"),
        ("Qaḑā’ al Mawşil", "qada al mawsil"),
        ("Ḥawīǧa", "hawiga"),
        ("𝐊𝐢𝐫𝐤𝐮𝐤", "kirkuk"),
        ("Ｋｉｒｋｕｋ", "kirkuk"),
        ("Ⓚⓘⓡⓚⓤⓚ", "kirkuk"),
        ("𞺎𞸓", "سر"),  # mathematical letters of Arabic
        ("ı", "i"),
        ("İ", "i"),
    ],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كركوك", "كرکوش"),
        ("سوريا", "سورية"),
        ("راوة", "رؤاه"),  # a town; "his visions"
        ("مؤتمر", "موتمر"),
        ("سه", "سا"),
        ("الله", "الاه"),
        ("22", "222"),
        ("222", "2"),  # a digit is not drawn out
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize("spelled", ["رؤاه", "رو\u0654اه", "رو\u064e\u0654اه", "رﺅاه", "رٶاه"])
def test_a_hamza_on_waw_stays_however_it_is_written(spelled: str) -> None:
    assert fold_name(spelled) == "رؤاه"


@pytest.mark.parametrize(
    "text", ["😍", "🇮🇶", "🏴\U000e0067\U000e0062\U000e007f", "👩🏽‍🌾", "\ud83d", "\x00\ud800\udc00"]
)
def test_what_is_no_letter_leaves_the_words_beside_it_alone(text: str) -> None:
    words = fold(f"كركوك{text} {text}كركوك").text.split()
    assert [words[0], words[-1]] == ["كركوك", "كركوك"]


def test_offsets_lead_back_over_dropped_and_expanded_characters() -> None:
    text = "بـغْداد\u200c ﻻ"
    folded = fold(text)
    assert folded.text == "بغداد لا "
    assert text[slice(*folded.original(0, 5))] == "بـغْداد"
    assert text[slice(*folded.original(6, 8))] == "ﻻ"


def marks_in(text: str) -> list[tuple[int, str]]:
    """Return the marks of a text, each behind the number of its word."""
    gaps = fold(text).gaps
    return list(zip(gaps.word.tolist(), map(chr, gaps.code.tolist()), strict=True))


def test_words_are_parted_by_one_space_and_marks_are_held_apart() -> None:
    folded = fold("«صلاح»\n  الدين، (1)")
    assert folded.text == "صلاح الدين 1 "
    assert folded.gaps.word.tolist() == [-1, 0, 1, 1, 2]
    assert [folded.text[stop] for stop in folded.stops] == [" "] * 3
    assert folded.gaps.origin.tolist() == [0, 5, 14, 16, 18]
    assert folded.gaps.lines.tolist() == [6]


def test_what_folding_drops_behind_a_letter_is_of_the_name_but_no_mark_of_direction() -> None:
    text = "جَلَوْلَاءُ\u200f و"
    folded = fold(text)
    assert folded.text == "جلولا و "
    assert text[slice(*folded.original(0, 5))] == "جَلَوْلَاءُ"


@pytest.mark.parametrize("between", ["\n \t\n", "\u2029", " \u2029\n", "\n\u200f\n"])
def test_a_paragraph_ends_at_an_empty_line_or_a_separator(between: str) -> None:
    assert (0, "\u2029") in marks_in(f"a{between}b")


@pytest.mark.parametrize("between", ["\n  ", "\r\n", "\u2028", "\u00a0"])
def test_no_paragraph_ends_where_a_line_does(between: str) -> None:
    assert marks_in(f"a{between}b\nc") == []


def test_a_paragraph_ends_within_white_space() -> None:
    assert [mark for _, mark in marks_in("a\n,\nb\n,\n\nc")] == [",", ",", "\u2029"]


@pytest.mark.parametrize("text", ["عااااجل", "عاا\u064eاجل", "عا\u064eا\u064e\u064eاجل", "عاا\u200fااا\u200fا\u0654جل"])
def test_a_letter_is_written_once_whatever_signs_stand_on_it(text: str) -> None:
    folded = fold(text)
    assert folded.text == "عاجل "
    assert folded.original(0, 4) == (0, len(text))


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
    assert fold(fold(text).text).text == fold(text).text


@given(ANY)
def test_names_and_texts_are_folded_the_same_way(text: str) -> None:
    assert fold(text).text.split() == plain_words(fold_name(text)).split()


@given(ANY)
def test_every_folded_character_comes_from_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert (folded.offsets[1:] >= folded.offsets[:-1]).all()
    assert folded.offsets.max(initial=0) <= len(text)


@given(ANY, st.data())
def test_a_piece_of_the_folded_text_leads_back_to_what_folds_to_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    assume(folded.text)
    letters = st.sampled_from([at for at, letter in enumerate(folded.text) if letter != " "])
    start, last = sorted([data.draw(letters), data.draw(letters)])
    end = last + 1
    first, last = folded.original(start, end)
    assert 0 <= first < last <= len(text)
    assert folded.offsets[start] == first
    assert folded.text[start:end] in fold(text[first:last]).text  # of ﻻ, half a letter is all of it


def test_all_code_points_are_folded_to_the_end() -> None:
    once = fold(" ".join(map(chr, range(0x110000)))).text
    assert fold(once).text == once
    assert fold_name(once) == once.strip()


@pytest.mark.parametrize("plane", range(17))
def test_letters_and_digits_are_those_of_python(plane: int) -> None:
    codes = np.arange(plane << 16, plane + 1 << 16, dtype=np.uint32)
    assert is_alnum(codes).tolist() == [chr(code).isalnum() for code in codes.tolist()]


@given(st.lists(ANY | st.text("\ue000\n \u2029a'", max_size=4), max_size=5))
def test_many_names_fold_as_each_does(names: list[str]) -> None:
    assert fold_names(names) == [fold_name(name) for name in names]
