"""What texts are searched for, and what a search has found: handed together from stage to stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.matching import Matches
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints

ARABIC, SORANI, ENGLISH = "ar", "ckb", "en"
LATIN_END = 0x250


class Terms(NamedTuple):
    """What is looked for: keys of names and the like, the phrases around names, and the places."""

    toponyms: Toponyms
    book: Phrasebook
    table: PlaceTable


class Around(NamedTuple):
    """Where n keys stand: in which document, whether in Latin letters, and the language of the words around them."""

    doc: Ints
    latin: NDArray[np.bool_]
    context: Ints


class Searched(NamedTuple):
    """A batch and what is in it.

    Attributes
    ----------
    batch
        The texts.
    found
        All keys of the toponyms in them, also where they overlap.
    kind
        uint8 for each key found: what it can be, see `toponyms`.
    contexts
        int64 (2, documents): the language of the words around names, a number of the phrasebook, for names in Arabic
        and in Latin letters. It is the document's, unless the name is in another script.
    """

    batch: Batch
    found: Matches
    kind: NDArray[np.uint8]
    contexts: Ints

    def of_kind(self, kind: int) -> Matches:
        """Return the keys that can be of a kind."""
        return self.found.take(np.flatnonzero((self.kind & np.uint8(kind)) > 0))

    def around(self, found: Matches) -> Around:
        """Return where some of the keys found stand."""
        words = self.batch.words
        doc = self.batch.documents_of(found.first)
        latin = words.stream.take(words.at.take(found.first) + found.glued) < LATIN_END
        return Around(doc, latin, self.contexts[latin.astype(np.int64), doc])


def search(batch: Batch, terms: Terms) -> Searched:
    """Find all keys of the toponyms in a batch."""
    found = terms.toponyms.matcher.find(batch.words, batch.sorani)
    return Searched(batch, found, terms.toponyms.kind[found.key], _contexts(batch, terms.book))


def _contexts(batch: Batch, book: Phrasebook) -> Ints:
    primary = [document.lang.partition("-")[0] for document in batch.documents]
    arabic = {lang: book.language(lang if lang in {ARABIC, SORANI} else ARABIC) for lang in set(primary)}
    latin = {lang: book.language(ENGLISH if lang in {"", ARABIC, SORANI} else lang) for lang in set(primary)}
    numbers = [[of[lang] for lang in primary] for of in (arabic, latin)]
    return np.array(numbers, dtype=np.int64).reshape(2, len(primary))
