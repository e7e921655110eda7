"""Words -> Vocabulary: what holds of a word wherever it stands is worked out once, and not wherever it stands.

Of a hundred words of a batch more than ninety were there before. So it is the distinct ones that are asked whether they
are names, or begin one, and behind which proclitics; or whether phrases begin or end with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.ragged import expand, to_offsets

if TYPE_CHECKING:
    from disputemap.words import Hashes, Ints

_LEAST_BITS, _MOST_BITS = 6, 18  # of the slots that words get by their hashes


class Vocabulary(NamedTuple):
    """The m distinct words among the n of a text; a few of them may come more than once.

    Attributes
    ----------
    number
        int64 (n): which of the distinct words each is.
    example
        int64 (m): a word of the text that is each.
    """

    number: Ints
    example: Ints

    @classmethod
    def of(cls, own: Hashes) -> Vocabulary:
        """Return the vocabulary of a text, given the hash of each word.

        The first bits of a hash are a word's slot, which the last word there keeps; others that have it, few of all,
        are taken for words of their own wherever they stand. This is far faster than a table without such clashes.
        """
        bits = min(max(len(own).bit_length(), _LEAST_BITS), _MOST_BITS)
        slot = (own >> np.uint64(64 - bits)).view(np.int64)
        holder = np.zeros(1 << bits, dtype=np.uint64)
        holder[slot] = own
        others = np.flatnonzero(holder[slot] != own)
        slot[others] = np.arange(len(others)) + len(holder)
        example = np.full(len(holder) + len(others), -1, dtype=np.int64)
        example[slot] = np.arange(len(own))
        held = example >= 0
        return cls((np.cumsum(held) - 1)[slot], example[held])

    def occurrences(self, numbers: Ints, where: Ints) -> tuple[Ints, Ints]:
        """Return where distinct words stand among some words: rows of `numbers`, which may repeat, and words."""
        order = np.argsort(numbers, kind="stable")
        offsets = to_offsets(np.bincount(numbers, minlength=len(self.example)))
        owner, at = expand(offsets, self.number[where])
        return order[at], where[owner]
