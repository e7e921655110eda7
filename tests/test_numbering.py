"""Values in numbers, as they are first met."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.numbering import factorize, first_rows, numbers_of


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (np.array([7, 3, 7]), [0, 1, 0]),
        (np.array([2**64 - 1, 0, 2**64 - 1], np.uint64), [0, 1, 0]),
        (np.array([1.5, np.nan, 1.5, np.nan]), [0, 1, 0, 1]),
        (["b", None, "a", "b", None], [0, 1, 2, 0, 1]),
        (np.array([b"\0", b"", b"\0"], dtype=object), [0, 1, 0]),
        (np.zeros(0, np.int64), []),
        (pa.chunked_array([["b"], ["a", None], ["b"]]).dictionary_encode(), [0, 1, 2, 0]),
    ],
)
def test_equal_values_have_one_number(values: Any, codes: list[int]) -> None:  # noqa: ANN401 - whatever columns hold
    assert factorize(values).codes.tolist() == numbers_of(values).tolist() == codes


@given(st.lists(st.integers(-3, 3)))
def test_numbers_lead_back_to_values(values: list[int]) -> None:
    codes, distinct = factorize(np.array(values, np.int64))
    assert distinct[codes].tolist() == values
    assert first_rows(codes).tolist() == [values.index(value) for value in dict.fromkeys(values)]
