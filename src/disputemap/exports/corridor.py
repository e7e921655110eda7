"""The corridor of a data package -> rows for layers and tables: its line, bands, kilometres, and what was claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shapely.geometry import shape

from disputemap.corridors import load_corridor
from disputemap.corridors.claims import implied_line
from disputemap.geodata import GeoData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from disputemap.corridors import Corridor


class Drawn(NamedTuple):
    """One thing of a kind: `centreline`, `band`, `station` (every so many kilometres) or `claim`.

    `geometry` is a shape in EPSG:4326, of a claim the stretch of the whole line that it implies, or None; `claim` are
    the cells of its row.
    """

    kind: str
    title: str
    as_of: str
    geometry: Any
    length_km: float | None = None
    chainage_km: float | None = None
    claim: Mapping[str, str] | None = None


def corridor_rows(geodata: GeoData) -> list[Drawn]:
    """Return what is known of the corridor that a package has, or that was chosen for it."""
    drawn = load_corridor(geodata)
    line = Drawn("centreline", drawn.title, drawn.as_of, drawn.centreline, length_km=drawn.computed_length_km)
    bands = [Drawn("band", name, drawn.as_of, area) for name, area in sorted(drawn.bands.items())]
    return [line, *bands, *_stations(geodata, drawn.as_of), *_claims(geodata, drawn)]


def _stations(geodata: GeoData, as_of: str) -> Iterator[Drawn]:
    features = geodata.collection("stations")["features"] if "stations" in geodata.resources else []
    for feature in features:
        mark = float(feature["properties"]["chainage_km"])
        yield Drawn("station", f"{mark:g} km", as_of, shape(feature["geometry"]), chainage_km=mark)


def _claims(geodata: GeoData, drawn: Corridor) -> Iterator[Drawn]:
    """Yield the claims; where one of them was chosen as the corridor, the others still speak of the whole line."""
    whole = drawn
    if drawn.claim:
        whole = load_corridor(GeoData(geodata.root, geodata.overlays), as_of=drawn.as_of)
    for claim in drawn.claims:
        title = next((claim[key] for key in ("title", "paraphrase", "extent") if claim.get(key)), "")
        yield Drawn("claim", title, claim.get("date", ""), implied_line(claim, whole), claim=claim)
