"""Mentions -> modifiers: "south of X", "20 km from X", "near X", "between X and Y", by the words beside names.

Where such a thing lies is worked out later, once for each distinct one (`locations`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.featurewords import skip_article
from disputemap.mentions import Said
from disputemap.phrasebook import KIND
from disputemap.relative import parse_distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.relative import RelativeWords
    from disputemap.words import Ints, Words

    Bools = NDArray[np.bool_]

MAX_DISTANCE_WORDS = 6
MAX_WORDS_AFTER = 3


def read_modifiers(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Take in directions, distances and other words of place beside names.

    `head` moves over directions and distances. It does not move over "near" and "between", which say something of the
    role as well.
    """
    mentions = replace(mentions, said=Said.nothing(len(mentions)))
    mentions = skip_article(_with_direction(mentions, batch, book), batch, book)  # "20 km to the south of"
    mentions = _with_distance_after(_with_distance(mentions, batch, book), batch, book)
    return _with_relation_after(_with_relation_before(mentions, batch, book), batch, book)


def _with_direction(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    found = book.directions.phrases.table.before(batch.words, mentions.head, mentions.context)
    hit = found.phrase >= 0
    said = mentions.said._replace(
        kind=book.directions.kind[found.phrase],
        bearing_deg=book.directions.bearing_deg[found.phrase],
        first=found.word,
        last=np.where(hit, mentions.head - 1, mentions.said.last),
        glued=found.glued,
        direction=found.phrase,
    )
    return replace(mentions, head=np.where(hit, found.word, mentions.head), said=said)


def _with_distance(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Read the distance that stands before a direction ("20 km south of") or before "from"."""
    words, head = batch.words, mentions.head
    linked = book.distance_links.table.before(words, head, mentions.context)
    directed = mentions.said.kind > 0
    rows = np.flatnonzero(directed | (linked.phrase >= 0))
    end = np.where(linked.phrase[rows] >= 0, linked.word[rows], head[rows])
    unit = book.units.table.before(words, end, mentions.context[rows])
    stated = (unit.phrase >= 0) | _behind_figure(end, words)
    head, said = head.copy(), _copied(mentions.said, "kind", "distance_m", "first", "last", "glued")
    distances = _Distances(words, book)
    for row, stop in zip(rows[stated].tolist(), end[stated].tolist(), strict=True):
        read = distances.before(stop, int(mentions.context[row]))
        if read:
            said.kind[row] = KIND["offset" if directed[row] else "distance"]
            said.last[row] = said.last[row] if directed[row] else head[row] - 1
            said.distance_m[row], said.first[row], said.glued[row] = *read, 0
            head[row] = said.first[row]
    return replace(mentions, head=head, said=said)


def _behind_figure(at: Ints, words: Words) -> Bools:
    """Tell right before which words one that begins with a digit stands."""
    previous = np.maximum(at - 1, 0)
    return _is_figure(previous, words) & (at > 0) & ~words.breaks[previous] & ~words.commas[previous]


def _is_figure(at: Ints, words: Words) -> Bools:
    letter = words.letter(at)
    figure: Bools = (letter >= ord("0")) & (letter <= ord("9"))
    return figure


class _Distances:
    """Reads the distances before words of a batch, each wording once: few make up most of them."""

    def __init__(self, words: Words, book: Phrasebook) -> None:
        self._words, self._book = words, book
        self._known: dict[tuple[int, str], tuple[float, int] | None] = {}

    def before(self, end: int, language: int) -> tuple[float, int] | None:
        """Return the distance in metres that ends right before a word, and its first word."""
        vocabulary, text = self._book.relative_words(language), list[str]()
        for at in range(end - 1, max(0, end - MAX_DISTANCE_WORDS) - 1, -1):
            word = self._words.word(at)
            if self._words.commas[at] or self._words.ends_sentence(at) or not vocabulary.may_be_of_distance(word):
                break
            text.insert(0, word)
        said = language, " ".join(text)
        if said not in self._known:
            self._known[said] = _longest_distance(text, vocabulary)
        known = self._known[said]
        return known and (known[0], end - known[1])


def _longest_distance(text: Sequence[str], vocabulary: RelativeWords) -> tuple[float, int] | None:
    """Return the distance in metres that some words end in, and how many of them say it."""
    for begin in range(len(text)):
        distance_m = parse_distance(text[begin:], vocabulary)
        if distance_m is not None:
            return distance_m, len(text) - begin
    return None


def _with_distance_after(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Read the distance behind the comma of "south of X, 20 km,"."""
    words = batch.words
    rows = np.flatnonzero(mentions.said.kind == KIND["sector"])
    rows = rows[words.commas[mentions.tail[rows]]]
    rows = rows[_is_figure(np.minimum(mentions.tail[rows] + 1, len(words) - 1), words)]
    said = _copied(mentions.said, "kind", "distance_m")
    for row in rows.tolist():
        first = int(mentions.tail[row]) + 1
        end = min(first + MAX_WORDS_AFTER, len(words))
        while end > first and any(words.breaks[at] or words.commas[at] for at in range(first, end - 1)):
            end -= 1
        stated = book.read_distance(int(mentions.context[row]), [words.word(at) for at in range(first, end)])
        if stated is not None and (words.breaks[end - 1] or words.commas[end - 1]):
            said.kind[row], said.distance_m[row] = KIND["offset"], stated
    return replace(mentions, said=said)


def _with_relation_before(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    rows = np.flatnonzero(mentions.said.kind == 0)
    relations = book.relations_before
    found = relations.phrases.table.before(batch.words, mentions.head[rows], mentions.context[rows])
    hit = np.flatnonzero(found.phrase >= 0)
    rows, phrase = rows[hit], found.phrase[hit]
    said = _copied(mentions.said, "kind", "bearing_deg", "first", "last", "glued", "before")
    said.kind[rows], said.bearing_deg[rows], said.before[rows] = (
        relations.kind[phrase], relations.bearing_deg[phrase], phrase
    )  # fmt: skip
    said.first[rows], said.last[rows], said.glued[rows] = found.word[hit], mentions.head[rows] - 1, found.glued[hit]
    return replace(mentions, said=said)


def _with_relation_after(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    rows = np.flatnonzero(mentions.said.kind == 0)
    relations = book.relations_after
    found = relations.phrases.table.after(batch.words, mentions.tail[rows], mentions.context[rows])
    sector = relations.kind[found.phrase] == KIND["sector"]
    owned = ~sector | ~mentions.latin[rows] | (mentions.cut[rows] > 0)  # "Kirkuk's north"
    hit = np.flatnonzero((found.phrase >= 0) & owned)
    rows, phrase = rows[hit], found.phrase[hit]
    said = _copied(mentions.said, "kind", "bearing_deg", "first", "last", "glued", "after")
    said.kind[rows], said.bearing_deg[rows], said.after[rows] = (
        relations.kind[phrase], relations.bearing_deg[phrase], phrase
    )  # fmt: skip
    said.first[rows], said.last[rows], said.glued[rows] = mentions.tail[rows] + 1, found.word[hit], 0
    return replace(mentions, said=said)


def _copied(said: Said, *names: str) -> Said:
    """Return what is said with some of its columns free to be written to."""
    return said._replace(**{name: getattr(said, name).copy() for name in names})


def pair_between(mentions: Mentions, batch: Batch) -> Mentions:
    """Give the second name of "between X and Y" its modifier; "between" without an "and" behind its name says nothing.

    Lists must be known.
    """
    between = KIND["between"]
    first = np.flatnonzero(mentions.said.kind == between)
    second = np.minimum(first + 1, len(mentions) - 1)
    paired = (second > first) & (mentions.group[second] == mentions.group[first])
    paired &= ~batch.words.comma(mentions.tail[first], np.maximum(mentions.head[second], mentions.tail[first]))
    said = _copied(mentions.said, "kind", "first", "last", "glued", "before")
    said.kind[first[~paired]] = 0
    second = second[paired]
    second = second[said.kind[second] == 0]
    said.kind[second] = between
    for column in (said.first, said.last, said.glued, said.before):
        column[second] = column[second - 1]
    return replace(mentions, said=said)


def is_stated(mentions: Mentions) -> Bools:
    """Tell which names have words of place beside them that speak for a place: all modifiers but "between"."""
    stated: Bools = (mentions.said.kind > 0) & (mentions.said.kind != KIND["between"])
    return stated
