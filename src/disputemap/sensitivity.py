"""How much of what is said of places hangs on which corridor is taken: whose claim, how wide, drawn with which seed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from disputemap.areas import place_areas
from disputemap.corridors import MAXIMUM, TYPICAL, Corridor, load_corridor
from disputemap.draws import DRAWS, SEED, error_of
from disputemap.errors import GazetteerError, InputError
from disputemap.gazetteer import load_gazetteer
from disputemap.join import relations
from disputemap.ruler import COLUMNS, Ruler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disputemap.geodata import GeoData
    from disputemap.ruler import Floats

    Relations = list[str | None]

SEEDS = 5
BASE = ("place_id", "name", "relation", "p_inside", "p_error", "p_least", "p_most", "changes")
P_DIGITS = 3


def sensitivity(
    geodata: GeoData,
    *,
    place_ids: Iterable[str] | None = None,
    corridor: Corridor | None = None,
    draws: int = DRAWS,
    seeds: int = SEEDS,
) -> pd.DataFrame:
    """Say how places lie to the corridor, and to those that it might be instead.

    Parameters
    ----------
    geodata
        The data package.
    place_ids
        Places of its gazetteer; None means all.
    corridor
        What the others are compared with; None means the package's own.
    draws, seeds
        How many drawings `p_inside` is worked out from, and with how many seeds, counted from the usual one.

    Returns
    -------
    table
        A row for each place that has a location, by id: `place_id`, `name`; `relation` to the typical band and
        `p_inside` with its standard error `p_error`; the least and the most that it is with other seeds (`p_least`,
        `p_most`); `changes`, the names of the columns that follow whose word is another one. Then the relation to
        each other corridor: `maximum`, the maximum band, and those of claims, by id. Claims that imply the same line
        and widths share a column, which bears the id of the first.

    Raises
    ------
    GazetteerError
        If the package is broken, or a place unknown.
    InputError
        If a number of draws or seeds is below 1.
    """
    if min(draws, seeds) < 1:
        message = f"{draws} draws with {seeds} seeds: give 1 or more of each"
        raise InputError(message)
    base = corridor or load_corridor(geodata)
    places = _places(geodata, place_ids)
    geometry, accuracy_m = np.asarray(places.geometry.array, dtype=object), places["accuracy_m"].to_numpy(dtype=float)
    metric_crs, near_m = str(geodata.settings["metric_crs"]), float(geodata.settings["near_m"])

    def measured(one: Corridor, **options: int) -> Floats:
        return Ruler(one, metric_crs, **options).measure(geometry, accuracy_m)

    values = [measured(base, draws=draws, seed=SEED + number) for number in range(seeds)]
    own = relations(values[0], near_m=near_m)
    others = {
        name: relations(measured(one, draws=1), near_m=near_m) for name, one in alternatives(geodata, base).items()
    }
    probabilities = np.stack([one[:, COLUMNS.index("p_inside")] for one in values])
    return _table(places, own, probabilities, others, draws)


def alternatives(geodata: GeoData, base: Corridor) -> dict[str, Corridor]:
    """Return the corridors that a corridor might be instead, by name: of equal ones the first."""
    found = {MAXIMUM: replace(base, bands={TYPICAL: base.bands[MAXIMUM]})} if MAXIMUM in base.bands else {}
    seen = {_key(base)} | {_key(one) for one in found.values()}
    for claim in base.claims:
        name = claim.get("claim_id", "")
        other = _claimed(geodata, name)
        if other is not None and _key(other) not in seen:
            found[name] = other
            seen.add(_key(other))
    return found


def _claimed(geodata: GeoData, claim: str) -> Corridor | None:
    """Return the corridor of a claim, None where it implies no geometry."""
    try:
        return load_corridor(geodata, claim=claim) if claim else None
    except GazetteerError:
        return None


def _key(corridor: Corridor) -> tuple[bytes, bytes]:
    return shapely.to_wkb(corridor.centreline), shapely.to_wkb(corridor.bands[TYPICAL])


def _places(geodata: GeoData, place_ids: Iterable[str] | None) -> Any:  # noqa: ANN401 - geopandas has no types
    """Return the shapes of places that have any, by id, with their names."""
    gazetteer = load_gazetteer(geodata)
    wanted = sorted(gazetteer.places if place_ids is None else set(place_ids))
    if unknown := [place_id for place_id in wanted if place_id not in gazetteer.places]:
        message = f"unknown place {unknown[0]!r}; use an id of the gazetteer"
        raise GazetteerError(message)
    places = [gazetteer.places[place_id] for place_id in wanted]
    frame = place_areas(places, geodata).assign(name=[place.name for place in places])
    return frame[~frame.geometry.isna()]


def _table(
    places: pd.DataFrame, own: Relations, probabilities: Floats, others: dict[str, Relations], draws: int
) -> pd.DataFrame:
    words = np.array([own, *others.values()], dtype=object)
    differs = words[1:] != words[0]
    names = np.array(list(others), dtype=object)
    columns: dict[str, Any] = {
        "place_id": places.index.to_numpy(),
        "name": places["name"].to_numpy(),
        "relation": words[0],
        "p_inside": probabilities[0].round(P_DIGITS),
        "p_error": error_of(probabilities[0], draws).round(P_DIGITS + 1),
        "p_least": probabilities.min(axis=0).round(P_DIGITS),
        "p_most": probabilities.max(axis=0).round(P_DIGITS),
        "changes": [names[column].tolist() for column in differs.T] if len(names) else [[] for _ in own],
    }
    return pd.DataFrame(columns | dict(zip(others, words[1:], strict=True)))
