"""documents -> table: the whole way, on one core or several, in the order of the input."""

from __future__ import annotations

import logging
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disputemap.corridors import load_corridor
from disputemap.documents import read_documents
from disputemap.errors import GazetteerError, InputError
from disputemap.geodata import GeoData, load_geodata
from disputemap.join import COLUMNS, assign_corridor, place_areas
from disputemap.models import Document
from disputemap.parse import World, load_world, parse_document
from disputemap.table import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    import geopandas as gpd

    from disputemap.documents import Problem

    Record = dict[str, Any]

CHUNK_CHARACTERS = 200_000  # a chunk of documents for one worker: this much text, or
CHUNK_DOCUMENTS = 64
CHUNKS_AHEAD = 3  # for each worker, so that memory stays flat

_log = logging.getLogger(__name__)
_world: World | None = None  # of a worker process


def geoparse(  # noqa: PLR0913 - one an option
    documents: str | Path | Document | Iterable[str | Path | Document],
    *,
    geo: str | Path | GeoData | None = None,
    gazetteer: Iterable[str | Path] | None = None,
    jobs: int = 1,
    on_problem: Callable[[Problem], None] | None = None,
    progress: Callable[[Document], None] | None = None,
) -> gpd.GeoDataFrame:
    """Find the places that documents name, and say how they lie to the corridor.

    Parameters
    ----------
    documents
        Files, folders, glob patterns or `-` (see :func:`disputemap.documents.read_documents`), or Documents. A string
        is always a path; wrap a text in a `Document`.
    geo
        A data package (folder, or opened); None means the chosen, or else the shipped, one.
    gazetteer
        Overlay files with places of your own, laid over the package, the later over the earlier; None means those
        chosen together with the package, or that it was opened with.
    jobs
        Processes to work in; more than one needs the guard `if __name__ == "__main__":` in a script. The result is
        the same for any number.
    on_problem
        Called with what cannot be read; None logs it, and raises when nothing at all can be read.
    progress
        Called with each document when it is done, in order.

    Returns
    -------
    mentions
        One row a mention, in the order of the documents and their text, EPSG:4326; see
        :func:`disputemap.table.to_frame`. Mentions that cannot be placed are rows with a reason.

    Raises
    ------
    GazetteerError
        If the data package is missing or broken.
    InputError
        If no document can be read and nobody listens for problems.
    """
    geodata = geo if isinstance(geo, GeoData) and gazetteer is None else _load(geo, gazetteer)
    problems: list[Problem] = []
    read = _documents(documents, on_problem or problems.append)
    world = load_world(geodata)
    records: list[Record] = []
    count = 0
    for document, found in _parse(read, world, geodata, jobs):
        count += 1
        records += found
        if progress:
            progress(document)
    _say(problems, nothing_read=not count)
    return to_frame(_with_corridor(records, world, geodata))


def _load(geo: str | Path | GeoData | None, gazetteer: Iterable[str | Path] | None) -> GeoData:
    return load_geodata(geo.root if isinstance(geo, GeoData) else geo, gazetteer)


def _documents(
    given: str | Path | Document | Iterable[str | Path | Document], report: Callable[[Problem], None]
) -> Iterator[Document]:
    """Yield documents, whether paths or documents were given."""
    items = iter([given] if isinstance(given, str | Path | Document) else given)
    first = next(items, None)
    if first is None:
        return
    everything = chain([first], items)
    if isinstance(first, Document):
        for item in everything:
            if not isinstance(item, Document):
                message = f"{item!r}: paths and documents do not mix; read the paths with `read_documents` first"
                raise InputError(message)
            yield item
        return
    yield from read_documents((_path(item) for item in everything), on_problem=report)


def _path(item: str | Path | Document) -> str | Path:
    if isinstance(item, str | Path):
        return item
    message = f"{type(item).__name__} among paths; give paths or documents"
    raise InputError(message)


def _say(problems: list[Problem], *, nothing_read: bool) -> None:
    """Log problems that nobody listened for; when they are all there is, raise."""
    if problems and nothing_read:
        message = f"no document could be read: {problems[0]}"
        raise InputError(message)
    for problem in problems:
        _log.warning("%s", problem)


def _parse(
    documents: Iterable[Document], world: World, geodata: GeoData, jobs: int
) -> Iterator[tuple[Document, list[Record]]]:
    """Parse documents here, or in a pool when there is more than one chunk of them to share out."""
    chunks = _chunks(documents) if jobs > 1 else iter(())
    ahead = list(islice(chunks, 2))
    if len(ahead) > 1:
        yield from _parse_in_pool(chain(ahead, chunks), geodata, jobs)
        return
    for document in chain(*ahead, documents):
        yield document, parse_document(document, world)


def _parse_in_pool(
    chunks: Iterable[list[Document]], geodata: GeoData, jobs: int
) -> Iterator[tuple[Document, list[Record]]]:
    """Parse chunks of documents in other processes; results come in the order of the input."""
    ahead: deque[tuple[list[Document], Future[list[list[Record]]]]] = deque()
    package = (geodata.root.resolve(), tuple(path.resolve() for path in geodata.overlays))
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start_worker, initargs=package)
    try:
        for chunk in chunks:
            ahead.append((chunk, pool.submit(_parse_chunk, chunk)))
            if len(ahead) >= CHUNKS_AHEAD * jobs:
                yield from _take(*ahead.popleft())
        while ahead:
            yield from _take(*ahead.popleft())
    except BrokenProcessPool as error:
        message = "a worker process died, perhaps for want of memory; run with fewer jobs"
        raise InputError(message) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _take(chunk: list[Document], future: Future[list[list[Record]]]) -> Iterator[tuple[Document, list[Record]]]:
    return zip(chunk, future.result(), strict=True)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.text)
        if size >= CHUNK_CHARACTERS or len(chunk) >= CHUNK_DOCUMENTS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _start_worker(root: Path, overlays: tuple[Path, ...]) -> None:
    global _world  # noqa: PLW0603 - loaded once in each process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by the process that started this one
    logging.disable(logging.WARNING)  # the process that started this one has said it
    _world = load_world(load_geodata(root, overlays))


def _parse_chunk(chunk: list[Document]) -> list[list[Record]]:
    if _world is None:
        message = "worker without a world; start it with _start_worker"
        raise RuntimeError(message)
    return [parse_document(document, _world) for document in chunk]


def _with_corridor(records: list[Record], world: World, geodata: GeoData) -> list[Record]:
    """Add the corridor's fields, worked out once for each distinct place."""
    known = world.gazetteer.places
    places = [known[key] for key in sorted({row["place_id"] for row in records if row["place_id"] in known})]
    settings = geodata.settings
    try:
        metric_crs, near_m = str(settings["metric_crs"]), float(settings["near_m"])
    except KeyError as error:
        message = f"{geodata.root / 'datapackage.json'}: `disputemap` lacks {error}; add it to the settings"
        raise GazetteerError(message) from None
    joined = assign_corridor(place_areas(places, geodata), load_corridor(geodata), metric_crs=metric_crs, near_m=near_m)
    fields = joined[["relation", *COLUMNS]].to_dict("index")
    return [{**row, **fields.get(row["place_id"], {})} for row in records]
