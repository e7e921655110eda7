"""Batch -> Mentions of places that the gazetteer lacks, so that they are reported rather than lost.

Only beside feature words that are hardly ever anything else ("village of", بلدة) and only where the next word can be a
name. Such a mention has no places to choose from; it comes out with its reason, or in the area named right behind it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from disputemap.matching import Matches
from disputemap.mentions import NONE, bare_mentions, concatenate
from disputemap.ragged import any_within, covered, distinct
from disputemap.terms import ARABIC
from disputemap.toponyms import CLOSING, OPENING
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Known, Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.terms import Searched
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

MAX_NAME_WORDS = 3
MIN_NAME_LETTERS = 3
ADJECTIVE_ENDINGS = ("ه", "اخري", "كبري", "صغري")
VERB_PREFIXES = ("ت", "ي", "كان")
AND, IZAFE = "و", "ي"


def find_unknown(searched: Searched, known: Known, book: Phrasebook) -> Mentions:
    """Return names that no known mention covers, in text order; each is a list of its own."""
    reader = _Reader(searched.batch, book, known)
    return concatenate([_opened(searched, reader, book), _closed(searched, reader, book)])


def _opened(searched: Searched, reader: _Reader, book: Phrasebook) -> Mentions:
    """Return the names behind a feature word: "village of X", قرية X."""
    batch, words = searched.batch, book.features_before
    name = distinct(searched.of_kind(OPENING).last) + 1
    name = name[name < len(batch.words)]
    context = reader.languages(name)
    word = words.phrases.table.before(batch.words, name, context)
    opens = np.flatnonzero(words.opens[word.phrase])
    opens = opens[reader.free(word.word[opens], name[opens])]  # most begin a known name
    name, context, head, feature = name[opens], context[opens], word.word[opens], word.phrase[opens]
    last = reader.ends(name, context)
    named = np.flatnonzero((last >= 0) & reader.free(head, np.maximum(last, head)))
    cut = reader.cuts(last[named], context[named])
    return replace(
        _bare(name[named], last[named], cut, searched),
        context=context[named],
        head=head[named],
        feature_before=feature[named],
        asked=words.asks[feature[named]],
    )


def _closed(searched: Searched, reader: _Reader, book: Phrasebook) -> Mentions:
    """Return the Latin names before a feature word: "X village"."""
    batch, words = searched.batch, book.features_after
    word = distinct(searched.of_kind(CLOSING).first)
    word = word[word > 0]
    context = reader.languages(word)
    after = words.phrases.table.after(batch.words, word - 1, context)
    first = np.full(len(word), NONE, dtype=np.int64)
    hit = np.flatnonzero(after.phrase >= 0)
    first[hit] = [reader.begin(at) for at in word[hit].tolist()]
    named = np.flatnonzero(first >= 0)
    named = named[reader.free(first[named], np.maximum(after.word, word)[named])]
    feature = after.phrase[named]
    return replace(
        _bare(first[named], word[named] - 1, np.zeros(len(named), dtype=np.int64), searched),
        context=context[named],
        tail=after.word[named],
        feature_after=feature,
        asked=words.asks[feature],
    )


def _bare(first: Ints, last: Ints, cut: Ints, searched: Searched) -> Mentions:
    zeros = np.zeros(len(first), dtype=np.int64)
    return bare_mentions(Matches(first, last, zeros, cut, zeros + NONE, zeros), searched)


class _Reader:
    """Reads names that the gazetteer lacks, word by word: only where a feature word has opened or closed one."""

    def __init__(self, batch: Batch, book: Phrasebook, known: Known) -> None:
        self.batch, self.book = batch, book
        numbers = {lang: book.language(lang or ARABIC) for lang in {document.lang for document in batch.documents}}
        self._languages = np.array([numbers[document.lang] for document in batch.documents], dtype=np.int64)
        self._taken = covered(known.head, known.tail, len(batch.words))
        self._begins_known = np.zeros(len(batch.words) + 2, dtype=bool)
        self._begins_known[known.head] = True

    def languages(self, words: Ints) -> Ints:
        """Return the language of the document of each word, a number of the phrasebook."""
        languages: Ints = self._languages[self.batch.documents_of(words)]
        return languages

    def free(self, first: Ints, last: Ints) -> Bools:
        """Tell which spans of words no known name has a part in."""
        return ~any_within(self._taken, first, last)

    def ends(self, first: Ints, languages: Ints) -> Ints:
        """Return the last word of the name that begins at each word, or -1 where none does.

        A Latin name has capitals. In Arabic script, what follows a bare "village" is a name, unless it is a word of the
        lexicon ("near"), an adjective (feminine, as "village" is) or a verb ("lies", "belongs"); it goes on to the
        words that say where it lies ("التابعة لناحية"), else it is one word.
        """
        placed = self._placed(first, languages)
        return np.array(
            [self._end(at, until) for at, until in zip(first.tolist(), placed.tolist(), strict=True)], dtype=np.int64
        )

    def _end(self, first: int, placed: int) -> int:
        """Return the last word of one name; of the words from `first` to `placed` something says where they lie."""
        word = self.batch.words.word(first)
        if word.isascii():
            return self._capitals(first, step=1)
        definite = word.startswith(ARTICLE)
        verb = len(word) >= MIN_NAME_LETTERS and not self.batch.sorani[first] and word.startswith((AND, *VERB_PREFIXES))
        other = verb or word in self.book.words or not word.isalpha()
        if placed > first and not other:
            return placed
        return first if _is_name(word, other=other, definite=definite) else NONE

    def _placed(self, first: Ints, languages: Ints) -> Ints:
        """Return the first of up to three words behind which something says where a place lies, -1 for none."""
        words = self.batch.words
        last = first[:, None] + np.arange(MAX_NAME_WORDS)
        at = np.minimum(last, len(words) - 2)  # there is one to look at behind it
        going_on = (last == at) & ~(words.breaks[at] | words.commas[at])
        lies = self._lies_in(at.ravel(), np.repeat(languages, MAX_NAME_WORDS)).reshape(at.shape)
        lies &= np.logical_and.accumulate(going_on, axis=1)
        placed: Ints = np.where(lies.any(axis=1), first + lies.argmax(axis=1), NONE)
        return placed

    def _lies_in(self, last: Ints, languages: Ints) -> Bools:
        """Tell where what follows a word says where a place lies: a known name, or "which belongs to"."""
        found = self.book.chains.table.after(self.batch.words, last, languages)
        lies: Bools = self._begins_known[last + 1] | ((found.phrase >= 0) & self._begins_known[found.word + 1])
        return lies

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
        return not article and self.batch.text[words.folded.offsets[words.at[at]]].isupper()

    def cuts(self, last: Ints, languages: Ints) -> Ints:
        """Return how many letters join a Sorani name to what it belongs to: گوندی X-ی سەر بە."""
        words = self.batch.words
        joined = self.batch.sorani[last] & (words.lengths[last] > MIN_NAME_LETTERS)
        joined &= words.stream[words.stops[last] - 1] == ord(IZAFE)
        rows = np.flatnonzero(joined)
        joined[rows] = self._lies_in(last[rows], languages[rows])
        cut: Ints = joined.astype(np.int64)
        return cut


def _is_name(word: str, *, other: bool, definite: bool) -> bool:
    """Tell whether one word can be a name: behind "village", an adjective needs the article, and so does a verb."""
    adjective = word.endswith(ADJECTIVE_ENDINGS)
    return len(word) >= MIN_NAME_LETTERS and word.isalpha() and (definite or not (other or adjective))
