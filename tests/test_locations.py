"""Where relative places lie, in the toy world: Kirsa is at 15 E, 51 N, good to 2 km; a degree of latitude is 111 km.

Kirsa's governorate is the rectangle 13-17 E, 50-52 N, Upland the one north of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from disputemap.corridors import load_corridor
from disputemap.crs import GEOD
from disputemap.errors import GeometryError
from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.join import assign_corridor
from disputemap.locations import GEO_PRECISION, locate, shapes_of, where_prec
from disputemap.models import MODIFIERS, LonLat, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from disputemap.geodata import GeoData

    Locate = Callable[[Site], Any]

KM = 1000.0
DEGREE_KM = 111.25  # of latitude, at 51 N
KIRSA = LonLat(15.0, 51.0)
GOVERNORATE = shapely.box(13, 50, 17, 52)
EXAMPLES = [
    Site("kirsa"),
    Site("kirsa", "sector", 180.0),
    Site("kirsa", "sector", 315.0),
    Site("kirsa", "offset", 180.0, 20 * KM),
    Site("kirsa", "distance", None, 30 * KM),
    Site("kirsa", "near"),
    Site("kirsa", "near", None, 5 * KM),
    Site("kirsa", "outskirts"),
    Site("kirsa", "outskirts", 180.0),
    Site("kirsa", "between", to="bela"),
    Site("kirsa", "within"),
    Site("kirsa-governorate"),
    Site("kirsa-governorate", "sector", 180.0),
    Site("kirsa-governorate", "sector", 45.0),
    Site("kirsa-governorate", "offset", 0.0, 20 * KM),
    Site("kirsa-governorate", "distance", None, 30 * KM),
    Site("kirsa-governorate", "near"),
    Site("kirsa-governorate", "near", 180.0),
    Site("kirsa-governorate", "outskirts"),
    Site("kirsa-governorate", "between", to="upland-governorate"),
    Site("kirsa-governorate", "between", to="kirsa"),
    Site("norvik-district", "between", to="dorin-district"),
    Site("kirsa-governorate", "within"),
    Site("norland", "sector", 0.0),
    Site("", "coordinates", position=LonLat(15.25, 52.0), accuracy_m=50.0),
]


@pytest.fixture(scope="module")
def places(toy_data: GeoData) -> Gazetteer:
    """Return the places of the toy world."""
    return load_gazetteer(toy_data)


@pytest.fixture(scope="module")
def one(toy_data: GeoData, places: Gazetteer) -> Locate:
    """Return a function that locates one site."""
    return lambda site: locate([site], places, toy_data).iloc[0]


def away_km(row: Any, lon: float = KIRSA.lon, lat: float = KIRSA.lat) -> np.ndarray[Any, Any]:  # noqa: ANN401 - a row
    """Return how far the vertices of a row's geometry are from a position."""
    x, y = shapely.get_coordinates(row.geometry).T.copy()
    return np.asarray(GEOD.inv(np.full_like(x, lon), np.full_like(y, lat), x, y)[2]) / KM


def test_a_place_and_coordinates_are_themselves(one: Locate) -> None:
    town = one(Site("kirsa"))
    assert (town.geometry, town.lon, town.lat, town.accuracy_m) == (shapely.Point(15, 51), 15, 51, 2000)
    given_ = one(Site("", "coordinates", position=LonLat(15.25, 52.0), accuracy_m=50.0))
    assert (given_.geometry, given_.accuracy_m) == (shapely.Point(15.25, 52), 50)
    assert one(Site("kirsa-governorate")).geometry.equals(GOVERNORATE)


def test_south_of_a_town_is_a_wedge_from_its_edge_out_to_25_km(one: Locate) -> None:
    row = one(Site("kirsa", "sector", 180.0))
    away = away_km(row)
    assert (away.min(), away.max()) == (pytest.approx(2, rel=1e-3), pytest.approx(27, rel=1e-3))
    assert row.geometry.area == pytest.approx(shapely.Polygon(row.geometry.exterior).area)
    assert (row.lon, row.lat) == (pytest.approx(15), pytest.approx(51 - 14.5 / DEGREE_KM, abs=1e-4))
    assert row.geometry.bounds[1] == pytest.approx(51 - 27 / DEGREE_KM, abs=1e-3)
    assert not row.geometry.contains(shapely.Point(15, 51.01))


@pytest.mark.parametrize(("bearing_deg", "half_deg"), [(0.0, 45), (45.0, 22.5), (90.0, 45), (202.5, 11.25)])
def test_the_fewer_winds_the_wider_each(one: Locate, bearing_deg: float, half_deg: float) -> None:
    row = one(Site("kirsa", "sector", bearing_deg))
    share = GEOD.geometry_area_perimeter(row.geometry)[0] / (np.pi * (27**2 - 2**2) * KM**2)
    assert abs(share) == pytest.approx(half_deg / 180, rel=0.01)


@pytest.mark.parametrize(
    ("bearing_deg", "bounds"),
    [(0, (13, 51, 17, 52)), (90, (15, 50, 17, 52)), (180, (13, 50, 17, 51)), (225, (13, 50, 15, 51))],
)
def test_the_south_of_an_area_is_a_part_of_it(
    one: Locate, bearing_deg: float, bounds: tuple[float, float, float, float]
) -> None:
    row = one(Site("kirsa-governorate", "sector", float(bearing_deg)))
    assert row.geometry.equals(shapely.box(*bounds))
    assert row.geometry.contains(shapely.Point(row.lon, row.lat))


def test_an_offset_is_a_point_whose_doubt_grows_with_the_way(one: Locate) -> None:
    row = one(Site("kirsa", "offset", 180.0, 20 * KM))
    assert (row.lon, row.lat) == (pytest.approx(15), pytest.approx(51 - 20 / DEGREE_KM, abs=1e-4))
    # 2 km of Kirsa itself, 2 km of rounding, 40 km * sin(11.25 degrees) = 7.8 km aside
    assert row.accuracy_m == pytest.approx(np.hypot(np.hypot(2, 2), 7.804) * KM, rel=1e-3)
    assert one(Site("kirsa", "offset", 180.0, 40 * KM)).accuracy_m > 1.8 * row.accuracy_m


def test_an_offset_from_an_area_is_counted_from_its_edge(one: Locate) -> None:
    row = one(Site("kirsa-governorate", "offset", 0.0, 20 * KM))
    assert (row.lon, row.lat) == (pytest.approx(15), pytest.approx(52 + 20 / DEGREE_KM, abs=1e-3))


def test_a_distance_alone_is_a_ring_around_the_place(one: Locate) -> None:
    row = one(Site("kirsa", "distance", None, 30 * KM))
    away = away_km(row)
    doubt = np.hypot(2, 3)
    assert (away.min(), away.max()) == (pytest.approx(30 - doubt, rel=1e-3), pytest.approx(30 + doubt, rel=1e-3))
    assert (row.lon, row.lat, len(row.geometry.interiors)) == (15, 51, 1)
    assert row.accuracy_m == pytest.approx((30 + doubt) * KM, rel=1e-3)


def test_near_is_a_disc_and_the_outskirts_are_a_ring(one: Locate) -> None:
    assert away_km(one(Site("kirsa", "near"))).max() == pytest.approx(27, rel=1e-3)
    assert away_km(one(Site("kirsa", "near", None, 5 * KM))).max() == pytest.approx(7, rel=1e-3)
    assert away_km(one(Site("kirsa", "outskirts"))).max() == pytest.approx(7, rel=1e-3)
    ring = one(Site("zor-field", "outskirts"))  # 10 km wide: its middle is no outskirts
    away = away_km(ring, 15.5, 52.05)
    assert (away.min(), away.max()) == (pytest.approx(5, rel=1e-3), pytest.approx(15, rel=1e-3))


def test_sides_cut_the_outskirts_and_the_land_near_an_area(one: Locate) -> None:
    assert one(Site("kirsa", "outskirts", 180.0)).geometry.bounds[3] == pytest.approx(51, abs=1e-6)
    south = one(Site("kirsa-governorate", "near", 180.0))
    assert south.geometry.bounds[3] == pytest.approx(51, abs=1e-6)
    assert south.geometry.bounds[1] == pytest.approx(50 - 25 / DEGREE_KM, abs=2e-3)
    edge = one(Site("kirsa-governorate", "outskirts"))
    assert not edge.geometry.contains(shapely.Point(15, 51))
    assert edge.geometry.bounds[3] == pytest.approx(52 + 5 / DEGREE_KM, abs=1e-3)


def test_between_two_towns_is_a_strip(one: Locate) -> None:
    row = one(Site("kirsa", "between", to="bela"))  # 111 km due north: the strip is as wide as it gets
    assert (row.lon, row.lat) == (pytest.approx(15, abs=1e-3), pytest.approx(51.5, abs=1e-3))
    assert row.geometry.bounds[3] == pytest.approx(52 + 15 / DEGREE_KM, abs=2e-3)
    km2 = abs(GEOD.geometry_area_perimeter(row.geometry)[0]) / KM**2
    assert km2 == pytest.approx(30 * 111.25 + np.pi * 15**2, rel=0.02)
    short = one(Site("mira-lowland", "between", to="lowton"))  # 21 km: a fifth of it to either side
    assert short.geometry.bounds[3] == pytest.approx(51 + 4.2 / DEGREE_KM, abs=1e-3)


def test_between_two_areas_that_meet_is_the_land_along_their_border(one: Locate) -> None:
    row = one(Site("kirsa-governorate", "between", to="upland-governorate"))
    bounds = row.geometry.bounds
    assert (bounds[1], bounds[3]) == (pytest.approx(51.91, abs=2e-3), pytest.approx(52.09, abs=2e-3))
    assert row.lat == pytest.approx(52, abs=1e-3)


@pytest.mark.parametrize(("one_end", "other_end"), [("bela", "kirsa"), ("norland", "kirsa-governorate")])
def test_what_lies_between_is_the_same_whichever_is_named_first(one: Locate, one_end: str, other_end: str) -> None:
    there, back = (one(Site(a, "between", to=b)) for a, b in ((one_end, other_end), (other_end, one_end)))
    assert shapely.equals_identical(there.geometry, back.geometry)
    assert (there.lon, there.lat, there.accuracy_m) == (back.lon, back.lat, back.accuracy_m)


def test_somewhere_within_is_all_of_the_parent(one: Locate) -> None:
    row = one(Site("kirsa-governorate", "within"))
    assert row.geometry.equals(GOVERNORATE)
    assert row.accuracy_m == pytest.approx(away_km(row).max() * KM)
    assert one(Site("kirsa", "within")).accuracy_m == 2000


@pytest.mark.parametrize("kind", ["near", "distance", "offset"])
@pytest.mark.parametrize("distance_m", [0.0, 1.0, 999 * KM, 9000 * KM, 1e30])
@pytest.mark.parametrize("place_id", ["kirsa", "kirsa-governorate"])
def test_any_distance_can_be_joined(
    kind: str, distance_m: float, place_id: str, toy_data: GeoData, places: Gazetteer
) -> None:
    located = locate([Site(place_id, kind, 180.0 if kind == "offset" else None, distance_m)], places, toy_data)
    assert located.geometry.is_valid.all()
    assert located.accuracy_m[0] >= min(distance_m, 9000 * KM) * (0.1 if kind == "offset" else 1)
    joined = assign_corridor(located, load_corridor(toy_data), metric_crs="EPSG:32633", near_m=10 * KM)
    assert joined["share_inside"].between(0, 1).all()


def test_an_anchor_without_location_leaves_a_row_without_one(toy_data: GeoData, places: Gazetteer) -> None:
    sites = [Site(), Site("hidden"), Site("hidden", "near"), Site("kirsa", "between", to="hidden")]
    located = locate(sites, places, toy_data)
    assert located[["geometry", "lon", "lat", "accuracy_m"]].isna().to_numpy().all()
    assert (list(located.index), located.crs.to_epsg()) == ([0, 1, 2, 3], 4326)
    assert locate([], places, toy_data).empty


@pytest.mark.parametrize("site", EXAMPLES, ids=str)
def test_the_accuracy_covers_the_shape_and_the_join_takes_it(site: Site, toy_data: GeoData, places: Gazetteer) -> None:
    located = locate([site], places, toy_data)
    row = located.iloc[0]
    assert row.geometry.is_valid
    if site.kind:
        assert away_km(row, row.lon, row.lat).max() * KM <= row.accuracy_m * (1 + 1e-9)
    if site.kind in {"sector", "between", "offset"}:
        assert row.geometry.covers(shapely.Point(row.lon, row.lat))
    joined = assign_corridor(located, load_corridor(toy_data), metric_crs="EPSG:32633", near_m=10 * KM)
    assert joined["relation"].notna().all()


def test_many_sites_are_located_as_each_alone(toy_data: GeoData, places: Gazetteer) -> None:
    together = locate(EXAMPLES, places, toy_data)
    for number, site in enumerate(EXAMPLES):
        alone = locate([site], places, toy_data).iloc[0]
        assert alone.geometry.equals_exact(together.geometry[number], 1e-12)
        assert alone.accuracy_m == pytest.approx(together.accuracy_m[number])


@pytest.mark.parametrize(
    ("site", "word"),
    [
        (Site("kirsa", "sector"), r"site 0 \(sector kirsa\): has no bearing_deg"),
        (Site("kirsa", "offset", 180.0), "has no distance_m"),
        (Site("kirsa", "distance", None, -1.0), "distance_m is -1.0"),
        (Site("kirsa", "sector", float("nan")), "bearing_deg is nan"),
        (Site("kirsa", "beyond"), "unknown kind"),
        (Site("atlantis"), "unknown place 'atlantis'"),
        (Site("", "near"), "unknown place ''"),
        (Site("kirsa", "between"), "unknown place ''"),
        (Site("kirsa", "between", to="kirsa"), "between a place and itself"),
        (Site("", "coordinates"), "position is None"),
        (Site("", "coordinates", position=LonLat(15, 95)), "position is"),
    ],
)
def test_what_cannot_be_located_is_refused_in_one_line(
    site: Site, word: str, toy_data: GeoData, places: Gazetteer
) -> None:
    with pytest.raises(GeometryError, match=word) as caught:
        locate([site], places, toy_data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("site", "feature", "accuracy_m", "precision"),
    [
        (Site("a"), "populated_place", 2000, 1),
        (Site("a"), "populated_place", 20_000, 2),
        (Site("a"), "populated_place", 40_000, 3),
        (Site("a"), "adm3", 12_000, 3),
        (Site("a"), "adm1", 150_000, 4),
        (Site("a"), "river", 100_000, 5),
        (Site("a"), "country", 250_000, 6),
        (Site("", "coordinates"), "", 100, 1),
        (Site("", "coordinates"), "", 20_000, 2),
        (Site("", "coordinates"), "", 78_000, 5),
        (Site("a", "sector", 180.0), "populated_place", 20_000, 2),
        (Site("a", "sector", 180.0), "adm2", 30_000, 3),
        (Site("a", "sector", 180.0), "adm1", 80_000, 4),
        (Site("a", "sector", 180.0), "region", 200_000, 5),
        (Site("a", "sector", 180.0), "country", 400_000, 5),
        (Site("a", "near"), "populated_place", 35_000, 2),
        (Site("a", "near"), "adm1", 150_000, 4),
        (Site("a", "near"), "country", 500_000, 6),
        (Site("a", "near"), "lake", 40_000, 5),
        (Site("a", "offset", 180.0, 5e3), "populated_place", 3000, 2),
        (Site("a", "distance", None, 6e4), "populated_place", 66_000, 5),
        (Site("a", "between", to="b"), "populated_place", 5000, 2),
        (Site("a", "between", to="b"), "populated_place", 40_000, 5),
        (Site("a", "within"), "adm2", 40_000, 3),
        (Site("a", "within"), "populated_place", 3000, 2),
    ],
)
def test_precision_after_ucdp(site: Site, feature: str, accuracy_m: float, precision: int) -> None:
    assert where_prec(site, feature, accuracy_m) == precision
    assert GEO_PRECISION[precision] <= precision


def test_what_a_map_draws(toy_data: GeoData, places: Gazetteer) -> None:
    drawn = shapes_of(EXAMPLES, places, toy_data)
    kinds = [None if shape is None else shape["type"] for shape in drawn]
    assert [kind is None for kind in kinds] == [site.kind in {"", "within"} for site in EXAMPLES]
    assert kinds[3] == kinds[-1] == "Point"
    assert drawn[1] is not None
    assert all(number == round(number, 4) for number in np.ravel(drawn[1]["coordinates"][0]).tolist())


def named(sites: Sequence[Site]) -> set[str]:
    """Return the kinds of sites."""
    return {site.kind for site in sites}


def test_every_kind_of_modifier_is_shown_here() -> None:
    assert named(EXAMPLES) == {"", "coordinates", *MODIFIERS}
