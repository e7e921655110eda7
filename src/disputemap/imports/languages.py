"""Language tags of names: what sources write -> BCP 47 as the gazetteer writes it."""

from __future__ import annotations

import re

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_SORANI = re.compile(r"[ۆێڕڵەڤ]")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MACRO = {"ku", "kur", ""}  # Kurdish as a whole, or nothing said: the script tells
_LONG = {"ara": "ar", "eng": "en", "tur": "tr"}


def language_of(form: str, tag: str) -> str:
    """Return the tag of a name: the source's, or by its script where that leaves it open.

    Examples
    --------
    >>> language_of("Hewlêr", "ku"), language_of("هەولێر", "ku"), language_of("أربيل", ""), language_of("Erbil", "")
    ('kmr', 'ckb', 'ar', 'en')
    """
    known = _LONG.get(tag.lower(), tag)
    if known.lower() not in _MACRO and _TAG.fullmatch(known):
        return known
    if _ARABIC.search(form):
        return "ckb" if known.lower() in {"ku", "kur"} or _SORANI.search(form) else "ar"
    return "kmr" if known.lower() in {"ku", "kur"} else "en"
