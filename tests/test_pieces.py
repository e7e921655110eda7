"""Spans of a text become numbers and distinct texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from disputemap import pieces
from disputemap.batch import Batch
from disputemap.models import Document
from disputemap.pieces import LONG, pieces_of, texts_at

if TYPE_CHECKING:
    import pytest

SPANS = st.lists(st.tuples(st.integers(0, 2 * LONG), st.integers(0, 2 * LONG)).map(sorted), max_size=20)


@given(st.text("ab\0\ud800", min_size=2 * LONG, max_size=2 * LONG), SPANS)
def test_each_span_is_given_back_and_each_text_is_held_once(text: str, spans: list[list[int]]) -> None:
    batch = Batch([Document("a", text)])
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    codes, values = pieces_of(batch, starts, ends)
    wanted = [text[start:end] for start, end in spans]
    assert [values[code] for code in codes.tolist()] == wanted == texts_at(batch, starts, ends)
    assert list(values) == list(dict.fromkeys(wanted))


def test_texts_whose_numbers_are_equal_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_numbers", lambda *_: np.zeros(3, np.uint64))
    starts, ends = np.array([0, 1, 2]), np.array([1, 2, 3])
    codes, values = pieces_of(Batch([Document("a", "aba")]), starts, ends)
    assert (codes.tolist(), list(values)) == ([0, 1, 0], ["a", "b"])
