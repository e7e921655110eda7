"""Mentions: spans that name a place, and what the words beside them say of it, as columns.

No coordinates here. A mention knows all places that its name can mean; `resolution` chooses, `scoring` tells whether a
place or a government is meant. All mentions of a batch are worked on at once: a row each, a column for each thing
known.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.matching import Matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.coordinates import Coordinates
    from disputemap.terms import Searched
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

NONE = -1
FORMS = ("name", "coordinates", "reference", "demonym")
NAME, COORDINATES, REFERENCE, DEMONYM = range(len(FORMS))


class Said(NamedTuple):
    """What is said of n places ("20 km south of", "near"), as columns; -1 stands for "none".

    Attributes
    ----------
    kind
        Which modifier, a number of `phrasebook.KIND`; 0 is nothing.
    bearing_deg, distance_m
        NaN where it has none.
    first, last, glued
        The words that say it, and how many letters are glued before them.
    direction, before, after
        Which phrase said it: a row of the phrasebook's directions, or of its relations before or after names.
    """

    kind: NDArray[np.int8]
    bearing_deg: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    first: Ints
    last: Ints
    glued: Ints
    direction: Ints
    before: Ints
    after: Ints

    @classmethod
    def nothing(cls, size: int) -> Said:
        """Return columns that say nothing."""
        none, nan = np.full(size, NONE, dtype=np.int64), np.full(size, np.nan)
        return cls(
            np.zeros(size, dtype=np.int8), nan, nan, none, none, np.zeros(size, dtype=np.int64), none, none, none
        )

    def take(self, rows: Ints) -> Said:
        """Return some rows."""
        columns: list[Any] = [column.take(rows) for column in self]
        return Said(*columns)

    def put(self, rows: Ints, other: Said) -> Said:
        """Return these with some rows as others have them."""
        columns: list[Any] = [column.copy() for column in self]
        for column, new in zip(columns, other, strict=True):
            column[rows] = new
        return Said(*columns)


@dataclass(frozen=True, slots=True)
class Mentions:
    """n mentions in text order, as columns of n rows; -1 stands for "none".

    Attributes
    ----------
    doc
        Which document of the batch.
    first, last, glued, cut
        The words of the name, and how many letters of these stand before and behind it.
    start, end, token_start, token_end
        Span of the bare name, and of the whole token with what is attached to it: code points of the batch's text.
    key
        Which key of the toponyms, -1 for what is no name of the gazetteer.
    clitics
        A position in `matching.CLITICS`.
    latin
        Whether the name is in Latin letters.
    context
        The language of the words around it, a number of the phrasebook.
    head, tail
        The words between which name, feature words, directions and distances stand: cues lie outside.
    feature_before, feature_after
        The feature word beside it: a row of the phrasebook's tables.
    asked
        The kinds of places that a feature word asks for, a bit mask; 0 is no feature word.
    form
        What it is: `NAME`, `COORDINATES`, `REFERENCE` or `DEMONYM`.
    dateline
        Whether it opens a report ("ERBIL (Agency) -").
    again
        Whether it says the name before it again, in brackets ("Kirkuk (Kerkûk)").
    item
        Which of the coordinates found, or the place that a demonym is made from; -1 for what is neither.
    group
        The coordinated list ("Diyala, Kirkuk and Makhmour") that it belongs to.
    said
        What is said of the place.
    """

    doc: Ints
    first: Ints
    last: Ints
    glued: Ints
    cut: Ints
    start: Ints
    end: Ints
    token_start: Ints
    token_end: Ints
    key: Ints
    clitics: Ints
    latin: Bools
    context: Ints
    head: Ints
    tail: Ints
    feature_before: Ints
    feature_after: Ints
    asked: NDArray[np.uint32]
    form: NDArray[np.int8]
    dateline: Bools
    again: Bools
    item: Ints
    group: Ints
    said: Said

    def __len__(self) -> int:
        """Count the mentions."""
        return len(self.first)

    def take(self, rows: Ints) -> Mentions:
        """Return some of the mentions."""
        columns: dict[str, Any] = {name: getattr(self, name).take(rows) for name in _COLUMNS}
        return Mentions(**columns, said=self.said.take(rows))


def followed_closely(mentions: Mentions, breaks: Bools, most: int) -> Ints:
    """Return the mentions that the next follows with at most so many words between, and no sentence's end beside these.

    `breaks` marks the words that end sentences; any among the words between, but for the last, is for others to see.
    """
    tail, head = mentions.tail[:-1], mentions.head[1:]
    rows = np.flatnonzero((head > tail) & (head - tail <= most + 1))
    return rows[~(breaks[tail[rows]] | breaks[head[rows] - 1])]


class Known(NamedTuple):
    """The words of n names: of the bare name, less the letters glued before it, and with the words beside it."""

    first: Ints
    last: Ints
    glued: Ints
    head: Ints
    tail: Ints

    @classmethod
    def of(cls, mentions: Mentions) -> Known:
        """Return the words of mentions."""
        return cls(mentions.first, mentions.last, mentions.glued, mentions.head, mentions.tail)

    def take(self, rows: Ints) -> Known:
        """Return those of some names."""
        return Known(*(column.take(rows) for column in self))

    def plus(self, other: Known) -> Known:
        """Return these and others."""
        return Known(*map(np.concatenate, zip(self, other, strict=True)))


_COLUMNS = tuple(field.name for field in fields(Mentions) if field.name != "said")


def concatenate(parts: Sequence[Mentions]) -> Mentions:
    """Return mentions of several kinds as one table, one kind after the other."""
    columns: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS}
    return Mentions(**columns, said=Said(*map(np.concatenate, zip(*(part.said for part in parts), strict=True))))


def bare_mentions(found: Matches, searched: Searched, form: int = NAME) -> Mentions:
    """Return keys found as mentions, with nothing known of what stands around them."""
    words, size = searched.batch.words, len(found.first)
    begin = words.at.take(found.first) + found.glued
    start, end = words.folded.originals(begin, words.stops.take(found.last) - found.cut)
    token_start, token_end = start.copy(), end.copy()
    more = np.flatnonzero(found.glued + found.cut)
    token_start[more], token_end[more] = words.folded.originals(
        words.at[found.first[more]], words.stops[found.last[more]]
    )
    none, no = np.full(size, NONE, dtype=np.int64), np.zeros(size, dtype=bool)
    return Mentions(
        **searched.around(found)._asdict(),
        **found._asdict(),
        start=start,
        end=end,
        token_start=token_start,
        token_end=token_end,
        head=found.first,
        tail=found.last,
        feature_before=none,
        feature_after=none,
        asked=np.zeros(size, dtype=np.uint32),
        form=np.full(size, form, dtype=np.int8),
        dateline=no,
        again=no,
        item=none,
        group=none,
        said=Said.nothing(size),
    )


def coordinate_mentions(found: Sequence[Coordinates], searched: Searched) -> Mentions:
    """Return coordinates as mentions; their `item` is the place in `found`."""
    start = np.array([one.start for one in found], dtype=np.int64)
    end = np.array([one.end for one in found], dtype=np.int64)
    words = searched.batch.words
    zeros = np.zeros(len(found), dtype=np.int64)
    first = words.word_of(words.folded.before(start + 1) - 1).clip(min=0)
    last = np.maximum(words.word_of(words.folded.before(end) - 1), first)
    bare = bare_mentions(Matches(first, last, zeros, zeros, zeros + NONE, zeros), searched, COORDINATES)
    return replace(bare, start=start, end=end, token_start=start, token_end=end, item=np.arange(len(found)))
