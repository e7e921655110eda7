"""Mentions -> what stands beside them that speaks for a place or for a government: cue phrases and clitics.

After Gritta, Pilehvar and Collier (2020): "in Baghdad" is literal, "talks with Baghdad" associative. Cues are phrases
right before or behind the name, or the first or last name of its list, each with a weight in log odds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.matching import CLITICS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.words import Ints

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


class CuesBeside(NamedTuple):
    """The cue before and the cue behind each mention: numbers of the phrasebook's tables, -1 none."""

    before: Ints
    after: Ints

    def take(self, rows: Ints) -> CuesBeside:
        """Return those of some mentions."""
        return CuesBeside(self.before.take(rows), self.after.take(rows))

    def plus(self, other: CuesBeside) -> CuesBeside:
        """Return those of these mentions and of others."""
        return CuesBeside(np.concatenate([self.before, other.before]), np.concatenate([self.after, other.after]))


def cues_beside(mentions: Mentions, batch: Batch, book: Phrasebook) -> CuesBeside:
    """Return the cues right beside each mention."""
    before = book.cues_before.phrases.table.before(batch.words, mentions.head, mentions.context)
    after = book.cues_after.phrases.table.after(batch.words, mentions.tail, mentions.context)
    return CuesBeside(before.phrase, after.phrase)


def cues_of_lists(mentions: Mentions, cues: CuesBeside) -> CuesBeside:
    """Give the members of lists that have no cue of their own the one before the first, and behind the last."""
    rows = np.arange(len(mentions))
    size = int(mentions.group.max(initial=-1)) + 1
    opening, closing = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    opening[mentions.group[::-1]] = rows[::-1]  # of several written to one spot the last stays: the first of the list
    closing[mentions.group] = rows
    first, last = opening[mentions.group], closing[mentions.group]
    return CuesBeside(
        np.where(cues.before >= 0, cues.before, cues.before[first]),
        np.where(cues.after >= 0, cues.after, cues.after[last]),
    )


def weigh_cues(mentions: Mentions, cues: CuesBeside, polity: Bools, book: Phrasebook) -> tuple[Floats, Floats]:
    """Return the sums of weights beside each mention for associative and for literal, clitics included.

    `polity` tells which can act: for others some cues do not count.
    """
    clitics = np.minimum(mentions.context, len(book.languages)) * len(CLITICS) + mentions.clitics
    before = book.cues_before.weights.weigh(cues.before, polity)
    after = book.cues_after.weights.weigh(cues.after, polity)
    glued = book.clitic_weights.weigh(clitics, polity)
    return before[0] + after[0] + glued[0], before[1] + after[1] + glued[1]
