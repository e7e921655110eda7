"""documents -> table: the whole way, on one core or several, in the order of the input.

Documents go through in batches, each a table when it is done, so that memory does not grow with their number.
"""

from __future__ import annotations

import logging
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from disputemap.collecting import uncollected
from disputemap.columns import take
from disputemap.documents import read_documents
from disputemap.errors import InputError
from disputemap.geodata import GeoData, load_geodata
from disputemap.models import Document, Site
from disputemap.parse import World, load_world, parse_batch
from disputemap.sites import SiteTable
from disputemap.table import FIELDS, SCHEMA, SITE_FIELDS, abstain, from_arrow, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    import geopandas as gpd
    import numpy.typing as npt

    from disputemap.corridors import Corridor
    from disputemap.documents import Problem

BATCH_CHARACTERS = 3_000_000  # documents are gathered until they have this much text, or
BATCH_DOCUMENTS = 4096
BATCHES_AT_ONCE = 8  # are placed together: a call of the geometry library costs the same for one site and for ten
BATCHES_AHEAD = 2  # for each worker, so that memory stays flat
TEXT_FIELDS = tuple(name for name in FIELDS if name not in SITE_FIELDS)

_log = logging.getLogger(__name__)
_world: World | None = None  # of a worker process


class Batch(NamedTuple):
    """What parsing says of a batch of documents: the columns `TEXT_FIELDS`, and the site of each row."""

    columns: dict[str, pa.Array]
    site: npt.NDArray[np.int32]
    sites: list[Site]


def geoparse(  # noqa: PLR0913 - one an option
    documents: str | Path | Document | Iterable[str | Path | Document],
    *,
    geo: str | Path | GeoData | None = None,
    gazetteer: Iterable[str | Path] | None = None,
    corridor: Corridor | None = None,
    jobs: int = 1,
    min_score: float = 0.0,
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
    corridor
        What places are measured against, see :func:`disputemap.corridors.load_corridor`; None means the package's own.
    jobs
        Processes to work in; more than one needs the guard `if __name__ == "__main__":` in a script. The result is
        the same for any number.
    min_score
        A mention whose score is lower gets no place: its candidates stay, and the last reason says so.
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
    batches = geoparse_batches(
        documents,
        geo=geo,
        gazetteer=gazetteer,
        corridor=corridor,
        jobs=jobs,
        min_score=min_score,
        on_problem=on_problem,
        progress=progress,
    )
    return from_arrow(pa.concat_tables([SCHEMA.empty_table(), *batches]))


def geoparse_batches(  # noqa: PLR0913 - one an option
    documents: str | Path | Document | Iterable[str | Path | Document],
    *,
    geo: str | Path | GeoData | None = None,
    gazetteer: Iterable[str | Path] | None = None,
    corridor: Corridor | None = None,
    jobs: int = 1,
    min_score: float = 0.0,
    on_problem: Callable[[Problem], None] | None = None,
    progress: Callable[[Document], None] | None = None,
) -> Iterator[pa.Table]:
    """Yield the mentions of documents as Arrow tables, one a batch of documents, as they are found.

    Parameters and errors are those of :func:`geoparse`. The tables have the schema `disputemap.table.SCHEMA` and come
    in the order of the documents; where one ends and the next begins depends on nothing but the documents.
    """
    geodata = geo if isinstance(geo, GeoData) and gazetteer is None else _load(geo, gazetteer)
    problems: list[Problem] = []
    read = _documents(documents, on_problem or problems.append)
    geoparser = Geoparser(geodata, corridor)
    nothing_read = True
    held: list[Batch] = []
    for batch, found in _parse(_batches(read), geoparser.world, geodata, jobs):
        nothing_read = False
        if progress:
            for document in batch:
                progress(document)
        held.append(found)
        if len(held) == BATCHES_AT_ONCE:
            yield from geoparser.complete(held, min_score=min_score)
            held = []
    yield from geoparser.complete(held, min_score=min_score)
    _say(problems, nothing_read=nothing_read)


class Geoparser:
    """A data package, loaded and ready: for many texts that come one after the other.

    Parameters
    ----------
    geodata
        The package.
    corridor
        What places are measured against; None means the package's own.

    Raises
    ------
    GazetteerError
        If it is broken.
    """

    def __init__(self, geodata: GeoData, corridor: Corridor | None = None) -> None:
        self.world = load_world(geodata)
        self._sites = SiteTable(self.world.gazetteer, geodata, corridor)

    def parse(self, documents: Sequence[Document], *, min_score: float = 0.0) -> pa.Table:
        """Return the mentions of some documents, see :func:`geoparse_batches`."""
        (found,) = self.complete([parse_to_arrow(documents, self.world)], min_score=min_score)
        return found

    def complete(self, batches: list[Batch], *, min_score: float) -> Iterator[pa.Table]:
        """Yield batches with the columns of their sites, which are worked out when they are first met."""
        with uncollected():
            numbers = self._sites.add([site for batch in batches for site in batch.sites])
        ends = np.cumsum([len(batch.sites) for batch in batches], dtype=np.int64)
        for batch, end in zip(batches, ends.tolist(), strict=True):
            own = numbers[end - len(batch.sites) : end]
            rows = np.append(own, np.int32(-1))  # -1, no site, takes the last
            columns = {**batch.columns, **self._sites.take(rows[batch.site])}
            found = pa.table([columns[name] for name in FIELDS], schema=SCHEMA)
            yield abstain(found, min_score) if min_score > 0 else found


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
    batches: Iterator[list[Document]], world: World, geodata: GeoData, jobs: int
) -> Iterator[tuple[list[Document], Batch]]:
    """Parse batches here, or in a pool when there is more than one of them to share out."""
    ahead = list(islice(batches, 2 if jobs > 1 else 0))
    if len(ahead) > 1:
        yield from _parse_in_pool(chain(ahead, batches), geodata, jobs)
        return
    for batch in chain(ahead, batches):
        yield batch, parse_to_arrow(batch, world)


def _parse_in_pool(
    batches: Iterable[list[Document]], geodata: GeoData, jobs: int
) -> Iterator[tuple[list[Document], Batch]]:
    """Parse batches in other processes; results come in the order of the input."""
    ahead: deque[tuple[list[Document], Future[Batch]]] = deque()
    package = (geodata.root.resolve(), tuple(path.resolve() for path in geodata.overlays))
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start_worker, initargs=package)
    try:
        for batch in batches:
            ahead.append((batch, pool.submit(_parse_batch, batch)))
            if len(ahead) >= BATCHES_AHEAD * jobs:
                yield _take(*ahead.popleft())
        while ahead:
            yield _take(*ahead.popleft())
    except BrokenProcessPool as error:
        message = "a worker process died, perhaps for want of memory; run with fewer jobs"
        raise InputError(message) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _take(batch: list[Document], future: Future[Batch]) -> tuple[list[Document], Batch]:
    return batch, future.result()


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH_CHARACTERS or len(batch) >= BATCH_DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _start_worker(root: Path, overlays: tuple[Path, ...]) -> None:
    global _world  # noqa: PLW0603 - loaded once in each process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by the process that started this one
    logging.disable(logging.WARNING)  # the process that started this one has said it
    _world = load_world(load_geodata(root, overlays))


def _parse_batch(batch: list[Document]) -> Batch:
    if _world is None:
        message = "worker without a world; start it with _start_worker"
        raise RuntimeError(message)
    return parse_to_arrow(batch, _world)


def parse_to_arrow(documents: Sequence[Document], world: World) -> Batch:
    """Parse a batch of documents into Arrow columns, which are quick to send from process to process."""
    with uncollected():
        return _to_arrow(documents, world)  # by the end of this all that it needed is freed, and no garbage


def _to_arrow(documents: Sequence[Document], world: World) -> Batch:
    parsed = parse_batch(documents, world)
    if parsed.kept is None or parsed.kept.all():
        return Batch(normal(parsed.columns, TEXT_FIELDS), parsed.site, parsed.sites)
    rows = np.flatnonzero(parsed.kept)
    columns = {name: take(column, rows) for name, column in parsed.columns.items()}
    return Batch(normal(columns, TEXT_FIELDS), parsed.site[rows], parsed.sites)
