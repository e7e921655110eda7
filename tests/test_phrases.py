"""Phrases are found beside words: the longest one, also behind proclitics, also around a gap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.edges import Edges
from disputemap.folding import fold
from disputemap.hashes import HashTable, hash_texts, plain_words
from disputemap.phrases import MAX_STARRED, STAR, PhraseTable
from disputemap.words import PROCLITICS, Words

AR, EN = 0, 1
WORDS = ("a", "b", "aa", "ba", "فا", "ا", "وا", "بها")
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
STARRED = st.tuples(PHRASES, st.just(STAR), PHRASES | st.just("")).map(lambda parts: " ".join(parts).strip())
ENTRIES = st.lists(st.tuples(st.sampled_from([AR, EN]), PHRASES | STARRED), max_size=12)
TEXTS = st.lists(st.sampled_from([*WORDS, "والا", "،", "."]), max_size=12).map(" ".join)

Answer = tuple[int, int, int]
NOTHING: Answer = (-1, -1, 0)


def before(text: str, at: int, lang: int = EN) -> Answer:
    found = TABLE.before(Words(fold(text)), np.array([at]), np.array([lang]))
    return int(found.phrase[0]), int(found.word[0]), int(found.glued[0])


def after(text: str, at: int, *, stop: bool = True) -> Answer:
    found = TABLE.after(Words(fold(text)), np.array([at]), np.array([EN]), stop=stop)
    return int(found.phrase[0]), int(found.word[0]), int(found.glued[0])


TABLE = PhraseTable(
    [
        (EN, "governor of"),
        (EN, "deputy governor of"),
        (EN, "in"),
        (EN, "directorate of * in"),
        (EN, "border *"),
        (AR, "محافظه"),
        (AR, "من قبل"),
    ]
)


@pytest.mark.parametrize(
    ("text", "at", "answer"),
    [
        ("the governor of Kirkuk", 3, (0, 1, 0)),
        ("the deputy governor of Kirkuk", 4, (1, 1, 0)),  # the longest
        ("in Kirkuk", 1, (2, 0, 0)),
        ("in the Kirkuk", 2, NOTHING),  # not right before it
        ("in, Kirkuk", 1, NOTHING),
        ("governor. of Kirkuk", 2, NOTHING),
        ("Kirkuk in", 0, NOTHING),  # nothing before the first word
        ("directorate of water in Kirkuk", 4, (3, 0, 0)),
        ("directorate of clean water in Kirkuk", 5, (3, 0, 0)),
        ("directorate of very clean water in Kirkuk", 6, (2, 5, 0)),  # a gap of two words at most
        ("directorate for water in Kirkuk", 4, (2, 3, 0)),
        ("border guards Kirkuk", 2, (4, 0, 0)),
        ("border Kirkuk", 1, NOTHING),  # a gap is not empty
    ],
)
def test_the_longest_phrase_before_a_word(text: str, at: int, answer: Answer) -> None:
    assert before(text, at) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("محافظة كركوك", (5, 0, 0)),
        ("بمحافظة كركوك", (5, 0, 1)),
        ("وبمحافظة كركوك", (5, 0, 2)),
        ("بومحافظة كركوك", NOTHING),  # "and" comes first
        ("ومن قبل كركوك", (6, 0, 1)),
    ],
)
def test_a_phrase_may_stand_behind_proclitics(text: str, answer: Answer) -> None:
    assert before(text, len(text.split()) - 1, AR) == answer


def test_a_phrase_is_one_of_its_language() -> None:
    assert before("in Kirkuk", 1, AR) == NOTHING


def test_a_phrase_after_a_word_stands_behind_no_comma_unless_allowed() -> None:
    assert after("Kirkuk governor of", 0) == (0, 2, 0)
    assert after("Kirkuk, governor of", 0) == NOTHING
    assert after("Kirkuk, governor of", 0, stop=False) == (0, 2, 0)
    assert after("Kirkuk. governor of", 0, stop=False) == NOTHING
    assert after("Kirkuk governor", 0) == NOTHING


def test_equal_hashes_answer_with_the_first() -> None:
    table = HashTable(hash_texts(["b", "a", "b", "ab"]))
    assert table.find(hash_texts(["a", "b", "c", "", "ab"])).tolist() == [1, 0, -1, -1, 3]
    assert [row.tolist() for row in table.hits(hash_texts(["c", "ab", "a"]))] == [[1, 2], [3, 1]]
    assert HashTable(hash_texts([])).find(hash_texts(["a"])).tolist() == [-1]


def test_the_last_of_all_hashes_is_known_only_where_it_was_given() -> None:
    last = np.array([(1 << 64) - 1], dtype=np.uint64)
    assert HashTable(hash_texts(["a"])).find(last).tolist() == [-1]
    assert HashTable(last).find(last).tolist() == [0]


@given(st.lists(st.integers(0, (1 << 64) - 1)), st.lists(st.integers(0, (1 << 64) - 1)))
def test_a_hash_table_finds_what_a_list_finds(known: list[int], others: list[int]) -> None:
    table = HashTable(np.array(known, dtype=np.uint64))
    asked = [*known, *others]
    answer = [known.index(one) if one in known else -1 for one in asked]
    assert table.find(np.array(asked, dtype=np.uint64)).tolist() == answer


def fits(phrase: str, words: list[str]) -> bool:
    """Tell whether words are a phrase, word by word, with its star for one or two."""
    parts = phrase.split()
    if STAR not in parts:
        return parts == words
    star, missing = parts.index(STAR), len(words) - len(parts) + 1
    return 1 <= missing <= MAX_STARRED and parts[:star] + parts[star + 1 :] == words[:star] + words[star + missing :]


def naive_before(entries: list[tuple[int, str]], words: Words, at: int, lang: int) -> set[tuple[int, str]]:
    """Return the (first word, phrase) that may be the answer: all of the same, greatest length."""
    for count in range(at, 0, -1):
        first = at - count
        if words.stopped(np.array([first]), np.array([at]))[0]:
            continue
        spoken = [words.word(index) for index in range(first, at)]
        ways = [[spoken[0][len(c) :], *spoken[1:]] for c in PROCLITICS if spoken[0].startswith(c) and spoken[0] != c]
        found = {(first, phrase) for tongue, phrase in entries if tongue == lang and any(fits(phrase, w) for w in ways)}
        if found:
            return found
    return set()


@given(ENTRIES, TEXTS)
def test_what_is_found_before_words_is_what_a_search_word_by_word_finds(
    entries: list[tuple[int, str]], text: str
) -> None:
    edges = Edges.empty()
    table, words = PhraseTable(entries, edges), Words(fold(text))
    at = np.arange(len(words))
    for lang in (AR, EN):
        found = table.before(words, at, np.full(len(words), lang))
        assert table.may_end(edges.ends.at(words, at - 1))[found.phrase >= 0].all()
        for index in range(len(words)):
            wanted = naive_before(entries, words, index, lang)
            answer = int(found.phrase[index])
            assert (answer < 0) == (not wanted)
            assert not wanted or (int(found.word[index]), entries[answer][1]) in wanted


@given(ENTRIES, TEXTS, st.booleans())
def test_what_is_found_after_words_is_what_a_search_word_by_word_finds(
    entries: list[tuple[int, str]],
    text: str,
    stop: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    edges = Edges.empty()
    table, words = PhraseTable(entries, edges), Words(fold(text))
    found = table.after(words, np.arange(len(words)), np.full(len(words), EN), stop=stop)
    hit = np.flatnonzero(found.phrase >= 0)
    assert table.may_begin(edges.begins.at(words, hit + 1)).all()
    ends = words.breaks | words.commas if stop else words.breaks
    for index in range(len(words)):
        answers = [
            (entries.index((EN, words.phrase(index + 1, last))), last, 0)
            for last in range(index + 1, len(words))
            if (EN, words.phrase(index + 1, last)) in entries and not ends[index:last].any()
        ]
        answer = (int(found.phrase[index]), int(found.word[index]), int(found.glued[index]))
        assert answer == max(answers, key=lambda row: row[1], default=NOTHING)


@given(st.lists(PHRASES))
def test_a_text_has_the_number_of_its_words(phrases: list[str]) -> None:
    for phrase, number in zip(phrases, hash_texts(phrases), strict=True):
        words = Words(fold(phrase))
        assert number == words.hashes_of(np.array([0]), np.array([len(words) - 1]))[0]
        assert plain_words(phrase) == words.phrase(0, len(words) - 1)
