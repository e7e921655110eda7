"""Names -> Matcher: find all known names of a text in one pass over its words, and what is glued to them.

A name counts only as whole words, less the proclitics of Arabic (و ف ب ل ك ال and their combinations) and the suffixes of
Sorani and English, and these come off only when what remains is a known name. So "وكركوك" holds Kirkuk, "العراقية" holds
nothing and "كلار" is Kalar, not "like Lar".

All words are looked up at once by their hashes (`words.Spans`), first as they stand, then behind each run of letters that
may be proclitics; names of several words only where their first word is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.folding import codes_of
from disputemap.phrases import HashTable, hash_texts, plain_words
from disputemap.words import ARTICLE, CONJUNCTIONS, PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.words import Ints, Words

    Bools = NDArray[np.bool_]

LAM = "ل"
NISBA_ENDINGS = ("يه", "ي")
SORANI_PREFIXES = ("و", "له", "به", "بو")
SORANI_SUFFIXES = (
    "ه", "ن", "هن", "دا", "هوه", "وه", "ي", "يي", "ش", "يش", "يدا", "شدا", "يشدا", "هوهش", "يهوه", "داي", "دايه", "يان", "ان"
)  # fmt: skip
POSSESSIVE = "s"
MIN_GLUED_LETTERS = 3
MIN_RARE_GLUED_LETTERS = 4
RARE_CLITICS = frozenset("فك")
MIN_JOINED_LETTERS = 6  # a name of several words may be written as one (TalAfar, تلعفر) when it is this long

ARABIC_CLITICS = tuple((c, p, a) for c in CONJUNCTIONS for p in PREPOSITIONS for a in ("", ARTICLE))
CLITICS: tuple[tuple[str, ...], ...] = (
    *(tuple(part for part in parts if part) for parts in ARABIC_CLITICS),
    *((prefix,) for prefix in SORANI_PREFIXES),
)


class Matches(NamedTuple):
    """Known names in a text, a row each: words `first` to `last`, and which key of the matcher they are.

    `glued` letters stand before the name in its first word: `clitics` says which (a position in `CLITICS`); `cut` letters
    stand behind it in its last word.
    """

    first: Ints
    last: Ints
    glued: Ints
    cut: Ints
    key: Ints
    clitics: Ints

    def take(self, rows: NDArray[Any]) -> Matches:
        """Return some of the rows."""
        return Matches(*(column[rows] for column in self))


class _Patterns(NamedTuple):
    """What to look for, an entry each: the text, the key it stands for, and how it may be glued to."""

    text: tuple[str, ...]
    key: Ints
    assimilated: Bools  # the name with its article behind the preposition ل (للعراق)
    latin: Bools
    definite: Bools  # bears its own article
    nisba: Bools
    letters: Ints
    count: Ints


class Matcher:
    """All keys, ready to be found; equal keys count once. Keys are folded."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(sorted(set(keys)))
        self._patterns = _patterns(self.keys)
        single = np.flatnonzero(self._patterns.count == 1)
        several = np.flatnonzero(self._patterns.count > 1)
        hashes = hash_texts(self._patterns.text)
        self._single, self._several = _Part(hashes, single), _Part(hashes, several)
        self._firsts = HashTable(hash_texts([self._patterns.text[i].split()[0] for i in several]))
        self._most = int(self._patterns.count.max(initial=1))

    def find(self, words: Words, sorani: Bools) -> Matches:
        """Return all keys in a text, also where they overlap.

        Parameters
        ----------
        words
            The words of the folded text.
        sorani
            Which of them stand in Sorani.
        """
        if not len(words):
            return Matches(*(np.zeros(0, dtype=np.int64) for _ in Matches._fields))
        starts = _Starts.of(words, sorani)
        begins, ends = words.at[starts.word] + starts.glued, words.stops[starts.word]
        hashes = words.hashes(begins, ends)
        endings = _Endings(words, sorani)
        found = [_rows(starts, starts.word, 0, self._single.find(hashes)), *self._cut(starts, words, endings)]
        found += self._long(starts.take(self._firsts.maybe(hashes)), words, endings)
        return self._allowed(Matches(*map(np.concatenate, zip(*found, strict=True))), words)

    def _cut(self, starts: _Starts, words: Words, endings: _Endings) -> Iterator[Matches]:
        """Yield names of one word less a suffix."""
        for rows, cut in endings.of(starts.word):
            some = starts.take(rows)
            some = some.take(words.lengths[some.word] - cut > some.glued)
            hashes = words.hashes(words.at[some.word] + some.glued, words.stops[some.word] - cut)
            yield _rows(some, some.word, cut, self._single.find(hashes))

    def _long(self, starts: _Starts, words: Words, endings: _Endings) -> Iterator[Matches]:
        """Yield names of several words."""
        for count in range(2, self._most + 1):
            starts = starts.take(starts.word + count - 1 < len(words))
            starts = starts.take(words.joined[starts.word + count - 2])
            last = starts.word + count - 1
            begins = words.at[starts.word] + starts.glued
            yield _rows(starts, last, 0, self._several.find(words.hashes(begins, words.stops[last])))
            for rows, cut in endings.of(last):
                numbers = self._several.find(words.hashes(begins[rows], words.stops[last[rows]] - cut))
                yield _rows(starts.take(rows), last[rows], cut, numbers)

    def _allowed(self, found: Matches, words: Words) -> Matches:
        """Leave out what may not be glued to its name, and answer with keys instead of patterns."""
        patterns, pattern = self._patterns, found.key
        shape = _CLITIC_SHAPES.of(found.clitics)
        glued = found.glued > 0
        latin = patterns.latin[pattern]
        refused = glued & latin
        refused |= ~latin & (found.cut > 0) & (shape.arabic & glued)
        refused |= patterns.assimilated[pattern] & ~shape.only_lam
        refused |= shape.article & (patterns.definite[pattern] | patterns.nisba[pattern])
        least = np.where(shape.rare, MIN_RARE_GLUED_LETTERS, MIN_GLUED_LETTERS)
        refused |= glued & (patterns.letters[pattern] < least)
        kept = found.take(~refused)
        return kept._replace(key=patterns.key[kept.key])


class _Part:
    """Some of the patterns, by hash, answered by their positions among all."""

    def __init__(self, hashes: NDArray[np.uint64], rows: Ints) -> None:
        self._table = HashTable(hashes[rows])
        self._rows = np.append(rows, -1)

    def find(self, hashes: NDArray[np.uint64]) -> Ints:
        return self._rows[self._table.find(hashes)]


class _Starts(NamedTuple):
    """Where a name may begin: in which word, behind how many letters, and which clitics these are."""

    word: Ints
    glued: Ints
    clitics: Ints

    def take(self, rows: NDArray[Any]) -> _Starts:
        return _Starts(*(column[rows] for column in self))

    @classmethod
    def of(cls, words: Words, sorani: Bools) -> _Starts:
        everywhere = np.arange(len(words))
        parts = [cls(everywhere, np.zeros_like(everywhere), np.zeros_like(everywhere))]
        parts += _arabic_starts(words, everywhere[~sorani & (words.lengths > 1)])
        parts += _sorani_starts(words, everywhere[sorani & (words.lengths > 1)])
        return cls(*map(np.concatenate, zip(*parts, strict=True)))


def _arabic_starts(words: Words, among: Ints) -> Iterator[_Starts]:
    """Yield the words that may begin with a conjunction, a preposition, the article, or several of them in this order."""
    conjunction, preposition, article = _letter_numbers()
    first = words.letter(among)
    among = among[_holds(conjunction, first) | _holds(preposition, first) | (first == article[0])]
    bare = (among, np.zeros_like(among), np.zeros_like(among))
    for after_c in (bare, _strip(words, bare, conjunction, len(PREPOSITIONS) * 2)):
        for after_p in (after_c, _strip(words, after_c, preposition, 2)):
            word, glued, clitics = after_p
            if after_p is not bare:
                yield _Starts(*after_p)
            keep = words.lengths[word] > glued + len(article)
            word, glued, clitics = word[keep], glued[keep], clitics[keep]
            keep = (words.letter(word, glued) == article[0]) & (words.letter(word, glued + 1) == article[1])
            yield _Starts(word[keep], glued[keep] + len(article), clitics[keep] + 1)


def _strip(
    words: Words, starts: tuple[Ints, Ints, Ints], numbers: NDArray[np.int64], step: int
) -> tuple[Ints, Ints, Ints]:
    """Return the starts one letter further, where that letter is one of those with a number."""
    word, glued, clitics = starts
    letter = np.minimum(words.letter(word, glued), len(numbers) - 1)
    keep = (numbers[letter] > 0) & (words.lengths[word] > glued + 1)
    return word[keep], glued[keep] + 1, clitics[keep] + numbers[letter[keep]] * step


def _letter_numbers() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]:
    """Return, by code point, which conjunction or preposition a letter is (0 none), and the letters of the article."""
    tables = []
    for letters in (CONJUNCTIONS, PREPOSITIONS):
        table = np.zeros(max(map(ord, filter(None, letters))) + 2, dtype=np.int64)
        for number, letter in enumerate(letters):
            if letter:
                table[ord(letter)] = number
        tables.append(table)
    return tables[0], tables[1], codes_of(ARTICLE)


def _holds(numbers: NDArray[np.int64], letters: NDArray[np.uint32]) -> Bools:
    return numbers[np.minimum(letters, len(numbers) - 1)] > 0


def _sorani_starts(words: Words, among: Ints) -> Iterator[_Starts]:
    for number, prefix in enumerate(SORANI_PREFIXES, start=len(ARABIC_CLITICS)):
        rows = among[words.lengths[among] > len(prefix)]
        for offset, letter in enumerate(codes_of(prefix)):
            rows = rows[words.letter(rows, offset) == letter]
        yield _Starts(rows, np.full_like(rows, len(prefix)), np.full_like(rows, number))


class _Endings:
    """The words of a text that may end in a suffix: of Sorani, or the possessive of a Latin name."""

    def __init__(self, words: Words, sorani: Bools) -> None:
        self._marked: list[tuple[Bools, int]] = []
        kurdish = np.flatnonzero(sorani)
        for length in sorted({len(suffix) for suffix in SORANI_SUFFIXES}) if len(kurdish) else ():
            rows = kurdish[words.lengths[kurdish] > length]
            rows = rows[_SUFFIXES.find(words.hashes(words.stops[rows] - length, words.stops[rows])) >= 0]
            self._mark(rows, length, len(words))
        last, offsets = words.ends - 1, words.folded.offsets
        rows = np.flatnonzero((words.folded.codes[last] == ord(POSSESSIVE)) & (words.lengths > 1))
        self._mark(rows[offsets[last[rows]] - offsets[last[rows] - 1] > 1], len(POSSESSIVE), len(words))

    def _mark(self, rows: Ints, length: int, size: int) -> None:
        if len(rows):
            marked = np.zeros(size, dtype=bool)
            marked[rows] = True
            self._marked.append((marked, length))

    def of(self, at: Ints) -> Iterator[tuple[Ints, int]]:
        """Yield which of some words may end in a suffix, and how many letters that has."""
        for marked, length in self._marked:
            yield np.flatnonzero(marked[at]), length


_SUFFIXES = HashTable(hash_texts(SORANI_SUFFIXES))


def _rows(starts: _Starts, last: Ints, cut: int, numbers: Ints) -> Matches:
    hit = np.flatnonzero(numbers >= 0)
    some = starts.take(hit)
    return Matches(some.word, last[hit], some.glued, np.full(len(hit), cut), numbers[hit], some.clitics)


class _Shapes(NamedTuple):
    """What holds of clitics, by their position in `CLITICS`."""

    arabic: Bools
    article: Bools
    only_lam: Bools
    rare: Bools

    def of(self, clitics: Ints) -> _Shapes:
        return _Shapes(*(column[clitics] for column in self))


_CLITIC_SHAPES = _Shapes(
    np.array([index < len(ARABIC_CLITICS) for index, _ in enumerate(CLITICS)]),
    np.array([ARTICLE in parts for parts in CLITICS]),
    np.array([*(parts[1:] == (LAM, "") for parts in ARABIC_CLITICS), *(False for _ in SORANI_PREFIXES)]),
    np.array([not RARE_CLITICS.isdisjoint(parts) for parts in CLITICS]),
)


def _patterns(keys: Sequence[str]) -> _Patterns:
    """Return all ways in which keys are written: as they stand, behind ل without their alef, several words as one."""
    plain = [(plain_words(key), number, False) for number, key in enumerate(keys)]
    taken = {text for text, _, _ in plain}
    joined = [(text.replace(" ", ""), number, False) for text, number, _ in plain if " " in text]
    joined = [row for row in joined if len(row[0]) >= MIN_JOINED_LETTERS and row[0] not in taken]
    lam = [(LAM + text[2:], number, True) for text, number, _ in plain if text.startswith(ARTICLE)]
    rows = [row for row in [*plain, *joined, *lam] if row[0]]
    texts = tuple(text for text, _, _ in rows)
    return _Patterns(
        texts,
        np.array([number for _, number, _ in rows], dtype=np.int64),
        np.array([assimilated for _, _, assimilated in rows], dtype=bool),
        np.array([text.isascii() for text in texts], dtype=bool),
        np.array([text.startswith(ARTICLE) or assimilated for text, _, assimilated in rows], dtype=bool),
        np.array([text.endswith(NISBA_ENDINGS) for text in texts], dtype=bool),
        np.array([len(text) for text in texts], dtype=np.int64),
        np.array([text.count(" ") + 1 for text in texts], dtype=np.int64),
    )


def without_overlaps(found: Matches, words: Words) -> Matches:
    """Keep the longest of matches that share words; of equal ones, the one with less glued to it. In text order."""
    begins = words.starts[found.first] + found.glued
    letters = words.ends[found.last] - found.cut - begins
    ranked = found.take(np.lexsort((found.key, begins, found.glued, -letters)))
    changes = np.bincount(ranked.first, minlength=len(words) + 1) - np.bincount(
        ranked.last + 1, minlength=len(words) + 1
    )
    shared = np.concatenate([[0], np.cumsum(np.cumsum(changes) > 1)])  # words that several matches want, so far
    kept = shared[ranked.last + 1] == shared[ranked.first]
    taken: set[int] = set()
    for row in np.flatnonzero(~kept).tolist():
        span = range(ranked.first[row], ranked.last[row] + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            kept[row] = True
    result = ranked.take(kept)
    return result.take(np.argsort(result.first, kind="stable"))
