"""What texts are searched for, and what a search has found: handed together from stage to stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.letters import LATIN_END

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.matching import Matches
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints

ARABIC, SORANI, ENGLISH = "ar", "ckb", "en"


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
    latin
        bool for each key of the toponyms: whether it is in Latin letters; and one more for what is no key.
    """

    batch: Batch
    found: Matches
    kind: NDArray[np.uint8]
    contexts: Ints
    latin: NDArray[np.bool_]

    def of_kind(self, kind: int) -> Matches:
        """Return the keys that can be of a kind."""
        return self.found.take(np.flatnonzero((self.kind & np.uint8(kind)) > 0))

    def around(self, found: Matches) -> Around:
        """Return where some of the keys found stand."""
        doc, latin = self.batch.documents_of(found.first), self.latin.take(found.key)
        other = np.flatnonzero(found.key < 0)  # names that are no key have nothing glued to them
        latin[other] = self.batch.words.letter(found.first[other]) < LATIN_END
        return Around(doc, latin, self.contexts.ravel().take(latin * self.contexts.shape[1] + doc))


def search(batch: Batch, terms: Terms) -> Searched:
    """Find all keys of the toponyms in a batch."""
    found = terms.toponyms.matcher.find(batch.words, batch.sorani)
    toponyms = terms.toponyms
    return Searched(batch, found, toponyms.kind[found.key], _contexts(batch, terms.book), toponyms.latin)


def _contexts(batch: Batch, book: Phrasebook) -> Ints:
    primary = [document.lang.partition("-")[0] for document in batch.documents]
    arabic = {lang: book.language(lang if lang in {ARABIC, SORANI} else ARABIC) for lang in set(primary)}
    latin = {lang: book.language(ENGLISH if lang in {"", ARABIC, SORANI} else lang) for lang in set(primary)}
    numbers = [[of[lang] for lang in primary] for of in (arabic, latin)]
    return np.array(numbers, dtype=np.int64).reshape(2, len(primary))
