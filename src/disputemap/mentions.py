"""Batch -> Mentions: the spans that name a place, and what the words beside them say of it.

No coordinates here. A mention knows all places that its name can mean; `resolution` chooses, `scoring` tells whether a
place or a government is meant. All mentions of a batch are worked on at once: a row each, a column for each thing known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.letters import Spans, Spelling, as_written
from disputemap.matching import CLITICS, Matches, without_overlaps
from disputemap.phrases import hash_texts
from disputemap.ragged import expand
from disputemap import toponyms as kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.coordinates import Coordinates
    from disputemap.phrasebook import Phrasebook
    from disputemap.placetable import PlaceTable
    from disputemap.toponyms import Toponyms
    from disputemap.words import Ints, Words

    Bools = NDArray[np.bool_]

ARABIC, SORANI, ENGLISH = "ar", "ckb", "en"
AND = "و"
ACRONYM_LETTERS = 3
SORANI_NISBA = "ي"
SORANI_INDEFINITE = "يكي"
LATIN_END = 0x250
NONE = -1
FORMS = ("name", "coordinates", "reference", "demonym")
MIN_SMALL_LETTERS = 7  # "hit", "taji", "balad" are words or near to one
MAX_ABBREVIATION = 7
_ABBREVIATION = re.compile(r"[A-Za-z](?:\.[A-Za-z])+").match
_OWNER = re.compile(r"['’]s\b").match  # of U.S.'s, which folding leaves as a word of its own
_HAS_CAPITAL = re.compile(r"[A-Z]").search
_LATIN_ARTICLE = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az)[- ]")  # written small before a name: "al-Baghdadi"
NAME, COORDINATES, REFERENCE, DEMONYM = range(len(FORMS))


@dataclass(frozen=True, slots=True)
class Mentions:
    """n mentions in text order, as columns of n rows; -1 stands for "none".

    Attributes
    ----------
    doc
        Which document of the batch.
    first, last, glued, cut
        The words of the name, and how many letters of these stand before and behind it.
    start, end, token_start, token_end
        Span of the bare name, and of the whole token with what is attached to it: code points of the batch's text.
    key
        Which key of the toponyms, -1 for what is no name of the gazetteer.
    clitics
        A position in `matching.CLITICS`.
    latin
        Whether the name is in Latin letters.
    context
        The language of the words around it, a number of the phrasebook.
    head, tail
        The words between which name, feature words, directions and distances stand: cues lie outside.
    feature_before, feature_after
        The feature word beside it: a row of the phrasebook's tables.
    asked
        The kinds of places that a feature word asks for, a bit mask; 0 is no feature word.
    modifier
        What is said of it, a number of `modifiers.KIND`; 0 is nothing.
    bearing_deg, distance_m
        Of the modifier, NaN where it has none.
    said_first, said_last, said_glued
        The words of the modifier, and how many letters are glued before them.
    direction, relation_before, relation_after
        Which phrase said it: a row of the phrasebook's tables.
    form
        What it is: `NAME`, `COORDINATES`, `REFERENCE` or `DEMONYM`.
    dateline
        Whether it opens a report ("ERBIL (Agency) -").
    again
        Whether it says the name before it again, in brackets ("Kirkuk (Kerkûk)").
    item
        Which of the coordinates found, -1 for what is none.
    group
        The coordinated list ("Diyala, Kirkuk and Makhmour") that it belongs to.
    """

    doc: Ints
    first: Ints
    last: Ints
    glued: Ints
    cut: Ints
    start: Ints
    end: Ints
    token_start: Ints
    token_end: Ints
    key: Ints
    clitics: Ints
    latin: Bools
    context: Ints
    head: Ints
    tail: Ints
    feature_before: Ints
    feature_after: Ints
    asked: NDArray[np.uint32]
    modifier: NDArray[np.int8]
    bearing_deg: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    said_first: Ints
    said_last: Ints
    said_glued: Ints
    direction: Ints
    relation_before: Ints
    relation_after: Ints
    form: NDArray[np.int8]
    dateline: Bools
    again: Bools
    item: Ints
    group: Ints

    def __len__(self) -> int:
        """Count the mentions."""
        return len(self.first)

    def take(self, rows: NDArray[Any]) -> Mentions:
        """Return some of the mentions."""
        return Mentions(*(getattr(self, field.name)[rows] for field in fields(self)))


def concatenate(parts: list[Mentions]) -> Mentions:
    """Return mentions of several kinds as one table, one kind after the other."""
    return Mentions(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Mentions)))


def find_names(batch: Batch, found: Matches, toponyms: Toponyms, book: Phrasebook, table: PlaceTable) -> Mentions:
    """Return the names of places among the keys found in a batch.

    Masks and demonyms cover the names within them; a Latin name without its capital letter is a word ("hit", "of").
    """
    competing = without_overlaps(found.take(competing_kinds(found, batch, toponyms) > 0), batch.words)
    names = competing.take(_is_plain_name(competing, batch, toponyms, table))
    mentions = _with_dot(bare_mentions(names, batch, book), batch)
    return _without_kind(mentions.take(_is_written_as_name(mentions, batch)), batch, toponyms)


def competing_kinds(found: Matches, batch: Batch, toponyms: Toponyms) -> NDArray[np.uint8]:
    """Return what of names, masks and demonyms each key is; a demonym only in its own language."""
    kind = toponyms.kind[found.key] & np.uint8(kinds.COMPETING)
    spoken = np.where(batch.sorani[found.first], kinds.IN_SORANI, kinds.ELSEWHERE)
    foreign = toponyms.demonym_in[found.key] & spoken == 0
    kind[foreign] &= np.uint8(kinds.COMPETING & ~kinds.DEMONYM)
    return kind


def _is_plain_name(found: Matches, batch: Batch, toponyms: Toponyms, table: PlaceTable) -> Bools:
    """Tell which keys are names and neither masks nor demonyms.

    One that is both name and demonym may be a name where that asks for evidence: the town of Hindiya, an Indian train.
    """
    kind = competing_kinds(found, batch, toponyms)
    both = np.flatnonzero(kind == kinds.NAME | kinds.DEMONYM)
    named: Bools = kind == kinds.NAME
    named[both] = ~_is_sure(found.key[both], toponyms)
    named &= ~is_adjective(found, batch, toponyms, table)
    return named


def _is_sure(key: Ints, toponyms: Toponyms) -> Bools:
    """Tell which keys name some place without asking for evidence."""
    pairs = expand(toponyms.offsets, key)
    sure = np.zeros(len(key), dtype=bool)
    sure[pairs.owner[toponyms.rows.evidence[pairs.at] == 0]] = True
    return sure


def _is_actor(key: Ints, toponyms: Toponyms, table: PlaceTable) -> Bools:
    """Tell which keys name some place that acts."""
    pairs = expand(toponyms.offsets, key)
    actor = np.zeros(len(key), dtype=bool)
    actor[pairs.owner[table.acts[toponyms.rows.place[pairs.at]]]] = True
    return actor


def is_adjective(found: Matches, batch: Batch, toponyms: Toponyms, table: PlaceTable) -> Bools:
    """Tell which keys are Sorani names with the ending of an adjective.

    That is so of places that act (عێراقی, "Iraqi"), and of others behind an indefinite noun (لاوێکی کەرکووکی, "a
    Kirkuki youth"); elsewhere the same ending joins a name to what follows.
    """
    words, result = batch.words, np.zeros(len(found.key), dtype=bool)
    rows = np.flatnonzero((found.cut > 0) & batch.sorani[found.first])
    rows = rows[_ends_in_yeh(words, found.last[rows], found.cut[rows])]
    key, before = found.key[rows], np.maximum(found.first[rows] - 1, 0)
    behind = (before < found.first[rows]) & ~words.breaks[before] & (words.lengths[before] > len(SORANI_INDEFINITE))
    ends = words.stops[before]
    behind &= words.hashes(np.maximum(ends - len(SORANI_INDEFINITE), 0), ends) == hash_texts([SORANI_INDEFINITE])
    result[rows] = _is_sure(key, toponyms) & (behind | _is_actor(key, toponyms, table))
    return result


def _ends_in_yeh(words: Words, last: Ints, cut: Ints) -> Bools:
    """Tell which words end in ي or يي, when that is what was cut from them."""
    ends, yeh = words.stops[last], ord(SORANI_NISBA)
    once: Bools = words.stream[ends - 1] == yeh
    twice = once & (words.stream[ends - 2] == yeh)
    return np.where(cut == 1, once, twice & (cut == 2))  # noqa: PLR2004 - letters


def bare_mentions(found: Matches, batch: Batch, book: Phrasebook) -> Mentions:
    """Return keys found as mentions, with nothing known of what stands around them."""
    words = batch.words
    start, end = words.folded.originals(words.starts[found.first] + found.glued, words.ends[found.last] - found.cut)
    token_start, token_end = words.folded.originals(words.starts[found.first], words.ends[found.last])
    doc = batch.documents_of(found.first)
    latin = words.letter(found.first, found.glued) < LATIN_END
    nothing = np.full(len(found.first), NONE, dtype=np.int64)
    return Mentions(
        doc=doc,
        first=found.first,
        last=found.last,
        glued=found.glued,
        cut=found.cut,
        start=start,
        end=end,
        token_start=token_start,
        token_end=token_end,
        key=found.key,
        clitics=found.clitics,
        latin=latin,
        context=_contexts(batch, book)[latin.astype(int), doc],
        head=found.first,
        tail=found.last,
        feature_before=nothing,
        feature_after=nothing,
        asked=np.zeros(len(nothing), dtype=np.uint32),
        modifier=np.zeros(len(nothing), dtype=np.int8),
        bearing_deg=np.full(len(nothing), np.nan),
        distance_m=np.full(len(nothing), np.nan),
        said_first=nothing,
        said_last=nothing,
        said_glued=np.zeros(len(nothing), dtype=np.int64),
        direction=nothing,
        relation_before=nothing,
        relation_after=nothing,
        form=np.full(len(nothing), NAME, dtype=np.int8),
        dateline=np.zeros(len(nothing), dtype=bool),
        again=np.zeros(len(nothing), dtype=bool),
        item=nothing,
        group=nothing,
    )


def _contexts(batch: Batch, book: Phrasebook) -> NDArray[np.int64]:
    """Return the language of the words around names by document, for Arabic and for Latin letters.

    It is the document's, unless the name is in another script.
    """
    primary = [document.lang.partition("-")[0] for document in batch.documents]
    arabic = [book.language(lang if lang in (ARABIC, SORANI) else ARABIC) for lang in primary]
    latin = [book.language(ENGLISH if lang in ("", ARABIC, SORANI) else lang) for lang in primary]
    return np.array([arabic, latin], dtype=np.int64).reshape(2, len(primary))


def _is_written_as_name(mentions: Mentions, batch: Batch) -> Bools:
    """Tell which names are not Latin words without a capital letter."""
    kept = np.ones(len(mentions), dtype=bool)
    small = _small_documents(mentions, batch)
    for row in np.flatnonzero(mentions.latin).tolist():
        surface = batch.text[mentions.start[row] : mentions.end[row]]
        kept[row] = is_capitalised(surface) or (small[mentions.doc[row]] and len(surface) >= MIN_SMALL_LETTERS)
    return kept


def _small_documents(mentions: Mentions, batch: Batch) -> list[bool]:
    """Tell which documents are written without any capital letter, as posts are: there a longer name needs none."""
    latin = set(mentions.doc[mentions.latin].tolist())
    return [doc in latin and not _HAS_CAPITAL(document.text) for doc, document in enumerate(batch.documents)]


def is_capitalised(surface: str) -> bool:
    """Tell whether a Latin name has the capital letters of one: "IN" may be India's code, "In" is a word."""
    name = surface[len(match.group()) :] if (match := _LATIN_ARTICLE.match(surface)) else surface
    letters = [char for char in name if char.isalpha()]
    if not letters:
        return False
    return letters[0].isupper() and (len(letters) > ACRONYM_LETTERS or surface.istitle() or surface.isupper())


def _with_dot(mentions: Mentions, batch: Batch) -> Mentions:
    """Take the full stop of an abbreviation into the name: U.S."""
    end, token_end, tail = mentions.end.copy(), mentions.token_end.copy(), mentions.tail.copy()
    for row in np.flatnonzero(mentions.latin & (mentions.end - mentions.start <= MAX_ABBREVIATION)).tolist():
        if _ABBREVIATION(batch.text, int(mentions.start[row])):
            end[row] = token_end[row] = end[row] + (batch.text[end[row] : end[row] + 1] == ".")
            tail[row] += _OWNER(batch.text, int(end[row])) is not None
    return replace(mentions, end=end, token_end=token_end, tail=tail)


def _without_kind(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> Mentions:
    """Take the words for the kind of place out of the span: of سد الموصل the name is الموصل."""
    words = batch.words
    lead, trail = toponyms.lead[mentions.key], toponyms.trail[mentions.key]
    spread = mentions.last - mentions.first + 1 > lead + trail  # else it is written as one word: #MosulDam
    rows = np.flatnonzero((lead + trail > 0) & spread)
    names = ("first", "last", "glued", "cut", "start", "end", "token_start", "token_end", "clitics", "asked")
    columns = {name: getattr(mentions, name).copy() for name in names}
    columns["first"][rows] += lead[rows]
    columns["last"][rows] -= trail[rows]
    for name in ("glued", "clitics"):
        columns[name][rows[lead[rows] > 0]] = 0
    columns["cut"][rows[trail[rows] > 0]] = 0
    first, last = columns["first"][rows], columns["last"][rows]
    inner = (words.starts[first] + columns["glued"][rows], words.ends[last] - columns["cut"][rows])
    columns["start"][rows], columns["end"][rows] = words.folded.originals(*inner)
    whole = words.folded.originals(words.starts[first], words.ends[last])
    columns["token_start"][rows], columns["token_end"][rows] = whole
    columns["asked"][rows] = toponyms.asked[mentions.key[rows]]
    return replace(mentions, **columns)


def look_around(mentions: Mentions, batch: Batch, book: Phrasebook, table: PlaceTable) -> Mentions:
    """Take in the feature words beside each name; `head` and `tail` move over them."""
    mentions = _with_features(skip_article(mentions, batch, book), batch, book, table)
    return skip_article(mentions, batch, book)


def skip_article(mentions: Mentions, batch: Batch, book: Phrasebook) -> Mentions:
    """Move `head` over the article of a language that has one as a word."""
    rows = np.flatnonzero(mentions.latin)  # no other script here has an article of its own
    if not len(rows):
        return mentions
    found = book.articles.table.before(batch.words, mentions.head[rows], mentions.context[rows])
    head = mentions.head.copy()
    head[rows] = np.where(found.phrase >= 0, found.word, head[rows])
    return replace(mentions, head=head)


def _with_features(mentions: Mentions, batch: Batch, book: Phrasebook, table: PlaceTable) -> Mentions:
    before = book.features_before.table.before(batch.words, mentions.head, mentions.context)
    after_rows = np.flatnonzero(before.phrase < 0)
    after = book.features_after.table.after(batch.words, mentions.tail[after_rows], mentions.context[after_rows])
    after_phrase, tail = np.full(len(mentions), NONE, dtype=np.int64), mentions.tail.copy()
    after_phrase[after_rows] = after.phrase
    tail[after_rows] = np.where(after.phrase >= 0, after.word, tail[after_rows])
    asked = mentions.asked | asked_by(before.phrase, after_phrase, book, table)
    head = np.where(before.phrase >= 0, before.word, mentions.head)
    return replace(
        mentions, head=head, tail=tail, feature_before=before.phrase, feature_after=after_phrase, asked=asked
    )


def asked_by(before: Ints, after: Ints, book: Phrasebook, table: PlaceTable) -> NDArray[np.uint32]:
    """Return the kinds of places that feature words before or after names ask for, as bit masks."""
    masks = [
        np.array([*(table.mask(row.features) for row in phrases.rows), 0], dtype=np.uint32)
        for phrases in (book.features_before, book.features_after)
    ]
    return masks[0][before] | masks[1][after]


def group_lists(mentions: Mentions, batch: Batch, book: Phrasebook, table: PlaceTable) -> Mentions:
    """Give each coordinated list a number, and let a plural feature word speak for its whole list."""
    group = np.cumsum(~_coordinated(mentions, batch, book)) - 1 if len(mentions) else mentions.group
    mentions = replace(mentions, group=group)
    before = _spread(mentions.feature_before, mentions, book.features_before)
    after = _spread(mentions.feature_after[::-1], mentions.take(np.arange(len(mentions))[::-1]), book.features_after)[
        ::-1
    ]
    after = np.where(before >= 0, NONE, after)
    return replace(
        mentions,
        feature_before=before,
        feature_after=after,
        asked=mentions.asked | asked_by(before, after, book, table),
    )


def _coordinated(mentions: Mentions, batch: Batch, book: Phrasebook) -> Bools:
    """Tell which mentions continue a list: a comma, a glued "and", or a connector parts them from the one before."""
    words = batch.words
    follows = np.zeros(len(mentions), dtype=bool)
    rows = np.arange(1, len(mentions))
    rows = rows[mentions.head[rows] > mentions.tail[rows - 1]]
    rows = rows[~words.broken(mentions.tail[rows - 1], mentions.head[rows])]
    between = mentions.head[rows] - mentions.tail[rows - 1] - 1
    close = rows[between == 0]
    conjunction = np.array([parts[:1] == (AND,) for parts in CLITICS])
    opened = (mentions.feature_before[close] >= 0) & (words.letter(mentions.head[close]) == ord(AND))
    follows[close] = (
        conjunction[mentions.clitics[close]] | opened | words.comma(mentions.tail[close - 1], mentions.head[close])
    )
    apart = rows[between > 0]
    found = book.connectors.table.after(words, mentions.tail[apart - 1], mentions.context[apart], stop=False)
    follows[apart] = (found.phrase >= 0) & (found.word == mentions.head[apart] - 1)
    return follows


def _spread(spoken: Ints, mentions: Mentions, phrases: Any) -> Ints:  # noqa: ANN401 - phrases of feature words
    """Give the members of lists that follow a plural feature word, and have no feature word of their own, its number."""
    own = (mentions.feature_before >= 0) | (mentions.feature_after >= 0)
    latest = np.maximum.accumulate(np.where(own, np.arange(len(own)), NONE)) if len(own) else spoken
    plural = np.array([*(row.plural for row in phrases.rows), False])
    speaks = (latest >= 0) & (mentions.group[latest] == mentions.group) & plural[spoken[latest]]
    return np.where(own | ~speaks, spoken, spoken[latest])


def candidates_of(mentions: Mentions, batch: Batch, toponyms: Toponyms) -> tuple[Ints, Ints]:
    """Return (mention, row of names) for all names that mentions can be, less those that the text spells otherwise."""
    named = np.flatnonzero(mentions.key >= 0)
    pairs = expand(toponyms.offsets, mentions.key[named])
    owner, row = named[pairs.owner], pairs.at
    spans = Spans(mentions.start, mentions.end, batch.sorani[mentions.first])
    spelled = Spelling(toponyms.rows.sorani[row], toponyms.rows.vowels[row])
    keep = as_written(spans, owner, spelled, batch.words.folded.source)
    return owner[keep], row[keep]


def spoken_in(mentions: Mentions, owner: Ints, row: Ints, batch: Batch, toponyms: Toponyms) -> Bools:
    """Tell which names (pairs of a mention and a row) are in the language of their document."""
    tags = {tag: number for number, tag in enumerate(toponyms.languages)}
    spoken = np.array([tags.get(document.lang, NONE) for document in batch.documents], dtype=np.int64)
    return toponyms.rows.language[row] == spoken[mentions.doc[owner]]


def coordinate_mentions(found: Sequence[Coordinates], batch: Batch, book: Phrasebook) -> Mentions:
    """Return coordinates as mentions; their `item` is the place in `found`."""
    start = np.array([one.start for one in found], dtype=np.int64)
    end = np.array([one.end for one in found], dtype=np.int64)
    offsets, words = batch.words.folded.offsets, batch.words
    zeros = np.zeros(len(found), dtype=np.int64)
    first = words.word_of(np.searchsorted(offsets, start)).clip(min=0)
    last = np.maximum(words.word_of(np.searchsorted(offsets, end) - 1), first)
    bare = bare_mentions(Matches(first, last, zeros, zeros, zeros + NONE, zeros), batch, book)
    form = np.full(len(found), COORDINATES, dtype=np.int8)
    return replace(bare, start=start, end=end, token_start=start, token_end=end, form=form, item=np.arange(len(found)))
