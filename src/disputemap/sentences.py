"""Batch -> sentences: where each begins and ends, and which one a position lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.folding import codes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.folding import Codes
    from disputemap.words import Ints

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
    at = np.flatnonzero(_among(source, _ENDS)) + 1
    at = _skip(source, at, _CLOSERS)
    at = at[_among(source[np.minimum(at, len(source) - 1)], _SPACES)]
    lines = np.flatnonzero(source == _LINE)
    after = _skip(source, np.concatenate([at, lines]), _SPACES)
    return np.unique(np.concatenate([[0], after]))


def sentences_around(batch: Batch, starts: Ints, firsts: Ints, lasts: Ints) -> Pieces:
    """Return the sentence around each span (`firsts` to before `lasts`); of an endless one, what is near."""
    source = batch.words.folded.source
    number = np.searchsorted(starts, firsts, side="right") - 1
    begin = np.maximum(starts[number], firsts - MAX_BESIDE)
    until = np.append(starts, len(source))[number + 1]
    end = np.minimum(until, lasts + MAX_BESIDE)
    return Pieces(_skip(source, begin, _SPACES), _skip_back(source, end), number)


def _among(codes: Codes, wanted: Codes) -> NDArray[np.bool_]:
    table = np.zeros(int(wanted.max()) + 2, dtype=bool)
    table[wanted] = True
    return table[np.minimum(codes, len(table) - 1)]


def _skip(source: Codes, at: Ints, wanted: Codes) -> Ints:
    """Move positions over the code points of a kind, all at once; a long run is crossed in few steps."""
    inside = np.append(_among(source, wanted), False) if len(at) else np.zeros(1, dtype=bool)
    stops = None
    at = at.copy()
    rows = np.flatnonzero(inside[at])
    for _ in range(8):
        if not len(rows):
            return at
        at[rows] += 1
        rows = rows[inside[at[rows]]]
    stops = np.flatnonzero(~inside)
    at[rows] = stops[np.searchsorted(stops, at[rows])]
    return at


def _skip_back(source: Codes, at: Ints) -> Ints:
    """Move ends of spans back over white space."""
    backwards = _skip(source[::-1], len(source) - at, _SPACES)
    return len(source) - backwards
