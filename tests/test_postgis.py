"""PostGIS: a real database holds the same mentions, all or nothing, and no message tells the password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql

from disputemap.cli import main
from disputemap.errors import InputError
from disputemap.exports import Options, one_table
from disputemap.exports.api import to_postgis
from disputemap.exports.postgis import save_postgis
from disputemap.table import FIELDS, to_records
from tests.export_world import HOSTILE, TOY, hostile_mentions, toy_mentions
from tests.postgres import PASSWORD, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a database for the tests of this module."""
    with running() as url:
        yield url


@pytest.fixture
def url(server: str) -> Iterator[str]:
    """Return the address of a database without anything in it."""
    yield server
    with psycopg.connect(server) as connection:
        for (name,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|public|info)'"):
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


def ask(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_same_mentions_are_there(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)
    columns = ", ".join(f'"{name}"' for name in FIELDS)
    rows = ask(url, f"SELECT {columns} FROM disputemap.mentions ORDER BY id")  # noqa: S608 - our own columns
    assert [dict(zip(FIELDS, row, strict=True)) for row in rows] == list(to_records(toy_mentions()))


def test_points_are_geometry_with_an_index(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)
    query = "SELECT ST_SRID(geom), ST_X(geom), ST_Y(geom), lon, lat FROM disputemap.mentions WHERE lon IS NOT NULL"
    found = ask(url, query)
    assert {row[0] for row in found} == {4326}
    assert [row[1:3] for row in found] == [row[3:] for row in found]
    indexed = ask(url, "SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%gist%' AND schemaname = 'disputemap'")
    assert sorted(indexed) == [("corridor",), ("mentions",), ("places",)]


def test_places_have_their_shapes_and_counts(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)
    query = "SELECT site_id, mentions, ST_AsText(ST_Envelope(geom)) FROM disputemap.places"
    found = {row[0]: row[1:] for row in ask(url, query)}
    assert found["kirsa-governorate"] == (1, "POLYGON((13 50,13 52,17 52,17 50,13 50))")
    assert "bela/sector/180" in found
    joined = ask(
        url,
        "SELECT p.site_id, count(*) FROM disputemap.mentions m JOIN disputemap.places p USING (place_id) "
        "WHERE p.said IS NULL AND m.modifier IS NULL GROUP BY 1",
    )
    assert all(found[site][0] == count for site, count in joined)


def test_the_corridor_is_there(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)
    found = ask(url, "SELECT kind, title, ST_GeometryType(geom), claim->>'who' FROM disputemap.corridor")
    assert found[:3] == [
        ("centreline", "The Norland strip", "ST_LineString", None),
        ("band", "maximum", "ST_Polygon", None),
        ("band", "typical", "ST_Polygon", None),
    ]
    claims = [row[1:] for row in found if row[0] == "claim"]
    assert claims[:2] == [
        ("from border to border", "ST_LineString", "A. Speaker"),
        ("in some places", None, "B. Speaker"),
    ]
    inside = ask(
        url,
        "SELECT DISTINCT m.place_id FROM disputemap.mentions m JOIN disputemap.corridor c ON ST_Covers(c.geom, m.geom) "
        "WHERE c.title = 'typical' AND m.relation = 'inside' AND m.place_id IS NOT NULL",
    )
    assert inside == [("bela",)]


def test_hostile_texts_are_as_they_were(url: str) -> None:
    to_postgis(hostile_mentions(), url, geodata=TOY)
    found = ask(url, "SELECT sentence, themes->0->>'cue' FROM disputemap.mentions ORDER BY id")
    kept = [text.replace("\0", "\ufffd") for text in HOSTILE]
    assert found == [(text, text) for text in kept]


def test_what_is_written_anew_takes_the_place_of_the_old(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY, schema="my Schema")
    to_postgis(toy_mentions()[:2], url, geodata=TOY, schema="my Schema")
    assert ask(url, 'SELECT count(*) FROM "my Schema".mentions') == [(2,)]
    names = ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'my Schema' ORDER BY 1")
    assert names == [("corridor",), ("mentions",), ("places",)]


def test_all_or_nothing(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)

    def failing() -> Iterator[pa.Table]:
        yield from one_table(toy_mentions()[:1])
        message = "the disk is full"
        raise InputError(message)

    with pytest.raises(InputError, match="the disk is full"):
        save_postgis(failing(), url, Options(geodata=TOY))
    assert ask(url, "SELECT count(*) FROM disputemap.mentions") == [(len(toy_mentions()),)]


def test_tables_of_others_are_left_alone(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE SCHEMA mine; CREATE TABLE mine.places (name text); INSERT INTO mine.places VALUES ('x')"
        )
    with pytest.raises(InputError, match=r"mine\.places: is a table of somebody else's; choose another --schema"):
        to_postgis(toy_mentions(), url, geodata=TOY, schema="mine")
    assert ask(url, "SELECT name FROM mine.places") == [("x",)]
    assert ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'mine'") == [(1,)]  # nothing was begun


def test_views_upon_our_tables_and_rights_to_them_stay(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE VIEW disputemap.mine AS SELECT id, place_id FROM disputemap.mentions")
        connection.execute("GRANT SELECT ON disputemap.mentions TO pg_monitor")
    to_postgis(toy_mentions()[:2], url, geodata=TOY)
    assert ask(url, "SELECT * FROM disputemap.mine ORDER BY id") == [(1, "alba"), (2, "alba")]
    assert ask(url, "SELECT has_table_privilege('pg_monitor', 'disputemap.mentions', 'SELECT')") == [(True,)]


def test_a_table_of_an_older_version_is_made_anew(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE disputemap.mentions DROP COLUMN sector")
    to_postgis(toy_mentions()[:1], url, geodata=TOY)
    assert ask(url, "SELECT sector FROM disputemap.mentions") == [(None,)]
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE disputemap.mentions DROP COLUMN sector")
        connection.execute("CREATE VIEW disputemap.mine AS SELECT place_id FROM disputemap.mentions")
    with pytest.raises(InputError, match=r"the database refuses \(cannot drop table .* nothing was changed") as caught:
        to_postgis(toy_mentions(), url, geodata=TOY)
    assert "\n" not in str(caught.value)
    assert ask(url, "SELECT * FROM disputemap.mine") == [("alba",)]


def test_readers_see_the_old_rows_until_the_end(url: str) -> None:
    to_postgis(toy_mentions(), url, geodata=TOY)

    def watched() -> Iterator[pa.Table]:
        yield from one_table(toy_mentions()[:1])
        seen.extend(ask(url, "SELECT count(*) FROM disputemap.mentions"))

    seen: list[tuple[Any, ...]] = []
    save_postgis(watched(), url, Options(geodata=TOY))
    assert seen == [(len(toy_mentions()),)]
    assert ask(url, "SELECT count(*) FROM disputemap.mentions") == [(1,)]


@pytest.mark.parametrize("wrong", ["password", "database", "host"])
def test_no_message_tells_the_password(url: str, wrong: str) -> None:
    changed = {
        "password": url.replace(PASSWORD, "other-Secret-8"),
        "database": url.replace("/postgres", "/nowhere"),
        "host": url.replace("dm-pg-", "no-pg-"),
    }[wrong]
    with pytest.raises(InputError, match="the database refuses") as caught:
        to_postgis(toy_mentions(), changed, geodata=TOY)
    told = "".join([str(caught.value), repr(caught.value.__cause__)])
    assert "ecret" not in told
    assert caught.value.__suppress_context__


def test_the_command_writes_there(url: str, toy: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Troops moved in Upland.")
    args = ["geoparse", str(tmp_path / "a.txt"), "--to", url, "--schema", "run", "--geo", str(toy)]
    result = CliRunner().invoke(main, args, catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, "")
    assert PASSWORD not in result.stderr
    assert ask(url, "SELECT doc, surface, adm1 IS NULL FROM run.mentions")[0][:2] == ("a", "Upland")
    refused = CliRunner().invoke(main, ["geoparse", str(tmp_path / "no.txt"), "--to", url, "--schema", "run"])
    assert refused.exit_code == 1
    assert ask(url, "SELECT count(*) FROM run.mentions") == [(1,)]
