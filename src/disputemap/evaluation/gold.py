"""Hand-marked documents, whatever format they came in.

`TYPES` are the entity types that count as places where a format knows several (brat, CoNLL), with the role that a
type implies, if any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disputemap.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disputemap.models import Document, LonLat

ROLES = ("literal", "associative")
FORMS = ("name", "coordinates", "reference", "demonym")
TYPES: dict[str, str] = dict.fromkeys(
    ("fac", "facility", "geo", "geo-loc", "gpe", "loc", "location", "place", "toponym"), ""
) | {role: role for role in ROLES}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention as marked by hand.

    `accepted` are the ids of the places that count as right, the best first; an empty id means that naming no place
    is right, since the gazetteer lacks it. No id at all: the gold does not say which place, and it is not judged.
    `role` is empty where the gold does not say. `position` is that of the gold itself, if it gives one.
    """

    start: int
    end: int
    surface: str
    accepted: tuple[str, ...] = ()
    role: str = ""
    form: str = "name"
    position: LonLat | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with its gold mentions. `gold` and `line` say where they are written; a gold is marked one way."""

    document: Document
    marks: tuple[Mark, ...]
    genre: str = ""
    gold: str = ""
    line: int = 0


class BadGoldError(ValueError):
    """Gold that cannot be used; the message is that of its Problem, `line` the line in the file (0: the whole)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def parse_types(value: str) -> dict[str, str]:
    """Return entity types and the roles they imply, from a list such as `LOC,GPE` or `Literal,Metonymic=associative`.

    Raises
    ------
    InputError
        If an item names no type, or a role that is none.

    Examples
    --------
    >>> parse_types("GPE, Metonymic=associative")
    {'gpe': '', 'metonymic': 'associative'}
    """
    types = {}
    for item in value.split(","):
        name, _, role = (part.strip().casefold() for part in item.partition("="))
        if not name or role not in {"", *ROLES}:
            message = f"{item!r}: is no entity type; write TYPE, or TYPE=literal, or TYPE=associative"
            raise InputError(message)
        types[name] = role
    return types


def role_of(label: str, types: Mapping[str, str]) -> str | None:
    """Return the role that an entity type implies (empty: none), or None if it is no place's type."""
    return types.get(label.casefold())


def same_text(one: str, other: str) -> bool:
    """Return whether two spellings of a span are the same but for line breaks, which standoff files write as spaces."""
    return re.sub(r"\s", " ", one) == re.sub(r"\s", " ", other)
