"""Rows of unequal length, worked out by hand; the awkward ones are empty."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.ragged import (
    NONE,
    any_within,
    expand,
    flatten,
    owners,
    segment_any,
    segment_argmax,
    segment_max,
    segment_softmax,
    segment_sum,
    to_offsets,
)

# Five rows: nothing, [3, 1], nothing, [2, 5, 5], nothing.
OFFSETS = np.array([0, 0, 2, 2, 5, 5])
VALUES = np.array([3.0, 1.0, 2.0, 5.0, 5.0])


def test_reductions_with_empty_rows_first_between_and_last() -> None:
    assert segment_sum(VALUES, OFFSETS).tolist() == [0, 4, 0, 12, 0]
    assert segment_max(VALUES, OFFSETS, empty=-9.0).tolist() == [-9, 3, -9, 5, -9]
    assert segment_any(VALUES > 3, OFFSETS).tolist() == [False, False, False, True, False]
    assert segment_argmax(VALUES, OFFSETS).tolist() == [NONE, 0, NONE, 3, NONE]


def test_only_empty_rows() -> None:
    nothing, offsets = np.zeros(0), np.array([0, 0, 0])
    assert segment_sum(nothing, offsets).tolist() == [0, 0]
    assert segment_argmax(nothing, offsets).tolist() == [NONE, NONE]
    assert segment_softmax(nothing, offsets).size == 0


def test_no_rows() -> None:
    assert segment_max(np.zeros(0), np.array([0]), empty=0.0).size == 0
    assert owners(np.array([0])).size == 0


def test_shares_add_up_to_one() -> None:
    shares = segment_softmax(np.array([0.0, np.log(3.0), 1e6, -1e6, -1e6]), OFFSETS)
    assert shares.tolist() == pytest.approx([0.25, 0.75, 1.0, 0.0, 0.0])


def test_rows_are_laid_out_in_the_order_asked_for() -> None:
    rows = expand(OFFSETS, np.array([3, 0, 1, 3]))
    assert rows.owner.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]
    assert rows.at.tolist() == [2, 3, 4, 0, 1, 2, 3, 4]
    assert expand(OFFSETS, np.zeros(0, np.int64)).at.size == 0


@given(st.lists(st.lists(st.integers(-5, 5), max_size=4), max_size=8))
def test_flattened_rows_reduce_like_lists(rows: list[list[int]]) -> None:
    offsets, flat = flatten(rows)
    assert segment_sum(flat, offsets).tolist() == [sum(row) for row in rows]
    assert segment_max(flat, offsets, empty=-9).tolist() == [max(row, default=-9) for row in rows]
    assert to_offsets(np.array([len(row) for row in rows], np.int64)).tolist() == offsets.tolist()
    assert [flat[at] for at in expand(offsets, np.arange(len(rows))).at] == [item for row in rows for item in row]


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.data())
def test_spans_of_any_length_are_told_as_one_by_one(marked: list[bool], data: st.DataObject) -> None:
    span = st.tuples(*[st.integers(0, len(marked) - 1)] * 2).map(sorted)
    spans = data.draw(st.lists(span, min_size=1, max_size=9))
    first, last = np.array(spans).T
    told = any_within(np.array(marked), first, last).tolist()
    assert told == [any(marked[begin : end + 1]) for begin, end in spans]
