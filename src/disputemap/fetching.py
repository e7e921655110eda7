"""The one part of disputemap that opens a socket, and only when asked to: `fetch_file` downloads one file.

It shows how far it is, takes up a download that was cut off where it ended, keeps to a size limit, follows no redirect
to another host, and writes down the SHA-256 of what came.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from disputemap.errors import InputError
from disputemap.outputs import check_writable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Progress = Callable[[int, int | None], None]

CHUNK = 1 << 16
TIMEOUT_S = 30
ATTEMPTS = 3  # a connection that is cut is taken up again so many times at once
MAX_BYTES = 1 << 30
PORTS = {"http": 80, "https": 443}
HTTP_PARTIAL, HTTP_RANGE = 206, 416


@dataclass(frozen=True)
class Fetched:
    """A file that was downloaded; `resumed_at` is how many bytes were there before."""

    path: Path
    sha256: str
    size: int
    resumed_at: int


@dataclass
class _Part:
    """What there is of a download: the bytes so far, and the tag by which the server knows their version."""

    path: Path
    url: str

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def tag_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def tag(self) -> str:
        """Return the version tag if these bytes are of the same address."""
        try:
            noted = json.loads(self.tag_path.read_text(encoding="utf-8"))
            return str(noted["tag"]) if noted["url"] == self.url else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def start(self, tag: str) -> None:
        self.path.write_bytes(b"")
        self.tag_path.write_text(json.dumps({"url": self.url, "tag": tag}), encoding="utf-8")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.tag_path.unlink(missing_ok=True)


class _CutOffError(Exception):
    """The connection ended before the file did."""

    def __init__(self, part: _Part, why: str) -> None:
        super().__init__(f"cut off after {part.size:,} bytes ({why})")


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follow a redirect only within a host, from http to https but not back."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - as urllib declares it
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not _may_follow(req.full_url, newurl):
            fp.close()
            message = f"{req.full_url}: redirects to {newurl}, another host; give --base-url if you trust that one"
            raise InputError(message)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _may_follow(old: str, new: str) -> bool:
    """Tell whether a redirect stays where it was sent.

    Examples
    --------
    >>> _may_follow("http://a.org/x", "https://a.org/y"), _may_follow("https://a.org/x", "http://a.org/x")
    (True, False)
    >>> _may_follow("https://a.org/x", "https://b.org/x"), _may_follow("http://a.org/x", "file:///etc/passwd")
    (False, False)
    """
    one, other = urlsplit(old), urlsplit(new)
    ports = [part.port or PORTS.get(part.scheme, 0) for part in (one, other)]
    upgrade = (one.scheme, other.scheme) == ("http", "https") and ports == [80, 443]
    return one.hostname == other.hostname and (upgrade or (one.scheme == other.scheme and ports[0] == ports[1]))


def fetch_file(
    url: str,
    target: Path,
    *,
    max_bytes: int = MAX_BYTES,
    progress: Progress | None = None,
    is_right: Callable[[Path], bool] | None = None,
) -> Fetched:
    """Download a file, going on where an earlier attempt ended.

    Parameters
    ----------
    url
        http or https.
    target
        The file to write. It appears when all has come; until then `.part` holds what there is.
    max_bytes
        Refuse anything larger.
    progress
        Called with the bytes so far and those expected, if the server says.

    is_right
        Tells whether what came is what was asked for, and not the page of a portal in between.

    Returns
    -------
    fetched
        Path, SHA-256 and size; the same go to `<target>.sha256.log`, one line a download.

    Raises
    ------
    InputError
        If there is no such host or file, if it is too large, redirects elsewhere, or is cut off again and again.
    """
    if urlsplit(url).scheme not in PORTS:
        message = f"{url}: no http or https address; correct --base-url"
        raise InputError(message)
    check_writable(target)
    part = _Part(target.with_name(f"{target.name}.part"), url)
    resumed_at = part.size if part.tag() else 0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _download(part, max_bytes, progress or (lambda _size, _total: None))
            break
        except _CutOffError as error:
            if attempt == ATTEMPTS:
                message = f"{url}: {error}; run the command again, it goes on from there"
                raise InputError(message) from None
    if is_right and not is_right(part.path):
        part.drop()
        message = f"{url}: what came is no such file, perhaps a page that asks to log in; check the network"
        raise InputError(message)
    with part.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = part.size
    part.path.replace(target)
    part.drop()
    _log(target, digest, size, url)
    return Fetched(target, digest, size, resumed_at)


def _download(part: _Part, max_bytes: int, progress: Progress) -> None:
    request = urllib.request.Request(part.url, headers=_headers(part))  # noqa: S310 - the scheme is checked
    try:
        with urllib.request.build_opener(_SameHost).open(request, timeout=TIMEOUT_S) as response:
            _receive(response, part, max_bytes, progress)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTP_RANGE and part.size:
            part.drop()
            raise _CutOffError(part, "fits no more") from None
        message = f"{part.url}: the server answers {error.code} {error.reason}; check the country code and --base-url"
        raise InputError(message) from None
    except (TimeoutError, http.client.HTTPException, ConnectionError) as error:
        raise _CutOffError(part, str(error) or "no answer") from error
    except urllib.error.URLError as error:
        _refuse(part, error)
    except OSError as error:
        message = f"{part.path}: cannot be written ({error.strerror or error}); free the place or choose another"
        raise InputError(message) from error


def _headers(part: _Part) -> dict[str, str]:
    headers = {"User-Agent": "disputemap", "Accept-Encoding": "identity"}
    tag = part.tag()
    return headers | ({"Range": f"bytes={part.size}-", "If-Range": tag} if tag and part.size else {})


def _receive(response: Any, part: _Part, max_bytes: int, progress: Progress) -> None:  # noqa: ANN401 - urllib's type
    """Write a response to the part, from where that ends if the server goes on there, else anew."""
    start, total = _extent(response, part)
    if start != part.size or not start:
        part.start(_tag(response))
        start = 0
    if total is not None and total > max_bytes:
        _refuse_size(part, max_bytes)
    size = start
    with part.path.open("ab") as file:
        while chunk := response.read(CHUNK):
            size += len(chunk)
            if size > max_bytes:
                _refuse_size(part, max_bytes)
            file.write(chunk)
            progress(size, total)
    if total is not None and size != total:
        raise _CutOffError(part, f"{total:,} were announced")


def _extent(response: Any, part: _Part) -> tuple[int, int | None]:  # noqa: ANN401 - urllib's type
    """Return where a response begins in the file, and how long the file is."""
    length = response.headers.get("Content-Length")
    if response.status != HTTP_PARTIAL:
        return 0, int(length) if length and length.isdigit() else None
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    span, _, total = rest.partition("/")
    first = span.partition("-")[0]
    if unit != "bytes" or first != str(part.size) or not total.isdigit():
        part.drop()
        message = (
            f"{part.url}: the server goes on at {rest or 'no place it names'}; run the command again to start anew"
        )
        raise InputError(message)
    return int(first), int(total)


def _tag(response: Any) -> str:  # noqa: ANN401 - urllib's type
    """Return what names this version of the file for sure: a strong ETag, else its date."""
    etag = str(response.headers.get("ETag", ""))
    return etag if etag and not etag.startswith("W/") else str(response.headers.get("Last-Modified", ""))


def _refuse_size(part: _Part, max_bytes: int) -> NoReturn:
    part.drop()
    message = f"{part.url}: is larger than {max_bytes / 1e6:,.0f} MB; raise --max-mb if that is right"
    raise InputError(message)


def _refuse(part: _Part, error: urllib.error.URLError) -> NoReturn:
    reason = error.reason
    if isinstance(reason, TimeoutError | ConnectionResetError):
        raise _CutOffError(part, str(reason)) from error
    what = "no such host" if isinstance(reason, socket.gaierror) else f"cannot be reached ({reason})"
    message = f"{part.url}: {what}; check the network and --base-url"
    raise InputError(message) from error


def _log(target: Path, digest: str, size: int, url: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with target.with_name(f"{target.name}.sha256.log").open("a", encoding="utf-8") as file:
        file.write(f"{digest}  {target.name}  {size}  {now}  {url}\n")
