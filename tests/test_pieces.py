"""Spans of a text become numbers and distinct texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from disputemap.batch import Batch
from disputemap.models import Document
from disputemap.pieces import pieces_of, texts_at

LONG = 64
SPANS = st.lists(st.tuples(st.integers(0, LONG), st.integers(0, LONG)).map(sorted), max_size=20)


@given(st.text("ab\0\ud800", min_size=LONG, max_size=LONG), SPANS)
def test_each_span_is_given_back_and_each_text_is_held_once(text: str, spans: list[list[int]]) -> None:
    batch = Batch([Document("a", text)])
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    codes, values = pieces_of(batch, starts, ends)
    wanted = [text[start:end] for start, end in spans]
    assert [values[code] for code in codes.tolist()] == wanted == texts_at(batch, starts, ends)
    assert list(values) == list(dict.fromkeys(wanted))
