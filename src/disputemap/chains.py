"""Mentions -> links: "X village, Y district, Z governorate", "X in Y", قرية X التابعة لناحية Y are one place and its parents.

What stands between two names can make the second one the area that the first lies in; whether it is, the model says
(`resolution`), from what lies in what. Confirmed links form chains: the first name is the place, the others its parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disputemap.columns import Struct
from disputemap.folding import codes_of
from disputemap.matching import CLITICS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.words import Ints

NONE = -1
IN, LAM = "ب", "ل"


def find_links(mentions: Mentions, batch: Batch, book: Phrasebook) -> NDArray[np.int32]:
    """Return for each name the next one, where that may hold it: behind a comma, a bracket, or "in"; else -1."""
    words = batch.words
    links = np.full(len(mentions), NONE, dtype=np.int32)
    rows = np.arange(len(mentions) - 1)
    rows = rows[(mentions.form[rows] == 0) & (mentions.form[rows + 1] == 0)]
    tail, head = mentions.tail[rows], mentions.head[rows + 1]
    rows = rows[(head > tail) & ~words.broken(tail, np.maximum(head, tail))]
    tail, head = mentions.tail[rows], mentions.head[rows + 1]
    close = head == tail + 1
    may = np.zeros(len(rows), dtype=bool)
    may[close] = _is_near(rows[close], mentions, batch)
    found = book.chains.table.after(words, tail[~close], mentions.context[rows[~close]], stop=False)
    may[~close] = (found.phrase >= 0) & (found.word == head[~close] - 1)
    links[rows[may]] = rows[may] + 1
    return links


def _is_near(rows: Ints, mentions: Mentions, batch: Batch) -> NDArray[np.bool_]:
    """Tell which names are parted from the next by a comma or a bracket, or by nothing but "in" or "of" glued to it."""
    words = batch.words
    tail, head = mentions.tail[rows], mentions.head[rows + 1]
    glued = np.array([bool({IN, LAM} & set(parts)) and "و" not in parts for parts in CLITICS])[
        mentions.clitics[rows + 1]
    ]
    worded = (mentions.head[rows + 1] < mentions.first[rows + 1]) & np.isin(words.letter(head), codes_of(IN + LAM))
    bare = mentions.clitics[rows + 1] == 0
    return glued | worded | (bare & (words.comma(tail, head) | words.opened[tail] | (mentions.asked[rows + 1] > 0)))


def chain_column(mentions: Mentions, chain: NDArray[np.int32], base: Ints) -> Struct:
    """Return the column `chain`: of each member, where the name of the chain's place starts, and its rank from 0.

    `chain` are the confirmed links, `base` where each mention's document begins in the batch.
    """
    size = len(mentions)
    head, rank = np.arange(size), np.zeros(size, dtype=np.int64)
    for row in np.flatnonzero(
        chain >= 0
    ).tolist():  # links lead forward, so that heads are known when they are passed on
        head[chain[row]], rank[chain[row]] = head[row], rank[row] + 1
    member = (chain >= 0) | (rank > 0)
    return Struct(member, {"head": (mentions.start - base)[head], "link": rank})
