"""Judged mentions -> reasons in words: what stood beside each name, then what chose its place.

Few combinations make up nearly all mentions, in one batch as in the next, so each is put into words once and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.columns import Coded
from disputemap.lexicon import POLITY
from disputemap.matching import CLITICS
from disputemap.mentions import COORDINATES, DEMONYM, NAME, NONE, REFERENCE
from disputemap.numbering import first_rows, numbers_of
from disputemap.placing import distinct_rows
from disputemap.scoring import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.cues import CuesBeside
    from disputemap.lexicon import Cue
    from disputemap.mentions import Mentions
    from disputemap.resolution import Choices
    from disputemap.terms import Terms

MAX_KEPT = 100_000


class Heard(NamedTuple):
    """What stands beside n mentions: themselves with their feature words, their cues, and whether they can act."""

    mentions: Mentions
    cues: CuesBeside
    kind: NDArray[np.int8]


class _Beside(NamedTuple):
    """What stands beside one mention, by the numbers of phrases (-1 none), in the order of `_columns`."""

    form: int
    item: int
    dateline: int
    feature_before: int
    feature_after: int
    direction: int
    before: int
    after: int
    cue_before: int
    cue_after: int
    clitics: int
    context: int
    acts: int


class Wording:
    """Puts reasons into words.

    Parameters
    ----------
    terms
        The words and places that reasons tell of.
    """

    def __init__(self, terms: Terms) -> None:
        self._book, self._ids = terms.book, terms.table.ids
        self._kept: dict[tuple[int, ...], list[str]] = {}

    def reasons(self, heard: Heard, choices: Choices) -> Coded:
        """Return the column `reasons`."""
        columns = _columns(heard)
        beside, first = distinct_rows(columns)
        told = [self._words(row) for row in zip(*(column[first].tolist() for column in columns), strict=True)]
        chosen = np.where(heard.mentions.form == NAME, choices.reason, NONE)
        codes = numbers_of(beside * (len(choices.reasons) + 1) + chosen + 1)
        first = first_rows(codes)
        pairs = zip(beside[first].tolist(), chosen[first].tolist(), strict=True)
        values = [[*told[one], *(choices.reasons[other] if other >= 0 else ())] for one, other in pairs]
        return Coded(codes.astype(np.int32), values)

    def _words(self, beside: tuple[int, ...]) -> list[str]:
        words = self._kept.get(beside)
        if words is None:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            words = self._kept[beside] = list(self._told(_Beside(*beside)))
        return words

    def _told(self, beside: _Beside) -> Iterator[str]:
        """Yield the reasons of one combination: feature word and direction, then cues by their weight."""
        if beside.form == COORDINATES:
            yield "coordinates in the text"
        elif beside.form == DEMONYM:
            yield f"demonym of {self._ids[beside.item]}" if beside.item >= 0 else "demonym"
        elif beside.form == REFERENCE:
            yield "refers back to a place named before"
        else:
            yield from ["dateline"] if beside.dateline else []
            yield from self._phrases(beside)
            yield from (text for _, text in sorted(self._cues(beside), reverse=True))

    def _phrases(self, beside: _Beside) -> Iterator[str]:
        book = self._book
        for label, phrases, number in (
            ("feature word", book.features_before.phrases, beside.feature_before),
            ("feature word", book.features_after.phrases, beside.feature_after),
            ("direction", book.directions.phrases, beside.direction),
            ("beside", book.relations_before.phrases, beside.before),
            ("beside", book.relations_after.phrases, beside.after),
        ):
            if number >= 0:
                yield f"{label}: {phrases.text(number)}"

    def _cues(self, beside: _Beside) -> Iterator[tuple[float, str]]:
        """Yield the cues that count, with their weights."""
        for where, cues, number in (
            ("before", self._book.cues_before, beside.cue_before),
            ("after", self._book.cues_after, beside.cue_after),
        ):
            heard = _counting(cues.phrases.rows[number] if number >= 0 else (), acts=bool(beside.acts))
            yield from ((cue.weight, f"{where}: {cue.phrase}") for cue in heard)
        for clitic in CLITICS[beside.clitics]:
            heard = _counting(self._book.clitic_cues.get((beside.context, clitic), ()), acts=bool(beside.acts))
            yield from ((cue.weight, f"clitic: {cue.phrase}") for cue in heard)


def _columns(heard: Heard) -> list[NDArray[Any]]:
    """Return what stands beside each mention."""
    mentions, said, cues = heard.mentions, heard.mentions.said, heard.cues
    item = np.where(mentions.form == DEMONYM, mentions.item, NONE)
    words = [mentions.feature_before, mentions.feature_after, said.direction, said.before, said.after]
    rest = [cues.before, cues.after, mentions.clitics, mentions.context, heard.kind != OTHER]
    return [mentions.form, item, mentions.dateline, *words, *rest]


def _counting(cues: Sequence[Cue], *, acts: bool) -> list[Cue]:
    """Return the cues that count beside a place that acts, or does not."""
    return [cue for cue in cues if acts or cue.applies != POLITY]
