"""Adjectives made from places' names are mentions of their own form, and no places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from disputemap.batch import Batch
from disputemap.demonyms import build_demonyms, find_demonyms
from disputemap.lexicon import load_lexicon
from disputemap.mentions import DEMONYM, NAME, Known
from disputemap.models import Document
from disputemap.parse import load_world, see

if TYPE_CHECKING:
    from collections.abc import Callable

    from disputemap.geodata import GeoData

    Find = Callable[[str, str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def find(toy_data: GeoData) -> Find:
    """Return a function that lists the demonyms of a text: each as written, with the id of its place."""
    world = load_world(toy_data)
    demonyms = build_demonyms(load_lexicon(toy_data), world.terms)

    def _find(text: str, lang: str) -> list[tuple[str, str]]:
        batch = Batch([Document("d", text, lang)])
        seen = see(batch, world)
        known = seen.mentions.take(np.flatnonzero(seen.mentions.form == NAME))
        mentions = find_demonyms(seen.searched, Known.of(known), demonyms, world.terms)
        assert (mentions.form == DEMONYM).all()
        spans = zip(mentions.start, mentions.end, mentions.item.tolist(), strict=True)
        return [(text[start:end], world.table.ids[place]) for start, end, place in spans]

    return _find


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Norlandic police met Sudlandic police.", [("Norlandic", "norland"), ("Sudlandic", "sudland")]),
        ("en", "A Norlander's house burnt.", [("Norlander", "norland")]),
        ("en", "norlandic cheese", []),
        ("ar", "وصلت القوات النورلاندية.", [("النورلاندية", "norland")]),
        ("ar", "اتفق التاجر والنورلاندي.", [("النورلاندي", "norland")]),
        ("ar", "سافر شاعر نورلاندي.", [("نورلاندي", "norland")]),
        ("ckb", "سەربازێکی نۆرلاندی هات.", [("نۆرلاندی", "norland")]),
        ("ckb", "لاوێکی بێلای هات.", [("بێلای", "bela")]),
        ("ckb", "کرساییەکان هاتن.", [("کرسایی", "kirsa")]),
        ("ckb", "سافر شاعرة نورلاندية.", []),
    ],
)
def test_demonyms(find: Find, lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert find(text, lang) == expected


def test_a_town_with_the_ending_that_joins_is_a_name(find: Find) -> None:
    assert find("لە بێلای کۆن باران باری.", "ckb") == []


def test_what_is_covered_by_a_name_or_a_mask_is_none(find: Find) -> None:
    assert find("Norland and Voice of Norland reported.", "en") == []
