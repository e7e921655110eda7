"""Batch -> Mentions of places that the gazetteer lacks, so that they are reported rather than lost.

Only behind feature words that are hardly ever anything else ("village of", بلدة) and only where the next word can be a
name. Such a mention has no places to choose from; it comes out with its reason, or in the area named right behind it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.matching import Matches
from disputemap.mentions import ARABIC, NONE, asked_by, bare_mentions
from disputemap.toponyms import OPENING
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints

MAX_NAME_WORDS = 3
MIN_NAME_LETTERS = 3
ADJECTIVE_ENDINGS = ("ه", "اخري", "كبري", "صغري")
VERB_PREFIXES = ("ت", "ي", "كان")


def find_unknown(  # noqa: PLR0913, PLR0917 - what is read, and what it is read with
    batch: Batch, found: Matches, known: Mentions, toponyms: Toponyms, book: Phrasebook, table: PlaceTable
) -> Mentions:
    """Return names that no known mention covers, in text order; each is a list of its own.

    `found` are all keys of the batch, among them the words that open a name.
    """
    name = np.unique(found.last[toponyms.kind[found.key] & OPENING > 0]) + 1
    name = name[name < len(batch.words)]
    languages = [book.language(document.lang or ARABIC) for document in batch.documents]
    context = np.array(languages, dtype=np.int64)[batch.documents_of(name)]
    word = book.features_before.table.before(batch.words, name, context)
    opens = np.array([*(row.opens for row in book.features_before.rows), False])[word.phrase]
    last = np.array([_name_end(at, batch, book) if open_ else NONE for at, open_ in zip(name, opens, strict=True)], int)
    named = np.flatnonzero(last >= 0)
    taken = _taken(known, len(batch.words))
    named = named[taken[last[named] + 1] == taken[word.word[named]]]
    zeros = np.zeros(len(named), dtype=np.int64)
    matches = Matches(name[named], last[named], zeros, zeros, zeros + NONE, zeros)
    feature = word.phrase[named]
    mentions = bare_mentions(matches, batch, book)
    return replace(
        mentions,
        context=context[named],
        head=word.word[named],
        feature_before=feature,
        asked=asked_by(feature, zeros + NONE, book, table),
    )


def _taken(known: Mentions, size: int) -> Ints:
    """Return how many words up to each belong to known mentions, feature words and directions included."""
    change = np.bincount(known.head, minlength=size + 1) - np.bincount(known.tail + 1, minlength=size + 1)
    return np.concatenate([[0], np.cumsum(np.cumsum(change[:size]) > 0)])


def _name_end(index: int, batch: Batch, book: Phrasebook) -> int:
    """Return the last word of the name that begins at a word, or -1 if no name does.

    A Latin name has capitals. In Arabic script, what follows a bare "village" is a name, unless it is a word of the
    lexicon ("near"), an adjective (feminine, as "village" is) or a verb ("lies", "belongs").
    """
    word = batch.words.word(index)
    if word.isascii():
        return _capitals_end(index, batch)
    definite = word.startswith(ARTICLE)
    other = word in book.words or word.endswith(ADJECTIVE_ENDINGS) or word.startswith(VERB_PREFIXES)
    return NONE if (other and not definite) or len(word) < MIN_NAME_LETTERS or not word.isalpha() else index


def _capitals_end(index: int, batch: Batch) -> int:
    """Return the last of up to three words with capital letters and nothing between them, or -1."""
    words = batch.words
    last = NONE
    for at in range(index, min(len(words), index + MAX_NAME_WORDS)):
        if not batch.text[words.folded.offsets[words.starts[at]]].isupper():
            break
        last = at
        if words.breaks[at] or words.commas[at]:
            break
    return last
