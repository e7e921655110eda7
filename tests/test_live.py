"""The live folium map: our layers on it, and no text that runs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

import disputemap as dm
from disputemap.render.live import to_folium
from tests.map_world import HOSTILE, make_mentions, make_relative

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@given(st.text() | st.sampled_from(HOSTILE))
def test_nothing_is_left_to_act_upon(text: str) -> None:
    safe = dm.escape_folium(text)
    assert not re.search(r"""[<>{}"'`$\\%\u2028\u2029\u202a-\u202e\u2066-\u2069]""", safe)
    assert not re.search(r"#(?!\d+;)", safe.replace("&#x27;", "'"))


@pytest.mark.parametrize("text", [*HOSTILE, "{{ 7*7*191 }}", "{# gone #}", "\\", "a\\`"])
def test_folium_shows_text_as_typed(text: str) -> None:
    live = folium.Map(tiles=None)
    safe = dm.escape_folium(text)
    folium.Marker([0, 0], popup=safe, tooltip=safe).add_to(folium.FeatureGroup(name=safe).add_to(live))
    folium.LayerControl().add_to(live)
    page = live.get_root().render()
    assert "9359" not in without_ids(page)
    assert page.count(safe) >= 2
    assert "window.broken = 1</script>" not in page


def without_ids(page: str) -> str:
    """Return a page without folium's random ids, in which any number may stand."""
    return re.sub(r"[0-9a-f]{32}", "", page)


def names_on(live: folium.Map) -> list[str]:
    """Return the names of the layers of a folium map."""
    return [child.layer_name for child in live._children.values() if isinstance(child, folium.FeatureGroup)]  # noqa: SLF001


def test_the_layers_of_the_map_are_on_it(toy_data: GeoData) -> None:
    live = dm.Map(make_mentions(), geodata=toy_data).to_folium(zoom_start=9)
    names = names_on(live)
    assert names == [layer.titles["en"] for layer in dm.Map(make_mentions(), geodata=toy_data).data.layers]
    assert "Bela: 1" in live.get_root().render()


def test_two_layers_of_one_name_stay_two(toy_data: GeoData) -> None:
    data = dm.Map(make_mentions(), geodata=toy_data).data
    twins = tuple(replace(layer, titles={"en": "Same"}) for layer in data.layers)
    live = to_folium(replace(data, layers=twins))
    names = names_on(live)
    assert (len(names), len(set(names)), names[:2]) == (len(twins), len(twins), ["Same", "Same (2)"])


def test_what_a_strange_package_says_of_colours_does_not_run(toy_data: GeoData) -> None:
    data = dm.Map(make_mentions(), geodata=toy_data).data
    bad = tuple(
        replace(layer, titles={"en": HOSTILE[0]}, style=replace(layer.style, colour=HOSTILE[0], dash=HOSTILE[1]))
        for layer in data.layers
    )
    page = to_folium(replace(data, layers=bad)).get_root().render()
    assert "9359" not in without_ids(page)


def test_hostile_mentions_do_not_reach_it(toy_data: GeoData) -> None:
    mentions = make_relative().assign(name=HOSTILE[0], place_id=[f"{HOSTILE[2]}{row}" for row in range(7)])
    page = dm.Map(mentions, geodata=toy_data, title=HOSTILE[0]).to_folium().get_root().render()
    assert "9359" not in without_ids(page)
    assert "window.broken = 1</script>" not in page
