"""Tables -> PostGIS: `mentions`, `places` and `corridor` in a schema, all of them or none.

All is one transaction: the rows of tables that are there are exchanged, so that readers see the old ones until the end,
and for good when something goes wrong; views upon them and rights to them stay. Only tables of ours (their comment says
so) are touched; those of an older version, with other columns, are made anew. Lists and structs are `jsonb`.
PostgreSQL's text holds no U+0000, which is replaced by U+FFFD. The password of an address is in no message.
"""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, Any, LiteralString

import numpy as np
import pyarrow as pa
import shapely

from disputemap.errors import InputError
from disputemap.exports.cells import REPLACEMENT, column, json_cells, spread
from disputemap.exports.corridor import corridor_rows
from disputemap.exports.geometry import Shapes, points, positions
from disputemap.exports.sites import Sites
from disputemap.table import FIELDS, SCHEMA, SITE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg

    from disputemap.exports import Options
    from disputemap.exports.geometry import Geometries
    from disputemap.exports.sites import Counted
    from disputemap.geodata import GeoData

    Columns = dict[str, str]

OURS = "made by disputemap; written anew as a whole"  # the comment that tells our tables from others
_SRID = 4326
_KEY = " PRIMARY KEY"
_POINT, _ANY = f"geometry(Point,{_SRID})", f"geometry(Geometry,{_SRID})"
_COUNTS = ("mentions", "literal", "associative")
_CORRIDOR: dict[str, str] = {
    **dict.fromkeys(("kind", "title", "as_of"), "text"),
    **dict.fromkeys(("length_km", "chainage_km"), "double precision"),
    "claim": "jsonb",
    "geom": _ANY,
}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": REPLACEMENT})
_SCHEMES = {"postgres": "postgresql", "postgresql+psycopg": "postgresql"}


def save_postgis(tables: Iterable[pa.Table], url: str, options: Options, *, schema: str = "disputemap") -> None:
    """Write tables of mentions to a database; see :func:`disputemap.exports.api.to_postgis`.

    Raises
    ------
    InputError
        If psycopg is not installed, the address is none, or the database refuses.
    """
    geodata, sites = options.package(), Sites()
    with _connected(url) as connection:
        writer = _Writer(connection, schema)
        writer.prepare()
        writer.table("mentions", _mention_columns(), _numbered(map(_mention_lines, sites.watch(tables))))
        writer.table("places", _place_columns(), [_place_lines(sites.counted(), geodata)])
        writer.table("corridor", _CORRIDOR, [_corridor_lines(geodata)])


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    """Open a connection whose work is kept if all goes well; errors are told in one line, without the password."""
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError:
        message = "writing to PostGIS needs psycopg; install it with: pip install 'disputemap[postgis]'"
        raise InputError(message) from None
    address = _address(url)
    where = f"{address.get('host', 'localhost')}/{address.get('dbname', '')}"
    try:
        with psycopg.connect(**address) as connection:
            yield connection
    except psycopg.Error as error:
        said = " ".join(str(error).split()) or type(error).__name__
        secret = str(address.get("password") or "")
        message = (
            f"{where}: the database refuses ({said.replace(secret, '***') if secret else said}); nothing was changed"
        )
        raise InputError(message) from None  # what lies under it may show the address


def _address(url: str) -> dict[str, Any]:
    from psycopg import ProgrammingError  # noqa: PLC0415 - an extra
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    scheme, _, rest = url.partition("://")
    scheme = _SCHEMES.get(scheme, scheme)
    with suppress(ProgrammingError):  # its message would show the address
        address = conninfo_to_dict(f"postgresql://{rest}")
        if scheme == "postgresql" and rest and str(address.get("port") or "0").replace(",", "").isdigit():
            return dict(address)
    message = "--to is no address of a database; write postgresql://USER@HOST/DATABASE, signs such as @ in it as %40"
    raise InputError(message)


class _Writer:
    """Fills tables in a schema."""

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        self._connection, self._schema = connection, schema

    def prepare(self) -> None:
        """Make sure that there is PostGIS, and a schema; of two writers at once, one waits."""
        self._run("SELECT pg_advisory_xact_lock(hashtext(%s))", values=[f"disputemap {self._schema}"])
        if self._run("SELECT to_regtype('geometry')").fetchone() == (None,):
            self._run("CREATE EXTENSION postgis")
        if not self._run("SELECT 1 FROM pg_namespace WHERE nspname = %s", values=[self._schema]).fetchone():
            self._run("CREATE SCHEMA {}", self._schema)

    def table(self, name: str, columns: Columns, blocks: Iterable[str]) -> None:
        """Exchange the rows of a table for lines as COPY takes them; make the table if it is not there."""
        from psycopg import sql  # noqa: PLC0415 - an extra

        if self._is_there(name, columns):
            self._run("DELETE FROM {}.{}", self._schema, name)
        else:
            self._make(name, columns)
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        where = sql.Identifier(self._schema, name)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(where, names)) as copy,
        ):
            for block in blocks:
                copy.write(block)

    def _make(self, name: str, columns: Columns) -> None:
        body = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self._run("DROP TABLE IF EXISTS {}.{}", self._schema, name)
        self._run(f"CREATE TABLE {{}}.{{}} ({body})", self._schema, name)
        self._run("CREATE INDEX ON {}.{} USING gist (geom)", self._schema, name)
        self._run(f"COMMENT ON TABLE {{}}.{{}} IS '{OURS}'", self._schema, name)

    def _is_there(self, name: str, columns: Columns) -> bool:
        """Tell whether there is a table of ours with these columns.

        Raises
        ------
        InputError
            If there is one that somebody else made.
        """
        asked = (
            "SELECT obj_description(c.oid), array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) "
            "ORDER BY a.attnum) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "WHERE n.nspname = %s AND c.relname = %s GROUP BY c.oid"
        )
        for comment, found in self._run(asked, values=[self._schema, name]).fetchall():
            if comment != OURS:
                message = f"{self._schema}.{name}: is a table of somebody else's; choose another --schema"
                raise InputError(message)
            wanted = [f"{column} {kind.removesuffix(_KEY)}" for column, kind in columns.items()]
            return bool(found == wanted)
        return False

    def _run(self, text: LiteralString, *names: str, values: list[Any] | None = None) -> psycopg.Cursor:
        from psycopg import sql  # noqa: PLC0415 - an extra

        return self._connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)), values)


def _numbered(blocks: Iterable[str]) -> Iterator[str]:
    """Yield blocks of lines, each line behind its number."""
    number = count(1)
    for block in blocks:
        yield "".join(f"{next(number)}\t{line}\n" for line in block.split("\n")[:-1])


def _mention_columns() -> Columns:
    return {"id": f"bigint{_KEY}", **{field.name: _sql_type(field.type) for field in SCHEMA}, "geom": _POINT}


def _place_columns() -> Columns:
    said = {name: _sql_type(SCHEMA.field(name).type) for name in SITE_FIELDS}
    return {"site_id": f"text{_KEY}", "said": "text", **said, **dict.fromkeys(_COUNTS, "integer"), "geom": _ANY}


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_nested(kind):
        return "jsonb"
    if pa.types.is_floating(kind):
        return "double precision"
    return "integer" if pa.types.is_integer(kind) else "boolean" if pa.types.is_boolean(kind) else "text"


def _mention_lines(table: pa.Table) -> str:
    columns = [_copied(name, column(table, name)) for name in FIELDS]
    return _lines([*columns, _drawn(points(positions(table)))])


def _copied(name: str, array: pa.Array) -> list[str]:
    """Return the cells of a column as COPY takes them."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return spread(array, _text, r"\N")
    if pa.types.is_nested(kind):
        cells = json_cells(name, array)
        return [r"\N" if cell == "null" else _json(cell) for cell in cells]
    return [r"\N" if value is None else str(value) for value in array.to_pylist()]


def _text(value: Any) -> str:  # noqa: ANN401 - any cell
    return r"\N" if value is None else str(value).translate(_ESCAPES)


def _json(text: str) -> str:
    """Return JSON as COPY takes it; `jsonb` holds no U+0000, however it is written."""
    return _text(text if r"\u0000" not in text else json.dumps(_without_nul(json.loads(text)), ensure_ascii=False))


def _without_nul(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_nul(item) for key, item in value.items()}
    return value.replace("\0", REPLACEMENT) if isinstance(value, str) else value


def _drawn(shapes: Geometries) -> list[str]:
    """Return shapes as PostGIS reads them: extended well-known binary, in hexadecimal."""
    told = shapely.set_srid(shapes, _SRID)
    texts = shapely.to_wkb(told, hex=True, include_srid=True, output_dimension=2, byte_order=1)
    return [r"\N" if text is None else text for text in texts]


def _lines(columns: Iterable[Iterable[str]]) -> str:
    return "".join("\t".join(cells) + "\n" for cells in zip(*columns, strict=True))


def _place_lines(counted: list[Counted], geodata: GeoData) -> str:
    from disputemap.exports.geopackage import site_row, site_shapes  # noqa: PLC0415 - it brings GDAL along

    rows = [site_row(item) for item in counted]
    names = [name for name in _place_columns() if name != "geom"]
    cells = [[_text(row[name]) for row in rows] for name in names]
    return _lines([*cells, _drawn(site_shapes(counted, Shapes(geodata)))])


def _corridor_lines(geodata: GeoData) -> str:
    rows = corridor_rows(geodata)
    claims = [_text(row.claim and json.dumps(_without_nul(dict(row.claim)), ensure_ascii=False)) for row in rows]
    cells = [[_text(getattr(row, name)) for row in rows] for name in _CORRIDOR if name not in {"claim", "geom"}]
    return _lines([*cells, claims, _drawn(np.array([*(row.geometry for row in rows), None], dtype=object)[:-1])])
