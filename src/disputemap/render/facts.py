"""GeoData -> what a page says beside its mentions: words, claims, sources, and which corridor it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapely import LineString

from disputemap.crs import length_km
from disputemap.draws import DRAWS
from disputemap.layers import Layer, by_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disputemap.atlas import Atlas
    from disputemap.geodata import GeoData

Record = dict[str, Any]

CLAIM = (
    "claim_id", "kind", "claimed_length_km", "claimed_value", "unit", "computed_length_km", "party", "who", "role",
    "date", "extent_or_place", "implies", "stretch", "from_km", "to_km", "width_min_km", "width_max_km", "why",
    "paraphrase", "source", "note",
)  # fmt: skip
LINE, CLAIMED_SHAPES = "centreline", "corridor-claims"


def words_of(geodata: GeoData, resource: str) -> dict[str, dict[str, str]]:
    """Return a vocabulary by key: the cells of its language columns."""
    if resource not in geodata.resources:
        return {}
    other = ("key", "definition")
    rows = geodata.table(resource)
    return {row["key"]: by_language({name: row[name] for name in row if name not in other}, "") for row in rows}


def themes_of(told: set[str], geodata: GeoData) -> dict[str, dict[str, str]]:
    """Return the titles of themes."""
    types = geodata.table("theme-types") if "theme-types" in geodata.resources else []
    return {row["theme"]: by_language(row, "title") for row in types if row["theme"] in told}


def claims_of(geodata: GeoData) -> Iterable[Record]:
    """Yield what is claimed of the corridor, with who said so and when, and which part of it that implies.

    `bands` are the geometries of a claim that tells a width of its own.
    """
    rows = geodata.table("claims") if "claims" in geodata.resources else []
    bands = _claimed_bands(geodata)
    for number, row in enumerate(rows):
        claim: Record = {"claim_id": f"claim-{number}"} | {field: row[field] for field in CLAIM if row.get(field)}
        claim |= {field: short(float(row[field])) for field in ("from_km", "to_km") if row.get(field)}
        claim |= {"bands": bands[claim["claim_id"]]} if claim["claim_id"] in bands else {}
        yield claim if row.get("extent_or_place") else claim | {"extent_or_place": row.get("extent", "")}


def _claimed_bands(geodata: GeoData) -> dict[str, list[Record]]:
    bands: dict[str, list[Record]] = {}
    features = geodata.collection(CLAIMED_SHAPES)["features"] if CLAIMED_SHAPES in geodata.resources else []
    for feature in features:
        if feature["properties"].get("part") != "line":
            bands.setdefault(feature["properties"]["claim_id"], []).append(feature["geometry"])
    return bands


def short(value: Any) -> Any:  # noqa: ANN401 - a cell
    """Return a number as JSON writes it shortest."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def corridor_of(geodata: GeoData) -> Record:
    """Return which corridor the package shows, and by whose claim, its sectors, and of how many draws chances are.

    `from_km` is where the line begins, which is not 0 if a claim cuts it out of a longer one.
    """
    features = geodata.collection(LINE)["features"] if LINE in geodata.resources else []
    about = features[0]["properties"] if features else {}
    version = " · ".join(str(about[name]) for name in ("version", "claim") if about.get(name))
    claim = {"claim": about["claim"]} if about.get("claim") else {}
    sectors = list(_sectors(geodata))
    return {"version": version, "from_km": _begin_km(geodata), "sectors": sectors, "draws": DRAWS, **claim}


def _begin_km(geodata: GeoData) -> float:
    chosen = getattr(geodata, "drawn", None)  # the line that is drawn, for a claim the whole of it
    along = [] if chosen is None else chosen.chainage_km
    return round(float(along[0]), 1) if len(along) else 0.0


def _sectors(geodata: GeoData) -> Iterable[Record]:
    for row in geodata.table("sectors") if "sectors" in geodata.resources else []:
        ends = {name: short(float(row[name])) for name in ("from_km", "to_km")}
        yield {"sector_id": row["sector_id"], "names": by_language(row, "name")} | ends


def sources_of(geodata: GeoData, layers: tuple[Layer, ...], atlas: Atlas) -> Iterable[Record]:
    """Yield what the drawn resources go back to, as the package describes it; those of one origin together."""
    shown = {layer.resource for layer in layers} | {*atlas.resource.unique().to_pylist()}
    shown |= {name for prefix in ("places", "names", "locations", "claims") for name in geodata.group(prefix)}
    titles: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for name, resource in geodata.resources.items():
        sources = tuple(item.get("title", "") for item in resource.get("sources", []))
        licences = tuple(item.get("title") or item.get("name", "") for item in resource.get("licenses", []))
        if sources and name in shown:
            titles.setdefault((sources, licences), []).append(resource.get("title", name))
    for (sources, licences), names in titles.items():
        yield {"title": ", ".join(names), "sources": sources, "licences": licences}


def length_of(layers: tuple[Layer, ...]) -> float | None:
    """Return the geodesic length of the drawn centreline, measured anew from its vertices."""
    lines = [item["geometry"] for layer in layers if layer.resource == LINE for item in layer.features]
    lengths = [length_km(LineString(line["coordinates"])) for line in lines]
    return round(sum(lengths), 1) if lengths else None
