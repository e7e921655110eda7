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

_LEAST_BITS, _MOST_BITS = 6, 17  # of the slots that words get by their hashes
_OTHER_BITS = np.uint64(0xD1342543DE82EF95)  # odd: what it makes of different hashes stays different


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
    def of(cls, own: Hashes, *, looks: int = 2) -> Vocabulary:
        """Return the vocabulary of a text, given the hash of each word.

        The first bits of a hash are a word's slot, which the last word there keeps. Others that have it, few of all,
        are looked at once more, by other bits; then each is taken for a word of its own wherever it stands. This is far
        faster than a table without such clashes.
        """
        bits = min(max(len(own).bit_length(), _LEAST_BITS), _MOST_BITS)
        slot = (own >> np.uint64(64 - bits)).view(np.int64)
        table = np.full(1 << bits, -1, dtype=np.int64)
        table[slot] = np.arange(len(own))
        held = np.flatnonzero(table >= 0)
        example = table.take(held)
        table[held] = np.arange(len(held))
        number = table.take(slot)
        others = np.flatnonzero(own.take(example).take(number) != own)
        if not len(others):
            return cls(number, example)
        each = np.arange(len(others))
        more = cls.of(own.take(others) * _OTHER_BITS, looks=looks - 1) if looks > 1 else cls(each, each)
        number[others] = more.number + len(example)
        return cls(number, np.concatenate([example, others.take(more.example)]))

    def occurrences(self, numbers: Ints, where: Ints) -> tuple[Ints, Ints]:
        """Return where distinct words stand among some words: rows of `numbers`, which may repeat, and words."""
        order = np.argsort(numbers, kind="stable")
        offsets = to_offsets(np.bincount(numbers, minlength=len(self.example)))
        owner, at = expand(offsets, self.number[where])
        return order[at], where[owner]
