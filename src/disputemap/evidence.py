"""Mentions -> Mentions: names that are also words or persons count only with the evidence that their rows ask for.

What a row of `names` may ask for (`evidence`):

==========  ==========================================================================================
(empty)     nothing: the name is a place wherever it stands
`capital`   the capital letter that every Latin name needs here anyway
`person`    no title or given name before it, no family name after it
`document`  a place around it that the document names too, or what `context` asks for
`context`   a preposition of place or a direction before it, a feature word, or a list with a sure place
`feature`   a feature word: "village of", قرية
==========  ==========================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from disputemap.letters import names_as_written
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.gazetteer import Gazetteer, Name
    from disputemap.lexicon import Lexicon
    from disputemap.models import Mention
    from disputemap.words import Words

KINDS = ("", "capital", "person", "document", "context", "feature")
CERTAIN = frozenset({"", "capital"})
IN = "ب"
NISBA = "ي"


@dataclass(frozen=True)
class _Sure:
    """What a document names beyond doubt: in which lists, and in which areas (countries left out)."""

    groups: frozenset[int]
    areas: frozenset[str]


def weigh_evidence(mentions: Sequence[Mention], words: Words, lexicon: Lexicon, gazetteer: Gazetteer) -> list[Mention]:
    """Leave out the places that lack their evidence, and the mentions that have no place left."""
    sure = _find_sure(mentions, gazetteer)
    kept = []
    for mention in mentions:
        shown = _shown(mention, words, lexicon, sure)
        names = _names(mention, gazetteer)
        place_ids = tuple(p for p in mention.place_ids if _counts(names, p, shown, sure, gazetteer))
        if place_ids:
            kept.append(replace(mention, place_ids=place_ids))
    return kept


def _names(mention: Mention, gazetteer: Gazetteer) -> list[Name]:
    return names_as_written(gazetteer.names[mention.key], mention.surface, mention.context_lang)


def _find_sure(mentions: Sequence[Mention], gazetteer: Gazetteer) -> _Sure:
    groups, areas = set(), set()
    for mention in mentions:
        certain = {name.place_id for name in _names(mention, gazetteer) if name.evidence in CERTAIN}
        if mention.features or certain.issuperset(mention.place_ids):
            groups.add(mention.group)
            asked = [p for p in mention.place_ids if gazetteer.places[p].feature in mention.features]
            areas |= {area for place_id in asked or mention.place_ids for area in _areas(place_id, gazetteer)}
    return _Sure(frozenset(groups), frozenset(areas))


def _areas(place_id: str, gazetteer: Gazetteer) -> set[str]:
    """Return a place and what contains it, less countries."""
    around = gazetteer.ancestors(place_id) | {place_id}
    return {area for area in around if gazetteer.places[area].feature != "country"}


def _shown(mention: Mention, words: Words, lexicon: Lexicon, sure: _Sure) -> set[str]:
    """Return the kinds of evidence that stand beside a mention."""
    shown = set(CERTAIN)
    if ARTICLE in mention.clitics:
        return shown  # "the modern one" is no Haditha
    if mention.features:
        return shown | {"person", "document", "context", "feature"}
    if not _is_person(mention, words, lexicon):
        shown.add("person")
    listed = mention.group in sure.groups
    if mention.modifier or mention.clitics[-1:] == (IN,) or listed or _is_placed(mention, words, lexicon):
        shown |= {"document", "context"}
    return shown


def _counts(names: Sequence[Name], place_id: str, shown: set[str], sure: _Sure, gazetteer: Gazetteer) -> bool:
    """Tell whether one of a place's rows of this name has the evidence it asks for."""
    asked = {name.evidence for name in names if name.place_id == place_id}
    around = "document" in asked and bool(_areas(place_id, gazetteer) & sure.areas)
    return around or not asked.isdisjoint(shown)


def _is_person(mention: Mention, words: Words, lexicon: Lexicon) -> bool:
    """Tell whether a title or given name stands before the name, or another name after it (given, or the ...-i)."""
    titles = lexicon.persons.get(mention.context_lang, frozenset())
    if words.phrase_before(mention.head, titles):
        return True
    if words.phrase_after(mention.tail, titles):
        return True
    after = mention.tail + 1
    if after >= len(words) or words.broken(mention.tail, after) or words.comma(mention.tail, after):
        return False
    return words[after].startswith(ARTICLE) and words[after].endswith(NISBA)


def _is_placed(mention: Mention, words: Words, lexicon: Lexicon) -> bool:
    """Tell whether a preposition of place stands before the name."""
    cues = lexicon.cues.get((mention.context_lang, "before"), {})
    found = words.phrase_before(mention.head, cues)
    return found is not None and any(cue.role == "literal" for cue in cues[found.phrase])
