"""Folding: one spelling for the many ways in which a name is written, with the way back to the original.

Arabic and Sorani are written freely: with and without hamza, with Persian or Arabic kaf and yeh, with vowel marks and
joiners, in presentation forms; Latin transliteration with and without accents and apostrophes. Names and texts are
folded the same way and compared folded; `offsets` leads from every folded character back to the code point it came
from, so that all positions stay positions in the text as decoded. A whole batch of documents is folded at once, as an
array of code points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.codepoints import (
    LINE,
    NOTHING,
    OTHER,
    PARAGRAPH,
    SEVERAL,
    SPACE,
    codes_of,
    compose,
    fold_table,
    is_tail,
    marked,
    text_of,
)
from disputemap.ragged import expand, to_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.codepoints import Codes

# Three times the same letter: a letter is what `str.isalnum` takes and is no decimal digit.
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_NEAR = 8  # marks behind a letter that are looked at one by one, before all of the text is
_AT_ONCE = 1 << 17  # code points that are looked up together: a processor's cache holds them as positions, too
_BETWEEN = "\ue000"  # between names: for private use, so that it is no letter and folds to itself
_BLANK, _LINE, _PARAGRAPH = OTHER | np.uint32(SPACE), OTHER | np.uint32(LINE), OTHER | np.uint32(PARAGRAPH)

Offsets = np.ndarray[tuple[int], np.dtype[np.int64]]
Places = np.ndarray[tuple[int], np.dtype[np.int32]]  # one a letter: half as large


class Gaps(NamedTuple):
    """What stands between words and is no space, m marks in text order; vowel signs and the like stand nowhere.

    Attributes
    ----------
    begins
        int64: how many characters stand in gaps before that behind each word.
    at
        int64 (m): which of the characters in gaps each mark is.
    word
        int64 (m): the word before it, -1 for none.
    origin
        int64 (m): its code point in the original.
    code
        uint32 (m): what it folds to; of a run of white space with an empty line in it, a paragraph separator.
    lines
        int64: the code points of the original that end lines.
    """

    begins: Offsets
    at: Offsets
    word: Offsets
    origin: Offsets
    code: Codes
    lines: Offsets


@dataclass(frozen=True)
class Folded:
    """The words of a text, folded, as code points: one space behind each, whatever parts it from the next.

    `offsets[i]` is the code point of the original that folded character i comes from, `stops` are the spaces.
    `source` are the code points of the original, `gaps` tells what else parts its words.
    """

    codes: Codes
    offsets: Places
    stops: Offsets
    source: Codes
    gaps: Gaps

    @cached_property
    def text(self) -> str:
        """The folded text as a string."""
        return text_of(self.codes)

    def origins(self, at: NDArray[Any]) -> Offsets:
        """Return the code points of the original that some folded characters come from."""
        return self.offsets.take(at).astype(np.int64)

    def before(self, origins: NDArray[Any]) -> Offsets:
        """Return how many folded characters come from before some code points of the original."""
        return np.searchsorted(self.offsets, origins.astype(np.int32))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of the folded characters from `start` to before `end`."""
        firsts, lasts = self.originals(np.array([start]), np.array([end]))
        return int(firsts[0]), int(lasts[0])

    def originals(self, starts: NDArray[Any], ends: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the original spans of many folded ones that end with a letter.

        What folding drops behind the last letter belongs to it: vowel signs, a stretched line, a hamza (جلولاء).
        """
        firsts, lasts, following = map(self.origins, (starts, ends - 1, ends))
        lasts += 1
        rows = np.flatnonzero(lasts < following)
        for _ in range(_NEAR):
            rows = rows[is_tail(self.source[lasts[rows]])]
            if not len(rows):
                return firsts, lasts
            lasts[rows] += 1
            rows = rows[lasts[rows] < following[rows]]
        if len(rows):  # a long run of marks: look up where it ends
            others = np.flatnonzero(np.append(~is_tail(self.source), True))
            lasts[rows] = np.minimum(others[np.searchsorted(others, lasts[rows])], following[rows])
        return firsts, lasts


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back.

    What parts two words becomes one space, and is told apart in `gaps`: a name may be broken over two lines, never over
    two paragraphs. A letter written three times or more (عااااجل) is written once.

    Examples
    --------
    >>> folded = fold("بمُحافظة  كرْكوك!")
    >>> folded.text
    'بمحافظه كركوك '
    >>> folded.original(8, 13)
    (10, 16)
    """
    source, composed = codes_of(text), compose(text)
    folded, origins = _joined(source if composed is text else codes_of(composed))
    if origins is None:
        return Folded(*folded[:3], source, folded.gaps)
    origin, lines = (origins.take(at).astype(np.int64) for at in (folded.gaps.origin, folded.gaps.lines))
    gaps = folded.gaps._replace(origin=origin, lines=lines)
    return Folded(folded.codes, origins[folded.offsets], folded.stops, source, gaps)


_NOWHERE: Offsets = np.zeros(0, dtype=np.int64)


class _Joined(NamedTuple):
    """What `Folded` has, by positions among the code points that `_replace` gives."""

    codes: Codes
    offsets: Places
    stops: Offsets
    gaps: Gaps


def _joined(source: Codes, without: Offsets = _NOWHERE) -> tuple[_Joined, Places | None]:
    """Return code points as words with one space behind each, and what `_replace` says of where they come from.

    `without` are positions of letters that are left out.
    """
    codes, origins = _replace(source)
    codes[without] = NOTHING
    thrice = _thrice(codes)
    beside = thrice[(codes.take(thrice - 1) == NOTHING) | (codes.take(thrice + 3) == NOTHING)]
    codes[thrice + 1] = codes[thrice + 2] = NOTHING
    kept = codes < OTHER
    other = np.flatnonzero(~kept)
    code = codes.take(other, mode="wrap")
    rows = np.flatnonzero(code != NOTHING)
    other, code = other.take(rows), code.take(rows)
    at = np.arange(len(rows))
    at += other - rows
    first = np.empty(len(at), dtype=bool)  # of a gap; one at the beginning of the text is behind no word
    first[0] = at[0] > 0
    np.greater(at[1:] - at[:-1], 1, out=first[1:])
    begins = np.flatnonzero(first)
    stops = np.arange(len(begins))
    stops += at.take(begins) - begins
    kept[other.take(begins)] = True
    letters, offsets = _left(codes, kept)
    letters[stops] = SPACE
    stretched = _stretched(letters, np.searchsorted(offsets, beside.astype(np.int32), side="right") - 1)
    if len(stretched):
        return _joined(source, np.append(without, offsets[stretched]))
    return _Joined(letters, offsets, stops, _gaps(other, code, at, first, begins)), origins


def _left(codes: Codes, kept: NDArray[np.bool_]) -> tuple[Codes, Places]:
    """Move the code points that are kept to the front, where they are returned, with the places where they stood."""
    places = np.empty(np.count_nonzero(kept), dtype=np.int32)
    end = 0
    for begin in range(0, len(codes), _AT_ONCE):
        at = np.flatnonzero(kept[begin : begin + _AT_ONCE])
        some = slice(end, end := end + len(at))
        codes[some] = codes[begin : begin + _AT_ONCE].take(at, mode="wrap")
        np.add(at.astype(np.int32), begin, out=places[some])
    return codes[:end], places


def _gaps(other: Offsets, code: Codes, at: Offsets, first: NDArray[np.bool_], begins: Offsets) -> Gaps:
    """Return what stands between words, given all of it; `at` are positions among what folds to anything."""
    rows = np.flatnonzero(code != _BLANK)
    marks, word = code.take(rows), np.cumsum(first).take(rows) - 1
    feeds = (marks == _LINE) | (marks == _PARAGRAPH)
    lines = other.take(rows.take(np.flatnonzero(marks == _LINE)))
    second = np.flatnonzero(feeds[1:] & feeds[:-1])
    one, two = rows.take(second), rows.take(second + 1)
    near = at.take(two) - at.take(one) == two - one  # nothing but white space is between them
    marks[second[near] + 1] = _PARAGRAPH
    left = np.flatnonzero(marks != _LINE)
    rows = rows.take(left)
    return Gaps(begins, rows, word.take(left), other.take(rows), marks.take(left) & ~OTHER, lines)


def _replace(source: Codes) -> tuple[Codes, Places | None]:
    """Return the folded code points, with `OTHER`, and which code point each comes from.

    A space closes the text; None stands for each from its own.
    """
    table = fold_table()
    codes = np.empty(len(source) + 1, dtype=np.uint32)
    for begin in range(0, len(source), _AT_ONCE):
        some = slice(begin, min(begin + _AT_ONCE, len(source)))
        table.codes.take(source[some], mode="wrap", out=codes[some])  # none is out of the table: "wrap" checks fastest
    codes[-1] = _BLANK
    if codes.max() < SEVERAL:
        return codes, None
    several = np.flatnonzero(codes == SEVERAL)
    distinct, number = np.unique(source[several], return_inverse=True)
    letters = [marked(codes_of(table.texts[code])) for code in distinct.tolist()]
    offsets = to_offsets(np.array([len(row) for row in letters]))
    counts = np.ones(len(codes), dtype=np.int64)
    counts[several] = np.diff(offsets)[number]
    filled = np.repeat(codes == SEVERAL, counts)
    codes = np.repeat(codes, counts)
    codes[filled] = np.concatenate(letters)[expand(offsets, number).at]
    return codes, np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _thrice(codes: Codes) -> Offsets:
    """Return where the same letter stands three times."""
    same = codes[1:] == codes[:-1]
    thrice = np.flatnonzero(same[1:] & same[:-1])
    thrice = thrice[codes[thrice] < OTHER]
    return thrice[_is_letter(codes[thrice])]


def _stretched(letters: Codes, written_once: Offsets) -> Offsets:
    """Return all but the first of letters that stood three times or more with vowel signs between them."""
    thrice, one = _thrice(letters), written_once
    before, after = (one[letters[one] == letters[one + step]] for step in (-1, 1))
    return np.concatenate([thrice + 1, thrice + 2, before, after + 1])


def _is_letter(codes: Codes) -> NDArray[np.bool_]:
    """Tell which letters and digits are letters to `_STRETCHED`; few are asked for, and most of these are the same."""
    figures = [code for code in set(codes.tolist()) if chr(code).isdecimal()]
    return np.isin(codes, figures, invert=True)


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """Return the folded form of a name, without outer space.

    Examples
    --------
    >>> fold_name("Kerkûk"), fold_name("Ba‘qūbah"), fold_name("کەرکووک")
    ('kerkuk', 'baqubah', 'كهركووك')
    """
    return _STRETCHED.sub(r"\1", " ".join(compose(name).translate(fold_table().texts).split()))


def fold_names(names: Sequence[str]) -> list[str]:
    """Return the folded form of many names, far sooner than one by one.

    Examples
    --------
    >>> fold_names(["Kerkûk", " Mosul "])
    ['kerkuk', 'mosul']
    """
    text = compose(_BETWEEN.join(names))
    if text.count(_BETWEEN) != len(names) - 1:  # no names at all, or one that holds what parts them
        return list(map(fold_name, names))
    codes, _ = _replace(codes_of(text))
    codes = codes[codes != NOTHING]
    codes[(codes == _LINE) | (codes == _PARAGRAPH)] = _BLANK
    thrice = _thrice(codes)
    left = np.append(True, (codes[1:] != _BLANK) | (codes[:-1] != _BLANK))
    left[thrice + 1] = left[thrice + 2] = False
    return [name.strip() for name in text_of(codes[left] & ~OTHER).split(_BETWEEN)]
