"""Mentions -> candidates: names that are also words or persons count only with the evidence that their rows ask for.

What a row of `names` may ask for (`evidence`):

==========  ==========================================================================================
(empty)     nothing: the name is a place wherever it stands
`capital`   the capital letter that every Latin name needs here anyway
`person`    no title or given name before it, no family name after it
`document`  a place around it that the document names too, or what `context` asks for
`context`   a preposition of place or a direction before it, a feature word, or a list with a sure place
`feature`   a feature word: "village of", قرية
==========  ==========================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.folding import codes_of
from disputemap.gazetteer import EVIDENCE as KINDS
from disputemap.matching import CLITICS
from disputemap.nearness import WIDE, find_sites, metres_to_sites
from disputemap.ragged import expand, segment_any, to_offsets
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.toponyms import NameRows
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

PERSON, DOCUMENT, CONTEXT, FEATURE = (1 << KINDS.index(kind) for kind in ("person", "document", "context", "feature"))
CERTAIN = 1 << KINDS.index("") | 1 << KINDS.index("capital")
NEIGHBOUR_M = 60_000
IN = "ب"
NISBA = "ي"


class Meanings(NamedTuple):
    """The places that n mentions can mean, in flat arrays: those of mention i from `offsets[i]`, ascending.

    `asked` is the evidence that the rows of the name ask for, a bit mask over `KINDS`; one of it is enough.
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
        counts = np.bincount(self.owner[kept], minlength=len(self.offsets) - 1)
        return Meanings(to_offsets(counts), *(column[kept] for column in self[1:]))

    def take(self, rows: Ints) -> Meanings:
        """Return those of some of the mentions."""
        pairs = expand(self.offsets, rows)
        offsets = to_offsets(np.diff(self.offsets)[rows])
        return Meanings(offsets, *(column[pairs.at] for column in self[1:]))


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
        both = np.intersect1d(meanings.place[one], meanings.place[other])
        if len(both):
            kept[one], kept[other] = np.isin(meanings.place[one], both), np.isin(meanings.place[other], both)
            asked[other] |= CERTAIN
            again[row + 1] = True
    return meanings._replace(asked=asked).keep(kept), again


class Beside(NamedTuple):
    """What stands beside n mentions, as far as evidence goes.

    `placed`: a preposition of place, `modified`: a direction or distance, `masked`: a word that says that the name is no
    place at all ("hotel"), `masked_other`: one that says so of places that cannot act ("army of").
    """

    placed: Bools
    modified: Bools
    masked: Bools
    masked_other: Bools


def weigh_evidence(
    mentions: Mentions, meanings: Meanings, beside: Beside, batch: Batch, book: Phrasebook, table: PlaceTable
) -> Meanings:
    """Leave out the places that lack their evidence; mentions may be left without any."""
    sure = _is_sure(mentions, meanings)
    shown = _shown(mentions, meanings, beside, sure, batch, book)
    owner = meanings.owner
    kept = meanings.asked & shown[owner] > 0
    asks = ~kept & (meanings.asked & DOCUMENT > 0)
    if asks.any():
        kept[asks] = _is_around(asks, mentions, meanings, sure, table)
    asks = ~kept & (meanings.asked & (CONTEXT | FEATURE) > 0)
    if asks.any():
        kept[asks] = _has_neighbours(asks, mentions, meanings, sure, shown, batch, table)
    return meanings.keep(kept & ~_is_masked(mentions, meanings, beside, batch, book, table))


def _is_masked(
    mentions: Mentions, meanings: Meanings, beside: Beside, batch: Batch, book: Phrasebook, table: PlaceTable
) -> Bools:
    """Tell which meanings are ruled out: "Hotel Babylon", "Army of Samarra", "Mr Halabja", "Ahmed Sinjar"."""
    other = ~(table.acts | table.seat)[meanings.place]
    bare = (mentions.asked == 0) & (mentions.clitics == 0) & ~beside.modified
    rows = np.flatnonzero(bare)
    titled = np.zeros(len(mentions), dtype=bool)
    titled[rows] = book.titles.table.before(batch.words, mentions.head[rows], mentions.context[rows]).phrase >= 0
    family = _is_family_name_of(mentions, batch)
    latin = rows[(mentions.latin | family)[rows]]
    titled[latin] |= book.persons.table.before(batch.words, mentions.head[latin], mentions.context[latin]).phrase >= 0
    owner = meanings.owner
    return (beside.masked | (titled & family))[owner] | (other & (titled | beside.masked_other)[owner])


def _is_family_name_of(mentions: Mentions, batch: Batch) -> Bools:
    """Tell which Sorani names have nothing but the ending of a family name: نەوزاد هەولێری."""
    words = batch.words
    sorani = batch.sorani[mentions.first] if len(mentions) else np.zeros(0, dtype=bool)
    return sorani & (mentions.cut == 1) & (words.stream[words.stops[mentions.last] - 1] == ord(NISBA))


def _has_neighbours(  # noqa: PLR0913, PLR0917 - what is weighed, and what it is read with
    asks: Bools,
    mentions: Mentions,
    meanings: Meanings,
    sure: Bools,
    shown: NDArray[np.uint8],
    batch: Batch,
    table: PlaceTable,
) -> Bools:
    """Tell which of the places asked about lie near a place that the document names beyond doubt.

    That is enough for a Latin name with its capital inside a sentence, and, behind a preposition of place, for a name that
    else asks for a feature word.
    """
    own = np.flatnonzero(asks)
    owner = meanings.owner[own]
    head = mentions.head[owner]
    opens = (head == 0) | batch.words.breaks[np.maximum(head - 1, 0)]
    capital = mentions.latin[owner] & ~opens & (meanings.asked[own] & CONTEXT > 0)
    stands = capital | (shown[owner] & CONTEXT > 0)
    stands &= ~table.is_one_of(WIDE)[meanings.place[own]]  # descriptions of areas ("disputed territories") stay out
    named = np.full(len(sure), -1, dtype=np.int64)
    known = np.flatnonzero(sure & (np.diff(meanings.offsets) > 0))
    named[known] = meanings.place[meanings.offsets[known]]
    sites = find_sites(mentions.doc.astype(np.int32), named, table)
    near = np.zeros(len(own), dtype=bool)
    rows = np.flatnonzero(stands)
    metres = metres_to_sites(meanings.place[own[rows]].astype(np.int64), mentions.doc[owner[rows]], sites, table)
    near[rows] = metres <= NEIGHBOUR_M
    return near


def _is_sure(mentions: Mentions, meanings: Meanings) -> Bools:
    """Tell which mentions are places beyond doubt: behind a feature word, or by a name that nothing else bears.

    What a name means only behind a feature word casts no doubt on what else it means.
    """
    certain = segment_any(meanings.asked & CERTAIN > 0, meanings.offsets)
    doubt = segment_any((meanings.asked & CERTAIN == 0) & (meanings.asked != FEATURE), meanings.offsets)
    return (mentions.asked > 0) | (certain & ~doubt)


def _shown(
    mentions: Mentions, meanings: Meanings, beside: Beside, sure: Bools, batch: Batch, book: Phrasebook
) -> NDArray[np.uint8]:
    """Return the kinds of evidence that stand beside each mention, as bit masks."""
    definite = np.array([ARTICLE in parts for parts in CLITICS])[mentions.clitics]  # "the modern one" is no Haditha
    inside = np.array([parts[-1:] == (IN,) for parts in CLITICS])[mentions.clitics]
    groups = np.zeros(int(mentions.group.max(initial=-1)) + 2, dtype=bool)
    groups[mentions.group[sure]] = True
    listed = groups[mentions.group]
    shown = np.full(len(mentions), CERTAIN, dtype=np.uint8)
    person = is_person(mentions, meanings, batch, book)
    shown[~person] |= PERSON
    shown[(beside.placed & ~person) | beside.modified | inside | listed] |= DOCUMENT | CONTEXT
    shown[mentions.asked > 0] |= PERSON | DOCUMENT | CONTEXT | FEATURE
    shown[definite] = CERTAIN
    return shown


def is_person(mentions: Mentions, meanings: Meanings, batch: Batch, book: Phrasebook) -> Bools:
    """Tell where a title or given name stands before the name, or another name after it (given, or the ...-i).

    Only asked of names that may be a person's or a word.
    """
    may = segment_any(meanings.asked & (PERSON | CONTEXT) > 0, meanings.offsets)
    rows = np.flatnonzero(may & (mentions.asked == 0))
    result = np.zeros(len(mentions), dtype=bool)
    if len(rows):
        head, tail, context = mentions.head[rows], mentions.tail[rows], mentions.context[rows]
        titled = book.persons.table.before(batch.words, head, context).phrase >= 0
        titled |= book.persons.table.after(batch.words, tail, context).phrase >= 0
        result[rows] = titled | _is_family_name(tail, batch)
    return result


def _is_family_name(tail: Ints, batch: Batch) -> Bools:
    """Tell which names are followed by a word with the article and the ending -i."""
    words = batch.words
    after = np.minimum(tail + 1, len(words) - 1)
    there = (tail + 1 < len(words)) & ~words.stopped(tail, after)
    article = codes_of(ARTICLE)
    there &= (words.letter(after) == article[0]) & (words.letter(after, 1) == article[1])
    return there & (words.stream[words.stops[after] - 1] == ord(NISBA))


def _is_around(asks: Bools, mentions: Mentions, meanings: Meanings, sure: Bools, table: PlaceTable) -> Bools:
    """Tell which of the places asked about lie in, or hold, an area that the document names beyond doubt."""
    size = len(table)
    rows = np.flatnonzero(sure[meanings.owner] & _is_asked_kind(mentions, meanings, table))
    areas = expand(table.area_offsets, meanings.place[rows])
    known = np.unique(mentions.doc[meanings.owner[rows[areas.owner]]] * size + table.area[areas.at])
    own = np.flatnonzero(asks)
    around = expand(table.area_offsets, meanings.place[own])
    hit = np.isin(mentions.doc[meanings.owner[own[around.owner]]] * size + table.area[around.at], known)
    result = np.zeros(len(own), dtype=bool)
    result[around.owner[hit]] = True
    return result


def _is_asked_kind(mentions: Mentions, meanings: Meanings, table: PlaceTable) -> Bools:
    """Tell which meanings are of the kind that a feature word asks for; all, where none of a mention's is."""
    owner = meanings.owner
    fits = (mentions.asked[owner] >> table.feature[meanings.place]) & 1 > 0
    return fits | ~segment_any(fits, meanings.offsets)[owner]
