"""Judged mentions -> columns of the record, without a step for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from disputemap.chains import chain_column
from disputemap.columns import Coded, Parsed, Ragged
from disputemap.focus import Named, focus_of
from disputemap.matching import CLITICS
from disputemap.mentions import COORDINATES, DEMONYM, FORMS, NONE, REFERENCE
from disputemap.models import MODIFIERS
from disputemap.placing import sites_of
from disputemap.ragged import to_offsets
from disputemap.routes import route_column
from disputemap.scoring import OTHER, RoleEvidence, ScoreEvidence
from disputemap.sentences import sentence_starts, sentences_around
from disputemap.themes import themes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.coordinates import Coordinates
    from disputemap.cues import CuesBeside
    from disputemap.evidence import Meanings
    from disputemap.lexicon import Cue
    from disputemap.matching import Matches
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.placing import Placing
    from disputemap.resolution import Candidates, Choices, Context
    from disputemap.routes import RouteWords
    from disputemap.themes import Hints
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints

MAX_CANDIDATES = 5
ROLES = ("literal", "associative")
UNKNOWN, UNPLACED = "not in the gazetteer", "no location in the gazetteer"
POLITY = "polity"
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Late(NamedTuple):
    """What the last stages look for: words that tell of themes, and of routes."""

    hints: Hints
    routes: RouteWords


class Seen(NamedTuple):
    """What a batch says of its mentions, before the model judges it: the same for parsing and for training.

    `found` are all keys in the texts; of `coordinates` a mention's `item` says which it is.
    """

    found: Matches
    mentions: Mentions
    meanings: Meanings
    cues: CuesBeside
    candidates: Candidates
    context: Context
    roles: RoleEvidence
    scores: ScoreEvidence
    coordinates: list[Coordinates]


class Judged(NamedTuple):
    """The mentions of a batch with all that was found out about them.

    `roles` are log odds of "associative", `certainty` the probability that place and role are right.
    """

    seen: Seen
    choices: Choices
    roles: NDArray[np.float64]
    certainty: NDArray[np.float64]
    placing: Placing

    @property
    def mentions(self) -> Mentions:
        """The mentions themselves."""
        return self.seen.mentions


def write_columns(  # noqa: PLR0913, PLR0917 - what is written, and what it is read with
    judged: Judged, batch: Batch, book: Phrasebook, toponyms: Toponyms, table: PlaceTable, late: Late
) -> Parsed:
    """Return the record's columns, and the site of each row."""
    mentions = judged.mentions
    base = batch.begins[mentions.doc]
    starts = sentence_starts(batch)
    around = sentences_around(batch, starts, mentions.start, mentions.end)
    site, sites = sites_of(judged.placing, mentions, judged.seen.coordinates, table)
    columns: dict[str, Any] = {
        **_documents(mentions, batch),
        "start": mentions.start - base,
        "end": mentions.end - base,
        "token_start": mentions.token_start - base,
        "token_end": mentions.token_end - base,
        "surface": _texts(batch, mentions.start, mentions.end),
        "clitics": _clitics(mentions, batch),
        "lang": _languages(judged, batch, toponyms),
        "form": Coded(mentions.form.astype(np.int32), FORMS),
        "role": Coded((judged.roles > 0).astype(np.int32), ROLES),
        "score": judged.certainty,
        "reasons": _reasons(judged, book, table),
        "candidates": _candidates(judged, table),
        "chain": chain_column(mentions, judged.choices.chain, base),
        "modifier": _modifiers(judged, batch, table),
        "route": route_column(
            mentions, judged.roles <= 0, judged.placing, judged.choices.chain, around.number, batch, late.routes
        ),
        "focus": focus_of(_named(judged, batch), len(batch.documents), table),
        "themes": themes_of(judged.seen.found, mentions, around.number, starts, batch, toponyms, book, late.hints),
        "sentence": _texts(batch, around.start, around.end),
        "sentence_start": around.start - base,
    }
    return Parsed(columns, site, sites)


def coded(keys: Sequence[NDArray[Any]], value: Callable[[int], Any]) -> Coded:
    """Return a column whose value depends on some numbers: `value(row)` is asked once for each combination of them."""
    mixed = np.zeros(len(keys[0]), dtype=np.uint64)
    for key in keys:
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ key.astype(np.int64).view(np.uint64)) * _MIX
    codes, distinct = pd.factorize(mixed)
    rows = np.zeros(len(distinct), dtype=np.int64)
    rows[codes[::-1]] = np.arange(len(codes))[::-1]
    return Coded(codes.astype(np.int32), [value(row) for row in rows.tolist()])


def _texts(batch: Batch, starts: Ints, ends: Ints) -> Coded:
    """Return pieces of the text; equal spans are one value."""
    return coded([starts, ends], lambda row: batch.text[starts[row] : ends[row]])


def _documents(mentions: Mentions, batch: Batch) -> dict[str, Coded]:
    codes = mentions.doc.astype(np.int32)
    fields = {"doc": "id", "date": "date", "source": "source", "title": "title"}
    return {
        field: Coded(codes, [getattr(document, name) for document in batch.documents]) for field, name in fields.items()
    }


def _clitics(mentions: Mentions, batch: Batch) -> Coded:
    """Return what is glued before each name, as written."""
    words = batch.words

    def value(row: int) -> list[str]:
        position, parts = int(words.starts[mentions.first[row]]), []
        for clitic in CLITICS[mentions.clitics[row]]:
            first, last = words.folded.original(position, position + len(clitic))
            parts.append(batch.text[first:last])
            position += len(clitic)
        return parts

    plain = mentions.token_start - mentions.start + np.where(mentions.clitics > 0, mentions.glued, 0)
    return coded([mentions.clitics, plain, np.where(plain == 0, 0, mentions.start)], value)


def _languages(judged: Judged, batch: Batch, toponyms: Toponyms) -> Coded:
    """Return the language of each name: the document's if the name is one of it, else the usual one of its script."""
    mentions = judged.mentions
    tags = [document.lang for document in batch.documents]

    def value(row: int) -> str:
        key = int(mentions.key[row])
        if key < 0:
            return tags[mentions.doc[row]]
        codes = toponyms.rows.language[toponyms.offsets[key] : toponyms.offsets[key + 1]]
        known = [toponyms.languages[code] for code in codes.tolist()]
        own, usual = tags[mentions.doc[row]], "en" if mentions.latin[row] else "ar"
        return next((tag for tag in (own, usual, *known) if tag in known), own)

    return coded([mentions.key, np.array([hash_of(tag) for tag in tags], dtype=np.int64)[mentions.doc]], value)


def hash_of(tag: str) -> int:
    """Return a number for a short text, the same in every run."""
    return int.from_bytes(tag.encode("utf-8", "surrogatepass")[:7], "little")


def _reasons(judged: Judged, book: Phrasebook, table: PlaceTable) -> Coded:
    """Return what spoke: feature word and direction, then cues by their weight, then what chose the place."""
    mentions, cues, choices = judged.mentions, judged.seen.cues, judged.choices
    acts = judged.seen.roles.kind != OTHER

    def value(row: int) -> list[str]:
        if mentions.form[row] == COORDINATES:
            return ["coordinates in the text"]
        if mentions.form[row] == DEMONYM:
            return [f"demonym of {table.ids[mentions.item[row]]}"] if mentions.item[row] >= 0 else ["demonym"]
        if mentions.form[row] == REFERENCE:
            return ["refers back to a place named before"]
        found: list[str] = ["dateline"] if mentions.dateline[row] else []
        if mentions.feature_before[row] >= 0:
            found.append(f"feature word: {book.features_before.text(mentions.feature_before[row])}")
        if mentions.feature_after[row] >= 0:
            found.append(f"feature word: {book.features_after.text(mentions.feature_after[row])}")
        for label, phrases, number in (
            ("direction", book.directions, mentions.direction[row]),
            ("beside", book.relations_before, mentions.relation_before[row]),
            ("beside", book.relations_after, mentions.relation_after[row]),
        ):
            if number >= 0:
                found.append(f"{label}: {phrases.text(number)}")
        spoken: list[tuple[float, str]] = []
        for where, beside, number in (
            ("before", book.cues_before, cues.before[row]),
            ("after", book.cues_after, cues.after[row]),
        ):
            if number >= 0:
                spoken += [
                    (cue.weight, f"{where}: {cue.phrase}") for cue in _heard(beside.phrases.rows[number], acts[row])
                ]
        for clitic in CLITICS[mentions.clitics[row]]:
            heard = _heard(book.clitic_cues.get((int(mentions.context[row]), clitic), ()), acts[row])
            spoken += [(cue.weight, f"clitic: {cue.phrase}") for cue in heard]
        found += [text for _, text in sorted(spoken, reverse=True)]
        return [*found, *choices.reasons[choices.reason[row]]]

    return coded(
        [
            mentions.feature_before, mentions.feature_after, mentions.direction, cues.before, cues.after,
            mentions.clitics, mentions.context, acts, choices.reason, mentions.relation_before, mentions.relation_after,
            mentions.dateline, mentions.form, np.where(mentions.form == DEMONYM, mentions.item, NONE),
        ],
        value,
    )  # fmt: skip


def _named(judged: Judged, batch: Batch) -> Named:
    """Return what the main place of a document is worked out from."""
    mentions = judged.mentions
    literal = (judged.roles <= 0) & (mentions.form != DEMONYM)
    depth = (mentions.start - batch.begins[mentions.doc]) / np.diff(batch.begins)[mentions.doc]
    return Named(mentions.doc, judged.placing.place, literal, depth, judged.certainty, judged.choices.chain)


def _heard(cues: Sequence[Cue], acts: bool) -> list[Cue]:  # noqa: FBT001 - whether the place can act
    return [cue for cue in cues if acts or cue.applies != POLITY]


def _candidates(judged: Judged, table: PlaceTable) -> Ragged:
    offsets, choices = judged.seen.meanings.offsets, judged.choices
    counts = np.minimum(np.diff(offsets), MAX_CANDIDATES)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    at = choices.order[np.repeat(offsets[:-1], counts) + within]
    places = Coded(judged.seen.meanings.place[at], table.ids)
    return Ragged(to_offsets(counts), {"place_id": places, "score": choices.share[at]})


def _modifiers(judged: Judged, batch: Batch, table: PlaceTable) -> Coded:
    """Return what is said of each place, with its words as written."""
    mentions, placing = judged.mentions, judged.placing
    words = batch.words
    rows = np.flatnonzero((placing.kind > 0) & (mentions.said_first >= 0))
    start, end = np.zeros(len(mentions), dtype=np.int64), np.zeros(len(mentions), dtype=np.int64)
    first, last = mentions.said_first[rows], mentions.said_last[rows]
    start[rows], end[rows] = words.folded.originals(words.starts[first] + mentions.said_glued[rows], words.ends[last])

    def value(row: int) -> dict[str, Any] | None:
        if not placing.kind[row]:
            return None
        return {
            "kind": MODIFIERS[placing.kind[row] - 1],
            "text": batch.text[start[row] : end[row]],
            "bearing_deg": _number(placing.bearing_deg[row]),
            "distance_m": _number(placing.distance_m[row]),
            "to": table.ids[placing.to[row]] if placing.to[row] >= 0 else None,
        }

    return coded([placing.kind, start, placing.to, np.where(placing.kind > 0, mentions.start, 0)], value)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
