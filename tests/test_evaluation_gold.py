"""Gold of each format becomes marked documents; what is wrong in it is said, and the rest goes on."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from disputemap.errors import InputError
from disputemap.evaluation import TYPES, Marked, evaluate, parse_types, read_gold
from disputemap.models import LonLat

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.geodata import GeoData
    from disputemap.inputs import Problem


def spans(marked: Marked) -> list[str]:
    return [marked.document.text[one.start : one.end] for one in marked.marks]


def read(path: Path, **options: Any) -> tuple[list[Marked], list[str]]:  # noqa: ANN401 - those of `read_gold`
    problems: list[Problem] = []
    return list(read_gold(path, on_problem=problems.append, **options)), [str(problem) for problem in problems]


def write_jsonl(path: Path, *rows: Any) -> Path:  # noqa: ANN401 - lines good and bad
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


# JSON lines


def test_a_line_with_its_text(tmp_path: Path) -> None:
    mentions = [{"start": 3, "end": 7, "surface": "Bela", "place_id": "bela", "also": ["dorin"], "role": "literal"}]
    path = write_jsonl(
        tmp_path / "g.jsonl", {"id": "a", "lang": "en", "genre": "wire", "text": "🚀 Bela", "mentions": []}
    )
    assert read(path)[0][0].genre == "wire"
    path = write_jsonl(path, {"id": "a", "lang": "ckb", "text": "🚀 \u200eBela", "mentions": mentions})
    (marked,), problems = read(path)
    assert (marked.document.lang, marked.marks[0].accepted, spans(marked), problems) == (
        "ckb",
        ("bela", "dorin"),
        ["Bela"],
        [],
    )


def test_a_line_that_names_its_file(tmp_path: Path) -> None:
    text = tmp_path / "texts" / "a.txt"
    text.parent.mkdir()
    text.write_text("Bela", encoding="utf-8")
    digest = hashlib.sha256(b"Bela").hexdigest()
    path = write_jsonl(tmp_path / "g.jsonl", {"file": "a.txt", "sha256": digest, "mentions": [{"start": 0, "end": 4}]})
    assert [spans(marked) for marked in read(path, texts=text.parent)[0]] == [["Bela"]]
    assert "name its folder with --texts" in read(path)[1][0]
    text.write_text("Bella", encoding="utf-8")
    assert "sha256 differs" in read(path, texts=text.parent)[1][0]


def test_place_within_and_position(tmp_path: Path) -> None:
    mentions = [
        {"start": 0, "end": 1, "place_id": "", "within": "dorin-district"},
        {"start": 2, "end": 3, "form": "coordinates", "lon": 15, "lat": 52},
        {"start": 4, "end": 5},
    ]
    (marked,), _ = read(write_jsonl(tmp_path / "g.jsonl", {"text": "A B C", "mentions": mentions}))
    assert [one.accepted for one in marked.marks] == [("", "dorin-district"), (), ()]
    assert [one.position for one in marked.marks] == [None, LonLat(15, 52), None]


@pytest.mark.parametrize(
    ("mention", "message"),
    [
        ({"start": 0, "end": 9}, "count code points"),
        ({"start": True, "end": 2}, "count code points"),
        ({"start": 0, "end": 4, "surface": "Dora"}, "marks 'Dora' at 0, where the text has 'Bela'"),
        ({"start": 0, "end": 4, "role": "metonymic"}, "write literal or associative"),
        ({"start": 0, "end": 4, "form": "village"}, "write name or coordinates"),
        ({"start": 0, "end": 4, "place_id": 7}, "write ids of places"),
        ({"start": 0, "end": 4, "lon": 200, "lat": 1}, "write lon and lat in degrees"),
        ({"start": 0, "end": 4, "lon": 20}, "write lon and lat in degrees"),
        ("Bela", "no list of objects"),
    ],
)
def test_a_bad_mention_leaves_its_document_out_and_the_others_go_on(
    tmp_path: Path,
    mention: Any,  # noqa: ANN401
    message: str,
) -> None:
    good = {"text": "Bela", "mentions": []}
    path = write_jsonl(tmp_path / "g.jsonl", {"text": "Bela", "mentions": [mention]}, "no object", good)
    marked, problems = read(path)
    assert len(marked) == 1
    assert problems[0].startswith(f"{path}:1: ")
    assert message in problems[0]
    assert problems[1].startswith(f"{path}:2: is no gold")


def test_ids_are_unique_and_folders_are_walked(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_jsonl(tmp_path / folder / "g.jsonl", {"id": "a", "text": "Bela", "mentions": []})
    write_jsonl(tmp_path / "documents.jsonl", {"id": "no gold", "text": "Bela"})
    assert [marked.document.id for marked in read(tmp_path)[0]] == ["a", "a#2"]
    (tmp_path / "none").mkdir()
    assert "holds no gold" in read(tmp_path / "none")[1][0]


# brat


def write_brat(folder: Path, text: str, *lines: str) -> Path:
    (folder / "a.txt").write_text(text, encoding="utf-8", newline="")
    path = folder / "a.ann"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_brat(tmp_path: Path) -> None:
    lines = [
        "T1\tLOC 5 10\tكركوك",
        "T2\tLocation 12 17;28 32\tNorth Mira",
        "T3\tPER 18 21\tand",
        "N1\tReference T1 GeoNames:94787\tKirkuk",
        "A1\tRole T1 metonymic",
        "A2\tLon T2 16.0",
        "A3\tLat T2 53.0",
        "R1\tNear Arg1:T1 Arg2:T2",
        "#1\tAnnotatorNotes T1\tsure",
    ]
    path = write_brat(tmp_path, "🚀 في كركوك\r\nNorth and South Mira.", *lines)
    (marked,), problems = read(path)
    assert problems == []
    assert spans(marked) == ["كركوك", "North and South Mira"]
    assert [(one.accepted, one.role, one.position) for one in marked.marks] == [
        (("GeoNames:94787",), "associative", None),
        ((), "", LonLat(16, 53)),
    ]


def test_types_choose_and_may_give_the_role(tmp_path: Path) -> None:
    path = write_brat(tmp_path, "Bela Kirsa", "T1\tMetonymic 0 4\tBela", "T2\tHomonym 5 10\tKirsa")
    assert read(path)[0][0].marks == ()
    (marked,), _ = read(path, types=parse_types("Metonymic=associative"))
    assert [(one.surface, one.role) for one in marked.marks] == [("Bela", "associative")]
    with pytest.raises(InputError, match="is no entity type"):
        parse_types("LOC,GPE=where")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1 LOC 0 4 Bela", "is no line of brat standoff"),
        ("T1\tLOC 1 5\tBela", "marks 'Bela' where the text has 'ela '"),
        ("T1\tLOC 0 40\tBela", "count positions in code points"),
        ("T1\tLOC 0 4\tBela\nA1\tLon T1 500\nA2\tLat T1 0", "off the Earth"),
    ],
)
def test_a_bad_line_of_brat(tmp_path: Path, line: str, message: str) -> None:
    marked, problems = read(write_brat(tmp_path, "Bela Kirsa", line))
    assert (marked, len(problems)) == ([], 1)
    assert problems[0].startswith(f"{tmp_path / 'a.ann'}:1: ")
    assert message in problems[0]


def test_annotations_without_a_text(tmp_path: Path) -> None:
    (tmp_path / "b.ann").write_text("T1\tLOC 0 4\tBela\n", encoding="utf-8")
    assert "no such file" in read(tmp_path)[1][0]


# CoNLL


@pytest.mark.parametrize(
    "labels",
    [
        "B-LOC I-LOC O B-LOC B-LOC",  # BIO
        "I-LOC I-LOC O I-LOC B-LOC",  # IOB1
        "B-LOC E-LOC O S-LOC S-LOC",  # IOBES
        "B-LOC L-LOC O U-LOC U-LOC",  # BILOU
        "B-GPE I-GPE B-ORG B-FAC B-LOC",
    ],
)
def test_conll_schemes(tmp_path: Path, labels: str) -> None:
    tokens = ["دۆڵی", "😀", "x", "Bela", "Kirsa"]
    lines = [f"{token} NN {label}" for token, label in zip(tokens, labels.split(), strict=True)]
    path = tmp_path / "a.conll"
    path.write_text("\n".join(lines), encoding="utf-8")
    (marked,), problems = read(path)
    assert (marked.document.text, spans(marked), problems) == (" ".join(tokens), ["دۆڵی 😀", "Bela", "Kirsa"], [])


def test_conll_documents_and_sentences(tmp_path: Path) -> None:
    path = tmp_path / "a.iob2"
    path.write_text(
        "-DOCSTART- -X- O\n\nin O\nBela B-LOC\n\nKirsa B-LOC\n\n-DOCSTART- O\n\nDorin B-LOC\n", encoding="utf-8"
    )
    marked, _ = read(path)
    assert [one.document.text for one in marked] == ["in Bela\nKirsa", "Dorin"]
    assert [spans(one) for one in marked] == [["Bela", "Kirsa"], ["Dorin"]]
    path.write_text("# id = 1\nin\tO\nNew Bela\tB-LOC\n\n# two\nKirsa\tB-LOC\n", encoding="utf-8")
    assert [(one.document.id, spans(one)) for one in read(path)[0]] == [("a-1", ["New Bela"]), ("a-2", ["Kirsa"])]


def test_a_bad_line_of_conll_leaves_its_sentence_out(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text("Bela B-LOC\n\nKirsa B-LOC\nDorin\n\nMira B-LOC\n", encoding="utf-8")
    marked, problems = read(path)
    assert [spans(one) for one in marked] == [["Bela"], ["Mira"]]
    assert problems == [f"{path}:4: is no token with a label such as B-LOC or O; mend it (its sentence is left out)"]


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_what_is_no_gold(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Troops moved in Upland.\nAnd then?\n", encoding="utf-8")
    _, problems = read(tmp_path / name)
    assert len(problems) == 1
    assert ":1: is no gold; give JSONL, brat" in problems[0]
    assert "no such file" in read(tmp_path / f"no-{name}")[1][0].lower()


def test_gold_of_others_through_geoparse(tmp_path: Path, toy_data: GeoData) -> None:
    path = tmp_path / "a.conll"
    path.write_text("Troops O\nmoved O\nin O\nUpland B-LOC\n. O\n", encoding="utf-8")
    result = evaluate(read_gold(path, types=TYPES), geo=toy_data, resamples=0)
    assert result.all.recognition.f1 == 1
