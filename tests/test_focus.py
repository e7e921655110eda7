"""The main place of a document, by sums that can be done in one's head.

Bela and Lowton lie in Dorin District, Kesta and Noor in Kesta District, both in the governorate of Kirsa.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from disputemap.focus import Named, focus_of, main_places
from disputemap.gazetteer import load_gazetteer
from disputemap.models import Document
from disputemap.placetable import PlaceTable, build_place_table
from tests.texts import read_text, read_texts

if TYPE_CHECKING:
    from disputemap.geodata import GeoData

NOBODY = -1


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> PlaceTable:
    return build_place_table(load_gazetteer(request.getfixturevalue("toy_data")))


def _named(places: list[str], table: PlaceTable, **columns: list[float]) -> Named:
    """Return mentions of one document: literal, sure, in the middle of the text, unless columns say otherwise."""
    size = len(places)
    usual = {"literal": [1] * size, "depth": [0.5] * size, "score": [1.0] * size, "parent": [NOBODY] * size} | columns
    return Named(
        np.zeros(size, dtype=np.int64),
        np.array([table.index.get(place, NOBODY) for place in places], dtype=np.int64),
        np.array(usual["literal"], dtype=bool),
        np.array(usual["depth"]),
        np.array(usual["score"]),
        np.array(usual["parent"], dtype=np.int64),
    )


def _main(places: list[str], table: PlaceTable, **columns: list[float]) -> str:
    (main,) = main_places(_named(places, table, **columns), 1, table).tolist()
    return table.ids[main] if main >= 0 else ""


def test_the_place_named_most_is_the_focus(table: PlaceTable) -> None:
    assert _main(["bela", "kesta", "kesta"], table) == "kesta"


def test_of_equals_the_first_is_the_focus(table: PlaceTable) -> None:
    assert _main(["kesta", "bela"], table) == "kesta"
    assert _main(["kesta", "bela"], table, score=[0.95, 1]) == "kesta"
    assert _main(["kesta", "bela"], table, score=[0.8, 1]) == "bela"


def test_the_head_of_a_text_counts_double(table: PlaceTable) -> None:
    assert _main(["kesta", "bela"], table, depth=[0.2, 0.1]) == "bela"


def test_an_area_is_the_focus_when_its_parts_share(table: PlaceTable) -> None:
    # Bela 1, Lowton 1, the district 0.75 and all of it 2.75: neither town has more than half of that.
    assert _main(["bela", "lowton", "dorin-district"], table) == "dorin-district"
    # Bela 3 of 4.75 has.
    assert _main(["bela", "lowton", "dorin-district", "bela", "bela"], table) == "bela"


def test_an_area_is_the_focus_when_its_districts_share(table: PlaceTable) -> None:
    assert _main(["bela", "lowton", "dorin-district", "kesta", "kirsa-governorate"], table) == "dorin-district"
    assert _main(["bela", "dorin-district", "kesta", "noor", "kirsa-governorate"], table) == "kirsa-governorate"


def test_an_area_that_is_not_named_is_no_focus(table: PlaceTable) -> None:
    assert _main(["bela", "lowton"], table) == "bela"


def test_an_exact_place_counts_more_than_an_area(table: PlaceTable) -> None:
    assert _main(["upland-governorate", "kesta"], table) == "kesta"


def test_parents_in_a_chain_speak_for_the_exact_place(table: PlaceTable) -> None:
    places = ["kesta", "kesta-district", "noor"]
    assert _main(places, table) == "kesta-district"
    assert _main(places, table, parent=[1, NOBODY, NOBODY]) == "kesta"
    assert _main([*places, "kirsa-governorate"], table, parent=[1, 3, NOBODY, NOBODY]) == "kesta"


def test_what_holds_several_speaks_for_itself(table: PlaceTable) -> None:
    assert _main(["kesta", "noor", "kesta-district"], table, parent=[2, 2, NOBODY]) == "kesta-district"


def test_governments_do_not_count(table: PlaceTable) -> None:
    assert _main(["alba", "alba", "kesta"], table, literal=[0, 0, 1]) == "kesta"
    assert not _main(["alba", "sudland"], table, literal=[0, 0])


def test_countries_count_only_alone(table: PlaceTable) -> None:
    assert _main(["norland", "norland", "kesta"], table, score=[1, 1, 0.1]) == "kesta"
    assert _main(["norland", "sudland", "sudland"], table) == "sudland"


def test_documents_are_worked_out_apart(table: PlaceTable) -> None:
    named = _named(["kesta", "bela", "bela", "", "kesta"], table)._replace(doc=np.array([0, 2, 2, 2, 2]))
    assert main_places(named, 4, table).tolist() == [table.index["kesta"], -1, table.index["bela"], -1]
    assert focus_of(named, 4, table).tolist() == [True, True, True, False, False]


def test_without_mentions_there_is_no_focus(table: PlaceTable) -> None:
    assert main_places(_named([], table), 2, table).tolist() == [-1, -1]


def test_rows_of_the_main_place_are_marked(toy_data: GeoData) -> None:
    rows = read_text(toy_data, "A fire broke out in Bela. In Lowton all was calm. The people of Bela fled.", "en")
    assert [row["focus"] for row in rows] == [True, False, True]


def test_each_document_has_its_own_focus(toy_data: GeoData) -> None:
    documents = [Document("a", "In Bela.", "en"), Document("b", "The government of Sudland said nothing.", "en")]
    assert [row["focus"] for row in read_texts(toy_data, documents)] == [True, False]
