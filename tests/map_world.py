"""Mentions in the toy world that try to break out of a page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from shapely.geometry import Point

HOSTILE = (
    "{{ 7*7*191 }}",
    "{% raise %}",
    "</script><script>window.broken = 1</script>",
    '<img src=x onerror="window.broken = 2">',
    "`${window.broken = 3}`",
    "<!-- \u2028 & &lt;b&gt; 💥",
)  # fmt: skip


def make_mentions() -> gpd.GeoDataFrame:
    """Return ten mentions: points, areas, a country, one of a place without position, one unplaced."""
    rows = [
        _row("alba", "Alba", "populated_place", 14, 53, 2000, role="literal", relation="outside", distance_m=90000.0),
        _row("alba", "Alba", "populated_place", 14, 53, 2000, role="associative"),
        _row("bela", "Bela", "populated_place", 15, 52, 1000, relation="inside", share_inside=1.0, chainage_km=137.0),
        _row("kirsa-governorate", "Kirsa", "adm1", 15, 51, 150000, relation="straddles", share_inside=0.05),
        _row("norvik-district", "Norvik", "adm2", 14, 53, 90000),
        _row("norland", "Norland", "country", 15, 52, 250000, role="associative"),
        _row("free-hills", "Free Hills", "region", 14, 53.5, 60000, role="associative"),
        _row("zor-field", "Zor", "field", 15.5, 52.05, 10000, modifier={"text": "south of", "bearing_deg": 180.0}),
        _row("far-land", "Far Land", "country", None, None, None, role="literal"),
        _row(None, None, None, None, None, None, surface="Nowhere", reasons=["no place of this name"]),
    ]
    for row, text in zip(rows, HOSTILE, strict=False):
        start = f"{text} 💥 في "
        row |= {"sentence": f"{start}{row['surface']} {text}", "source": f"Paper {text}", "title": f"On {text}"}
        row["start"] = 100 + len(start)
    geometry = [Point(row["lon"], row["lat"]) if row["lon"] is not None else None for row in rows]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")


def make_relative() -> gpd.GeoDataFrame:
    """Return seven mentions: relative places, a chain and a reference, with texts that try to break out of a page."""
    text = HOSTILE[2]
    themes = [{"theme": text, "event_type": text, "cue": text}]
    between = {"kind": "between", "text": "between", "to": "bela"}
    within, chain = {"kind": "within"}, {"head": 100, "link": 0}
    rows = [
        _row("alba", "Alba", "populated_place", 14, 52.9, 25000, modifier=_sector(text), themes=themes),
        _row("alba", "Alba", "populated_place", 14, 53, 2000, surface="the town", form="reference"),
        _row("alba", "Alba", "populated_place", 14.5, 52.5, 80000, modifier=between),
        _row("bela", "Bela", "populated_place", 14.5, 52.5, 80000, modifier=between | {"to": "alba"}, score=0.7),
        _row("norvik-district", "Norvik", "adm2", 14, 53, 90000, surface=text, modifier=within, chain=chain),
        _row("norvik-district", "Norvik", "adm2", 14, 53, 90000, chain=chain | {"link": 1}),
        _row("kirsa-governorate", "Kirsa", "adm1", 15, 51, 150000, chain=chain | {"link": 2}, themes=themes),
    ]  # fmt: skip
    rows[2] |= {"sentence": "It lies between Alba and Bela.", "start": 116}
    rows[3] |= {"sentence": "It lies between Alba and Bela.", "start": 125}
    return gpd.GeoDataFrame(rows, geometry=[Point(row["lon"], row["lat"]) for row in rows], crs="EPSG:4326")


def _sector(text: str) -> dict[str, Any]:
    return {"kind": "sector", "text": text, "bearing_deg": 180.0}


def _row(  # noqa: PLR0913, PLR0917 - a table row
    place_id: str | None, name: str | None, feature: str | None, lon: float | None, lat: float | None,
    accuracy_m: float | None, **more: Any,  # noqa: ANN401 - any cell
) -> dict[str, Any]:  # fmt: skip
    surface = str(more.get("surface", name))
    return {
        "doc": "toy.txt", "start": 100 + len("They met in "), "surface": surface, "lang": "en", "place_id": place_id,
        "name": name, "feature": feature, "lon": lon, "lat": lat, "accuracy_m": accuracy_m, "role": "literal",
        "score": 0.9, "reasons": ["only place of this name"], "candidates": [{"place_id": "kesta", "score": 0.1}],
        "modifier": None, "relation": None, "share_inside": None, "distance_m": None, "chainage_km": None,
        "offset_m": None, "date": "2025-06-03", "source": "The Norland Post", "title": "A meeting", "themes": [],
        "sentence": f"They met in {surface} yesterday.", "sentence_start": 100,
    } | more  # fmt: skip
