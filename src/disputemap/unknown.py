"""Batch -> Mentions of places that the gazetteer lacks, so that they are reported rather than lost.

Only behind feature words that are hardly ever anything else ("village of", بلدة) and only where the next word can be a
name. Such a mention has no places to choose from; it comes out with its reason, or in the area named right behind it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.matching import Matches
from disputemap.mentions import ARABIC, NONE, asked_by, bare_mentions, concatenate
from disputemap.toponyms import CLOSING, OPENING
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
AND, IZAFE = "و", "ي"


def find_unknown(  # noqa: PLR0913, PLR0917 - what is read, and what it is read with
    batch: Batch, found: Matches, known: Mentions, toponyms: Toponyms, book: Phrasebook, table: PlaceTable
) -> Mentions:
    """Return names that no known mention covers, in text order; each is a list of its own.

    `found` are all keys of the batch, among them the words that open a name.
    """
    return concatenate([
        _opened(batch, found, known, toponyms, book, table),
        _closed(batch, found, known, toponyms, book, table),
    ])  # fmt: skip


def _opened(  # noqa: PLR0913, PLR0917 - as find_unknown
    batch: Batch, found: Matches, known: Mentions, toponyms: Toponyms, book: Phrasebook, table: PlaceTable
) -> Mentions:
    """Return the names behind a feature word: "village of X", قرية X."""
    name = np.unique(found.last[toponyms.kind[found.key] & OPENING > 0]) + 1
    name = name[name < len(batch.words)]
    context = _contexts(name, batch, book)
    word = book.features_before.table.before(batch.words, name, context)
    opens = np.array([*(row.opens for row in book.features_before.rows), False])[word.phrase]
    reader = _Reader(batch, book, known)
    opens &= reader.free(np.maximum(word.word, 0), name)  # most words that can open a name open a known one
    reader.look_behind(name[opens], context[opens])
    last = np.full(len(name), NONE)
    last[opens] = [reader.end(at) for at in name[opens].tolist()]
    named = np.flatnonzero((last >= 0) & reader.free(word.word, np.maximum(last, word.word)))
    cut = reader.cuts(last[named])
    feature = word.phrase[named]
    return replace(
        _bare(name[named], last[named], cut, batch, book),
        context=context[named],
        head=word.word[named],
        feature_before=feature,
        asked=asked_by(feature, np.full(len(named), NONE), book, table),
    )


def _closed(  # noqa: PLR0913, PLR0917 - as find_unknown
    batch: Batch, found: Matches, known: Mentions, toponyms: Toponyms, book: Phrasebook, table: PlaceTable
) -> Mentions:
    """Return the Latin names before a feature word: "X village"."""
    word = np.unique(found.first[toponyms.kind[found.key] & CLOSING > 0])
    word = word[word > 0]
    context = _contexts(word, batch, book)
    after = book.features_after.table.after(batch.words, word - 1, context)
    reader = _Reader(batch, book, known)
    first = np.array(
        [reader.begin(at) if phrase >= 0 else NONE for at, phrase in zip(word, after.phrase, strict=True)], int
    )
    named = np.flatnonzero((first >= 0) & reader.free(np.maximum(first, 0), np.maximum(after.word, word)))
    feature = after.phrase[named]
    return replace(
        _bare(first[named], word[named] - 1, np.zeros(len(named), int), batch, book),
        context=context[named],
        tail=after.word[named],
        feature_after=feature,
        asked=asked_by(np.full(len(named), NONE), feature, book, table),
    )


def _contexts(words: Ints, batch: Batch, book: Phrasebook) -> Ints:
    """Return the language of the document of each word."""
    languages = [book.language(document.lang or ARABIC) for document in batch.documents]
    return np.array(languages, dtype=np.int64)[batch.documents_of(words)]


def _bare(first: Ints, last: Ints, cut: Ints, batch: Batch, book: Phrasebook) -> Mentions:
    zeros = np.zeros(len(first), dtype=np.int64)
    return bare_mentions(Matches(first, last, zeros, cut, zeros + NONE, zeros), batch, book)


class _Reader:
    """Reads names that the gazetteer lacks, word by word: only where a feature word has opened or closed one."""

    def __init__(self, batch: Batch, book: Phrasebook, known: Mentions) -> None:
        self.batch, self.book = batch, book
        self._taken = _taken(known, len(batch.words))
        self._heads = set(known.head.tolist())
        self._belongs: dict[int, bool] = {}

    def free(self, first: Ints, last: Ints) -> NDArray[np.bool_]:
        """Tell which spans of words no known name has a part in."""
        return self._taken[last + 1] == self._taken[first]

    def look_behind(self, names: Ints, context: Ints) -> None:
        """Find out, for all words that the names at hand may end in, whether what follows says where a place lies."""
        words = (names[:, None] + np.arange(MAX_NAME_WORDS)).ravel()
        context = np.repeat(context, MAX_NAME_WORDS)
        inside = words < len(self.batch.words)
        words, context = words[inside], context[inside]
        found = self.book.chains.table.after(self.batch.words, words, context)
        for at, phrase, end in zip(words.tolist(), found.phrase.tolist(), found.word.tolist(), strict=True):
            self._belongs[at] = at + 1 in self._heads or (phrase >= 0 and end + 1 in self._heads)

    def end(self, index: int) -> int:
        """Return the last word of the name that begins at a word, or -1 if no name does.

        A Latin name has capitals. In Arabic script, what follows a bare "village" is a name, unless it is a word of the
        lexicon ("near"), an adjective (feminine, as "village" is) or a verb ("lies", "belongs"); it goes on to what
        says where it lies ("التابعة لناحية"), else it is one word.
        """
        words = self.batch.words
        word = words.word(index)
        if word.isascii():
            return self._capitals(index, step=1)
        definite = word.startswith(ARTICLE)
        verb = len(word) >= MIN_NAME_LETTERS and not self.batch.sorani[index] and word.startswith((AND, *VERB_PREFIXES))
        other = verb or word in self.book.words or not word.isalpha()
        for last in range(index, min(index + MAX_NAME_WORDS, len(words) - 1)):
            if words.breaks[last] or words.commas[last]:
                break
            if self._belongs.get(last):
                several = last > index and not other
                return last if several or self._is_name(word, other=other, definite=definite) else NONE
        return index if self._is_name(word, other=other, definite=definite) else NONE

    @staticmethod
    def _is_name(word: str, *, other: bool, definite: bool) -> bool:
        adjective = word.endswith(ADJECTIVE_ENDINGS)
        return len(word) >= MIN_NAME_LETTERS and word.isalpha() and (definite or not (other or adjective))

    def begin(self, index: int) -> int:
        """Return the first word of the Latin name that ends right before a word, or -1 if none does."""
        words = self.batch.words
        first = self._capitals(index - 1, step=-1)
        if first == index - 1 and (words.word(first) in self.book.words or first == 0 or words.breaks[first - 1]):
            return NONE  # "Every village"
        return first

    def _capitals(self, index: int, *, step: int) -> int:
        """Return the outermost of up to three words with capital letters and nothing between them, or -1."""
        words = self.batch.words
        outermost = NONE
        for at in range(index, index + step * MAX_NAME_WORDS, step):
            gap = at - 1 if step > 0 else at
            apart = at != index and (words.breaks[gap] or words.commas[gap])
            if not 0 <= at < len(words) or apart or not self._is_capital(at):
                break
            outermost = at
        return outermost

    def _is_capital(self, at: int) -> bool:
        words = self.batch.words
        article = words.word(at) == "the"
        return not article and self.batch.text[words.folded.offsets[words.starts[at]]].isupper()

    def cuts(self, last: Ints) -> Ints:
        """Return how many letters join a Sorani name to what it belongs to: گوندی X-ی سەر بە."""
        words = self.batch.words
        sorani = self.batch.sorani[last] & (words.lengths[last] > MIN_NAME_LETTERS)
        joined = np.array([self._belongs.get(at, False) for at in last.tolist()], dtype=bool)
        return (sorani & joined & (words.stream[words.stops[last] - 1] == ord(IZAFE))).astype(np.int64)


def _taken(known: Mentions, size: int) -> Ints:
    """Return how many words up to each belong to known mentions, feature words and directions included."""
    change = np.bincount(known.head, minlength=size + 1) - np.bincount(known.tail + 1, minlength=size + 1)
    return np.concatenate([[0], np.cumsum(np.cumsum(change[:size]) > 0)])
