"""Files are written whole or not at all, and a wrong place is refused before the work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from disputemap.errors import InputError
from disputemap.outputs import check_writable, write_atomic


def test_writing_replaces_the_whole_file_and_leaves_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, "old\n")
    write_atomic(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert os.listdir(tmp_path) == ["a.txt"]  # noqa: PTH208 - hidden ones too


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match=r"cannot be written .No space left"):
        write_atomic(path, "new")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_places_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        check_writable(tmp_path / "no" / "a.txt")
    with pytest.raises(InputError, match="is a folder"):
        check_writable(tmp_path)
    write_atomic("/dev/null", "text")


def test_a_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    write_atomic(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "new"
