"""A name that opens a report, before a dash or a colon, says where the report is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("ALBA (Agency) - Rain fell.", True),
        ("Alba, Agency - Rain fell.", True),
        ("Alba: Rain fell.", True),
        ("Rain fell.\nAlba – More rain fell.", True),
        ("Alba said: no rain fell.", False),  # something stands between
        ("Rain fell. Alba: more rain fell.", False),  # within a line
        ("Alba-based papers wrote of rain.", False),  # the dash joins
        ("In Alba: Rain fell.", False),
    ],
)
def test_datelines(toy_data: GeoData, text: str, opens: bool) -> None:  # noqa: FBT001 - a case
    (row,) = read_text(toy_data, text, "en")
    assert ("dateline" in row["reasons"]) is opens


def test_a_dateline_is_a_place_whoever_governs_there(toy_data: GeoData) -> None:
    (row,) = read_text(toy_data, "ALBA (Agency) - Rain fell.", "en")
    assert (row["place_id"], row["role"]) == ("alba", "literal")
