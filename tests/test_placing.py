"""Mentions point to sites: a place, what is said of it; equal ones are one site."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from disputemap.batch import Batch
from disputemap.coordinates import Coordinates
from disputemap.matching import Matches
from disputemap.mentions import COORDINATES, NAME, Mentions, bare_mentions
from disputemap.models import Document, LonLat, Site
from disputemap.phrasebook import KIND
from disputemap.placing import Placing, distinct_rows, sites_of
from disputemap.terms import Searched

PLACES = (Site("alba"), Site("bela"))
NAN = float("nan")


def mentions(*items: int) -> Mentions:
    """Return mentions of one-word texts; an item is that of coordinates, -1 a name."""
    size = len(items)
    batch = Batch([Document("d", " ".join(["word"] * size), "en")])
    at, none = np.arange(size), np.zeros(size, dtype=np.int64)
    found = Matches(at, at, none, none, none - 1, none)
    kind, contexts = np.zeros(size, dtype=np.uint8), np.zeros((2, 1), dtype=np.int64)
    searched = Searched(batch, found, kind, contexts, np.zeros(1, dtype=bool))
    columns = bare_mentions(found, searched)
    columns.item[:] = items
    columns.form[:] = [COORDINATES if item >= 0 else NAME for item in items]
    return columns


def placing(*rows: tuple[int, str, float, float, int]) -> Placing:
    """Return where mentions point, from rows of place, kind, bearing, distance and other place."""
    place, kind, bearing, distance, to = zip(*rows, strict=True)
    kinds = np.array([KIND[one] for one in kind], dtype=np.int8)
    return Placing(np.array(place), kinds, np.array(bearing), np.array(distance), np.array(to))


def test_equal_places_are_one_site_whatever_was_said_of_them_in_vain() -> None:
    where = placing((0, "", NAN, NAN, -1), (-1, "", NAN, NAN, -1), (0, "", 90.0, NAN, -1), (1, "", NAN, NAN, -1))
    site, sites = sites_of(where, mentions(-1, -1, -1, -1), [], PLACES)
    assert site.tolist() == [0, -1, 0, 1]
    assert sites == [Site("alba"), Site("bela")]


def test_what_is_said_of_a_place_makes_a_site_of_its_own() -> None:
    where = placing(
        (0, "offset", 180.0, 20_000.0, -1), (0, "offset", 180.0, 10_000.0, -1), (0, "near", 90.0, NAN, -1),
        (0, "between", NAN, NAN, 1), (0, "offset", 180.0, 20_000.0, -1),
    )  # fmt: skip
    site, sites = sites_of(where, mentions(-1, -1, -1, -1, -1), [], PLACES)
    assert site.tolist() == [0, 1, 2, 3, 0]
    assert sites[0] == Site("alba", "offset", 180.0, 20_000.0)
    assert sites[2:] == [Site("alba", "near"), Site("alba", "between", to="bela")]


def test_coordinates_are_a_position_of_their_own() -> None:
    position = LonLat(15.0, 52.0)
    found = [Coordinates(0, 4, "52 N 15 E", position, 700.0, "decimal")]
    site, sites = sites_of(placing((-1, "", NAN, NAN, -1)), mentions(0), found, PLACES)
    assert site.tolist() == [0]
    assert sites == [Site(kind="coordinates", position=position, accuracy_m=700.0)]


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2))))
def test_rows_are_numbered_as_they_come(rows: list[tuple[int, int]]) -> None:
    columns = [np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 1)]
    codes, first = distinct_rows(columns)
    known = list(dict.fromkeys(rows))
    assert codes.tolist() == [known.index(row) for row in rows]
    assert [rows[at] for at in first] == known
