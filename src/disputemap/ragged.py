"""Rows of unequal length in flat arrays: what belongs to row `i` lies at `offsets[i]:offsets[i + 1]`.

Candidates of mentions, ancestors of places, sites of documents: many short lists, worked on all at once. A row may be
empty everywhere here; numpy's own `reduceat` answers wrongly for those.

>>> offsets = to_offsets(np.array([2, 0, 3]))
>>> offsets
array([0, 2, 2, 5])
>>> segment_max(np.array([1.0, 4.0, 2.0, 3.0, 3.0]), offsets, empty=0.0)
array([4., 0., 3.])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.signedinteger[Any]]
    Floats = NDArray[np.float64]

NONE = -1  # stands for "no element" in arrays of positions
LEAST_BITS, SPARE_BITS, MOST_BITS = 10, 4, 18  # of a table: at most one entry in sixteen is filled, a cache holds all
SHORT_SPAN = 32  # elements: longer spans are told by counting what is before each
MOST_FLAGS = 1 << 22  # of which there may be one for each code


class Expanded(NamedTuple):
    """Rows picked and laid out: `owner` is the index into the rows asked for, `at` the position in the flat data."""

    owner: NDArray[np.int64]
    at: NDArray[np.int64]


def to_offsets(counts: Ints | NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return where rows of these lengths start and end; one more than there are rows."""
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def flatten(rows: Sequence[Iterable[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return lists of numbers as offsets and flat data.

    >>> flatten([[7, 8], [], [9]])
    (array([0, 2, 2, 3]), array([7, 8, 9], dtype=int32))
    """
    lists = [list(row) for row in rows]
    flat = np.fromiter((item for row in lists for item in row), np.int32)
    return to_offsets(np.fromiter(map(len, lists), np.int64, len(lists))), flat


def owners(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of each element.

    >>> owners(np.array([0, 2, 2, 5]))
    array([0, 0, 2, 2, 2])
    """
    size = int(offsets[-1])  # to count the ends is much quicker than np.repeat, which goes from row to row
    return np.bincount(offsets[1:], minlength=size + 1)[:size].cumsum()


def positions(firsts: Ints, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the positions in rows that begin at `firsts`, laid end to end: row `i` at `offsets[i]:offsets[i + 1]`.

    For rows of more than a few elements; `expand` is as quick for those of one or two.

    >>> positions(np.array([7, 3]), np.array([0, 2, 5]))
    array([7, 8, 3, 4, 5])
    """
    steps = np.ones(int(offsets[-1]) + 1, np.int64)  # the last is for empty rows at the end
    np.add.at(steps, offsets[:-1], np.diff(firsts - offsets[:-1], prepend=1))
    return steps[:-1].cumsum()


def expand(offsets: NDArray[np.int64], rows: Ints) -> Expanded:
    """Lay out the elements of some rows, in the order asked for; a row may be asked for again.

    >>> expand(np.array([0, 2, 2, 5]), np.array([2, 1, 0]))
    Expanded(owner=array([0, 0, 0, 2, 2]), at=array([2, 3, 4, 0, 1]))
    """
    first = offsets.take(rows)
    laid = to_offsets(offsets.take(rows + 1) - first)
    owner = owners(laid)
    at = (first - laid[:-1]).take(owner)
    at += np.arange(len(owner))
    return Expanded(owner, at)


def _reduce(ufunc: np.ufunc, values: NDArray[Any], offsets: NDArray[np.int64], empty: float) -> NDArray[Any]:
    """Reduce each row; rows without elements give `empty`.

    `reduceat` is handed the filled rows only: each then ends where the next filled one starts.
    """
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    answer = np.full(len(offsets) - 1, empty, values.dtype)
    if filled.size:
        answer[filled] = ufunc.reduceat(values, offsets[filled])
    return answer


def segment_sum(values: NDArray[Any], offsets: NDArray[np.int64]) -> NDArray[Any]:
    """Return the sum of each row, 0 for an empty one."""
    return _reduce(np.add, values, offsets, 0)


def segment_max(values: NDArray[Any], offsets: NDArray[np.int64], *, empty: float) -> NDArray[Any]:
    """Return the largest of each row."""
    return _reduce(np.maximum, values, offsets, empty)


def segment_any(flags: NDArray[np.bool_], offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell for each row whether any of its elements is true."""
    before = np.zeros(len(flags) + 1, np.int32)
    np.cumsum(flags, out=before[1:])
    found: NDArray[np.bool_] = before[offsets[1:]] > before[offsets[:-1]]
    return found


def covered(firsts: Ints, lasts: Ints, size: int) -> NDArray[np.bool_]:
    """Mark those of `size` words that lie in spans from `firsts` to `lasts`, both included.

    >>> covered(np.array([1, 2]), np.array([2, 2]), 4)
    array([False,  True,  True, False])
    """
    marked, length = np.zeros(size, bool), np.asarray(lasts) - firsts
    for step in range(int(length.max(initial=-1)) + 1):
        marked[firsts[np.flatnonzero(length >= step)] + step] = True
    return marked


def any_within(marked: NDArray[np.bool_], firsts: Ints, lasts: Ints) -> NDArray[np.bool_]:
    """Tell which spans from `firsts` to `lasts`, both included, hold anything marked; short ones are told sooner.

    >>> any_within(np.array([False, True, False]), np.array([0, 2]), np.array([1, 2]))
    array([ True, False])
    """
    found, length = marked[lasts], lasts - firsts
    longest = int(length.max(initial=0))
    if longest > SHORT_SPAN:
        before = np.append(0, np.cumsum(marked))
        return found | (before[lasts + 1] > before[np.minimum(firsts, lasts)])
    for step in range(longest):
        longer = np.flatnonzero(length > step)
        found[longer] |= marked[firsts[longer] + step]
    return found


def segment_argmax(values: NDArray[Any], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position (in `values`) of the largest of each row, the first of equals; NONE for an empty row.

    >>> segment_argmax(np.array([1, 4, 2, 3, 3]), np.array([0, 2, 2, 5]))
    array([ 1, -1,  3])
    """
    owner = owners(offsets)
    at = np.flatnonzero(values == segment_max(values, offsets, empty=0)[owner])[::-1]
    answer = np.full(len(offsets) - 1, NONE, np.int64)
    answer[owner[at]] = at  # the last one written stays, which is the first of the row
    return answer


def segment_softmax(values: Floats, offsets: NDArray[np.int64], largest: Floats | None = None) -> Floats:
    """Turn the points of each row into shares that add up to 1; `largest` are the largest of the rows, if known.

    >>> segment_softmax(np.array([5.0, 5.0, -800.0]), np.array([0, 2, 3]))
    array([0.5, 0.5, 1. ])
    """
    owner = owners(offsets)
    largest = segment_max(values, offsets, empty=0) if largest is None else largest
    weights = np.exp(values - largest[owner])
    shares: Floats = weights / segment_sum(weights, offsets)[owner]
    return shares


def are_new(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark values that differ from the one before them; the first does.

    >>> are_new(np.array([5, 5, 7]))
    array([ True, False,  True])
    """
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def distinct(codes: Ints) -> NDArray[np.int64]:
    """Return the distinct codes (from 0), ascending; by sorting, which for such numbers beats the hashes of `unique`.

    >>> distinct(np.array([5, 1, 5]))
    array([1, 5])
    """
    ordered = np.sort(codes.astype(np.int64, copy=False))
    return ordered[np.flatnonzero(are_new(ordered))]


def find_in(codes: Ints, ordered: Ints) -> NDArray[np.int64]:
    """Return where each code (from 0) stands among ordered ones, NONE if it does not.

    A table by their lowest bits tells most at once, far sooner than a search: a small one, since to clear and to fill a
    large one would take longer than all the rest. What it has another code for is searched for.

    >>> find_in(np.array([5, 6]), np.array([1, 5, 9]))
    array([ 1, -1])
    """
    found = np.full(len(codes), NONE, np.int64)
    if ordered.size:
        bits = max(len(ordered).bit_length() + SPARE_BITS, LEAST_BITS)
        lowest = (1 << min(bits, MOST_BITS)) - 1
        table = np.full(lowest + 1, NONE, np.int32)
        table[ordered & lowest] = np.arange(len(ordered), dtype=np.int32)
        found[:] = table.take(codes & lowest)
        likely = np.flatnonzero(found >= 0)
        other = likely[ordered.take(found.take(likely)) != codes.take(likely)]
        at = np.minimum(np.searchsorted(ordered, codes[other]), len(ordered) - 1)
        found[other] = np.where(ordered[at] == codes[other], at, NONE)
    return found


def is_in(codes: Ints, ordered: Ints) -> NDArray[np.bool_]:
    """Tell of each code (from 0) whether it is among ordered ones.

    >>> is_in(np.array([5, 6]), np.array([1, 5, 9]))
    array([ True, False])
    """
    if ordered.size and ordered[-1] < MOST_FLAGS:
        flags = np.zeros(int(ordered[-1]) + 2, bool)  # the last is for all codes above
        flags[ordered] = True
        return flags.take(codes, mode="clip")
    found: NDArray[np.bool_] = find_in(codes, ordered) != NONE
    return found


def take_or(column: NDArray[Any], at: Ints, *, none: float) -> NDArray[Any]:
    """Take values from a column, and `none` where the position is NONE.

    >>> take_or(np.array([7, 8]), np.array([1, -1]), none=0)
    array([8, 0])
    """
    taken = np.full(len(at), none, column.dtype)
    there = np.flatnonzero(at >= 0)
    taken[there] = column[at[there]]
    return taken
