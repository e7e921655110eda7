"""Counts of mentions, worked out by hand from a dozen rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disputemap.aggregation import KEYS, aggregate
from disputemap.corridors import load_corridor
from disputemap.errors import InputError
from disputemap.models import Document
from disputemap.pipeline import geoparse
from disputemap.profile import profile
from disputemap.table import to_frame, to_table

if TYPE_CHECKING:
    from disputemap.geodata import GeoData

Row = dict[str, Any]


def row(place_id: str | None = "bela", chainage_km: float | None = 137.4, **more: object) -> Row:
    there = place_id is not None
    return {
        "doc": "a", "start": 0, "end": 1, "surface": "x", "place_id": place_id, "name": place_id and place_id.title(),
        "lon": 15.0 if there else None, "lat": 52.0 if there else None, "accuracy_m": 1000.0, "role": "literal",
        "where_prec": 1 if there else None, "relation": "inside" if there else None, "chainage_km": chainage_km,
        "share_inside": 1.0, "distance_m": 0.0, "date": "2025-06-03", "source": "Post",
    } | more  # fmt: skip


ROWS = [
    row(),
    row(role="associative", date="2025-07-01", themes=[{"theme": "attack"}, {"theme": "aid"}]),
    row("alba", 68.7, relation="outside", share_inside=0.0, distance_m=99_000.0, date=""),
    row("norvik-district", 68.7, relation="straddles", share_inside=0.05, where_prec=3, date="June"),
    row(None, None, reasons=["not in the gazetteer"]),
    row(form="demonym", lon=None),
]


def counts(rows: list[Row], **options: Any) -> list[dict[Any, Any]]:  # noqa: ANN401 - handed on
    return aggregate(to_frame(rows), **options).to_dict("records")


def test_by_place_roles_areas_shares_and_dates_are_told() -> None:
    alba, bela, norvik = counts(ROWS)
    assert (alba["mentions"], alba["share_inside"], alba["first"]) == (1, 0, None)
    assert (bela["place_id"], bela["name"], bela["relative"]) == ("bela", "Bela", None)
    assert (bela["mentions"], bela["literal"], bela["associative"], bela["share_inside"]) == (2, 1, 1, 2)
    assert (bela["first"], bela["last"]) == ("2025-06-03", "2025-07-01")
    assert (norvik["areal"], norvik["share_inside"], bela["areal"]) == (1, 0.05, 0)


def test_by_kilometre_and_role_what_lies_outside_has_no_kilometre() -> None:
    rows = [(one["from_km"], one["role"], one["mentions"]) for one in counts(ROWS, by=["km", "role"])]
    assert rows[:3] == [(60, "literal", 1), (130, "associative", 1), (130, "literal", 1)]
    assert str(rows[3]) == "(nan, 'literal', 1)"


def test_a_mention_with_two_themes_counts_for_both_and_months_are_those_of_dates() -> None:
    assert [(one["theme"], one["mentions"]) for one in counts(ROWS, by="theme")] == [
        ("aid", 1),
        ("attack", 1),
        (None, 3),
    ]
    assert [(one["month"], one["mentions"]) for one in counts(ROWS, by="month")] == [
        ("2025-06", 1),
        ("2025-07", 1),
        (None, 2),
    ]


def test_the_south_of_a_place_is_not_the_place() -> None:
    south = {"kind": "sector", "text": "south of", "bearing_deg": 180.0}
    told = [(one["relative"], one["mentions"]) for one in counts([row(), row(modifier=south), row(modifier=south)])]
    assert told == [("sector 180", 2), (None, 1)]


def test_between_two_places_is_told_once() -> None:
    ends = [
        row(one, modifier={"kind": "between", "text": "between", "to": other})
        for one, other in [("alba", "bela"), ("bela", "alba")]
    ]
    assert sum(one["mentions"] for one in counts([*ends, *ends])) == 2
    assert sum(one["mentions"] for one in counts([*ends, *(end | {"sentence_start": 80} for end in ends)])) == 2


def test_of_a_chain_only_the_most_exact_name_counts() -> None:
    chain = [row("bela", chain={"head": 3, "link": 0}), row("dorin-district", chain={"head": 3, "link": 1})]
    lost = [row(None, None, chain={"head": 3, "link": 0}), row("kirsa", chain={"head": 3, "link": 2}, accuracy_m=2000)]
    assert [one["place_id"] for one in counts(chain)] == ["bela"]
    assert [one["place_id"] for one in counts([*lost, chain[1]])] == ["dorin-district"]
    assert [one["place_id"] for one in counts([*chain, *(one | {"doc": "b"} for one in lost)])] == ["bela", "kirsa"]


@pytest.mark.parametrize("by", sorted(KEYS))
def test_each_way_of_counting_counts_all_and_takes_no_mention_at_all(by: str) -> None:
    total = 5 if by == "theme" else 4
    assert sum(one["mentions"] for one in counts(ROWS, by=by)) == total
    assert counts([], by=by) == []


def test_arrow_tables_are_counted_too() -> None:
    assert aggregate(to_table(ROWS)).equals(aggregate(to_frame(ROWS)))
    chunked = pa.concat_tables([to_table(ROWS[:1]), to_table(ROWS[1:])])
    assert aggregate(chunked).equals(aggregate(to_frame(ROWS)))


@pytest.mark.parametrize("options", [{"by": "country"}, {"by": []}, {"bin_km": 0}])
def test_what_cannot_be_counted_by_is_refused(options: Row) -> None:
    with pytest.raises(InputError):
        counts(ROWS, **options)


@settings(max_examples=20)
@given(st.permutations(ROWS))
def test_the_order_of_mentions_changes_nothing(rows: list[Row]) -> None:
    assert aggregate(to_frame(rows), by=["place", "month"]).equals(aggregate(to_frame(ROWS), by=["place", "month"]))


def test_a_profile_has_each_stretch_and_areas_apart(toy_data: GeoData) -> None:
    table = profile(to_frame(ROWS), load_corridor(toy_data))
    assert (len(table), table["from_km"].iloc[0], table["to_km"].iloc[-1]) == (28, 0, 274.7)
    filled = table[table[["literal", "associative", "areal"]].sum(axis=1) > 0]
    assert filled[["from_km", "literal", "associative", "areal"]].to_numpy().tolist() == [
        [60, 0, 0, 1],
        [130, 1, 1, 0],
    ]


def test_a_profile_may_look_farther_or_at_one_role_only(toy_data: GeoData) -> None:
    corridor, mentions = load_corridor(toy_data), to_frame(ROWS)
    assert profile(mentions, corridor, within_km=100)["literal"].sum() == 2
    assert profile(mentions, corridor, within_km=0)["areal"].sum() == 1
    only = profile(mentions, corridor, role="associative", bin_km=100)
    assert only[["from_km", "literal", "associative", "areal"]].to_numpy().tolist() == [
        [0, 0, 0, 0],
        [100, 0, 1, 0],
        [200, 0, 0, 0],
    ]


def test_a_profile_leaves_out_what_a_longer_line_put_beyond_its_ends(toy_data: GeoData) -> None:
    rows = [row(chainage_km=km) for km in (-5.0, 0.0, 274.7, 274.8, 290.0)]  # the line ends at 274.73
    table = profile(to_frame(rows), load_corridor(toy_data))
    assert table.loc[table["literal"] > 0, ["from_km", "literal"]].to_numpy().tolist() == [[0, 1], [270, 2]]


def test_a_profile_counts_what_geoparse_finds(toy_data: GeoData) -> None:
    found = geoparse(Document("a", "They met in Bela.", "en"), geo=toy_data)
    table = profile(found, load_corridor(toy_data))
    assert table.loc[table["literal"] > 0, "from_km"].tolist() == [130]
