"""Files to documents: what is read, and one clear line for what is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from disputemap import documents, inputs
from disputemap.documents import guess_lang, read_documents, text_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from disputemap.documents import Problem
    from disputemap.models import Document

ARABIC = "وصلت القوات إلى مدينة كركوك صباح اليوم، وقال المتحدث إن الطريق مفتوح أمام السيارات في محافظة ديالى أيضا.\n"
SORANI = "هێزەکان گەیشتنە شاری کەرکووک و ڕێگاکە کراوەیە."


def read(*given: str | Path, stdin: list[bytes] | None = None) -> tuple[list[Document], list[str]]:
    """Return the documents and the problems, as printed."""
    problems: list[Problem] = []
    found = list(read_documents(given, on_problem=problems.append, stdin=stdin))
    return found, [str(problem) for problem in problems]


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_plain_text_is_kept_exactly(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", b"\xef\xbb\xbf\r\n Kirkuk \r\n\tx\n\n")
    (document,), problems = read(path)
    assert document.text == "\r\n Kirkuk \r\n\tx\n\n"
    assert (document.id, document.lang, document.title, document.path) == ("a", "en", "", path.as_posix())
    assert not problems


def test_front_matter_gives_the_fields_and_the_body_starts_after_it(tmp_path: Path) -> None:
    content = "---\nid: 007\nlang: no\ndate: 2021-12-04\nsource: Daily\ntitle: 'a: b'\n---\n\n\n  Body\n---\nmore\n"
    (document,), problems = read(put(tmp_path / "a.md", content))
    assert document.text == "  Body\n---\nmore\n"
    assert (document.id, document.lang, document.date) == ("007", "no", "2021-12-04")
    assert (document.source, document.title, problems) == ("Daily", "a: b", [])


@pytest.mark.parametrize(
    ("typed", "date"),
    [("2021-12-04", "2021-12-04"), ("2021-12-04 10:30:00", "2021-12-04T10:30:00"), ("2021-12", "2021-12")],
)
def test_dates_become_iso_strings(tmp_path: Path, typed: str, date: str) -> None:
    (document,), _ = read(put(tmp_path / "a.md", f"---\r\ndate: {typed}\r\n---\r\n\r\nText\r\n"))
    assert (document.date, document.text) == (date, "Text\r\n")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("Text only", "no front matter"),
        ("---\nid: a\nText", "no front matter"),
        ("---\nid: [a\n---\nText", "not valid YAML in line"),
        ("---\na title\n---\nText", "without `key: value`"),
        ("---\nid: {a: 1}\n---\nText", "gives `id` as dict"),
        ("---\n" + "[" * 5000 + "\n---\nText", "not valid YAML"),
        ("---\nid: a\n---\n\n", "is empty"),
        ("---\nid: !!python/name:os.system x\n---\nText", "not valid YAML"),
    ],
)
def test_broken_front_matter_is_one_line(tmp_path: Path, content: str, word: str) -> None:
    found, (problem,) = read(put(tmp_path / "a.md", content))
    assert not found
    assert word in problem
    assert "\n" not in problem


def test_jsonl_goes_on_after_bad_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": 3, "text": ARABIC, "lang": "ar", "date": "2022-01-01", "source": "S", "title": "T"}),
        "{broken",
        '{"id": "x"}',
        '["text"]',
        '{"id": "y", "text": "  "}',
        '{"id": "z", "text": "\\ud800"}',
        "",
        '{"text": "Kirkuk"}',
    ]
    found, problems = read(put(tmp_path / "d.jsonl", "\ufeff" + "\n".join(lines)))
    assert [(document.id, document.date) for document in found] == [("3", "2022-01-01"), ("d-8", "")]
    assert [problem.split(":")[1] for problem in problems] == ["2", "3", "4", "5", "6"]


def test_a_jsonl_in_another_encoding_is_one_line(tmp_path: Path) -> None:
    line = json.dumps({"text": ARABIC}, ensure_ascii=False).encode("cp1256")
    found, problems = read(put(tmp_path / "d.jsonl", b"\n".join([b'{"text": "Kirkuk"}', line, line, line])))
    assert len(found) == 1
    assert problems == [f"{tmp_path / 'd.jsonl'}:2: is not UTF-8 nor are 2 more lines; save the file as UTF-8"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1256", "iso8859_6"])
def test_arabic_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = ARABIC.replace("،", "") if encoding == "iso8859_6" else ARABIC
    (document,), problems = read(put(tmp_path / "a.txt", text.encode(encoding)))
    assert (document.text, document.lang, problems) == (text, "ar", [])


def test_typographic_signs_of_windows_are_read(tmp_path: Path) -> None:
    (document,), _ = read(put(tmp_path / "a.txt", b"the army\x92s \x93gap\x94"))
    assert document.text == "the army\u2019s \u201cgap\u201d"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x00\x01\x02\x03", "is binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is binary"),
        (b"\x01\x02\x03\x04\x05\x06ab", "is binary"),
        (ARABIC.encode()[:-20] + b"\xd8", "UTF-8 with a broken byte"),
        ("Où était-ce ? À côté de l'été".encode("cp1252"), "cannot be told for sure"),
        (b"\xff\xfea\x00b", "begins like utf-16"),
    ],
)
def test_what_is_not_text_is_one_line(tmp_path: Path, content: bytes, word: str) -> None:
    good = put(tmp_path / "good.txt", ARABIC)
    found, (problem,) = read(put(tmp_path / "bad.txt", content), good)
    assert [document.id for document in found] == ["good"]
    assert problem.startswith(f"{tmp_path / 'bad.txt'}: ")
    assert word in problem


def test_missing_files_patterns_folders_and_kinds_are_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    pdf = put(tmp_path / "a.pdf", b"%PDF")
    given: list[str | Path] = [tmp_path / "no.txt", tmp_path / "*.md", tmp_path / "none", pdf, "x" * 5000, "a\0b"]
    found, problems = read(*given)
    assert not found
    words = [
        "no such file",
        "matches no file",
        "holds no .txt",
        ".pdf files are not read",
        "cannot be read",
        "cannot be",
    ]
    assert all(word in problem for word, problem in zip(words, problems, strict=True))


def test_a_link_to_itself_and_a_folder_that_cannot_be_listed_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    found, (problem,) = read(tmp_path / "loop.txt", put(tmp_path / "sub" / "a.txt", "Text"))
    assert len(found) == 1
    assert "cannot be read" in problem

    def walk(folder: Path, *, onerror: Callable[[OSError], None]) -> Iterator[tuple[str, list[str], list[str]]]:
        onerror(PermissionError(13, "Permission denied", str(folder / "shut")))
        yield str(folder / "sub"), [], ["a.txt"]

    monkeypatch.setattr("os.walk", walk)
    found, problems = read(tmp_path)
    assert len(found) == 1
    assert problems == [f"{tmp_path / 'shut'}: cannot be listed (Permission denied); check its permissions"]


def test_folders_are_walked_sorted_and_each_file_once(tmp_path: Path) -> None:
    for name in ["b.txt", "a/z.md", "a/c.txt", "README.md", ".git/x.txt", "a/.h.txt", "n.html"]:
        put(tmp_path / name, "---\nlang: en\n---\nText" if name.endswith("md") else "Text")
    put(tmp_path / "m.jsonl", '{"doc": "a", "surface": "Kirkuk", "start": 0}\n')
    put(tmp_path / "gold.jsonl", '{"file": "a", "mentions": []}\n')
    found, problems = read(tmp_path, tmp_path / "b.txt", tmp_path / "a" / ".." / "b.txt", tmp_path / "*.txt")
    assert [document.id for document in found] == ["c", "z", "b"]
    assert not problems


def test_ids_stay_unique_and_nothing_is_lost(tmp_path: Path) -> None:
    for name in ["a.txt", "x/a.txt", "y/a.txt"]:
        put(tmp_path / name, "Text")
    put(tmp_path / "z.jsonl", '{"id": "a", "text": "1"}\n{"id": "a", "text": "2"}\n')
    found, _ = read(tmp_path)
    assert [document.id for document in found] == ["a", "x/a.txt", "y/a.txt", "a#2", "a#3"]


def test_globs_reach_down(tmp_path: Path) -> None:
    put(tmp_path / "x" / "y" / "a.txt", "Text")
    put(tmp_path / "b[1].txt", "Text")
    found, _ = read(str(tmp_path / "**" / "a.txt"), str(tmp_path / "b[1].txt"))
    assert [document.id for document in found] == ["a", "b[1]"]


def test_standard_input_is_text_or_jsonl() -> None:
    (text,), _ = read("-", stdin=[b"Kirkuk\n", b"Mosul"])
    (first, second), _ = read("-", stdin=[b'{"text": "Kirkuk"}\n', b'{"id": "m", "text": "Mosul"}'])
    assert (text.id, text.text, first.id, second.id) == ("stdin", "Kirkuk\nMosul", "stdin-1", "m")
    assert read("-", stdin=[]) == ([], ["-: is empty; leave it out"])


def test_a_file_over_the_limit_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 2**20)
    big = put(tmp_path / "a.txt", b"x" * (2**20 + 1))
    lines = put(tmp_path / "a.jsonl", b'{"text": "a"}\n' + b"x" * (2**20 + 1))
    found, problems = read(big, lines)
    assert (len(found), len(problems)) == (1, 2)
    assert all("over 1 MB" in problem for problem in problems)


def test_without_a_listener_problems_are_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert list(read_documents(tmp_path / "no.txt")) == []
    assert "no such file" in caplog.text


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (ARABIC, "ar"),
        (SORANI, "ckb"),
        ("Forces near Kirkuk", "en"),
        ("Hêzên ewlehiyê li Kerkûkê û Mexmûrê ne", "kmr"),
        ("Kerkük ve Tuzhurmatu arasındaki boşluk", "tr"),
        ("2021 - 12", ""),
    ],
)
def test_the_language_is_guessed_by_letters(text: str, lang: str) -> None:
    assert guess_lang(text) == lang
    assert text_document(text).lang == lang


def test_a_table_of_mentions_is_told_from_documents() -> None:
    assert inputs.is_mention(b'{"doc": "a", "surface": "x"}\n')
    assert not inputs.is_mention(b'{"surface": "x", "text": "y"}')
    assert not inputs.is_mention(b"[" * 100_000)
