"""Mentions -> meanings: the places that each name can mean, before anything is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.gazetteer import EVIDENCE
from disputemap.letters import SoraniLetters, Spans, Spelling, as_written
from disputemap.mentions import NONE
from disputemap.ragged import are_new, expand, owners, to_offsets
from disputemap.vocabulary import Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.toponyms import NameRows, Toponyms
    from disputemap.words import Ints

    Bools = NDArray[np.bool_]

_MIX = 0xD1342543DE82EF95  # odd, with mixed bits: it makes hashes of small numbers
CERTAIN = 1 << EVIDENCE.index("") | 1 << EVIDENCE.index("capital")


class Meanings(NamedTuple):
    """The places that n mentions can mean, in flat arrays: those of mention i from `offsets[i]`, ascending.

    `asked` is the evidence that the rows of the name ask for, a bit mask over `gazetteer.EVIDENCE`; one is enough.
    """

    offsets: NDArray[np.int64]
    place: NDArray[np.int32]
    asked: NDArray[np.uint8]
    historical: Bools
    preferred: Bools

    @property
    def owner(self) -> Ints:
        """The mention of each."""
        return owners(self.offsets)

    def keep(self, kept: Bools) -> Meanings:
        """Leave out some; mentions may be left without any."""
        return self._at(np.flatnonzero(kept), to_offsets(kept)[self.offsets])

    def take(self, rows: Ints) -> Meanings:
        """Return those of some of the mentions."""
        first = self.offsets.take(rows)
        counts = self.offsets.take(rows + 1) - first
        offsets = to_offsets(counts)
        at = np.repeat(first - offsets[:-1], counts)
        at += np.arange(len(at))
        return self._at(at, offsets)

    def _at(self, at: Ints, offsets: NDArray[np.int64]) -> Meanings:
        place, asked = self.place.take(at), self.asked.take(at)
        return Meanings(offsets, place, asked, self.historical.take(at), self.preferred.take(at))


class _Asked(NamedTuple):
    """What is asked of n names: their keys, where they stand, and the languages of their documents.

    A language is a position in `Toponyms.languages`, `NONE` for another one.
    """

    key: Ints
    spans: Spans
    language: Ints

    def take(self, rows: Ints) -> _Asked:
        return _Asked(self.key[rows], self.spans.take(rows), self.language[rows])


def find_meanings(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> Meanings:
    """Return all places that mentions can mean, less those whose names the text spells otherwise.

    Mentions of one key in one language mean the same, unless letters that only Sorani has make a difference: so most
    are answered by the answer to another.
    """
    letters = SoraniLetters.of(batch.words.folded.source)
    asked = _asked(mentions, batch, toponyms)
    alike = _alike(asked, letters, len(toponyms.languages))
    some = asked.take(alike.example)
    pairs = expand(toponyms.offsets, some.key)
    spelled = Spelling(toponyms.rows.sorani[pairs.at], toponyms.rows.vowels[pairs.at])
    written = np.flatnonzero(as_written(some.spans, pairs.owner, spelled, letters))
    owner, row = pairs.owner[written], pairs.at[written]
    spoken = toponyms.rows.language[row] == some.language[owner]
    return _meanings_of(owner, row, spoken, len(some.key), toponyms.rows).take(alike.number)


def _asked(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> _Asked:
    tags = {tag: number for number, tag in enumerate(toponyms.languages)}
    spoken = np.array([tags.get(document.lang, NONE) for document in batch.documents], dtype=np.int64)
    spans = Spans(mentions.start, mentions.end, batch.sorani[mentions.first])
    return _Asked(mentions.key, spans, spoken[mentions.doc])


def _alike(asked: _Asked, letters: SoraniLetters, languages: int) -> Vocabulary:
    """Bring together the names that mean the same."""
    code = ((asked.key * (languages + 1) + asked.language + 1) * 2 + asked.spans.sorani).astype(np.uint64)
    rows = np.flatnonzero(asked.spans.holding(letters.at))
    code[rows] = ~rows.astype(np.uint64)  # spelled in a way of its own
    return Vocabulary.of(code * np.uint64(_MIX))


def _meanings_of(owner: Ints, row: Ints, spoken: Bools, size: int, names: NameRows) -> Meanings:
    """Bring the rows of names together by place: `owner` ascends, rows of one mention are by place.

    `spoken` tells which rows are in the language of the text.
    """
    place = names.place[row]
    first = np.flatnonzero(are_new(owner) | are_new(place))
    offsets = to_offsets(np.bincount(owner[first], minlength=size))
    asked = np.left_shift(np.uint8(1), names.evidence[row])
    if not len(first):
        return Meanings(offsets, place, asked, np.zeros(0, bool), np.zeros(0, bool))
    return Meanings(
        offsets,
        place[first],
        np.bitwise_or.reduceat(asked, first),
        np.logical_and.reduceat(names.historical[row], first),
        np.logical_or.reduceat(names.official[row] | spoken, first),
    )


def said_again(mentions: Mentions, meanings: Meanings, batch: Batch) -> tuple[Meanings, Bools]:
    """Return the meanings, and which mentions say the name before them again in brackets: "Kirkuk (Kerkûk)".

    Both can then mean only what both names can, and the second needs no other evidence.
    """
    kept = np.ones(len(meanings.place), dtype=bool)
    asked = meanings.asked.copy()
    again = np.zeros(len(mentions), dtype=bool)
    rows = np.arange(len(mentions) - 1)
    near = (mentions.first[1:] == mentions.tail[:-1] + 1) & (mentions.doc[1:] == mentions.doc[:-1])
    rows = rows[near & batch.words.opened[mentions.tail[:-1]]]
    for row in rows.tolist():
        one, other = (slice(*meanings.offsets[at : at + 2]) for at in (row, row + 1))
        places, others = meanings.place[one].tolist(), meanings.place[other].tolist()
        both = set(places).intersection(others)
        if both:
            kept[one], kept[other] = ([place in both for place in some] for some in (places, others))
            asked[other] |= CERTAIN
            again[row + 1] = True
    return meanings._replace(asked=asked).keep(kept), again
