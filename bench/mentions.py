"""Mentions to draw, by the hundred thousand: the same for the same seed, without reading a text.

Places are those of the gazetteer, in an order of chance, then made-up ones; a few are named often, many rarely, as in
real reporting. Sentences are strung from `filler.txt`, each with a name in it. How many are distinct decides how
large a page gets, since each is held once.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from bench.corpus import load_corpus
from disputemap.gazetteer import load_gazetteer
from disputemap.table import FIELDS, SCHEMA, normal

if TYPE_CHECKING:
    import numpy.typing as npt

    from disputemap.geodata import GeoData

    Ints = npt.NDArray[np.int64]

SKEW = 2.2  # how much more often the first places are named than the last
OUTLETS, DOCUMENT = 23, 16  # outlets in all, mentions in a document
STEP = 300  # code points between two mentions, at most
FIRST_DAY, LAST_DAY = "2017-10-16", "2025-12-31"
ASSOCIATIVE, THEMED = 0.17, 0.35  # shares, about as in our gold
RELATIONS = ("inside", "straddles", "near", "outside")
REASONS = (
    ["only meaning"],
    ["best of 2 meanings", "near other places named"],
    ["word before: في"],
    ["in iraq, named next to it"],
)


@dataclass(frozen=True)
class Size:
    """How much there is: mentions, places, distinct sentences."""

    mentions: int
    places: int
    sentences: int


def make_mentions(geodata: GeoData, size: Size, *, seed: int = 1) -> pa.Table:
    """Return a table of mentions of `SCHEMA`, ordered as documents are read."""
    draw, chance = random.Random(seed), np.random.default_rng(seed)  # noqa: S311 - the same every time, nothing secret
    places = _places(geodata, size.places, draw)
    named, said = _sentences(geodata, places, size.sentences, draw)
    sentence = chance.permutation(np.arange(size.mentions) % size.sentences)  # each as often as the others
    place = named[sentence]
    columns = {
        name: _coded([row[name] for row in places], place) for name in ("place_id", "name", "feature", "relation")
    }
    columns |= {
        name: pa.array(np.array([row[name] for row in places])[place])
        for name in ("lon", "lat", "accuracy_m", "chainage_km")
    }
    columns |= {
        "surface": _coded([row["name_ar"] for row in places], place),
        "sentence": _coded(said, sentence),
        "role": _coded(["literal", "associative"], (chance.random(size.mentions) < ASSOCIATIVE).astype(int)),
        "score": pa.array(np.round(1 - 0.5 * chance.random(size.mentions) ** 2, 3)),
        "reasons": pa.array([REASONS[number] for number in chance.integers(0, len(REASONS), size.mentions)]),
        "themes": _themes(geodata, size.mentions, chance),
        "lang": _coded(["ar"], np.zeros(size.mentions, int)),
        "form": _coded(["name"], np.zeros(size.mentions, int)),
    }
    columns |= _documents(size.mentions, chance) | _positions(size.mentions, chance)
    return pa.table(normal(columns), SCHEMA).select(FIELDS)


def _coded(texts: list[str], codes: Ints) -> pa.Array:
    """Return texts by their numbers, each held once."""
    distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    numbers = np.array([distinct[text] for text in texts], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(numbers[codes], pa.int32()), pa.array(list(distinct)))


def _places(geodata: GeoData, count: int, draw: random.Random) -> list[dict[str, Any]]:
    gazetteer = load_gazetteer(geodata)
    known = [
        place for _, place in sorted(gazetteer.places.items()) if np.isfinite(place.lon) and place.feature != "country"
    ]
    rows = [
        {"place_id": place.place_id, "name": place.name, "feature": place.feature, "lon": place.lon, "lat": place.lat,
         "accuracy_m": place.accuracy_m or 2000.0, "name_ar": gazetteer.labels.get((place.place_id, "ar"), place.name)}
        for place in draw.sample(known, min(count, len(known)))
    ]  # fmt: skip
    lon0, lat0, lon1, lat1 = geodata.settings["view"]
    rows += [
        {"place_id": f"made-up-{number}", "name": f"Site {number}", "name_ar": f"موقع {number}", "accuracy_m": 2000.0,
         "feature": "populated_place", "lon": draw.uniform(lon0, lon1), "lat": draw.uniform(lat0, lat1)}
        for number in range(len(rows), count)
    ]  # fmt: skip
    for row in rows:
        row |= {"relation": draw.choice(RELATIONS), "chainage_km": draw.uniform(0, 474)}
    return rows


def _sentences(
    geodata: GeoData, places: list[dict[str, Any]], count: int, draw: random.Random
) -> tuple[Ints, list[str]]:
    """Return which place each sentence names, and the sentences."""
    corpus = load_corpus(geodata)
    named = [*range(min(len(places), count))]  # each place at least once
    named += [int(draw.random() ** SKEW * len(places)) for _ in range(count - len(named))]
    said = []
    for number in named:
        words = corpus.filling(draw).split(" ")
        said.append(" ".join([*words[: len(words) // 2], "في", places[number]["name_ar"], *words[len(words) // 2 :]]))
    return np.array(named), said


def _themes(geodata: GeoData, count: int, chance: np.random.Generator) -> pa.Array:
    types = geodata.table("theme-types") if "theme-types" in geodata.resources else []
    kinds = [
        [],
        *([{"theme": row["theme"], "event_type": row.get("event_type") or None, "cue": row["theme"]}] for row in types),
    ]
    picked = np.where(chance.random(count) < THEMED, chance.integers(0, len(kinds), count), 0)
    return pa.array(kinds, SCHEMA.field("themes").type).take(pa.array(picked))


def _documents(count: int, chance: np.random.Generator) -> dict[str, pa.Array]:
    """Return what is told of the documents: id, title, outlet, day."""
    documents = count // DOCUMENT + 1
    days = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY))
    day = np.sort(chance.integers(0, len(days), documents))
    outlet = chance.integers(0, OUTLETS, documents)
    of = np.arange(count) // DOCUMENT
    return {
        "doc": _coded([f"report-{number}" for number in range(documents)], of),
        "title": _coded([f"تقرير {number}" for number in range(documents)], of),
        "source": _coded([f"outlet {number}" for number in range(OUTLETS)], outlet[of]),
        "date": _coded([str(one) for one in days], day[of]),
    }


def _positions(count: int, chance: np.random.Generator) -> dict[str, pa.Array]:
    """Return positions in the document that grow: where exactly a name stands is looked for in its sentence."""
    along = np.cumsum(chance.integers(1, STEP, count))
    start = along - np.repeat(along[::DOCUMENT], DOCUMENT)[:count]
    return {
        name: pa.array(start, pa.int32()) for name in ("start", "end", "token_start", "token_end", "sentence_start")
    }
