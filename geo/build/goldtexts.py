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

from disputemap.batch import Batch as TextBatch
from disputemap.evaluation.reading import read_gold
from disputemap.parse import see
from disputemap.placefeatures import Batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.evaluation.gold import Mark, Marked
    from disputemap.parse import World
    from disputemap.scoring import RoleEvidence, ScoreEvidence

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ar", "ckb", "en")
GOLD = (
    ROOT / "seeds" / "gold.jsonl",
    ROOT / "tests" / "gold" / "heldout.jsonl",
    *(
        ROOT / "tests" / "gold" / "sentences" / f"{kind}{lang}.dev.jsonl"
        for kind in ("", "roles.")
        for lang in LANGUAGES
    ),
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
    documents = list(read_gold(gold))
    texts = TextBatch([marked.document for marked in documents])
    seen = see(texts, world)
    base = texts.begins[seen.mentions.doc]
    spans = zip(seen.mentions.doc, seen.mentions.start - base, seen.mentions.end - base, strict=True)
    folds = np.array([_fold(marked) for marked in documents], np.int64)
    return Texts(
        Batch(seen.candidates, seen.context, world.table),
        seen.roles,
        seen.scores,
        [_mark_at(documents[doc], int(start), int(end)) for doc, start, end in spans],
        folds[seen.mentions.doc],
    )


def _mark_at(marked: Marked, start: int, end: int) -> Mark | None:
    return next((mark for mark in marked.marks if mark.start < end and start < mark.end), None)


def _fold(marked: Marked) -> int:
    """Return the part of the texts that a document belongs to, by its id without the language."""
    name = re.sub(r"^(ar|ckb|en)-|-(ar|ckb|en)$", "", marked.document.id)
    return zlib.crc32(name.encode()) % FOLDS
