"""A written name -> the names of the gazetteer that it can be, one way of looking up after the other, surest first.

Each way is labelled: `exact` (as folded), `article` (with or without one), `clitics` (less what Arabic glues to a
name), `romanised` (same key, alike enough), `fuzzy:N` (N letters differ, same script and first letter).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from disputemap.folding import fold_name
from disputemap.gazetteer import ENGLISH_ARTICLE
from disputemap.romanisation import LATIN_ARTICLE, consonants_of, romanisation_key, without_latin_article
from disputemap.words import ARTICLE, PROCLITICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from disputemap.lookup.index import Index

CLITICS = [clitic for clitic in PROCLITICS if clitic]
MIN_STRIPPED = 3
# How alike a name of the same key must be, by the consonants of the key: a key of one consonant finds nothing.
MIN_LIKENESS = {2: 0.65, 3: 0.5}
MIN_LIKENESS_LONG = 0.4
OTHER_SCRIPT = 0.6  # taken for the likeness of names in two scripts, which only the key compares
MIN_CONSONANTS_OTHER_SCRIPT = 3
# Letters that may differ, by the length of the query: none in names of three, one in short ones, two in long ones.
MAX_EDITS = ((4, 0), (8, 1), (math.inf, 2))


class Found(NamedTuple):
    """Names of the gazetteer found one way, each with its likeness to the query (1.0 is the same)."""

    match: str
    names: Mapping[str, float]


def find_names(written: str, index: Index) -> Iterator[Found]:
    """Yield what each way of looking up finds, surest first."""
    known = index.gazetteer.names
    name = fold_name(written).removeprefix(ENGLISH_ARTICLE)
    if name in known:
        yield Found("exact", {name: 1.0})
    ways: tuple[tuple[str, Callable[[str], list[str]]], ...] = (("article", _other_article), ("clitics", _bare))
    for match, others in ways:
        if found := [other for other in others(name) if other in known]:
            yield Found(match, {found[0]: 1.0})
    if romanised := _find_romanised(written, name, index):
        yield Found("romanised", romanised)
    yield from _find_fuzzy(name, index)


def _other_article(name: str) -> list[str]:
    if name.isascii():
        return [f"al {name}", LATIN_ARTICLE.sub("", name, count=1), without_latin_article(name)]
    return [ARTICLE + name, name.removeprefix(ARTICLE)]


def _bare(name: str) -> list[str]:
    """Return a name in Arabic script less the conjunctions and prepositions that may be glued to it."""
    if name.isascii():
        return []
    stripped = [name[len(clitic) :] for clitic in CLITICS if name.startswith(clitic)]
    assimilated = [ARTICLE + rest[1:] for rest in stripped if rest.startswith("ل")]
    return [rest for rest in [*stripped, *assimilated] if len(rest) >= MIN_STRIPPED]


def _find_romanised(written: str, name: str, index: Index) -> dict[str, float]:
    """Return the names of the query's key that are spelled enough like it, of its own script if there are any."""
    key = romanisation_key(written)
    consonants = consonants_of(key)
    names = index.romanised.get(key, ()) if consonants > 1 else ()
    same = [other for other in names if other.isascii() == name.isascii()]
    least = MIN_LIKENESS.get(consonants, MIN_LIKENESS_LONG)
    alike = {other: likeness for other in same if (likeness := _likeness(name, other)) >= least}
    if alike or same or consonants < MIN_CONSONANTS_OTHER_SCRIPT:
        return alike
    return dict.fromkeys(names, OTHER_SCRIPT)


def _likeness(name: str, other: str) -> float:
    """Return how alike two folded names are, 0 to 1, less articles and spaces."""
    one, two = (without_latin_article(each).replace(" ", "") for each in (name, other))
    return float(Levenshtein.normalized_similarity(one, two))


def _find_fuzzy(name: str, index: Index) -> Iterator[Found]:
    """Yield the names at each edit distance, least first, as far as is allowed for a name of this length."""
    most = next(edits for length, edits in MAX_EDITS if len(name) < length)
    others = index.initials.get(name[:1], ())
    near = extract(name, others, scorer=Levenshtein.distance, score_cutoff=most, limit=None) if most else ()
    for edits in range(1, most + 1):
        if names := {other: 1.0 for other, distance, _ in near if distance == edits}:
            yield Found(f"fuzzy:{edits}", names)
