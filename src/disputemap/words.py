"""A folded text as words: where each begins and ends, what parts it from the next, and a number for each phrase.

A phrase of any length has a hash that two look-ups and a multiplication give (`Words.hashes`), as of Karp and Rabin
(1987): that is what finds names and cues without going through the text letter by letter. Sentence marks and line
breaks end a phrase; quotation marks, brackets and number signs do not.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.folding import SPACE, codes_of, is_alnum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.folding import Codes, Folded

CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ل", "ك")
ARTICLE = "ال"
PROCLITICS = sorted((c + p for c in CONJUNCTIONS for p in PREPOSITIONS), key=len)
BREAKS = codes_of(".!?؟\u2029;؛:")  # what ends a sentence, or a clause that nothing is said across
COMMAS = codes_of(",،")
BRACKETS = codes_of("([/")
DOT, DIGITS_END = ord("."), ord("9") + 1
SHORT_WORD = 2  # letters of what a full stop may shorten: St. Helena, U.S.

Ints = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]

_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_FACTOR, -1, 1 << 64)


class _Powers:
    """Powers of the factor and of its inverse, as many as the longest text so far needed."""

    def __init__(self) -> None:
        self._size = 0
        self._grow(1 << 12)

    def _grow(self, size: int) -> None:
        self._size = size
        self._up = _cumulative(_FACTOR, size)
        self._down = _cumulative(_INVERSE, size)

    def take(self, size: int) -> tuple[Hashes, Hashes]:
        if size > self._size:
            self._grow(max(size, 2 * self._size))
        return self._up[:size], self._down


def _cumulative(factor: int, size: int) -> Hashes:
    powers = np.full(size, factor, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


_POWERS = _Powers()


class Spans:
    """The hashes of all spans of a text.

    Parameters
    ----------
    codes
        Its code points.
    """

    def __init__(self, codes: Codes) -> None:
        up, self._down = _POWERS.take(len(codes) + 1)
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(codes * up[:-1], out=self._sums[1:])

    def hashes(self, starts: NDArray[Any], ends: NDArray[Any]) -> Hashes:
        """Return the numbers of the spans from `starts` to before `ends`: equal texts, equal numbers."""
        return (self._sums[ends] - self._sums[starts]) * self._down[starts]


class Words:
    """The words of a folded text.

    Attributes
    ----------
    starts, ends
        Where each word begins and ends among the folded characters.
    at, stops, lengths
        Where each word begins and ends in the stream, which holds the words with one space behind each, and how many
        letters it has. Spans that are hashed are spans of the stream.
    hashes
        Their numbers, see `Spans`.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        codes = np.append(folded.codes, np.uint32(SPACE))
        inside = is_alnum(codes)
        change = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        if inside[0]:
            change = np.insert(change, 0, 0)
        self.starts, self.ends = change[::2], change[1::2]
        inside[self.ends] = True
        self.stream = codes[inside]
        lengths = self.ends - self.starts
        self.at: Ints = np.cumsum(lengths + 1) - lengths - 1
        self.lengths, self.stops = lengths, self.at + lengths
        self.stream[self.stops] = SPACE
        self.hashes = Spans(self.stream).hashes

    def __len__(self) -> int:
        """Count the words."""
        return len(self.starts)

    def word(self, index: int) -> str:
        """Return a folded word."""
        return self.phrase(index, index)

    def phrase(self, first: int, last: int) -> str:
        """Return the folded words from `first` to `last`, both included."""
        codes = self.stream[self.at[first] : self.at[last] + self.lengths[last]]
        return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")

    def word_of(self, positions: NDArray[Any]) -> Ints:
        """Return the words that hold, or last begin before, positions among the folded characters."""
        return np.searchsorted(self.starts, positions, side="right") - 1

    def letter(self, words: NDArray[Any], offset: int = 0) -> Codes:
        """Return the letter at an offset of each word; a space, and then other words, where it is shorter."""
        return self.stream[np.minimum(self.at[words] + offset, len(self.stream) - 1)]

    def _gaps_with(self, wanted: Codes) -> NDArray[np.bool_]:
        """Mark the words behind which one of some characters stands, before the next word."""
        found = np.zeros(len(self), dtype=bool)
        marks = np.flatnonzero(_is_one_of(self.folded.codes, wanted))
        gaps = np.searchsorted(self.starts, marks, side="right") - 1
        found[gaps[gaps >= 0]] = True
        return found

    @cached_property
    def breaks(self) -> NDArray[np.bool_]:
        """Mark the words behind which a sentence ends; the last word of all is one."""
        found = self._gaps_with(BREAKS)
        found[-1:] = True
        return found

    @cached_property
    def commas(self) -> NDArray[np.bool_]:
        """Mark the words behind which a comma stands."""
        return self._gaps_with(COMMAS)

    @cached_property
    def opened(self) -> NDArray[np.bool_]:
        """Mark the words behind which a bracket opens, or a stroke stands."""
        return self._gaps_with(BRACKETS)

    @cached_property
    def _stop_counts(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self.breaks | self.commas)])

    @cached_property
    def _break_counts(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self.breaks)])

    @cached_property
    def _comma_counts(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self.commas)])

    def stopped(self, firsts: NDArray[Any], lasts: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell whether a sentence ends, or a comma stands, between words `firsts` and words `lasts`."""
        return self._stop_counts[lasts] > self._stop_counts[firsts]

    def broken(self, firsts: NDArray[Any], lasts: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell whether a sentence ends between words `firsts` and words `lasts`."""
        return self._break_counts[lasts] > self._break_counts[firsts]

    def comma(self, firsts: NDArray[Any], lasts: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell whether a comma stands between words `firsts` and words `lasts`."""
        return self._comma_counts[lasts] > self._comma_counts[firsts]

    @cached_property
    def joined(self) -> NDArray[np.bool_]:
        """Mark the words that one name may hold together with the next: a full stop may only shorten (U.S., St. Helena)."""
        return ~(self.breaks | self.commas) | self._shortened

    def ends_sentence(self, index: int) -> bool:
        """Tell whether a sentence ends behind a word; a full stop within a number (12.5) ends none."""
        if not self.breaks[index]:
            return False
        following = self.starts[index + 1] if index + 1 < len(self) else -1
        return not (following == self.ends[index] + 1 and self.stream[self.at[index + 1]] < DIGITS_END)

    @property
    def _shortened(self) -> NDArray[np.bool_]:
        after = np.minimum(self.ends, len(self.folded.codes) - 1)
        short = (self.lengths <= SHORT_WORD) & (self.folded.codes[after] == DOT)
        next_starts = np.append(self.starts[1:], len(self.folded.codes) + 9)
        return short & (next_starts - self.ends <= SHORT_WORD) & ~self.commas


def _is_one_of(codes: Codes, wanted: Codes) -> NDArray[np.bool_]:
    """Tell which codes are among a few, by a table of the basic plane."""
    table = np.zeros(int(wanted.max()) + 2, dtype=bool)
    table[wanted] = True
    return table[np.minimum(codes, len(table) - 1)]
