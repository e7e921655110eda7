"""The values that travel between the stages.

Positions are code points into the text exactly as decoded. Coordinates are EPSG:4326, longitude first. All values
are frozen: a stage answers with new ones (:func:`dataclasses.replace`) and never edits what it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Role = Literal["literal", "associative"]
ACTING_FEATURES = frozenset({"country", "region"})  # places whose name stands for their government


class LonLat(NamedTuple):
    """A position in degrees, EPSG:4326."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Document:
    """One source text. `id` is unique in a run; `lang` is a BCP 47 tag or empty when nobody said."""

    id: str
    text: str
    lang: str = ""
    date: str = ""
    source: str = ""
    title: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Modifier:
    """A relative expression at a name: "south of", "30 km from"."""

    text: str
    bearing_deg: float | None = None
    distance_m: float | None = None


class Site(NamedTuple):
    """Where a mention points: an anchor in the gazetteer and what is said of it, or coordinates from the text.

    `kind` is empty for the place itself, else one of `MODIFIERS`, or `coordinates`. `to` is the other place of
    `between`. Hashable: what holds of a site (its geometry, its way to the corridor) is worked out once.
    """

    place_id: str = ""
    kind: str = ""
    bearing_deg: float | None = None
    distance_m: float | None = None
    to: str = ""
    position: LonLat | None = None
    accuracy_m: float | None = None


MODIFIERS = ("sector", "offset", "distance", "near", "outskirts", "between", "within")


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a document that names a place.

    `start`, `end` delimit the bare toponym; `token_start`, `token_end` the whole token with what was attached to it
    (`clitics`, as written). `lang` is the language of the name, `context_lang` that of the words around it.
    `key` is the name as folded, `place_ids` are all places that it can mean, in the gazetteer's order. `features` are
    the levels that a feature word (`feature_word`, folded) allows, or empty. `head`, `tail` are the words between
    which name, feature words and directions stand: cues lie outside. Mentions of one coordinated list ("Diyala,
    Kirkuk and Makhmour") share a `group`.
    """

    doc: str
    start: int
    end: int
    surface: str
    token_start: int
    token_end: int
    clitics: tuple[str, ...]
    lang: str
    context_lang: str
    key: str
    place_ids: tuple[str, ...]
    head: int
    tail: int
    feature_word: str = ""
    features: tuple[str, ...] = ()
    group: int = -1
    modifier: Modifier | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a mention could mean, with its share of the belief (0 to 1)."""

    place_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer: the real-world thing.

    `name` is the preferred English name, `feature` a key of the `features` vocabulary, `parents` the places that
    contain it (several where sources disagree), `seat_of` the polities it is the seat of. `accuracy_m` is the radius
    of uncertainty around (`lon`, `lat`) in metres; `geometry` names the resource that holds its polygon or line, or
    is empty.
    """

    place_id: str
    name: str
    feature: str
    country: str
    parents: tuple[str, ...]
    population: int
    seat_of: tuple[str, ...]
    lon: float
    lat: float
    accuracy_m: float
    geometry: str
    source: str
