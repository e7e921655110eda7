"""Values -> numbers of the distinct ones, in the order in which they are first met.

Arrow's hash table does it, which columns are in anyway; that of pandas takes two to four times as long for many rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Numbered(NamedTuple):
    """Values in numbers: value i is `distinct[codes[i]]`."""

    codes: NDArray[np.int64]
    distinct: NDArray[Any]


def factorize(values: NDArray[Any] | Sequence[Any] | pa.Array | pa.ChunkedArray) -> Numbered:
    """Return the number of each value: equal ones share it, as do missing ones, and NaN.

    Parameters
    ----------
    values
        n numbers, texts or byte strings, or a column of them.

    >>> factorize(np.array([7, 3, 7])).distinct
    array([7, 3])
    """
    found = _encoded(values)
    return Numbered(_codes(found), found.dictionary.to_numpy(zero_copy_only=False))


def numbers_of(values: NDArray[Any] | Sequence[Any] | pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
    """Return the numbers alone, as `factorize` has them: the distinct values need not be made.

    >>> numbers_of(np.array([7, 3, 7]))
    array([0, 1, 0])
    """
    return _codes(_encoded(values))


def _encoded(values: NDArray[Any] | Sequence[Any] | pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else pa.array(values)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()  # in the order of its rows, whatever that of its dictionary
    return array.dictionary_encode(null_encoding="encode")


def _codes(found: pa.DictionaryArray) -> NDArray[np.int64]:
    codes: NDArray[np.int64] = found.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def first_rows(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each number, in the order in which they are first met, first stands.

    >>> first_rows(np.array([0, 0, 1, 0, 2]))
    array([0, 2, 4])
    """
    first = np.zeros(int(codes.max(initial=-1)) + 1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several written to one spot the last stays: the first row
    return first
