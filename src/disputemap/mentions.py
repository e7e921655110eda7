"""Document -> Mentions: the spans that name a place, and what the words beside them say of its level.

No coordinates here. A mention knows all places that its name can mean; `places` chooses, `roles` tells whether a place
or a government is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from disputemap.evidence import weigh_evidence
from disputemap.letters import names_as_written
from disputemap.models import ACTING_FEATURES, Mention, Modifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from disputemap.gazetteer import Gazetteer, Name
    from disputemap.lexicon import FeatureWord, Lexicon, Position
    from disputemap.matching import Match, Matcher
    from disputemap.models import Document
    from disputemap.words import Words

SORANI = "ckb"
AND = "و"
ARTICLES = {"en": frozenset({"the"})}
ACRONYM_LETTERS = 3
SORANI_NISBA = frozenset({"ي", "يي"})


@dataclass(frozen=True)
class Finder:
    """What finding needs: the names, the words around names, and the automaton over both."""

    gazetteer: Gazetteer
    lexicon: Lexicon
    matcher: Matcher


@dataclass(frozen=True)
class _Scene:
    """The document at hand, as text and as words, and the vocabulary to read it with."""

    document: Document
    words: Words
    lexicon: Lexicon

    def written(self, start: int, end: int) -> str:
        """Return the original text of a folded span."""
        first, last = self.words.folded.original(start, end)
        return self.document.text[first:last]


def find_mentions(document: Document, words: Words, finder: Finder) -> list[Mention]:
    """Return the mentions of a document, in text order.

    Parameters
    ----------
    document
        The text; its `lang` chooses between Arabic and Sorani rules.
    words
        The words of the folded text.
    finder
        Names and vocabulary.

    Returns
    -------
    mentions
        With `features`, `modifier` and `group` filled in, and only such places as the evidence beside the name allows.
    """
    scene = _Scene(document, words, finder.lexicon)
    matches = finder.matcher.find(words.folded, sorani=document.lang.startswith(SORANI))
    names = (_plain(match, scene, finder.gazetteer) for match in matches if match.key not in finder.lexicon.masks)
    grouped = list(_group([_look_around(mention, scene) for mention in names if mention], scene))
    return weigh_evidence(grouped, words, finder.lexicon, finder.gazetteer)


def _plain(match: Match, scene: _Scene, gazetteer: Gazetteer) -> Mention | None:
    """Turn a match into a mention; a Latin name without its capital letter is a word ("hit", "of")."""
    surface = scene.written(match.start, match.end)
    latin = match.key.isascii()
    if latin and not _is_capitalised(surface):
        return None
    start, end = scene.words.folded.original(match.start, match.end)
    token_start, token_end = scene.words.folded.original(match.token_start, match.token_end)
    names = names_as_written(gazetteer.names[match.key], surface, scene.document.lang)
    if not names or _is_sorani_adjective(match, scene.words, gazetteer):
        return None
    return Mention(
        doc=scene.document.id,
        start=start,
        end=end,
        surface=surface,
        token_start=token_start,
        token_end=token_end,
        clitics=_clitics_as_written(match, scene),
        lang=_name_language(names, scene.document.lang),
        context_lang=_context_language(scene.document.lang, latin=latin),
        key=match.key,
        place_ids=tuple(dict.fromkeys(name.place_id for name in names)),
        head=scene.words.at(match.token_start),
        tail=scene.words.at(match.token_end - 1),
    )


def _is_sorani_adjective(match: Match, words: Words, gazetteer: Gazetteer) -> bool:
    """Tell whether the suffix -ی makes an adjective of a country's name ("Iraqi"), as it does of no town's here."""
    suffix = words.folded.text[match.end : match.token_end]
    places = (gazetteer.places[name.place_id] for name in gazetteer.names[match.key])
    return suffix in SORANI_NISBA and any(place.feature in ACTING_FEATURES for place in places)


def _is_capitalised(surface: str) -> bool:
    letters = [char for char in surface if char.isalpha()]
    return letters[0].isupper() and (len(letters) > ACRONYM_LETTERS or surface.istitle() or surface.isupper())


def _clitics_as_written(match: Match, scene: _Scene) -> tuple[str, ...]:
    position, clitics = match.token_start, []
    for clitic in match.clitics:
        clitics.append(scene.written(position, position + len(clitic)))
        position += len(clitic)
    return tuple(clitics)


def _name_language(names: Sequence[Name], document_lang: str) -> str:
    languages = [name.language for name in names]
    return document_lang if document_lang in languages else languages[0]


def _context_language(document_lang: str, *, latin: bool) -> str:
    """Return the language of the words around a name: the document's, unless the name is in another script."""
    primary = document_lang.partition("-")[0]
    if latin:
        return "en" if primary in ("", "ar", SORANI) else primary
    return primary if primary in ("ar", SORANI) else "ar"


def _look_around(mention: Mention, scene: _Scene) -> Mention:
    """Take in the feature words and directions beside a name; `head` and `tail` move over them."""
    lexicon, words = scene.lexicon, scene.words
    before = lexicon.features.get((mention.context_lang, "before"), {})
    after = lexicon.features.get((mention.context_lang, "after"), {})
    mention = _skip_article(mention, words)
    if found := words.phrase_before(mention.head, before):
        mention = replace(_with_feature(mention, before[found.phrase]), head=found.first)
    elif found := words.phrase_after(mention.tail, after):
        mention = replace(_with_feature(mention, after[found.phrase]), tail=found.last)
    return _skip_article(_with_direction(_skip_article(mention, words), scene), words)


def _with_direction(mention: Mention, scene: _Scene) -> Mention:
    directions = scene.lexicon.directions.get(mention.context_lang, {})
    found = scene.words.phrase_before(mention.head, directions)
    if not found:
        return mention
    start = scene.words.starts[found.first] + len(found.clitics)
    text = scene.written(start, scene.words.ends[found.last])
    reasons = (*mention.reasons, f"direction: {found.phrase}")
    return replace(mention, head=found.first, reasons=reasons, modifier=Modifier(text, directions[found.phrase]))


def _skip_article(mention: Mention, words: Words) -> Mention:
    found = words.phrase_before(mention.head, ARTICLES.get(mention.context_lang, ()))
    return replace(mention, head=found.first) if found else mention


def _with_feature(mention: Mention, word: FeatureWord) -> Mention:
    reasons = (*mention.reasons, f"feature word: {word.word}")
    return replace(mention, feature_word=word.word, features=word.features, reasons=reasons)


def _group(mentions: list[Mention], scene: _Scene) -> Iterator[Mention]:
    """Give each coordinated list a number, and let a plural feature word speak for its whole list."""
    lists: list[list[Mention]] = []
    for mention in mentions:
        if lists and _coordinated(lists[-1][-1], mention, scene):
            lists[-1].append(mention)
        else:
            lists.append([mention])
    for number, members in enumerate(lists):
        shared = _spread(members, scene.lexicon, "before")
        shared = _spread(shared[::-1], scene.lexicon, "after")[::-1]
        yield from (replace(member, group=number) for member in shared)


def _coordinated(one: Mention, other: Mention, scene: _Scene) -> bool:
    """Tell whether two mentions are neighbours in a list: a comma, a glued "and", or a connector between them."""
    words = scene.words
    if other.head <= one.tail or words.broken(one.tail, other.head):
        return False
    between = " ".join(words[index] for index in range(one.tail + 1, other.head))
    if between:
        return between in scene.lexicon.connectors.get(other.context_lang, frozenset())
    glued = AND in other.clitics[:1] or (other.feature_word != "" and words[other.head].startswith(AND))
    return glued or words.comma(one.tail, other.head)


def _spread(members: list[Mention], lexicon: Lexicon, position: Position) -> list[Mention]:
    """Give the members that follow a plural feature word, and have none of their own, its level."""
    spoken: FeatureWord | None = None
    result: list[Mention] = []
    for member in members:
        own = lexicon.features.get((member.context_lang, position), {}).get(member.feature_word)
        if member.feature_word:
            spoken = own if own and own.plural else None
        result.append(_with_feature(member, spoken) if spoken and not member.feature_word else member)
    return result
