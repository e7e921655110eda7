"""The catalogue of layers: what is read, filtered, named and left out."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from disputemap.atlas import Atlas
from disputemap.errors import GazetteerError
from disputemap.geodata import GeoData, shipped_root
from disputemap.layers import KINDS, Layer, build_layers, matches

LANGUAGES = ("en", "ar", "ckb")


def shipped(name: str) -> list[dict[str, str]]:
    """Return a shipped vocabulary."""
    with (shipped_root() / "vocab" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SHIPPED = shipped("layers")


@pytest.fixture
def layers(toy_data: GeoData) -> dict[str, Layer]:
    """Return the toy world's layers by key."""
    return {layer.key: layer for layer in build_layers(Atlas(toy_data))}


def test_a_layer_without_its_resource_is_left_out(layers: dict[str, Layer]) -> None:
    assert "strip-line" in layers
    assert not {"rivers", "centres"} & layers.keys()


def test_layers_come_lowest_first(toy_data: GeoData) -> None:
    keys = [layer.key for layer in build_layers(Atlas(toy_data))]
    assert keys.index("land-country") < keys.index("strip-maximum") < keys.index("strip-typical")


def test_a_filter_shares_one_file_among_layers(layers: dict[str, Layer]) -> None:
    assert len(layers["strip-typical"].features) == len(layers["strip-maximum"].features) == 1
    assert layers["strip-typical"].features != layers["strip-maximum"].features


def test_names_are_the_gazetteers_in_every_language(layers: dict[str, Layer]) -> None:
    names = {item["id"]: item["properties"]["names"] for item in layers["governorates"].features}
    assert names["kirsa-governorate"] == {"en": "Kirsa", "ar": "كرسا", "ckb": "کرسا"}


def test_labels_are_spared(layers: dict[str, Layer]) -> None:
    labels = [item["properties"]["label"] for item in layers["strip-stations"].features]
    assert labels == ["0", ""]  # at 0 and 274.7 km; only every 50th is written


def test_a_package_without_catalogue_has_no_layers(toy_data: GeoData) -> None:
    bare = GeoData(toy_data.root)
    bare.__dict__["resources"] = {name: row for name, row in toy_data.resources.items() if name != "layers"}
    assert build_layers(Atlas(bare)) == ()


def test_an_unknown_kind_is_named(toy: Path, tmp_path: Path) -> None:
    broken = GeoData(Path(shutil.copytree(toy, tmp_path / "toy")))
    path = broken.path("layers")
    path.write_text(path.read_text(encoding="utf-8").replace(",line,", ",noodle,"), encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"layers: row '.*': kind 'noodle' is unknown; use one of area"):
        build_layers(Atlas(broken))


@pytest.mark.parametrize(
    ("where", "passes"),
    [("", 1), ("a=1", 1), ("a=2|1", 1), ("a!=1", 0), ("a=1 & b=2", 1), ("a=1 & b!=2", 0), ("c=1", 0)],
)
def test_filters(where: str, passes: int) -> None:
    assert matches(where, {"a": "1", "b": "2"}) == bool(passes)


@pytest.mark.parametrize("row", SHIPPED, ids=[row["key"] for row in SHIPPED])
def test_shipped_catalogue(row: dict[str, str]) -> None:
    assert row["kind"] in KINDS
    assert all(row[f"title_{language}"] for language in LANGUAGES)
    assert all(row[name].startswith("#") for name in ("colour", "colour_dark"))
    assert "border" not in row["title_en"].lower()


def test_shipped_catalogue_is_ordered_by_key() -> None:
    keys = [row["key"] for row in SHIPPED]
    assert keys == sorted(set(keys))


def test_captions_speak_every_language() -> None:
    rows = shipped("captions")
    assert all(row[language] for row in rows for language in LANGUAGES)
    assert {"title", "as_of", "short", "disclaimer", "terms", "claims"} <= {row["key"] for row in rows}
