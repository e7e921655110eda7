"""The gazetteer's rows with where they stand, and which of them are to be judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from disputemap.gazetteer import split_list

if TYPE_CHECKING:
    from disputemap.geodata import GeoData

KINDS = ("places", "names", "locations")


class Placed(NamedTuple):
    """A row, where it stands (`gazetteer/places.csv:12`), and whether it is one to judge."""

    where: str
    row: dict[str, str]
    own: bool


@dataclass(frozen=True)
class Rows:
    """All rows of a package and its overlays, in order; `geodata` for vocabulary, settings and shapes."""

    geodata: GeoData
    places: list[Placed] = field(repr=False)
    names: list[Placed] = field(repr=False)
    locations: list[Placed] = field(repr=False)

    @cached_property
    def by_id(self) -> dict[str, dict[str, str]]:
        """The last row of each place."""
        return {placed.row["place_id"]: placed.row for placed in self.places}

    @cached_property
    def located(self) -> dict[str, Placed]:
        """The last location of each place."""
        return {placed.row["place_id"]: placed for placed in self.locations}

    def parents(self, place_id: str) -> tuple[str, ...]:
        """Return the parents of a place."""
        return split_list(self.by_id[place_id]["parents"]) if place_id in self.by_id else ()


def gather(geodata: GeoData, *, own: frozenset[str] | None = None) -> Rows:
    """Read the rows of a package; `own` names the resources to judge, None means all."""
    tables: dict[str, list[Placed]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for resource in geodata.group(kind):
            path = str(geodata.resources[resource]["path"])
            judged = own is None or resource in own
            rows = enumerate(geodata.table(resource), start=2)
            tables[kind] += [Placed(f"{path}:{number}", row, judged) for number, row in rows]
    return Rows(geodata, **tables)
