"""Tables -> overlays in the toy world: good rows find their place, bad rows are refused by file, row and remedy."""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from disputemap import InputError
from disputemap.cli import main
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData, load_geodata
from disputemap.imports.importing import Source, import_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from disputemap.imports.importing import Report

HEADER = "id,name,name_ar,lon,lat,feature,parent,population,matches,note\n"


class Import:
    """Import texts into the toy world; `table` reads what came out."""

    def __init__(self, toy: Path, folder: Path) -> None:
        self.toy, self.folder, self.output = toy, folder, folder / "out.zip"

    def __call__(self, text: str | bytes, *, name: str = "in.csv", **options: object) -> Report:
        """Write the text to a file and import it."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        source = Source(path, mapping=options.pop("mapping", {}))  # type: ignore[arg-type]
        return import_gazetteer(source, self.output, GeoData(self.toy), **options)  # type: ignore[arg-type]

    def table(self, kind: str) -> list[dict[str, str]]:
        """Return the rows of a table of the overlay."""
        with ZipFile(self.output) as archive:
            return list(csv.DictReader(io.StringIO(archive.read(f"{kind}.csv").decode())))


@pytest.fixture
def do(toy: Path, tmp_path: Path) -> Import:
    return Import(toy, tmp_path)


def said(report: Report) -> list[str]:
    return [str(refusal) for refusal in report.refused]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_new_place_gets_an_id_a_country_and_its_names(do: Import) -> None:
    report = do(HEADER + ",Ulm,أولم,14.5,52.5,village,Norvik,300,,by the lake\n")
    assert (report.read, report.new, report.refused) == (1, 1, [])
    place = do.table("places")[0]
    assert (place["place_id"], place["feature"], place["country"]) == ("ulm", "populated_place", "XN")
    assert (place["parents"], place["population"], place["note"]) == ("norvik-district", "300", "by the lake")
    assert [(row["name"], row["language"]) for row in do.table("names")] == [("Ulm", "en"), ("أولم", "ar")]
    assert do.table("locations")[0]["accuracy_m"] == "2000"


def test_a_known_name_of_the_same_kind_within_reach_is_the_known_place(do: Import, toy: Path) -> None:
    report = do(HEADER + ",Alba,,14.01,53.01,,,,gn:7,\n")
    assert (report.by_name, report.new) == (1, 0)
    place = load_gazetteer(load_geodata(toy, [do.output])).places["alba"]
    assert (place.lon, place.lat, place.seat_of, place.population) == (14.01, 53.01, ("norland",), 900_000)
    assert do.table("places")[0]["matches"] == "gn:7"


@pytest.mark.parametrize(
    ("row", "place_id"),
    [
        (",Alba,,14.2,53,,,,,", None),
        (",Alba,,14,53,field,,,,", None),
        (",Zor,,15.5,52.05,,,,,", "zor-field"),
        (",Zor,,15.5,52.05,town,,,,", None),
        (",Mira,,16,53.01,,,,,", "mira-upland"),
        (",ميرا,,16,51,,,,,", "mira-lowland"),
        ("alba,Whatever,,14,53,,,,,", "alba"),
        (",Kirsa,,15,51.1,governorate,,,,", "kirsa-governorate"),
        (",Mira District,,16.1,53,district,,,,", "mira-district"),
    ],
)
def test_who_is_who(do: Import, row: str, place_id: str | None, toy_data: GeoData) -> None:
    do(HEADER + row + "\n")
    found = do.table("places")[0]["place_id"]
    known = {row["place_id"] for row in toy_data.table("places")}
    assert (found if found in known else None) == place_id


def test_an_id_decides_before_a_name_and_a_place_is_one_row_only(do: Import) -> None:
    do(HEADER + ",Alba,,14,53,,,,,\n" + "alba,Old Alba,,14.001,53,,,,,\n")
    assert do.table("places")[0]["place_id"] == "alba"
    assert {row["name"] for row in do.table("names") if row["place_id"] == "alba"} == {"Old Alba"}


def test_the_finer_kind_counts_whoever_says_it(do: Import) -> None:
    do(HEADER + "zor-field,Zor,,15.5,52.05,town,,,,\n" + "rami,Rami,,13.5,53.5,field,,,,\n")
    assert {row["place_id"]: row["feature"] for row in do.table("places")} == {"zor-field": "field", "rami": "field"}


def test_a_place_recorded_again_adds_its_names_and_ids_only(do: Import) -> None:
    rows = ["alba,Alba,,14,53,,,,gn:1,\n", ",Alba,ألبا الجديدة,14.01,53,,,,gn:2,\n"]
    rows += [",Ulm,,14.5,52.5,,,,gn:3,\n", ",Ulm,أولم,14.51,52.5,,,,gn:4,\n"]
    report = do(HEADER + "".join(rows))
    assert (report.by_id, report.new, report.again) == (1, 1, 2)
    assert [row["matches"] for row in do.table("places")] == ["gn:1 | gn:2", "gn:3 | gn:4"]
    assert [row["lon"] for row in do.table("locations")] == ["14", "14.5"]
    assert [row["name"] for row in do.table("names")] == ["ألبا الجديدة", "Ulm", "أولم"]


def test_namesakes_get_their_parents_name(do: Import) -> None:
    do(HEADER + ",Ulm,,14.5,52.5,,Norvik,,,\n,Ulm,,16,52.5,,Mira,,,\n")
    assert [row["place_id"] for row in do.table("places")] == ["ulm-mira", "ulm-norvik"]


def test_the_order_of_rows_makes_no_difference(do: Import) -> None:
    rows = [",Ulm,,14.5,52.5,,Norvik,,,\n", ",Ulm,,14.6,52.6,,Norvik,,,\n", "7,Town,,15,52.5,,New,,,\n"]
    rows += [",New,,15,52.5,district,Upland,,,\n", ",Alba,,14,53,,,,,\n", ",Alba,,14.001,53,,,,,\n"]
    do(HEADER + "".join(rows))
    first = do.output.read_bytes()
    do(HEADER + "".join(reversed(rows)))
    assert do.output.read_bytes() == first


def test_a_place_without_position_gets_its_parents_and_says_so(do: Import) -> None:
    report = do(HEADER + ",Ulm,,,,,Norvik,,,\n")
    assert report.coarse == ["in.csv: row 2: ulm has the position of norvik-district"]
    where = do.table("locations")[0]
    assert (where["lon"], where["lat"], where["accuracy_m"], where["note"]) == ("14", "53", "90000", "coarse")


def test_a_known_place_without_position_keeps_its_own(do: Import) -> None:
    report = do(HEADER + "alba,Alba,مدينة ألبا,,,,,,,\n")
    assert (report.by_id, report.coarse, do.table("locations")) == (1, [], [])
    assert [row["name"] for row in do.table("names")] == ["مدينة ألبا"]


def test_a_point_does_not_take_the_place_of_a_shape(do: Import) -> None:
    do(HEADER + "norvik-district,Norvik,,14.1,53,district,,,,\n")
    assert (len(do.table("places")), do.table("locations")) == (1, [])


def test_a_parent_may_be_a_row_of_the_same_file(do: Import) -> None:
    do(HEADER + ",Ulm,,14.5,52.5,,New,,,\n,New,,14.5,52.5,district,Upland,,,\n")
    assert {row["place_id"]: row["parents"] for row in do.table("places")} == {
        "ulm": "new-district",
        "new-district": "upland-governorate",
    }


def test_conflicts_are_reported(do: Import) -> None:
    report = do(HEADER + "alba,Alba,,14,53.2,field,,,,\nzor-field,Zor,,15.5,52.05,,,,,\n")
    assert report.conflicts == [
        "in.csv: row 2: alba: feature was populated_place, is field",
        "in.csv: row 2: alba: moved by 22.2 km, accuracies allow 4.0",
    ]


def test_names_that_are_words_need_what_the_package_asks_of_them(do: Import) -> None:
    do(HEADER + ",Noor,نور,16.5,53.5,,,,,\n,District,,16.5,53,,,,,\n")
    needs = {row["name"]: row["evidence"] for row in do.table("names")}
    assert (needs["نور"], needs["Noor"], needs["District"]) == ("feature", "", "feature")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",Ulm,,,,,,,,", "no coordinates; give lon and lat, or a parent whose position is known"),
        (",Ulm,,52.5,14.5,,,,,", "lon 52.5 and lat 14.5 look swapped; change the two columns over"),
        (",Ulm,,14.5,,,,,,", "no latitude; give decimal degrees"),
        (",Ulm,,0,0,,,,,", "0, 0 for a position, which stands for an unknown one; give coordinates"),
        (",Ulm,,443000,5820000,,,,,", "lon 443000, lat 5.82e+06 are no degrees; reproject to EPSG:4326"),
        (",Ulm,,14°30',52.5,,,,,", 'lon "14°30\'" is no number; give decimal degrees'),
        (",Ulm,,nan,52.5,,,,,", "lon 'nan' is no number"),
        (",Ulm,,inf,52.5,,,,,", "lon 'inf' is no number"),
        (",Ulm,,1e999,52.5,,,,,", "lon '1e999' is no number"),
        (",Ulm,,14.5,52.5,,Atlantis,,,", "unknown parent 'Atlantis'; give the id or the name of a known area"),
        (",Ulm,,14.5,52.5,castle,,,,", "unknown kind of place 'castle'; use one of adm1, adm2, adm3, country"),
        (",Ulm,,14.5,52.5,,,many,,", "population 'many' is no number; correct or empty it"),
        (",Ulm,,14.5,52.5,,,-5,,", "population '-5' is no number; correct or empty it"),
        (",=1+1,,14.5,52.5,,,,,", "a formula ('=1+1'); write the plain text"),
        (",Ulm,,14.5,52.5,,,,,@SUM(A1)", "a formula ('@SUM(A1)'); write the plain text"),
        (",Ulm,,14.5,52.5,,,,,-cmd|x", "a formula ('-cmd|x'); write the plain text"),
        (",,,14.5,52.5,,,,,", "no name; give the row a name"),
        (",U\x07lm,,14.5,52.5,,,,,", "a control or replacement character (U+0007); remove it"),
        (",U\ufffdlm,,14.5,52.5,,,,,", "a control or replacement character (U+FFFD); remove it"),
        (",Ulm,ÙƒØ±ÙƒÙˆÙƒ,14.5,52.5,,,,,", "wrong encoding ('ÙƒØ±ÙƒÙˆÙƒ' looks like 'كركوك')"),
        (",Ulm,ÈÛÏÇÏ,14.5,52.5,,,,,", "wrong encoding ('ÈÛÏÇÏ' looks like 'بغداد')"),
        (",Ulm,,14.5,52.5,,,,", "9 cells, the header has 10; put cells that hold the separator in quotation marks"),
        (f",{'x' * 20_000},,14.5,52.5,,,,,", "a cell of 20,000 characters; shorten it"),
        (f",{'x' * 200_000},,14.5,52.5,,,,,", "cannot be read up to row 3 (field larger than field limit (131072))"),
    ],
)
def test_bad_rows(do: Import, row: str, what: str) -> None:
    report = do(f"{HEADER},Good,,14.1,52.5,,,,,\n{row}\n,Better,,14.2,52.5,,,,,\n", skip_bad=True)
    assert len(said(report)) == 1
    assert said(report)[0].startswith(f"in.csv: row 3: {what}")
    assert [place["name"] for place in do.table("places")] == ["Better", "Good"]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("7,Ulm,,14.5,52.5,,,,,", "7,Umm,,14.6,52.6,,,,,", "duplicate id 7, first in row 2; keep one of the rows"),
        (
            ",Ulm,,14.5,52.5,,,,,",
            ",Ulm,,14.5,52.5,,,9,,",
            "duplicate of 'Ulm' at this position, first in row 2; keep one",
        ),
    ],
)
def test_duplicates(do: Import, first: str, second: str, what: str) -> None:
    report = do(f"{HEADER}{first}\n{second}\n", skip_bad=True)
    assert said(report)[0].startswith(f"in.csv: row 3: {what}")
    assert len(do.table("places")) == 1


def test_a_row_below_a_refused_row_is_refused_too(do: Import) -> None:
    report = do(HEADER + ",New,,99,52.5,district,Atlantis,,,\n,Ulm,,14.5,52.5,,New,,,\n", skip_bad=True)
    assert [refusal.where for refusal in report.refused] == ["in.csv: row 2", "in.csv: row 3"]
    assert not report.written


def test_a_line_of_ten_megabytes_is_refused_without_keeping_it(do: Import) -> None:
    start = time.perf_counter()
    report = do(f"{HEADER},{'x' * 10_000_000},,14.5,52.5,,,,,\n,Good,,14.1,52.5,,,,,\n", skip_bad=True)
    assert said(report) == [
        "in.csv: row 2: a line of over 1 MB, longer than any name or note; shorten the cell or leave the row out"
    ]
    assert (report.new, time.perf_counter() - start < 20) == (1, True)


def test_ten_megabytes_over_many_lines_behind_a_quotation_mark_are_refused(do: Import) -> None:
    report = do(HEADER + ',"' + ("x" * 99 + "\n") * 100_000, skip_bad=True)
    assert said(report)[0].startswith("in.csv: row 2: cannot be read up to row 1")
    assert "close the quotation mark" in said(report)[0]


def test_rows_in_another_encoding_are_refused_one_by_one(do: Import) -> None:
    text = f"{HEADER},Good,,14.1,52.5,,,,,\n".encode() + ",Ulm,أولم,14.5,52.5,,,,,\n".encode("cp1256")
    report = do(text, skip_bad=True)
    assert said(report) == [
        "in.csv: row 3: not UTF-8 (byte 0xC3); save the file as UTF-8 (for example: iconv -f windows-1256 -t utf-8)"
    ]


def test_a_file_in_utf_16_is_refused(do: Import) -> None:
    with pytest.raises(InputError, match="is UTF-16; save the file as UTF-8"):
        do(HEADER.encode("utf-16"))


@pytest.mark.parametrize(
    "text", ["name,lon,lat\nUlm,-12.5,52\n", "name;lon;lat\nUlm;-12.5;+52\n", "\ufeffname\tlon\tlat\nUlm\t-12.5\t52\n"]
)
def test_separators_marks_and_negative_numbers_are_no_harm(do: Import, text: str) -> None:
    assert (said(do(text)), do.table("locations")[0]["lon"]) == ([], "-12.5")


def test_columns_are_mapped_by_hand(do: Import) -> None:
    text = "Ort,Ost,Nord\nUlm,14.5,52.5\n"
    do(text, mapping={"name_en": "Ort", "lon": "Ost", "lat": "Nord"})
    assert [row["name"] for row in do.table("places")] == ["Ulm"]


@pytest.mark.parametrize(
    ("text", "mapping", "what"),
    [
        (
            "Ort,lon,lat\nUlm,1,2\n",
            {},
            r"no column is known for the name; give --map name=... \(columns: Ort, lon, lat\)",
        ),
        ("name,lon,lat\nUlm,1,2\n", {"name": "Ort"}, "has no column 'Ort'; its columns are name, lon, lat"),
        ("name,lon,lat\nUlm,1,2\n", {"ort": "name"}, "--map ort=...: no such field; use one of id, name"),
        ("", {}, "its first row is empty"),
    ],
)
def test_what_no_column_tells(do: Import, text: str, mapping: dict[str, str], what: str) -> None:
    with pytest.raises(InputError, match=what):
        do(text, mapping=mapping)


def test_one_bad_row_refuses_all_unless_asked(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("name,lon,lat\nUlm,14.5,52.5\nUmm,,\n")
    arguments: list[str | Path] = ["gazetteer", "import", tmp_path / "in.csv", "-o", tmp_path / "o.zip", "--geo", toy]
    refused = run(*arguments)
    assert (refused.exit_code, refused.stdout, (tmp_path / "o.zip").exists()) == (1, "", False)
    assert refused.stderr.splitlines()[0].startswith("refused: in.csv: row 3: no coordinates;")
    skipped = run(*arguments, "--skip-bad", "--report", tmp_path / "report.txt")
    assert (skipped.exit_code, (tmp_path / "o.zip").exists()) == (0, True)
    assert "2 rows read: 0 merged with known places (0 by id, 0 by name), 1 new, 1 refused" in skipped.stderr
    assert (tmp_path / "report.txt").read_text().startswith("refused: in.csv: row 3")


def test_many_bad_rows_are_counted(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("name,lon,lat\n" + "Ulm,,\n" * 25)
    result = run("gazetteer", "import", tmp_path / "in.csv", "-o", tmp_path / "o.zip", "--geo", toy)
    assert result.stderr.count("refused: in.csv: row") == 20
    assert "refused: and 5 more (--report FILE has all)" in result.stderr


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_file_that_cannot_be_read_is_one_line(toy: Path, tmp_path: Path, name: str) -> None:
    result = run("gazetteer", "import", tmp_path / name, "-o", tmp_path / "o.zip", "--geo", toy, "--format", "csv")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_what_was_imported_is_known_to_the_next_import(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("name,lon,lat\nUlm,14.5,52.5\n")
    command: list[str | Path] = ["gazetteer", "import", tmp_path / "in.csv", "--geo", toy]
    run(*command, "-o", tmp_path / "1.zip")
    result = run(*command, "-o", tmp_path / "2.zip", "--gazetteer", tmp_path / "1.zip")
    assert "1 merged with known places (0 by id, 1 by name), 0 new" in result.stderr
