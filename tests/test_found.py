"""Every place of the facts that the project starts from is found by each of its names, where it is.

`data/known_places.csv` holds names and positions as facts: `data-sources` (the table of checked positions),
`article140` (disputed districts with their seats), `waypoints`, `centres` and `claims` (the corridor's ends, hosts and
places). A name of several places is found when one of the answers is the place; guesses do not count. `within_km` is
how well the fact's own position is known.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from disputemap.geodata import GeoData, shipped_root
from disputemap.lookup.index import distance_m, load_index
from disputemap.lookup.search import search
from disputemap.models import LonLat

with (Path(__file__).parent / "data" / "known_places.csv").open(encoding="utf-8", newline="") as file:
    KNOWN = list(csv.DictReader(file))
REAL = load_index(GeoData(shipped_root()))


@pytest.mark.parametrize("known", KNOWN, ids=lambda row: f"{row['fact']}-{row['language']}-{row['name']}")
def test_a_known_place_is_found_where_it_is(known: dict[str, str]) -> None:
    hits = [hit for hit in search(known["name"], REAL, limit=50) if not hit.match.startswith("fuzzy")]
    assert hits, "not in the gazetteer"
    if known["lon"]:
        here = LonLat(float(known["lon"]), float(known["lat"]))
        allowed = float(known["within_km"]) * 1000
        distances = {hit.place.place_id: distance_m(hit.place, here) for hit in hits}
        accuracies = {hit.place.place_id: max(hit.place.accuracy_m, allowed) for hit in hits}
        assert any(metres <= accuracies[place_id] for place_id, metres in distances.items()), distances


@pytest.mark.parametrize("language", ["ar", "ckb", "kmr", "tr", "en"])
def test_the_facts_speak_all_languages(language: str) -> None:
    assert sum(known["language"] == language for known in KNOWN) >= 15


def test_the_first_answer_is_nearly_always_the_place() -> None:
    first = 0
    located = [known for known in KNOWN if known["lon"]]
    for known in located:
        hit = search(known["name"], REAL, limit=1)[0]
        metres = distance_m(hit.place, LonLat(float(known["lon"]), float(known["lat"])))
        first += metres <= max(hit.place.accuracy_m, float(known["within_km"]) * 1000)
    assert first / len(located) > 0.9
