"""Spans of a text -> the distinct texts among them: names repeat, so of each a string is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disputemap.columns import Coded
from disputemap.numbering import factorize, first_rows
from disputemap.ragged import to_offsets

if TYPE_CHECKING:
    from disputemap.batch import Batch
    from disputemap.words import Hashes, Ints

LONG = 64  # letters; few spans have as many
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def pieces_of(batch: Batch, starts: Ints, ends: Ints) -> Coded:
    """Return the spans from `starts` to before `ends` of a batch's text as a column, its values the distinct texts."""
    codes = factorize(_numbers(batch, starts, ends)).codes
    if not _are_alike(batch, starts, ends, first_rows(codes)[codes]):  # a text made so that two numbers are equal
        codes = factorize(texts_at(batch, starts, ends)).codes
    first = first_rows(codes)
    return Coded(codes.astype(np.int32), texts_at(batch, starts[first], ends[first]))


def _are_alike(batch: Batch, starts: Ints, ends: Ints, example: Ints) -> bool:
    """Tell whether each span says what the one in row `example` does, letter by letter."""
    lengths = ends - starts
    if (lengths != lengths[example]).any():
        return False
    offsets, source = to_offsets(lengths), batch.words.folded.source
    at = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
    return bool((source.take(at) == source.take(at + np.repeat(starts[example] - starts, lengths))).all())


def texts_at(batch: Batch, starts: Ints, ends: Ints) -> list[str]:
    """Return the spans from `starts` to before `ends` of a batch's text, a string each."""
    text = batch.text
    return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _numbers(batch: Batch, starts: Ints, ends: Ints) -> Hashes:
    """Return a number for each span, 64 bits: equal texts have equal ones.

    The first letters of all spans are taken in at once, then the second ones of those that have any, and so on.
    """
    source = batch.words.folded.source
    lengths = np.minimum(ends - starts, LONG + 1)
    longest_first = np.argsort(-lengths.astype(np.int8), kind="stable")
    at, shorter = starts[longest_first], -lengths[longest_first]
    mixed = np.ones(len(at), dtype=np.uint64)
    steps = np.arange(min(int(lengths.max(initial=0)), LONG))
    for step, longer in enumerate(np.searchsorted(shorter, -steps).tolist()):
        some = mixed[:longer]
        some += source.take(at[:longer] + step)
        some *= _FACTOR
    numbers: Hashes = np.empty_like(mixed)
    numbers[longest_first] = mixed
    long = np.flatnonzero(lengths > LONG)
    numbers[long] = [hash(text) % 2**64 for text in texts_at(batch, starts[long], ends[long])]
    return numbers
