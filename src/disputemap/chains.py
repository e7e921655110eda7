"""Mentions -> links: "X village, Y district, Z governorate", "X in Y", قرية X التابعة لناحية Y: one place, and parents.

What stands between two names can make the second one the area that the first lies in; whether it is, the model says
(`resolution`), from what lies in what. Confirmed links form chains: the first name is the place, the others hold it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disputemap.columns import Struct
from disputemap.matching import CLITICS
from disputemap.mentions import NAME, followed_closely
from disputemap.phrasebook import KIND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.placetable import PlaceTable
    from disputemap.terms import Terms
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

NONE = -1
IN, LAM = "ب", "ل"
LEVELS = {"country": 0, "adm1": 1, "adm2": 2, "adm3": 3}
_GLUED_TO = np.array([bool({IN, LAM} & set(parts)) and "و" not in parts for parts in CLITICS])


def find_links(mentions: Mentions, batch: Batch, terms: Terms, *, polity: Bools) -> NDArray[np.int32]:
    """Return for each name the next one, where that may hold it: behind a comma, a bracket, or "in"; else -1.

    `polity` tells which names can mean a country or region: what lies north of a town does not lie in it.
    """
    words, phrases = batch.words, terms.book.chains.table
    rows = followed_closely(mentions, words.breaks, phrases.longest)
    rows = rows[(mentions.form[rows] == NAME) & (mentions.form[rows + 1] == NAME) & ~mentions.again[rows + 1]]
    tail, head = mentions.tail[rows], mentions.head[rows + 1]
    close = head == tail + 1
    may = np.zeros(len(rows), dtype=bool)
    may[close] = _is_near(rows[close], mentions, batch, polity)
    found = phrases.after(words, tail[~close], mentions.context[rows[~close]], stop=False)
    may[~close] = (found.phrase >= 0) & (found.word == head[~close] - 1)
    return _directed(rows[may], mentions, terms.table)


def _directed(rows: Ints, mentions: Mentions, table: PlaceTable) -> NDArray[np.int32]:
    """Return links from names to the next, or to the one before where feature words go down ("محافظة X، قضاء Y")."""
    level = np.array([*(LEVELS.get(feature, len(LEVELS)) for feature in table.features), len(LEVELS)])
    asked = np.full(len(mentions), len(LEVELS) + 1)
    worded = np.flatnonzero(mentions.asked > 0)
    masks = mentions.asked[worded].astype(np.int64)
    lowest = masks & -masks  # one of the kinds asked for stands for all
    asked[worded] = level[np.minimum(np.log2(lowest).astype(np.int64), len(level) - 1)]
    down = (asked[rows] < asked[rows + 1]) & (asked[rows + 1] <= len(LEVELS))
    links = np.full(len(mentions), NONE, dtype=np.int32)
    links[rows[down] + 1] = rows[down]
    up = rows[~down]
    links[up] = up + 1
    return links


def _is_near(rows: Ints, mentions: Mentions, batch: Batch, polity: Bools) -> Bools:
    """Tell which names are parted from the next by a comma or a bracket, or by nothing but "in" or "of" glued to it."""
    words = batch.words
    tail, head = mentions.tail[rows], mentions.head[rows + 1]
    letter = words.letter(head)
    worded = (head < mentions.first[rows + 1]) & ((letter == ord(IN)) | (letter == ord(LAM)))
    clitics, asked = mentions.clitics[rows + 1], mentions.asked[rows + 1]
    sector = mentions.said.kind[rows + 1] == KIND["sector"]
    said = sector & polity[rows + 1]  # "Alexandria, north of Egypt": in its north
    bare: Bools = (clitics == 0) & (words.commas[tail] | words.opened[tail] | (asked > 0) | said)
    near: Bools = _GLUED_TO[clitics] | worded | bare
    return near


def chain_column(mentions: Mentions, chain: NDArray[np.int32], base: Ints) -> Struct:
    """Return the column `chain`: of each member, where the name of the chain's place starts, and its rank.

    The place has rank 0, its parents 1, 2, ... in text order. `chain` are the confirmed links, `base` tells where each
    mention's document begins in the batch.
    """
    linked = np.flatnonzero(chain >= 0)
    is_parent = np.zeros(len(mentions), dtype=bool)
    is_parent[chain[linked]] = True
    places = linked[~is_parent[linked]]
    place, parent = _parents(places, chain)
    order = np.lexsort((parent, place))
    place, parent = place[order], parent[order]
    head, rank = np.full(len(mentions), NONE), np.zeros(len(mentions), dtype=np.int64)
    head[places], head[parent] = places, place
    rank[parent] = np.arange(len(place)) - np.searchsorted(place, place) + 1
    return Struct(head >= 0, {"head": (mentions.start - base)[head], "link": rank})


def _parents(places: Ints, chain: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """Return what links lead to from the places of chains, step by step: each pair a place, and one that holds it.

    Links are to neighbours: they lead on the same way until there is none, or one leads back.
    """
    place, at = places, chain[places].astype(np.int64)
    pairs = [(place, at)]
    while len(at):
        on = chain[at].astype(np.int64)
        left = np.flatnonzero((on >= 0) & ((on > at) == (at > place)))
        place, at = place[left], on[left]
        pairs.append((place, at))
    both = np.hstack(pairs)
    return both[0], both[1]
