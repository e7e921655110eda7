"""The whole way in the toy world: one row a mention, in order, the same for any number of processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from disputemap import pipeline
from disputemap.errors import GazetteerError, InputError
from disputemap.exports import to_text
from disputemap.models import Document
from disputemap.pipeline import Geoparser, geoparse, geoparse_batches
from disputemap.table import FIELDS, SCHEMA, from_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from disputemap.documents import Problem
    from disputemap.geodata import GeoData

TEXTS = [
    "Troops moved in Upland.",
    "The government of Norland said so.",
    "No name here.",
    "Shells fell in the town of Kirsa.",
]


def documents() -> list[Document]:
    return [Document(f"d{i}", text, "en", "2025-01-01", "Toy") for i, text in enumerate(TEXTS)]


def test_mentions_come_in_order_with_the_corridor_joined(toy: Path) -> None:
    frame = geoparse(documents(), geo=toy)
    assert list(frame.columns) == [*FIELDS, "geometry"]
    assert list(frame["doc"]) == ["d0", "d1", "d3"]
    assert list(frame["surface"]) == ["Upland", "Norland", "Kirsa"]
    assert list(frame["role"]) == ["literal", "associative", "literal"]
    assert list(frame["relation"][:2]) == ["straddles", "straddles"]
    assert frame.loc[0, "share_inside"] == pytest.approx(0.05, abs=0.002)
    assert (frame.loc[0, "offset_m"], frame.loc[0, "chainage_km"]) == (0, pytest.approx(137.4, abs=0.2))
    assert (frame.loc[0, "source"], frame.loc[0, "date"], frame.attrs) == ("Toy", "2025-01-01", {})


def test_a_path_a_document_and_lists_of_both_are_taken(toy: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS[0])
    for given in (path, str(path), [path], str(tmp_path / "*.txt"), Document("a", TEXTS[0])):
        assert list(geoparse(given, geo=toy)["doc"]) == ["a"]
    with pytest.raises(InputError, match="do not mix"):
        geoparse([Document("a", TEXTS[0]), path], geo=toy)
    with pytest.raises(InputError, match="Document among paths"):
        geoparse([path, Document("a", TEXTS[0])], geo=toy)


def test_no_documents_have_no_mentions(toy_data: GeoData) -> None:
    assert len(Geoparser(toy_data).parse([])) == 0


def test_nothing_readable_raises_unless_someone_listens(toy: Path, tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert geoparse(tmp_path / "no.txt", geo=toy, on_problem=problems.append).empty
    assert len(problems) == 1
    with pytest.raises(InputError, match=r"no document could be read: .*no such file"):
        geoparse(tmp_path / "no.txt", geo=toy)
    assert geoparse([], geo=toy).empty


def test_some_unreadable_are_logged(toy: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    (tmp_path / "b.txt").write_text("")
    assert len(geoparse(tmp_path, geo=toy)) == 1
    assert "b.txt: is empty" in caplog.text


def test_progress_tells_each_document_in_order(toy: Path) -> None:
    seen: list[str] = []
    geoparse(documents(), geo=toy, progress=lambda document: seen.append(document.id))
    assert seen == ["d0", "d1", "d2", "d3"]


def test_any_number_of_jobs_gives_the_same_bytes(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 3)
    many = [Document(f"d{i}", TEXTS[i % 4], "en") for i in range(23)]
    seen: list[str] = []
    one = to_text(geoparse(many, geo=toy), "jsonl")
    two = to_text(geoparse(many, geo=toy, jobs=2, progress=lambda document: seen.append(document.id)), "jsonl")
    assert one == two
    assert seen == [document.id for document in many]


def test_batches_are_bounded_and_whole() -> None:
    sizes = [1] * (pipeline.BATCH_DOCUMENTS + 5) + [pipeline.BATCH_CHARACTERS, 5]
    many = [Document(str(i), "x" * size) for i, size in enumerate(sizes)]
    batches = list(pipeline._batches(many))  # noqa: SLF001 - its own test
    assert [len(batch) for batch in batches] == [pipeline.BATCH_DOCUMENTS, 6, 1]
    assert [document for batch in batches for document in batch] == many


def test_tables_come_as_they_are_made_and_are_those_of_the_whole(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 1)
    monkeypatch.setattr(pipeline, "BATCHES_AT_ONCE", 2)
    begun: list[str] = []

    def reading() -> Iterator[Document]:
        for document in documents():
            begun.append(document.id)
            yield document

    tables = geoparse_batches(reading(), geo=toy)
    assert (next(tables).column("doc").to_pylist(), begun) == (["d0"], ["d0", "d1"])
    assert [len(table) for table in tables] == [1, 0, 1]
    again = pa.concat_tables(geoparse_batches(documents(), geo=toy))
    assert (again.schema, again.column("form").to_pylist()) == (SCHEMA, ["name"] * 3)
    assert from_arrow(again).equals(geoparse(documents(), geo=toy))


def test_below_a_threshold_a_mention_has_no_place(toy: Path) -> None:
    doubtful, sure = geoparse(documents(), geo=toy)["score"].nsmallest(2)
    frame = geoparse(documents(), geo=toy, min_score=(doubtful + sure) / 2)
    (lost,) = frame[frame["lon"].isna()].to_dict("records")
    assert (lost["score"], lost["place_id"], lost["relation"], lost["geometry"]) == (doubtful, None, None, None)
    assert lost["reasons"][-1] == "score below the threshold"
    assert lost["candidates"]


def test_a_package_without_settings_is_named(toy: Path, tmp_path: Path) -> None:
    for path in toy.rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(toy)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text().replace('"near_m"', '"near"'))
    with pytest.raises(GazetteerError, match="lacks 'near_m'"):
        geoparse(documents(), geo=tmp_path)
