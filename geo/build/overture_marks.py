"""Which of Overture's names count only with evidence beside them: little-known places yield to words and persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disputemap.folding import fold_name
from geo.build.files import SOURCES, read_table
from geo.build.overture_known import key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.build.overture_known import Row
    from geo.build.overture_work import Work

_PERSONS = (
    "ابو ابي ام ال آل البو عبد عبدالله الشيخ شيخ السيد سيد الحاج حاج حاجي الملا ملا الامام امام محمد احمد "
    "علي حسن حسين عمر عثمان ابراهيم خليل صالح محمود مصطفى يوسف بني عرب بيت الشهيد اولاد عباس حميد عزيز "
    "عواد علوان سلطان ناصر عز خليفة ذات ابناء شێخ شەهید مەلا میرزا سۆفی کوێخا کاک ئیمام ئیبراهیم ئەحمەد "
    "محەمەد عەلی حەسەن حسێن عومەر خەلیفە ئەلی فەتاح خان مەجید عوسمان هەمزە بەهرام زۆراب سەید مەنسور میل "
    "عوسمانی abu umm al albu abd sheikh shaikh shaykh sheykh sayyid sayed said seyed haji hajji mulla "
    "mullah imam muhammad mohammed ahmad ahmed ali hassan hasan hussein omar ibrahim khalil mahmud "
    "mustafa yusuf bani sofi mirza khalifa hamid abas aziz awwad majid khan osman hamza sultan great "
    "little upper lower middle new shekh sofy alwan arab faraj fatah khawaja mil mila awlad bahram "
    "ezzedine salim خواجا زەهرە ناسر پیر زوراب"
)
PERSONS = frozenset(fold_name(word) for word in _PERSONS.split())
"""First words of names that are persons, families or tribes too, folded."""
SHORT, LONG = 4, 7
"""Letters: up to the first a name wants a feature word, from the second on several words stand for themselves."""
LITTLE_KNOWN = frozenset({"populated_place"})


def mark(work: Work) -> list[Row]:
    """Return all new rows of names, sorted, with `evidence` filled in; a name that would hide another is left out."""
    words = {
        (row["language"], key(row["name"])): row["evidence"] for row in read_table(SOURCES / "overture" / "words.csv")
    }
    marked = _marked_before(work)
    old = {key(row["name"]) for place_id, rows in work.known.names.items() if place_id not in work.new for row in rows}
    rows = [row for place_id in work.new for row in work.known.names[place_id]] + work.spellings
    unique = {(row["place_id"], row["language"], row["name"]): row for row in rows}
    kept = []
    for _, row in sorted(unique.items()):
        new = row["place_id"] in work.new
        feature = work.known.places[row["place_id"]]["feature"]
        folded = row["language"], key(row["name"])
        usual = _evidence(row, feature, old) if new else marked.get(folded, "")
        row["evidence"] = words.get(folded) or usual
        if not (new and row["evidence"] and key(row["name"]) not in old and _hides(key(row["name"]), old)):
            kept.append(row)
    return kept


def _marked_before(work: Work) -> dict[tuple[str, str], str]:
    """Return the marks that the CC BY tables have on names."""
    rows: Iterable[Row] = (
        row for place_id, rows in work.known.names.items() if place_id not in work.new for row in rows
    )
    return {(row["language"], key(row["name"])): row["evidence"] for row in rows if row["evidence"]}


def _evidence(row: Row, feature: str, old: set[str]) -> str:
    folded = key(row["name"])
    tokens = folded.split()
    letters = sum(map(str.isalpha, folded))
    if folded in old or letters <= SHORT or (tokens[0] in PERSONS and feature in LITTLE_KNOWN):
        return "feature"
    if feature not in LITTLE_KNOWN and not folded.isascii():
        return "context" if tokens[0] in PERSONS else ""
    if tokens[0] in PERSONS:
        return "context"
    return "" if len(tokens) > 1 and letters >= LONG else "context"


def _hides(folded: str, old: set[str]) -> bool:
    """Tell whether a shorter known name stands in a name, word by word: a text's longest name wins."""
    tokens = folded.split()
    spans = ((i, j) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1))
    return any(" ".join(tokens[i:j]) in old for i, j in spans if j - i < len(tokens))
