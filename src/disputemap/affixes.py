"""What may be glued to a name: the proclitics of Arabic, the suffixes of Sorani, the possessive of English.

These stand in code and not in the lexicon: they are grammar, a closed set with an order of its own, not vocabulary that
somebody would add to.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.folding import SPACE, codes_of
from disputemap.hashes import HashTable, hash_texts
from disputemap.words import ARTICLE, CONJUNCTIONS, PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.folding import Codes
    from disputemap.words import Bools, Ints, Words

SORANI_PREFIXES = ("و", "له", "به", "بو")
POSSESSIVE = "s"

# The parts of Sorani endings, folded, in the order in which they follow a name. The article is not among them: شوانەکە
# is "the shepherd", never the town Shwan; "our dear Kirkuk" alone has one.
WHOSE = ("مان", "تان", "يان")
OUR_DEAR = ("هكهمان", "كهمان")
ALSO, ALSO_BEHIND_VOWEL = "يش", "ش"
IN, FROM = "دا", "هوه"
PLACED_BEHIND_VOWEL = ("يدا", "يهوه", "وه")
IS_BEHIND_NAME, IS, IS_BEHIND_PLACED = ("ه", "يه", "ن", "هن"), ("ه", "ن"), ("يه", "ن")
ALONE = ("ي", "يي", "داي", "ان", "و")  # ezafe, of a name and of "in" it; plural; "and"


def _sorani_suffixes() -> tuple[str, ...]:
    """Return all endings: whose, "also" (or the other way about), "in" or "from", "is"; each may be missing."""
    alsos = (ALSO, ALSO_BEHIND_VOWEL)
    whose = (*WHOSE, *OUR_DEAR)
    too = [*alsos, *_joined(whose, [ALSO]), *_joined(alsos, WHOSE)]
    placed = [IN, FROM, *PLACED_BEHIND_VOWEL, *_joined([*whose, *too], [IN, FROM])]
    being = [*IS_BEHIND_NAME, *_joined([*whose, *too], IS), *_joined(placed, IS_BEHIND_PLACED)]
    placed_too = _joined(["", *whose], [IN, FROM, *PLACED_BEHIND_VOWEL], [ALSO_BEHIND_VOWEL])
    return tuple(sorted({*whose, *too, *placed, *being, *placed_too, *ALONE}))


def _joined(*parts: Iterable[str]) -> list[str]:
    return ["".join(combination) for combination in product(*parts)]


SORANI_SUFFIXES = _sorani_suffixes()

ARABIC_CLITICS = tuple((c, p, a) for c in CONJUNCTIONS for p in PREPOSITIONS for a in ("", ARTICLE))
CLITICS: tuple[tuple[str, ...], ...] = (
    *(tuple(part for part in parts if part) for parts in ARABIC_CLITICS),
    *((prefix,) for prefix in SORANI_PREFIXES),
)


class Starts(NamedTuple):
    """Where a name may begin: in which word, at which letter of the stream, and behind which of `CLITICS`."""

    word: Ints
    begin: Ints
    clitics: Ints

    def take(self, rows: NDArray[Any]) -> Starts:
        """Return some of the rows."""
        return Starts(self.word[rows], self.begin[rows], self.clitics[rows])


def starts_of(words: Words, sorani: Bools) -> Starts:
    """Return the places behind what may be clitics, those of one word apart; `sorani` marks the words of Sorani."""
    kurdish, arabic = np.flatnonzero(sorani), np.flatnonzero(~sorani)
    parts = [*_behind_arabic(_places(arabic, words), words), *_behind_sorani(_places(kurdish, words), words)]
    word, begin, clitics, _ = map(np.concatenate, zip(*parts, strict=True))
    return Starts(word, begin, clitics)


class _Places(NamedTuple):
    """Starts, and the letter at each: it is looked up once for all that it is asked."""

    word: Ints
    begin: Ints
    clitics: Ints
    letter: Codes

    def take(self, rows: NDArray[Any]) -> _Places:
        return _Places(self.word[rows], self.begin[rows], self.clitics[rows], self.letter[rows])


def _places(word: Ints, words: Words) -> _Places:
    begin = words.at[word]
    return _Places(word, begin, np.zeros_like(word), words.stream[begin])


def _behind_arabic(bare: _Places, words: Words) -> Iterator[_Places]:
    """Yield the places behind a conjunction, a preposition, the article, or several of them in this order."""
    for after_c in (bare, _strip(bare, words, _CONJUNCTION_NUMBERS, len(PREPOSITIONS) * 2)):
        for after_p in (after_c, _strip(after_c, words, _PREPOSITION_NUMBERS, 2)):
            if after_p is not bare:
                yield after_p
            after_article = _behind_letters(after_p, ARTICLE, words)
            yield after_article._replace(clitics=after_article.clitics + 1)


def _behind_sorani(bare: _Places, words: Words) -> Iterator[_Places]:
    for number, prefix in enumerate(SORANI_PREFIXES, start=len(ARABIC_CLITICS)):
        places = _behind_letters(bare, prefix, words)
        yield places._replace(clitics=np.full_like(places.clitics, number))


def _strip(places: _Places, words: Words, numbers: NDArray[np.int8], step: int) -> _Places:
    """Return the places one letter further, where that letter is one of those with a number, and the word goes on."""
    number = np.take(numbers, places.letter, mode="clip")
    rows = np.flatnonzero(number > 0)  # of truths, which is far faster than of numbers
    return _further(places, rows, words, number[rows] * np.int64(step))


def _behind_letters(places: _Places, letters: str, words: Words) -> _Places:
    """Return the places behind some letters, where they stand and the word goes on."""
    for letter in codes_of(letters):
        places = _further(places, np.flatnonzero(places.letter == letter), words)
    return places


def _further(places: _Places, rows: Ints, words: Words, clitics: Ints | int = 0) -> _Places:
    """Return some places one letter further, where the word goes on; `clitics` are added to theirs."""
    begin = places.begin[rows] + 1
    letter = words.stream[begin]
    on = np.flatnonzero(letter != SPACE)
    rows_on = rows[on]
    return _Places(places.word[rows_on], begin[on], (places.clitics[rows] + clitics)[on], letter[on])


def _numbers(letters: Sequence[str]) -> NDArray[np.int8]:
    """Return the positions of letters as a table by code point: 0 for all others, as its last entry has it."""
    table = np.zeros(max(map(ord, filter(None, letters))) + 2, dtype=np.int8)
    for number, letter in enumerate(letters):
        if letter:
            table[ord(letter)] = number
    return table


_CONJUNCTION_NUMBERS, _PREPOSITION_NUMBERS = _numbers(CONJUNCTIONS), _numbers(PREPOSITIONS)


class Endings:
    """The words of a text that may end in a suffix: of Sorani, or the possessive of a Latin name."""

    def __init__(self, words: Words, sorani: Bools) -> None:
        self._lengths = np.zeros(len(words), dtype=np.uint32)  # bit n: the last n letters may be a suffix
        kurdish = np.flatnonzero(sorani)
        for length in _SUFFIX_LENGTHS if len(kurdish) else ():
            long = kurdish[words.lengths[kurdish] > length]
            ending, _ = _SUFFIXES.hits(words.hashes(words.stops[long] - length, words.stops[long]))
            self._lengths[long[ending]] |= np.uint32(1 << length)
        self._lengths[_possessives(words)] |= np.uint32(1 << len(POSSESSIVE))
        self._none = not self._lengths.any()

    def of(self, at: Ints) -> Iterator[tuple[Ints, int]]:
        """Yield which of some words may end in a suffix, and how many letters that has."""
        if self._none:
            return
        lengths = self._lengths[at]
        rows = np.flatnonzero(lengths > 0)
        for length in _SUFFIX_LENGTHS:
            some = rows[lengths[rows] & np.uint32(1 << length) > 0]
            if len(some):
                yield some, length


def _possessives(words: Words) -> Ints:
    """Return the words that end in s behind an apostrophe, which folding drops."""
    rows = np.flatnonzero(words.stream[words.stops - 1] == ord(POSSESSIVE))
    rows = rows[words.lengths[rows] > len(POSSESSIVE)]
    last, offsets = words.ends[rows] - 1, words.folded.offsets
    return rows[offsets[last] - offsets[last - 1] > 1]


_SUFFIXES = HashTable(hash_texts(SORANI_SUFFIXES))
_SUFFIX_LENGTHS = sorted({len(POSSESSIVE), *map(len, SORANI_SUFFIXES)})
