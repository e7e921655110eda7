"""Documents -> Batch: several texts laid end to end and folded at once.

What one text costs to set up, thousands share. Positions in a batch are code points of the joined text; those of a
document begin at its entry in `Batch.begins`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.folding import fold
from disputemap.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.models import Document
    from disputemap.words import Ints

BETWEEN = "\n\0\n"  # an empty line, over which no name is read; and a NUL, which is nothing that a pattern asks for
SORANI = "ckb"


class Batch:
    """Texts of documents, joined.

    Attributes
    ----------
    documents
        In the order given.
    text
        Their texts, with `BETWEEN` after each.
    begins
        Where each document begins in `text`; one more entry closes it.
    words
        The words of all of it, folded.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self.text = BETWEEN.join([*(document.text for document in self.documents), ""])
        lengths = [len(document.text) + len(BETWEEN) for document in self.documents]
        self.begins: Ints = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.words = Words(fold(self.text))

    @cached_property
    def word_begins(self) -> Ints:
        """The first word of each document; one more entry closes it."""
        gaps = self.words.folded.gaps
        before = np.searchsorted(gaps.origin, self.begins[1:]) - 1  # the last mark in each gap between documents
        return np.append(0, gaps.word[before] + 1)

    def documents_of(self, words: NDArray[Any]) -> Ints:
        """Return which document each word stands in."""
        return np.searchsorted(self.word_begins, words, side="right") - 1

    @cached_property
    def sorani(self) -> NDArray[np.bool_]:
        """Mark the words of documents in Sorani."""
        kurdish = np.array([document.lang.startswith(SORANI) for document in self.documents], dtype=bool)
        if not kurdish.any():
            return np.zeros(len(self.words), dtype=bool)
        return np.repeat(kurdish, np.diff(self.word_begins))
