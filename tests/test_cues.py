"""Cues beside names, and beside their lists, speak for a place or for a government, with weights that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from disputemap.batch import Batch
from disputemap.cues import weigh_cues
from disputemap.models import Document
from disputemap.parse import World, load_world, see

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest) -> World:
    return load_world(request.getfixturevalue("toy_data"))


def weights(world: World, text: str, lang: str = "en") -> list[tuple[float, float]]:
    """Return for each mention the sums of what speaks for a government and for a place."""
    seen = see(Batch([Document("d", text, lang)]), world)
    polity = np.ones(len(seen.mentions), dtype=bool)
    associative, literal = weigh_cues(seen.mentions, seen.cues, polity, world.book)
    return list(zip(associative.tolist(), literal.tolist(), strict=True))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Rain fell on Alba", [(0.0, 0.0)]),
        ("en", "in Alba", [(0.0, 2.5)]),
        ("en", "the government of Alba said", [(6.5, 0.0)]),  # 4 before, 2.5 behind
        ("en", "with Alba and Norland", [(1.5, 0.0), (1.5, 0.0)]),  # the one before the first is of the whole list
        ("en", "Alba and Norland said", [(2.5, 0.0), (2.5, 0.0)]),
        ("en", "in, Alba", [(0.0, 0.0)]),
        ("ar", "بألبا", [(0.0, 1.5)]),  # a clitic
        ("ar", "مديرية الماء في ألبا", [(10.0, 0.0)]),  # a gap of one word
    ],
)
def test_cues_add_up(world: World, lang: str, text: str, expected: list[tuple[float, float]]) -> None:
    assert weights(world, text, lang) == expected


def test_a_cue_that_is_for_governments_says_nothing_of_a_field(world: World, toy_data: GeoData) -> None:
    assert toy_data.table("cues")
    seen = see(Batch([Document("d", "The government of Norland, near Zor field", "en")]), world)
    assert seen.roles.associative.tolist() == [4.0, 0.0]
    assert seen.roles.literal.tolist() == [0.0, 2.5]
