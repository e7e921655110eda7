"""Any text folds once, and every word of it leads back to where it stands."""

from __future__ import annotations

import numpy as np

from disputemap.folding import fold, fold_name
from disputemap.hashes import plain_words
from disputemap.words import Words


def check_folding(text: str) -> None:
    """Raise where folding a text breaks one of its promises."""
    folded = fold(text)
    assert fold(folded.text).text == folded.text, "folding twice is not folding once"
    assert plain_words(fold_name(text)).split() == folded.text.split(), "names and texts are folded differently"
    assert len(folded.offsets) == len(folded.text)
    assert (np.diff(folded.offsets) >= 0).all(), "offsets go back"
    assert folded.offsets.max(initial=0) <= len(text)
    check_words(text, Words(folded))


def check_words(text: str, words: Words) -> None:
    """Raise where a word does not lead back to what folds to it."""
    firsts, lasts = words.folded.originals(words.at, words.stops)
    for index, (first, last) in enumerate(zip(firsts.tolist(), lasts.tolist(), strict=True)):
        assert 0 <= first < last <= len(text)
        assert words.word(index) in fold(text[first:last]).text, "a word is not what stands there"
    assert words.lengths.sum() + len(words) == len(words.stream)


def any_text(data: bytes) -> str:
    """Return bytes as UTF-16, which reaches every code point, lone surrogates too."""
    return data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")


def run(data: bytes) -> None:
    """Try what the fuzzer came up with."""
    check_folding(any_text(data))
