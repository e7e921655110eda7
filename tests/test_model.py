"""The weights: where they come from, that they are read right, and that the page about them says the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from disputemap.errors import GazetteerError
from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.geodata import GeoData, load_geodata, shipped_root
from disputemap.model import HAND_SET, hand_set, load_model, logit, sigmoid, weigh
from disputemap.parse import World, load_world
from disputemap.placefeatures import BARE, Batch, Candidates, Context, place_features
from disputemap.placetable import build_place_table
from disputemap.ragged import flatten
from disputemap.resolution import choose_places
from disputemap.scoring import (
    OTHER,
    POLITY,
    SEAT,
    RoleEvidence,
    ScoreEvidence,
    judge_roles,
    kinds_of,
    role_features,
    score,
    score_features,
)
from geo.build.goldtexts import GOLD, read_texts
from geo.build.learning import fit_choices, fit_yes_no
from geo.build.train import PAGE, weights_table


def evidence(kind: int, associative: float = 0.0, *, feature_word: bool = False) -> RoleEvidence:
    return RoleEvidence(
        np.array([kind], np.int8), np.array([associative]), np.zeros(1), np.array([feature_word]), np.zeros(1, bool)
    )


@pytest.fixture(scope="module")
def batch(toy_gazetteer: Gazetteer) -> Batch:
    table = build_place_table(toy_gazetteer)
    names = [["alba"], ["kirsa", "kirsa-governorate"], ["sudland"], []]
    offsets, place = flatten([[table.index[place_id] for place_id in name] for name in names])
    no = np.zeros(len(place), bool)
    none = np.full(4, -1, np.int32)
    link = np.array([-1, -1, -1, 1], np.int32)
    return Batch(
        Candidates(offsets, place, no, no), Context(np.zeros(4, np.int32), none, np.zeros(4, np.uint32), link), table
    )


@pytest.fixture(scope="module")
def toy_gazetteer(toy_data: GeoData) -> Gazetteer:
    return load_gazetteer(toy_data)


def test_a_package_without_weights_has_those_set_by_hand(toy_data: GeoData) -> None:
    assert load_model(toy_data) == hand_set()


def test_every_feature_has_its_row_in_the_package_in_the_same_words() -> None:
    rows = [(r["section"], r["feature"], r["meaning"]) for r in load_geodata(shipped_root()).table("weights")]
    assert rows == [(row.section, row.feature, row.meaning) for row in HAND_SET]


def test_the_page_shows_the_weights_of_the_package() -> None:
    assert weights_table(load_model(load_geodata(shipped_root()))) in PAGE.read_text(encoding="utf-8")


def package(folder: Path, *rows: str) -> GeoData:
    (folder / "weights.csv").write_text("\n".join(["section,feature,weight,meaning", *rows]), encoding="utf-8")
    described = {"resources": [{"name": "weights", "path": "weights.csv"}]}
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return GeoData(folder)


def test_rows_of_a_package_replace_weights_set_by_hand(tmp_path: Path) -> None:
    model = load_model(package(tmp_path, "place,home,7,"))
    assert (model.place["home"], model.place["size"]) == (7.0, hand_set().place["size"])


@pytest.mark.parametrize("row", ["place,height,1,", "name,home,1,", "place,home,much,", "place,home,nan,"])
def test_a_row_that_weighs_nothing_known_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(GazetteerError, match=r"weights\.csv: \w+ '\w+'"):
        load_model(package(tmp_path, row))


def test_columns_are_those_that_have_weights(batch: Batch) -> None:
    model = hand_set()
    choices = choose_places(*batch, model)
    some = ScoreEvidence(np.zeros(4, bool), np.zeros(4, bool))
    assert set(place_features(batch, model).columns) == set(model.place)
    assert set(role_features(evidence(SEAT))) == set(model.role)
    assert set(score_features(choices, np.zeros(4), some)) == set(model.score)
    assert {f"bare_{kind}" for kind in BARE} < set(model.place)


def test_points_add_up_column_by_column() -> None:
    columns = {"home": np.array([True, False]), "size": np.array([1.0, 2.0])}
    assert weigh(columns, {"home": 2.0, "size": 0.5}).tolist() == [2.5, 1.0]


def test_log_odds_and_probabilities() -> None:
    assert sigmoid(np.array([0.0, np.log(3.0)])).tolist() == pytest.approx([0.5, 0.75])
    assert logit(sigmoid(np.array([-2.0, 0.5])), limit=8.0).tolist() == pytest.approx([-2.0, 0.5])


def test_kinds_of_names(batch: Batch) -> None:
    assert kinds_of(batch.candidates, batch.table).tolist() == [SEAT, OTHER, POLITY, OTHER]


@pytest.mark.parametrize(
    ("given", "log_odds"),
    [
        (evidence(SEAT), 0.8),
        (evidence(SEAT, 2.5), 3.3),
        (evidence(POLITY), -0.2),
        (evidence(OTHER, 10.0), 7.0),
        (evidence(SEAT, feature_word=True), -5.2),
    ],
)
def test_roles_as_set_by_hand(given: RoleEvidence, log_odds: float) -> None:
    assert judge_roles(given, hand_set()).tolist() == pytest.approx([log_odds])


def test_by_hand_the_score_is_share_times_probability(batch: Batch) -> None:
    choices = choose_places(*batch, hand_set())
    odds = np.array([0.8, -3.0, 0.5, -3.0])
    found = score(choices, odds, ScoreEvidence(np.zeros(4, bool), np.zeros(4, bool)), hand_set())
    role = sigmoid(np.abs(odds))
    assert found[:3].tolist() == pytest.approx((choices.top_share * role)[:3].tolist())
    assert found[3] == pytest.approx(choices.top_share[1] * role[3])  # an unknown name, in the place behind it


def test_no_place_has_no_score(batch: Batch) -> None:
    alone = batch.context._replace(link=np.full(4, -1, np.int32))
    choices = choose_places(batch.candidates, alone, batch.table, hand_set())
    assert score(choices, np.zeros(4), ScoreEvidence(np.zeros(4, bool), np.zeros(4, bool)), hand_set())[3] == 0.0


def test_learning_finds_the_odds_of_what_it_sees() -> None:
    # Of 4 choices between a near and a far place, 3 are near: the weight of "near" is log 3.
    features = np.array([[1.0], [0.0]] * 4)
    right = np.array([True, False, True, False, True, False, False, True])
    weights = fit_choices(features, np.array([0, 2, 4, 6, 8]), right, np.zeros(1), 1e-9)
    assert weights == pytest.approx([np.log(3.0)], abs=1e-6)


def test_learning_without_texts_keeps_what_people_set() -> None:
    prior = np.array([1.5, -2.0])
    assert fit_yes_no(np.zeros((0, 2)), np.zeros(0, bool), prior, 3.0).tolist() == prior.tolist()
    assert fit_yes_no(np.zeros((5, 2)), np.ones(5, bool), prior, 3.0) == pytest.approx(prior)


def test_the_halves_kept_for_measuring_are_never_read(world: World) -> None:
    assert not [path for path in GOLD if ".test." in path.name]
    with pytest.raises(ValueError, match="kept for measuring"):
        read_texts(world, [Path("tests/gold/sentences/ar.test.jsonl")])


@pytest.fixture(scope="module")
def world(toy_data: GeoData) -> World:
    return load_world(toy_data)
