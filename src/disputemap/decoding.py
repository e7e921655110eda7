"""bytes -> text, or a plain word on why not.

UTF-8 first, UTF-16 or UTF-32 when a byte order mark says so, and an older encoding only where the bytes leave no
doubt: Arabic reports in windows-1256 are common, and a wrong guess would turn every name into noise without a sign.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TYPOGRAPHIC = frozenset(b"\x85\x91\x92\x93\x94\x95\x96\x97\xa0")  # the same signs in windows-1250 to 1256
_OLD = ("cp1256", "iso8859_6", "cp720", "cp1254")  # encodings of our languages, in the order of their use
_SAMPLE = 200_000
_CHAOS_MAX = 0.2
_COHERENCE_MIN = 0.3
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_MAX = 0.05


class UndecodableError(ValueError):
    """Bytes that are not text, or not surely; the message says what they look like and what to do."""


def decode(data: bytes) -> str:
    r"""Return the text of a file, exactly as encoded (newlines stay), without its byte order mark.

    Raises
    ------
    UndecodableError
        If the bytes are binary, broken, or in an encoding that cannot be told for sure.

    Examples
    --------
    >>> decode(b"\xef\xbb\xbfKirkuk\r\n")
    'Kirkuk\r\n'
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data:
        message = "is binary (it holds NUL bytes); export its text as UTF-8"
        raise UndecodableError(message)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            message = f"begins like {encoding} but breaks at byte {error.start}; save it again as UTF-8"
            raise UndecodableError(message) from None
        text = _decode_old(data, error.start)
    if looks_binary(text):
        message = "is binary (mostly control characters); export its text as UTF-8"
        raise UndecodableError(message)
    return text


def looks_binary(text: str) -> bool:
    """Return whether control characters other than tabs, line and page breaks make up over a twentieth."""
    head = text[:_SAMPLE]
    return len(_CONTROL.findall(head)) > _CONTROL_MAX * len(head)


def _decode_old(data: bytes, start: int) -> str:
    """Decode bytes that are not UTF-8, if there is one reading of them."""
    if set(data) <= _TYPOGRAPHIC | set(range(0x80)):
        return data.decode("cp1252")
    if _mostly_utf8(data[:_SAMPLE]):
        message = f"is UTF-8 with a broken byte at {start}; get the file again or save it as UTF-8"
        raise UndecodableError(message)
    try:
        return data.decode(_guess(data[:_SAMPLE]))
    except (LookupError, UnicodeDecodeError):
        message = "is not UTF-8 and its encoding cannot be told for sure; save it as UTF-8"
        raise UndecodableError(message) from None


def _mostly_utf8(data: bytes) -> bool:
    """Return whether over half of the bytes beyond ASCII are sound UTF-8."""
    beyond = sum(byte > 0x7F for byte in data)  # noqa: PLR2004 - the end of ASCII
    sound = data.decode("utf-8", errors="ignore")
    return sum(len(char.encode()) for char in sound if not char.isascii()) > beyond / 2


def _guess(data: bytes) -> str:
    """Return the older encoding of our languages that fits beyond doubt, or `unknown`."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - seldom needed, slow to import

    best = from_bytes(data, cp_isolation=[*_OLD, "cp1250", "cp1251", "cp1252"], enable_fallback=False).best()
    if best is None or best.encoding not in _OLD:
        return "unknown"
    return best.encoding if best.chaos <= _CHAOS_MAX and best.coherence >= _COHERENCE_MIN else "unknown"
