"""Mentions -> meanings: the places that each name can mean, before anything is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.gazetteer import EVIDENCE
from disputemap.letters import Spans, Spelling, as_written
from disputemap.mentions import NONE
from disputemap.ragged import expand, to_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.toponyms import NameRows, Toponyms
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

CERTAIN = 1 << EVIDENCE.index("") | 1 << EVIDENCE.index("capital")


class Meanings(NamedTuple):
    """The places that n mentions can mean, in flat arrays: those of mention i from `offsets[i]`, ascending.

    `asked` is the evidence that the rows of the name ask for, a bit mask over `gazetteer.EVIDENCE`; one is enough.
    """

    offsets: NDArray[np.int64]
    place: NDArray[np.int32]
    asked: NDArray[np.uint8]
    historical: Bools
    preferred: Bools

    @property
    def owner(self) -> Ints:
        """The mention of each."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def keep(self, kept: Bools) -> Meanings:
        """Leave out some; mentions may be left without any."""
        return self._at(np.flatnonzero(kept), to_offsets(kept)[self.offsets])

    def take(self, rows: Ints) -> Meanings:
        """Return those of some of the mentions."""
        return self._at(expand(self.offsets, rows).at, to_offsets(np.diff(self.offsets)[rows]))

    def _at(self, at: Ints, offsets: NDArray[np.int64]) -> Meanings:
        place, asked = self.place.take(at), self.asked.take(at)
        return Meanings(offsets, place, asked, self.historical.take(at), self.preferred.take(at))


def find_meanings(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> Meanings:
    """Return all places that mentions can mean, less those whose names the text spells otherwise."""
    owner, row = candidates_of(mentions, batch, toponyms)
    spoken = spoken_in(mentions, owner, row, batch, toponyms)
    return meanings_of(owner, row, spoken, len(mentions), toponyms.rows)


def candidates_of(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> tuple[Ints, Ints]:
    """Return (mention, row of names) for all names that mentions can be, less those that the text spells otherwise."""
    named = np.flatnonzero(mentions.key >= 0)
    pairs = expand(toponyms.offsets, mentions.key[named])
    owner, row = named[pairs.owner], pairs.at
    spans = Spans(mentions.start, mentions.end, batch.sorani[mentions.first])
    spelled = Spelling(toponyms.rows.sorani[row], toponyms.rows.vowels[row])
    keep = np.flatnonzero(as_written(spans, owner, spelled, batch.words.folded.source))
    return owner[keep], row[keep]


def spoken_in(mentions: Mentions, owner: Ints, row: Ints, batch: Batch, toponyms: Toponyms) -> Bools:
    """Tell which names (pairs of a mention and a row) are in the language of their document."""
    tags = {tag: number for number, tag in enumerate(toponyms.languages)}
    spoken = np.array([tags.get(document.lang, NONE) for document in batch.documents], dtype=np.int64)
    same: Bools = toponyms.rows.language[row] == spoken[mentions.doc[owner]]
    return same


def meanings_of(owner: Ints, row: Ints, spoken: Bools, size: int, names: NameRows) -> Meanings:
    """Bring the rows of names together by place: `owner` ascends, rows of one mention are by place.

    `spoken` tells which rows are in the language of the text.
    """
    place = names.place[row]
    first = np.flatnonzero((np.diff(owner, prepend=-1) != 0) | (np.diff(place, prepend=-1) != 0))
    offsets = to_offsets(np.bincount(owner[first], minlength=size))
    asked = np.left_shift(np.uint8(1), names.evidence[row])
    if not len(first):
        return Meanings(offsets, place, asked, np.zeros(0, bool), np.zeros(0, bool))
    return Meanings(
        offsets,
        place[first],
        np.bitwise_or.reduceat(asked, first),
        np.logical_and.reduceat(names.historical[row], first),
        np.logical_or.reduceat(names.official[row] | spoken, first),
    )


def said_again(mentions: Mentions, meanings: Meanings, batch: Batch) -> tuple[Meanings, Bools]:
    """Return the meanings, and which mentions say the name before them again in brackets: "Kirkuk (Kerkûk)".

    Both can then mean only what both names can, and the second needs no other evidence.
    """
    kept = np.ones(len(meanings.place), dtype=bool)
    asked = meanings.asked.copy()
    again = np.zeros(len(mentions), dtype=bool)
    rows = np.arange(len(mentions) - 1)
    rows = rows[(mentions.first[1:] == mentions.tail[:-1] + 1) & batch.words.opened[mentions.tail[:-1]]]
    for row in rows.tolist():
        one, other = (slice(*meanings.offsets[at : at + 2]) for at in (row, row + 1))
        places, others = meanings.place[one].tolist(), meanings.place[other].tolist()
        both = set(places).intersection(others)
        if both:
            kept[one], kept[other] = ([place in both for place in some] for some in (places, others))
            asked[other] |= CERTAIN
            again[row + 1] = True
    return meanings._replace(asked=asked).keep(kept), again
