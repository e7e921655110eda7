"""The gazetteer as it stands (CC BY) -> which of its places an Overture division is, if any."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely
from rapidfuzz import fuzz
from shapely import STRtree

from disputemap.folding import fold_name
from disputemap.romanisation import consonants_of, romanisation_key
from geo.build.files import GEO, read_table
from geo.build.gazetteer_rows import split
from geo.build.gazetteer_shapes import read_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = dict[str, str]

ARTICLE = "ال"
MIN_CONSONANTS = 3
ALIKE = 72
"""How alike, of 100, two spellings must be that sound the same."""
COARSE = "coarse: parent's area"


@dataclass
class Known:
    """Places by id, with their positions, the names they go by, and the areas they lie in."""

    places: dict[str, Row]
    locations: dict[str, Row]
    names: dict[str, list[Row]]
    districts: dict[str, shapely.Geometry]
    spelled: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sounded: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Index names by their folded form and by how they sound."""
        self._tree = STRtree(list(self.districts.values()))
        self._around: dict[str, frozenset[str]] = {}
        for place_id, rows in self.names.items():
            for row in rows:
                self.spelled[key(row["name"])].add(place_id)
                self.sounded[sound_of(row["name"])].add(place_id)
        self.sounded.pop("", None)

    def add(self, place: Row, location: Row, names: list[Row]) -> None:
        """Take in a new place, so that later ones are compared with it too."""
        place_id = place["place_id"]
        self.places[place_id], self.locations[place_id], self.names[place_id] = place, location, names
        for row in names:
            self.spelled[key(row["name"])].add(place_id)

    def ancestors(self, place_id: str) -> set[str]:
        """Return all places that contain a place, as the tables have it."""
        found: set[str] = set()
        ahead = split(self.places[place_id]["parents"])
        while ahead:
            parent = ahead.pop()
            if parent not in found and parent in self.places:
                found.add(parent)
                ahead += split(self.places[parent]["parents"])
        return found

    def around(self, place_id: str) -> frozenset[str]:
        """Return the place itself and all areas that it lies in, by its parents or by its point."""
        if place_id not in self._around:
            where, parents = self.locations[place_id], split(self.places[place_id]["parents"])
            coarse = where["note"] == COARSE
            drawn = [] if coarse else self.drawn_at(float(where["lon"]), float(where["lat"]))
            above = {parent for area in drawn for parent in (area, *self.ancestors(area))}
            if coarse:
                above |= {area for parent in parents for area in self.around(parent)}
            self._around[place_id] = frozenset({place_id, *self.ancestors(place_id), *above})
        return self._around[place_id]

    def drawn_at(self, lon: float, lat: float) -> list[str]:
        """Return the districts whose polygons hold a point."""
        names = list(self.districts)
        return [names[index] for index in self._tree.query(shapely.Point(lon, lat), predicate="intersects")]

    def find(self, names: Iterable[str], features: Iterable[str], area: str) -> str:
        """Return the place of one of these names and kinds in an area, or an empty string.

        Spelling comes before sound, and sound alone is not enough: the spellings must be alike too, and only places
        of the CC BY tables are known by it. Where several answer, the first by id does.
        """
        texts, kinds = list(names), frozenset(features)
        same = {place_id for text in texts for place_id in self.spelled.get(key(text), ())}
        alike = {place_id for text in texts for place_id in self._alike(text)}
        for found in (same, alike):
            if place_id := min(self._fitting(found, kinds, area), default=""):
                return place_id
        return ""

    def _alike(self, text: str) -> Iterator[str]:
        for place_id in self.sounded.get(sound_of(text), ()):
            if any(fuzz.ratio(key(text), key(row["name"])) >= ALIKE for row in self.names[place_id]):
                yield place_id

    def _fitting(self, found: set[str], kinds: frozenset[str], area: str) -> Iterator[str]:
        for place_id in found:
            if self.places[place_id]["feature"] in kinds and area in self.around(place_id):
                yield place_id


def key(name: str) -> str:
    """Return the form under which spellings of one name meet."""
    return fold_name(name).removeprefix(ARTICLE).removeprefix("al ").removeprefix("al-")


def sound_of(name: str) -> str:
    """Return the romanisation key, if it has consonants enough to go by."""
    sound = romanisation_key(name)
    return sound if consonants_of(sound) >= MIN_CONSONANTS else ""


def load_known() -> Known:
    """Read the CC BY tables as they are built now."""
    folder = GEO / "gazetteer"
    names: dict[str, list[Row]] = defaultdict(list)
    for row in read_table(folder / "names.csv"):
        names[row["place_id"]].append(row)
    return Known(
        {row["place_id"]: row for row in read_table(folder / "places.csv")},
        {row["place_id"]: row for row in read_table(folder / "locations.csv")},
        names,
        dict(read_shapes("districts")),
    )
