"""Sentences -> themes: what the sentence around a name seems to tell of, with the word that says so.

Hints from a lexicon (`geo/lexicon/themes.csv`), no coding of events: nothing else depends on them. A theme is there
when the strengths of its phrases in the sentence add up to 1: one strong phrase, or two different weak ones. Phrases
that lie within a name or a mask ("Battle of ...") do not count, and of phrases that share words the longest does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.columns import Coded, Ragged
from disputemap.matching import Matches, without_overlaps
from disputemap.mentions import NONE
from disputemap.pieces import pieces_of
from disputemap.ragged import any_within, covered, expand, to_offsets
from disputemap.toponyms import MASK, THEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.columns import Flat
    from disputemap.geodata import GeoData
    from disputemap.lexicon import ThemeWord
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
    """Phrases found, a row each, in text order: which naming sentence, theme, strength, and what was found."""

    sentence: Ints
    theme: NDArray[np.int16]
    strength: NDArray[np.float32]
    found: Matches

    def take(self, rows: NDArray[np.intp]) -> _Cues:
        sentence, theme, strength, found = self
        return _Cues(sentence[rows], theme[rows], strength[rows], found.take(rows))


def load_hints(geodata: GeoData, words: Sequence[ThemeWord], terms: Terms) -> Hints:
    """Return what phrases, which are keys of the toponyms, say; a package may lack them, and the table of themes."""
    rows = geodata.table("theme-types") if "theme-types" in geodata.resources else []
    types = {row["theme"]: row["event_type"] or None for row in rows}
    names = tuple(sorted(types.keys() | {word.theme for word in words}))
    number = {name: index for index, name in enumerate(names)}
    keys = {key: index for index, key in enumerate(terms.toponyms.matcher.keys)}
    theme = np.full((len(terms.book.languages) + 1, len(keys)), NONE, dtype=np.int16)
    strength = np.zeros(theme.shape, dtype=np.float32)
    for word in reversed(words):  # of equal phrases the first counts
        at = terms.book.language(word.language), keys[word.phrase]
        theme[at], strength[at] = number[word.theme], word.strength
    return Hints(names, tuple(types.get(name) for name in names), theme, strength)


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
    naming = np.zeros(len(starts), dtype=bool)
    naming[sentence] = True
    rows = np.flatnonzero(naming)
    ends = np.append(starts, len(searched.batch.text))[rows + 1]
    cues = _cues(searched, mentions, np.stack([starts[rows], ends], axis=1).ravel(), hints)
    told = cues.take(_convincing(cues))
    offsets = to_offsets(np.bincount(told.sentence, minlength=len(rows)))
    row = (np.cumsum(naming) - 1)[sentence]
    at = expand(offsets, row).at
    theme = told.theme[at].astype(np.int32)
    cue = _as_written(told.found, searched.batch)
    items: dict[str, Flat] = {
        "theme": Coded(theme, hints.names),
        "event_type": Coded(theme, hints.event_types),
        "cue": cue._replace(codes=cue.codes[at]),
    }
    return Ragged(to_offsets(np.diff(offsets)[row]), items)


def _as_written(found: Matches, batch: Batch) -> Coded:
    words = batch.words
    start, end = words.folded.originals(words.at[found.first] + found.glued, words.stops[found.last] - found.cut)
    return pieces_of(batch, start, end)


def _cues(searched: Searched, mentions: Mentions, bounds: Ints, hints: Hints) -> _Cues:
    """Return the phrases that count, of sentences that name a place: these begin and end, by turns, at `bounds`."""
    words, found = searched.batch.words, searched.found
    rows = np.flatnonzero((searched.kind & np.uint8(THEME)) > 0)
    turn = np.searchsorted(bounds, words.folded.origins(words.at[found.first[rows]]), side="right")
    within = np.flatnonzero((turn & 1) > 0)
    phrases, sentence = found.take(rows[within]), turn[within] >> 1
    context = searched.around(phrases).context
    theme = hints.theme[context, phrases.key]
    rows = np.flatnonzero((theme >= 0) & _free(phrases, [searched.of_kind(MASK), mentions], len(words)))
    # Which row a match is goes along in `clitics`, which the longest match does not depend on.
    longest = without_overlaps(phrases.take(rows)._replace(clitics=rows), words)
    rows = longest.clitics
    return _Cues(sentence[rows], theme[rows], hints.strength[context[rows], longest.key], longest)


def _free(phrases: Matches, taken: list[Matches | Mentions], size: int) -> NDArray[np.bool_]:
    """Tell which phrases share no word with names and masks."""
    first, last = (np.concatenate(ends) for ends in zip(*((spans.first, spans.last) for spans in taken), strict=True))
    return ~any_within(covered(first, last, size), phrases.first, phrases.last)


def _convincing(cues: _Cues) -> NDArray[np.intp]:
    """Return one row for each theme of a sentence that is sure enough, its first strongest cue; in text order."""
    topic = cues.sentence * (int(cues.theme.max(initial=0)) + 1) + cues.theme
    order = np.lexsort((-cues.strength, topic))
    topic, strength, key = topic[order], cues.strength[order], cues.found.key[order]
    new = np.diff(topic, prepend=NONE) != 0
    said = topic * (int(key.max(initial=0)) + 1) + key
    alike = np.argsort(said, kind="stable")
    strength[alike[1:][np.diff(said[alike]) == 0]] = 0  # said again
    enough = np.bincount(np.cumsum(new) - 1, weights=strength) >= ENOUGH
    return np.sort(order[np.flatnonzero(new)[enough]])
