"""Waypoints that cannot be right are refused by file and row, with the remedy, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from disputemap.corridors.waypoints import open_waypoints, read_vertices, table_of
from disputemap.errors import DisputemapError, GeometryError, InputError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "seq,lon,lat,half_width_typical_km,half_width_max_km,accuracy_m"
GOOD = ["1,13.5,52,2,4,1000", "2,14.5,52.5,2,4,1000", "3,15.5,52,2,4,1000"]
LAND = shapely.box(13, 50, 17, 54)


def refusal(path: Path, rows: list[str], header: str = HEADER) -> str:
    """Return what is said of a file, after its name."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(DisputemapError) as refused:
        read_vertices(open_waypoints(path), land=LAND)
    message = str(refused.value)
    assert message.count("\n") == 0
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2,,52.5,2,4,1000", ":3: lon is ''; write a number"),
        ("2,14.5,north,2,4,1000", ":3: lat is 'north'; write a number"),
        ("2,14.5,52.5,2,nan,1000", ":3: half_width_max_km is 'nan'; write a number"),
        ("2,14.5,52.5,2,inf,1000", ":3: half_width_max_km is 'inf'; write a number"),
        ("2,52.5,14.5,2,4,1000", ":3: lon 52.5, lat 14.5 lie there only the other way round; swap lon and lat"),
        ("2,500000,5800000,2,4,1000", ":3: lon 500000, lat 5.8e+06 are no degrees; give degrees in EPSG:4326"),
        ("2,18,52.5,2,4,1000", ":3: lon 18, lat 52.5 lie 67.9 km outside of the land; correct the position"),
        ("2,14.5,52.5,0,4,1000", ":3: half_width_typical_km is 0; write kilometres above 0, and 500 at most"),
        ("2,14.5,52.5,2,-4,1000", ":3: half_width_max_km is -4; write kilometres above 0, and 500 at most"),
        ("2,14.5,52.5,2,1e300,1000", ":3: half_width_max_km is 1e+300; write kilometres above 0, and 500 at most"),
        ("2,14.5,52.5,2,4,1e9", ":3: accuracy_m is 1e+09; write metres, 0 if it is exact, and 500000 at most"),
        ("2,14,5,52,5,2,4,1000", ":3: has 2 more cells than the header; write decimals with a point"),
        ("2,14.5,52.5,5,4,1000", ":3: half_width_typical_km 5 is more than half_width_max_km 4; the maximum must be"),
        ("2,14.5,52.5,2,4,-1", ":3: accuracy_m is -1; write metres, 0 if it is exact"),
        ("2,13.5,52,2,4,1000", ":3: is the position of line 2 again; leave one of them out"),
        ("1,14.5,52.5,2,4,1000", ":3: seq 1 comes twice; number the rows from one end to the other"),
        ("0,14.5,52.5,2,4,1000", ":3: seq 0 comes after 1; sort the rows from one end to the other"),
        ("nan,14.5,52.5,2,4,1000", ":3: seq is 'nan'; number the rows from one end to the other"),
        ("b,14.5,52.5,2,4,1000", ":3: seq is 'b'; number the rows from one end to the other"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert refusal(tmp_path / "mine.csv", [GOOD[0], row, GOOD[2]]).startswith(said)


def test_a_line_that_crosses_itself_is_refused(tmp_path: Path) -> None:
    rows = ["1,13.5,52,2,4,0", "2,15.5,52,2,4,0", "3,15.5,53,2,4,0", "4,14.5,51,2,4,0"]
    said = ":4: the line from here on crosses the one from line 2 on; sort the rows, or correct a position"
    assert refusal(tmp_path / "mine.csv", rows) == said


def test_a_line_that_runs_back_over_itself_is_refused(tmp_path: Path) -> None:
    rows = ["1,13.5,52,2,4,0", "2,15.5,52,2,4,0", "3,14.5,52,2,4,0"]
    assert refusal(tmp_path / "mine.csv", rows).startswith(":3: the line from here on crosses the one from line 2 on")


@pytest.mark.parametrize("rows", [[], GOOD[:1]])
def test_fewer_than_two_waypoints_are_refused(tmp_path: Path, rows: list[str]) -> None:
    assert refusal(tmp_path / "mine.csv", rows) == f": has {len(rows)} rows; a line needs at least two waypoints"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "seq,x,y,half_width_typical_km,half_width_max_km,accuracy_m",
            ":1: lacks the columns lon and lat (it has x",
        ),
        ("seq,lon,lat,half_width_typical_km,half_width_max_km,sure", ":1: lacks the column accuracy_m; add it"),
        ("seq,lon,lat,half_width_typical_km,wide,accuracy_m", ":1: lacks the column half_width_max_km; add it"),
    ],
)
def test_a_table_without_its_columns_is_refused(tmp_path: Path, header: str, said: str) -> None:
    assert refusal(tmp_path / "mine.csv", GOOD, header).startswith(said)


def test_another_projection_is_refused(tmp_path: Path) -> None:
    rows = [f"{row},EPSG:32633" for row in GOOD]
    said = ":2: crs is 'EPSG:32633'; give degrees in EPSG:4326, and leave the column out"
    assert refusal(tmp_path / "mine.csv", rows, f"{HEADER},crs") == said


def test_the_row_is_the_line_of_the_file(tmp_path: Path) -> None:
    rows = ['1,13.5,52,2,4,0,"two\nlines"', "2,14.5,52.5,-2,4,0,"]
    assert refusal(tmp_path / "mine.csv", rows, f"{HEADER},note").startswith(":4: half_width_typical_km is -2")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: cannot be read"):
        open_waypoints(tmp_path / "none.csv")


def test_what_cannot_be_read_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"mine\.csv: cannot be read \(not UTF-8\); give a CSV file in UTF-8$"):
        open_waypoints(tmp_path / "mine.csv")
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\); give a CSV"):
        open_waypoints(tmp_path)


def test_good_rows_are_vertices_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("\ufeff" + "\n".join([HEADER, *GOOD]), encoding="utf-8")  # as spreadsheets write it
    found = read_vertices(open_waypoints(path), land=LAND)
    assert found.lonlat.tolist() == [[13.5, 52], [14.5, 52.5], [15.5, 52]]
    assert (found.half_width_km.tolist(), found.accuracy_m.tolist()) == ([[2, 4]] * 3, [1000] * 3)


@pytest.mark.parametrize(("accuracy_m", "fine"), [(5000, True), (100, False)])
def test_a_vertex_may_be_as_far_off_the_land_as_off_itself(accuracy_m: int, fine: bool) -> None:  # noqa: FBT001
    names = HEADER.split(",")
    rows = [dict(zip(names, row.split(","), strict=True)) for row in [f"1,12.95,52,2,4,{accuracy_m}", *GOOD[1:]]]
    if fine:  # 0.05 degrees, 3.4 km
        assert len(read_vertices(table_of(rows, "x.csv"), land=LAND).accuracy_m) == 3
    else:
        with pytest.raises(GeometryError, match=r"x\.csv:2: lon 12\.95, lat 52 lie 3\.4 km outside"):
            read_vertices(table_of(rows, "x.csv"), land=LAND)


def test_seq_may_be_left_out_and_any_land_is_fine() -> None:
    row = {"lon": "0", "lat": "0", "half_width_typical_km": "1", "half_width_max_km": "1", "accuracy_m": "0"}
    assert read_vertices(table_of([row, {**row, "lon": "1"}], "x")).chainage_km[-1] == pytest.approx(111.3195)
