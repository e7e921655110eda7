"""Lexicon -> Phrasebook: the words around names, as tables that are looked up for all names of a batch at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from disputemap.matching import CLITICS
from disputemap.phrases import PhraseTable
from disputemap.relative import RelativeWords, parse_distance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from disputemap.lexicon import Cue, FeatureWord, Lexicon
    from disputemap.relative import Term
    from disputemap.words import Ints

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

ARTICLES = {"en": ("the",)}
POLITY = "polity"

Row = TypeVar("Row")


class Phrases(Generic[Row]):
    """Phrases of all languages, and what the lexicon says of each; `rows` in the order of the table's numbers."""

    def __init__(self, rows: Iterable[tuple[int, str, Row]]) -> None:
        listed = list(rows)
        self.rows: tuple[Row, ...] = tuple(row for _, _, row in listed)
        self.table = PhraseTable([(language, phrase) for language, phrase, _ in listed])

    def column(self, value: Callable[[Row], float], empty: float) -> Floats:
        """Return a value of each row, and `empty` for the number -1."""
        return np.array([*(value(row) for row in self.rows), empty], dtype=np.float64)

    def text(self, number: int) -> str:
        """Return a phrase, folded."""
        return self.table.entries[number][1]


class CueWeights(NamedTuple):
    """Sums of weights of what stands beside mentions: for associative and literal, of all cues and of those for any place.

    `placed` tells whether one of them speaks for a place.
    """

    associative: Floats
    literal: Floats
    associative_any: Floats
    literal_any: Floats
    placed: Bools

    @classmethod
    def of(cls, cues: Sequence[Sequence[Cue]]) -> CueWeights:
        """Return the sums of the cues of each phrase, and zeros for the number -1."""
        rows = [*cues, ()]

        def total(role: str, *, limited: bool) -> Floats:
            wanted = ([cue for cue in row if cue.role == role and (limited or cue.applies != POLITY)] for row in rows)
            return np.array([sum(cue.weight for cue in row) for row in wanted], dtype=np.float64)

        placed = np.array([any(cue.role == "literal" for cue in row) for row in rows])
        sums = [total(role, limited=limited) for limited in (True, False) for role in ("associative", "literal")]
        return cls(*sums, placed)

    def take(self, numbers: Ints) -> CueWeights:
        """Return the rows of some phrases."""
        return CueWeights(*(column[numbers] for column in self))

    def plus(self, other: CueWeights) -> CueWeights:
        """Add up, row by row."""
        sums = [one + more for one, more in zip(self[:-1], other[:-1], strict=True)]
        return CueWeights(*sums, self.placed | other.placed)


class Cues(NamedTuple):
    """Phrases that speak for a role, with their weights.

    `masks` and `masks_other` tell which say that a name is no place at all: any, or one that cannot act. `features` are
    the kinds of places that each is said of ("governor of").
    """

    phrases: Phrases[tuple[Cue, ...]]
    weights: CueWeights
    masks: Bools
    masks_other: Bools
    features: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, phrases: Phrases[tuple[Cue, ...]]) -> Cues:
        """Return the cues with what they say, each column with one more row for the number -1."""
        masks = [[cue.applies for cue in row if cue.role == "mask"] for row in phrases.rows]
        return cls(
            phrases,
            CueWeights.of(phrases.rows),
            np.array([*("" in applies for applies in masks), False]),
            np.array([*("other" in applies for applies in masks), False]),
            (*(tuple(feature for cue in row for feature in cue.features) for row in phrases.rows), ()),
        )


class Relation(NamedTuple):
    """What a word of place says: a kind of modifier, and a bearing in degrees (NaN for none)."""

    kind: str
    bearing_deg: float

    @classmethod
    def of(cls, term: Term) -> Relation:
        """Return what a row of the lexicon means; "the northern one" behind a name is a sector of it."""
        kind = "sector" if term.kind == "direction_suffix" else term.kind
        bearing = term.value if kind == "sector" and term.value is not None else math.nan
        return cls(kind, bearing)


@dataclass(frozen=True)
class Phrasebook:
    """What stands around names, by where it stands. Languages are numbers, their positions in `languages`.

    `words` are all cues, feature words, directions and connectors: none of them is a name.
    """

    languages: tuple[str, ...]
    features_before: Phrases[FeatureWord]
    features_after: Phrases[FeatureWord]
    directions: Phrases[float]
    articles: Phrases[None]
    connectors: Phrases[None]
    persons: Phrases[None]
    titles: Phrases[None]
    chains: Phrases[None]
    relations_before: Phrases[Relation]
    relations_after: Phrases[Relation]
    units: Phrases[None]
    distance_links: Phrases[None]
    relative: dict[str, RelativeWords]
    cues_before: Cues
    cues_after: Cues
    clitic_cues: dict[tuple[int, str], tuple[Cue, ...]]
    clitic_weights: CueWeights
    words: frozenset[str]

    def read_distance(self, language: int, words: Sequence[str]) -> float | None:
        """Return the distance in metres that folded words of a language state, None if they state none."""
        return parse_distance(words, self.relative.get(self.languages[language], RelativeWords()))

    def language(self, tag: str) -> int:
        """Return the number of a language; one that the lexicon lacks has no phrases."""
        primary = tag.partition("-")[0]
        return self.languages.index(primary) if primary in self.languages else len(self.languages)


def build_phrasebook(lexicon: Lexicon) -> Phrasebook:
    """Compile the tables."""
    spoken = {tongue for tongue, _ in [*lexicon.features, *lexicon.cues]}
    languages = tuple(
        sorted(
            {
                *spoken,
                *lexicon.directions,
                *lexicon.connectors,
                *lexicon.persons,
                *lexicon.chains,
                *lexicon.relative,
                *ARTICLES,
            }
        )
    )
    number = {language: index for index, language in enumerate(languages)}

    def words(table: Mapping[str, Iterable[str]]) -> Phrases[None]:
        return Phrases((number[tongue], word, None) for tongue, all_ in sorted(table.items()) for word in sorted(all_))

    def placed(table: Mapping[tuple[str, str], Mapping[str, Row]], position: str) -> Phrases[Row]:
        return Phrases(
            (number[tongue], phrase, row)
            for (tongue, where), rows in sorted(table.items())
            if where == position
            for phrase, row in rows.items()
        )

    def relations(position: str) -> Phrases[Relation]:
        tables = ((tongue, getattr(words_, position)) for tongue, words_ in sorted(lexicon.relative.items()))
        return Phrases((number[t], phrase, Relation.of(term)) for t, table in tables for phrase, term in table.items())

    def distance_words(*kinds: str) -> Phrases[None]:
        tables = ((tongue, words_.distance) for tongue, words_ in sorted(lexicon.relative.items()))
        return Phrases((number[t], w, None) for t, table in tables for w, term in table.items() if term.kind in kinds)

    def cues(position: str) -> Cues:
        phrases = placed(lexicon.cues, position)
        return Cues.of(phrases)

    clitics = {
        (number[tongue], clitic): row
        for (tongue, position), rows in lexicon.cues.items()
        if position == "clitic"
        for clitic, row in rows.items()
    }
    return Phrasebook(
        languages,
        placed(lexicon.features, "before"),
        placed(lexicon.features, "after"),
        Phrases((number[t], word, bearing) for t, rows in lexicon.directions.items() for word, bearing in rows.items()),
        words(ARTICLES),
        words(lexicon.connectors),
        words(lexicon.persons),
        words(lexicon.titles),
        words(lexicon.chains),
        relations("before"),
        relations("after"),
        distance_words("unit", "units", "distance"),
        distance_words("from", "to", "to_the"),
        lexicon.relative,
        cues("before"),
        cues("after"),
        clitics,
        _weigh_clitics(clitics, len(languages)),
        frozenset(phrase for table in (*lexicon.cues.values(), *lexicon.features.values()) for phrase in table)
        | frozenset(word for rows in (*lexicon.directions.values(), *lexicon.connectors.values()) for word in rows),
    )


def _weigh_clitics(cues: Mapping[tuple[int, str], Sequence[Cue]], languages: int) -> CueWeights:
    """Return the weights of each combination of clitics in each language: rows by language, then by combination."""
    return CueWeights.of(
        [
            [cue for part in parts for cue in cues.get((language, part), ())]
            for language in range(languages + 1)  # one more, for a language without cues
            for parts in CLITICS
        ]
    )
