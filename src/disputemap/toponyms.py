"""Gazetteer + Lexicon -> Toponyms: all that is looked for in a text, and what each of it can be.

A key is a folded phrase. It may name places (rows of `names`), and it may be something else: a mask ("Voice of Mosul"),
a demonym ("Iraqi"), a theme ("attack"), a word that refers back ("the town"), a word behind which an unknown name is
taken for a place ("village of").
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.batch import SORANI
from disputemap.codepoints import codes_of
from disputemap.gazetteer import EVIDENCE
from disputemap.hashes import plain_words
from disputemap.letters import LATIN_END, SORANI_LETTERS, VOWEL, WEAK_VOWELS
from disputemap.matching import Matcher
from disputemap.ragged import owners, to_offsets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from disputemap.gazetteer import Gazetteer, Name
    from disputemap.lexicon import Lexicon
    from disputemap.placetable import PlaceTable

    Bools = NDArray[np.bool_]

NAME, MASK, DEMONYM, THEME, REFERENCE, OPENING, CLOSING = (1 << bit for bit in range(7))
# Kinds of places whose names are often written together with the word for the kind.
SITES = frozenset(
    {"adm1", "adm2", "adm3", "base", "camp", "crossing", "dam", "field", "lake", "mountain", "refinery", "river"}
)
ELSEWHERE, IN_SORANI = 1, 2
DIVISIONS = frozenset({"adm1", "adm2", "adm3"})
MIN_LETTERS = 3
_PLACE_ID = attrgetter("place_id")
COMPETING = NAME | MASK | DEMONYM  # of which the longest at a spot counts


class NameRows(NamedTuple):
    """Rows of the table of names, as columns; those of one key lie together, by place.

    `vowels` counts ە, ێ and ۆ in the name as attested; `sorani` tells whether it has any letter that only Sorani has.
    `evidence` is a position in `gazetteer.EVIDENCE`.
    """

    place: NDArray[np.int32]
    language: NDArray[np.int16]
    evidence: NDArray[np.uint8]
    historical: NDArray[np.bool_]
    official: NDArray[np.bool_]
    sorani: NDArray[np.bool_]
    vowels: NDArray[np.int16]


@dataclass(frozen=True)
class Toponyms:
    """What is looked for.

    Attributes
    ----------
    matcher
        Finds the keys.
    kind
        uint8 for each key: NAME, MASK, ... or several of them.
    latin
        bool for each key: whether it is in Latin letters; and one more, for what is no key.
    demonym_in
        uint8 for each key: whether it is a demonym `ELSEWHERE` and `IN_SORANI`, where folding makes other words of it.
    lead, trail
        How many words at the beginning or end of a key say what kind of place it is (سد الموصل, Khor Mor gas field).
    asked
        uint32 for each key: the kinds that these words ask for, a bit mask.
    offsets, rows
        The names of each key: `rows` from `offsets[key]` to before `offsets[key + 1]`.
    languages
        What `rows.language` stands for: BCP 47 tags.
    spoken
        (keys, languages) bool: which languages have some name of each key.
    """

    matcher: Matcher
    kind: NDArray[np.uint8]
    latin: NDArray[np.bool_]
    demonym_in: NDArray[np.uint8]
    lead: NDArray[np.int64]
    trail: NDArray[np.int64]
    asked: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    rows: NameRows
    languages: tuple[str, ...]
    spoken: NDArray[np.bool_]

    def is_spoken(self, key: NDArray[np.signedinteger[Any]], language: NDArray[np.signedinteger[Any]]) -> Bools:
        """Tell which keys name some place in a language (one for each key); one that is no number of ours does not."""
        known = (language >= 0) & (language < len(self.languages))
        spoken: Bools = known & self.spoken[key, np.where(known, language, 0)] if self.languages else known
        return spoken


def build_toponyms(gazetteer: Gazetteer, lexicon: Lexicon, table: PlaceTable) -> Toponyms:
    """Compile the matcher over all names of a gazetteer and all phrases of a lexicon that are looked for like names."""
    others: dict[int, frozenset[str]] = {
        MASK: frozenset(lexicon.masks),
        DEMONYM: frozenset(word for _, word in lexicon.demonyms),
        THEME: frozenset(word.phrase for word in lexicon.themes),
        REFERENCE: frozenset(word for _, word in lexicon.references),
        OPENING: lexicon.openings,
        CLOSING: lexicon.closings,
    }
    names_by_key = _with_bare(gazetteer, lexicon)
    matcher = Matcher([*names_by_key, *(word for words in others.values() for word in words)])
    number = {key: index for index, key in enumerate(matcher.keys)}
    kind = np.zeros(len(matcher.keys), dtype=np.uint8)
    for bit, words in {NAME: names_by_key, **others}.items():
        kind[[number[word] for word in words]] |= np.uint8(bit)
    demonym_in = np.zeros(len(matcher.keys), dtype=np.uint8)
    for language, word in lexicon.demonyms:
        spoken = ELSEWHERE | IN_SORANI if word.isascii() else IN_SORANI if language == SORANI else ELSEWHERE
        demonym_in[number[word]] |= spoken
    names = [names_by_key.get(key, ()) for key in matcher.keys]
    languages = tuple(sorted({name.language for row in names for name in row}))
    offsets, rows = to_offsets(np.array([len(row) for row in names])), _rows(names, table, languages)
    by_language = np.zeros((len(names), len(languages)), dtype=bool)
    by_language[owners(offsets), rows.language] = True
    parts = [_kind_words(key, row, gazetteer, lexicon) for key, row in zip(matcher.keys, names, strict=True)]
    return Toponyms(
        matcher,
        kind,
        np.array([*map(_is_latin, matcher.keys), False]),
        demonym_in,
        np.array([lead for lead, _, _ in parts], dtype=np.int64),
        np.array([trail for _, trail, _ in parts], dtype=np.int64),
        np.array([table.mask(features) if features else 0 for _, _, features in parts], dtype=np.uint32),
        offsets,
        rows,
        languages,
        by_language,
    )


def _is_latin(key: str) -> bool:
    return (key if key[:1].isalnum() else plain_words(key))[:1] < chr(LATIN_END)


def _with_bare(gazetteer: Gazetteer, lexicon: Lexicon) -> dict[str, tuple[Name, ...]]:
    """Return the names by key, and those with the word for their kind also without it: behind "camps" Domiz is one.

    Such a bare name counts only where a feature word stands beside it.
    """
    by_key = dict(gazetteer.names)
    for key, names in gazetteer.names.items():
        lead, trail, _ = _kind_words(key, names, gazetteer, lexicon)
        if not lead + trail:
            continue
        words = key.split()
        bare = " ".join(words[lead : len(words) - trail])
        known = {name.place_id for name in by_key.get(bare, ())}
        sites = [name for name in names if gazetteer.places[name.place_id].feature in SITES - DIVISIONS]
        more = [name._replace(evidence="feature") for name in sites if name.place_id not in known]
        if more and len(bare) >= MIN_LETTERS:
            by_key[bare] = (*by_key.get(bare, ()), *more)
    return by_key


def _kind_words(
    key: str, names: tuple[Name, ...], gazetteer: Gazetteer, lexicon: Lexicon
) -> tuple[int, int, tuple[str, ...]]:
    """Return how many words at the beginning and the end of a name say its kind, and which kinds they ask for.

    What a town or a region is called stays whole: مدينة الصدر, إقليم كردستان.
    """
    is_of = {gazetteer.places[name.place_id].feature for name in names} & SITES if " " in key else ()
    if not is_of:
        return 0, 0, ()
    words = key.split()
    for count in range(len(words) - 1, 0, -1):
        lead = lexicon.kinds.get(" ".join(words[:count]), ())
        trail = lexicon.kinds.get(" ".join(words[-count:]), ())
        if lead:
            return count, 0, tuple(sorted(is_of))
        if trail and key.isascii():
            return 0, count, tuple(sorted(is_of))
    return 0, 0, ()


def _rows(names: Iterable[tuple[Name, ...]], table: PlaceTable, languages: tuple[str, ...]) -> NameRows:
    code = {language: index for index, language in enumerate(languages)}
    evidence = {kind: index for index, kind in enumerate(EVIDENCE)}
    flat = [name for row in names for name in (sorted(row, key=_PLACE_ID) if len(row) > 1 else row)]
    letters = codes_of("\n".join([*(name.attested_form for name in flat), ""]))
    begins = to_offsets(np.array([len(name.attested_form) + 1 for name in flat], dtype=np.int64))[:-1]
    vowels = [np.add.reduceat(letters == ord(vowel), begins, dtype=np.int16) for vowel in VOWEL + WEAK_VOWELS]
    return NameRows(
        np.array([table.index[name.place_id] for name in flat], dtype=np.int32),
        np.array([code[name.language] for name in flat], dtype=np.int16),
        np.array([evidence.get(name.evidence, 0) for name in flat], dtype=np.uint8),
        np.array([name.kind == "historical" for name in flat], dtype=bool),
        np.array([name.kind == "official" for name in flat], dtype=bool),
        np.logical_or.reduceat(np.isin(letters, codes_of("".join(SORANI_LETTERS))), begins),
        np.stack(vowels, axis=1),
    )
