"""Batch -> sentences: where each begins and ends, and which one a position lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.folding import codes_of
from disputemap.ragged import distinct

if TYPE_CHECKING:
    from disputemap.batch import Batch
    from disputemap.folding import Codes
    from disputemap.words import Bools, Ints

NEAR = 8  # steps that positions are moved one by one, before the whole text is looked at
MAX_BESIDE = 1000  # characters of a sentence kept before and after a mention: a text without stops is one sentence
_ENDS = codes_of(".!?؟…")
_CLOSERS = codes_of("\"'»”’)]")
_SPACES = codes_of(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u2028\u2029\u202f\u3000")
_LINE = ord("\n")


class Pieces(NamedTuple):
    """The sentence around each of n spans, trimmed: code points of the batch's text; and the sentence's number."""

    start: Ints
    end: Ints
    number: Ints


def sentence_starts(batch: Batch) -> Ints:
    """Return where sentences begin: behind a full stop, what closes with it and white space; or on a new line."""
    source = batch.words.folded.source
    if not len(source):
        return np.zeros(1, dtype=np.int64)
    marks = batch.words.mark_origins
    ends = _skip(source, marks[_among(source[marks], _ENDS)] + 1, _CLOSERS)
    ends = ends[_among(source[np.minimum(ends, len(source) - 1)], _SPACES)]
    lines = np.flatnonzero(source == _LINE)
    after = _skip(source, np.concatenate([ends, lines]), _SPACES)
    return distinct(np.append(after, 0))


def sentences_around(batch: Batch, starts: Ints, firsts: Ints, lasts: Ints) -> Pieces:
    """Return the sentence around each span (`firsts` to before `lasts`); of an endless one, what is near."""
    source = batch.words.folded.source
    number = np.searchsorted(starts, firsts, side="right") - 1
    begin = np.maximum(starts[number], firsts - MAX_BESIDE)
    until = np.append(starts, len(source))[number + 1]
    end = np.minimum(until, lasts + MAX_BESIDE)
    return Pieces(_skip(source, begin, _SPACES), _skip_back(source, end), number)


def _among(codes: Codes, few: Codes) -> Bools:
    """Tell which code points are among a few: to compare with each is faster than to look up in a table."""
    found = np.zeros(len(codes), dtype=bool)
    for code in few:
        found |= codes == code
    return found


def _skip(source: Codes, at: Ints, few: Codes) -> Ints:
    """Move positions over code points of a kind, all at once."""
    at = at.copy()
    rows = np.arange(len(at))
    for _ in range(NEAR):
        rows = rows[at[rows] < len(source)]
        rows = rows[_among(source[at[rows]], few)]
        if not len(rows):
            return at
        at[rows] += 1
    stops = np.flatnonzero(np.append(~_among(source, few), True))  # a long run: look up where it ends
    at[rows] = stops[np.searchsorted(stops, at[rows])]
    return at


def _skip_back(source: Codes, at: Ints) -> Ints:
    """Move ends of spans back over white space."""
    return len(source) - _skip(source[::-1], len(source) - at, _SPACES)
