"""A data package with another corridor in the place of its own: what draws or joins need not know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from disputemap.corridors.bands import marks_km, station
from disputemap.geodata import ReadOnce
from disputemap.packagefiles import feature, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import shapely

    from disputemap.corridors.model import Corridor


@dataclass(frozen=True)
class ChosenGeoData(ReadOnce):
    """A data package with another corridor: places are joined with `corridor`, and its bands are drawn.

    `drawn` is what `centreline`, `stations` and `sectors` are of. For a claim that is the whole line, so that a map has
    its kilometres in one piece, and shows in it what the claim implies.
    """

    corridor: Corridor = field(kw_only=True, compare=False)
    drawn: Corridor = field(kw_only=True, compare=False)

    @property
    def settings(self) -> dict[str, Any]:
        """The package's settings, with the corridor's date, and whose claim it is as `claim`."""
        chosen = self.corridor
        by = next((row for row in chosen.claims if chosen.claim and row.get("claim_id") == chosen.claim), {})
        who = ", ".join(by[name] for name in ("who", "date") if by.get(name))
        claim = f"{chosen.claim} ({who})" if who else chosen.claim
        return {**super().settings, "as_of": chosen.as_of, "claim": claim}

    def collection(self, resource: str) -> dict[str, Any]:
        """Return a GeoJSON resource, parsed, EPSG:4326."""
        if resource == "bands":
            features = list(band_features(self.corridor))
        elif resource == "stations":
            features = list(station_features(self.drawn))
        elif resource == "centreline":
            features = [(line, {**about, "claim": self.corridor.claim}) for line, about in line_features(self.drawn)]
        else:
            return super().collection(resource)
        return {"type": "FeatureCollection", "features": [feature(rounded(shape), about) for shape, about in features]}

    def table(self, resource: str) -> list[dict[str, str]]:
        """Return the rows of a CSV resource, every cell a string."""
        if resource != "sectors":
            return super().table(resource)
        return [
            {"sector_id": sector.sector_id, "from_km": f"{sector.from_km:.1f}", "to_km": f"{sector.to_km:.1f}"}
            | {f"name_{language}": name for language, name in sector.names.items()}
            for sector in self.drawn.sectors
        ]


def line_features(corridor: Corridor) -> Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]:
    """Yield the centreline with what is known of it."""
    about = {"title": corridor.title, "as_of": corridor.as_of, "computed_length_km": corridor.computed_length_km}
    yield corridor.centreline, about | {"version": corridor.version, "claim": corridor.claim}


def band_features(corridor: Corridor) -> Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]:
    """Yield the bands, the widest first."""
    for name, area in sorted(corridor.bands.items()):
        yield area, {"band": name, "as_of": corridor.as_of}


def station_features(corridor: Corridor) -> Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]:
    """Yield a point every `station_step_km` along the whole line, and one at the end."""
    for mark in marks_km(corridor.chainage_km, corridor.station_step_km):
        yield station(corridor.centreline, corridor.chainage_km, mark), {"chainage_km": round(mark, 1)}
