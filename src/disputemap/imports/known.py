"""The gazetteer in use, as an import needs it: who is known by which id, by which name, and where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from disputemap.folding import fold_name
from disputemap.gazetteer import ENGLISH_ARTICLE, load_gazetteer, split_list
from disputemap.lexicon import load_lexicon
from disputemap.overlays import distance_m
from disputemap.romanisation import romanisation_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.lexicon import Lexicon
    from disputemap.models import Place

    Row = dict[str, str]

SAME_M = 5_000.0
ADMIN = ("country", "region", "adm1", "adm2", "adm3")  # largest first
DEFAULT_FEATURE = "populated_place"


@dataclass(frozen=True)
class Known:
    """A data package with its overlays, indexed."""

    geodata: GeoData

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places and names."""
        return load_gazetteer(self.geodata)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Feature words, which say what kinds of places are called."""
        return load_lexicon(self.geodata)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows of the table of places."""
        return {place_id: row for place_id, (row, _) in self._origins.items()}

    @cached_property
    def _origins(self) -> dict[str, tuple[Row, str]]:
        tables = ((resource, self.geodata.table(resource)) for resource in self.geodata.group("places"))
        return {row["place_id"]: (row, resource) for resource, table in tables for row in table}

    def licences_of(self, place_ids: Iterable[str]) -> list[dict[str, str]]:
        """Return the licences of the tables that hold these places."""
        resources = {self._origins[place_id][1] for place_id in place_ids if place_id in self._origins}
        found = [licence for name in sorted(resources) for licence in self.geodata.resources[name].get("licenses", ())]
        return list({licence["name"]: licence for licence in found}.values())

    @cached_property
    def ids(self) -> dict[str, str]:
        """Place ids by foreign id (`gn:98463`), and by themselves."""
        foreign = {match: key for key, row in self.rows.items() for match in split_list(row["matches"])}
        return foreign | {key: key for key in self.rows}

    @cached_property
    def features(self) -> frozenset[str]:
        """The vocabulary of kinds of places."""
        described = self.geodata.table("features") if "features" in self.geodata.resources else []
        used = {row["feature"] for row in self.rows.values()}
        return frozenset(row["key"] for row in described) or frozenset(used | set(ADMIN))

    @cached_property
    def feature_words(self) -> dict[str, str]:
        """Kinds of places by the words for them in any language."""
        words = chain.from_iterable(words.values() for words in self.lexicon.features.values())
        return {word.word: word.features[0] for word in words if len(word.features) == 1}

    def feature_of(self, words: str) -> str:
        """Return the kind of place that a source's word means, or nothing; of several words (` | `) the first known."""
        for word in map(fold_name, words.split("|")):
            found = word.replace(" ", "_") if word.replace(" ", "_") in self.features else self.feature_words.get(word)
            if found:
                return found
        return ""

    @cached_property
    def _romanised(self) -> dict[str, list[str]]:
        admin = {key for key, place in self.gazetteer.places.items() if place.feature in ADMIN}
        found: dict[str, list[str]] = {}
        for name in chain.from_iterable(self.gazetteer.names.values()):
            if name.place_id in admin:
                found.setdefault(romanisation_key(name.attested_form), []).append(name.place_id)
        return found

    def is_inside(self, lon: float, lat: float) -> bool:
        """Tell whether a position lies within the bounds of the package's country."""
        west, south, east, north = self.geodata.settings.get("bounds", (-180, -90, 180, 90))
        return bool(west <= lon <= east and south <= lat <= north)

    @cached_property
    def home(self) -> str:
        """The ISO 3166 code of the package's country."""
        return self.rows.get(str(self.geodata.settings.get("country", "")), {}).get("country", "")

    @cached_property
    def names_of(self) -> dict[str, set[tuple[str, str]]]:
        """Folded names with their language, by place."""
        found: dict[str, set[tuple[str, str]]] = {}
        for key, entries in self.gazetteer.names.items():
            for entry in entries:
                found.setdefault(entry.place_id, set()).add((key, entry.language))
        return found

    def evidence_of(self, key: str) -> str:
        """Return what the gazetteer asks of all who bear a folded name; a word for a kind of place is no name."""
        if key in self.feature_words:
            return "feature"
        found = [entry.evidence for entry in self.gazetteer.names.get(key, ())]
        return found[0] if found and all(found) else ""

    def find_same(
        self, forms: Sequence[str], feature: str, lonlat: tuple[float, float], accuracy_m: float
    ) -> list[tuple[float, str]]:
        """Return the places of this kind that bear one of these names here, with their distance in metres.

        Here means within 5 km, or within what is known of either position; no kind means any but an area. Areas are
        also recognised by their romanisation key, since every source spells districts its own way.
        """
        names = self.gazetteer.names
        if feature not in ADMIN:
            found = dict.fromkeys(entry.place_id for form in forms for entry in names.get(folded(form), ()))
            return self._near(found, feature, lonlat, accuracy_m)
        keys = [*map(folded, forms), *(rest for form in forms for rest, kind in self._bare(form) if kind == feature)]
        found = dict.fromkeys(entry.place_id for key in keys for entry in names.get(key, ()))
        found |= dict.fromkeys(place_id for key in keys for place_id in self._by_label.get(key, ()))
        if near := self._near(found, feature, lonlat, accuracy_m):
            return near
        romanised = [key for name in keys if len(key := romanisation_key(name)) > 1]
        found = dict.fromkeys(place_id for key in romanised for place_id in self._romanised.get(key, ()))
        return self._near(found, feature, lonlat, accuracy_m)

    def _near(
        self, place_ids: Iterable[str], feature: str, lonlat: tuple[float, float], accuracy_m: float
    ) -> list[tuple[float, str]]:
        near = []
        for place_id in place_ids:
            place = self.gazetteer.places[place_id]
            away = distance_m(*lonlat, place.lon, place.lat)
            within = max(SAME_M, _or_zero(accuracy_m), _or_zero(place.accuracy_m))
            same_kind = place.feature == feature if feature else place.feature not in ADMIN
            if same_kind and away <= within:  # not so for NaN: who has no position is not recognised
                near.append((away, place_id))
        return sorted(near)

    @cached_property
    def _by_label(self) -> dict[str, list[str]]:
        """Places by the folded English name in the table of places ("Kirkuk Governorate")."""
        found: dict[str, list[str]] = {}
        for place in self.gazetteer.places.values():
            found.setdefault(folded(place.name), []).append(place.place_id)
        return found

    def _meant(self, name: str) -> list[Place]:
        """Return the places that a name can mean, also with a word for their kind before or after it."""
        names, places = self.gazetteer.names, self.gazetteer.places
        key = folded(name)
        ids = [entry.place_id for entry in names.get(key, ())] or self._by_label.get(key, [])
        if ids:
            return [places[place_id] for place_id in ids]
        meant = [(places[entry.place_id], kind) for rest, kind in self._bare(name) for entry in names.get(rest, ())]
        return [place for place, kind in meant if place.feature == kind]

    def _bare(self, name: str) -> list[tuple[str, str]]:
        """Return a folded name without a word for its kind before or after it, and the kind, in all ways it splits."""
        words = folded(name).split()
        halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
        both = [pair for half in halves for pair in (half, half[::-1])]
        return [(rest, self.feature_words[word]) for word, rest in both if word in self.feature_words]

    def find_parent(self, ways: Iterable[str], below: str) -> str:
        """Return the place that a parent's id, code or name means, or nothing; of several the most detailed area."""
        for way in ways:
            if way in self.ids:
                return self.ids[way]
            areas = [place for place in self._meant(way) if _may_hold(place, below)]
            if areas:
                return max(areas, key=lambda place: ADMIN.index(place.feature)).place_id
        return ""


def folded(form: str) -> str:
    """Return a name as the gazetteer keys it."""
    return fold_name(form).removeprefix(ENGLISH_ARTICLE)


def _may_hold(place: Place, below: str) -> bool:
    limit = ADMIN.index(below) if below in ADMIN else len(ADMIN)
    return place.feature in ADMIN[:limit]


def _or_zero(number: float) -> float:
    return 0.0 if math.isnan(number) else number
