"""Document -> records: one mention from text to place, stage by stage.

`parse_document` is the way through the house in ten lines: fold, find the names, judge their roles, choose their
places, write the records. The corridor is joined later, once for each distinct place (`pipeline`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from disputemap.folding import fold
from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.lexicon import load_lexicon
from disputemap.matching import build_matcher
from disputemap.mentions import Finder, find_mentions
from disputemap.places import choose_places
from disputemap.roles import assign_roles
from disputemap.unknown import find_unknown
from disputemap.words import Words

if TYPE_CHECKING:
    from disputemap.geodata import GeoData
    from disputemap.models import Document, Mention, Place
    from disputemap.places import Choice
    from disputemap.roles import RoleJudgement

MAX_BESIDE = 1000  # characters of a sentence kept before and after a mention: a text without stops is one sentence
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])[\"'»”’)\]]*\s+|\n+")
# UCDP GED 5 where_prec: 1 exact, 2 near, 3 district, 4 governorate, 5 linear or fuzzy area, 6 country.
WHERE_PREC = {"adm3": 3, "adm2": 3, "adm1": 4, "country": 6} | dict.fromkeys(
    ("region", "mountain", "river", "lake", "road"), 5
)
WHERE_PREC_POINT, WHERE_PREC_NEAR, WHERE_PREC_AREA = 1, 2, 3
ROUGH_M, NEAR_M = 10_500, 25_000  # the largest city reaches 10 km; UCDP's "near" is within some 25 km
# ACLED geo_precision: 1 the place itself, 2 near it or a small area, 3 a larger area.
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3}


@dataclass(frozen=True)
class World:
    """All that parsing a document needs, loaded once."""

    finder: Finder

    @property
    def gazetteer(self) -> Gazetteer:
        """The places and names."""
        return self.finder.gazetteer


def load_world(geodata: GeoData) -> World:
    """Load gazetteer and vocabularies of a data package and compile the matcher."""
    gazetteer, lexicon = load_gazetteer(geodata), load_lexicon(geodata)
    return World(Finder(gazetteer, lexicon, build_matcher(gazetteer, lexicon)))


def parse_document(document: Document, world: World) -> list[dict[str, Any]]:
    """Return the mentions of a document as records (see the table in docs), in text order.

    The corridor's fields are not in them yet. A mention without a place has `place_id` None and its reason.
    """
    words = Words(fold(document.text))
    known = find_mentions(document, words, world.finder)
    mentions = sorted([*known, *find_unknown(document, words, world.finder.lexicon, known)], key=lambda m: m.start)
    roles = assign_roles(mentions, words, world.finder.lexicon, world.gazetteer)
    choices = choose_places(mentions, world.gazetteer)
    sentences = _sentences(document.text)
    return [
        _record(mention, role, choice, document, sentences)
        for mention, role, choice in zip(mentions, roles, choices, strict=True)
    ]


def _record(
    mention: Mention, role: RoleJudgement, choice: Choice, document: Document, sentences: tuple[int, ...]
) -> dict[str, Any]:
    place = choice.place
    where_prec = _where_prec(place, near=mention.modifier is not None) if place else None
    sentence, sentence_start = _sentence_at(document.text, sentences, mention.start, mention.end)
    return {
        "doc": mention.doc,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "token_start": mention.token_start,
        "token_end": mention.token_end,
        "clitics": list(mention.clitics),
        "lang": mention.lang,
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "feature": place.feature if place else None,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "accuracy_m": place.accuracy_m if place else None,
        "role": role.role,
        "score": role.probability * choice.score,
        "reasons": [*mention.reasons, *role.reasons, *choice.reasons],
        "candidates": [asdict(candidate) for candidate in choice.candidates],
        "modifier": asdict(mention.modifier) if mention.modifier else None,
        "where_prec": where_prec,
        "geo_precision": GEO_PRECISION[where_prec] if where_prec else None,
        "date": document.date,
        "source": document.source,
        "title": document.title,
        "themes": [],
        "sentence": sentence,
        "sentence_start": sentence_start,
    }


def _where_prec(place: Place, *, near: bool) -> int:
    """Return the UCDP GED precision of a mention: that of the feature, or of how roughly the place is known.

    Behind a direction it is "near" at best; a village that is known only by the area it lies in is no exact place.
    """
    precision = WHERE_PREC.get(place.feature, WHERE_PREC_POINT)
    rough = WHERE_PREC_POINT if place.accuracy_m < ROUGH_M else WHERE_PREC_NEAR
    if place.accuracy_m > NEAR_M:
        rough = WHERE_PREC_AREA
    return max(precision, rough, WHERE_PREC_NEAR if near else WHERE_PREC_POINT)


def _sentences(text: str) -> tuple[int, ...]:
    """Return where the sentences of a text start."""
    return (0, *(match.end() for match in _SENTENCE_END.finditer(text)))


def _sentence_at(text: str, starts: tuple[int, ...], first: int, last: int) -> tuple[str, int]:
    """Return the sentence around a mention, trimmed, and where it starts; of an endless one, what is near."""
    index = bisect_right(starts, first) - 1
    start = max(starts[index], first - MAX_BESIDE)
    end = min(starts[index + 1] if index + 1 < len(starts) else len(text), last + MAX_BESIDE)
    raw = text[start:end]
    return raw.strip(), start + len(raw) - len(raw.lstrip())
