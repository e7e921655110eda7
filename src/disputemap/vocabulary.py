"""Words -> Vocabulary: what holds of a word wherever it stands is worked out once, and not wherever it stands.

Of a hundred words of a batch more than ninety were there before. So it is the distinct ones that are asked whether they
are names, or begin one, and behind which proclitics; or whether phrases begin or end with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

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
        """Return where distinct words stand among words that are all such: rows of `numbers`, and words.

        Numbers may repeat: first come all words with the first row of each, then those that have more rows with these.
        """
        each, first = np.arange(len(numbers)), np.zeros(len(self.example), dtype=np.int64)
        first[numbers[::-1]] = each[::-1]  # the last one written stays
        again = np.flatnonzero(first.take(numbers) != each)
        number = self.number.take(where)
        row = first.take(number)
        if not len(again):
            return row, where
        several = np.zeros(len(first), dtype=bool)
        several[numbers[again]] = True
        others, words = self.occurrences(numbers[again], where[np.flatnonzero(several.take(number))])
        return np.concatenate([row, again[others]]), np.concatenate([where, words])
