"""What may be glued to a name: the proclitics of Arabic, the suffixes of Sorani, the possessive of English.

These stand in code and not in the lexicon: they are grammar, a closed set with an order of its own, not vocabulary that
somebody would add to.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.codepoints import SPACE, codes_of
from disputemap.hashes import HashTable, hash_texts
from disputemap.words import ARTICLE, CONJUNCTIONS, PREPOSITIONS, without_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.codepoints import Codes
    from disputemap.words import Bools, Hashes, Ints, Words

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


GLUED = np.array([len("".join(parts)) for parts in CLITICS], dtype=np.int64)  # how many letters each has


class Starts(NamedTuple):
    """Where a name may begin: in which word, where in the stream of the text, and behind which of `CLITICS`."""

    word: Ints
    begin: Ints
    clitics: Ints

    def take(self, rows: NDArray[Any]) -> Starts:
        """Return some of the rows."""
        return Starts(self.word[rows], self.begin[rows], self.clitics[rows])

    def at(self, where: Ints, words: Words, sorani: Bools) -> Starts:
        """Return starts in distinct words where these stand among some words, and the clitics are of the language."""
        row, word = words.vocabulary.occurrences(self.word, where)
        spoken = np.flatnonzero(is_spoken(self.clitics[row], sorani[word]))
        word, clitics = word[spoken], self.clitics[row[spoken]]
        return Starts(word, words.at[word] + GLUED[clitics], clitics)


def starts_of(words: Words, *, arabic: bool, sorani: bool) -> tuple[Starts, Hashes]:
    """Return where names may begin in the distinct words, of which `word` is the number, and the hashes from there on.

    First come the words as they stand, then what is behind the clitics of languages.
    """
    begin, _, own = words.distinct
    number = np.arange(len(begin))
    bare = _Places(number, begin, np.zeros_like(number), words.stream.take(begin), own)
    parts = [bare, *(_behind_arabic(bare, words) if arabic else ()), *(_behind_sorani(bare, words) if sorani else ())]
    word, begin, clitics, _, hashes = map(np.concatenate, zip(*parts, strict=True))
    return Starts(word, begin, clitics), hashes


def is_spoken(clitics: Ints, sorani: Bools) -> Bools:
    """Tell which clitics are of the language of a word, one each; to have none is of every language."""
    spoken: Bools = (clitics == 0) | ((clitics >= len(ARABIC_CLITICS)) == sorani)
    return spoken


class _Places(NamedTuple):
    """Starts, the letter at each, looked up once for all that it is asked, and the hash of the word from there on."""

    word: Ints
    begin: Ints
    clitics: Ints
    letter: Codes
    hashes: Hashes


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
    hashes = without_first(places.hashes[rows_on], places.letter[rows_on])
    return _Places(places.word[rows_on], begin[on], (places.clitics[rows] + clitics)[on], letter[on], hashes)


def _numbers(letters: Sequence[str]) -> NDArray[np.int8]:
    """Return the positions of letters as a table by code point: 0 for all others, as its last entry has it."""
    table = np.zeros(max(map(ord, filter(None, letters))) + 2, dtype=np.int8)
    for number, letter in enumerate(letters):
        if letter:
            table[ord(letter)] = number
    return table


_CONJUNCTION_NUMBERS, _PREPOSITION_NUMBERS = _numbers(CONJUNCTIONS), _numbers(PREPOSITIONS)


class Endings:
    """What words of a text may end in: suffixes of Sorani, or the possessive of a Latin name.

    Attributes
    ----------
    spelled
        uint32 for each distinct word; bit n: its last n letters may be a suffix of some word that is spelled so.
    """

    def __init__(self, words: Words, sorani: Bools) -> None:
        self._words, self._sorani = words, sorani
        self._suffixed = _suffixed(words) if sorani.any() else np.zeros(len(words.distinct.at), dtype=np.uint32)
        self.spelled = self._suffixed.copy()
        self.spelled[_ends_in_s(words.distinct.at, words.distinct.stops, words)] |= _POSSESSIVE

    def lengths(self, last: Ints) -> NDArray[np.uint32]:
        """Return which of their last letters may be a suffix, for some words where they stand: as `spelled` has it."""
        number = self._words.vocabulary.number[last]
        lengths = self.spelled[number]
        rows = np.flatnonzero(lengths > 0)
        lengths[rows] = self._suffixed[number[rows]] * self._sorani[last[rows]]
        lengths[rows[_possessive(last[rows], self._words)]] |= _POSSESSIVE
        return lengths

    def fit(self, last: Ints, cut: Ints) -> Bools:
        """Tell whether words may end in suffixes of so many letters, 0 for none."""
        fit = np.ones(len(last), dtype=bool)
        rows = np.flatnonzero(cut > 0)
        fit[rows] = self.lengths(last[rows]) >> cut[rows].astype(np.uint32) & 1 > 0
        return fit


def with_suffix(lengths: NDArray[np.uint32]) -> Iterator[tuple[Ints, int]]:
    """Yield which of some words may end in a suffix, and how many letters that has; `lengths` as of `Endings`."""
    rows = np.flatnonzero(lengths > 0)
    for length in _SUFFIX_LENGTHS if len(rows) else ():
        some = rows[lengths[rows] & np.uint32(1 << length) > 0]
        if len(some):
            yield some, length


def _suffixed(words: Words) -> NDArray[np.uint32]:
    """Return which of their last letters may be a suffix of Sorani, for each distinct word."""
    at, stops, _ = words.distinct
    lengths = np.zeros(len(at), dtype=np.uint32)
    for length, endings in enumerate(words.endings(stops, _SUFFIX_LENGTHS[-1]), 1):
        ending, _ = _SUFFIXES.hits(endings)
        lengths[ending[(stops - at)[ending] > length]] |= np.uint32(1 << length)
    return lengths


def _ends_in_s(at: Ints, stops: Ints, words: Words) -> Bools:
    """Tell which words, from `at` to before `stops` in the stream, end in the letter of the possessive."""
    ends_so: Bools = (words.stream.take(stops - 1) == ord(POSSESSIVE)) & (stops - at > len(POSSESSIVE))
    return ends_so


def _possessive(rows: Ints, words: Words) -> Ints:
    """Return which of some words end in s behind an apostrophe, which folding drops."""
    some = np.flatnonzero(_ends_in_s(words.at[rows], words.stops[rows], words))
    last, origins = words.stops[rows[some]] - 1, words.folded.origins
    return some[origins(last) - origins(last - 1) > 1]


_POSSESSIVE = np.uint32(1 << len(POSSESSIVE))
_SUFFIXES = HashTable(hash_texts(SORANI_SUFFIXES))
_SUFFIX_LENGTHS = sorted({len(POSSESSIVE), *map(len, SORANI_SUFFIXES)})
