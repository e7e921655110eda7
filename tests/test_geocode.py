"""geopy's interface over the gazetteer, and no socket anywhere."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.point import Point

import disputemap as dm
from disputemap.geocode import LocalGeocoder

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@pytest.fixture(scope="module")
def geocoder(toy_data: GeoData) -> LocalGeocoder:
    return LocalGeocoder(toy_data)


def place_id(answer: Any) -> str | None:  # noqa: ANN401 - a Location, or None
    return answer.raw["place_id"] if answer else None


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "a socket was opened"
        raise AssertionError(message)

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("no_sockets")
def test_no_socket_is_opened(toy_data: GeoData) -> None:
    geocoder = LocalGeocoder(toy_data)
    assert place_id(geocoder.geocode("Bela")) == "bela"
    assert place_id(geocoder.reverse((52.0, 15.0))) == "bela"
    assert place_id(dm.LocalGeocoder().geocode("كركوك")) == "kirkuk"


def test_it_is_a_geocoder_of_geopy(geocoder: LocalGeocoder) -> None:
    assert isinstance(geocoder, Geocoder)
    location = geocoder.geocode("Bela")
    assert (location.latitude, location.longitude) == (52.0, 15.0)
    assert location.address == "Bela, Dorin, Kirsa, Norland"
    assert location.raw == {
        "place_id": "bela",
        "name": "Bela",
        "feature": "populated_place",
        "accuracy_m": 1000.0,
        "source": "toy",
        "score": 1.0,
        "match": "exact",
        "reasons": ["exact"],
    }


def test_one_or_all(geocoder: LocalGeocoder) -> None:
    assert place_id(geocoder.geocode("Mira")) in {"mira-upland", "mira-lowland"}
    every = geocoder.geocode("Mira", exactly_one=False)
    assert {place_id(location) for location in every} == {"mira-upland", "mira-lowland", "mira-district"}
    assert len(geocoder.geocode("Mira", exactly_one=False, limit=2)) == 2
    assert geocoder.geocode("Atlantis") is geocoder.geocode("Atlantis", exactly_one=False) is None


def test_an_answer_is_ones_own(geocoder: LocalGeocoder) -> None:
    geocoder.geocode("Bela").raw["reasons"].append("mine")
    assert geocoder.geocode("Bela").raw["reasons"] == ["exact"]


def test_the_language_asked_for(geocoder: LocalGeocoder) -> None:
    assert geocoder.geocode("Bela", language="ar").address == "البيلا, دورين, كرسا, نورلاند"
    assert geocoder.reverse((52, 15), language="ckb").address.startswith("بێلا, ")


@pytest.mark.parametrize(
    ("codes", "found"), [("xn", "kirsa"), (["XS", "XN"], "kirsa"), ("XS", None), ("xs,xn", "kirsa")]
)
def test_countries_kept_to(geocoder: LocalGeocoder, codes: str | list[str], found: str | None) -> None:
    assert place_id(geocoder.geocode("Kirsa", country_codes=codes)) == found


def test_a_viewbox_favours_and_bounds(geocoder: LocalGeocoder) -> None:
    south, north = [(50, 15.5), (51.5, 16.5)], [Point(53.5, 16.5), Point(52.5, 15.5)]
    assert place_id(geocoder.geocode("Mira", viewbox=south)) == "mira-lowland"
    assert place_id(geocoder.geocode("Mira", viewbox=north)) in {"mira-upland", "mira-district"}
    assert len(geocoder.geocode("Mira", viewbox=south, exactly_one=False)) == 3
    assert len(geocoder.geocode("Mira", viewbox=south, bounded=True, exactly_one=False)) == 1
    assert geocoder.geocode("Bela", viewbox=south, bounded=True) is None


@pytest.mark.parametrize("arguments", [{"query": 7}, {"query": None}, {"query": "Bela", "bounded": True}])
def test_wrong_questions_are_geopys_error(geocoder: LocalGeocoder, arguments: dict[str, Any]) -> None:
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(**arguments)


def test_guesses_can_be_left_out(toy_data: GeoData, geocoder: LocalGeocoder) -> None:
    guess = geocoder.geocode("Belan")
    assert (guess.raw["match"], guess.raw["score"]) == ("fuzzy:1", 0.3)
    assert LocalGeocoder(toy_data, fuzzy=False).geocode("Belan") is None
    assert place_id(LocalGeocoder(toy_data, fuzzy=False).geocode("Beelah")) == "bela"


def test_a_place_without_location_has_no_answer(geocoder: LocalGeocoder) -> None:
    assert geocoder.geocode("Hidden") is None


@pytest.mark.parametrize("query", [(52.01, 15.0), Point(52.01, 15.0), "52.01, 15.0", "52.01 15.0"])
def test_reverse_takes_what_geopy_takes(geocoder: LocalGeocoder, query: object) -> None:
    location = geocoder.reverse(query)
    assert place_id(location) == "bela"
    assert location.raw["distance_m"] == pytest.approx(1113, abs=1)
    assert location.raw["areas"][-2:] == ["upland-governorate", "norland"]


def test_reverse_answers_the_nearest_and_what_holds_the_position(geocoder: LocalGeocoder) -> None:
    nearest = geocoder.reverse((53.5, 15.9), exactly_one=False, limit=3)
    assert place_id(nearest[0]) == "mira-upland"
    assert nearest[0].raw["areas"] == ["mira-district", "upland-governorate", "norland"]
    assert len(geocoder.reverse((0, 0), exactly_one=False)) == 5
    assert geocoder.reverse((0, 0)).raw["areas"] == []
    assert geocoder.reverse((0, 0)).raw["distance_m"] > 5_000_000


def test_reverse_refuses_what_is_no_position(geocoder: LocalGeocoder) -> None:
    with pytest.raises(ValueError, match="Point"):
        geocoder.reverse("nowhere")


@pytest.mark.parametrize("name", ["Bela", "Kirsa", "Dorin", "Kesta", "Noor", "Alba"])
def test_there_and_back(geocoder: LocalGeocoder, name: str) -> None:
    there = geocoder.geocode(name)
    back = geocoder.reverse(there.point)
    assert (back.raw["place_id"], back.raw["distance_m"]) == (there.raw["place_id"], 0)


def test_geopys_rate_limiter_and_pandas(geocoder: LocalGeocoder) -> None:
    frame = pd.DataFrame({"q": ["Bela", "Atlantis", "كرسا"]})
    limited = RateLimiter(geocoder.geocode, min_delay_seconds=0)
    for geocode in (geocoder.geocode, limited):
        locations = frame["q"].apply(geocode)
        assert [place_id(location) for location in locations] == ["bela", None, "kirsa"]
    points = frame["q"].apply(geocoder.geocode).apply(lambda location: tuple(location.point) if location else None)
    assert points[0] == (52.0, 15.0, 0.0)
    reverse = RateLimiter(geocoder.reverse, min_delay_seconds=0)
    assert place_id(reverse((52, 15), language="ar")) == "bela"


def test_timeout_is_taken_and_a_package_of_geopy_arguments_too(geocoder: LocalGeocoder) -> None:
    answer = geocoder.geocode("Bela", exactly_one=True, timeout=1, limit=1, language="en", country_codes=["XN"])
    assert place_id(answer) == "bela"
    assert place_id(geocoder.reverse((52, 15), exactly_one=True, timeout=None)) == "bela"
