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

from disputemap.codepoints import codes_of
from disputemap.gazetteer import EVIDENCE as KINDS
from disputemap.matching import CLITICS
from disputemap.meanings import CERTAIN
from disputemap.modifiers import is_stated
from disputemap.nearness import WIDE, find_sites, metres_to_sites
from disputemap.ragged import distinct, expand, is_in, segment_any
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.cues import CuesBeside
    from disputemap.meanings import Meanings
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.terms import Terms
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

PERSON, DOCUMENT, CONTEXT, FEATURE = (1 << KINDS.index(kind) for kind in ("person", "document", "context", "feature"))
NEIGHBOUR_M = 60_000
BODY_WEIGHT = 8.0  # cues this strong are bodies and offices: "directorate of X" shows that X is a place
IN = "ب"
NISBA = "ي"
_IS_DEFINITE = np.array([ARTICLE in parts for parts in CLITICS])
_ENDS_WITH_IN = np.array([parts[-1:] == (IN,) for parts in CLITICS])


class Beside(NamedTuple):
    """What stands beside n mentions, as far as evidence goes.

    `placed`: a preposition of place, `modified`: a direction or distance, `masked`: a word that says that the name is
    no place at all ("hotel"), `masked_other`: one that says so of places that cannot act ("army of").
    """

    placed: Bools
    modified: Bools
    masked: Bools
    masked_other: Bools


class _Case(NamedTuple):
    """All that evidence is weighed on: the mentions, their meanings and surroundings, and the places.

    `owner` is the mention of each meaning.
    """

    mentions: Mentions
    meanings: Meanings
    owner: Ints
    beside: Beside
    batch: Batch
    table: PlaceTable


def weigh_evidence(mentions: Mentions, meanings: Meanings, cues: CuesBeside, batch: Batch, terms: Terms) -> Meanings:
    """Leave out the places that lack their evidence; mentions may be left without any."""
    owner = meanings.owner
    case = _Case(mentions, meanings, owner, _beside(mentions, cues, terms.book), batch, terms.table)
    sure = _is_sure(mentions, meanings)
    shown = _shown(case, sure, terms.book)
    kept = meanings.asked & shown[owner] > 0
    asks = np.flatnonzero(~kept & (meanings.asked & DOCUMENT > 0))
    if len(asks):
        kept[asks] = _is_around(asks, case, sure)
    lost = ~segment_any(kept, meanings.offsets)[owner]  # a name that means something already needs no more
    asks = np.flatnonzero(lost & (meanings.asked & (CONTEXT | FEATURE) > 0))
    if len(asks):
        kept[asks] = _has_neighbours(asks, case, sure, shown)
    return meanings.keep(kept & ~_is_masked(case, terms.book))


def _beside(mentions: Mentions, cues: CuesBeside, book: Phrasebook) -> Beside:
    before, after = book.cues_before, book.cues_after
    return Beside(
        (before.weights.placed | (before.weights.of_any >= BODY_WEIGHT))[cues.before],
        is_stated(mentions),
        before.masks[cues.before] | after.masks[cues.after],
        before.masks_other[cues.before] | after.masks_other[cues.after],
    )


def _is_sure(mentions: Mentions, meanings: Meanings) -> Bools:
    """Tell which mentions are places beyond doubt: behind a feature word, or by a name that nothing else bears.

    What a name means only behind a feature word casts no doubt on what else it means.
    """
    certain = segment_any(meanings.asked & CERTAIN > 0, meanings.offsets)
    doubt = segment_any((meanings.asked & CERTAIN == 0) & (meanings.asked != FEATURE), meanings.offsets)
    return (mentions.asked > 0) | (certain & ~doubt)


def _shown(case: _Case, sure: Bools, book: Phrasebook) -> NDArray[np.uint8]:
    """Return the kinds of evidence that stand beside each mention, as bit masks."""
    mentions, beside = case.mentions, case.beside
    lists = np.zeros(int(mentions.group.max(initial=-1)) + 2, dtype=bool)
    lists[mentions.group[sure]] = True
    person = is_person(mentions, case.meanings, case.batch, book)
    shown = np.where(person, CERTAIN, CERTAIN | PERSON).astype(np.uint8)
    somewhere = (beside.placed & ~person) | beside.modified | _ENDS_WITH_IN[mentions.clitics] | lists[mentions.group]
    shown |= somewhere * np.uint8(DOCUMENT | CONTEXT)
    shown |= (mentions.asked > 0) * np.uint8(PERSON | DOCUMENT | CONTEXT | FEATURE)
    shown[_IS_DEFINITE[mentions.clitics]] = CERTAIN  # "the modern one" is no Haditha
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
    there: Bools = ~words.parted[tail]
    article = codes_of(ARTICLE)
    there &= (words.letter(after) == article[0]) & (words.letter(after, 1) == article[1])
    there &= words.stream[words.stops[after] - 1] == ord(NISBA)
    return there


def _is_around(asks: Ints, case: _Case, sure: Bools) -> Bools:
    """Tell which of the places asked about lie in, or hold, an area that the document names beyond doubt."""
    mentions, table, size = case.mentions, case.table, len(case.table)
    doc = mentions.doc[case.owner[asks]]
    rows = np.flatnonzero(sure & is_in(mentions.doc, distinct(doc)))
    some = case.meanings.take(rows)
    owner = rows[some.owner]
    meant = np.flatnonzero(_is_asked_kind(mentions.asked[owner], some, table))
    areas = expand(table.area_offsets, some.place[meant])
    known = distinct(mentions.doc[owner[meant[areas.owner]]] * size + table.area[areas.at])
    around = expand(table.area_offsets, case.meanings.place[asks])
    hit = is_in(doc[around.owner] * size + table.area[around.at], known)
    result = np.zeros(len(asks), dtype=bool)
    result[around.owner[hit]] = True
    return result


def _is_asked_kind(asked: NDArray[np.uint32], meanings: Meanings, table: PlaceTable) -> Bools:
    """Tell which meanings are of the kind asked for (a bit mask for each); all, where none of a mention's is."""
    fits = (asked >> table.feature[meanings.place]) & 1 > 0
    return fits | ~segment_any(fits, meanings.offsets)[meanings.owner]


def _has_neighbours(asks: Ints, case: _Case, sure: Bools, shown: NDArray[np.uint8]) -> Bools:
    """Tell which of the places asked about lie near a place that the document names beyond doubt.

    That is enough for a Latin name with its capital inside a sentence, and, behind a preposition of place, for a name
    that else asks for a feature word.
    """
    mentions, meanings, words = case.mentions, case.meanings, case.batch.words
    owner = case.owner[asks]
    head = mentions.head[owner]
    opens = (head == 0) | words.breaks[np.maximum(head - 1, 0)]
    capital = mentions.latin[owner] & ~opens & (meanings.asked[asks] & CONTEXT > 0)
    wide = case.table.is_one_of(WIDE)[meanings.place[asks]]  # descriptions of areas ("disputed territories") stay out
    rows = np.flatnonzero((capital | (shown[owner] & CONTEXT > 0)) & ~wide)
    doc = mentions.doc[owner[rows]]
    named = np.full(len(sure), -1, dtype=np.int64)
    known = np.flatnonzero(sure & (np.diff(meanings.offsets) > 0) & is_in(mentions.doc, distinct(doc)))
    named[known] = meanings.place[meanings.offsets[known]]
    sites = find_sites(mentions.doc.astype(np.int32), named, case.table)
    place = meanings.place[asks[rows]].astype(np.int64)
    near = np.zeros(len(asks), dtype=bool)
    near[rows] = metres_to_sites(place, doc, sites, case.table) <= NEIGHBOUR_M
    return near


def _is_masked(case: _Case, book: Phrasebook) -> Bools:
    """Tell which meanings are ruled out: "Hotel Babylon", "Army of Samarra", "Mr Halabja", "Ahmed Sinjar"."""
    mentions, words, owner = case.mentions, case.batch.words, case.owner
    other: Bools = ~(case.table.acts | case.table.seat)[case.meanings.place]
    bare = (mentions.asked == 0) & (mentions.clitics == 0) & ~case.beside.modified
    rows = np.flatnonzero(bare)
    titled = np.zeros(len(mentions), dtype=bool)
    titled[rows] = book.titles.table.before(words, mentions.head[rows], mentions.context[rows]).phrase >= 0
    family = _has_ending_of_family(mentions, case.batch)
    rows = rows[(mentions.latin | family)[rows]]
    titled[rows] |= book.persons.table.before(words, mentions.head[rows], mentions.context[rows]).phrase >= 0
    other &= (titled | case.beside.masked_other)[owner]
    masked: Bools = (case.beside.masked | (titled & family))[owner] | other
    return masked


def _has_ending_of_family(mentions: Mentions, batch: Batch) -> Bools:
    """Tell which Sorani names have nothing but the ending of a family name: نەوزاد هەولێری."""
    result = np.zeros(len(mentions), dtype=bool)
    rows = np.flatnonzero(mentions.cut == 1)
    last = mentions.last[rows]
    result[rows] = batch.sorani[mentions.first[rows]] & (batch.words.stream[batch.words.stops[last] - 1] == ord(NISBA))
    return result
