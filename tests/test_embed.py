"""The page inside others: in Jupyter, in a frame, and what a reader's view comes back as."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from PIL import Image

from disputemap.errors import InputError
from disputemap.render.embed import SANDBOX
from disputemap.render.html import Map
from disputemap.render.jupyter import notebook
from disputemap.render.viewstate import View, first_day, start_of
from disputemap.table import of_frame
from tests.map_world import HOSTILE, make_mentions, make_relative

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.geodata import GeoData


@pytest.fixture(scope="module")
def page(toy_data: GeoData) -> Map:
    """Return a map of all kinds of mentions."""
    frame = pd.concat([make_mentions(), make_relative()], ignore_index=True)
    frame["score"] = [(10 * row) % 100 / 100 for row in range(len(frame))]
    frame.loc[3, "date"] = None
    return Map(frame, geodata=toy_data, title=HOSTILE[3])


def test_jupyter_gets_a_frame_and_a_picture(page: Map) -> None:
    shown = page._repr_mimebundle_()
    picture = Image.open(io.BytesIO(base64.b64decode(shown["image/png"])))
    assert picture.width > 600
    assert shown["image/png"] in shown["text/html"]  # for notebooks that take the frame away
    assert f'sandbox="{SANDBOX}"' in shown["text/html"]
    assert "allow-same-origin" not in shown["text/html"]


def test_without_a_picture_the_frame_is_all(caplog: pytest.LogCaptureFixture) -> None:
    def no_picture() -> bytes:
        message = "no fonts"
        raise InputError(message)

    assert notebook("<iframe>", no_picture, height=100) == {"text/html": "<iframe>"}
    assert "no fonts" in caplog.text


def test_embedding_takes_three_files(page: Map, tmp_path: Path) -> None:
    written = page.save_embed(tmp_path / "my map.html")
    assert sorted(path.name for path in written) == ["my map.embed.html", "my map.oembed.json", "my map.png"]
    code = written[0].read_text(encoding="utf-8")
    assert 'src="my%20map.html"' in code
    assert 'loading="lazy"' in code
    assert '<noscript><img src="my%20map.png"' in code
    assert "<img src=x" not in code  # the title is hostile
    assert "style=" not in code  # a host's policy may forbid it
    sizes = json.loads(written[2].read_text(encoding="utf-8"))
    assert (sizes["type"], sizes["width"], sizes["height"], sizes["html"]) == ("rich", 960, 640, code)
    assert sizes["title"] == HOSTILE[3]


def test_a_title_cannot_leave_the_frame(page: Map) -> None:
    assert 'onerror="window' not in page._repr_html_().split("srcdoc=")[0]
    assert 'title="&lt;img src=x' in page._repr_html_()


VIEWS = [
    View(),
    View(mode="both", min_score=0.8),
    View(relations=frozenset({"inside", "none"}), since="2025-01-01", until="2025-12-31", undated=False),
    View(mode="associative", themes=frozenset({"a,b", "c&d=e"}), sources=frozenset({"Paper <b>", "الصباح"}), km=120),
]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_comes_back_from_its_address(view: View) -> None:
    assert View.read(f"https://example/map.html#{view.fragment()}&map=35,44,7") == view
    assert View.read(view.fragment()) == view


@pytest.mark.parametrize(
    "text", ["", "#", "mode=all&min=200&from=soon&km=7&rel=nowhere", "min=-1", "%%%&=&a=b=c", "min=٣"]
)
def test_nonsense_is_passed_over(text: str) -> None:
    assert View.read(text) == View()


@pytest.mark.parametrize(
    "filters",
    [{"mode": "all"}, {"min_score": 80}, {"since": "June"}, {"relations": ["nowhere"]}, {"km": 7}, {"what": 1}],
)
def test_a_wrong_filter_is_told(filters: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"filters: .*{next(iter(filters))}"):
        start_of(filters)


def test_filters_by_name_and_address_are_one(toy_data: GeoData) -> None:
    named = Map(make_mentions(), geodata=toy_data, filters={"mode": "both", "relations": "inside"})
    assert named.start == "mode=both&rel=inside"
    assert Map(make_mentions(), geodata=toy_data, filters=f"map.html#{named.start}").to_html() == named.to_html()


@pytest.mark.parametrize(
    ("address", "surfaces"),
    [
        ("mode=both&rel=inside", ["Bela"]),
        ("mode=both&min=80", ["Far Land", "Nowhere"][:1]),
        ("mode=associative", ["Alba", "Norland", "Free Hills"]),
        ("km=130", ["Bela"]),
        ("mode=both&from=2025-06-04&undated=no", []),
    ],
)
def test_a_selection_is_what_the_page_counts(page: Map, address: str, surfaces: list[str]) -> None:
    found = page.selection(address)
    assert list(found["surface"]) == surfaces
    assert found.index.isin(page.mentions.index).all()


def test_an_arrow_table_is_as_good(page: Map, toy_data: GeoData, tmp_path: Path) -> None:
    table = Map(of_frame(page.mentions), geodata=toy_data, title=HOSTILE[3])
    assert table.to_html() == page.to_html()
    assert table.selection("km=130")["surface"].to_pylist() == ["Bela"]
    table.figure(tmp_path / "m.svg")
    assert (tmp_path / "m.svg").stat().st_size > 1000


def test_undated_mentions_pass_unless_they_are_left_out(page: Map) -> None:
    every, dated = page.selection("mode=both"), page.selection("mode=both&undated=no")
    assert set(every.index) - set(dated.index) == {3}


def test_themes_select(page: Map) -> None:
    assert list(page.selection(View(mode="both", themes=frozenset({HOSTILE[2]})).fragment()).index) == [10]


def test_dates_are_first_days() -> None:
    assert [first_day(text) for text in ("2025", "2025-06", "2025-06-03", "")] == [
        "2025-01-01",
        "2025-06-01",
        "2025-06-03",
        None,
    ]
