"""Names of several words -> where in a text one may begin, at a glance at each word and the next.

Few of the words that can begin such a name are followed by one that it goes on with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.hashes import HashTable, hash_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.affixes import Endings
    from disputemap.words import Bools, Hashes, Ints, Words

_SINGLE, _OPENING, _INNER = (np.uint8(1 << bit) for bit in range(3))  # what a word can be of names
_ANY_BIT = np.uint64((1 << 64) - 1)


class Links(NamedTuple):
    """What parts of longer names the distinct words of a text are.

    uint64 for each: bits of the words that go on where one begins a name, and the bit that it has itself where one goes
    on. So where a word and the next have none in common, no name goes from one to the other; else one may.
    """

    begins: Hashes
    goes_on: Hashes


class Openings:
    """The words, and the runs of words, that longer names begin with, each with the words that go on there."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        pairs = sorted({(" ".join(words[:count]), words[count]) for words in texts for count in range(1, len(words))})
        openings, following = (hash_plain([pair[side] for pair in pairs]) for side in (0, 1))
        self.table, self._inner = HashTable(openings), HashTable(following)
        self._following = np.zeros(len(pairs), dtype=np.uint64)
        np.bitwise_or.at(self._following, self.table.find(openings), _bit(following))

    def links(self, word: Ints, opening: Ints, endings: Endings, words: Words) -> Links:
        """Return the links of distinct words, given which of them are which openings; one may be several."""
        own = words.distinct.own
        begins, goes_on = np.zeros(len(own), dtype=np.uint64), np.zeros(len(own), dtype=np.uint64)
        np.bitwise_or.at(begins, word, self._following[opening])
        inner, _ = self._inner.hits(own)
        goes_on[inner] = _bit(own[inner])
        goes_on[endings.spelled > 0] = _ANY_BIT
        return Links(begins, goes_on)


def _bit(hashes: Hashes) -> Hashes:
    """Return for each hash one of the bits of a number."""
    bits: Hashes = np.left_shift(np.uint64(1), hashes >> np.uint64(58))
    return bits


class Spots(NamedTuple):
    """Where names may be: the words that are names, those that may begin longer ones, and which of all go on."""

    single: Ints
    opening: Ints
    goes_on: Bools


def find_spots(single: Ints, links: Links, words: Words) -> Spots:
    """Return where names may be, given which of the distinct words are names, and how they are linked to longer ones.

    What holds of a word is a bit of its number, so that all words are gone through once.
    """
    kind = (links.goes_on > 0) * _INNER | (links.begins > 0) * _OPENING
    kind[single] |= _SINGLE
    number = words.vocabulary.number
    kind = kind.take(number)
    goes_on = np.zeros(len(words), dtype=bool)
    np.logical_and(words.joined[:-1], kind[1:] & _INNER, out=goes_on[:-1])
    kind &= _SINGLE | goes_on * _OPENING
    spot = np.flatnonzero(kind.astype(bool))
    kind = kind[spot]
    opening = spot[np.flatnonzero(kind & _OPENING > 0)]
    linked = links.begins[number[opening]] & links.goes_on[number[opening + 1]]
    return Spots(spot[np.flatnonzero(kind & _SINGLE > 0)], opening[np.flatnonzero(linked > 0)], goes_on)
