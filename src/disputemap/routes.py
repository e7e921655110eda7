"""Sentences -> routes: "from X through Y to Z at the border of W" is an ordered line of places.

A route lies in one sentence. It begins with a name behind a word for its beginning (`from`, or `from` and other names
listed with it), goes on with names behind words for a stop (`via`), the end (`to`) or the next stop (`then`), and needs
one of these. Behind the last of them, a name with `at` may tell where the way ends. A name listed with a stop ("via X
and Y") is one too; names that tell where a stop lies ("X in Y district", "south of Y"), demonyms, and references to
nothing are passed over; any other name ends the route, and so do a government (an associative name) and too many words.
Words stand in `geo/lexicon/routes.csv`.

Its stops are ordered by part, from -> via -> to -> at, and as in the text where these are equal, so that "from X to Y
through Z" is X, Z, Y. `then` is an end where it comes behind an end, or last; else a stop on the way.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from disputemap.columns import Coded
from disputemap.crs import LONLAT
from disputemap.folding import fold_name
from disputemap.hashes import HashTable, hash_texts
from disputemap.matching import CLITICS, SORANI_PREFIXES, SORANI_SUFFIXES
from disputemap.mentions import DEMONYM, NONE, REFERENCE
from disputemap.phrases import STAR, PhraseTable
from disputemap.ragged import is_in
from disputemap.terms import SORANI
from disputemap.words import PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.geodata import GeoData
    from disputemap.mentions import Mentions
    from disputemap.phrasebook import Phrasebook
    from disputemap.placing import Placing
    from disputemap.words import Ints

PARTS = ("from", "via", "to", "at")
FROM, VIA, TO, AT, THEN = range(5)
MAX_WORDS_BETWEEN = 15  # from stop to stop
NEUTRAL = "none"  # a phrase that holds a word for a part, and is none ("in addition to")


class RouteWords(NamedTuple):
    """Words before names that make them part of a route.

    Attributes
    ----------
    table
        The phrases before a name, less what is glued to it.
    part
        int8 (phrases, suffixes, clitics): the part that a phrase makes of a name with the suffix (-1 or a position in
        `SORANI_SUFFIXES`) and the Arabic preposition (position in `PREPOSITIONS`, 0 none) at it; -1 none.
    glued
        The phrase that each of `CLITICS` is, -1 none: Sorani's "from" and "through" may be glued to the name.
    articles
        The phrasebook's table of articles.
    """

    table: PhraseTable
    part: NDArray[np.int8]
    glued: Ints
    articles: PhraseTable


class _Word(NamedTuple):
    """What a row of the lexicon asks for beside its phrase: a preposition at the name, a suffix behind it."""

    clitic: str
    ending: str
    part: int


def load_route_words(geodata: GeoData, book: Phrasebook) -> RouteWords:
    """Read the words of a package, which may lack them."""
    options: dict[tuple[int, str], list[_Word]] = defaultdict(list)
    numbers = {name: number for number, name in enumerate((*PARTS, "then"))}
    for row in geodata.table("routes") if "routes" in geodata.resources else []:
        before, _, ending = (part.strip() for part in fold_name(row["word"]).partition(STAR))
        phrase, _, last = before.rpartition(" ")
        phrase, clitic = (phrase, last) if last in PREPOSITIONS[1:] and phrase else (before, "")
        option = _Word(clitic, ending, numbers.get(row["part"], NONE))
        options[book.language(row["language"]), phrase].append(option)
    entries = list(options)
    part = np.full((len(entries) + 1, len(SORANI_SUFFIXES) + 1, len(PREPOSITIONS)), NONE, dtype=np.int8)
    for number, words in enumerate(options.values()):
        for word in sorted(words, key=lambda word: (bool(word.ending), bool(word.clitic))):  # what asks for more wins
            part[number, _suffixes(word.ending), _clitic(word.clitic)] = word.part
    sorani = book.language(SORANI)
    glued = [entries.index((sorani, c)) if (sorani, c) in options else NONE for c in map("".join, CLITICS)]
    arabic = len(CLITICS) - len(SORANI_PREFIXES)
    glued[:arabic] = [NONE] * arabic
    return RouteWords(PhraseTable(entries, book.edges), part, np.array(glued), book.articles.table)


def _suffixes(ending: str) -> list[int] | slice:
    """Return the suffixes that hold an ending, all and none (which is the last) if it is empty."""
    holding = [number for number, suffix in enumerate(SORANI_SUFFIXES) if ending in suffix]
    return holding if ending else slice(None)


def _clitic(clitic: str) -> int | slice:
    return PREPOSITIONS.index(clitic) if clitic else slice(None)


class Travelled(NamedTuple):
    """What routes are read from.

    Attributes
    ----------
    mentions, literal
        n mentions in text order, and which of them are meant as places.
    placing
        Where they point.
    parents
        The mention that says where each one lies, -1 none.
    sentence
        The number of each mention's sentence.
    """

    mentions: Mentions
    literal: NDArray[np.bool_]
    placing: Placing
    parents: NDArray[Any]
    sentence: Ints


def route_column(told: Travelled, batch: Batch, words: RouteWords) -> Coded:
    """Return the column `route`: of each stop its route's number in the document, its rank and its part."""
    codes = np.full(len(told.mentions), NONE, dtype=np.int32)
    values: dict[tuple[int, int, int], int] = {}
    routes: dict[int, int] = defaultdict(int)
    part = np.full(len(told.mentions), NONE, dtype=np.int8)
    rows = _stops(told)
    part[rows] = _parts(rows, told.mentions, batch, words)
    for sentence in _sentences(part, told):
        for route in _routes(sentence):
            doc = sentence[0].doc
            routes[doc] += 1
            for stop, (kind, row) in enumerate(route, start=1):
                codes[row] = values.setdefault((routes[doc], stop, kind), len(values))
    return Coded(codes, [{"route": route, "stop": stop, "part": PARTS[kind]} for route, stop, kind in values])


def _stops(told: Travelled) -> Ints:
    """Return the mentions that may be stops: names meant as places that are not alone in their sentence."""
    rows = np.flatnonzero(told.literal & ~_no_names(told))
    new = np.diff(told.sentence[rows], prepend=NONE, append=NONE) != 0
    stops: Ints = rows[~(new[:-1] & new[1:])]
    return stops


def _no_names(told: Travelled) -> NDArray[np.bool_]:
    """Tell which mentions name no place at all: demonyms, and references to nothing."""
    form = told.mentions.form
    none: NDArray[np.bool_] = (form == DEMONYM) | ((form == REFERENCE) & (told.placing.place < 0))
    return none


def _parts(rows: Ints, mentions: Mentions, batch: Batch, words: RouteWords) -> NDArray[np.int8]:
    """Return the part that the words before some mentions make of them, -1 none."""
    head = _heads(rows, mentions, batch, words)
    phrase = words.table.before(batch.words, head, mentions.context[rows]).phrase
    own = np.flatnonzero((phrase < 0) & (head == mentions.first[rows]))
    phrase[own] = words.glued[mentions.clitics[rows[own]]]
    found = np.flatnonzero(phrase >= 0)
    suffix = _suffix(rows[found], mentions, batch)
    preposition = _preposition(rows[found], head[found], mentions, batch)
    parts = np.full(len(rows), NONE, dtype=np.int8)
    parts[found] = words.part[phrase[found], suffix, preposition]
    return parts


def _heads(rows: Ints, mentions: Mentions, batch: Batch, words: RouteWords) -> Ints:
    """Return where what belongs to names begins; "from the Iraqi city of Mosul" has a demonym before the name."""
    head, before = mentions.head[rows], np.maximum(rows - 1, 0)
    behind = np.flatnonzero((mentions.form[before] == DEMONYM) & (mentions.tail[before] + 1 == head))
    demonym = mentions.head[before[behind]]
    article = words.articles.before(batch.words, demonym, mentions.context[before[behind]])
    head[behind] = np.where(article.phrase >= 0, article.word, demonym)
    return head


def _suffix(rows: Ints, mentions: Mentions, batch: Batch) -> Ints:
    """Return which suffix of Sorani stands behind some names, glued to it or a word of its own; -1 none.

    In a list it stands behind the last name, for all.
    """
    closes = np.append(np.flatnonzero(mentions.group[1:] != mentions.group[:-1]), len(mentions) - 1)
    own, closing = (_suffix_at(at, mentions, batch) for at in (rows, closes[np.searchsorted(closes, rows)]))
    return np.where(closing >= 0, closing, own)


def _suffix_at(rows: Ints, mentions: Mentions, batch: Batch) -> Ints:
    words, last, cut = batch.words, mentions.last[rows], mentions.cut[rows]
    found, after = np.full(len(rows), NONE), np.minimum(last + 1, len(words) - 1)
    for length, endings in enumerate(words.endings(words.stops[last], int(cut.max(initial=0))), 1):
        some = np.flatnonzero(cut == length)
        found[some] = _SUFFIXES.find(endings[some])
    apart = np.flatnonzero((cut == 0) & batch.sorani[last] & ~words.parted[last])
    found[apart] = _SUFFIXES.find(words.own[after[apart]])
    return found


_SUFFIXES = HashTable(hash_texts(SORANI_SUFFIXES))
_PREPOSITION_OF = np.array(
    [next((PREPOSITIONS.index(part) for part in parts if part in PREPOSITIONS[1:]), 0) for parts in CLITICS]
)


def _preposition(rows: Ints, head: Ints, mentions: Mentions, batch: Batch) -> Ints:
    """Return which preposition is glued to some names, or to the feature word before it; 0 none."""
    letter = batch.words.letter(head)
    worded = np.select([letter == ord(part) for part in PREPOSITIONS[1:]], range(1, len(PREPOSITIONS)), 0)
    return np.where(head == mentions.first[rows], _PREPOSITION_OF[mentions.clitics[rows]], worded)


class _Step(NamedTuple):
    """A mention on its way into a route, or not: it is meant as a place, no name of a place at all, stands aside."""

    row: int
    doc: int
    sentence: int
    part: int
    literal: bool
    no_name: bool
    aside: bool
    group: int
    head: int
    tail: int


def _held(parents: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which mentions say where another lies."""
    held = np.zeros(len(parents), dtype=bool)
    held[parents[parents >= 0]] = True
    return held


def _sentences(part: NDArray[np.int8], told: Travelled) -> Iterator[list[_Step]]:
    """Yield the sentences that hold a beginning and something else: few of all."""
    mentions, sentence = told.mentions, told.sentence
    begun, gone_on = np.flatnonzero(part == FROM), np.flatnonzero((part == VIA) | (part == TO) | (part == THEN))
    rows = np.flatnonzero(is_in(sentence, np.intersect1d(sentence[begun], sentence[gone_on])))
    columns = (
        rows,
        mentions.doc[rows],
        sentence[rows],
        part[rows],
        told.literal[rows],
        _no_names(told)[rows],
        _held(told.parents)[rows] | (mentions.said.kind[rows] > 0),
        mentions.group[rows],
        mentions.head[rows],
        mentions.tail[rows],
    )
    steps = map(_Step, *(column.tolist() for column in columns))
    return (list(those) for _, those in groupby(steps, key=attrgetter("sentence")))


def _routes(sentence: Sequence[_Step]) -> Iterator[list[tuple[int, int]]]:
    """Yield the routes of a sentence, each as its stops (part, mention) in order."""
    run: list[tuple[int, _Step]] = []
    for step in [step for step in sentence if not step.no_name]:
        part = step.part
        near = bool(run) and step.head - run[-1][1].tail <= MAX_WORDS_BETWEEN
        listed = near and step.group == run[-1][1].group
        if step.literal and part == NONE and (listed or (near and step.aside)):
            run += [(run[-1][0], step)] if listed and not step.aside else []
            continue
        if run and not (near and step.literal and part in {VIA, TO, AT, THEN}):
            yield from _finish(run)
            run = []
        if run or (part == FROM and step.literal):
            run.append((part, step))
    yield from _finish(run)


def _finish(run: list[tuple[int, _Step]]) -> Iterator[list[tuple[int, int]]]:
    """Yield a run as a route, if it leads anywhere."""
    last = max((at for at, (part, _) in enumerate(run) if part in {VIA, TO, THEN}), default=0)
    if not last:
        return
    stops, ended = [], False
    for at, (part, step) in enumerate(run):
        if part == AT and at < last:
            continue  # it tells of the stop before it
        ended |= part == TO
        stops.append((part if part != THEN else TO if ended or at == last else VIA, step.row))
    yield sorted(stops)


def route_lines(mentions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the routes that texts tell of, as lines.

    Parameters
    ----------
    mentions
        n rows as of :func:`disputemap.geoparse`, EPSG:4326.

    Returns
    -------
    lines
        One row a route, in the order of the documents: `doc`, `route` (its number in the document), `names` (its stops
        in order: the place's name, or what the text says where it has none), `stops` (how many), and `geometry`, a
        LineString in EPSG:4326 through the stops that have a position; None where fewer than two places have one.
    """
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and only for who wants a frame

    rows = [(doc, told["route"], told["stop"], at) for at, (doc, told) in enumerate(_told(mentions)) if told]
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    first = {(doc, route): at for doc, route, _, at in reversed(rows)}
    for doc, route, _, at in sorted(rows, key=lambda row: (first[row[0], row[1]], row[2])):
        found[doc, route].append(at)
    names, points = list(zip(mentions["name"], mentions["surface"], strict=True)), list(mentions.geometry)
    columns = {
        "doc": [doc for doc, _ in found],
        "route": [route for _, route in found],
        "names": [[name or surface for name, surface in (names[at] for at in stops)] for stops in found.values()],
        "stops": [len(stops) for stops in found.values()],
    }
    lines = [_line([points[at] for at in stops]) for stops in found.values()]
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(lines, crs=LONLAT), crs=LONLAT)


def _told(mentions: gpd.GeoDataFrame) -> Iterator[tuple[str, dict[str, Any] | None]]:
    return zip(mentions["doc"], mentions["route"], strict=True)


def _line(points: Sequence[shapely.Point | None]) -> shapely.LineString | None:
    """Return the line through points; a place that is named twice in a row is one stop of it."""
    there = [point for point in points if point is not None and not point.is_empty]
    path = [point for at, point in enumerate(there) if not at or point != there[at - 1]]
    return shapely.LineString(path) if len(path) > 1 else None
