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
    from collections.abc import Iterator, Sequence

    from disputemap.geodata import GeoData
    from disputemap.models import Role


ARABIC = "ar"
LAM = "ل"
SETTLEMENTS = frozenset({"populated_place", "adm3"})
POLITY = "polity"  # cues that apply only to places that can act
LACKING = frozenset({"demonyms", "themes", "references", "chains"})  # which a package may lack
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


class ThemeWord(NamedTuple):
    """A phrase that speaks for a theme, and how sure it is, 0 to 1."""

    phrase: str
    language: str
    theme: str
    strength: float


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
    themes: tuple[ThemeWord, ...]
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
    for word, language, bearing in _folded(geodata, "directions", "word", "language", "bearing_deg"):
        directions[language][word] = float(bearing)
    connectors = _load_words(geodata, "connectors")
    masks = {row[0]: row[1] for row in _folded(geodata, "masks", "phrase", "kind")}
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
        _load_themes(geodata),
        _load_references(geodata),
        _load_chains(geodata),
        load_relative(geodata),
    )


def load_feature_words(geodata: GeoData) -> dict[tuple[str, str], dict[str, FeatureWord]]:
    """Read the feature words alone, by (language, position) and as folded."""
    features: dict[tuple[str, str], dict[str, FeatureWord]] = defaultdict(dict)
    columns = ("language", "position", "features", "number", "opens")
    for word, language, position, kinds, number, opens in _folded(geodata, "feature-words", "word", *columns):
        features[language, position][word] = FeatureWord(word, split_list(kinds), number != "sg", opens == "yes")
    return dict(features)


def _load_demonyms(geodata: GeoData) -> dict[tuple[str, str], str]:
    """Return the places by demonym, in Arabic also with the article, which belongs to an adjective as to a name."""
    places: dict[tuple[str, str], str] = {}
    for word, language, place_id in _folded(geodata, "demonyms", "word", "language", "place_id"):
        places[language, word] = place_id
        if language == ARABIC and not word.startswith(ARTICLE):
            places[language, ARTICLE + word] = place_id
    return places


def _load_themes(geodata: GeoData) -> tuple[ThemeWord, ...]:
    rows = _folded(geodata, "themes", "phrase", "language", "theme", "strength")
    return tuple(ThemeWord(phrase, language, theme, float(strength)) for phrase, language, theme, strength in rows)


def _load_references(geodata: GeoData) -> dict[tuple[str, str], ReferenceWord]:
    rows = _folded(geodata, "references", "word", "language", "features", optional=("named", "place_id"))
    return {
        (language, word): ReferenceWord(split_list(features), named == "yes", place_id)
        for word, language, features, named, place_id in rows
    }


def _load_chains(geodata: GeoData) -> dict[str, frozenset[str]]:
    """Return the phrases between a place and the area it lies in, less a preposition that clings to the next word."""
    phrases: dict[str, set[str]] = defaultdict(set)
    for phrase, language in _folded(geodata, "chains", "phrase", "language"):
        phrases[language].add(phrase.removesuffix(f" {LAM}"))
    return {language: frozenset(folded) for language, folded in phrases.items()}


def _folded(
    geodata: GeoData, resource: str, phrase: str, *others: str, optional: Sequence[str] = ()
) -> Iterator[tuple[str, ...]]:
    """Return columns of a resource as rows, the first folded; none of one that a package may lack."""
    if resource in LACKING and resource not in geodata.resources:
        return iter(())
    phrases, *columns = geodata.cells(resource, (phrase, *others), optional)
    return zip(fold_names(phrases), *columns, strict=True)


def _load_words(geodata: GeoData, resource: str, kind: str = "") -> dict[str, frozenset[str]]:
    """Return folded words by language, of one `kind` or of all."""
    words: dict[str, set[str]] = defaultdict(set)
    for word, language, of in _folded(geodata, resource, "word", "language", optional=("kind",)):
        if not kind or of == kind:
            words[language].add(word)
    return {language: frozenset(folded) for language, folded in words.items()}


def _load_cues(geodata: GeoData) -> dict[tuple[str, str], dict[str, tuple[Cue, ...]]]:
    cues: dict[tuple[str, str], dict[str, tuple[Cue, ...]]] = defaultdict(dict)
    columns = ("language", "position", "applies", "role", "weight")
    rows = _folded(geodata, "cues", "cue", *columns, optional=("features",))
    for phrase, language, position, applies, role, weight, features in rows:
        cue = Cue(phrase, applies, ROLES.get(role, "literal"), float(weight or 0), split_list(features))
        same = cues[language, position]
        same[phrase] = (*same.get(phrase, ()), cue)
    return dict(cues)
