"""Batch -> sentences: where each begins and ends, and which one a position lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.codepoints import codes_of
from disputemap.ragged import distinct

if TYPE_CHECKING:
    from disputemap.batch import Batch
    from disputemap.codepoints import Codes
    from disputemap.words import Bools, Ints

NEAR = 8  # steps that positions are moved one by one, before the whole text is looked at
MAX_BESIDE = 1000  # characters of a sentence kept before and after a mention: a text without stops is one sentence
_ENDS, _CLOSERS, _SPACES = (np.uint8(1 << bit) for bit in range(3))
_KINDS = {
    _ENDS: ".!?؟…",
    _CLOSERS: "\"'»”’)]",
    _SPACES: " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u2028\u2029\u202f\u3000",
}
_KIND_OF = np.zeros(max(map(ord, "".join(_KINDS.values()))) + 2, dtype=np.uint8)  # the last: all beyond
for _kind, _characters in _KINDS.items():
    _KIND_OF[codes_of(_characters)] |= _kind


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
    gaps = batch.words.folded.gaps
    marks = gaps.origin.take(np.flatnonzero(_are(gaps.code, _ENDS)))  # and what folds to them: fewer to look at
    ends = _skip(source, marks[_are(source.take(marks), _ENDS)] + 1, _CLOSERS)
    ends = ends[_are(source[np.minimum(ends, len(source) - 1)], _SPACES)]
    after = _skip(source, np.concatenate([ends, gaps.lines]), _SPACES)
    return distinct(np.append(after, 0))


def sentences_around(batch: Batch, starts: Ints, firsts: Ints, lasts: Ints) -> Pieces:
    """Return the sentence around each span (`firsts` to before `lasts`); of an endless one, what is near."""
    source = batch.words.folded.source
    number = np.searchsorted(starts, firsts, side="right") - 1
    begin = np.maximum(starts[number], firsts - MAX_BESIDE)
    until = np.append(starts, len(source))[number + 1]
    end = np.minimum(until, lasts + MAX_BESIDE)
    return Pieces(_skip(source, begin, _SPACES), _skip_back(source, end), number)


def _are(codes: Codes, kind: np.uint8) -> Bools:
    """Tell which code points are of a kind."""
    found: Bools = _KIND_OF.take(codes, mode="clip") & kind > 0
    return found


def _skip(source: Codes, at: Ints, kind: np.uint8) -> Ints:
    """Move positions over code points of a kind, all at once."""
    at = at.copy()
    rows = np.arange(len(at))
    for _ in range(NEAR):
        here = at.take(rows)
        letters = source[np.minimum(here, len(source) - 1)]  # of a text read backwards, `take` would make a copy
        rows = rows.take(np.flatnonzero(_are(letters, kind) & (here < len(source))))
        if not len(rows):
            return at
        at[rows] += 1
    stops = np.flatnonzero(np.append(~_are(source, kind), True))  # a long run: look up where it ends
    at[rows] = stops[np.searchsorted(stops, at[rows])]
    return at


def _skip_back(source: Codes, at: Ints) -> Ints:
    """Move ends of spans back over white space."""
    return len(source) - _skip(source[::-1], len(source) - at, _SPACES)
