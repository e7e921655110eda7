"""Adjectives and words for people that are made from a place's name: "Iraqi", العراقية, کەرکووکی.

They are mentions of their own form, with no place and always associative: they say whose, never where.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap import toponyms as kinds
from disputemap.matching import without_overlaps
from disputemap.mentions import DEMONYM, NONE, bare_mentions
from disputemap.names import competing_kinds, is_adjective, is_capitalised
from disputemap.ragged import segment_argmax
from disputemap.references import is_covered
from disputemap.spoken import SpokenKeys
from disputemap.terms import SORANI

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.lexicon import Lexicon
    from disputemap.matching import Matches
    from disputemap.mentions import Known, Mentions
    from disputemap.terms import Searched, Terms

    Bools = NDArray[np.bool_]

NISBA = "ي"
VOWELS = ("ا", "و", "ه")  # the ending is written twice behind them
# What Sorani adds to an adjective for several people, or for one of them; the longest that leaves an adjective counts.
SORANI_PEOPLE = ("يهكاني", "هكاني", "يهكان", "هكان", "يهك", "يانه", "يان", "هك", "ان")


@dataclass(frozen=True)
class Demonyms:
    """The demonyms of a lexicon.

    Attributes
    ----------
    keys
        Finds them among the keys of the toponyms.
    place, ending
        For each its place, and how many of its letters say "several" or "one of them" in Sorani.
    namesake
        For each key of the toponyms the place that its adjective is made from, if it is a name: the one that acts,
        else the most populous.
    """

    keys: SpokenKeys
    place: NDArray[np.int64]
    ending: NDArray[np.int64]
    namesake: NDArray[np.int64]


def build_demonyms(lexicon: Lexicon, terms: Terms) -> Demonyms:
    """Compile the demonyms of a lexicon; those of places that the gazetteer lacks have place NONE."""
    toponyms, book, table = terms
    places, words = toponyms.rows.place, list(lexicon.demonyms)
    weight = table.population[places] + table.acts[places] * (int(table.population.max(initial=0)) + 1)
    most = segment_argmax(weight, toponyms.offsets)
    return Demonyms(
        SpokenKeys(words, toponyms, book),
        np.array([table.index.get(place_id, NONE) for place_id in lexicon.demonyms.values()] + [NONE], dtype=np.int64),
        np.array([_ending(word) if language == SORANI else 0 for language, word in words] + [0], dtype=np.int64),
        np.append(places, NONE)[most].astype(np.int64),
    )


def _ending(word: str) -> int:
    """Return how many letters stand behind the adjective: of توركييهكان the adjective is توركي."""
    endings = (end for end in SORANI_PEOPLE if word.endswith(end) and _is_nisba(word.removesuffix(end)))
    return len(next(endings, ""))


def _is_nisba(word: str) -> bool:
    return word.endswith(NISBA) and not word.removesuffix(NISBA).endswith(VOWELS)


def find_demonyms(searched: Searched, known: Known, demonyms: Demonyms, terms: Terms) -> Mentions:
    """Return the adjectives and words for people of a batch that are made from places' names, in text order.

    Parameters
    ----------
    searched
        The texts, and all keys found in them.
    known
        The names, which are no demonyms; in text order.
    demonyms, terms
        What is looked for.

    Returns
    -------
    mentions
        Of form `DEMONYM`; `item` is the place that each is made from. Without group, and with nothing beside them. Left
        out are words of another language than the text around them, Latin ones without their capital letter, and those
        within a mask ("Iraqi News Agency"). An Arabic article stays in the span; clitics and Sorani endings do not.
    """
    batch = searched.batch
    some = _candidates(searched, terms)
    masks = searched.of_kind(kinds.MASK)
    hidden = is_covered(some, known.first, known.last) | is_covered(some, masks.first, masks.last)
    some = some.take(np.flatnonzero(~hidden))
    some = without_overlaps(some, batch.words)
    number = demonyms.keys.find(some.key, searched.around(some).context)
    made = (number < 0) & is_adjective(some, batch, terms)
    place = np.where(number >= 0, demonyms.place[number], demonyms.namesake[some.key])
    kept = np.flatnonzero((number >= 0) | made)
    some = some._replace(cut=np.where(made, 0, some.cut + demonyms.ending[number])).take(kept)
    mentions = replace(bare_mentions(some, searched, DEMONYM), item=place[kept])
    return mentions.take(np.flatnonzero(_is_capitalised(mentions, batch)))


def _candidates(searched: Searched, terms: Terms) -> Matches:
    """Return the keys that are demonyms, and the Sorani names with the ending of an adjective."""
    demonym = competing_kinds(searched, terms) & kinds.DEMONYM > 0
    return searched.found.take(np.flatnonzero(demonym | is_adjective(searched.found, searched.batch, terms)))


def _is_capitalised(mentions: Mentions, batch: Batch) -> Bools:
    """Tell which mentions are not Latin words without a capital letter: nobody is Polish who polishes."""
    kept = np.ones(len(mentions), dtype=bool)
    for row in np.flatnonzero(mentions.latin).tolist():
        kept[row] = is_capitalised(batch.text[mentions.start[row] : mentions.end[row]])
    return kept
