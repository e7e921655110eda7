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
    count = np.where(best == NONE, 0, 1)
    count[features.rows] = np.minimum(np.diff(features.offsets), MAX_COUNT)
    unlocated = np.zeros(len(place), bool)
    unlocated[place >= 0] = ~table.located[place[place >= 0]]
    flags = far * _FAR + unlocated * _UNLOCATED + _telling(features, best)
    asked = np.where(mismatch, context.asked, 0)
    masks = np.unique(asked)
    holder = np.where(chain == NONE, NONE, place[chain]) + 1
    packed = ((holder * len(masks) + np.searchsorted(masks, asked)) * (MAX_COUNT + 1) + count) * _FLAGS + flags
    numbers, distinct = factorize(packed)
    lists = tuple(tuple(_words(number, masks, table)) for number in distinct.tolist())
    return numbers.astype(np.int32), lists


def _telling(features: PlaceFeatures, best: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the flags of the features that hold for the place chosen but not for every candidate."""
    flags = np.zeros(len(best), np.int64)
    chosen = np.zeros(int(features.at.max(initial=-1)) + 1, np.int64)
    chosen[features.at] = np.arange(len(features.at))
    at = chosen[best[features.rows]]
    holds = np.zeros(len(features.at), np.int64)
    for number, name in enumerate(TELLING):
        holds |= (features.columns[name] > 0) * (_FIRST_TELLING << number)
    if len(at):
        flags[features.rows] = holds[at] & ~np.bitwise_and.reduceat(holds, features.offsets[:-1])
    return flags


def _words(packed: int, masks: NDArray[np.uint32], table: PlaceTable) -> Iterator[str]:
    """Yield the reasons that a number stands for."""
    rest, flags = divmod(packed, _FLAGS)
    rest, count = divmod(rest, MAX_COUNT + 1)
    holder, asked = divmod(rest, len(masks))
    yield {0: UNKNOWN, 1: "only meaning"}.get(count, f"best of {count} meanings")
    if mask := int(masks[asked]):
        yield f"no {_kinds(mask, table)} of this name"
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
