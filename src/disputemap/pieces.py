"""Spans of a text -> the distinct texts among them: names repeat, so of each a string is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from disputemap.columns import Coded
from disputemap.numbering import first_rows, numbers_of
from disputemap.ragged import positions, to_offsets

if TYPE_CHECKING:
    from disputemap.batch import Batch
    from disputemap.words import Ints


def pieces_of(batch: Batch, starts: Ints, ends: Ints) -> Coded:
    """Return the spans from `starts` to before `ends` of a batch's text as a column, its values the distinct texts."""
    codes = numbers_of(_letters(batch, starts, ends))
    first = first_rows(codes)
    return Coded(codes.astype(np.int32), texts_at(batch, starts[first], ends[first]))


def texts_at(batch: Batch, starts: Ints, ends: Ints) -> list[str]:
    """Return the spans from `starts` to before `ends` of a batch's text, a string each."""
    text = batch.text
    return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _letters(batch: Batch, starts: Ints, ends: Ints) -> pa.LargeBinaryArray:
    """Return the spans as the bytes of their code points, which cost far less than strings to make and to compare."""
    source, offsets = batch.words.folded.source, to_offsets(ends - starts)
    letters = source.take(positions(starts, offsets))
    buffers = [None, pa.py_buffer(offsets * source.itemsize), pa.py_buffer(letters)]
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(starts), buffers)
