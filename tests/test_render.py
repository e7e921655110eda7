"""The page as a file: self-contained, safe, the same twice. No browser is opened here."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from disputemap.corridors import load_corridor, with_corridor
from disputemap.errors import InputError
from disputemap.render.assets import app_js, leaflet_js, page_file
from disputemap.render.geometries import read_shapes
from disputemap.render.html import LANGUAGES, Map
from disputemap.render.island import read
from disputemap.render.payload import map_data, to_island
from disputemap.table import to_frame
from tests.map_world import HOSTILE, make_mentions

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.geodata import GeoData

INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
ISLAND = re.compile(r'<script type="text/plain" id="disputemap-data">(.*?)</script>', re.DOTALL)
PROGRAM = re.compile(r'<script type="text/plain" id="disputemap-program">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def page(toy_data: GeoData) -> str:
    """Return the page of the hostile mentions."""
    return Map(make_mentions(), geodata=toy_data, title=f"News {' '.join(HOSTILE)}").to_html()


def island(page: str) -> dict[str, Any]:
    """Return the data that a page carries."""
    found = ISLAND.findall(page)
    assert len(found) == 1
    return read(found[0])


def policy(page: str) -> str:
    """Return a page's Content-Security-Policy."""
    return str(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]


def test_the_same_input_gives_the_same_bytes(toy_data: GeoData, page: str) -> None:
    again = Map(make_mentions(), geodata=toy_data, title=f"News {' '.join(HOSTILE)}")
    assert again.to_html() == page
    assert again.to_html() == page  # rendering twice adds nothing


def test_nothing_is_loaded(page: str) -> None:
    assert not re.search(r"<(script|img|iframe|link)\b[^>]*\b(src|href)=", page)
    styles = "".join(text for tag, _, text in INLINE.findall(page) if tag == "style")
    assert not re.search(r"url\((?!data:|#)", styles)
    assert "sourceMappingURL" not in page


def test_the_policy_allows_just_what_is_there(page: str) -> None:
    rules = dict(rule.split(" ", 1) for rule in policy(page).split("; "))
    for kind in ("script", "style"):
        texts = [
            text for tag, attributes, text in INLINE.findall(page) if tag == kind and "text/plain" not in attributes
        ]
        texts += [leaflet_js(), app_js()] if kind == "script" else []  # these are unpacked by the one that is there
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert set(rules[f"{kind}-src"].split()) == {f"'sha256-{digest}'" for digest in digests}
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy(page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_typed(page: str, text: str) -> None:
    data = island(page)
    assert any(text in sentence for sentence in data["sentences"])
    assert any(text in outlet for outlet in data["outlets"])
    assert any(text in title for title in data["titles"])
    assert text in data["title"]


def test_hostile_text_never_is_markup(page: str) -> None:
    outside = ISLAND.sub("", page)
    assert "window.broken = 1</script>" not in page
    assert "<img" not in page
    assert "9359" not in outside  # 7*7*191 would stand where a template had run
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", ISLAND.findall(page)[0])


def test_the_marked_name_is_found_in_code_points(page: str) -> None:
    data = island(page)
    for naming, sentence, first in zip(
        data["saying.naming"], data["saying.sentence"], data["saying.mark"], strict=True
    ):
        surface = data["naming.surface"][naming]
        assert data["sentences"][sentence][first:].startswith(surface)


def test_unplaced_mentions_and_their_reasons_travel_too(toy_data: GeoData) -> None:
    (unplaced,) = [mention for mention in map_data(make_mentions(), toy_data).mentions if "place_id" not in mention]
    assert unplaced["reasons"] == ["no place of this name"]


def test_coordinates_are_a_place_of_their_own(toy_data: GeoData) -> None:
    here = {"doc": "a", "form": "coordinates", "surface": "52 N 15 E", "lon": 15.0, "lat": 52.25, "accuracy_m": 50.0}
    data = map_data(to_frame([here, {**here, "start": 40}]), toy_data)
    (place,) = data.places
    assert (place["place_id"], place["names"], place["lon"], place["lat"]) == (
        "@52.25,15.0",
        {"en": "52.25, 15.0"},
        15,
        52.25,
    )
    assert [mention["item"] for mention in data.mentions] == [place["place_id"]] * 2


def test_demonyms_are_no_places(toy_data: GeoData) -> None:
    rows = [{"doc": "a", "surface": "Norlander", "form": "demonym"}, {"doc": "a", "surface": "x", "sentence": "x"}]
    data = map_data(to_frame(rows), toy_data)
    assert [mention["surface"] for mention in data.mentions] == ["x"]
    assert data.rows.sentence.distinct.to_pylist() == ["x"]


def test_what_lies_south_of_a_place_does_not_move_it(toy_data: GeoData) -> None:
    place = {"doc": "a", "place_id": "ours", "name": "Ours", "lon": 15.0, "lat": 52.0, "accuracy_m": 9.0}
    south = {**place, "lat": 51.5, "modifier": {"kind": "sector", "text": "south of", "bearing_deg": 180.0}}
    own, item = sorted(map_data(to_frame([south, place]), toy_data).places, key=lambda item: "relative" in item)
    assert (own["place_id"], own["lat"], own["accuracy_m"]) == ("ours", 52, 9)
    assert (item["place_id"], item["lat"]) == ("~sector/ours/180", 51.5)
    assert item["relative"] == {"kind": "sector", "anchors": ["ours"], "bearing_deg": 180}
    alone = map_data(to_frame([south]), toy_data)
    assert [item["place_id"] for item in alone.places] == ["~sector/ours/180"]
    assert alone.others["ours"]["names"] == {"en": "Ours"}  # the page needs it for the item's name


def test_a_shape_is_written_once(toy_data: GeoData) -> None:
    data = read(to_island(map_data(make_mentions(), toy_data)))
    shapes = read_shapes(data)
    assert len({json.dumps(shape) for shape in shapes}) == len(shapes)
    kirsa = data["item.shape"][data["item.id"].index("kirsa-governorate")]
    assert shapes[kirsa]["type"] == "Polygon"


def test_the_page_knows_which_corridor_it_shows(toy_data: GeoData) -> None:
    own = map_data(make_mentions(), toy_data).corridor
    assert (own["from_km"], [sector["sector_id"] for sector in own["sectors"]]) == (0, ["west", "east"])
    (claim,) = [claim for claim in load_corridor(toy_data).claims if claim["implies"] == "part"][:1]
    chosen = with_corridor(toy_data, load_corridor(toy_data, claim=claim["claim_id"]))
    shown = map_data(make_mentions(), chosen).corridor
    assert shown["version"].endswith(claim["claim_id"])
    assert shown["from_km"] == 0  # the whole line is drawn, and what the claim implies marked on it


def test_claims_stand_beside_the_measured_length(toy_data: GeoData) -> None:
    data = map_data(make_mentions(), toy_data)
    lengths = [claim["claimed_length_km"] for claim in data.claims if claim.get("kind") == "length"]
    assert lengths == ["400", "30"]
    assert len({claim["claim_id"] for claim in data.claims}) == len(data.claims)
    assert data.length_km == pytest.approx(274.7, abs=0.1)


def test_save_writes_whole_files_only(toy_data: GeoData, tmp_path: Path) -> None:
    Map(make_mentions(), geodata=toy_data).save(tmp_path / "map.html")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text(encoding="utf-8").endswith("</html>\n")


def test_jupyter_gets_a_frame_that_cannot_reach_out(toy_data: GeoData) -> None:
    frame = Map(make_mentions(), geodata=toy_data)._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts' in frame
    assert "allow-same-origin" not in frame


def test_tiles_open_the_policy_for_their_host_alone(toy_data: GeoData) -> None:
    tiles = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    page = Map(make_mentions(), geodata=toy_data, tiles=tiles, attribution="<b>Example</b>").to_html()
    assert "img-src data: https://*.tiles.example;" in policy(page)
    assert island(page)["tiles"] == {"url": tiles, "attribution": "<b>Example</b>"}


@pytest.mark.parametrize(
    ("tiles", "attribution", "told"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", None, "--attribution"),
        ("https://tiles.example/{z}/{x}/{y}.png", "  ", "--attribution"),
        ("https://tiles.example/5/6/7.png", "Example", "no address of tiles"),
        ("javascript:alert(1)//{z}/{x}/{y}", "Example", "no address of tiles"),
        ("https://tiles.example; script-src */{z}/{x}/{y}", "Example", "no address of tiles"),
    ],
)
def test_tiles_say_whose_they_are(toy_data: GeoData, tiles: str, attribution: str | None, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Map(make_mentions(), geodata=toy_data, tiles=tiles, attribution=attribution)


def test_layers_can_be_chosen_for_the_start(toy_data: GeoData) -> None:
    chosen = Map(make_mentions(), geodata=toy_data, layers=["districts"])
    assert [layer.key for layer in chosen.data.layers if layer.visible] == ["districts"]
    with pytest.raises(InputError, match=r"no-such-layer.*unknown.*districts"):
        Map(make_mentions(), geodata=toy_data, layers=["no-such-layer"])


def test_no_mentions_still_make_a_map(toy_data: GeoData) -> None:
    data = island(Map(make_mentions().iloc[:0], geodata=toy_data).to_html())
    assert (len(data["saying"]), data["item.id"]) == (0, [])
    assert data["layers"]


def test_the_interface_speaks_every_language() -> None:
    words = json.loads(page_file("strings.json"))
    assert [key for key, texts in words.items() if not all(texts.get(language) for language in LANGUAGES)] == []
    gaps = [{tuple(sorted(re.findall(r"\{\w+\}", text))) for text in texts.values()} for texts in words.values()]
    assert all(len(kinds) == 1 for kinds in gaps)


def test_another_region_brings_all_its_own_words(page: str) -> None:
    outside = PROGRAM.sub("", ISLAND.sub("", page))
    packed = [*ISLAND.findall(page), *PROGRAM.findall(page)]  # letters of base64 may spell anything
    data, program = (zlib.decompress(base64.b64decode(text)).decode(errors="replace") for text in packed)
    for text in (data, program, outside):
        assert not re.search(r"iraq|kurd|peshmerga|unami|عراق|كردستان|بيشمركة|پێشمەرگە", text, re.IGNORECASE)
    assert "Norland" not in outside
