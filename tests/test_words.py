"""A text as words: where they lie, what parts them, and numbers that are equal where the words are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.codepoints import codes_of
from disputemap.folding import fold, fold_name
from disputemap.hashes import hash_texts, plain_words
from disputemap.words import Spans, Words, without_last

PIECES = st.sampled_from([*"واليمنABab19 .،,؟-_\n\u2029\u200c\u064eـ", "ﻻ", "…", "U.S. ", "\ud800", "🄰", "𝐊", "12.5"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def words_of(text: str) -> Words:
    return Words(fold(text))


def listed(words: Words) -> list[str]:
    return [words.word(index) for index in range(len(words))]


def test_words_are_runs_of_letters_and_digits() -> None:
    words = words_of("«Kirkuk», #إقليم_كردستان (2024)")
    assert listed(words) == ["kirkuk", "اقليم", "كردستان", "2024"]
    assert words.phrase(1, 2) == "اقليم كردستان"
    assert words.lengths.tolist() == [6, 5, 7, 4]


def test_a_text_without_words_has_none() -> None:
    for text in ("", " ", "...", "\u064e\n\n"):
        assert len(words_of(text)) == 0
        assert words_of(text).joined.tolist() == []


def test_letters_of_words_are_asked_for_by_number() -> None:
    words = words_of("ab c")
    assert bytes(words.letter(np.array([0, 1]), 0).tolist()) == b"ac"
    assert bytes(words.letter(np.array([0, 1]), 1).tolist()) == b"b "


def test_sentences_and_commas_part_words() -> None:
    words = words_of("a b. c, d\n\ne f")
    assert words.breaks.tolist() == [False, True, False, True, False, True]
    assert words.commas.tolist() == [False, False, True, False, False, False]
    first = np.array([0, 0, 1, 2])
    assert words.stopped(first, np.array([1, 2, 2, 3])).tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("St. Helena", True),  # a full stop that shortens
        ("U.S", True),
        ("town. Helena", False),
        ("St.  ، Helena", False),
        ("St.\n\nHelena", False),  # another paragraph
        ("St. (Helena", False),
        ("صلاح\nالدين", True),  # broken over two lines
        ("صلاح\n\nالدين", False),
        ("صلاح (الدين", True),
        ("صلاح، الدين", False),
    ],
)
def test_one_name_may_go_on_over_what_does_not_end_a_sentence(text: str, *, joined: bool) -> None:
    assert words_of(text).joined[0] == joined


def test_a_point_within_a_number_ends_no_sentence() -> None:
    words = words_of("12.5 km. He")
    assert words.ends_sentence(np.arange(len(words))).tolist() == [False, False, True, True]


def test_an_empty_line_ends_a_sentence_before_a_number_too() -> None:
    words = words_of("km\n\n12 villages")
    assert words.ends_sentence(np.arange(len(words))).tolist() == [True, False, True]


@given(TEXTS)
def test_each_word_lies_where_it_says(text: str) -> None:
    words = words_of(text)
    folded = words.folded.text
    assert [folded[start:end] for start, end in zip(words.at, words.stops, strict=True)] == listed(words)
    assert listed(words) == plain_words(fold_name(text)).split()


@given(TEXTS)
def test_what_stands_at_a_word_folds_to_it(text: str) -> None:
    words = words_of(text.replace("ﻻ", "لا").replace("…", " "))  # one letter of two cannot be cut out
    for index, (start, end) in enumerate(zip(words.at, words.stops, strict=True)):
        first, last = words.folded.original(int(start), int(end))
        source = text.replace("ﻻ", "لا").replace("…", " ")[first:last]
        assert fold_name(source) == words.word(index)


@given(TEXTS)
def test_a_phrase_has_the_number_of_its_words(text: str) -> None:
    words = words_of(text)
    for first in range(len(words)):
        last = min(first + 2, len(words) - 1)
        assert words.hashes_of(np.array([first]), np.array([last])) == number_of(words.phrase(first, last))
    assert words.own.tolist() == hash_texts(listed(words)).tolist()


@given(TEXTS, st.integers(0, 3), st.integers(1, 3))
def test_a_phrase_has_a_number_less_letters_of_its_edges(text: str, glued: int, cut: int) -> None:
    words = words_of(text)
    for first in np.flatnonzero(words.lengths > glued).tolist():
        last = min(first + 1, len(words) - 1)
        left = words.phrase(first, last)[glued:]
        number = words.behind(
            words.hashes_of(np.array([first]), np.array([last])), np.array([first]), np.array([glued])
        )
        assert number == number_of(left)
        if words.lengths[last] > cut + glued:
            ending = words.endings(words.stops[[last]], cut)[-1]
            assert ending == number_of(left[-cut:])
            assert without_last(number, ending, np.array([len(left) - cut])) == number_of(left[:-cut])


@given(st.text("ab ", min_size=1), st.data())
def test_spans_have_equal_numbers_where_they_are_equal_and_only_there(text: str, data: st.DataObject) -> None:
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    one, two = data.draw(bounds), data.draw(bounds)
    spans = Spans.between(np.arange(len(text) + 1), codes_of(text))
    numbers = spans.hashes(np.array([one[0], two[0]]), np.array([one[1], two[1]]))
    assert (numbers[0] == numbers[1]) == (text[slice(*one)].rstrip() == text[slice(*two)].rstrip())


@pytest.mark.parametrize("before", [1, 10_000, 65_533, 65_536, 200_000])
def test_numbers_do_not_depend_on_what_stands_around_or_before(before: int) -> None:
    text = "x" * before + "كركوك"
    spans = Spans.between(np.array([0, before, len(text)]), codes_of(text))
    assert spans.hashes(np.array([1]), np.array([2])) == number_of("كركوك")
    assert spans.hashes(np.array([0]), np.array([2])) == number_of(text)


def number_of(text: str) -> np.uint64:
    """Return the number of a text that holds nothing but its words."""
    return np.uint64(hash_texts([text])[0])
