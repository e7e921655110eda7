"""Our gold -> what the program sees in it, with the answers: the only module of training that knows the stages.

Read are the digests, the held-out texts and the dev halves of the sentences. The test halves are for measuring: they
are never opened here.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.evaluation.reading import read_gold
from disputemap.folding import fold
from disputemap.letters import names_as_written
from disputemap.mentions import find_mentions
from disputemap.models import ACTING_FEATURES
from disputemap.placefeatures import Batch, Candidates, Context
from disputemap.placetable import build_place_table
from disputemap.ragged import flatten
from disputemap.roles import POLITY, _cues
from disputemap.scoring import RoleEvidence, ScoreEvidence, kinds_of
from disputemap.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.evaluation.gold import Mark, Marked
    from disputemap.gazetteer import Gazetteer
    from disputemap.lexicon import Cue
    from disputemap.models import Mention
    from disputemap.parse import World
    from disputemap.placetable import PlaceTable

ROOT = Path(__file__).parents[2]
GOLD = (
    ROOT / "seeds" / "gold.jsonl",
    ROOT / "tests" / "gold" / "heldout.jsonl",
    *(ROOT / "tests" / "gold" / "sentences" / f"{lang}.dev.jsonl" for lang in ("ar", "ckb", "en")),
)
FOLDS = 5


class Texts(NamedTuple):
    """The n mentions found in the gold texts, as the stages see them, and their answers.

    `marks` holds the mark that a mention overlaps, None if it overlaps none; `fold` the part of the texts that it
    belongs to (0 to FOLDS - 1): translations of one report are never parted.
    """

    batch: Batch
    roles: RoleEvidence
    scores: ScoreEvidence
    marks: list[Mark | None]
    fold: NDArray[np.int64]


def read_texts(world: World, gold: Sequence[Path] = GOLD) -> Texts:
    """Find the mentions in the gold texts, and their answers.

    Raises
    ------
    ValueError
        If a file is one that is kept for measuring.
    """
    if held := [path for path in gold if ".test." in path.name]:
        message = f"{held[0]}: is kept for measuring; train on its dev half"
        raise ValueError(message)
    table = build_place_table(world.gazetteer)
    documents = list(read_gold(gold))
    found = [list(_see(marked, world)) for marked in documents]
    seen = [one for document in found for one in document]
    doc = np.repeat(np.arange(len(found), dtype=np.int32), [len(document) for document in found])
    candidates = _candidates(seen, table)
    folds = np.array([_fold(marked) for marked in documents], np.int64)
    return Texts(
        Batch(candidates, _context(seen, doc, table), table),
        _role_evidence(seen, candidates, table),
        ScoreEvidence(np.array([one.needs_evidence for one in seen]), np.zeros(len(seen), bool)),
        [one.mark for one in seen],
        folds[doc],
    )


def _candidates(seen: Sequence[_Seen], table: PlaceTable) -> Candidates:
    offsets, place = flatten([[table.index[place_id] for place_id in one.mention.place_ids] for one in seen])
    historical = np.array([flag for one in seen for flag in one.historical], bool)
    return Candidates(offsets, place, historical, np.array([flag for one in seen for flag in one.preferred], bool))


def _context(seen: Sequence[_Seen], doc: NDArray[np.int32], table: PlaceTable) -> Context:
    groups = list(zip(doc.tolist(), (one.mention.group for one in seen), strict=True))
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return Context(
        doc,
        np.array([numbers[group] for group in groups], np.int32),
        np.array([table.mask(one.mention.features) for one in seen], np.uint32),
        np.full(len(seen), -1, np.int32),
    )


def _role_evidence(seen: Sequence[_Seen], candidates: Candidates, table: PlaceTable) -> RoleEvidence:
    return RoleEvidence(
        kinds_of(candidates, table),
        np.array([one.associative for one in seen]),
        np.array([one.literal for one in seen]),
        np.array([bool(one.mention.features) for one in seen]),
        np.array([one.mention.modifier is not None for one in seen]),
    )


class _Seen(NamedTuple):
    mention: Mention
    historical: list[bool]
    preferred: list[bool]
    needs_evidence: bool
    associative: float
    literal: float
    mark: Mark | None


def _see(marked: Marked, world: World) -> Iterator[_Seen]:
    """Yield what the stages see of each mention of a document."""
    document, words = marked.document, Words(fold(marked.document.text))
    mentions = find_mentions(document, words, world.finder)
    heads: dict[int, Mention] = {}
    tails: dict[int, Mention] = {}
    for mention in mentions:
        heads.setdefault(mention.group, mention)
        tails[mention.group] = mention
    for mention in mentions:
        mark = next((mark for mark in marked.marks if mark.start < mention.end and mention.start < mark.end), None)
        cues = [
            cue for _, cue in _cues(mention, (heads[mention.group], tails[mention.group]), words, world.finder.lexicon)
        ]
        yield _look(mention, cues, document.lang, world.gazetteer, mark)


def _look(mention: Mention, cues: Sequence[Cue], lang: str, gazetteer: Gazetteer, mark: Mark | None) -> _Seen:
    names = names_as_written(gazetteer.names[mention.key], mention.surface, mention.context_lang)
    rows = [[name for name in names if name.place_id == place_id] for place_id in mention.place_ids]
    places = [gazetteer.places[place_id] for place_id in mention.place_ids]
    acts = any(place.seat_of or place.feature in ACTING_FEATURES for place in places)
    spoken = [cue for cue in cues if acts or cue.applies != POLITY]
    return _Seen(
        mention,
        [all(name.kind == "historical" for name in own) for own in rows],
        [any(name.kind == "official" or name.language == lang for name in own) for own in rows],
        all(name.evidence not in {"", "capital"} for own in rows for name in own),
        sum(cue.weight for cue in spoken if cue.role == "associative"),
        sum(cue.weight for cue in spoken if cue.role == "literal"),
        mark,
    )


def _fold(marked: Marked) -> int:
    """Return the part of the texts that a document belongs to, by its id without the language."""
    name = re.sub(r"^(ar|ckb|en)-|-(ar|ckb|en)$", "", marked.document.id)
    return zlib.crc32(name.encode()) % FOLDS
