"""Columns in codes: of what is distinct each once, in the order in which it is first met, and numbers for the rows.

Nothing here makes an object of a row. -1 is what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.numbering import factorize

if TYPE_CHECKING:
    import numpy.typing as npt


class Coded(NamedTuple):
    """A column: row i holds `distinct[codes[i]]`, nothing where the code is -1."""

    codes: npt.NDArray[np.int64]
    distinct: pa.Array


def coded(column: pa.ChunkedArray | pa.Array) -> Coded:
    """Return a column in codes.

    >>> coded(pa.array(["b", None, "a", "b"])).codes
    array([ 0, -1,  1,  0])
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    found, held = factorize(array.indices.fill_null(-1))
    order = np.cumsum(held >= 0) - 1
    codes = np.where(held >= 0, order, -1)[found] if len(found) else np.zeros(0, np.int64)
    return Coded(codes, array.dictionary.take(pa.array(held[held >= 0], pa.int64())))


def combined(*columns: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return one column of codes for several of codes: rows are equal where they are equal in each.

    >>> combined(np.array([0, 1, 0]), np.array([-1, 2, -1]))
    array([0, 1, 0])
    """
    codes = factorize(columns[0]).codes
    for column in columns[1:]:
        more, held = factorize(column)
        codes = factorize(codes * max(len(held), 1) + more).codes
    return codes


def numbered(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return numbers, or NaN, as codes."""
    return factorize(values).codes


def first_rows(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return where each code, in the order in which they are first met, first stands.

    >>> first_rows(np.array([0, 0, 1, 0, 2]))
    array([0, 2, 4])
    """
    return np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1) > 0)


def truths(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Return a column of truths; what is missing is false."""
    found: npt.NDArray[np.bool_] = pc.fill_null(column, fill_value=False).to_numpy(zero_copy_only=False)
    return found


class Lists(NamedTuple):
    """A column of lists: row i holds list number `codes[i]`, which is `items[offsets[code]:offsets[code + 1]]`."""

    codes: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    items: npt.NDArray[np.int64]


def distinct_lists(offsets: npt.NDArray[np.int64], items: npt.NDArray[np.int64]) -> Lists:
    """Return lists of codes with each distinct one held once.

    They are told apart by 64-bit hashes of their items and places, so that two of a million differ but for a chance of
    one in ten million.

    >>> distinct_lists(np.array([0, 2, 2, 4]), np.array([5, 6, 5, 6])).codes
    array([0, 1, 0])
    """
    place = np.arange(len(items)) - np.repeat(offsets[:-1], np.diff(offsets))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_mixed(items + 1, place), dtype=np.uint64)])
    codes = factorize(sums[offsets[1:]] - sums[offsets[:-1]]).codes
    rows = first_rows(codes)
    sizes = np.diff(offsets)[rows]
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    at = np.arange(ends[-1]) + np.repeat(offsets[rows] - ends[:-1], sizes)
    return Lists(codes, ends, items[at])


def _mixed(items: npt.NDArray[np.int64], place: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Scatter numbers over 64 bits (the finalizer of splitmix64)."""
    mixed = (items.astype(np.uint64) << np.uint64(20)) + place.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
