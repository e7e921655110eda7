"""Names are found as whole words, less clitics and suffixes, and the longest of those that overlap."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disputemap.affixes import ARABIC_CLITICS, CLITICS, SORANI_SUFFIXES
from disputemap.folding import fold, fold_name
from disputemap.matching import Matcher, Matches, without_overlaps
from disputemap.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEYS = ("كيستا", "العرين", "ميرا", "ام قصر", "قصر", "دورين الكبري", "سكريه", "kirsa", "new kirsa", "يد", "قصر ميرا")
MATCHER = Matcher(KEYS)

Row = tuple[str, tuple[str, ...], str]  # key, clitics, suffix


def find(matcher: Matcher, text: str, *, sorani: bool = False, longest: bool = True) -> list[Row]:
    words = Words(fold(text))
    found = matcher.find(words, np.full(len(words), sorani))
    return rows_of(without_overlaps(found, words) if longest else found, matcher, words)


def rows_of(found: Matches, matcher: Matcher, words: Words) -> list[Row]:
    last = [words.word(index) for index in found.last.tolist()]
    return [
        (matcher.keys[key], CLITICS[clitics], word[len(word) - cut :])
        for key, clitics, cut, word in zip(found.key, found.clitics, found.cut, last, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("كيستا", ("كيستا", (), "")),
        ("وكيستا", ("كيستا", ("و",), "")),
        ("بكيستا", ("كيستا", ("ب",), "")),
        ("وبكيستا", ("كيستا", ("و", "ب"), "")),
        ("فلكيستا", ("كيستا", ("ف", "ل"), "")),
        ("والكيستا", ("كيستا", ("و", "ال"), "")),
        ("بالكيستا", ("كيستا", ("ب", "ال"), "")),
        ("للعرين", ("العرين", ("ل",), "")),  # behind ل the article of the name loses its alef
        ("وللعرين", ("العرين", ("و", "ل"), "")),
        ("بالعرين", ("العرين", ("ب",), "")),
        ("وأم قصر", ("ام قصر", ("و",), "")),
        ("دورينالكبرى", ("دورين الكبري", (), "")),  # two words written as one
        ("Kirsa's", ("kirsa", (), "s")),
        ("New Kirsa’s", ("new kirsa", (), "s")),
    ],
)
def test_clitics_come_off_a_name(text: str, row: Row) -> None:
    assert find(MATCHER, text) == [row]


@pytest.mark.parametrize(
    "text",
    [
        "كيستان",  # another word
        "مكيستا",
        "بوكيستا",  # the conjunction comes first
        "للكيستان",
        "السكرية",  # an adjective, not "the Sakriya"
        "ويد",  # too short a name to come off
        "فميراا",
        "Kirsas",
        "akirsa",
        "وkirsa",  # Latin names bear no Arabic clitics
        "كيستادا",  # suffixes of Sorani in Arabic
        "ام، قصرا",
    ],
)
def test_nothing_else_does(text: str) -> None:
    assert find(MATCHER, text) == []


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("کێستادا", ("كيستا", (), "دا")),
        ("لەکێستاوە", ("كيستا", ("له",), "وه")),
        ("کێستایەوە", ("كيستا", (), "يهوه")),
        ("میرایشەوە", ("ميرا", (), "يشهوه")),
        ("میراکەمان", ("ميرا", (), "كهمان")),
        ("قصرەکەمان", ("قصر", (), "هكهمان")),
        ("قصریشماندا", ("قصر", (), "يشماندا")),
        ("قصردایە", ("قصر", (), "دايه")),
        ("قصرەوەش", ("قصر", (), "هوهش")),
        ("قصرو", ("قصر", (), "و")),
        ("قصرمان", ("قصر", (), "مان")),
        ("قصرەکە", None),  # "the palace"
        ("قصرەی", None),  # as گوێرەی, "according to"
        ("قصرێک", None),  # "a palace"
        ("قصرەکان", None),  # "the palaces"
        ("ام قصردا", ("ام قصر", (), "دا")),
    ],
)
def test_endings_of_sorani_come_off_a_name(text: str, row: Row | None) -> None:
    assert find(MATCHER, text, sorani=True) == ([row] if row else [])


def test_endings_of_sorani_are_folded_and_hold_no_article() -> None:
    assert all(fold_name(suffix) == suffix for suffix in SORANI_SUFFIXES)
    assert len(set(SORANI_SUFFIXES)) == len(SORANI_SUFFIXES)
    endings = "دا ەوە یش ی یشەوە دایە ەکەمان یشماندا مانەوە"
    assert set(fold_name(endings).split()) <= set(SORANI_SUFFIXES)
    assert set(fold_name("ەکە ێک ەکان ەی").split()).isdisjoint(SORANI_SUFFIXES)


def test_the_longest_name_wins_then_the_one_with_less_glued_to_it() -> None:
    assert find(MATCHER, "أم قصر ميرا") == [("قصر ميرا", (), "")]
    assert find(MATCHER, "أم قصر") == [("ام قصر", (), "")]
    assert find(Matcher(["وميرا", "ميرا"]), "وميرا") == [("وميرا", (), "")]
    assert sorted(find(MATCHER, "أم قصر", longest=False)) == [("ام قصر", (), ""), ("قصر", (), "")]


def test_names_do_not_go_on_over_the_end_of_a_sentence_or_a_comma() -> None:
    assert find(MATCHER, "أم. قصر") == [("ام قصر", (), "")]  # a full stop behind two letters may shorten
    assert find(MATCHER, "أم، قصر") == [("قصر", (), "")]
    assert find(MATCHER, "أم\n\nقصر") == [("قصر", (), "")]
    assert find(MATCHER, "أم\nقصر") == [("ام قصر", (), "")]
    assert find(MATCHER, "#ام_قصر") == [("ام قصر", (), "")]


def test_no_keys_and_no_words_are_fine() -> None:
    assert find(Matcher([]), "أم قصر") == []
    assert find(Matcher(["", " ", "..."]), "أم قصر") == []
    assert find(MATCHER, "") == []


# A search word by word: every span, every clitic, every suffix is tried, and the rules are written out.


def ways(keys: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
    """Yield the texts that keys are written as, and whether the article is behind ل."""
    for key in keys:
        yield key, key, False
        if " " in key and len(key.replace(" ", "")) >= 6 and key.replace(" ", "") not in keys:
            yield key.replace(" ", ""), key, False
        if key.startswith("ال"):
            yield "ل" + key[2:], key, True


def allowed(text: str, clitics: int, *, cut: int, assimilated: bool) -> bool:
    parts, arabic = CLITICS[clitics], 0 < clitics < len(ARABIC_CLITICS)
    if assimilated and parts not in {("ل",), ("و", "ل"), ("ف", "ل")}:
        return False
    if "ال" in parts and (text.startswith("ال") or assimilated or text.endswith(("ي", "يه"))):
        return False
    if text.isascii():
        return not parts
    if cut and arabic:
        return False
    return not parts or len(text) >= (4 if {"ف", "ك"} & set(parts) else 3)


def cuts(word: str, surface: str, *, sorani: bool) -> Iterator[int]:
    yield 0
    lengths = {len(suffix) for suffix in SORANI_SUFFIXES if sorani and word.endswith(suffix)}
    lengths |= {1} if surface.endswith(("'s", "’s")) else set()
    yield from (length for length in lengths if length < len(word))


def naive(keys: tuple[str, ...], text: str, words: Words, sorani: Sequence[bool]) -> Iterator[tuple[int, ...]]:
    spelled: dict[str, list[tuple[str, bool]]] = {}
    for way, key, assimilated in ways(keys):
        spelled.setdefault(way, []).append((key, assimilated))
    for first in range(len(words)):
        for last in range(first, len(words)):
            if last > first and not words.joined[last - 1]:
                break
            start, end = words.folded.original(int(words.at[last]), int(words.stops[last]))
            phrase = words.phrase(first, last)
            for clitics in [0, *clitics_of(words.word(first), sorani=sorani[first])]:
                for cut in cuts(words.word(last), text[start:end], sorani=sorani[last]):
                    glued = len("".join(CLITICS[clitics]))
                    name = phrase[glued : len(phrase) - cut]
                    for key, assimilated in spelled.get(name, ()):
                        if allowed(name, clitics, cut=cut, assimilated=assimilated):
                            yield first, last, glued, cut, sorted(set(keys)).index(key), clitics


def clitics_of(word: str, *, sorani: bool) -> Iterator[int]:
    """Yield which clitics a word may begin with, and go on behind."""
    some = range(len(ARABIC_CLITICS), len(CLITICS)) if sorani else range(1, len(ARABIC_CLITICS))
    for number in some:
        glued = "".join(CLITICS[number])
        if word.startswith(glued) and word != glued:
            yield number


NAME = st.text("والبفكيردنه", min_size=1, max_size=4)
LATIN = st.text("abs", min_size=1, max_size=3)
NAMES = st.lists(st.lists(NAME | LATIN, min_size=1, max_size=3).map(" ".join), max_size=8)
GLUE = st.sampled_from(["", "", "و", "ب", "ال", "وال", "وبال", "ل", "لل", "ف", "ك", "له", "بو"])
ENDS = st.sampled_from(["", "", "دا", "ه", "يشه", "ي", "'s", "’s", "s", "هوه"])
GAPS = st.sampled_from([" ", " ", " ", "", ", ", ". ", "-", "\n", "\n\n", " («"])


@st.composite
def texts(draw: st.DrawFn, names: list[str]) -> str:
    """Draw a text made of names, of words of their own, and of what may stand before, behind and between them."""
    word = st.sampled_from(names) | NAME | LATIN if names else NAME | LATIN
    count = draw(st.integers(0, 6))
    return "".join("".join([draw(GLUE), draw(word), draw(ENDS), draw(GAPS)]) for _ in range(count))


@settings(max_examples=300)
@given(st.data(), st.sampled_from([[False], [True], [False, True]]))
def test_all_names_are_found_that_a_search_word_by_word_finds(data: st.DataObject, languages: list[bool]) -> None:
    keys = tuple({fold_name(name) for name in data.draw(NAMES)})
    text = data.draw(texts(list(keys)))
    words = Words(fold(text))
    sorani = [data.draw(st.sampled_from(languages)) for _ in range(len(words))]
    found = Matcher(keys).find(words, np.array(sorani, dtype=bool))
    rows = sorted(zip(*(column.tolist() for column in found), strict=True))
    assert rows == sorted(naive(keys, text, words, sorani))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)), max_size=30))
def test_of_overlapping_matches_those_stay_that_one_gets_one_by_one(
    drawn: list[tuple[int, int, int, int]],
) -> None:
    words = Words(fold("واحد " * 24))
    columns = np.array([(first, first + more, glued, 0, key, 0) for first, more, glued, key in drawn], dtype=np.int64)
    found = Matches(*columns.reshape(-1, 6).T)
    ranked = sorted(
        {tuple(row) for row in columns.tolist()},
        key=lambda row: (-(5 * (row[1] - row[0] + 1) - row[2]), row[2], row[0], row[4]),
    )
    taken: set[int] = set()
    wanted = []
    for row in ranked:
        if taken.isdisjoint(range(row[0], row[1] + 1)):
            taken.update(range(row[0], row[1] + 1))
            wanted.append(row)
    kept = without_overlaps(found, words)
    rows = list(zip(*(column.tolist() for column in kept), strict=True))
    assert rows == sorted(wanted)
    assert all(one[1] < two[0] for one, two in pairwise(rows))


def test_names_that_each_hang_on_the_one_before_are_chosen_from_the_left() -> None:
    matcher = Matcher(["ab ab"])
    assert len(find(matcher, "ab " * 1001)) == 500
