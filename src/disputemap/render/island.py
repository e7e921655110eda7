"""Columns -> the data island of the page: one compressed stream, written as base64.

The stream is a JSON head and, behind it, columns of whole numbers and texts as bytes. Numbers are kept as what they are
above the smallest of them, or as steps from one to the next; in bits when there are two values, else byte by byte in
planes (all lowest bytes first), which compresses well. Decimals are whole numbers of their last digit, 0 for a missing
one. docs/map.md describes it; `page/island.js` reads it.

The same columns give the same bytes, with the same zlib.

>>> island = Island()
>>> island.numbers("score", [90, 91, 255])
>>> island.texts("names", pa.array(["Alba", "Béla"]))
>>> columns = read(island.encoded({"title": "A map"}))
>>> columns["title"], columns["score"].tolist(), columns["names"]
('A map', [90, 91, 255], ['Alba', 'Béla'])
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVEL = 6  # of zlib; fixed, since another writes other bytes. 9 takes three times as long for a hundredth less
BYTE = 8
FAR = 1 << 30  # nothing on Earth is so many metres, or millionths of a degree, from zero
WORTH = 0.75  # so much shorter must steps be
Whole = npt.NDArray[np.integer[Any]]


class Island:
    """Columns to be written, by name."""

    def __init__(self) -> None:
        self.columns: dict[str, list[int | str]] = {}
        self._parts: list[bytes] = []
        self._size = 0

    def numbers(self, name: str, values: npt.ArrayLike) -> None:
        """Add whole numbers, which may lie at most 2^31 apart: as steps where these are mostly smaller."""
        numbers = np.asarray(values, np.int64)
        base = int(numbers.min()) if numbers.size else 0
        above, between = numbers - base, zigzag(np.diff(numbers, prepend=0))
        stepped = np.log2(1.0 + between).sum() < WORTH * np.log2(1.0 + above).sum()
        kind, base, found = ("steps", 0, between) if stepped else ("numbers", base, above)
        bits = int(found.max(initial=0)).bit_length()
        self._add(name, _planes(found, bits), kind, len(numbers), base, bits)

    def decimals(self, name: str, values: npt.NDArray[np.float64], digits: int) -> None:
        """Add numbers with so many digits behind the point; NaN, and what no column can hold, is missing."""
        units = np.round(values * 10.0**digits)
        there = np.abs(units) < FAR
        whole = units[there].astype(np.int64)
        base = int(whole.min()) - 1 if whole.size else 0
        found = np.zeros(len(units), np.int64)
        found[there] = whole - base
        bits = int(found.max(initial=0)).bit_length()
        self._add(name, _planes(found, bits), "decimals", len(found), base, bits, digits)

    def texts(self, name: str, values: pa.Array) -> None:
        """Add texts; the page decodes each when it is asked for. A missing one is empty."""
        texts = values.fill_null("").cast(pa.string())
        offsets = np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, texts.offset * 4)
        self.numbers(f"{name}.bytes", np.diff(offsets))
        data = texts.buffers()[2].to_pybytes()[offsets[0] : offsets[-1]] if len(texts) and texts.buffers()[2] else b""
        self._add(name, data, "texts", len(texts), 0, 0)

    def _add(self, name: str, data: bytes, kind: str, *how: int) -> None:  # how: count, base, bits, and maybe digits
        count, base, bits, *digits = how
        self.columns[name] = [kind, count, base, bits, self._size, len(data), *digits]
        self._parts.append(data)
        self._size += len(data)

    def encoded(self, head: Mapping[str, Any]) -> str:
        """Return the stream with `head` (JSON types) in front: base64, in which HTML sees nothing but letters."""
        said = json.dumps({**head, "columns": self.columns}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        text = said.encode("utf-8", errors="replace")
        stream = b"".join([len(text).to_bytes(4, "little"), text, *self._parts])
        return base64.b64encode(zlib.compress(stream, LEVEL)).decode("ascii")


def zigzag(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return numbers as such from 0: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4."""
    return (values << 1) ^ (values >> 63)


def _planes(values: npt.NDArray[np.int64], bits: int) -> bytes:
    if bits == 1:
        return np.packbits(values.astype(bool), bitorder="little").tobytes()
    lowest_first = values.astype("<u4").view(np.uint8).reshape(-1, 4)
    return b"".join(lowest_first[:, plane].tobytes() for plane in range(-(-bits // BYTE)))


def read(text: str) -> dict[str, Any]:
    """Return what an island holds, head and columns together: numbers as arrays, texts as lists."""
    stream = zlib.decompress(base64.b64decode(text))
    start = 4 + int.from_bytes(stream[:4], "little")
    head: dict[str, Any] = json.loads(stream[4:start])
    columns = head.pop("columns")
    found: dict[str, Any] = {}
    for name, (kind, count, base, bits, at, size, *digits) in columns.items():
        data = stream[start + at : start + at + size]
        found[name] = data if kind == "texts" else _numbers(data, count, base, bits, steps=kind == "steps")
        if kind == "decimals":
            found[name] = np.where(found[name] == base, np.nan, found[name] / 10.0 ** digits[0])
    for name, (kind, *_) in columns.items():
        if kind == "texts":
            found[name] = _texts(found[name], found[f"{name}.bytes"])
    return head | found


def _texts(data: bytes, sizes: Whole) -> list[str]:
    ends = np.cumsum(sizes)
    return [data[end - size : end].decode() for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]


def _numbers(data: bytes, count: int, base: int, bits: int, *, steps: bool) -> npt.NDArray[Any]:
    raw = np.frombuffer(data, np.uint8)
    if bits == 1:
        above = np.unpackbits(raw, count=count, bitorder="little").astype(np.int64)
    else:
        above = np.zeros(count, np.int64)
        for plane in range(-(-bits // BYTE)):
            above |= raw[plane * count : (plane + 1) * count].astype(np.int64) << (BYTE * plane)
    numbers = above + base
    return np.cumsum((numbers >> 1) ^ -(numbers & 1)) if steps else numbers
