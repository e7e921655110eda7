"""geo/lexicon/relative.csv -> what relative words mean, and distances in words -> metres.

"twenty-five kilometres", "٢٠ كم", "كيلومترين ونصف", "٥ میل": figures in any script, number words, units, and the dual
that is a distance in itself. Words come folded (:func:`disputemap.folding.fold_name`), of one language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from disputemap.errors import GazetteerError
from disputemap.folding import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from disputemap.geodata import GeoData

MAX_WORDS = 4  # of a phrase in the table
HUNDRED = 100.0
ALSO = "و"  # Arabic glues "and" to the next number
_FIGURE = re.compile(r"(\d{1,9})(?:([.,٫٬،])(\d{1,6}))?")
_GLUED = re.compile(rf"({_FIGURE.pattern})([^\W\d_]+)")
THOUSANDS = 3  # digits behind a mark that sets thousands apart


class Term(NamedTuple):
    """A relative word: its kind (see the table) and value: metres, a number or a bearing in degrees; None for none."""

    kind: str
    value: float | None


@dataclass(frozen=True)
class RelativeWords:
    """Folded phrases of one language: those before a name, behind a name, and within a distance."""

    before: Mapping[str, Term] = field(default_factory=dict)
    after: Mapping[str, Term] = field(default_factory=dict)
    distance: Mapping[str, Term] = field(default_factory=dict)

    def words_of_distance(self) -> set[str]:
        """Return the words that may stand in a distance beside figures, also behind a glued "and"."""
        words = {word for phrase in self.distance for word in phrase.split()}
        return words | {ALSO + word for word in words}


def load_relative(geodata: GeoData) -> dict[str, RelativeWords]:
    """Return the relative words of a data package by language, from its resource `relative` if it has one.

    Raises
    ------
    GazetteerError
        If a value is no number, or a position neither before, after nor empty.
    """
    tables: dict[str, dict[str, dict[str, Term]]] = defaultdict(lambda: {"before": {}, "after": {}, "": {}})
    for row in geodata.table("relative") if "relative" in geodata.resources else ():
        try:
            term = Term(row["kind"], float(row["value"]) if row["value"] else None)
            tables[row["language"]][row["position"]][fold_name(row["word"])] = term
        except (ValueError, KeyError, TypeError) as error:
            message = f"{geodata.path('relative')}: word {row.get('word')!r}: {error}; correct the row"
            raise GazetteerError(message) from error
    return {language: RelativeWords(table["before"], table["after"], table[""]) for language, table in tables.items()}


def parse_distance(words: Sequence[str], vocabulary: RelativeWords) -> float | None:
    """Return the distance that some words state, in metres.

    Parameters
    ----------
    words
        Folded words of one distance, with nothing else around it but "about" and the like: ["about", "20", "km"].
        A decimal may come whole ("3.5") or as the two words that its point makes of it.
    vocabulary
        The words of their language.

    Returns
    -------
    distance_m
        The middle of a range ("10 to 15 km"); None for what states no number ("a few kilometres") or no unit, and for
        words that are no distance.

    Examples
    --------
    >>> english = RelativeWords(distance={"km": Term("units", 1000.0), "twenty": Term("number", 20.0)})
    >>> parse_distance(["twenty", "km"], english), parse_distance(["3.5", "km"], english)
    (20000.0, 3500.0)
    """
    terms = []
    for term in _terms(words, vocabulary.distance):
        if term.kind in {"", "vague"}:
            return None
        if term.kind not in {"about", "and", "away", "from"}:
            terms.append(term)
    at = next((place for place, term in enumerate(terms) if term.kind in {"unit", "units", "distance"}), None)
    if at is None:
        return None
    return _in_metres(terms[:at], terms[at], terms[at + 1 :])


def _in_metres(before: Sequence[Term], unit: Term, after: Sequence[Term]) -> float | None:
    """Return the metres of numbers, a unit, and what follows: "and a half", the "one" of Arabic."""
    said = any(term.kind == "article" for term in before)
    count = _count([term for term in before if term.kind != "article"])
    more = [term for term in after if term.kind != "article"]
    if unit.value is None or any(term.kind not in {"number", "figure"} for term in more):
        return None
    added = _count(more)
    if unit.kind == "distance":  # the dual: two of its unit
        return None if count is not None else unit.value * (1 + (added or 0) / 2)
    if count is None and unit.kind == "units" and not said:
        return None  # "kilometres from": nobody said how many
    if count is None and added is not None and added >= 1:
        return added * unit.value
    if added is not None and added >= 1:
        return None  # two numbers for one unit
    return ((1.0 if count is None else count) + (added or 0.0)) * unit.value


def _count(terms: Sequence[Term]) -> float | None:
    """Return what numbers add up to; the middle of two that a "to" stands between; None for no number."""
    for place, term in enumerate(terms):
        if term.kind == "to":
            low, high = _count(terms[:place]), _count(terms[place + 1 :])
            return None if low is None or high is None else (low + high) / 2
    values = [term.value for term in terms if term.value is not None]
    figures = [term.kind == "figure" for term in terms]
    if len(values) == 2 and all(figures):  # noqa: PLR2004 - a word that its point, or its hyphen, has split
        return _joined(values[0], values[1])
    total = 0.0
    for value in values:
        total = total * value if value == HUNDRED and 1 <= total < HUNDRED else total + value
    return total if values else None


def _joined(first: float, second: float) -> float | None:
    """Return what two figures in a row were: 3.5, 1,200, or from 10 to 15."""
    digits = f"{second:.0f}"
    if len(digits) == 1:
        return first + second / 10
    if len(digits) == THOUSANDS:
        return first * 1000 + second
    return (first + second) / 2 if first < second else None


def _terms(words: Sequence[str], table: Mapping[str, Term]) -> Iterator[Term]:
    """Yield what words mean, the longest phrases first; a word without meaning is a term without kind."""
    at = 0
    while at < len(words):
        for count in range(min(MAX_WORDS, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + count])
            found = _read(phrase, table) if count == 1 else [table[phrase]] if phrase in table else []
            if found:
                break
        yield from found or [Term("", None)]
        at += count


def _read(word: str, table: Mapping[str, Term]) -> list[Term]:
    """Return the terms of one word: a row, a figure, a figure with its unit, a number behind a glued "and"."""
    if word in table:
        return [table[word]]
    if match := _FIGURE.fullmatch(word):
        return [Term("figure", _number(match))]
    if (match := _GLUED.fullmatch(word)) and match.group(match.lastindex or 0) in table:
        return [Term("figure", _number(match, 1)), table[match.group(match.lastindex or 0)]]
    rest = word.removeprefix(ALSO)
    return [table[rest]] if rest != word and rest in table else []


def _number(match: re.Match[str], offset: int = 0) -> float:
    """Return a figure; a comma before three digits sets thousands apart."""
    whole, mark, fraction = (match.group(place + offset) for place in (1, 2, 3))
    if not mark:
        return float(whole)
    return float(whole + fraction) if mark in ",٬،" and len(fraction) == THOUSANDS else float(f"{whole}.{fraction}")
