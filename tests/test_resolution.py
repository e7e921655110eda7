"""Batches of names -> places: what an analyst would say in the toy world, and the same by slow, plain means."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disputemap.crs import GEOD
from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.geodata import GeoData
from disputemap.model import hand_set
from disputemap.nearness import MAX_SITES, find_sites
from disputemap.placefeatures import Batch, place_features
from disputemap.placetable import PlaceTable, build_place_table
from disputemap.ragged import flatten
from disputemap.resolution import Candidates, Choices, Context, choose_places, usual_points

if TYPE_CHECKING:
    from collections.abc import Sequence

TOY = Path(__file__).parent / "toy"
GAZETTEER = load_gazetteer(GeoData(TOY))
TABLE = build_place_table(GAZETTEER)
MODEL = hand_set()
MIRA = ("mira-lowland", "mira-upland")
KIRSA = ("kirsa", "kirsa-governorate")
DORIN = ("dorin", "dorin-district")


@dataclass(frozen=True)
class Name:
    """A name in a text: what it can mean, and where it stands."""

    meanings: tuple[str, ...]
    asked: tuple[str, ...] = ()
    doc: int = 0
    group: int = -1
    link: int = -1
    historical: frozenset[str] = field(default=frozenset())


def batch(names: Sequence[Name], table: PlaceTable = TABLE) -> Batch:
    offsets, place = flatten([[table.index[place_id] for place_id in name.meanings] for name in names])
    historical = np.array([place_id in name.historical for name in names for place_id in name.meanings], bool)
    candidates = Candidates(offsets, place, historical, np.zeros(len(place), bool))
    context = Context(
        np.array([name.doc for name in names], np.int32),
        np.array([name.group for name in names], np.int32),
        np.array([table.mask(name.asked) for name in names], np.uint32),
        np.array([name.link for name in names], np.int32),
    )
    return Batch(candidates, context, table)


def choose(*names: Name) -> Choices:
    return choose_places(*batch(names), MODEL)


def meant(*names: Name) -> list[str]:
    candidates, _, table = batch(names)
    return [table.ids[candidates.place[best]] if best >= 0 else "" for best in choose(*names).best]


def reasons(*names: Name) -> list[tuple[str, ...]]:
    choices = choose(*names)
    return [choices.reasons[number] for number in choices.reason]


def test_a_bare_name_is_the_town() -> None:
    assert meant(Name(KIRSA)) == ["kirsa"]
    assert reasons(Name(KIRSA)) == [("best of 2 meanings",)]


def test_a_feature_word_decides_the_level() -> None:
    assert meant(Name(KIRSA, asked=("adm1",))) == ["kirsa-governorate"]
    assert choose(Name(KIRSA, asked=("adm1",))).matched.all()


def test_a_level_that_no_place_of_the_name_has_is_said() -> None:
    choices = choose(Name(("bela",), asked=("adm2",)))
    assert (choices.mismatch.tolist(), choices.matched.tolist()) == ([True], [False])
    assert reasons(Name(("bela",), asked=("adm2",))) == [("only meaning", "no adm2 of this name")]
    assert reasons(Name(("bela",), asked=("volcano",))) == [("only meaning", "no such place of this name")]


def test_two_that_are_equal_share_and_stand_by_their_ids() -> None:
    choices = choose(Name(("mira-upland", "mira-lowland")))
    assert choices.share.tolist() == [0.5, 0.5]
    assert choices.order.tolist() == [1, 0]
    assert choices.margin.tolist() == [0.0]


def test_the_namesake_near_the_other_places_is_meant() -> None:
    assert meant(Name(MIRA), Name(("lowton",))) == ["mira-lowland", "lowton"]
    assert meant(Name(MIRA), Name(("mira-district",))) == ["mira-upland", "mira-district"]
    assert reasons(Name(MIRA), Name(("lowton",)))[0] == ("best of 2 meanings", "near other places named")


def test_another_document_says_nothing() -> None:
    assert choose(Name(MIRA), Name(("lowton",), doc=1)).share[0] == 0.5


def test_a_list_of_one_level_is_of_one_level() -> None:
    listed = (Name(("upland-governorate",), group=3), Name(KIRSA, group=3))
    assert meant(*listed) == ["upland-governorate", "kirsa-governorate"]
    assert meant(replace(listed[0], group=-1), replace(listed[1], group=-1))[1] == "kirsa"


def test_the_place_right_behind_holds_the_name() -> None:
    names = (Name(MIRA, link=1), Name(DORIN))
    assert meant(*names) == ["mira-lowland", "dorin-district"]
    assert choose(*names).chain.tolist() == [1, -1]
    assert reasons(*names)[0][:2] == ("best of 2 meanings", "in dorin-district, named next to it")


def test_a_place_behind_that_does_not_hold_the_name_is_no_chain() -> None:
    assert choose(Name(("bela",), link=1), Name(("mira-district",))).chain.tolist() == [-1, -1]


def test_an_unknown_name_lies_in_the_place_behind() -> None:
    choices = choose(Name((), link=1), Name(("mira-district",)))
    assert (choices.best[0], choices.chain[0], choices.top_share[0]) == (-1, 1, 0.0)
    assert reasons(Name(()))[0] == ("not in the gazetteer",)


def test_one_sense_in_a_document() -> None:
    names = (Name(MIRA, asked=("populated_place",), link=1), Name(("dorin-district",)), Name(MIRA))
    assert meant(*names)[2] == "mira-lowland"
    assert "named in full elsewhere" in reasons(*names)[2]


def test_a_village_far_from_all_else_is_doubted() -> None:
    choices = choose(Name(("farley",)), Name(("mira-upland",)))
    assert choices.far.tolist() == [True, False]
    assert reasons(Name(("farley",)), Name(("mira-upland",)))[0] == ("only meaning", "far from the other places named")
    assert not choose(Name(("farley",))).far.any()


def test_a_place_without_position_cannot_be_placed() -> None:
    assert choose(Name(("hidden",))).located.tolist() == [False]
    assert reasons(Name(("hidden",))) == [("only meaning", "no location in the gazetteer")]


def test_a_former_name_counts_less() -> None:
    former = choose(Name(MIRA, historical=frozenset({"mira-upland"})))
    assert former.share.tolist() == pytest.approx([math.e / (1 + math.e), 1 / (1 + math.e)])


def test_nothing_is_an_answer_too() -> None:
    assert choose().best.size == 0
    nowhere = build_place_table(Gazetteer({}, {}))
    assert choose_places(*batch([Name(())], nowhere), MODEL).best.tolist() == [-1]


def test_usual_points_are_those_set_by_hand() -> None:
    places = np.array([TABLE.index[place_id] for place_id in KIRSA])
    bare = usual_points(places, np.zeros(2, np.uint32), TABLE, MODEL)
    assert bare.tolist() == pytest.approx([2.0 + 2.0 + 0.4 * math.log10(200 / 30), 1.2 + 2.0])
    asked = usual_points(places, np.full(2, TABLE.mask(["adm1"]), np.uint32), TABLE, MODEL)
    assert asked.tolist() == pytest.approx([2.0 + 0.4 * math.log10(200 / 30), 5.0 + 2.0])


def test_of_many_sites_those_named_most_are_kept() -> None:
    here = GAZETTEER.places["bela"]
    many = {f"site-{i:03}": replace(here, place_id=f"site-{i:03}") for i in range(MAX_SITES + 10)}
    table = build_place_table(Gazetteer(many, {}))
    named = np.array([*range(len(many)), len(many) - 1])  # the last one twice
    sites = find_sites(np.zeros(len(named), np.int32), named, table)
    assert sites.place.tolist() == [len(many) - 1, *range(MAX_SITES - 1)]
    assert dict(zip(sites.codes.tolist(), sites.rank.tolist(), strict=True))[len(many) - 1] == 0


LOCATED = tuple(place_id for place_id in sorted(GAZETTEER.places))
NAMES = st.builds(
    Name,
    st.lists(st.sampled_from(LOCATED), max_size=4, unique=True).map(tuple),
    asked=st.sampled_from([(), (), ("adm1",), ("adm2", "populated_place")]),
    group=st.integers(-1, 3),
)


@settings(max_examples=60)
@given(st.lists(NAMES, max_size=8))
def test_columns_are_what_slow_and_plain_code_finds(names: list[Name]) -> None:
    whole = batch(names)
    features = place_features(whole, MODEL)
    sure = _sure(names)
    at = 0
    for row in features.rows:
        own = set(names[row].meanings)
        for place_id in names[row].meanings:
            assert features.columns["in_named"][at] == bool(GAZETTEER.ancestors(place_id) & (sure - own))
            assert features.columns["holds_named"][at] == any(
                place_id in GAZETTEER.ancestors(named) for named in sure - own
            )
            assert features.columns["near_named"][at] == (_away_m(place_id, sure - own) <= 60_000)
            at += 1


def _sure(names: Sequence[Name]) -> set[str]:
    """Return the places that each name, alone, means with more than half of the belief."""
    sure = set()
    for name in names:
        alone = choose(replace(name, group=-1))
        if alone.top_share[0] > 0.5:
            sure.add(name.meanings[alone.best[0]])
    return sure


def _away_m(place_id: str, named: set[str]) -> float:
    place = GAZETTEER.places[place_id]
    others = [GAZETTEER.places[other] for other in named]
    sites = [o for o in others if o.feature not in {"country", "region", "adm1"} and not o.seat_of and o.lon == o.lon]
    away = [GEOD.inv(place.lon, place.lat, site.lon, site.lat)[2] for site in sites if place.lon == place.lon]
    return min(away, default=math.nan)


@settings(max_examples=60)
@given(st.lists(st.lists(NAMES, max_size=5), min_size=2, max_size=3))
def test_a_document_is_read_alike_alone_and_among_others(documents: list[list[Name]]) -> None:
    together = [
        replace(name, doc=doc, group=name.group + 10 * doc if name.group >= 0 else -1)
        for doc, names in enumerate(documents)
        for name in names
    ]
    alone = [choose(*names) for names in documents]
    assert choose(*together).share.tolist() == [share for choices in alone for share in choices.share]
    assert reasons(*together) == [row for names in documents for row in reasons(*names)]
