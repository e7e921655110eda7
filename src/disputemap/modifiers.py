"""Mentions -> modifiers: "south of X", "20 km from X", "near X", "between X and Y", as their words stand beside the name.

Where such a thing lies is worked out later, once for each distinct one (`locations`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.mentions import NONE, skip_article
from disputemap.models import MODIFIERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

KIND = {kind: number for number, kind in enumerate(("", *MODIFIERS))}
MAX_DISTANCE_WORDS = 6
MAX_WORDS_AFTER = 3


def read_modifiers(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Take in directions, distances and other words of place beside names.

    `head` moves over directions and distances. It does not move over "near" and "between", which say something of the
    role as well.
    """
    mentions = skip_article(_with_direction(mentions, batch, book), batch, book)  # "20 km to the south of"
    mentions = _with_distance(mentions, batch, book)
    return _with_relation_after(_with_relation_before(mentions, batch, book), batch, book)


def _with_direction(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    found = book.directions.table.before(batch.words, mentions.head, mentions.context)
    hit = found.phrase >= 0
    bearings = book.directions.column(float, np.nan)
    return replace(
        mentions,
        head=np.where(hit, found.word, mentions.head),
        modifier=np.where(hit, KIND["sector"], 0).astype(np.int8),
        bearing_deg=bearings[found.phrase],
        said_first=found.word,
        said_last=np.where(hit, mentions.head - 1, NONE),
        said_glued=found.glued,
        direction=found.phrase,
    )


def _with_distance(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Read the distance that stands before a direction ("20 km south of") or before "from"."""
    words = batch.words
    linked = book.distance_links.table.before(words, mentions.head, mentions.context)
    end = np.where(linked.phrase >= 0, linked.word, mentions.head)
    unit = book.units.table.before(words, end, mentions.context)
    previous = np.maximum(end - 1, 0)
    digit = (words.letter(previous) >= ord("0")) & (words.letter(previous) <= ord("9"))
    joined = digit & (end > 0) & ~words.breaks[previous] & ~words.commas[previous]
    directed = mentions.modifier > 0
    rows = np.flatnonzero(((unit.phrase >= 0) | joined) & (directed | (linked.phrase >= 0)))
    columns = {
        name: getattr(mentions, name).copy()
        for name in ("modifier", "distance_m", "said_first", "said_last", "said_glued", "head")
    }
    for row in rows.tolist():
        read = _distance_before(int(end[row]), int(mentions.context[row]), batch, book)
        if read:
            distance_m, first = read
            columns["modifier"][row] = KIND["offset" if directed[row] else "distance"]
            columns["distance_m"][row] = distance_m
            columns["said_last"][row] = mentions.head[row] - 1 if not directed[row] else mentions.said_last[row]
            columns["said_first"][row], columns["said_glued"][row], columns["head"][row] = first, 0, first
    mentions = replace(mentions, **columns)
    return _with_distance_after(mentions, batch, book)


def _with_distance_after(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Read the distance behind the comma of "south of X, 20 km,"."""
    words = batch.words
    following = np.minimum(mentions.tail + 1, len(words) - 1)
    digit = (words.letter(following) >= ord("0")) & (words.letter(following) <= ord("9"))
    rows = np.flatnonzero((mentions.modifier == KIND["sector"]) & words.commas[mentions.tail] & digit)
    modifier, distance_m = mentions.modifier.copy(), mentions.distance_m.copy()
    for row in rows.tolist():
        first = int(mentions.tail[row]) + 1
        end = min(first + MAX_WORDS_AFTER, len(words))
        while end > first and any(words.breaks[at] or words.commas[at] for at in range(first, end - 1)):
            end -= 1
        stated = book.read_distance(int(mentions.context[row]), [words.word(at) for at in range(first, end)])
        if stated is not None and (words.breaks[end - 1] or words.commas[end - 1]):
            modifier[row], distance_m[row] = KIND["offset"], stated
    return replace(mentions, modifier=modifier, distance_m=distance_m)


def _distance_before(end: int, language: int, batch: Batch, book: Phrasebook) -> tuple[float, int] | None:
    """Return the distance in metres that ends right before a word, and its first word."""
    words = batch.words
    first = end
    while (
        first > max(0, end - MAX_DISTANCE_WORDS) and not words.commas[first - 1] and not words.ends_sentence(first - 1)
    ):
        first -= 1
    for begin in range(first, end):
        distance_m = book.read_distance(language, [words.word(at) for at in range(begin, end)])
        if distance_m is not None:
            return distance_m, begin
    return None


def _with_relation_before(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    rows = np.flatnonzero(mentions.modifier == 0)
    found = book.relations_before.table.before(batch.words, mentions.head[rows], mentions.context[rows])
    hit = found.phrase >= 0
    return _related(mentions, rows[hit], found.phrase[hit], found.word[hit], found.glued[hit], book, before=True)


def _with_relation_after(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    rows = np.flatnonzero(mentions.modifier == 0)
    found = book.relations_after.table.after(batch.words, mentions.tail[rows], mentions.context[rows])
    sector = np.array([*(relation.kind == "sector" for relation in book.relations_after.rows), False])
    owned = ~sector[found.phrase] | ~mentions.latin[rows] | (mentions.cut[rows] > 0)  # "Kirkuk's north"
    hit = (found.phrase >= 0) & owned
    return _related(
        mentions, rows[hit], found.phrase[hit], found.word[hit], np.zeros(int(hit.sum()), int), book, before=False
    )


def _related(  # noqa: PLR0913, PLR0917 - what was found, and where
    mentions: Mentions, rows: Ints, phrase: Ints, word: Ints, glued: Ints, book: Phrasebook, *, before: bool
) -> Mentions:
    phrases = book.relations_before if before else book.relations_after
    kinds = np.array([*(KIND.get(relation.kind, 0) for relation in phrases.rows), 0], dtype=np.int8)
    bearings = np.array([*(relation.bearing_deg for relation in phrases.rows), np.nan])
    name = "relation_before" if before else "relation_after"
    names = ("modifier", "bearing_deg", "said_first", "said_last", "said_glued", name)
    columns = {name: getattr(mentions, name).copy() for name in names}
    columns["modifier"][rows], columns["bearing_deg"][rows] = kinds[phrase], bearings[phrase]
    columns["said_first"][rows] = word if before else mentions.tail[rows] + 1
    columns["said_last"][rows] = mentions.head[rows] - 1 if before else word
    columns["said_glued"][rows], columns[name][rows] = glued, phrase
    return replace(mentions, **columns)


def pair_between(mentions: Mentions, batch: Batch) -> Mentions:
    """Give the second name of "between X and Y" its modifier; "between" without an "and" behind its name says nothing.

    Lists must be known.
    """
    between = KIND["between"]
    first = np.flatnonzero(mentions.modifier == between)
    second = np.minimum(first + 1, len(mentions) - 1)
    paired = (second > first) & (mentions.group[second] == mentions.group[first])
    paired &= ~batch.words.comma(mentions.tail[first], np.maximum(mentions.head[second], mentions.tail[first]))
    modifier = mentions.modifier.copy()
    modifier[first[~paired]] = 0
    second = second[paired]
    second = second[modifier[second] == 0]
    modifier[second] = between
    names = ("said_first", "said_last", "said_glued", "relation_before")
    said = {name: getattr(mentions, name).copy() for name in names}
    for column in said.values():
        column[second] = column[second - 1]
    return replace(mentions, modifier=modifier, **said)


def is_stated(mentions: Mentions) -> Bools:
    """Tell which names have words of place beside them that speak for a place: all modifiers but "between"."""
    return (mentions.modifier > 0) & (mentions.modifier != KIND["between"])
