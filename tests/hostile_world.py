"""The toy world with a hostile text in every field: documents, an overlay of places, layers, themes and claims."""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING

from disputemap.geodata import GeoData
from disputemap.models import Document
from disputemap.pipeline import geoparse
from tests.hostile import corpus
from tests.overlay_files import make_overlay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd

LETTERS = "abdefghiklmnoprstuvz"
ROW = 28  # places in a row of their square
THEMES = 25  # a page tells 32 apart
TURNS = {
    "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip


def typed() -> tuple[str, ...]:
    """Return the texts as a file can hold them: halves of pairs become replacement characters, as in every input."""
    whole = (text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in corpus())
    return tuple(dict.fromkeys(text for text in whole if text.strip()))


def marked(text: str) -> str:
    """Return a text as a page shows it: signs that turn its direction told."""
    return "".join(f"⟦{TURNS[char]}⟧" if char in TURNS else char for char in text)


def called(number: int) -> str:
    """Return a name for a place that stands in no other."""
    return "Zor" + "".join(LETTERS[number // 20**power % 20] for power in (2, 1, 0))


def make_documents(texts: Sequence[str]) -> list[Document]:
    """Return documents with each text around a name, and as id, title and outlet."""
    return [
        Document(text, f"They met {text} in {called(number)} {text} yesterday.", "en", "2025-06-03", text, text)
        for number, text in enumerate(texts)
    ]


def make_package(folder: Path, toy: Path, texts: Sequence[str]) -> GeoData:
    """Return the toy package with a layer, a theme and a claim of each text, and a place of each in an overlay."""
    root = folder / "package"
    shutil.copytree(toy, root)
    _append(root / "vocab" / "layers.csv", (_layer(number, text) for number, text in enumerate(texts)))
    _append(root / "corridor" / "claims.csv", (_claim(number, text) for number, text in enumerate(texts)))
    return GeoData(root, (_places(folder / "mine.zip", texts),))


def make_mentions(geodata: GeoData, texts: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the mentions of the documents, each told to be of a theme called like its text."""
    mentions = geoparse(make_documents(texts), geo=geodata)
    share = -(-len(texts) // THEMES)
    themes = [
        [{"theme": " ¦ ".join(texts[number - number % share :][:share]), "event_type": text, "cue": text}]
        for number, text in enumerate(texts)
    ]
    of = {text: number for number, text in enumerate(texts)}
    mentions["themes"] = [themes[of[doc]] for doc in mentions["doc"]]
    return mentions


def _layer(number: int, text: str) -> dict[str, str]:
    return {
        "key": f"hostile-{number}", "group": f"group {text}", "resource": "locations", "where": "place_id=alba",
        "kind": "point", "details": "source | note", "title_en": text, "colour": "#00735c", "weight": "6",
        "opacity": "1", "visible": "no", "order": "90",
    }  # fmt: skip


def _claim(number: int, text: str) -> dict[str, str]:
    told = dict.fromkeys(("who", "role", "extent", "why", "source", "note"), text)
    return told | {
        "claim_id": f"hostile-{number}",
        "kind": "length",
        "claimed_length_km": "5",
        "date": text,
        "implies": "none",
    }


def _places(path: Path, texts: Sequence[str]) -> Path:
    rows: dict[str, list[str]] = {"places": [], "names": [], "locations": []}
    for number, text in enumerate(texts):
        key, lon, lat = f"hostile-{number}", 13 + number % ROW * 0.14, 50.1 + number // ROW * 0.14
        rows["places"].append(_line(key, text, "populated_place", "XN", "norland", "", "", "", "mine", "2026", ""))
        rows["names"].append(_line(key, text, "en", "official", "", "", "mine"))
        rows["names"].append(_line(key, called(number), "en", "transliteration", "", "", "mine"))
        rows["locations"].append(_line(key, f"{lon:.3f}", f"{lat:.3f}", "500", "", "mine", "2026", ""))
    return make_overlay(path, rows)


def _line(*cells: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="", quoting=csv.QUOTE_ALL).writerow(cells)
    return buffer.getvalue()


def _append(path: Path, rows: Iterable[dict[str, str]]) -> None:
    with path.open("r", encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
