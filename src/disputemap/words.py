"""A folded text as words: where each begins and ends, what parts it from the next, and a number for each phrase.

A phrase of any length has a hash that two look-ups and a multiplication give (`Words.hashes_of`), as of Karp and Rabin
(1987): that is what finds names and cues without going through the text letter by letter. Sentence marks and line
breaks end a phrase; quotation marks, brackets and number signs do not.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.codepoints import SPACE, codes_of, text_of
from disputemap.ragged import any_within
from disputemap.vocabulary import Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.codepoints import Codes
    from disputemap.folding import Folded

CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ل", "ك")
ARTICLE = "ال"
PROCLITICS = sorted((c + p for c in CONJUNCTIONS for p in PREPOSITIONS), key=len)
BREAKS = ".!?؟\u2029;؛:"  # what ends a sentence, or a clause that nothing is said across
COMMAS, BRACKETS, DOT = ",،", "([/", "."
DIGITS_END = ord("9") + 1
SHORT_WORD = 2  # letters of what a full stop may shorten: St. Helena, U.S.

_BREAK, _COMMA, _BRACKET, _DOT = (np.uint8(1 << bit) for bit in range(4))
_KINDS = {_BREAK: BREAKS, _COMMA: COMMAS, _BRACKET: BRACKETS, _DOT: DOT}
_KIND_OF = np.zeros(max(map(ord, "".join(_KINDS.values()))) + 2, dtype=np.uint8)  # the last: all beyond
for _kind, _characters in _KINDS.items():
    _KIND_OF[codes_of(_characters)] |= _kind

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]

_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_MODULUS = 1 << 64
_INVERSE = pow(_FACTOR, -1, _MODULUS)
_AT_ONCE = 1 << 16  # letters that are added up together: a processor's cache holds what that takes


def _powers(first: int, factor: int, size: int) -> Hashes:
    """Return `first`, then each the one before times the factor."""
    powers = np.empty(size, dtype=np.uint64)
    powers[0], known = first, 1
    while known < size:  # each step doubles how many there are
        more = min(known, size - known)
        step = np.uint64(pow(factor, known, _MODULUS))
        np.multiply(powers[:more], step, out=powers[known : known + more])
        known += more
    return powers


# The inverse ones begin a power late, so that a span of one letter has a number with large digits too.
_UP, _DOWN = _powers(1, _FACTOR, _AT_ONCE), _powers(_FACTOR, _INVERSE, _AT_ONCE)


class Spans(NamedTuple):
    """The hashes of spans of a text: of each bound the sum of what stands before it, and a power to divide by."""

    sums: Hashes
    down: Hashes

    @classmethod
    def between(cls, bounds: Ints, codes: Codes) -> Spans:
        """Return the spans of code points that begin and end at some bounds, which ascend and go by their numbers.

        A space counts nothing, so that one at the end makes no difference.
        """
        sums, down = np.empty(len(bounds), dtype=np.uint64), np.empty(len(bounds), dtype=np.uint64)
        within = np.zeros(_AT_ONCE + 1, dtype=np.uint64)
        before = 0
        begins = range(0, len(codes) + 1, _AT_ONCE)
        cuts = np.searchsorted(bounds, [*begins, len(codes) + 1]).tolist()
        for begin, some in zip(begins, map(slice, cuts, cuts[1:]), strict=False):
            part, at = codes[begin : begin + _AT_ONCE], bounds[some] - begin
            after = np.subtract(part, np.uint32(SPACE), out=within[1 : len(part) + 1])
            after *= _UP[: len(part)]
            np.cumsum(after, out=after)
            up = pow(_FACTOR, begin, _MODULUS)
            sums[some] = within.take(at) * np.uint64(up) + np.uint64(before)
            down[some] = _DOWN.take(at) * np.uint64(pow(_INVERSE, begin, _MODULUS))
            before = (before + up * int(within[len(part)])) % _MODULUS
        return cls(sums, down)

    @property
    def adjoining(self) -> Hashes:
        """The numbers of the spans from each bound to the next."""
        numbers: Hashes = (self.sums[1:] - self.sums[:-1]) * self.down[:-1]
        return numbers

    def hashes(self, starts: NDArray[Any], ends: NDArray[Any]) -> Hashes:
        """Return the numbers of the spans from bounds `starts` to bounds `ends`: equal texts, equal numbers."""
        numbers: Hashes = self.sums.take(ends)
        numbers -= self.sums.take(starts)
        numbers *= self.down.take(starts)
        return numbers


def without_first(hashes: Hashes, letters: Codes) -> Hashes:
    """Return the numbers of spans less their first letters, given these and the numbers with them; 0 for nothing."""
    return hashes * np.uint64(_INVERSE) - (letters - np.uint32(SPACE))


def with_first(hashes: Hashes, letters: Codes) -> Hashes:
    """Return the numbers of spans with a letter more before each: the way back from `without_first`."""
    return (hashes + (letters - np.uint32(SPACE))) * np.uint64(_FACTOR)


def without_last(hashes: Hashes, endings: Hashes, lengths: Ints) -> Hashes:
    """Return the numbers of spans less their last letters, given the numbers of these, and how many are left.

    Of spans that are longer than any name the answer is any number.
    """
    return hashes - endings * _UP.take(lengths, mode="clip")


class Distinct(NamedTuple):
    """The distinct words of a text: where one that is each begins and ends in the stream, and its hash."""

    at: Ints
    stops: Ints
    own: Hashes


class Words:
    """The words of a folded text.

    Attributes
    ----------
    at, stops, lengths
        Where each word begins and ends in the stream, which holds the words with one space behind each, and how many
        letters it has.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.stream, self.stops = folded.codes, folded.stops
        self.at = np.append(0, self.stops + 1)[:-1]
        self.lengths = self.stops - self.at
        self._whole = Spans.between(np.append(self.at, len(self.stream)), self.stream)

    def __len__(self) -> int:
        """Count the words."""
        return len(self.stops)

    def word(self, index: int) -> str:
        """Return a folded word."""
        return self.phrase(index, index)

    def phrase(self, first: int, last: int) -> str:
        """Return the folded words from `first` to `last`, both included."""
        return text_of(self.stream[self.at[first] : self.stops[last]])

    def word_of(self, positions: NDArray[Any]) -> Ints:
        """Return the words that hold, or last begin before, positions in the stream."""
        return np.searchsorted(self.at, positions, side="right") - 1

    def hashes_of(self, firsts: NDArray[Any], lasts: NDArray[Any]) -> Hashes:
        """Return the numbers of the words from `firsts` to `lasts`, both included: equal words, equal numbers."""
        return self._whole.hashes(firsts, lasts + 1)

    def behind(self, hashes: Hashes, firsts: Ints, glued: Ints) -> Hashes:
        """Return the numbers of spans less letters of their first words, `firsts`, given those with all."""
        numbers = hashes.copy()
        for offset in range(int(glued.max(initial=0))):
            rows = np.flatnonzero(glued > offset)
            numbers[rows] = without_first(numbers.take(rows), self.letter(firsts.take(rows), offset))
        return numbers

    def endings(self, stops: Ints, most: int) -> list[Hashes]:
        """Return the numbers of the last letter before some places of the stream, of the last two, and so on."""
        numbers = [np.zeros(len(stops), dtype=np.uint64)]
        for back in range(1, most + 1):
            numbers.append(with_first(numbers[-1], self.stream.take(stops - back, mode="clip")))
        return numbers[1:]

    def letter(self, words: NDArray[Any], offset: int = 0) -> Codes:
        """Return the letter at an offset of each word; a space, and then other words, where it is shorter."""
        letters: Codes = self.stream.take(self.at.take(words) + offset, mode="clip")
        return letters

    @cached_property
    def _kinds(self) -> NDArray[np.uint8]:
        return _KIND_OF.take(self.folded.gaps.code, mode="clip")

    def _gaps_with(self, kind: np.uint8) -> Bools:
        """Mark the words behind which a mark of a kind stands, before the next word."""
        found = np.zeros(len(self) + 1, dtype=bool)  # the last for marks before the first word, which are number -1
        found[self.folded.gaps.word.take(np.flatnonzero(self._kinds & kind > 0))] = True
        return found[:-1]

    @cached_property
    def breaks(self) -> Bools:
        """Mark the words behind which a sentence ends; the last word of all is one, the letters of "U.S." are none."""
        found = self._gaps_with(_BREAK)
        short = np.flatnonzero(self._shortened)  # none is the last word
        letter = short[self.lengths[short] == 1]
        begins = self.folded.gaps.begins
        joined = (np.diff(letter) == 1) & (begins[letter[:-1] + 1] - begins[letter[:-1]] == 1)
        found[letter[1:][joined]] = found[letter[:-1][joined]] = False
        found[-1:] = True
        return found

    @cached_property
    def commas(self) -> Bools:
        """Mark the words behind which a comma stands."""
        return self._gaps_with(_COMMA)

    @cached_property
    def opened(self) -> Bools:
        """Mark the words behind which a bracket opens, or a stroke stands."""
        return self._gaps_with(_BRACKET)

    @cached_property
    def parted(self) -> Bools:
        """Mark the words behind which a sentence ends, or a comma stands."""
        return self.breaks | self.commas

    def stopped(self, firsts: NDArray[Any], lasts: NDArray[Any]) -> Bools:
        """Tell whether a sentence ends, or a comma stands, between words `firsts` and `lasts`, a little later."""
        return any_within(self.parted, firsts, lasts - 1)

    @cached_property
    def joined(self) -> Bools:
        """Mark the words that a name may hold together with the next: a full stop may shorten (U.S., St. Helena)."""
        return ~self.parted | self._shortened

    def ends_sentence(self, words: NDArray[Any]) -> Bools:
        """Tell behind which words a sentence ends; a full stop within a number (12.5) ends none."""
        following, begins = np.minimum(words + 1, len(self) - 1), self.folded.gaps.begins
        figure = (begins[following] == begins[words] + 1) & (self.stream[self.at[following]] < DIGITS_END)
        ends: Bools = self.breaks[words] & ~figure
        return ends

    @cached_property
    def own(self) -> Hashes:
        """The number of each word."""
        return self._whole.adjoining

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The distinct words."""
        return Vocabulary.of(self.own)

    @cached_property
    def distinct(self) -> Distinct:
        """The distinct words, by their numbers."""
        example = self.vocabulary.example
        return Distinct(self.at.take(example), self.stops.take(example), self.own.take(example))

    @cached_property
    def _shortened(self) -> Bools:
        """Mark short words with nothing but a full stop, and white space on one side of it, before the next word."""
        gaps = self.folded.gaps
        apart = np.diff(gaps.word, prepend=-1, append=len(self) - 1) > 0  # marks behind another word than that before
        dots = np.flatnonzero((self._kinds & _DOT > 0) & apart[:-1] & apart[1:])
        rows = gaps.word.take(dots)
        short = np.flatnonzero(self.lengths.take(rows) <= SHORT_WORD)
        dots, rows = dots[short], rows[short]
        rows = rows[(gaps.at[dots] == gaps.begins[rows]) | (gaps.at[dots] + 1 == gaps.begins[rows + 1])]
        found = np.zeros(len(self), dtype=bool)
        found[rows] = True
        return found
