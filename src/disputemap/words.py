"""A folded text as words: look up phrases before and after a position.

Arabic glues conjunctions and prepositions to the next word, so a phrase is also found behind its proclitics:
"وبمحافظة" holds the phrase "محافظة". Sentence marks and line breaks end a look-up, quotation marks, brackets and
number signs do not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from disputemap.folding import Folded

MAX_WORDS = 5
MAX_STARRED = 2
CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ل", "ك")
ARTICLE = "ال"
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[.!?؟…\n;؛:]")
_COMMA = re.compile(r"[,،]")
_STOP = re.compile(r"[.!?؟…\n;؛:,،]")


class Found(NamedTuple):
    """A phrase at words `first` to `last` (inclusive), and the proclitics that its first word carried."""

    phrase: str
    first: int
    last: int
    clitics: str


class Words:
    """The words of a folded text, with their places in it."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        spans = [match.span() for match in _WORD.finditer(folded.text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def __len__(self) -> int:
        """Count the words."""
        return len(self.starts)

    def __getitem__(self, index: int) -> str:
        """Return a folded word."""
        return self.folded.text[self.starts[index] : self.ends[index]]

    def at(self, position: int) -> int:
        """Return the index of the word that holds, or last begins before, a position in the folded text."""
        return bisect_right(self.starts, position) - 1

    def gap(self, index: int) -> str:
        """Return what stands between word `index` and the next."""
        after = self.starts[index + 1] if index + 1 < len(self) else len(self.folded.text)
        return self.folded.text[self.ends[index] : after]

    def broken(self, first: int, last: int) -> bool:
        """Tell whether a sentence ends between two words."""
        return any(_BREAK.search(self.gap(index)) for index in range(first, last))

    def comma(self, first: int, last: int) -> bool:
        """Tell whether a comma stands between two words."""
        return any(_COMMA.search(self.gap(index)) for index in range(first, last))

    def phrase_before(self, index: int, phrases: Container[str]) -> Found | None:
        """Return the longest phrase that ends right before word `index`, also behind proclitics.

        A phrase may hold one `*`, which stands for one or two words: "directorate of * in".
        """
        earliest = index
        while earliest > max(0, index - MAX_WORDS) and not _STOP.search(self.gap(earliest - 1)):
            earliest -= 1
        for first in range(earliest, index):
            for text in _readings([self[i] for i in range(first, index)]):
                if found := _behind_clitics(text, phrases):
                    return Found(found[1], first, index - 1, found[0])
        return None

    def phrase_after(self, index: int, phrases: Container[str]) -> Found | None:
        """Return the longest phrase that begins right after word `index`."""
        latest = index
        while latest < min(len(self) - 1, index + MAX_WORDS) and not _STOP.search(self.gap(latest)):
            latest += 1
        for last in range(latest, index, -1):
            text = " ".join(self[i] for i in range(index + 1, last + 1))
            if text in phrases:
                return Found(text, index + 1, last, "")
        return None


def _readings(words: list[str]) -> Iterator[str]:
    """Yield words as one phrase, then with a `*` for the one or two words at its end or in its middle."""
    yield " ".join(words)
    if 1 < len(words) <= 1 + MAX_STARRED:
        yield f"{words[0]} *"
    if 2 < len(words) <= 2 + MAX_STARRED:  # noqa: PLR2004 - one word on either side
        yield f"{words[0]} * {words[-1]}"


def _behind_clitics(text: str, phrases: Container[str]) -> tuple[str, str] | None:
    """Return (clitics, phrase) for the shortest clitics that leave a known phrase."""
    for clitics in PROCLITICS:
        if text.startswith(clitics) and text[len(clitics) :] in phrases:
            return clitics, text[len(clitics) :]
    return None


PROCLITICS = sorted((c + p for c in CONJUNCTIONS for p in PREPOSITIONS), key=len)
