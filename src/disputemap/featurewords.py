"""Names -> the feature words beside them ("governorate of", قضاء, "district"), and the lists that share one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.matching import CLITICS
from disputemap.mentions import NONE, followed_closely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import FeatureWords, Phrasebook
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

AND = "و"
_BEGINS_WITH_AND = np.array([parts[:1] == (AND,) for parts in CLITICS])


def look_around(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Take in the feature words beside each name; `head` and `tail` move over them."""
    return skip_article(_with_features(skip_article(mentions, batch, book), batch, book), batch, book)


def skip_article(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Move `head` over the article of a language that has one as a word."""
    rows = np.flatnonzero(mentions.latin)  # no other script here has an article of its own
    if not len(rows):
        return mentions
    found = book.articles.table.before(batch.words, mentions.head[rows], mentions.context[rows])
    head = mentions.head.copy()
    head[rows] = np.where(found.phrase >= 0, found.word, head[rows])
    return replace(mentions, head=head)


def _with_features(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Take in the feature word before each name, or else the one behind it."""
    before = book.features_before.phrases.table.before(batch.words, mentions.head, mentions.context)
    rows = np.flatnonzero(before.phrase < 0)
    after = book.features_after.phrases.table.after(batch.words, mentions.tail[rows], mentions.context[rows])
    feature_after, tail = np.full(len(mentions), NONE, dtype=np.int64), mentions.tail.copy()
    feature_after[rows] = after.phrase
    tail[rows] = np.where(after.phrase >= 0, after.word, tail[rows])
    return replace(
        mentions,
        head=np.where(before.phrase >= 0, before.word, mentions.head),
        tail=tail,
        feature_before=before.phrase,
        feature_after=feature_after,
        asked=mentions.asked | asked_by(before.phrase, feature_after, book),
    )


def asked_by(before: Ints, after: Ints, book: Phrasebook) -> NDArray[np.uint32]:
    """Return the kinds of places that feature words before or after names ask for, as bit masks."""
    return book.features_before.asks[before] | book.features_after.asks[after]


def group_lists(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Give each coordinated list a number, and let a plural feature word speak for its whole list."""
    if not len(mentions):
        return mentions
    follows = _coordinated(mentions, batch, book)
    group = np.cumsum(~follows) - 1
    rows = np.flatnonzero(
        follows | np.append(follows[1:], np.False_)
    )  # in lists of several; the others stay as they are
    before, after = mentions.feature_before.copy(), mentions.feature_after.copy()
    before[rows], after[rows] = _spread_both(before[rows], after[rows], group[rows], book)
    asked = mentions.asked.copy()
    asked[rows] |= asked_by(before[rows], after[rows], book)
    return replace(mentions, group=group, feature_before=before, feature_after=after, asked=asked)


def _coordinated(mentions: Mentions, batch: Batch, book: Phrasebook) -> Bools:
    """Tell which mentions continue a list: a comma, a glued "and", or a connector parts them from the one before."""
    words, connectors = batch.words, book.connectors.table
    rows = followed_closely(mentions, words.breaks, connectors.longest)
    tail, head = mentions.tail[rows], mentions.head[rows + 1]
    follows = np.zeros(len(mentions), dtype=bool)
    apart, close = np.flatnonzero(head > tail + 1), np.flatnonzero(head == tail + 1)
    found = connectors.after(words, tail[apart], mentions.context[rows[apart] + 1], stop=False)
    follows[rows[apart] + 1] = (found.phrase >= 0) & (found.word == head[apart] - 1)
    tail, close = tail[close], rows[close] + 1
    opened = (mentions.feature_before[close] >= 0) & (words.letter(mentions.head[close]) == ord(AND))
    follows[close] = _BEGINS_WITH_AND[mentions.clitics[close]] | opened | words.commas[tail]
    return follows


def _spread_both(before: Ints, after: Ints, group: Ints, book: Phrasebook) -> tuple[Ints, Ints]:
    """Give the members of lists the plural feature words before, or else behind, them."""
    own = (before >= 0) | (after >= 0)
    before = _spread(before, own, group, book.features_before)
    after = _spread(after[::-1], own[::-1], group[::-1], book.features_after)[::-1]
    return before, np.where(before >= 0, NONE, after)


def _spread(spoken: Ints, own: Bools, group: Ints, words: FeatureWords) -> Ints:
    """Give the members of lists that follow a plural feature word, and have none of their own, its number."""
    latest = np.maximum.accumulate(np.where(own, np.arange(len(own)), NONE))
    speaks = (latest >= 0) & (group[latest] == group) & words.plural[spoken[latest]]
    return np.where(own | ~speaks, spoken, spoken[latest])
