"""mentions table + GeoData -> MapData: what a map draws and says, as plain data.

No drawing library is imported here: the page and any other output read the same `MapData`. Which layers exist, in
which order, colour and wording, is said by the data package (`layers` and `captions`); a layer whose resource the
package lacks is left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from disputemap.corridors.bands import cut, measured
from disputemap.errors import GazetteerError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disputemap.atlas import Atlas

Kind = Literal["area", "line", "point", "places", "themes"]
Row = dict[str, str]
Feature = dict[str, Any]
Texts = dict[str, str]

KINDS = ("area", "line", "point", "places", "themes")
OF_MENTIONS = ("places", "themes")  # kinds that are drawn of what is mentioned, and have no features
MENTIONS = "mentions"  # the resource name by which the catalogue asks for the mentions themselves


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer looks; `colour_dark` is for dark pages, `dash` an SVG dash pattern, `weight` in pixels.

    `pattern` is empty (areas are filled evenly), `hatch`, `hatch-back` (leaning the other way) or, of lines, `sectors`
    (its features full and hollow in turn).
    """

    colour: str
    colour_dark: str
    weight: float
    dash: str
    opacity: float
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing to draw and to switch on and off.

    `titles` by language. `where` is the filter of the catalogue; for kind `places` it chooses among the mentioned
    places, and `features` is empty; so it is for `themes`, which colours them by their main theme. `resource` is the
    file the features come from, `as_of` their date. Labels are shown from the first of `label_zooms` up to the second.
    """

    key: str
    group: str
    kind: Kind
    titles: Texts
    style: Style
    visible: bool
    resource: str
    where: str = ""
    as_of: str = ""
    label_zooms: tuple[float, float] = (0.0, 99.0)
    features: tuple[Feature, ...] = ()


def build_layers(atlas: Atlas) -> tuple[Layer, ...]:
    """Return the catalogue's layers with their features, lowest first.

    Raises
    ------
    GazetteerError
        If a row of the catalogue has an unknown kind or a number that is none.
    """
    geodata = atlas.geodata
    if "layers" not in geodata.resources:
        return ()
    rows = [row for row in geodata.table("layers") if row["resource"] in (MENTIONS, *geodata.resources)]
    layers = [_layer(row, atlas) for row in sorted(rows, key=lambda row: (float(row["order"] or 0), row["key"]))]
    return _apart([layer for layer in layers if layer.features or layer.kind in OF_MENTIONS])


def visible(layers: tuple[Layer, ...], keys: frozenset[str] | None) -> tuple[Layer, ...]:
    """Return the layers with those of `keys` visible and no other; None leaves them as they are.

    Raises
    ------
    InputError
        If no layer has one of the keys.
    """
    if keys is None:
        return layers
    known = [layer.key for layer in layers]
    if unknown := sorted(keys.difference(known)):
        message = f"layers: {unknown[0]!r} is unknown; this data package has {', '.join(known)}"
        raise InputError(message)
    return tuple(replace(layer, visible=layer.key in keys) for layer in layers)


def _apart(layers: list[Layer]) -> tuple[Layer, ...]:
    """Give the second layer of one key a key of its own: two layers of one name stay two."""
    times: Counter[str] = Counter()
    apart = []
    for layer in layers:
        times[layer.key] += 1
        again = times[layer.key] > 1
        apart.append(replace(layer, key=f"{layer.key}-{times[layer.key]}") if again else layer)
    return tuple(apart)


def matches(where: str, row: dict[str, Any]) -> bool:
    """Tell whether a row passes a filter: `column=value|value` or `column!=value|value`, several joined by `&`.

    Examples
    --------
    >>> matches("band=typical", {"band": "typical"}), matches("feature!=adm1|adm2", {"feature": "adm2"})
    (True, False)
    >>> matches("", {})
    True
    """
    return all(_passes(test.strip(), row) for test in where.split("&") if test.strip())


def _passes(test: str, row: dict[str, Any]) -> bool:
    column, _, values = test.partition("=")
    found = str(row.get(column.removesuffix("!").strip(), "")) in [value.strip() for value in values.split("|")]
    return found != column.endswith("!")


def by_language(row: Row, prefix: str) -> Texts:
    """Return the cells of `prefix_<language>` columns, by language.

    Examples
    --------
    >>> by_language({"key": "rivers", "title_en": "Rivers", "title_ar": ""}, "title")
    {'en': 'Rivers'}
    """
    start = f"{prefix}_" if prefix else ""
    return {column[len(start) :]: cell for column, cell in row.items() if column.startswith(start) and cell}


def _layer(row: Row, atlas: Atlas) -> Layer:
    kind = row["kind"]
    if kind not in KINDS:
        message = f"layers: row {row['key']!r}: kind {kind!r} is unknown; use one of {', '.join(KINDS)}"
        raise GazetteerError(message)
    features = () if row["resource"] == MENTIONS else tuple(_features(row, atlas))
    dates = {str(feature["properties"].pop("as_of", "")) for feature in features}
    return Layer(
        key=row["key"],
        group=row["group"],
        kind=kind,  # type: ignore[arg-type]  # checked above
        titles=by_language(row, "title"),
        style=_style(row),
        visible=row["visible"] == "yes",
        resource=row["resource"],
        where=row["where"],
        as_of=dates.pop() if len(dates) == 1 else "",
        label_zooms=_zooms(row.get("label_zoom", "")),
        features=features,
    )


def _zooms(text: str) -> tuple[float, float]:
    """Read `9-`, `0-9` or nothing."""
    first, _, last = text.partition("-")
    return (float(first or 0), float(last or 99))


def _style(row: Row) -> Style:
    try:
        weight, opacity = float(row["weight"] or 0), float(row["opacity"] or 0)
    except ValueError as error:
        message = f"layers: row {row['key']!r}: weight and opacity must be numbers ({error})"
        raise GazetteerError(message) from error
    return Style(
        row["colour"], row["colour_dark"] or row["colour"], weight, row["dash"], opacity, row.get("pattern", "")
    )


def _features(row: Row, atlas: Atlas) -> Iterable[Feature]:
    geodata, resource = atlas.geodata, row["resource"]
    if geodata.path(resource).suffix == ".csv":
        found = [(record, _row_geometry(record, row["kind"], atlas)) for record in geodata.table(resource)]
    else:
        found = [(item["properties"] or {}, item["geometry"]) for item in atlas.collection(resource)["features"]]
    for record, geometry in found:
        if geometry and matches(row["where"], record):
            yield _feature(record, geometry, row, atlas)


def _row_geometry(record: Row, kind: str, atlas: Atlas) -> dict[str, Any] | None:
    """Return a table row's geometry: lon and lat for points, a piece of the centreline, or the place's shape."""
    if kind == "line" and record.get("to_km"):
        return _stretch(record, atlas)
    if kind != "point":
        return atlas.shape(record.get("place_id", ""))
    own = [float(record[key]) for key in ("lon", "lat") if record.get(key)]
    lonlat = own if len(own) > 1 else atlas.position_of(record.get("place_id", ""))
    return None if lonlat is None else {"type": "Point", "coordinates": lonlat}


def _stretch(record: Row, atlas: Atlas) -> dict[str, Any]:
    """Return the piece of the centreline from a row's `from_km` to its `to_km`."""
    lonlat = np.array(atlas.collection("centreline")["features"][0]["geometry"]["coordinates"])
    whole = measured(lonlat, np.zeros((len(lonlat), 2)), np.zeros(len(lonlat)))
    piece = cut(whole, float(record["from_km"]), float(record["to_km"]))
    return {"type": "LineString", "coordinates": piece.lonlat.tolist()}


def _feature(record: dict[str, Any], geometry: dict[str, Any], row: Row, atlas: Atlas) -> Feature:
    place_id = str(record.get("place_id") or "")
    names = atlas.names_of(place_id) or by_language(record, "name")
    if record.get("name") and (not names or row.get("label") == "name"):
        names = {**names, "en": str(record["name"])}
    wanted = [field.strip() for field in row.get("details", "").split("|") if field.strip()]
    properties: dict[str, Any] = {"names": names, "as_of": record.get("as_of") or ""}
    properties["details"] = [[field, str(record[field])] for field in wanted if record.get(field) not in (None, "")]
    properties["label"] = _label(record, row)
    if record.get("accuracy_m"):
        properties["accuracy_m"] = float(record["accuracy_m"])
    return {"type": "Feature", "id": place_id, "properties": properties, "geometry": geometry}


def _label(record: dict[str, Any], row: Row) -> str:
    """Return what is written beside the feature: `names` means its name in the reader's language."""
    column, every = row.get("label", ""), row.get("label_every", "")
    value = record.get(column, "")
    if not column or column in ("names", "name"):
        return "names" if column else ""
    if every:
        return f"{float(value):g}" if float(value or 0) % float(every) == 0 else ""
    return str(value)
