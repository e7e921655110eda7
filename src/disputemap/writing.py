"""Judged mentions -> columns of the record, without a step for each row."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.chains import chain_column
from disputemap.columns import Coded, Parsed, Ragged, Struct, texts
from disputemap.focus import Named, focus_of
from disputemap.matching import CLITICS
from disputemap.mentions import DEMONYM, FORMS, NONE
from disputemap.models import MODIFIERS, Site
from disputemap.numbering import first_rows, numbers_of
from disputemap.pieces import pieces_of, texts_at
from disputemap.placing import sites_of
from disputemap.ragged import are_new, to_offsets
from disputemap.routes import Travelled, route_column
from disputemap.sentences import sentence_starts, sentences_around
from disputemap.themes import themes_of
from disputemap.toponyms import NAME
from disputemap.wording import Heard, Wording

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.coordinates import Coordinates
    from disputemap.cues import CuesBeside
    from disputemap.meanings import Meanings
    from disputemap.mentions import Mentions
    from disputemap.placing import Placing
    from disputemap.resolution import Candidates, Choices, Context
    from disputemap.routes import RouteWords
    from disputemap.scoring import RoleEvidence, ScoreEvidence
    from disputemap.terms import Searched, Terms
    from disputemap.themes import Hints
    from disputemap.toponyms import Toponyms

MAX_CANDIDATES = 5
ROLES = ("literal", "associative")
USUAL = ("ar", "en")  # language of names in Arabic and in Latin letters


class Late:
    """What the last stages look for, words that tell of themes and of routes, and what they write with.

    Parameters
    ----------
    terms
        What was looked for.
    hints, routes
        The words.
    """

    def __init__(self, terms: Terms, hints: Hints, routes: RouteWords) -> None:
        self.terms, self.hints, self.routes = terms, hints, routes
        self.wording = Wording(terms)
        self.ids = texts(terms.table.ids)
        self.places = tuple(map(Site, terms.table.ids))


class Seen(NamedTuple):
    """What a batch says of its mentions, before the model judges it: the same for parsing and for training.

    Of `coordinates` a mention's `item` says which it is.
    """

    searched: Searched
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


def write_columns(judged: Judged, late: Late) -> Parsed:
    """Return the record's columns, and the site of each row."""
    mentions, seen, batch = judged.mentions, judged.seen, judged.seen.searched.batch
    site, sites = sites_of(judged.placing, mentions, seen.coordinates, late.places)
    columns: dict[str, Any] = {
        **_documents(mentions, batch),
        **_spans(mentions, batch),
        "clitics": _clitics(mentions, batch),
        "lang": _languages(mentions, batch, late.terms.toponyms),
        "form": Coded(mentions.form.astype(np.int32), FORMS),
        "role": Coded((judged.roles > 0).astype(np.int32), ROLES),
        "score": judged.certainty,
        "reasons": late.wording.reasons(Heard(mentions, seen.cues, seen.roles.kind), judged.choices),
        "candidates": _candidates(judged, late.ids),
        "chain": chain_column(mentions, judged.choices.chain, batch.begins[mentions.doc]),
        "modifier": _modifiers(judged, batch, late.ids),
        "focus": focus_of(_named(judged, batch), len(batch.documents), late.terms.table),
        **_around(judged, batch, late),
    }
    return Parsed(columns, site, sites)


def _documents(mentions: Mentions, batch: Batch) -> dict[str, Coded]:
    codes = mentions.doc.astype(np.int32)
    said = list(map(attrgetter("id", "date", "source", "title"), batch.documents))
    fields = enumerate(("doc", "date", "source", "title"))
    return {field: Coded(codes, [row[at] for row in said]) for at, field in fields}


def _spans(mentions: Mentions, batch: Batch) -> dict[str, Any]:
    """Return the positions within the documents, and the names as written."""
    base = batch.begins[mentions.doc]
    spans = {name: getattr(mentions, name) - base for name in ("start", "end", "token_start", "token_end")}
    return {**spans, "surface": pieces_of(batch, mentions.start, mentions.end)}


def _around(judged: Judged, batch: Batch, late: Late) -> dict[str, Any]:
    """Return the sentence around each mention, and what it tells of: themes and routes."""
    mentions, choices = judged.mentions, judged.choices
    starts = sentence_starts(batch)
    around = sentences_around(batch, starts, mentions.start, mentions.end)
    # Mentions are in text order, those of a sentence side by side.
    new = are_new(around.start) | are_new(around.end)
    first = np.flatnonzero(new)
    told = Travelled(mentions, judged.roles <= 0, judged.placing, choices.chain, around.number)
    return {
        "route": route_column(told, batch, late.routes),
        "themes": themes_of(judged.seen.searched, mentions, around.number, starts, late.hints),
        "sentence": Coded(np.cumsum(new, dtype=np.int32) - 1, texts_at(batch, around.start[first], around.end[first])),
        "sentence_start": around.start - batch.begins[mentions.doc],
    }


def _clitics(mentions: Mentions, batch: Batch) -> Coded:
    """Return what is glued before each name, as written."""
    rows = np.flatnonzero(mentions.clitics)
    glued = pieces_of(batch, mentions.token_start[rows], mentions.start[rows])
    number = numbers_of(glued.codes.astype(np.int64) * len(CLITICS) + mentions.clitics[rows])
    codes = np.zeros(len(mentions), dtype=np.int32)
    codes[rows] = number + 1
    return Coded(codes, [[], *(_parts(mentions, row, batch) for row in rows[first_rows(number)].tolist())])


def _parts(mentions: Mentions, row: int, batch: Batch) -> list[str]:
    """Return what is glued before one name, part by part."""
    folded, position, parts = batch.words.folded, int(batch.words.at[mentions.first[row]]), []
    for clitic in CLITICS[mentions.clitics[row]]:
        begin, end = folded.original(position, position + len(clitic))
        parts.append(batch.text[begin:end])
        position += len(clitic)
    return parts


def _languages(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> Coded:
    """Return the language of each name: the document's if the name is one of it, else the usual one of its script."""
    number = {tag: code for code, tag in enumerate(toponyms.languages)}
    tags = {tag: code for code, tag in enumerate(dict.fromkeys([*number, *(one.lang for one in batch.documents)]))}
    codes = np.array([tags[one.lang] for one in batch.documents], dtype=np.int32)[mentions.doc]
    rows = np.flatnonzero(mentions.key >= 0)
    rows = rows[~toponyms.is_spoken(mentions.key[rows], codes[rows])]
    rows = rows[toponyms.kind[mentions.key[rows]] & np.uint8(NAME) > 0]
    key = mentions.key[rows]
    usual = np.array([number.get(tag, NONE) for tag in USUAL])[mentions.latin[rows].astype(np.int64)]
    codes[rows] = np.where(toponyms.is_spoken(key, usual), usual, toponyms.rows.language[toponyms.offsets[key]])
    return Coded(codes, list(tags))


def _named(judged: Judged, batch: Batch) -> Named:
    """Return what the main place of a document is worked out from."""
    mentions = judged.mentions
    literal = (judged.roles <= 0) & (mentions.form != DEMONYM)
    depth = (mentions.start - batch.begins[mentions.doc]) / np.diff(batch.begins)[mentions.doc]
    return Named(
        mentions.doc, judged.placing.place, literal, depth, judged.certainty, judged.choices.chain.astype(np.int64)
    )


def _candidates(judged: Judged, ids: pa.Array) -> Ragged:
    offsets, choices = judged.seen.meanings.offsets, judged.choices
    counts = np.minimum(np.diff(offsets), MAX_CANDIDATES)
    ends = to_offsets(counts)
    first = np.repeat(offsets[:-1] - ends[:-1], counts)
    at = choices.order[first + np.arange(len(first))]
    return Ragged(ends, {"place_id": Coded(judged.seen.meanings.place[at], ids), "score": choices.share[at]})


def _modifiers(judged: Judged, batch: Batch, ids: pa.Array) -> Struct:
    """Return what is said of each place, with its words as written."""
    said, placing, words = judged.mentions.said, judged.placing, batch.words
    rows = np.flatnonzero(placing.kind > 0)
    first, last = said.first[rows], said.last[rows]
    start, end = words.folded.originals(words.at[first] + said.glued[rows], words.stops[last])
    spoken = first >= 0  # else its place among other names says it
    said_so = pieces_of(batch, np.where(spoken, start, 0), np.where(spoken, end, 0))
    codes = np.full(len(placing.kind), NONE, dtype=np.int32)
    codes[rows] = said_so.codes
    return Struct(
        placing.kind > 0,
        {
            "kind": Coded(placing.kind.astype(np.int32) - 1, MODIFIERS),
            "text": said_so._replace(codes=codes),
            "bearing_deg": placing.bearing_deg,
            "distance_m": placing.distance_m,
            "to": Coded(placing.to.astype(np.int32), ids),
        },
    )
