"""Documents -> columns: a batch of texts from words to places, stage by stage.

`parse_batch` is the way through the house: fold, find the names, look at what stands around them, judge roles, choose
places, write columns. Where the places lie, and how to the corridor, is worked out later, once for each distinct site
(`sites`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.batch import Batch
from disputemap.chains import find_links
from disputemap.coordinates import Bounds, Notation, find_coordinates, load_notation
from disputemap.cues import CuesBeside, cues_beside, cues_of_lists, weigh_cues
from disputemap.dateline import are_datelines
from disputemap.demonyms import Demonyms, build_demonyms, find_demonyms
from disputemap.evidence import CERTAIN, Beside, Meanings, meanings_of, said_again, weigh_evidence
from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.lexicon import load_lexicon
from disputemap.mentions import (
    COORDINATES,
    DEMONYM,
    NONE,
    REFERENCE,
    Mentions,
    candidates_of,
    concatenate,
    coordinate_mentions,
    find_names,
    group_lists,
    look_around,
    skip_article,
    spoken_in,
)
from disputemap.model import Model, load_model, sigmoid
from disputemap.modifiers import is_stated, pair_between, read_modifiers
from disputemap.phrasebook import Phrasebook, build_phrasebook
from disputemap.placetable import PlaceTable, build_place_table
from disputemap.placing import place_mentions
from disputemap.ragged import segment_any
from disputemap.resolution import Candidates, Context, choose_places
from disputemap.routes import load_route_words
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
from disputemap.themes import load_hints
from disputemap.toponyms import Toponyms, build_toponyms
from disputemap.unknown import find_unknown
from disputemap.references import References, build_references, find_antecedents, find_references
from disputemap.writing import Judged, Late, Seen, write_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.columns import Parsed
    from disputemap.geodata import GeoData
    from disputemap.matching import Matches
    from disputemap.models import Document


COORDINATES_SCORE = 0.95  # figures leave little doubt; what remains is whether they are of the thing told about
BODY_WEIGHT = 8.0  # cues this strong are bodies and offices: "directorate of X" shows that X is a place
DATELINE_WEIGHT = 6.0  # a report is from a place
DEMONYM_WEIGHT = 100.0  # adjectives say whose, never where


@dataclass(frozen=True)
class World:
    """All that parsing needs, loaded once."""

    gazetteer: Gazetteer
    table: PlaceTable
    toponyms: Toponyms
    book: Phrasebook
    model: Model
    late: Late
    references: References
    demonyms: Demonyms
    notation: Notation
    bounds: Bounds | None


class Named(NamedTuple):
    """Mentions with the places that they can mean and the cues beside them."""

    mentions: Mentions
    meanings: Meanings
    cues: CuesBeside


def load_world(geodata: GeoData) -> World:
    """Load gazetteer, lexicon and model of a data package and compile what is looked for."""
    gazetteer, lexicon = load_gazetteer(geodata), load_lexicon(geodata)
    table = build_place_table(gazetteer)
    toponyms = build_toponyms(gazetteer, lexicon, table)
    book = build_phrasebook(lexicon)
    late = Late(load_hints(geodata, toponyms, book), load_route_words(geodata, book))
    bounds = geodata.settings.get("bounds")
    return World(
        gazetteer,
        table,
        toponyms,
        book,
        load_model(geodata),
        late,
        build_references(lexicon, toponyms, book, table),
        build_demonyms(lexicon, toponyms, book, table),
        load_notation(geodata),
        tuple(bounds) if bounds else None,
    )


def parse_batch(documents: Sequence[Document], world: World) -> Parsed:
    """Return the mentions of documents, in the order of the documents and their text.

    Mentions that no place can be found for have no site, and a reason.
    """
    batch = Batch(documents)
    seen = see(batch, world)
    choices = choose_places(seen.candidates, seen.context, world.table, world.model)
    roles = judge_roles(seen.roles, world.model)
    placing = place_mentions(seen.mentions, seen.candidates, choices, roles)
    certainty = score(choices, roles, seen.scores, world.model)
    certainty[seen.mentions.form == COORDINATES] = COORDINATES_SCORE
    back = find_antecedents(seen.mentions, placing.place, world.table, world.references)
    known = back.place >= 0
    placing.place[back.row] = np.where(known, back.place, NONE)
    certainty[back.row] = np.where(known, certainty[back.mention] * sigmoid(np.abs(roles[back.row])), 0.0)
    judged = Judged(seen, choices, roles, certainty, placing)
    parsed = write_columns(judged, batch, world.book, world.toponyms, world.table, world.late)
    kept = np.ones(len(seen.mentions), dtype=bool)
    kept[back.row[~known]] = False
    return parsed._replace(kept=kept)


def see(batch: Batch, world: World) -> Seen:
    """Find the mentions of a batch, what each can mean, and what stands around it."""
    found = world.toponyms.matcher.find(batch.words, batch.sorani)
    named = _find_named(batch, found, world)
    unknown = find_unknown(batch, found, named.mentions, world.toponyms, world.book, world.table)
    coordinates = find_coordinates(batch.text, world.notation, bounds=world.bounds)
    known = concatenate([named.mentions, unknown])
    known = known.take(np.argsort(known.start, kind="stable"))
    references = find_references(batch, found, known, world.toponyms, world.book, world.references)
    demonyms = find_demonyms(batch, found, known, world.toponyms, world.book, world.table, world.demonyms)
    people = replace(demonyms.mentions, item=demonyms.place)
    others = [unknown, coordinate_mentions(coordinates, batch, world.book), references, people]
    mentions, meanings, cues = _with_others(named, others, batch, world.book)
    cues = cues_of_lists(mentions, cues)
    candidates = Candidates(meanings.offsets, meanings.place, meanings.historical, meanings.preferred)
    kinds = kinds_of(candidates, world.table)
    doubtful = ~segment_any(meanings.asked & CERTAIN > 0, meanings.offsets)
    return Seen(
        found,
        mentions,
        meanings,
        cues,
        candidates,
        _context(mentions, _asked(mentions, cues, world), find_links(mentions, batch, world.book, world.table, polity=kinds == POLITY)),
        _role_evidence(mentions, cues, kinds, world.book),
        ScoreEvidence(doubtful, mentions.form == REFERENCE),
        coordinates,
    )


def _context(mentions: Mentions, asked: NDArray[np.uint32], link: NDArray[np.int32]) -> Context:
    return Context(mentions.doc.astype(np.int32), mentions.group.astype(np.int32), asked, link)


def _asked(mentions: Mentions, cues: CuesBeside, world: World) -> NDArray[np.uint32]:
    """Return the kinds of places asked for, by a feature word or else by a cue: "governor of" asks for a governorate."""
    masks = np.array([world.table.mask(features) for features in world.book.cues_before.features], dtype=np.uint32)
    return np.where(mentions.asked > 0, mentions.asked, masks[cues.before]).astype(np.uint32)


def _role_evidence(mentions: Mentions, cues: CuesBeside, kinds: NDArray[np.int8], book: Phrasebook) -> RoleEvidence:
    weights = weigh_cues(mentions, cues, book)
    polity = kinds != OTHER
    people = np.where(mentions.form == DEMONYM, DEMONYM_WEIGHT, 0.0)
    return RoleEvidence(
        kinds,
        np.where(polity, weights.associative, weights.associative_any) + people,
        np.where(polity, weights.literal, weights.literal_any) + np.where(mentions.dateline, DATELINE_WEIGHT, 0.0),
        mentions.asked > 0,
        is_stated(mentions),
        listed_with_other(kinds, mentions.group),
    )


def _find_named(batch: Batch, found: Matches, world: World) -> Named:
    """Return the names of the gazetteer, each with the places that its evidence allows, and the cues beside it."""
    mentions = find_names(batch, found, world.toponyms, world.book, world.table)
    mentions = look_around(mentions, batch, world.book, world.table)
    mentions = skip_article(read_modifiers(mentions, batch, world.book), batch, world.book)
    mentions = pair_between(group_lists(mentions, batch, world.book, world.table), batch)
    mentions = replace(mentions, dateline=are_datelines(mentions, batch))
    owner, row = candidates_of(mentions, batch, world.toponyms)
    spoken = spoken_in(mentions, owner, row, batch, world.toponyms)
    meanings = meanings_of(owner, row, spoken, len(mentions), world.toponyms.rows)
    meanings, again = said_again(mentions, meanings, batch)
    mentions = replace(mentions, again=again)
    cues = cues_beside(mentions, batch, world.book)
    beside = _beside(mentions, cues, world.book)
    meanings = weigh_evidence(mentions, meanings, beside, batch, world.book, world.table)
    left = np.flatnonzero(np.diff(meanings.offsets))
    return Named(mentions.take(left), meanings.take(left), cues.take(left))


def _beside(mentions: Mentions, cues: CuesBeside, book: Phrasebook) -> Beside:
    before, after = book.cues_before, book.cues_after
    return Beside(
        before.weights.placed[cues.before] | (before.weights.associative_any[cues.before] >= BODY_WEIGHT),
        is_stated(mentions),
        before.masks[cues.before] | after.masks[cues.after],
        before.masks_other[cues.before] | after.masks_other[cues.after],
    )


def _with_others(named: Named, others: list[Mentions], batch: Batch, book: Phrasebook) -> Named:
    """Add mentions that no name of the gazetteer stands for, in text order; each is a list of its own."""
    more = concatenate(others)
    if not len(more):
        return named
    groups = int(named.mentions.group.max(initial=NONE)) + 1
    more = replace(more, group=np.arange(groups, groups + len(more)))
    both = concatenate([named.mentions, more])
    cues = cues_beside(more, batch, book)
    before = np.concatenate([named.cues.before, cues.before])
    after = np.concatenate([named.cues.after, cues.after])
    offsets = np.concatenate([named.meanings.offsets, np.repeat(named.meanings.offsets[-1], len(more))])
    order = np.lexsort((both.end, both.start))
    meanings = named.meanings._replace(offsets=offsets).take(order)
    return Named(both.take(order), meanings, CuesBeside(before[order], after[order]))
