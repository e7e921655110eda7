"""Sentences -> themes: what the sentence around a name seems to tell of, with the word that says so.

Hints from a lexicon (`geo/lexicon/themes.csv`), no coding of events: nothing else depends on them. A theme is there
when the strengths of its phrases in the sentence add up to 1: one strong phrase, or two different weak ones. Phrases
that lie within a name or a mask ("Battle of ...") do not count, and of phrases that share words the longest does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.columns import Coded, Ragged
from disputemap.folding import fold_name
from disputemap.matching import Matches, without_overlaps
from disputemap.mentions import NONE, bare_mentions
from disputemap.ragged import any_within, covered, expand, to_offsets
from disputemap.toponyms import MASK, THEME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.columns import Flat
    from disputemap.geodata import GeoData
    from disputemap.mentions import Mentions
    from disputemap.terms import Searched, Terms
    from disputemap.words import Ints

ENOUGH = 1.0


class Hints(NamedTuple):
    """Phrases that speak for a theme.

    Attributes
    ----------
    names, event_types
        The themes by number, and ACLED's event type of each, None where it has none.
    theme
        int16 (languages, keys): the theme of each key of the toponyms in each language of the phrasebook, -1 none.
    strength
        float32 (languages, keys): how sure it is, 0 to 1.
    """

    names: tuple[str, ...]
    event_types: tuple[str | None, ...]
    theme: NDArray[np.int16]
    strength: NDArray[np.float32]


class _Cues(NamedTuple):
    """Phrases found, a row each: sentence, theme, strength, key, and span in the batch's text."""

    sentence: NDArray[Any]
    theme: NDArray[Any]
    strength: NDArray[Any]
    key: NDArray[Any]
    start: NDArray[Any]
    end: NDArray[Any]

    def take(self, rows: NDArray[np.intp]) -> _Cues:
        return _Cues(*(column[rows] for column in self))


def load_hints(geodata: GeoData, terms: Terms) -> Hints:
    """Read the themes of a package, which may lack them, and their phrases, which are keys of the toponyms."""
    types = {row["theme"]: row["event_type"] or None for row in _rows(geodata, "theme-types")}
    rows = _rows(geodata, "themes")
    names = tuple(sorted(types.keys() | {row["theme"] for row in rows}))
    number = {name: index for index, name in enumerate(names)}
    keys = {key: index for index, key in enumerate(terms.toponyms.matcher.keys)}
    theme = np.full((len(terms.book.languages) + 1, len(keys)), NONE, dtype=np.int16)
    strength = np.zeros(theme.shape, dtype=np.float32)
    for row in reversed(rows):  # of equal phrases the first counts
        at = terms.book.language(row["language"]), keys[fold_name(row["phrase"])]
        theme[at], strength[at] = number[row["theme"]], float(row["strength"])
    return Hints(names, tuple(types.get(name) for name in names), theme, strength)


def _rows(geodata: GeoData, resource: str) -> list[dict[str, str]]:
    return geodata.table(resource) if resource in geodata.resources else []


def themes_of(searched: Searched, mentions: Mentions, sentence: Ints, starts: Ints, hints: Hints) -> Ragged:
    """Return the themes of the sentence around each mention, in the order of their cues.

    Parameters
    ----------
    searched
        The texts, and all keys found in them.
    sentence
        The number of each mention's sentence, a position in `starts`.
    starts
        Where the sentences begin in the batch's text.

    Returns
    -------
    themes
        For each mention a list of `theme`, `event_type` and `cue`: of the strongest phrases the first, as written.
    """
    cues = _cues(searched, mentions, sentence, starts, hints)
    told = cues.take(_convincing(cues))
    offsets = to_offsets(np.bincount(told.sentence, minlength=len(starts)))
    rows = expand(offsets, sentence)
    theme = told.theme[rows.at].astype(np.int32)
    text = searched.batch.text
    texts = [text[start:end] for start, end in zip(told.start.tolist(), told.end.tolist(), strict=True)]
    items: dict[str, Flat] = {
        "theme": Coded(theme, hints.names),
        "event_type": Coded(theme, hints.event_types),
        "cue": Coded(rows.at.astype(np.int32), texts),
    }
    return Ragged(to_offsets(np.diff(offsets)[sentence]), items)


def _cues(searched: Searched, mentions: Mentions, sentence: Ints, starts: Ints, hints: Hints) -> _Cues:
    """Return the phrases that count, in text order, of sentences that name a place."""
    words, phrases = searched.batch.words, searched.of_kind(THEME)
    number = np.searchsorted(starts, words.folded.offsets[words.starts[phrases.first]], side="right") - 1
    naming = np.zeros(len(starts), dtype=bool)
    naming[sentence] = True
    free = _free(phrases, [searched.of_kind(MASK), mentions], len(words))
    spans = bare_mentions(phrases.take(np.flatnonzero(naming[number] & free)), searched)
    spans = spans.take(np.flatnonzero(hints.theme[spans.context, spans.key] >= 0))
    # Which row a match is goes along in `clitics`, which the longest match does not depend on.
    numbered = Matches(spans.first, spans.last, spans.glued, spans.cut, spans.key, np.arange(len(spans)))
    spans = spans.take(without_overlaps(numbered, words).clitics)
    at = spans.context, spans.key
    number = np.searchsorted(starts, spans.start, side="right") - 1
    return _Cues(number, hints.theme[at].astype(np.int64), hints.strength[at], spans.key, spans.start, spans.end)


def _free(phrases: Matches, taken: list[Matches | Mentions], size: int) -> NDArray[np.bool_]:
    """Tell which phrases share no word with names and masks."""
    first, last = (np.concatenate(ends) for ends in zip(*((spans.first, spans.last) for spans in taken), strict=True))
    return ~any_within(covered(first, last, size), phrases.first, phrases.last)


def _convincing(cues: _Cues) -> NDArray[np.intp]:
    """Return one row for each theme of a sentence that is sure enough, its first strongest cue; in text order."""
    order = np.lexsort((cues.start, -cues.strength, cues.theme, cues.sentence))
    ranked = cues.take(order)
    topic = ranked.sentence * (int(ranked.theme.max(initial=0)) + 1) + ranked.theme  # of a sentence, ascending
    _, first_said = np.unique(topic * (int(ranked.key.max(initial=0)) + 1) + ranked.key, return_index=True)
    themes, first, theme = np.unique(topic, return_index=True, return_inverse=True)
    once = np.zeros(len(topic))
    once[first_said] = ranked.strength[first_said]
    enough = np.bincount(theme, weights=once, minlength=len(themes)) >= ENOUGH
    return np.sort(order[first[enough]])
