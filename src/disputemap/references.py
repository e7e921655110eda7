"""Mentions that refer back: "the governorate", المدينة, گوندەکە stand for a place named before.

They are found once the names are known (:func:`find_references`), and get their place once those have theirs
(:func:`find_antecedents`). One that refers to nothing is dropped: it was said of no place that we know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap import toponyms as kinds
from disputemap.matching import without_overlaps
from disputemap.mentions import NAME, NONE, REFERENCE, bare_mentions
from disputemap.ragged import any_within, covered, expand
from disputemap.spoken import SpokenKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.lexicon import Lexicon
    from disputemap.matching import Matches
    from disputemap.mentions import Known, Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.terms import Searched, Terms
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]
    Places = NDArray[np.signedinteger[Any]]
    Meant = Callable[[Ints, "_Wanted"], Ints]

# How far back a reader still knows which place is meant: so many names, and so many characters (some three paragraphs).
MAX_NAMES_BACK = 12
MAX_CHARACTERS_BACK = 2_000
IZAFE = "ي"


@dataclass(frozen=True)
class References:
    """The words that refer back.

    Attributes
    ----------
    keys
        Finds them among the keys of the toponyms.
    asked
        uint32 for each: the kinds of places that it can stand for, a bit mask.
    named
        bool for each: only for one that the text names as such, not for one that holds a place named.
    only
        int64 for each: the one place that it can stand for, NONE for any of the kind.
    """

    keys: SpokenKeys
    asked: NDArray[np.uint32]
    named: Bools
    only: Ints


class Antecedents(NamedTuple):
    """What r references refer back to.

    Attributes
    ----------
    row
        int64 (r): the references among the mentions, ascending.
    mention
        int64 (r): the mention that each refers back to, NONE for nothing.
    place
        int64 (r): the place that it stands for, NONE for none: that mention's own, or one that holds it.
    """

    row: Ints
    mention: Ints
    place: Ints


def build_references(lexicon: Lexicon, terms: Terms) -> References:
    """Compile the words of a lexicon that refer back."""
    table = terms.table
    rows = list(lexicon.references.values())
    return References(
        SpokenKeys(list(lexicon.references), terms.toponyms, terms.book),
        np.array([*(table.mask(row.features) for row in rows), 0], dtype=np.uint32),
        np.array([*(row.named for row in rows), False]),
        np.array([*(table.index.get(row.place_id, NONE) for row in rows), NONE], dtype=np.int64),
    )


def find_references(searched: Searched, known: Known, references: References, book: Phrasebook) -> Mentions:
    """Return the words of a batch that can refer back, in text order.

    Parameters
    ----------
    searched
        The texts, and all keys found in them.
    known
        The names, with the feature words beside them taken in (`head` to `tail`).
    references, book
        What is looked for.

    Returns
    -------
    mentions
        Of form `REFERENCE`, with the kinds that each can stand for in `asked`; no group, nothing beside them. Left out
        are words of another language than the text around them; parts of known names, of their feature words ("the
        city of Kirkuk") and of masks; feature words of what follows ("the village of ..."), right before a name in
        apposition ("the town Jalawla"), or with the Sorani ending that joins them to what follows.
    """
    some = searched.of_kind(kinds.REFERENCE)
    if not len(some.key):
        return bare_mentions(some, searched, REFERENCE)
    masks = searched.of_kind(kinds.MASK)
    hidden = is_covered(some, known.head, known.tail) | is_covered(some, masks.first, masks.last)
    some = some.take(np.flatnonzero(~hidden))
    mentions = bare_mentions(without_overlaps(some, searched.batch.words), searched, REFERENCE)
    number = references.keys.find(mentions.key, mentions.context)
    kept = (number >= 0) & ~_goes_on(mentions, known, searched.batch, book)
    return replace(mentions, asked=references.asked[number]).take(np.flatnonzero(kept))


def is_covered(found: Matches, firsts: Ints, lasts: Ints) -> Bools:
    """Tell which keys share words with spans from `firsts` to `lasts`, both included."""
    taken = covered(firsts, lasts, int(max(found.last.max(initial=0), lasts.max(initial=0))) + 1)
    return any_within(taken, found.first, found.last)


def _goes_on(mentions: Mentions, known: Known, batch: Batch, book: Phrasebook) -> Bools:
    """Tell which references are defined by what follows, and so point forward."""
    words, last = batch.words, mentions.last
    after = np.minimum(last + 1, len(words) - 1)
    bare = np.zeros(len(words), dtype=bool)
    bare[known.head[(known.glued == 0) & (known.head == known.first)]] = True
    apposed = bare[after] & ~words.parted[last]
    feature = book.features_before.phrases.table.before(words, np.minimum(last + 2, len(words) - 1), mentions.context)
    opens = (feature.phrase >= 0) & (feature.word == last)
    izafe = (mentions.cut == 1) & batch.sorani[last] & (words.stream[words.stops[last] - 1] == ord(IZAFE))
    forward: Bools = apposed | opens | izafe
    return forward


def find_antecedents(
    mentions: Mentions, places: Sequence[Places], references: References, table: PlaceTable
) -> Antecedents:
    """Return which mention each reference goes back to, and the place that it stands for.

    That is the latest name before it in the same document whose place is of the kind asked for; failing that, the
    latest that lies in exactly one place of that kind, which is then the place (not if the word asks for a named one).
    A word that stands for one place only takes that place alone for one of its kind.
    Only the last `MAX_NAMES_BACK` names with a place are looked at, and none more than `MAX_CHARACTERS_BACK` before.

    Parameters
    ----------
    mentions
        All mentions of a batch, in text order.
    places
        (n) The place of each, a number in the place table, NONE for none; of references it is not read. Of several such
        columns the next is for references that those before have nothing for.
    references, table
        The words that refer back, and the places.
    """
    row = np.flatnonzero(mentions.form == REFERENCE)
    antecedents = Antecedents(row, np.full(len(row), NONE), np.full(len(row), NONE))
    number = references.keys.find(mentions.key[row], mentions.context[row])
    wanted = _Wanted(mentions.asked[row], references.only[number], table)
    for place in places if len(row) else ():
        names = _Names(np.flatnonzero((mentions.form == NAME) & (place >= 0)), place, mentions)
        _look_back(antecedents, np.flatnonzero(antecedents.mention < 0), names, wanted, _itself)
        inside = np.flatnonzero((antecedents.mention < 0) & ~references.named[number])
        _look_back(antecedents, inside, names, wanted, _holder)
    return antecedents


class _Names(NamedTuple):
    """The names with a place, among all mentions and their places."""

    rows: Ints
    place: Places
    mentions: Mentions


class _Wanted(NamedTuple):
    """What references stand for: kinds of places, a bit mask, and one place only or NONE; of the places in `table`."""

    asked: NDArray[np.uint32]
    only: Ints
    table: PlaceTable

    def take(self, rows: Ints) -> _Wanted:
        return _Wanted(self.asked[rows], self.only[rows], self.table)

    def fits(self, place: Places) -> Bools:
        """Tell of each place, one a reference, whether the reference can stand for it."""
        fits: Bools = (self.asked >> self.table.feature[place]) & 1 > 0
        fits &= (self.only < 0) | (self.only == place)
        return fits


def _look_back(antecedents: Antecedents, left: Ints, names: _Names, wanted: _Wanted, meant: Meant) -> None:
    """Write down what the references `left` stand for, looking at all names before each at once."""
    mentions, back = names.mentions, np.arange(MAX_NAMES_BACK, 0, -1)  # the farthest first, so that the last one stays
    before = (np.searchsorted(names.rows, antecedents.row[left])[:, None] - back).ravel()
    left = np.repeat(left, MAX_NAMES_BACK)[before >= 0]
    row, at = antecedents.row[left], names.rows[before[before >= 0]]
    within = mentions.doc[at] == mentions.doc[row]
    within &= mentions.start[row] - mentions.start[at] <= MAX_CHARACTERS_BACK
    left, at = left[within], at[within]
    place = meant(names.place[at], wanted.take(left))
    hit = place >= 0
    antecedents.mention[left[hit]], antecedents.place[left[hit]] = at[hit], place[hit]


def _itself(place: Ints, wanted: _Wanted) -> Ints:
    """Return the places that are wanted, else NONE."""
    return np.where(wanted.fits(place), place, NONE)


def _holder(place: Ints, wanted: _Wanted) -> Ints:
    """Return the one wanted place that each place lies in, else NONE."""
    above = expand(wanted.table.ancestor_offsets, place)
    ancestor = wanted.table.ancestor[above.at]
    fits = wanted.take(above.owner).fits(ancestor)
    count = np.bincount(above.owner[fits], minlength=len(place))
    holder = np.full(len(place), NONE, dtype=np.int64)
    holder[above.owner[fits]] = ancestor[fits]
    return np.where(count == 1, holder, NONE)
