"""Keys found -> names of places: of keys that share words the longest, unless it is a word, an adjective or no place.

Folding, and Latin letters, let names meet words: "hit" is a town, عێراقی is "Iraqi". What is written as a word, or has
the ending of an adjective, is no name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap import toponyms as kinds
from disputemap.hashes import hash_texts
from disputemap.matching import without_overlaps
from disputemap.mentions import bare_mentions
from disputemap.ragged import expand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.matching import Matches
    from disputemap.mentions import Mentions
    from disputemap.terms import Searched, Terms
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints, Words

    Bools = NDArray[np.bool_]

ACRONYM_LETTERS = 3
SORANI_NISBA = "ي"
SORANI_INDEFINITE = "يكي"
MIN_SMALL_LETTERS = 7  # "hit", "taji", "balad" are words or near to one
MAX_ABBREVIATION = 7
_ABBREVIATION = re.compile(r"[A-Za-z](?:\.[A-Za-z])+").match
_OWNER = re.compile(r"['’]s\b").match  # of U.S.'s, which folding leaves as a word of its own
_HAS_CAPITAL = re.compile(r"[A-Z]").search
_LATIN_ARTICLE = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az)[- ]")  # written small before a name: "al-Baghdadi"
_INDEFINITE = hash_texts([SORANI_INDEFINITE])


def find_names(searched: Searched, terms: Terms) -> Mentions:
    """Return the names of places among the keys found in a batch.

    Masks and demonyms cover the names within them; a Latin name without its capital letter is a word ("hit", "of").
    """
    batch = searched.batch
    found = searched.found.take(np.flatnonzero(competing_kinds(searched, terms) > 0))
    competing = without_overlaps(found, batch.words)
    names = competing.take(np.flatnonzero(_is_plain_name(competing, searched, terms)))
    mentions = _with_dot(bare_mentions(names, searched), batch)
    return _without_kind(_written_as_names(mentions, batch), batch, terms.toponyms)


def competing_kinds(searched: Searched, terms: Terms, found: Matches | None = None) -> NDArray[np.uint8]:
    """Return what of names, masks and demonyms each key is; a demonym only in its own language.

    Of the keys `found`; None means all.
    """
    some = searched.found if found is None else found
    kind = (searched.kind if found is None else terms.toponyms.kind[some.key]) & np.uint8(kinds.COMPETING)
    rows = np.flatnonzero((kind & kinds.DEMONYM) > 0)
    spoken = np.where(searched.batch.sorani[some.first[rows]], kinds.IN_SORANI, kinds.ELSEWHERE)
    foreign = rows[terms.toponyms.demonym_in[some.key[rows]] & spoken == 0]
    kind[foreign] &= np.uint8(kinds.COMPETING & ~kinds.DEMONYM)
    return kind


def _is_plain_name(found: Matches, searched: Searched, terms: Terms) -> Bools:
    """Tell which keys are names and neither masks nor demonyms.

    One that is both name and demonym may be a name where that asks for evidence: the town of Hindiya, an Indian train.
    """
    kind = competing_kinds(searched, terms, found)
    both = np.flatnonzero(kind == kinds.NAME | kinds.DEMONYM)
    named: Bools = kind == kinds.NAME
    named[both] = ~_is_sure(found.key[both], terms.toponyms)
    named &= ~is_adjective(found, searched.batch, terms)
    return named


def _is_sure(key: Ints, toponyms: Toponyms) -> Bools:
    """Tell which keys name some place without asking for evidence."""
    pairs = expand(toponyms.offsets, key)
    sure = np.zeros(len(key), dtype=bool)
    sure[pairs.owner[toponyms.rows.evidence[pairs.at] == 0]] = True
    return sure


def _is_actor(key: Ints, terms: Terms) -> Bools:
    """Tell which keys name some place that acts."""
    pairs = expand(terms.toponyms.offsets, key)
    actor = np.zeros(len(key), dtype=bool)
    actor[pairs.owner[terms.table.acts[terms.toponyms.rows.place[pairs.at]]]] = True
    return actor


def is_adjective(found: Matches, batch: Batch, terms: Terms) -> Bools:
    """Tell which keys are Sorani names with the ending of an adjective.

    That is so of places that act (عێراقی, "Iraqi"), and of others behind an indefinite noun (لاوێکی کەرکووکی, "a
    Kirkuki youth"); elsewhere the same ending joins a name to what follows.
    """
    words, result = batch.words, np.zeros(len(found.key), dtype=bool)
    rows = np.flatnonzero(found.cut > 0)
    rows = rows[batch.sorani[found.first[rows]]]
    rows = rows[_ends_in_yeh(words, found.last[rows], found.cut[rows])]
    key, before = found.key[rows], np.maximum(found.first[rows] - 1, 0)
    behind = (before < found.first[rows]) & ~words.breaks[before] & (words.lengths[before] > len(SORANI_INDEFINITE))
    behind &= words.endings(words.stops[before], len(SORANI_INDEFINITE))[-1] == _INDEFINITE
    result[rows] = _is_sure(key, terms.toponyms) & (behind | _is_actor(key, terms))
    return result


def _ends_in_yeh(words: Words, last: Ints, cut: Ints) -> Bools:
    """Tell which words end in ي or يي, when that is what was cut from them."""
    ends, yeh = words.stops[last], ord(SORANI_NISBA)
    once: Bools = words.stream[ends - 1] == yeh
    twice = once & (words.stream[ends - 2] == yeh)
    return np.where(cut == 1, once, twice & (cut == 2))  # noqa: PLR2004 - letters


def _written_as_names(mentions: Mentions, batch: Batch) -> Mentions:
    """Leave out Latin words without a capital letter."""
    rows = np.flatnonzero(mentions.latin)
    small = _small_documents(set(mentions.doc[rows].tolist()), batch)
    spans = zip(mentions.start[rows].tolist(), mentions.end[rows].tolist(), mentions.doc[rows].tolist(), strict=True)
    surfaces = ((batch.text[start:end], doc) for start, end, doc in spans)
    named = [
        is_capitalised(surface) or (doc in small and len(surface) >= MIN_SMALL_LETTERS) for surface, doc in surfaces
    ]
    if all(named):
        return mentions
    kept = ~mentions.latin
    kept[rows] = named
    return mentions.take(np.flatnonzero(kept))


def _small_documents(documents: set[int], batch: Batch) -> set[int]:
    """Return those written without any capital letter, as posts are: there a longer name needs none."""
    return {doc for doc in documents if not _HAS_CAPITAL(batch.documents[doc].text)}


def is_capitalised(surface: str) -> bool:
    """Tell whether a Latin name has the capital letters of one: "IN" may be India's code, "In" is a word."""
    name = surface[len(match.group()) :] if (match := _LATIN_ARTICLE.match(surface)) else surface
    letters = [char for char in name if char.isalpha()]
    if not letters:
        return False
    return letters[0].isupper() and (len(letters) > ACRONYM_LETTERS or surface.istitle() or surface.isupper())


def _with_dot(mentions: Mentions, batch: Batch) -> Mentions:
    """Take the full stop of an abbreviation into the name: U.S."""
    rows = np.flatnonzero(mentions.latin & (mentions.end - mentions.start <= MAX_ABBREVIATION))
    short = [
        row for row in rows.tolist() if _ABBREVIATION(batch.text, int(mentions.start[row]), int(mentions.end[row]))
    ]
    if not short:
        return mentions
    end, token_end, tail = mentions.end.copy(), mentions.token_end.copy(), mentions.tail.copy()
    for row in short:
        end[row] = token_end[row] = end[row] + (batch.text[end[row] : end[row] + 1] == ".")
        tail[row] += _OWNER(batch.text, int(end[row])) is not None
    return replace(mentions, end=end, token_end=token_end, tail=tail)


def _without_kind(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> Mentions:
    """Take the words for the kind of place out of the span: of سد الموصل the name is الموصل."""
    words = batch.words
    rows = np.flatnonzero(toponyms.asked.take(mentions.key) > 0)
    lead, trail = toponyms.lead[mentions.key[rows]], toponyms.trail[mentions.key[rows]]
    spread = np.flatnonzero(mentions.last[rows] - mentions.first[rows] >= lead + trail)  # else one word: #MosulDam
    if not len(spread):
        return mentions
    rows, lead, trail = rows[spread], lead[spread], trail[spread]
    first, last = mentions.first[rows] + lead, mentions.last[rows] - trail
    glued, cut = mentions.glued[rows] * (lead == 0), mentions.cut[rows] * (trail == 0)
    start, end = words.folded.originals(words.at[first] + glued, words.stops[last] - cut)
    token_start, token_end = words.folded.originals(words.at[first], words.stops[last])
    inner = {
        "first": first, "last": last, "glued": glued, "cut": cut, "start": start, "end": end,
        "token_start": token_start, "token_end": token_end,
        "clitics": mentions.clitics[rows] * (lead == 0), "asked": toponyms.asked[mentions.key[rows]],
    }  # fmt: skip
    columns = {name: getattr(mentions, name).copy() for name in inner}
    for name, values in inner.items():
        columns[name][rows] = values
    return replace(mentions, **columns)
