"""Downloads from a server on 127.0.0.1 that cuts, lies, redirects and forgets."""

from __future__ import annotations

import hashlib
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar
from zipfile import ZipFile, ZipInfo

import pytest
from click.testing import CliRunner

from disputemap import InputError
from disputemap.cli import main
from disputemap.fetching import fetch_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


def zipped(size: int) -> bytes:
    """Return a zip file of so many bytes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(ZipInfo("IQ.txt"), b"x" * (size - 110))
    return buffer.getvalue()


BODY = zipped(256_000)
TAG = '"v1"'


class Handler(BaseHTTPRequestHandler):
    """Serve BODY in the manner of the path; `asked` holds the headers of each request."""

    asked: ClassVar[list[dict[str, str]]] = []
    tag: ClassVar[str] = TAG
    cuts: ClassVar[int] = 0

    def do_GET(self) -> None:
        """Answer in the manner of the path."""
        type(self).asked.append(dict(self.headers))
        name = self.path.rpartition("/")[2]
        getattr(self, f"send_{name.partition('.')[0]}", self.send_missing)()

    def send_IQ(self) -> None:  # noqa: N802 - named by the path
        """Send BODY, or the rest of it; while `cuts` last, break off early."""
        start = 0
        wanted = self.headers.get("Range", "")
        if wanted and self.headers.get("If-Range") == self.tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("ETag", self.tag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        cut = type(self).cuts > 0
        type(self).cuts -= 1
        self.wfile.write(BODY[start : start + 50_000] if cut else BODY[start:])

    def send_endless(self) -> None:
        """Never say how long it is."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(BODY)

    def send_wrong(self) -> None:
        """Go on somewhere else."""
        self.send_response(206)
        self.send_header("Content-Range", f"bytes 7-9/{len(BODY)}")
        self.end_headers()

    def send_PT(self) -> None:  # noqa: N802 - named by the path
        """Ask to log in."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Welcome to the airport</html>")

    def send_moved(self) -> None:
        """Redirect within the host."""
        self.send_response(302)
        self.send_header("Location", "/IQ.zip")
        self.end_headers()

    def send_elsewhere(self) -> None:
        """Redirect to another host."""
        self.send_response(302)
        self.send_header("Location", "http://localhost:1/IQ.zip")
        self.end_headers()

    def send_missing(self) -> None:
        """Know nothing of it."""
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def base() -> Iterator[str]:
    Handler.asked, Handler.tag, Handler.cuts = [], TAG, 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole_with_its_hash_in_the_log(base: str, tmp_path: Path) -> None:
    seen: list[int] = []
    fetched = fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip", progress=lambda size, _: seen.append(size))
    assert (tmp_path / "IQ.zip").read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (tmp_path / "IQ.zip.sha256.log").read_text().startswith(f"{fetched.sha256}  IQ.zip  256000  2")
    assert names(tmp_path) == ["IQ.zip", "IQ.zip.sha256.log"]
    assert seen[-1] == len(BODY)


def test_a_cut_connection_is_taken_up_where_it_ended(base: str, tmp_path: Path) -> None:
    Handler.cuts = 2
    fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip")
    assert (tmp_path / "IQ.zip").read_bytes() == BODY
    assert [headers.get("Range") for headers in Handler.asked] == [None, "bytes=50000-", "bytes=100000-"]


def test_a_download_that_is_cut_again_and_again_goes_on_in_the_next_run(base: str, tmp_path: Path) -> None:
    Handler.cuts = 3
    with pytest.raises(InputError, match=r"cut off after 150,000 bytes \(256,000 were announced\); run the"):
        fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip")
    assert not (tmp_path / "IQ.zip").exists()
    assert fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip").resumed_at == 150_000
    assert (tmp_path / "IQ.zip").read_bytes() == BODY


def test_a_file_that_changed_meanwhile_starts_anew(base: str, tmp_path: Path) -> None:
    Handler.cuts = 3
    with pytest.raises(InputError):
        fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip")
    Handler.tag = '"v2"'
    fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip")
    assert (tmp_path / "IQ.zip").read_bytes() == BODY


def test_a_part_of_another_address_is_not_gone_on_with(base: str, tmp_path: Path) -> None:
    Handler.cuts = 3
    with pytest.raises(InputError):
        fetch_file(f"{base}/IQ.zip", tmp_path / "IQ.zip")
    fetch_file(f"{base}/other/IQ.zip", tmp_path / "IQ.zip")
    assert Handler.asked[-1].get("Range") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("none.zip", "the server answers 404 Not Found; check the country code"),
        ("elsewhere.zip", "redirects to http://localhost:1/IQ.zip, another host"),
        ("wrong.zip", "the server goes on at 7-9/256000; run the command again"),
    ],
)
def test_refusals(base: str, tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        fetch_file(f"{base}/{path}", tmp_path / "IQ.zip")
    assert names(tmp_path) == []


@pytest.mark.parametrize("path", ["IQ.zip", "endless.zip"])
def test_what_is_too_large_is_refused_said_or_unsaid(base: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match=r"is larger than 0 MB; raise --max-mb"):
        fetch_file(f"{base}/{path}", tmp_path / "IQ.zip", max_bytes=100_000)
    assert names(tmp_path) == []


def test_a_redirect_within_the_host_is_followed(base: str, tmp_path: Path) -> None:
    fetch_file(f"{base}/moved.zip", tmp_path / "IQ.zip")
    assert (tmp_path / "IQ.zip").read_bytes() == BODY


def test_an_old_file_stays_when_a_new_one_does_not_come(base: str, tmp_path: Path) -> None:
    (tmp_path / "IQ.zip").write_bytes(b"old")
    with pytest.raises(InputError):
        fetch_file(f"{base}/none.zip", tmp_path / "IQ.zip")
    assert (tmp_path / "IQ.zip").read_bytes() == b"old"


def test_a_port_where_nobody_listens_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be reached .*; check the network and --base-url"):
        fetch_file("http://127.0.0.1:9/IQ.zip", tmp_path / "IQ.zip")


def test_a_file_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no http or https address"):
        fetch_file((tmp_path / "x").as_uri(), tmp_path / "IQ.zip")


def test_the_command_fetches_dump_and_names(base: str, tmp_path: Path) -> None:
    target = tmp_path / "IQ.zip"
    arguments = ["gazetteer", "fetch", "geonames", "IQ", "-o", str(target), "--base-url", base, "--alternate-names"]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.count("256,000 bytes, sha256 ") == 2
    assert target.read_bytes() == (tmp_path / "IQ-alternate-names.zip").read_bytes() == BODY


def test_the_command_refuses_a_missing_country_in_one_line(base: str, tmp_path: Path) -> None:
    arguments = ["gazetteer", "fetch", "geonames", "QQ", "-o", str(tmp_path / "QQ.zip"), "--base-url", base]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "404" in result.stderr


def test_a_portals_page_is_no_dump(base: str, tmp_path: Path) -> None:
    arguments = ["gazetteer", "fetch", "geonames", "PT", "-o", str(tmp_path / "PT.zip"), "--base-url", base]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, names(tmp_path)) == (1, [])
    assert "perhaps a page that asks to log in" in result.stderr


def test_the_command_wants_a_country_code(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["gazetteer", "fetch", "geonames", "../x", "-o", str(tmp_path / "x.zip")])
    assert result.exit_code == 2
