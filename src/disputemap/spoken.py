"""Keys of the toponyms that count in one language only: words that refer back, adjectives made from names.

The matcher finds keys in whatever language; كردي is "Kurdish" in Arabic and "he did" in Sorani, once both are folded.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from disputemap.ragged import NONE, find_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.phrasebook import Phrasebook
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints


class SpokenKeys:
    """Some folded words, each with its language, known by the numbers of their keys.

    Parameters
    ----------
    words
        (language tag, folded word) for each; it is answered by its position here.
    toponyms, book
        Whose keys they are, and whose languages.
    """

    def __init__(self, words: Sequence[tuple[str, str]], toponyms: Toponyms, book: Phrasebook) -> None:
        self._languages = len(book.languages) + 1  # the last stands for all without phrases
        codes = [
            bisect_left(toponyms.matcher.keys, word) * self._languages + book.language(language)
            for language, word in words
        ]
        order = np.argsort(np.array(codes, dtype=np.int64), kind="stable")
        self._codes = np.array(codes, dtype=np.int64)[order]
        self._order = np.append(order, NONE)

    def find(self, key: Ints, context: Ints) -> Ints:
        """Return which of the words each key is in its language, a number of the phrasebook; -1 none."""
        found: Ints = self._order[find_in(key * self._languages + context, self._codes)]
        return found
