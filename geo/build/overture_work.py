"""The tables while Overture's divisions go into them: what each division is, and the rows it makes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from geo.build.gazetteer_names import KURMANJI_VOWELS
from geo.build.gazetteer_sources import version
from geo.build.overture_known import COARSE, Known, key, sound_of
from geo.build.overture_names import Attested, bare, romanised, slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.build.overture_known import Row
    from geo.build.overture_sources import Division, Spot

RELEASE = "2026-09-23"
LEVEL_NAMES = {"adm2": "District", "adm3": "Sub-district", "populated_place": ""}
LEVEL_SLUGS = {"adm2": "-district", "adm3": "-subdistrict", "populated_place": ""}
CENTRAL = {"ar": "مركز قضاء {}", "ckb": "ناوەندی قەزای {}", "en": "{} Central"}
"""What the sub-district around a district's seat is called."""
LACKING = ("ar", "ckb", "kmr")


class Position(NamedTuple):
    """Where a division lies, EPSG:4326, with its radius; `spot` is what placeroot has of it."""

    lon: float
    lat: float
    accuracy_m: float
    source: str
    spot: Spot | None = None


@dataclass(frozen=True)
class Called:
    """The names of a division: as people write it, in Latin letters, and those it takes from its seat."""

    native: Attested | None
    latin: str
    seat: tuple[Attested, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The names by which the division is known."""
        return [text for text in (self.native.text if self.native else "", self.latin) if text]

    @property
    def label(self) -> str:
        """What to call it in English."""
        return (
            self.latin
            or (romanised(self.native.text) if self.native and self.native.language != "kmr" else "")
            or (self.native.text if self.native else "")
        )

    @property
    def attested(self) -> list[Attested]:
        """All names with their languages, each once."""
        own = [self.native] if self.native else []
        latin = [Attested(self.latin, "en")] if self.latin and not set(self.latin) & KURMANJI_VOWELS else []
        return list(dict.fromkeys([*own, *latin, *self.seat]))

    def central(self) -> list[Attested]:
        """Return what the sub-district around the seat of a district of these names is called."""
        own = (name for name in self.attested if name.language in CENTRAL)
        return [Attested(CENTRAL[name.language].format(name.text), name.language) for name in own]

    def with_names_of(self, rows: Iterable[Row]) -> Called:
        """Take the usual name of the seat in every language that the division has no name in."""
        has = {name.language for name in self.attested}
        seat: dict[str, Attested] = {}
        for row in sorted(rows, key=lambda row: row["kind"] != "official"):
            if row["language"] not in has:
                seat.setdefault(row["language"], Attested(row["name"], row["language"]))
        return Called(self.native, self.latin, tuple(seat[language] for language in sorted(seat)))


@dataclass
class Work:
    """The gazetteer so far, the divisions, and what came of them."""

    known: Known
    divisions: dict[str, Division]
    spots: tuple[Spot, ...]
    found: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    given: dict[tuple[str, str], str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    spellings: list[Row] = field(default_factory=list)
    _by_name: dict[tuple[str, str], list[Spot]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index the spots by what they are called."""
        for spot in self.spots:
            for text in spot.names:
                for name in (key(bare(text)), sound_of(bare(text))):
                    if name and spot not in self._by_name[spot.feature, name]:
                        self._by_name[spot.feature, name].append(spot)

    def of(self, feature: str) -> list[Division]:
        """Return the divisions of a level, in a lasting order."""
        return sorted((row for row in self.divisions.values() if row.feature == feature), key=lambda row: row.id)

    def parent(self, division: Division) -> str:
        """Return the place that holds a division; localities inside localities belong to what holds those."""
        if given := self.given.get((division.region, division.name)):
            return given
        above = self.divisions.get(division.parent)
        while above and above.feature == "populated_place":
            above = self.divisions.get(above.parent)
        return self.found[above.id] if above else "iraq"

    def spot(self, names: Called, region: str, feature: str, area: str) -> Spot | None:
        """Return the spot of one of these names that lies in an area."""
        for text in (*map(key, names.texts), *filter(None, map(sound_of, names.texts))):
            for spot in self._by_name.get((feature, text), ()):
                drawn = self.known.drawn_at(spot.lon, spot.lat)
                above = {place for district in drawn for place in (district, *self.known.ancestors(district))}
                if spot.region == region and (area in above or feature == "adm2"):
                    return spot
        return None

    def same(self, division_id: str, place_id: str, names: Called) -> None:
        """Note that a division is a place that is there; new ones get its id, all get its missing names."""
        self.found[division_id] = place_id
        self.merged.append((division_id, place_id))
        if place_id in self.new:
            cell = self.known.places[place_id]["matches"]
            self.known.places[place_id]["matches"] = " | ".join(sorted({*cell.split(" | "), f"ov:{division_id}"}))
        self.add_spellings(place_id, names.attested, version("wkls"))

    def add_spellings(self, place_id: str, names: Iterable[Attested], source: str) -> None:
        """Give a place the names it lacks in Arabic and Kurdish, if they sound like one that it has.

        A place of the CC BY tables that has a name in a language needs no second one.
        """
        rows = self.known.names[place_id]
        sounds = {sound_of(row["name"]) for row in rows} | {key(row["name"]) for row in rows}
        for name in names:
            has = {key(row["name"]) for row in rows if row["language"] == name.language}
            alike = sound_of(name.text) in sounds or key(name.text) in sounds
            full = key(name.text) in has or (has and place_id not in self.new)
            if name.language in LACKING and alike and not full:
                row = name_row(place_id, name, "official" if not has else "reporting", source)
                rows.append(row)
                self.spellings.append(row)

    def add(
        self, division: Division, names: Called, parent: str, position: Position | None, *, central: bool = False
    ) -> None:
        """Make a place of a division, at a position or as wide as its parent."""
        label = f"{names.label} Central" if central else names.label
        place_id = self._free_id(slug(label) + LEVEL_SLUGS[division.feature], parent)
        spot = position.spot if position else None
        matches = [f"ov:{found.id}" for found in (division, spot) if found]
        place = place_row(place_id, f"{label} {LEVEL_NAMES[division.feature]}".strip(), division.feature, [parent])
        place |= {"matches": " | ".join(sorted(matches)), "source": version("wkls"), "note": "" if position else COARSE}
        location = location_row(place_id, position) if position else self._coarse(place_id, parent)
        forms = names.central() if central else names.attested
        self._enter(place, location, [name_row(place_id, name, "", version("wkls")) for name in forms])
        self.found[division.id] = place_id
        if spot:
            self.used[spot.id] = place_id

    def add_spot(self, spot: Spot, names: Called, parents: list[str], accuracy_m: float) -> None:
        """Make a place of a spot."""
        place_id, source = self._free_id(slug(names.label), parents[0]), version("placeroot")
        place = place_row(place_id, names.label, spot.feature, parents) | {"matches": f"ov:{spot.id}", "source": source}
        position = Position(spot.lon, spot.lat, accuracy_m, source, spot)
        rows = [name_row(place_id, name, "", source) for name in names.attested]
        self._enter(place, location_row(place_id, position), rows)
        self.used[spot.id] = place_id

    def _enter(self, place: Row, location: Row, rows: list[Row]) -> None:
        self.known.add(place, location, rows)
        self.new.add(place["place_id"])

    def _coarse(self, place_id: str, parent: str) -> Row:
        above = self.known.locations[parent]
        lon, lat, accuracy_m = (float(above[column]) for column in ("lon", "lat", "accuracy_m"))
        area = Position(lon, lat, accuracy_m, f"{version('wkls')}, area of {parent}")
        return location_row(place_id, area) | {"note": COARSE}

    def _free_id(self, wanted: str, parent: str) -> str:
        """Return an id that is not taken: the name, with the parent's, with a number."""
        if wanted not in self.known.places:
            return wanted
        base, level = (wanted.removesuffix(end), end) if (end := _level(wanted)) else (wanted, "")
        above = parent.removesuffix(_level(parent))
        longer = f"{base}-{above}{level}"
        number = 2
        while longer in self.known.places:
            longer, number = f"{base}-{above}-{number}{level}", number + 1
        return longer

    def rows(self, table: str) -> list[Row]:
        """Return the rows of `places` or `locations` that are new, sorted."""
        return [getattr(self.known, table)[place_id] for place_id in sorted(self.new)]


def _level(place_id: str) -> str:
    return next((end for end in ("-subdistrict", "-district", "-governorate") if place_id.endswith(end)), "")


def place_row(place_id: str, name: str, feature: str, parents: list[str]) -> Row:
    """Return a row of places, still without ids elsewhere and source."""
    return {
        "place_id": place_id,
        "name": name,
        "feature": feature,
        "country": "IQ",
        "parents": " | ".join(parents),
        "population": "",
        "seat_of": "",
        "matches": "",
        "source": "",
        "source_date": RELEASE,
        "note": "",
    }


def location_row(place_id: str, position: Position) -> Row:
    """Return a row of locations."""
    lon, lat = (f"{value:.6f}".rstrip("0").rstrip(".") for value in (position.lon, position.lat))
    return {
        "place_id": place_id,
        "lon": lon,
        "lat": lat,
        "accuracy_m": str(round(position.accuracy_m)),
        "geometry": "",
        "source": position.source,
        "source_date": RELEASE,
        "note": "",
    }


def name_row(place_id: str, name: Attested, kind: str, source: str) -> Row:
    """Return a row of names; Latin spellings are transliterations unless they are Kurmanji."""
    usual = "transliteration" if name.language == "en" else "official"
    return {
        "place_id": place_id,
        "name": name.text,
        "language": name.language,
        "kind": kind or usual,
        "used_by": "",
        "evidence": "",
        "source": source,
    }
