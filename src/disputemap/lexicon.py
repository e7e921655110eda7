"""geo/lexicon/ tables -> Lexicon: the words around names that say what a name means.

Feature words ("governorate of"), directions ("south of"), connectors of coordinated lists, masks (media, organisations
and persons that contain a place's name), titles and given names of persons, and the cues for roles. All are folded
once, here, and kept by language.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from disputemap.folding import fold_names
from disputemap.gazetteer import split_list
from disputemap.relative import RelativeWords, load_relative
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.geodata import GeoData
    from disputemap.models import Role


ARABIC = "ar"
LAM = "ل"
SETTLEMENTS = frozenset({"populated_place", "adm3"})
POLITY = "polity"  # cues that apply only to places that can act
ROLES: dict[str, Role | Literal["mask"]] = {"associative": "associative", "mask": "mask"}


class FeatureWord(NamedTuple):
    """A word that says what kind of place follows, or (English) precedes.

    A plural speaks for a whole list. A word that `opens` is so rarely anything else that an unknown word behind it is
    taken for a name that the gazetteer lacks.
    """

    word: str
    features: tuple[str, ...]
    plural: bool
    opens: bool


class ReferenceWord(NamedTuple):
    """Kinds of places that a word ("the town") can refer back to.

    `named`: only to one that the text names as such. `place_id`, if any: only to this place ("the Region").
    """

    features: tuple[str, ...]
    named: bool
    place_id: str


class Cue(NamedTuple):
    """A phrase beside a name that speaks for a role.

    `applies` limits it to places that can act (`polity`), or to those that cannot (`other`). The role `mask` says that
    the name is no place at all ("hotel", "army of"). `features` are the kinds that it is said of ("governor of").
    """

    phrase: str
    applies: str
    role: Role | Literal["mask"]
    weight: float
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Folded phrases of one data package, by (language, position) and by how many words they have, longest first."""

    features: dict[tuple[str, str], dict[str, FeatureWord]]
    directions: dict[str, dict[str, float]]
    connectors: dict[str, frozenset[str]]
    cues: dict[tuple[str, str], dict[str, tuple[Cue, ...]]]
    masks: dict[str, str]
    persons: dict[str, frozenset[str]]
    titles: dict[str, frozenset[str]]

    demonyms: dict[tuple[str, str], str]
    themes: dict[tuple[str, str], str]
    references: dict[tuple[str, str], ReferenceWord]
    chains: dict[str, frozenset[str]]
    relative: dict[str, RelativeWords]

    @cached_property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """The kinds that each feature word asks for, in whatever language and position."""
        kinds: dict[str, tuple[str, ...]] = {}
        for table in self.features.values():
            for word, row in table.items():
                kinds[word] = tuple(dict.fromkeys((*kinds.get(word, ()), *row.features)))
        return kinds

    @property
    def openings(self) -> frozenset[str]:
        """Feature words that open an unknown name."""
        tables = (table for (_, position), table in self.features.items() if position == "before")
        return frozenset(word for table in tables for word, row in table.items() if row.opens)

    @property
    def closings(self) -> frozenset[str]:
        """Feature words of settlements that close an unknown name: "X village"."""
        tables = (table for (_, position), table in self.features.items() if position == "after")
        rows = (row for table in tables for row in table.values() if not row.plural)
        return frozenset(row.word for row in rows if SETTLEMENTS.issuperset(row.features))


Position = Literal["before", "after"]


def load_lexicon(geodata: GeoData) -> Lexicon:
    """Read the vocabularies that mentions, roles and places need."""
    directions: dict[str, dict[str, float]] = defaultdict(dict)
    for word, row in _folded(geodata, "directions"):
        directions[row["language"]][word] = float(row["bearing_deg"])
    connectors = _load_words(geodata, "connectors")
    masks = {phrase: row["kind"] for phrase, row in _folded(geodata, "masks", "phrase")}
    persons = _load_words(geodata, "persons")
    return Lexicon(
        load_feature_words(geodata),
        dict(directions),
        connectors,
        _load_cues(geodata),
        masks,
        persons,
        _load_words(geodata, "persons", kind="title"),
        _load_demonyms(geodata),
        {(row["language"], phrase): row["theme"] for phrase, row in _optional(geodata, "themes", "phrase")},
        {
            (row["language"], word): ReferenceWord(
                split_list(row["features"]), row.get("named") == "yes", row.get("place_id", "")
            )
            for word, row in _optional(geodata, "references")
        },
        _load_chains(geodata),
        load_relative(geodata),
    )


def load_feature_words(geodata: GeoData) -> dict[tuple[str, str], dict[str, FeatureWord]]:
    """Read the feature words alone, by (language, position) and as folded."""
    features: dict[tuple[str, str], dict[str, FeatureWord]] = defaultdict(dict)
    for word, row in _folded(geodata, "feature-words"):
        feature_word = FeatureWord(word, split_list(row["features"]), row["number"] != "sg", row["opens"] == "yes")
        features[row["language"], row["position"]][word] = feature_word
    return dict(features)


def _load_demonyms(geodata: GeoData) -> dict[tuple[str, str], str]:
    """Return the places by demonym, in Arabic also with the article, which belongs to an adjective as to a name."""
    places: dict[tuple[str, str], str] = {}
    for word, row in _optional(geodata, "demonyms"):
        places[row["language"], word] = row["place_id"]
        if row["language"] == ARABIC and not word.startswith(ARTICLE):
            places[row["language"], ARTICLE + word] = row["place_id"]
    return places


def _load_chains(geodata: GeoData) -> dict[str, frozenset[str]]:
    """Return the phrases between a place and the area it lies in, less a preposition that clings to the next word."""
    phrases: dict[str, set[str]] = defaultdict(set)
    for phrase, row in _optional(geodata, "chains", "phrase"):
        phrases[row["language"]].add(phrase.removesuffix(f" {LAM}"))
    return {language: frozenset(folded) for language, folded in phrases.items()}


def _folded(geodata: GeoData, resource: str, column: str = "word") -> Iterator[tuple[str, dict[str, str]]]:
    """Return the rows of a resource, each behind what one of its columns folds to."""
    rows = geodata.table(resource)
    return zip(fold_names([row[column] for row in rows]), rows, strict=True)


def _optional(geodata: GeoData, resource: str, column: str = "word") -> Iterator[tuple[str, dict[str, str]]]:
    """Return the rows of a resource that a package may lack, likewise."""
    return _folded(geodata, resource, column) if resource in geodata.resources else iter(())


def _load_words(geodata: GeoData, resource: str, kind: str = "") -> dict[str, frozenset[str]]:
    """Return folded words by language, of one `kind` or of all."""
    words: dict[str, set[str]] = defaultdict(set)
    for word, row in _folded(geodata, resource):
        if not kind or row["kind"] == kind:
            words[row["language"]].add(word)
    return {language: frozenset(folded) for language, folded in words.items()}


def _load_cues(geodata: GeoData) -> dict[tuple[str, str], dict[str, tuple[Cue, ...]]]:
    cues: dict[tuple[str, str], dict[str, tuple[Cue, ...]]] = defaultdict(dict)
    for phrase, row in _folded(geodata, "cues", "cue"):
        role = ROLES.get(row["role"], "literal")
        cue = Cue(phrase, row["applies"], role, float(row["weight"] or 0), split_list(row.get("features") or ""))
        same = cues[row["language"], row["position"]]
        same[phrase] = (*same.get(phrase, ()), cue)
    return dict(cues)
