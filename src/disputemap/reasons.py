"""Choices -> reasons in words: few distinct ones in a batch, so each is spelled out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disputemap.numbering import factorize
from disputemap.ragged import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from disputemap.placefeatures import Batch, PlaceFeatures
    from disputemap.placetable import PlaceTable

# What tipped the scales, where it holds for the place chosen and not for all that the name can mean.
TELLING = {
    "in_named": "in a place that the text names",
    "near_named": "near other places named",
    "same_level": "of the kind of its list",
    "sense_point": "named in full elsewhere",
    "sense_area": "named in full elsewhere",
}
UNKNOWN = "not in the gazetteer"
UNLOCATED = "no location in the gazetteer"
FAR = "far from the other places named"
MAX_COUNT = 4095
_FAR, _UNLOCATED, _FIRST_TELLING = 1, 2, 4
_FLAGS = _FIRST_TELLING << len(TELLING)
_COUNTS = (MAX_COUNT + 1) * _FLAGS


def explain(  # noqa: PLR0913 - a choice has many sides
    features: PlaceFeatures,
    best: NDArray[np.int64],
    place: NDArray[np.int64],
    batch: Batch,
    *,
    far: NDArray[np.bool_],
    mismatch: NDArray[np.bool_],
    chain: NDArray[np.int32],
) -> tuple[NDArray[np.int32], tuple[tuple[str, ...], ...]]:
    """Return for each mention which list of reasons is its, and the lists.

    All that a list says is packed into one number (flags, how many meanings, kinds asked for in vain, place behind);
    equal numbers are equal lists.
    """
    _, context, table = batch
    packed = (best != NONE).astype(np.int64)
    packed[features.rows] = np.minimum(np.diff(features.offsets), MAX_COUNT)
    packed *= _FLAGS
    packed[features.rows] += _telling(features, best)
    packed[np.flatnonzero(far)] += _FAR
    placed = np.flatnonzero(place >= 0)
    packed[placed[~table.located[place[placed]]]] += _UNLOCATED
    rows = np.flatnonzero(mismatch)
    masks, asked = np.unique(context.asked[rows], return_inverse=True)
    packed[rows] += (asked + 1) * _COUNTS
    kinds = [0, *masks.tolist()]
    rows = np.flatnonzero(chain != NONE)
    packed[rows] += (place[chain[rows]] + 1) * len(kinds) * _COUNTS
    numbers, distinct = factorize(packed)
    lists = tuple(tuple(_words(number, kinds, table)) for number in distinct.tolist())
    return numbers.astype(np.int32), lists


def _telling(features: PlaceFeatures, best: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the flags of the features that hold for the place chosen but not for every candidate, a row of `rows`."""
    if not len(features.rows):
        return np.zeros(0, np.int64)
    first = features.offsets[:-1]
    holds = np.zeros(len(features.at), np.uint8)
    for number, name in enumerate(TELLING):
        holds |= features.columns[name].astype(np.uint8) << number
    chosen = holds[first + best[features.rows] - features.at[first]]
    flags: NDArray[np.int64] = (chosen & ~np.bitwise_and.reduceat(holds, first)) * np.int64(_FIRST_TELLING)
    return flags


def _words(packed: int, masks: list[int], table: PlaceTable) -> Iterator[str]:
    """Yield the reasons that a number stands for."""
    rest, flags = divmod(packed, _FLAGS)
    rest, count = divmod(rest, MAX_COUNT + 1)
    holder, asked = divmod(rest, len(masks))
    yield {0: UNKNOWN, 1: "only meaning"}.get(count, f"best of {count} meanings")
    if asked:
        yield f"no {_kinds(masks[asked], table)} of this name"
    if holder:
        yield f"in {table.ids[holder - 1]}, named next to it"
    yield from dict.fromkeys(text for number, text in enumerate(TELLING.values()) if flags & _FIRST_TELLING << number)
    if flags & _UNLOCATED:
        yield UNLOCATED
    elif flags & _FAR:
        yield FAR


def _kinds(mask: int, table: PlaceTable) -> str:
    names = [name for code, name in enumerate(table.features) if mask >> code & 1]
    return " or ".join(names) or "such place"
