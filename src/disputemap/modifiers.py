"""Mentions -> modifiers: "south of X", "20 km from X", "near X", "between X and Y", by the words beside names.

Where such a thing lies is worked out later, once for each distinct one (`locations`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.featurewords import skip_article
from disputemap.hashes import salted
from disputemap.mentions import Said
from disputemap.phrasebook import KIND
from disputemap.ragged import any_within
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
    Floats = NDArray[np.float64]

MAX_DISTANCE_WORDS = 6
MAX_WORDS_AFTER = 3


def read_modifiers(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Take in directions, distances and other words of place beside names.

    `head` moves over directions and distances. It does not move over "near" and "between", which say something of the
    role as well.
    """
    if not len(mentions):
        return mentions
    rows = _may_be_modified(mentions, batch.words, book)
    some = skip_article(_with_direction(mentions.take(rows), batch, book), batch, book)  # "20 km to the south of"
    some = _with_distance_after(_with_distance(some, batch, book), batch, book)
    some = _with_relation_after(_with_relation_before(some, batch, book), batch, book)
    head = mentions.head.copy()
    head[rows] = some.head
    return replace(mentions, head=head, said=Said.nothing(len(mentions)).put(rows, some.said))


def _may_be_modified(mentions: Mentions, words: Words, book: Phrasebook) -> Ints:
    """Return the mentions beside which a phrase that says where may end, or begin, and all that may have an article."""
    before = book.edges.ends.at(words, mentions.head - 1)
    after = book.edges.begins.at(words, np.minimum(mentions.tail + 1, len(words) - 1))
    found = mentions.latin | book.relations_after.phrases.table.may_begin(after)
    for table in (book.directions.phrases.table, book.distance_links.table, book.relations_before.phrases.table):
        found |= table.may_end(before)
    return np.flatnonzero(found)


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
    rows, end = rows[stated], end[stated]
    distance_m, first = _distances_before(words, end, mentions.context[rows], book)
    read = np.flatnonzero(first < end)
    rows, first = rows[read], first[read]
    said = _copied(mentions.said, "kind", "distance_m", "first", "last", "glued")
    said.kind[rows] = np.where(directed[rows], KIND["offset"], KIND["distance"])
    said.last[rows] = np.where(directed[rows], said.last[rows], head[rows] - 1)
    said.distance_m[rows], said.first[rows], said.glued[rows] = distance_m[read], first, 0
    head = head.copy()
    head[rows] = first
    return replace(mentions, head=head, said=said)


def _behind_figure(at: Ints, words: Words) -> Bools:
    """Tell right before which words one that begins with a digit stands."""
    previous = np.maximum(at - 1, 0)
    return _is_figure(previous, words) & (at > 0) & ~words.breaks[previous] & ~words.commas[previous]


def _is_figure(at: Ints, words: Words) -> Bools:
    letter = words.letter(at)
    figure: Bools = (letter >= ord("0")) & (letter <= ord("9"))
    return figure


def _distances_before(words: Words, end: Ints, languages: Ints, book: Phrasebook) -> tuple[Floats, Ints]:
    """Return the distance in metres that ends right before each word, and its first word: `end` itself for none.

    Each wording is read once: few make up most of them.
    """
    count = _words_of_distance(words, end, languages, book)
    spoken = salted(words.hashes_of(end - count, end - 1), languages) * (count > 0)
    _, example, which = np.unique(spoken, return_index=True, return_inverse=True)
    read = [
        _longest_distance([words.word(at) for at in range(stop - size, stop)], book.relative_words(language))
        for stop, size, language in zip(*(column[example].tolist() for column in (end, count, languages)), strict=True)
    ]
    distance_m, length = np.array(read, dtype=np.float64).reshape(-1, 2)[which].T
    return distance_m, end - length.astype(np.int64)


def _words_of_distance(words: Words, end: Ints, languages: Ints, book: Phrasebook) -> Ints:
    """Return how many words before each may belong to a distance, without a comma or the end of a sentence."""
    at = end[:, None] - np.arange(1, MAX_DISTANCE_WORDS + 1)
    word = np.maximum(at, 0).ravel()
    spoken = salted(words.own[word], np.repeat(languages, MAX_DISTANCE_WORDS))
    fits = _is_figure(word, words) | (book.distance_words.find(spoken) >= 0)
    fits &= ~words.commas[word] & ~words.ends_sentence(word)
    count: Ints = np.logical_and.accumulate(fits.reshape(at.shape) & (at >= 0), axis=1).sum(axis=1)
    return count


def _longest_distance(text: Sequence[str], vocabulary: RelativeWords) -> tuple[float, int]:
    """Return the distance in metres that some words end in, and how many of them say it: none of them, of NaN."""
    for begin in range(len(text)):
        distance_m = parse_distance(text[begin:], vocabulary)
        if distance_m is not None:
            return distance_m, len(text) - begin
    return math.nan, 0


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
    paired[paired] = ~any_within(batch.words.commas, mentions.tail[first[paired]], mentions.head[second[paired]] - 1)
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
