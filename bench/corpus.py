"""A large corpus of Arabic reporting, made of our own texts: the same for the same seed, and no document like another.

Sentences of the digests, the held-out texts and the gold sentences for development (never those kept for measuring)
are strung into documents of the length of a report, between sentences of `filler.txt` that name no place, so that names
are as dense as in real reporting. Names give way to others of their kind, numbers and wording vary, and one word in ten
or so is made up of a root and a pattern, since two million words of real text hold tens of thousands of different ones:
a program that remembers what it has read before gains no more from this corpus than from real texts.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from disputemap.evaluation import read_gold
from disputemap.gazetteer import load_gazetteer
from disputemap.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from disputemap.evaluation import Mark
    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData

ROOT = Path(__file__).parents[1]
GOLD = tuple(
    ROOT / path for path in ("seeds/gold.jsonl", "tests/gold/heldout.jsonl", "tests/gold/sentences/ar.dev.jsonl")
)
FILLER = Path(__file__).with_name("filler.txt")
CHARACTERS = 12_000_000
LENGTHS = (2000, 3000)  # of a document
PARAGRAPH = (2, 6)  # sentences
CHARACTERS_PER_NAME = 150  # the five reports have 89 marked mentions in 13,212 characters
OTHER_NAME = 0.3  # how many names give way to another of their kind
GIVEN = (
    "أحمد", "علي", "حسين", "عمر", "زينب", "سعاد", "مريم", "هدى", "كاظم", "ياسين", "نوري", "رزكار", "شيرزاد", "هيوا",
    "آرام", "نسرين", "سالم", "جمال", "فؤاد", "رنا",
)  # fmt: skip
FAMILY = (
    "عبد الله", "جاسم", "الحداد", "النجار", "حميد", "ناصر", "الخياط", "رشيد", "عزيز", "الصائغ", "كريم", "محمود", "فرج",
    "القاضي", "سليم", "شاكر", "البنا", "توفيق",
)  # fmt: skip
LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهي"
PATTERNS = (
    "{}{}{}", "{}ا{}{}", "{}{}ي{}", "{}{}و{}ه", "ال{}{}ا{}", "م{}{}و{}", "ت{}{}ي{}", "ال{}ا{}{}ة", "ي{}{}{}ون",
    "{}{}ا{}ات", "وال{}{}{}", "است{}{}ا{}", "ال{}{}ي{}ية", "ا{}ت{}ا{}", "بال{}{}{}", "{}ا{}{}ت", "لل{}{}ا{}",
    "م{}{}{}ين", "و{}{}{}وا", "س{}{}{}ها",
)  # fmt: skip
RARE_WORDS = len(LETTERS) ** 3 * len(PATTERNS)
STEP = 7919  # a prime: neighbours share neither root nor pattern
RARE_WORD = 0.12  # how many words of a sentence without places
NAME_SKEW, WORD_SKEW = 3, 5  # how much more often the first of many are drawn than the last
_CHOICE = re.compile(r"\{([^}]*)\}")
_END = re.compile(r"(?<=[.!?؟])\s+|\n+")


class Slot(NamedTuple):
    """A place's name in a sentence, and the kind of place (empty: the gazetteer lacks it)."""

    start: int
    end: int
    feature: str


class Sentence(NamedTuple):
    """A sentence of ours with the names in it."""

    text: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Corpus:
    """What documents are strung from: sentences with names, templates of sentences without, names by kind of place."""

    sentences: tuple[Sentence, ...]
    templates: tuple[tuple[tuple[str, ...], ...], ...]
    names: dict[str, tuple[str, ...]]

    def documents(self, characters: int = CHARACTERS, *, seed: int = 1) -> Iterator[Document]:
        """Yield documents, one by one, until they have so many characters."""
        draw = random.Random(seed)  # noqa: S311 - the same every time, nothing secret
        made = number = 0
        while made < characters:
            number += 1
            text = self.text(draw, min(draw.randint(*LENGTHS), characters - made + 1))
            made += len(text)
            date = f"{draw.randint(2014, 2025)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            yield Document(f"report-{number}", text, "ar", date, f"paper {number % 23}", f"تقرير {number}")

    def text(self, draw: random.Random, characters: int) -> str:
        """Return a text of about so many characters."""
        parts: list[str] = []
        size, left = 0, draw.randint(*PARAGRAPH)
        while size < characters:
            sentence = self.named(draw) if draw.random() < self.share_named else self.filling(draw)
            left -= 1
            parts += [sentence, " " if left else "\n\n"]
            left = left or draw.randint(*PARAGRAPH)
            size += len(sentence) + 1
        return "".join(parts).strip()

    def named(self, draw: random.Random) -> str:
        """Return a sentence with names, numbers and some of the names drawn anew."""
        text, slots = draw.choice(self.sentences)
        for start, end, feature in reversed(slots):
            if feature in self.names and draw.random() < OTHER_NAME:
                text = text[:start] + _some_often(self.names[feature], draw) + text[end:]
        return re.sub(r"(?<![\d.,])\d{2}(?![\d.,])", lambda _: str(draw.randint(10, 99)), text)

    def filling(self, draw: random.Random) -> str:
        """Return a sentence without a place."""
        text = "".join(draw.choice(choices) for choices in draw.choice(self.templates))
        person = f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"
        words = text.replace("@", person).replace("#", str(draw.randint(3, 99))).split(" ")
        return " ".join(rare_word(draw) if word.isalpha() and draw.random() < RARE_WORD else word for word in words)

    @cached_property
    def share_named(self) -> float:
        """How many sentences must bear names for the density wanted."""
        names = sum(len(sentence.slots) for sentence in self.sentences) / len(self.sentences)
        named = sum(len(sentence.text) + 1 for sentence in self.sentences) / len(self.sentences)
        filling = sum(sum(map(len, slot)) / len(slot) for row in self.templates for slot in row) / len(self.templates)
        return filling / (names * CHARACTERS_PER_NAME - named + filling)


def _some_often(names: Sequence[str], draw: random.Random) -> str:
    return names[int(draw.random() ** NAME_SKEW * len(names))]


def rare_word(draw: random.Random) -> str:
    """Return a word made of a root and a pattern: a few of them often, most of them hardly ever."""
    number = int(draw.random() ** WORD_SKEW * RARE_WORDS) * STEP % RARE_WORDS
    number, pattern = divmod(number, len(PATTERNS))
    number, third = divmod(number, len(LETTERS))
    first, second = divmod(number, len(LETTERS))
    return PATTERNS[pattern].format(LETTERS[first], LETTERS[second], LETTERS[third])


@lru_cache(maxsize=1)
def load_corpus(geodata: GeoData) -> Corpus:
    """Read the sentences, and the names that may stand in for others."""
    gazetteer = load_gazetteer(geodata)
    marked = [row for row in read_gold(GOLD) if row.document.lang == "ar"]
    sentences = [one for row in marked for one in _sentences(row.document.text, row.marks, gazetteer)]
    templates = [line for line in FILLER.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return Corpus(tuple(sentences), tuple(map(_choices, templates)), _names(gazetteer))


def _sentences(text: str, marks: tuple[Mark, ...], gazetteer: Gazetteer) -> Iterator[Sentence]:
    """Yield the sentences of a text, each with the names marked in it."""
    start = 0
    for end, following in [*(match.span() for match in _END.finditer(text)), (len(text), len(text))]:
        inside = (mark for mark in marks if start <= mark.start and mark.end <= end)
        slots = tuple(Slot(mark.start - start, mark.end - start, _feature(mark, gazetteer)) for mark in inside)
        if end > start:
            yield Sentence(text[start:end], slots)
        start = following


def _feature(mark: Mark, gazetteer: Gazetteer) -> str:
    place = gazetteer.places.get(mark.accepted[0]) if mark.accepted else None
    return place.feature if place else ""


def _names(gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """Return the first Arabic name of each place, by kind of place; which are first is chance."""
    names: dict[str, set[str]] = {}
    for (place_id, language), name in gazetteer.labels.items():
        if language == "ar":
            names.setdefault(gazetteer.places[place_id].feature, set()).add(name)
    draw = random.Random(1)  # noqa: S311 - the same every time, nothing secret
    return {feature: tuple(draw.sample(sorted(some), len(some))) for feature, some in names.items()}


def _choices(template: str) -> tuple[tuple[str, ...], ...]:
    """Return the pieces of a template, each with all its wordings."""
    return tuple(tuple(piece.split("|")) for piece in _CHOICE.split(template))
