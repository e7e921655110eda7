"""Data package -> World: all that parsing needs, loaded and compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disputemap.collecting import keep_memory, uncollected
from disputemap.coordinates import load_notation
from disputemap.demonyms import build_demonyms
from disputemap.gazetteer import load_gazetteer
from disputemap.lexicon import load_lexicon
from disputemap.model import load_model
from disputemap.phrasebook import build_phrasebook
from disputemap.placetable import build_place_table
from disputemap.references import build_references
from disputemap.routes import load_route_words
from disputemap.terms import Terms
from disputemap.themes import load_hints
from disputemap.toponyms import build_toponyms
from disputemap.writing import Late

if TYPE_CHECKING:
    from disputemap.coordinates import Bounds, Notation
    from disputemap.demonyms import Demonyms
    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.model import Model
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.references import References
    from disputemap.toponyms import Toponyms


@dataclass(frozen=True)
class World:
    """A gazetteer, what texts are searched for, and the model that chooses."""

    gazetteer: Gazetteer
    terms: Terms
    model: Model
    late: Late
    references: References
    demonyms: Demonyms
    notation: Notation
    bounds: Bounds | None

    @property
    def toponyms(self) -> Toponyms:
        """The keys of names and the like."""
        return self.terms.toponyms

    @property
    def book(self) -> Phrasebook:
        """The phrases around names."""
        return self.terms.book

    @property
    def table(self) -> PlaceTable:
        """The places."""
        return self.terms.table


def load_world(geodata: GeoData) -> World:
    """Load gazetteer, lexicon and model of a data package and compile what is looked for."""
    keep_memory()
    with uncollected():
        return _load(geodata)


def _load(geodata: GeoData) -> World:
    gazetteer, lexicon = load_gazetteer(geodata), load_lexicon(geodata)
    table = build_place_table(gazetteer)
    terms = Terms(build_toponyms(gazetteer, lexicon, table), build_phrasebook(lexicon, table), table)
    bounds = geodata.settings.get("bounds")
    return World(
        gazetteer,
        terms,
        load_model(geodata),
        Late(terms, load_hints(geodata, lexicon.themes, terms), load_route_words(geodata, terms.book)),
        build_references(lexicon, terms),
        build_demonyms(lexicon, terms),
        load_notation(geodata),
        tuple(bounds) if bounds else None,
    )
