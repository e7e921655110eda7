"""Figures for reports: what is on them, in which language, and that no text on them is anything but text."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from disputemap.cli import main
from disputemap.corridors.model import Sector
from disputemap.errors import InputError
from disputemap.render.figure import figure
from disputemap.render.framing import Frame
from disputemap.render.labelling import Label, settle
from disputemap.render.lettering import Lettering, figure_words, plain
from disputemap.render.sheet import to_path
from disputemap.render.strip import strip
from tests.map_world import HOSTILE, make_mentions, make_relative

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.geodata import GeoData

SVG = "{http://www.w3.org/2000/svg}"
PROFILE = pd.DataFrame(
    {
        "from_km": [0.0, 10.0, 20.0],
        "to_km": [10.0, 20.0, 25.0],
        "sector": ["west", "west", "east"],
        "literal": [2, 0, 1],
        "associative": [0, 0, 3],
        "areal": [0, 0, 1],
    }
)


def drawn(content: bytes) -> list[str]:
    """Return what the parts of an SVG are, as it tells screen readers."""
    root = ET.fromstring(content)  # noqa: S314 - our own file
    return [title.text or "" for title in root.iter(f"{SVG}title")]


def toy_figure(toy_data: GeoData, **choices: object) -> bytes:
    return figure(make_mentions(), geodata=toy_data, **choices)  # type: ignore[arg-type]


def test_it_names_the_places_that_count_with_their_numbers(toy_data: GeoData) -> None:
    told = drawn(toy_figure(toy_data))
    assert told[0] == "Places named in Norland"
    assert {"Alba 1", "Bela 1", "Kirsa 1", "Alba: 1 + 0", "Strip, typical width"} <= set(told)
    assert not [text for text in told if text.startswith("Norland:")]


def test_associative_mentions_count_when_asked_for(toy_data: GeoData) -> None:
    assert "Alba: 1 + 1" in drawn(toy_figure(toy_data, mode="both"))
    told = drawn(toy_figure(toy_data, mode="associative"))
    assert "Alba: 0 + 1" in told
    assert not [text for text in told if text.startswith("Bela")]


def test_it_says_what_is_counted_what_lies_beyond_and_what_it_rests_on(toy_data: GeoData) -> None:
    told = " ".join(drawn(toy_figure(toy_data)))
    assert "As of June 2025" in told
    assert "not a boundary" in told
    assert "Beyond this map, or larger than it: Far Land 1" in told
    assert "Not placed: 1" in told
    assert "A world made up for tests" in told
    assert "EPSG:32633" in told


@pytest.mark.parametrize(
    ("lang", "title", "place"),
    [("ar", "الأماكن المذكورة في نورلاند", "ألبا 1"), ("ckb", "شوێنە ناوبراوەکانی نۆرلاند", "ئەلبا 1")],
)
def test_it_speaks_the_language_and_runs_from_its_side(toy_data: GeoData, lang: str, title: str, place: str) -> None:
    told = drawn(toy_figure(toy_data, lang=lang))
    assert title in told
    assert place in told
    assert not {"Rivers", "km", "literal"} & set(told)


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_same_mentions_give_the_same_bytes(toy_data: GeoData, form: str) -> None:
    first = toy_figure(toy_data, format=form)
    assert first == toy_figure(toy_data, format=form)
    assert first.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


def test_the_order_of_mentions_changes_nothing(toy_data: GeoData) -> None:
    turned = make_mentions().iloc[::-1].reset_index(drop=True)
    assert figure(turned, geodata=toy_data) == toy_figure(toy_data)


@pytest.mark.parametrize("text", [*HOSTILE, "$x^2$ and $\\frac{1}{2}$", "\\usepackage{x}", "a & b < c", "--> <script>"])
def test_a_title_is_shown_as_typed(toy_data: GeoData, text: str) -> None:
    content = toy_figure(toy_data, title=text, strip=False)
    assert drawn(content)[:1] == [plain(text)]
    assert plain(text) in " ".join(drawn(content)[1:])
    assert b"<script" not in content


def test_names_of_documents_are_shown_as_typed(toy_data: GeoData) -> None:
    told = " ".join(drawn(figure(make_relative(), geodata=toy_data)))
    assert f"Inside Norvik: {HOSTILE[2][:20]}" in told


def test_strange_texts_become_one_line_of_letters() -> None:
    assert plain("a\n\tb\u202ec\u2066") == "a b⟦RLO⟧c⟦LRI⟧"
    assert plain("x\x00\ud800\ue000") == "x\ufffd\ufffd\ufffd"
    assert plain("e" + "\u0301" * 50) == "e" + "\u0301" * 3


@settings(max_examples=50)
@given(st.text())
def test_every_text_can_be_measured(text: str) -> None:
    line = plain(text)
    assert "\n" not in line
    assert plain(line) == line
    assert Lettering("en").width(line, 6) >= 0


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_lines_are_as_wide_as_asked_and_no_more(text: str) -> None:
    words = Lettering("en")
    assert all(words.width(line, 6) <= 30.01 for line in words.wrap(text, 30, 6))


def test_every_word_is_there_in_three_languages() -> None:
    assert all({"en", "ar", "ckb"} == set(texts) and all(texts.values()) for texts in figure_words().values())


def test_dates_are_told_in_words() -> None:
    assert Lettering("en").date("2021-12") == "December 2021"
    assert Lettering("ar").date("2021-12-05") == "5 كانون الأول 2021"
    assert Lettering("ckb").date("around 2021") == "around 2021"


def test_names_keep_clear_of_each_other_and_of_marks() -> None:
    labels = [Label(f"place {number}", 10, 10, 8, 2, number, "place", reach=1.0) for number in range(12)]
    placed = settle(labels, within=(0, 0, 30, 20), taken=[(9.5, 9.5, 10.5, 10.5)])
    boxes = [shapely.box(*box).buffer(-1e-9) for _, box in placed]
    assert placed[0][0].text == "place 11"
    assert 2 < len(boxes) < 12
    assert not [1 for one in boxes for other in boxes if one is not other and one.intersects(other)]


def test_the_frame_is_true_to_scale() -> None:
    frame = Frame.of((13, 51, 17, 53), "EPSG:32633", width=100)
    assert frame.metres_per_mm == pytest.approx(2_802, rel=0.01)  # 4 degrees along 51 N are 280 km
    assert frame.scale_bar_km() == 50
    assert frame.height == pytest.approx(79.4, rel=0.02)  # 2 degrees of latitude are 223 km
    degrees = dict(frame.degrees(along=0))
    assert degrees[15.0] == pytest.approx(50, abs=0.1)  # the zone's middle


@pytest.mark.parametrize("turned", [False, True])
def test_a_hole_stays_a_hole(*, turned: bool) -> None:
    inner = shapely.box(1, 1, 2, 2).exterior.reverse() if turned else shapely.box(1, 1, 2, 2).exterior
    path = to_path(shapely.Polygon(shapely.box(0, 0, 3, 3).exterior, [inner]))
    outer, hole = (shapely.LinearRing(np.asarray(ring)) for ring in path.to_polygons())
    assert outer.is_ccw
    assert not hole.is_ccw  # both turning one way would fill it


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"lang": "fr"}, "'fr'"),
        ({"mode": "all"}, "'all'"),
        ({"format": "gif"}, "svg, png, pdf"),
        ({"width_mm": 20}, "20 mm"),
    ],
)
def test_what_no_figure_has_is_refused(toy_data: GeoData, choices: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        toy_figure(toy_data, **choices)


def test_no_mentions_are_a_figure_too(toy_data: GeoData) -> None:
    told = " ".join(drawn(figure(make_mentions().iloc[:0], geodata=toy_data)))
    assert "0 at 0 places" in told
    assert "no mention in or near the corridor" in told


def test_the_strip_stands_alone(tmp_path: Path) -> None:
    sectors = (Sector("west", 0, 20, {"en": "West"}), Sector("east", 20, 25, {"en": "East", "ar": "الشرق"}))
    strip(PROFILE, tmp_path / "strip.svg", sectors=sectors, title="$1$ along the line")
    told = drawn((tmp_path / "strip.svg").read_bytes())
    assert {"$1$ along the line", "West", "km 0-10: 2", "km 20-25: 3"} <= set(told)
    strip(PROFILE, tmp_path / "strip.png", lang="ar", sectors=sectors)
    with Image.open(tmp_path / "strip.png") as image:
        assert image.width == 1417  # 180 mm at 200 dots an inch
    with pytest.raises(InputError, match="gif"):
        strip(PROFILE, tmp_path / "strip.gif")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Return a folder with one document about the toy world."""
    (tmp_path / "one.jsonl").write_text(json.dumps({"id": "one", "text": "They met in Alba."}) + "\n", encoding="utf-8")
    return tmp_path


def test_the_command_writes_what_the_name_of_the_file_says(documents: Path, toy: Path) -> None:
    out = documents / "map.pdf"
    ran = CliRunner().invoke(main, ["figure", str(documents / "one.jsonl"), "-o", str(out), "--geo", str(toy)])
    assert ran.exit_code == 0, ran.output
    assert out.read_bytes().startswith(b"%PDF")
    for name, word in (("map.bmp", "svg, png, pdf"), ("none/map.svg", "no folder")):
        ran = CliRunner().invoke(main, ["figure", str(documents), "-o", str(documents / name), "--geo", str(toy)])
        assert ran.exit_code == 1
        assert word in ran.output
