"""Other tools that find names from a list, set up as their makers mean it, behind one face: text in, spans out.

All get the same names, as written in the gazetteer (`attested_names`); geotext brings its own.
"""

from __future__ import annotations

import re
import string
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from disputemap.geodata import GeoData

Span = tuple[int, int]


class Rival(NamedTuple):
    """A tool: what it is called, how it is made ready, the languages it is for (none: all)."""

    name: str
    make: Callable[[Sequence[str]], Callable[[str], list[Span]]]
    languages: tuple[str, ...] = ()


def attested_names(geodata: GeoData) -> list[str]:
    """Return the distinct names of all places in all languages, as written in the gazetteer."""
    return sorted({row["name"] for resource in geodata.group("names") for row in geodata.table(resource)})


def flashtext(names: Sequence[str], *, letters: bool, case: bool = False) -> Any:  # noqa: ANN401 - it has no types
    """Return FlashText's processor; `letters` tells it that Arabic letters, too, are parts of words."""
    processor = import_module("flashtext").KeywordProcessor(case_sensitive=case)
    if letters:
        arabic = {chr(code) for code in range(0x600, 0x700) if chr(code).isalnum()}
        processor.set_non_word_boundaries({*string.ascii_letters, *string.digits, "_", *arabic})
    processor.add_keywords_from_list(list(names))
    return processor


def phrase_matcher(names: Iterable[str], *, lang: str, attr: str = "ORTH") -> tuple[Any, Any]:
    """Return spaCy's pipeline for a language without a model, and its matcher for the names."""
    nlp = import_module("spacy").blank(lang)
    matcher = import_module("spacy.matcher").PhraseMatcher(nlp.vocab, attr=attr)
    matcher.add("PLACE", list(nlp.tokenizer.pipe(names)))
    return nlp, matcher


def automaton(names: Sequence[str]) -> Any:  # noqa: ANN401 - it has no types
    """Return a bare automaton: letters only, no words, no languages."""
    made = import_module("ahocorasick_rs")
    return made.AhoCorasick(list(names), matchkind=made.MatchKind.LeftmostLongest)


def expression(names: Sequence[str]) -> re.Pattern[str]:
    r"""Return `\b(longest|...|shortest)\b`."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")


def _flashtext_finder(*, letters: bool, case: bool) -> Callable[[Sequence[str]], Callable[[str], list[Span]]]:
    def make(names: Sequence[str]) -> Callable[[str], list[Span]]:
        processor = flashtext(names, letters=letters, case=case)
        return lambda text: [(start, end) for _, start, end in processor.extract_keywords(text, span_info=True)]

    return make


def _spacy_finder(lang: str, attr: str) -> Callable[[Sequence[str]], Callable[[str], list[Span]]]:
    def make(names: Sequence[str]) -> Callable[[str], list[Span]]:
        nlp, matcher = phrase_matcher(names, lang=lang, attr=attr)
        longest = import_module("spacy.util").filter_spans

        def find(text: str) -> list[Span]:
            found = longest(matcher(nlp.make_doc(text), as_spans=True))
            return [(span.start_char, span.end_char) for span in found]

        return find

    return make


def _expression_finder(names: Sequence[str]) -> Callable[[str], list[Span]]:
    pattern = expression(names)
    return lambda text: [match.span() for match in pattern.finditer(text)]


def _geotext_finder(_names: Sequence[str]) -> Callable[[str], list[Span]]:
    """Return what finds GeoText's cities and countries, which it names without their positions."""
    reader = import_module("geotext").GeoText

    def find(text: str) -> list[Span]:
        found = reader(text)
        names = sorted({*found.cities, *found.countries}, key=len, reverse=True)
        pattern = rf"\b(?:{'|'.join(map(re.escape, names))})\b"
        return [match.span() for match in re.finditer(pattern, text)] if names else []

    return find


RIVALS = (
    Rival("spaCy PhraseMatcher, as written", _spacy_finder("xx", "ORTH")),
    Rival("spaCy PhraseMatcher, `ar`", _spacy_finder("ar", "ORTH"), ("ar",)),
    Rival("spaCy PhraseMatcher, `en`, LOWER", _spacy_finder("en", "LOWER"), ("en",)),
    Rival("FlashText, as it comes", _flashtext_finder(letters=False, case=False)),
    Rival("FlashText, told Arabic letters and case", _flashtext_finder(letters=True, case=True)),
    Rival("regular expression", _expression_finder),
    Rival("geotext, its own names", _geotext_finder, ("en",)),
)
