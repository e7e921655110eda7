"""Columns of parsing become Arrow arrays, whatever shape they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from disputemap.columns import Coded, Ragged, Struct, take, to_arrow

if TYPE_CHECKING:
    from disputemap.columns import Column

ITEM = pa.struct([("place_id", pa.string()), ("score", pa.float64())])
CODES = np.array([1, -1, 0, 1], dtype=np.int32)
OFFSETS = np.array([0, 2, 2, 3])


@pytest.mark.parametrize(
    ("column", "kind", "rows"),
    [
        (np.array([1.5, np.nan]), pa.float64(), [1.5, None]),
        (np.array([1, 2]), pa.int32(), [1, 2]),
        (np.array([True, False]), pa.bool_(), [True, False]),
        (["a", None], pa.string(), ["a", None]),
        (Coded(CODES, ["x", "y"]), pa.string(), ["y", None, "x", "y"]),
        (Coded(CODES[1:2], []), pa.string(), [None]),
        (Coded(CODES, [["p", "q"], []]), pa.list_(pa.string()), [[], None, ["p", "q"], []]),
        (Coded(CODES[:3], [{"score": 1.0}, None]), ITEM, [None, None, {"place_id": None, "score": 1.0}]),
        (Ragged(OFFSETS, Coded(CODES[[0, 2, 3]], ("x", "y"))), pa.list_(pa.string()), [["y", "x"], [], ["y"]]),
        (Ragged(OFFSETS, ["x", "y", "x"]), pa.list_(pa.string()), [["x", "y"], [], ["x"]]),
        (
            Ragged(OFFSETS, {"score": np.array([0.5, 0.25, np.nan]), "place_id": Coded(CODES[:3], ["x", "y"])}),
            pa.list_(ITEM),
            [
                [{"place_id": "y", "score": 0.5}, {"place_id": None, "score": 0.25}],
                [],
                [{"place_id": "x", "score": None}],
            ],
        ),
        (
            Struct(np.array([True, False]), {"score": np.array([1.0, 2.0])}),
            ITEM,
            [{"place_id": None, "score": 1.0}, None],
        ),
        (Ragged(np.array([0]), {"place_id": [], "score": []}), pa.list_(ITEM), []),
        (Coded(np.empty(0, np.int32), ["x"]), pa.string(), []),
    ],
)
def test_a_column_holds_its_rows(column: Column, kind: pa.DataType, rows: list[object]) -> None:
    array = to_arrow(column, kind)
    array.validate(full=True)
    assert array.type == kind
    assert array.to_pylist() == rows


@pytest.mark.parametrize(
    ("column", "rows", "values"),
    [
        (Coded(CODES, ("x", "y")), ["y", None, "x", "y"], ["x", "y"]),
        (Coded(CODES, ["x", "x"]), ["x", None, "x", "x"], ["x"]),
        (Coded(CODES, [None, "y"]), ["y", None, None, "y"], ["y"]),
        (Coded(CODES, ["\ud800", "\ud801"]), ["?", None, "?", "?"], ["?"]),
        (["y", None, "y"], ["y", None, "y"], ["y"]),
    ],
)
def test_texts_are_kept_once_and_never_twice_or_missing(column: Column, rows: list[object], values: list[str]) -> None:
    array = to_arrow(column, pa.dictionary(pa.int32(), pa.string()))
    array.validate(full=True)
    assert (array.to_pylist(), array.dictionary.to_pylist()) == (rows, values)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (np.array([1, 2, 3]), pa.int32()),
        (["a", None, "b"], pa.string()),
        (Coded(CODES[:3], ["x", "y"]), pa.string()),
        (Ragged(OFFSETS, ["x", "y", "z"]), pa.list_(pa.string())),
        (Ragged(OFFSETS, {"place_id": Coded(CODES[:3], ["x", "y"]), "score": np.arange(3.0)}), pa.list_(ITEM)),
        (Struct(np.array([True, False, True]), {"score": np.arange(3.0)}), ITEM),
    ],
)
@pytest.mark.parametrize("rows", [[], [0], [0, 2], [2, 1, 0, 0]])
def test_rows_are_taken_as_arrow_takes_them(column: Column, kind: pa.DataType, rows: list[int]) -> None:
    taken = to_arrow(take(column, np.array(rows, dtype=np.int64)), kind)
    taken.validate(full=True)
    assert taken.to_pylist() == to_arrow(column, kind).take(pa.array(rows, pa.int64())).to_pylist()


def test_half_a_surrogate_pair_takes_the_place_of_one_character() -> None:
    kind = pa.list_(ITEM)
    assert to_arrow(["a\ud800b"], pa.string()).to_pylist() == ["a?b"]
    assert to_arrow([[{"place_id": "\udfff"}]], kind).to_pylist() == [[{"place_id": "?", "score": None}]]


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(pa.ArrowException):
        to_arrow(["a"], pa.int32())
