"""Documents -> columns: a batch of texts from words to places, stage by stage.

`parse_batch` is the way through the house: fold, find the names, look at what stands around them (`see`), judge roles,
choose places, write columns. Where the places lie, and how to the corridor, is worked out later, once for each distinct
site (`sites`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.batch import Batch
from disputemap.chains import find_links
from disputemap.coordinates import find_coordinates
from disputemap.cues import CuesBeside, cues_beside, cues_of_lists, weigh_cues
from disputemap.dateline import are_datelines
from disputemap.demonyms import find_demonyms
from disputemap.evidence import weigh_evidence
from disputemap.featurewords import group_lists, look_around, skip_article
from disputemap.meanings import CERTAIN, Meanings, find_meanings, said_again
from disputemap.mentions import COORDINATES, DEMONYM, NONE, REFERENCE, Known, Mentions, concatenate, coordinate_mentions
from disputemap.model import sigmoid
from disputemap.modifiers import is_stated, pair_between, read_modifiers
from disputemap.names import find_names
from disputemap.placing import place_mentions
from disputemap.ragged import segment_any
from disputemap.references import find_antecedents, find_references
from disputemap.resolution import Candidates, Context, choose_places
from disputemap.scoring import (
    OTHER,
    POLITY,
    RoleEvidence,
    ScoreEvidence,
    judge_roles,
    kinds_of,
    listed_with_other,
    score,
)
from disputemap.terms import Searched, Terms, search
from disputemap.unknown import find_unknown
from disputemap.world import World, load_world
from disputemap.writing import Judged, Seen, write_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.columns import Parsed
    from disputemap.models import Document
    from disputemap.phrasebook import Phrasebook
    from disputemap.words import Ints

__all__ = ["World", "load_world", "parse_batch", "see"]

COORDINATES_SCORE = 0.95  # figures leave little doubt; what remains is whether they are of the thing told about
DATELINE_WEIGHT = 6.0  # a report is from a place
DEMONYM_WEIGHT = 100.0  # adjectives say whose, never where


def parse_batch(documents: Sequence[Document], world: World) -> Parsed:
    """Return the mentions of documents, in the order of the documents and their text.

    Mentions that no place can be found for have no site, and a reason.
    """
    seen = see(Batch(documents), world)
    choices = choose_places(seen.candidates, seen.context, world.table, world.model)
    roles = judge_roles(seen.roles, world.model)
    placing = place_mentions(seen.mentions, seen.candidates, choices, roles)
    certainty = score(choices, roles, seen.scores, world.model)
    certainty[seen.mentions.form == COORDINATES] = COORDINATES_SCORE
    judged = Judged(seen, choices, roles, certainty, placing)
    kept = _refer_back(judged, world)
    return write_columns(judged, world.late)._replace(kept=kept)


def _refer_back(judged: Judged, world: World) -> NDArray[np.bool_]:
    """Give references the place that they refer back to; tell which mentions count: all but those of nothing."""
    placing, roles, certainty = judged.placing, judged.roles, judged.certainty
    places = np.where(roles > 0, NONE, placing.place)  # "the town": not the capital that acts, unless there is no other
    back = find_antecedents(judged.mentions, (places, placing.place), world.references, world.table)
    known = back.place >= 0
    placing.place[back.row] = np.where(known, back.place, NONE)
    certainty[back.row] = np.where(known, certainty[back.mention] * sigmoid(np.abs(roles[back.row])), 0.0)
    kept = np.ones(len(judged.mentions), dtype=bool)
    kept[back.row[~known]] = False
    return kept


class _Named(NamedTuple):
    """Mentions with the places that they can mean and the cues beside them; those but `rows` are left out later."""

    mentions: Mentions
    meanings: Meanings
    cues: CuesBeside
    rows: Ints


def see(batch: Batch, world: World) -> Seen:
    """Find the mentions of a batch, what each can mean, and what stands around it."""
    terms, book = world.terms, world.book
    searched = search(batch, terms)
    named = _find_named(searched, terms)
    known = Known.of(named.mentions).take(named.rows)
    unknown = find_unknown(searched, known, book)
    coordinates = find_coordinates(batch.text, world.notation, bounds=world.bounds, folded=batch.words.folded)
    known = known.plus(Known.of(unknown))
    references = find_references(searched, known, world.references, book)
    demonyms = find_demonyms(searched, known, world.demonyms, terms)
    others = [unknown, coordinate_mentions(coordinates, searched), references, demonyms]
    mentions, meanings, cues = _with_others(named, concatenate(others), batch, book)
    cues = cues_of_lists(mentions, cues)
    candidates = Candidates(meanings.offsets, meanings.place, meanings.historical, meanings.preferred)
    kinds = kinds_of(candidates, world.table)
    links = find_links(mentions, batch, terms, polity=kinds == POLITY)
    context = _context(mentions, _asked(mentions, cues, book), links)
    roles = _role_evidence(mentions, cues, kinds, book)
    scores = _score_evidence(mentions, meanings)
    return Seen(searched, mentions, meanings, cues, candidates, context, roles, scores, coordinates)


def _find_named(searched: Searched, terms: Terms) -> _Named:
    """Return the names of the gazetteer, each with the places that its evidence allows, and the cues beside it."""
    batch, book = searched.batch, terms.book
    mentions = look_around(find_names(searched, terms), batch, book)
    mentions = skip_article(read_modifiers(mentions, batch, book), batch, book)
    mentions = pair_between(group_lists(mentions, batch, book), batch)
    meanings, again = said_again(mentions, find_meanings(mentions, batch, terms.toponyms), batch)
    mentions = replace(mentions, again=again, dateline=are_datelines(mentions, batch))
    cues = cues_beside(mentions, batch, book)
    meanings = weigh_evidence(mentions, meanings, cues, batch, terms)
    return _Named(mentions, meanings, cues, np.flatnonzero(np.diff(meanings.offsets)))


def _with_others(
    named: _Named, more: Mentions, batch: Batch, book: Phrasebook
) -> tuple[Mentions, Meanings, CuesBeside]:
    """Add mentions that no name of the gazetteer stands for, in text order; each is a list of its own."""
    groups = int(named.mentions.group.max(initial=NONE)) + 1
    more = replace(more, group=np.arange(groups, groups + len(more)))
    both = concatenate([named.mentions, more])
    cues = named.cues.plus(cues_beside(more, batch, book))
    offsets = np.concatenate([named.meanings.offsets, np.repeat(named.meanings.offsets[-1], len(more))])
    rows = np.concatenate([named.rows, np.arange(len(named.mentions), len(both))])
    rows = rows.take(np.lexsort((both.end.take(rows), both.start.take(rows))))
    return both.take(rows), named.meanings._replace(offsets=offsets).take(rows), cues.take(rows)


def _asked(mentions: Mentions, cues: CuesBeside, book: Phrasebook) -> NDArray[np.uint32]:
    """Return the kinds of places asked for, by a feature word, or else by a cue ("governor of")."""
    return np.where(mentions.asked > 0, mentions.asked, book.cues_before.asks[cues.before])


def _context(mentions: Mentions, asked: NDArray[np.uint32], link: NDArray[np.int32]) -> Context:
    return Context(mentions.doc.astype(np.int32), mentions.group.astype(np.int32), asked, link)


def _role_evidence(mentions: Mentions, cues: CuesBeside, kinds: NDArray[np.int8], book: Phrasebook) -> RoleEvidence:
    associative, literal = weigh_cues(mentions, cues, kinds != OTHER, book)
    people = np.where(mentions.form == DEMONYM, DEMONYM_WEIGHT, 0.0)
    return RoleEvidence(
        kinds,
        associative + people,
        literal + np.where(mentions.dateline, DATELINE_WEIGHT, 0.0),
        (mentions.asked > 0) & (mentions.form != REFERENCE),
        is_stated(mentions),
        listed_with_other(kinds, mentions.group),
    )


def _score_evidence(mentions: Mentions, meanings: Meanings) -> ScoreEvidence:
    doubtful = ~segment_any(meanings.asked & CERTAIN > 0, meanings.offsets)
    return ScoreEvidence(doubtful, mentions.form == REFERENCE)
