"""GeoData -> what a map shows of its data package, whatever is mentioned: layers, words, claims, sources.

It is worked out once for a package that is open, since most of what a small page takes to write is this.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from disputemap.atlas import Atlas
from disputemap.collecting import uncollected
from disputemap.layers import Layer, build_layers
from disputemap.render.facts import claims_of, corridor_of, length_of, sources_of, words_of
from disputemap.render.geometries import Geometries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.geodata import GeoData

Record = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """What a map shows of a data package; `geometries` are those of its layers and claims."""

    atlas: Atlas
    layers: tuple[Layer, ...]
    words: dict[str, dict[str, dict[str, str]]]
    corridor: Record
    claims: tuple[Record, ...]
    sources: tuple[Record, ...]
    length_km: float | None
    geometries: Geometries
    told: Record


def package_of(geodata: GeoData) -> Package:
    """Return what a map shows of a data package."""
    with uncollected():  # files of shapes become hundreds of thousands of lists, and none of them garbage
        return geodata.once("package", _package)


def _package(geodata: GeoData) -> Package:
    atlas = Atlas(geodata)
    layers, claims, geometries = build_layers(atlas), tuple(claims_of(geodata)), Geometries()
    return Package(
        atlas=atlas,
        layers=layers,
        words={name: words_of(geodata, name) for name in ("captions", "features")},
        corridor=corridor_of(geodata),
        claims=claims,
        sources=tuple(sources_of(geodata, layers, atlas)),
        length_km=length_of(layers),
        geometries=geometries,
        told={"claims": [*_numbered(claims, geometries)], "layers": [*_drawn(layers, geometries)]},
    )


def _numbered(claims: tuple[Record, ...], geometries: Geometries) -> Iterator[Record]:
    for claim in claims:
        yield claim | ({"bands": [geometries.add(band) for band in claim["bands"]]} if "bands" in claim else {})


def _drawn(layers: tuple[Layer, ...], geometries: Geometries) -> Iterator[Record]:
    for layer in layers:
        features = [item | {"geometry": geometries.add(item["geometry"])} for item in layer.features]
        yield asdict(replace(layer, features=())) | {"features": features}
