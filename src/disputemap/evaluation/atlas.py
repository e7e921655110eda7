"""What judging needs of the gazetteer: which places there are, of what kind, where, and their ids elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disputemap.gazetteer import split_list
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.geodata import GeoData

OURS = "disputemap"
PREFIXES = {"geonames": "gn", "wikidata": "wd"}  # as gold writes them, as `matches` does


@dataclass(frozen=True)
class Atlas:
    """Places by id: their `features`, their `positions` where known, and `matches` from foreign ids to ours."""

    features: dict[str, str]
    positions: dict[str, LonLat]
    matches: dict[str, str]

    def resolve(self, place_id: str) -> str | None:
        """Return our id for one of ours or of others (`gn:95446`, `GeoNames:95446`); None if there is none.

        Ours may bear our name, as in brat files that we wrote (`disputemap:kirkuk`).
        """
        prefix, _, number = place_id.partition(":")
        prefix = prefix.casefold()
        if prefix == OURS and number in self.features:
            return number
        if not place_id or place_id in self.features:
            return place_id
        return self.matches.get(f"{PREFIXES.get(prefix, prefix)}:{number}")


def load_atlas(geodata: GeoData) -> Atlas:
    """Read the tables `places` and `locations` of a data package and its overlays; of rows for one place the last."""
    places = {row["place_id"]: row for row in _rows(geodata, "places")}
    locations = {row["place_id"]: row for row in _rows(geodata, "locations")}
    return Atlas(
        {place_id: row["feature"] for place_id, row in places.items()},
        {place_id: LonLat(float(row["lon"]), float(row["lat"])) for place_id, row in locations.items()},
        {match: place_id for place_id, row in places.items() for match in split_list(row.get("matches") or "")},
    )


def _rows(geodata: GeoData, kind: str) -> Iterator[dict[str, str]]:
    for resource in geodata.group(kind):
        yield from geodata.table(resource)
