"""Names -> Matcher: find all known names of a text in one pass, and what is glued to them.

A name counts only as a whole word, less the proclitics of Arabic (و ف ب ل ك ال and their combinations) and the
suffixes of Sorani and English, and these come off only when what remains is a known name. So "وكركوك" holds Kirkuk,
"العراقية" holds nothing and "كلار" is Kalar, not "like Lar".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

from disputemap.words import ARTICLE, CONJUNCTIONS, PREPOSITIONS

if TYPE_CHECKING:
    from disputemap.folding import Folded
    from disputemap.gazetteer import Gazetteer
    from disputemap.lexicon import Lexicon

LAM = "ل"
NISBA_ENDINGS = ("يه", "ي")
SORANI_PREFIXES = frozenset({"", "و", "له", "به", "بو"})
SORANI_SUFFIXES = frozenset(
    {"", "ه", "ن", "هن", "دا", "هوه", "وه", "ي", "يي", "ش", "يش", "يدا", "شدا", "يشدا", "هوهش", "يهوه"}
)
MIN_GLUED_LETTERS = 3
MIN_RARE_GLUED_LETTERS = 4
RARE_CLITICS = frozenset("فك")


class Match(NamedTuple):
    """A known name in a folded text: its span, the token's span, its key, and the clitics before it."""

    start: int
    end: int
    token_start: int
    token_end: int
    key: str
    clitics: tuple[str, ...]


class Pattern(NamedTuple):
    """What to look for. `assimilated` patterns are names with the article behind the preposition ل (للعراق)."""

    text: str
    key: str
    assimilated: bool


@dataclass(frozen=True)
class Matcher:
    """All names and masks of a gazetteer and lexicon, ready to be found."""

    patterns: tuple[Pattern, ...]
    automaton: AhoCorasick

    def find(self, folded: Folded, *, sorani: bool) -> list[Match]:
        """Return the names in a text, longest first where they overlap, in text order."""
        found = self.automaton.find_matches_as_indexes(folded.text, overlapping=True)
        matches = (_match(folded, self.patterns[index], start, end, sorani=sorani) for index, start, end in found)
        return _without_overlaps([match for match in matches if match])


def build_matcher(gazetteer: Gazetteer, lexicon: Lexicon) -> Matcher:
    """Compile the automaton over all folded names and masks."""
    keys = sorted({*gazetteer.names, *lexicon.masks})
    plain = [Pattern(key, key, assimilated=False) for key in keys]
    lam = [Pattern(LAM + key[2:], key, assimilated=True) for key in keys if key.startswith(ARTICLE)]
    patterns = tuple(plain + lam)
    return Matcher(patterns, AhoCorasick([pattern.text for pattern in patterns]))


def _match(folded: Folded, pattern: Pattern, start: int, end: int, *, sorani: bool) -> Match | None:
    """Return the match if what surrounds it are word edges, clitics or suffixes."""
    text = folded.text
    token_start, token_end = start, end
    while token_start > 0 and text[token_start - 1].isalnum():
        token_start -= 1
    while token_end < len(text) and text[token_end].isalnum():
        token_end += 1
    clitics = _clitics(text[token_start:start], pattern, sorani=sorani)
    if clitics is None or not _is_suffix(folded, end, token_end, pattern, sorani=sorani):
        return None
    return Match(start, end, token_start, token_end, pattern.key, clitics)


def _is_suffix(folded: Folded, end: int, token_end: int, pattern: Pattern, *, sorani: bool) -> bool:
    suffix = folded.text[end:token_end]
    if pattern.key.isascii():
        apostrophe = folded.offsets[end] - folded.offsets[end - 1] > 1
        return suffix == "" or (suffix == "s" and bool(apostrophe))
    return suffix == "" or (sorani and suffix in SORANI_SUFFIXES)


def _clitics(prefix: str, pattern: Pattern, *, sorani: bool) -> tuple[str, ...] | None:
    """Split what is glued before a name into its proclitics; None if it is something else."""
    if not prefix:
        return None if pattern.assimilated else ()
    if pattern.key.isascii():
        return None
    if sorani:
        return (prefix,) if prefix in SORANI_PREFIXES and not pattern.assimilated else None
    for conjunction in CONJUNCTIONS:
        for preposition in PREPOSITIONS:
            for article in ("", ARTICLE):
                parts = (conjunction, preposition, article)
                if "".join(parts) == prefix and _may_carry(pattern, preposition, article):
                    return _checked(tuple(part for part in parts if part), pattern)
    return None


def _may_carry(pattern: Pattern, preposition: str, article: str) -> bool:
    """Tell whether a name takes this preposition and article: "العراق" no second article, an adjective in -ية none."""
    if pattern.assimilated:
        return preposition == LAM and not article
    if pattern.key.startswith(ARTICLE):
        return not article
    return not (article and pattern.key.endswith(NISBA_ENDINGS))


def _checked(clitics: tuple[str, ...], pattern: Pattern) -> tuple[str, ...] | None:
    least = MIN_RARE_GLUED_LETTERS if RARE_CLITICS & set(clitics) else MIN_GLUED_LETTERS
    return clitics if len(pattern.text) >= least else None


def _without_overlaps(matches: list[Match]) -> list[Match]:
    """Keep the longest of matches that share text; of equal ones, the one with less glued to it."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start - m.token_start, m.start)):
        span = range(match.token_start, match.token_end)
        if taken.isdisjoint(span):
            kept.append(match)
            taken.update(span)
    return sorted(kept)
