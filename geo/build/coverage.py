"""The tables of the gazetteer -> `docs/gazetteer.md`: what is in it, how well it is known, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shapely.geometry import shape

from disputemap.crs import project
from disputemap.geodata import GeoData
from geo.build.coverage_text import HEAD, MISSING, TAIL
from geo.build.fetch import ROOT
from geo.build.files import GEO
from geo.build.gazetteer_rows import split
from geo.build.gazetteer_shapes import read_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, str]

PATH = ROOT / "docs" / "gazetteer.md"
HOME = "IQ"
LANGUAGES = ("ar", "ckb", "kmr", "tr", "en")
LEVELS = ("adm1", "adm2", "adm3", "populated_place")
BELT_M = 100_000
COARSE = "coarse"
ROUGH_M = 5_000
LISTED = 40
"""How many names a list of what is missing shows."""


@dataclass(frozen=True)
class Tables:
    """Places, names and locations of all licences, joined by place_id."""

    data: GeoData

    @cached_property
    def places(self) -> dict[str, Row]:
        """All places."""
        return {row["place_id"]: row for name in self.data.group("places") for row in self.data.table(name)}

    @cached_property
    def where(self) -> dict[str, Row]:
        """Their positions."""
        return {row["place_id"]: row for name in self.data.group("locations") for row in self.data.table(name)}

    @cached_property
    def names(self) -> dict[str, list[Row]]:
        """Their names."""
        found: dict[str, list[Row]] = defaultdict(list)
        for name in self.data.group("names"):
            for row in self.data.table(name):
                found[row["place_id"]].append(row)
        return found

    @cached_property
    def home(self) -> list[str]:
        """The places of the country itself."""
        return [place_id for place_id, row in self.places.items() if row["country"] == HOME]

    def above(self, place_id: str, feature: str) -> set[str]:
        """Return the areas of a level that contain a place, by anybody's account; an area contains itself."""
        found, ahead = set(), [place_id]
        while ahead:
            row = self.places[ahead.pop()]
            ahead += split(row["parents"])
            found |= {row["place_id"]} if row["feature"] == feature else set()
        return found

    def languages(self, place_id: str) -> set[str]:
        """Return the languages that a place has a name in."""
        return {row["language"] for row in self.names[place_id]}

    def is_coarse(self, place_id: str) -> bool:
        """Tell whether a place has no position of its own."""
        return self.where[place_id]["note"].startswith(COARSE)


def build_coverage() -> None:
    """Write `docs/gazetteer.md`."""
    text = report(GeoData(GEO))
    PATH.write_bytes(text.encode())
    print(f"wrote docs/gazetteer.md ({len(text.encode()) / 1024:.0f} kB)")


def report(data: GeoData) -> str:
    """Return the report as Markdown."""
    tables, belt = Tables(data), find_belt(data)
    inside = [place_id for place_id in tables.home if tables.above(place_id, "adm2") & belt]
    named = sorted(tables.places[place_id]["name"].removesuffix(" District") for place_id in belt)
    parts = [
        HEAD,
        "## Iraq by level\n",
        by_level(tables, tables.home),
        "## Iraq by governorate\n\nA place that two governorates count theirs is in both rows.\n",
        by_governorate(tables),
        f"## The belt\n\nThe {len(belt)} districts within {BELT_M // 1000} km of the centreline: {', '.join(named)}.\n",
        by_level(tables, inside),
        "## Names by language and kind\n",
        by_language(tables),
        "## Elsewhere\n",
        by_feature(tables),
        f"## Known to be missing\n\n{MISSING}{missing(tables, inside)}",
        f"## Sources and licences\n\n{TAIL}",
        by_source(tables),
    ]
    return "\n".join(parts)


def find_belt(data: GeoData) -> set[str]:
    """Return the districts with a polygon within `BELT_M` of the centreline."""
    (line,) = data.collection("centreline")["features"]
    crs = str(data.settings["metric_crs"])
    shapes = read_shapes("districts")
    flat = project(shape(line["geometry"]), crs)
    return {place_id for place_id, area in shapes.items() if project(area, crs).distance(flat) <= BELT_M}


def by_level(tables: Tables, ids: Iterable[str]) -> str:
    """Return places by feature: how many, located how, named in which languages."""
    groups: dict[str, list[str]] = defaultdict(list)
    for place_id in ids:
        groups[tables.places[place_id]["feature"]].append(place_id)
    order = sorted(groups, key=lambda feature: (feature not in LEVELS, feature))
    rows = [[feature, *_line(tables, groups[feature])] for feature in order]
    rows.append(["**all**", *_line(tables, [place_id for group in groups.values() for place_id in group])])
    return _table(["feature", *COLUMNS], rows)


COLUMNS = ("places", "drawn", "to 5 km", "rougher", "coarse", "names", *LANGUAGES)


def _line(tables: Tables, ids: Sequence[str]) -> list[int]:
    """Count places: with a shape, a position to 5 km, a rougher one, none of their own; names; named in a language."""
    how = Counter(_located(tables, place_id) for place_id in ids)
    languages = Counter(language for place_id in ids for language in tables.languages(place_id))
    names = sum(len(tables.names[place_id]) for place_id in ids)
    kinds = [how[kind] for kind in ("drawn", "near", "rough", "coarse")]
    return [len(ids), *kinds, names, *(languages[language] for language in LANGUAGES)]


def _located(tables: Tables, place_id: str) -> str:
    if tables.where[place_id]["geometry"]:
        return "drawn"
    if tables.is_coarse(place_id):
        return "coarse"
    return "near" if float(tables.where[place_id]["accuracy_m"]) <= ROUGH_M else "rough"


def by_governorate(tables: Tables) -> str:
    """Return districts, sub-districts and towns of each governorate."""
    groups: dict[str, list[str]] = defaultdict(list)
    for place_id in tables.home:
        for governorate in tables.above(place_id, "adm1"):
            groups[governorate].append(place_id)
    rows = []
    for governorate in sorted(groups):
        levels = Counter(tables.places[place_id]["feature"] for place_id in groups[governorate])
        counts = [levels["adm2"], levels["adm3"], levels["populated_place"]]
        rows.append([tables.places[governorate]["name"], *counts, *_line(tables, groups[governorate])])
    return _table(["governorate", "districts", "sub-districts", "towns and villages", *COLUMNS], rows)


def by_language(tables: Tables) -> str:
    """Return names by language and kind, of all places."""
    rows = [row for names in tables.names.values() for row in names]
    kinds = sorted({row["kind"] for row in rows})
    times = Counter((row["language"], row["kind"]) for row in rows)
    marked = Counter(row["language"] for row in rows if row["evidence"])
    parties = Counter(row["language"] for row in rows if row["used_by"])
    lines = [
        [tag, *(times[tag, kind] for kind in kinds), parties[tag], marked[tag]]
        for tag in sorted({row["language"] for row in rows})
    ]
    return _table(["language", *kinds, "of a party", "want evidence"], lines)


def by_feature(tables: Tables) -> str:
    """Return places outside Iraq by country, the larger ones apart."""
    times: dict[str, Counter[str]] = defaultdict(Counter)
    for row in tables.places.values():
        if row["country"] != HOME:
            country = row["country"] if row["country"] in {"IR", "SY", "TR"} else "others"
            times[country][row["feature"]] += 1
    kinds = sorted({kind for counter in times.values() for kind in counter})
    return _table(
        ["country", *kinds], [[country, *(times[country][kind] for kind in kinds)] for country in sorted(times)]
    )


def missing(tables: Tables, inside: Sequence[str]) -> str:
    """Return what the tables themselves show to be missing."""
    undrawn = [i for i in tables.home if tables.places[i]["feature"] == "adm2" and not tables.where[i]["geometry"]]
    coarse = [i for i in inside if tables.places[i]["feature"] == "adm3" and tables.is_coarse(i)]
    recalled = [i for i in inside if "recalled" in tables.where[i]["source"]]
    villages = [i for i in inside if tables.places[i]["feature"] == "populated_place" and tables.is_coarse(i)]
    nameless = [i for i in inside if not tables.languages(i) & {"ar", "ckb"}]
    lines = [
        ("Districts without a polygon of their own, most of them younger than the set that is drawn", undrawn),
        ("Sub-districts of the belt without a position of their own", coarse),
        ("Positions in the belt from memory", recalled),
        ("Villages of the belt that are only known by their sub-district", villages),
        ("Places of the belt with neither an Arabic nor a Sorani name", nameless),
    ]
    return "\n".join(f"- {what} ({len(ids)}): {_some(tables, ids)}." for what, ids in lines) + "\n"


def _some(tables: Tables, ids: Sequence[str]) -> str:
    names = sorted(tables.places[place_id]["name"] for place_id in ids)
    more = f", and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def by_source(tables: Tables) -> str:
    """Return how many positions come from where, with the licence of the file they are in."""
    times: Counter[tuple[str, str]] = Counter()
    for name in tables.data.group("locations"):
        licence = ", ".join(row["name"] for row in tables.data.resources[name]["licenses"])
        for row in tables.data.table(name):
            source = row["source"].split(", ")[0] if name != "locations" else row["source"]
            kind = "area of the parent" if row["note"].startswith(COARSE) else "position"
            times[f"{source} ({kind})", licence] += 1
    rows = [[source, licence, count] for (source, licence), count in sorted(times.items())]
    return _table(["positions from", "licence", "places"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"
