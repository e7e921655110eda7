"""What travels between the stages of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

UNKNOWN = float("nan")


class Trouble(NamedTuple):
    """What is wrong with a value, and what to do about it."""

    what: str
    remedy: str


class Refusal(NamedTuple):
    """A row that does not go in: `where` is file and row."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the refusal as one line."""
        return f"{self.where}: {self.what}; {self.remedy}"


class ImportName(NamedTuple):
    """A name as the source has it; `language` is a BCP 47 tag, or empty when the source does not say."""

    form: str
    language: str = ""
    kind: str = "reporting"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A place as a source describes it. Numbers are still text; the first of `names` is the place's own.

    `id` and `matches` are ids with their prefix (`gn:98463`, `pcode:IQG08`). `parents` are ids, codes or names; each
    item may give several ways to find one parent. `feature` is a key of our vocabulary, or the source's word for it.
    `geometry` is GeoJSON.
    """

    where: str
    names: tuple[ImportName, ...]
    lon: str = ""
    lat: str = ""
    id: str = ""
    feature: str = ""
    country: str = ""
    parents: tuple[tuple[str, ...], ...] = ()
    accuracy_m: str = ""
    population: str = ""
    matches: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    geometry: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SoundRow:
    """A row whose values are right in themselves. `lon`, `lat`, `accuracy_m` may be NaN: the source does not say."""

    row: ImportRow
    feature: str
    lon: float = UNKNOWN
    lat: float = UNKNOWN
    accuracy_m: float = UNKNOWN
    population: int = 0
    parents: tuple[str, ...] = ()
    coarse: str = ""
    repaired: bool = False
