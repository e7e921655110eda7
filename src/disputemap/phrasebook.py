"""Lexicon -> Phrasebook: the words around names, as tables that are looked up for all names of a batch at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

import numpy as np

from disputemap.edges import Edges
from disputemap.hashes import HashTable, hash_texts, salted
from disputemap.lexicon import POLITY
from disputemap.matching import CLITICS
from disputemap.models import MODIFIERS
from disputemap.phrases import PhraseTable
from disputemap.relative import RelativeWords, Term, parse_distance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import DTypeLike, NDArray

    from disputemap.lexicon import Cue, FeatureWord, Lexicon
    from disputemap.placetable import PlaceTable
    from disputemap.words import Ints

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

ARTICLES = {"en": ("the",)}

KIND = {kind: number for number, kind in enumerate(("", *MODIFIERS))}  # of modifiers

Row = TypeVar("Row")


class Phrases(Generic[Row]):
    """Phrases of all languages, and what the lexicon says of each; `rows` in the order of the table's numbers."""

    def __init__(self, rows: Iterable[tuple[int, str, Row]], edges: Edges) -> None:
        listed = list(rows)
        self.rows: tuple[Row, ...] = tuple(row for _, _, row in listed)
        self.table = PhraseTable([(language, phrase) for language, phrase, _ in listed], edges)

    def column(self, value: Callable[[Row], float], empty: float, dtype: DTypeLike = np.float64) -> NDArray[Any]:
        """Return a value of each row, and `empty` for the number -1."""
        return np.array([*(value(row) for row in self.rows), empty], dtype=dtype)

    def text(self, number: int) -> str:
        """Return a phrase, folded."""
        return self.table.entries[number][1]


class FeatureWords(NamedTuple):
    """Words for kinds of places: the kinds each asks for (a bit mask), whether it is a plural, and opens unknown names.

    Each column has one more row for the number -1.
    """

    phrases: Phrases[FeatureWord]
    asks: NDArray[np.uint32]
    plural: Bools
    opens: Bools

    @classmethod
    def of(cls, phrases: Phrases[FeatureWord], table: PlaceTable) -> FeatureWords:
        """Return the words with what they say."""
        return cls(
            phrases,
            phrases.column(lambda row: table.mask(row.features), 0, np.uint32),
            phrases.column(lambda row: row.plural, empty=False, dtype=bool),
            phrases.column(lambda row: row.opens, empty=False, dtype=bool),
        )


class CueWeights(NamedTuple):
    """Sums of the weights of the cues of n phrases, for associative and literal: of all, then of those for any place.

    Each has one more row for the number -1. `placed` tells of each phrase whether a cue speaks for a place.
    """

    associative: Floats
    literal: Floats
    placed: Bools

    @classmethod
    def of(cls, cues: Sequence[Sequence[Cue]]) -> CueWeights:
        """Return the sums of the cues of each phrase, and zeros for the number -1."""
        rows = [*cues, ()]

        def totals(role: str) -> Floats:
            spoken = [[cue for cue in row if cue.role == role] for row in rows]
            of_any = [[cue for cue in row if cue.applies != POLITY] for row in spoken]
            return np.array([sum(cue.weight for cue in row) for row in [*spoken, *of_any]], dtype=np.float64)

        placed = np.array([any(cue.role == "literal" for cue in row) for row in rows])
        return cls(totals("associative"), totals("literal"), placed)

    def weigh(self, numbers: Ints, polity: Bools) -> tuple[Floats, Floats]:
        """Return the sums for some phrases, beside places that can act or others."""
        at = numbers + ~polity * len(self.placed)
        return self.associative.take(at), self.literal.take(at)

    @property
    def of_any(self) -> Floats:
        """The sums for associative of those that apply to any place."""
        return self.associative[len(self.placed) :]


class Cues(NamedTuple):
    """Phrases that speak for a role, with their weights; each column has one more row for the number -1.

    `masks` and `masks_other` tell which say that a name is no place at all: any, or one that cannot act. `asks` are the
    kinds of places that each is said of ("governor of"), a bit mask.
    """

    phrases: Phrases[tuple[Cue, ...]]
    weights: CueWeights
    masks: Bools
    masks_other: Bools
    asks: NDArray[np.uint32]

    @classmethod
    def of(cls, phrases: Phrases[tuple[Cue, ...]], table: PlaceTable) -> Cues:
        """Return the cues with what they say."""
        return cls(
            phrases,
            CueWeights.of(phrases.rows),
            phrases.column(lambda row: "" in _masked(row), empty=False, dtype=bool),
            phrases.column(lambda row: "other" in _masked(row), empty=False, dtype=bool),
            phrases.column(lambda row: table.mask(feature for cue in row for feature in cue.features), 0, np.uint32),
        )


def _masked(cues: Sequence[Cue]) -> set[str]:
    """Return which places cues say not to be meant."""
    return {cue.applies for cue in cues if cue.role == "mask"}


class Relations(NamedTuple):
    """Words of place: the kind of modifier of each, a number of `KIND`, and a bearing in degrees, NaN for none.

    Each column has one more row for the number -1.
    """

    phrases: Phrases[Term]
    kind: NDArray[np.int8]
    bearing_deg: Floats

    @classmethod
    def of(cls, phrases: Phrases[Term]) -> Relations:
        """Return the words with what they mean; "the northern one" behind a name is a sector of it."""
        kinds = [{"direction_suffix": "sector"}.get(term.kind, term.kind) for term in phrases.rows]
        values = [term.value if term.value is not None else math.nan for term in phrases.rows]
        bearings = [value if kind == "sector" else math.nan for kind, value in zip(kinds, values, strict=True)]
        numbers = [KIND.get(kind, 0) for kind in kinds]
        return cls(phrases, np.array([*numbers, 0], dtype=np.int8), np.array([*bearings, math.nan]))


@dataclass(frozen=True)
class Phrasebook:
    """What stands around names, by where it stands. Languages are numbers, their positions in `languages`.

    `distance_words` are all words that distances are made of, by their hashes mixed with their languages. `words` are
    all cues, feature words, directions and connectors: none of them is a name. `edges` are shared by all tables, also
    by those that others build for the same texts.
    """

    languages: tuple[str, ...]
    edges: Edges
    features_before: FeatureWords
    features_after: FeatureWords
    directions: Relations
    articles: Phrases[None]
    connectors: Phrases[None]
    persons: Phrases[None]
    titles: Phrases[None]
    chains: Phrases[None]
    relations_before: Relations
    relations_after: Relations
    units: Phrases[None]
    distance_links: Phrases[None]
    distance_words: HashTable
    relative: dict[str, RelativeWords]
    cues_before: Cues
    cues_after: Cues
    clitic_cues: dict[tuple[int, str], tuple[Cue, ...]]
    clitic_weights: CueWeights
    words: frozenset[str]

    def read_distance(self, language: int, words: Sequence[str]) -> float | None:
        """Return the distance in metres that folded words of a language state, None if they state none."""
        return parse_distance(words, self.relative_words(language))

    def relative_words(self, language: int) -> RelativeWords:
        """Return the relative words of a language, none for one that has none."""
        return self.relative.get(self.languages[language], RelativeWords())

    def language(self, tag: str) -> int:
        """Return the number of a language; one that the lexicon lacks has no phrases."""
        primary = tag.partition("-")[0]
        return self.languages.index(primary) if primary in self.languages else len(self.languages)


def build_phrasebook(lexicon: Lexicon, table: PlaceTable) -> Phrasebook:
    """Compile the tables; `table` knows the kinds of places that words ask for."""
    make = _Maker(lexicon)
    clitics = make.clitics()
    return Phrasebook(
        make.languages,
        make.edges,
        FeatureWords.of(make.placed(lexicon.features, "before"), table),
        FeatureWords.of(make.placed(lexicon.features, "after"), table),
        Relations.of(make.directions()),
        make.words(ARTICLES),
        make.words(lexicon.connectors),
        make.words(lexicon.persons),
        make.words(lexicon.titles),
        make.words(lexicon.chains),
        Relations.of(make.relations("before")),
        Relations.of(make.relations("after")),
        make.within_distances("unit", "units", "distance"),
        make.within_distances("from", "to", "to_the"),
        make.distance_words(),
        lexicon.relative,
        Cues.of(make.placed(lexicon.cues, "before"), table),
        Cues.of(make.placed(lexicon.cues, "after"), table),
        clitics,
        _weigh_clitics(clitics, len(make.languages)),
        _all_words(lexicon),
    )


class _Maker:
    """Makes the tables of a lexicon, which share languages and edge words."""

    def __init__(self, lexicon: Lexicon) -> None:
        placed = {tongue for tongue, _ in [*lexicon.features, *lexicon.cues]}
        listed = (lexicon.directions, lexicon.connectors, lexicon.persons, lexicon.chains, lexicon.relative, ARTICLES)
        self.languages = tuple(sorted(placed.union(*listed)))
        self.edges = Edges.empty()
        self._lexicon = lexicon
        self._number = {language: index for index, language in enumerate(self.languages)}

    def words(self, table: Mapping[str, Iterable[str]]) -> Phrases[None]:
        """Return words by language."""
        rows = ((self._number[t], word, None) for t, words in sorted(table.items()) for word in sorted(words))
        return Phrases(rows, self.edges)

    def placed(self, table: Mapping[tuple[str, str], Mapping[str, Row]], position: str) -> Phrases[Row]:
        """Return the phrases that stand before, or behind, a name."""
        tables = ((self._number[t], rows) for (t, where), rows in sorted(table.items()) if where == position)
        return Phrases(((t, phrase, row) for t, rows in tables for phrase, row in rows.items()), self.edges)

    def directions(self) -> Phrases[Term]:
        """Return the words for directions before a name, as terms."""
        rows = ((self._number[t], rows) for t, rows in self._lexicon.directions.items())
        terms = ((t, word, Term("sector", bearing)) for t, words in rows for word, bearing in words.items())
        return Phrases(terms, self.edges)

    def relations(self, position: Literal["before", "after"]) -> Phrases[Term]:
        """Return the relative words that stand before, or behind, a name."""
        tables = ((self._number[t], getattr(words, position)) for t, words in sorted(self._lexicon.relative.items()))
        return Phrases(((t, phrase, term) for t, table in tables for phrase, term in table.items()), self.edges)

    def distance_words(self) -> HashTable:
        """Return the hashes of all words within distances, mixed with their languages."""
        tables = ((self._number[t], words.words_of_distance()) for t, words in sorted(self._lexicon.relative.items()))
        hashes = [salted(hash_texts(sorted(words)), np.full(len(words), t)) for t, words in tables]
        return HashTable(np.concatenate([np.zeros(0, dtype=np.uint64), *hashes]))

    def within_distances(self, *kinds: str) -> Phrases[None]:
        """Return the words within distances that are of some kinds."""
        tables = ((self._number[t], words.distance) for t, words in sorted(self._lexicon.relative.items()))
        rows = ((t, word, None) for t, table in tables for word, term in table.items() if term.kind in kinds)
        return Phrases(rows, self.edges)

    def clitics(self) -> dict[tuple[int, str], tuple[Cue, ...]]:
        """Return the cues that are glued to a name, by language."""
        tables = ((self._number[t], rows) for (t, where), rows in self._lexicon.cues.items() if where == "clitic")
        return {(t, clitic): row for t, rows in tables for clitic, row in rows.items()}


def _all_words(lexicon: Lexicon) -> frozenset[str]:
    """Return all cues, feature words, directions and connectors."""
    placed: list[Iterable[str]] = [*lexicon.cues.values(), *lexicon.features.values()]
    return frozenset[str]().union(*placed, *lexicon.directions.values(), *lexicon.connectors.values())


def _weigh_clitics(cues: Mapping[tuple[int, str], Sequence[Cue]], languages: int) -> CueWeights:
    """Return the weights of each combination of clitics in each language: rows by language, then by combination."""
    return CueWeights.of(
        [
            [cue for part in parts for cue in cues.get((language, part), ())]
            for language in range(languages + 1)  # one more, for a language without cues
            for parts in CLITICS
        ]
    )
