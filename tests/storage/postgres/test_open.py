"""What may be wrong with a server or its address, each in a sentence; and nothing was changed then."""

import sys
from pathlib import Path
from typing import Any

import pytest

from bot.storage import meta
from bot.storage.errors import StorageError
from bot.storage.master import Master
from bot.storage.places import place_of
from bot.storage.postgres.address import Address
from bot.storage.postgres.place import PostgresPlace
from bot.storage.store import Store
from tests.postgres_server import PASSWORD, QUOTED, Server

from .conftest import KEY


async def sentence(url: str, clock: Any, key: str | None = KEY, instead_of: Path = Path("none")) -> str:
    with pytest.raises(StorageError) as caught:
        async with Store.open(PostgresPlace(url, instead_of), run_id="r", now=clock, master=Master(key)):
            raise AssertionError("it opened")
    told = caught.value.sentence
    assert PASSWORD not in told
    assert QUOTED not in told
    assert "\n" not in told
    assert caught.value.__cause__ is None
    return told


async def test_a_wrong_password_or_role(server: Server, clock: Any) -> None:
    for url in (server.url("postgres", word="wrong"), server.url("postgres", role="nobody_here")):
        assert "refuses the role or the password of DATABASE_URL" in await sentence(url, clock)


async def test_a_database_that_is_not_there(server: Server, clock: Any) -> None:
    assert "The database elsewhere on 127.0.0.1 does not exist" in await sentence(server.url("elsewhere"), clock)


async def test_no_server_and_no_such_host(server: Server, clock: Any) -> None:
    away = server.url("postgres").replace(f":{server.port}/", ":1/")
    assert "cannot be reached (Connection refused): look whether" in await sentence(away, clock)
    assert "look whether its server runs" in await sentence("postgresql://ann:word@no-such-host.invalid/rows", clock)


async def test_a_role_that_may_make_no_tables(server: Server, clock: Any) -> None:
    url = server.database()
    name = url.rpartition("/")[2]
    server.run("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name)
    told = await sentence(server.url(name, role="guest", word="guest"), clock)
    assert "GRANT CREATE ON DATABASE" in told


async def test_no_key_or_another_key(url: str, server: Server, clock: Any, tmp_path: Path) -> None:
    assert (await sentence(url, clock, None)).startswith("EASEBACK_KEY is not set, and DATABASE_URL is")
    assert "is not the key that locks" in await sentence(url, clock, "quite another passphrase")
    (tmp_path / "key").write_text(KEY)
    async with Store.open(
        PostgresPlace(url, tmp_path / "easeback.db"), run_id="r", now=clock, master=Master(makes_file=False)
    ):
        pass


async def test_keys_that_are_missing(server: Server, made: str, clock: Any) -> None:
    url = server.database()
    async with Store.open(PostgresPlace(url, Path("none")), run_id="r", now=clock, master=Master(KEY)):
        pass
    server.run("DROP SCHEMA easeback_keys CASCADE", url.rpartition("/")[2])
    assert "its schema easeback_keys are missing" in await sentence(url, clock)


async def test_a_file_that_would_be_left_behind(server: Server, clock: Any, tmp_path: Path) -> None:
    file = tmp_path / "easeback.db"
    file.write_bytes(b"rows")
    url = server.database()
    told = await sentence(url, clock, instead_of=file)
    assert told.startswith(f"{file} holds what members logged until now")
    assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", url.rpartition("/")[2]) == [(0,)]


async def test_tables_of_another_program(server: Server, clock: Any) -> None:
    url = server.database()
    server.run("CREATE TABLE people (name text)", url.rpartition("/")[2])
    assert "holds tables of another program" in await sentence(url, clock)


async def test_a_database_of_a_newer_program(server: Server, url: str, clock: Any) -> None:
    name = url.rpartition("/")[2]
    server.run("UPDATE alembic_version SET version_num = '9999'", name)
    try:
        assert "was written by a newer Easeback" in await sentence(url, clock)
    finally:
        from bot.storage.migrations import HEAD

        server.run(f"UPDATE alembic_version SET version_num = '{HEAD}'", name)


async def test_a_database_that_is_not_in_utf8(server: Server, clock: Any) -> None:
    server.run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    assert "is not encoded in UTF-8" in await sentence(server.url("ascii"), clock)


async def test_a_standby(server: Server, url: str, clock: Any) -> None:
    owner = f"ALTER ROLE owner IN DATABASE {url.rpartition('/')[2]}"
    server.run(f"{owner} SET default_transaction_read_only = on")
    try:
        assert "set DATABASE_URL to the primary" in await sentence(url, clock)
    finally:
        server.run(f"{owner} RESET default_transaction_read_only")


def test_psycopg_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("bot.storage.postgres.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match="psycopg, which speaks to Postgres, is missing"):
        place_of(Path("rows.db"), "postgresql://h/d")
    assert place_of(Path("rows.db"), None) == Path("rows.db")


def test_a_file_loads_nothing_of_postgres(tmp_path: Path) -> None:
    import subprocess

    asked = "import sys, bot.app; print([n for n in sys.modules if 'psycopg' in n or 'dialects.postgresql' in n])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_an_address_shows_no_password() -> None:
    address = Address.of("postgres://ann:w%40rd@db.example.org/rows")
    assert "w%40rd" not in repr(address)
    assert address.name == "The database rows on db.example.org"
    assert "w%40rd" not in address.without_secrets("failed: w%40rd")


async def test_what_is_stored_is_there_at_the_next_start(url: str, clock: Any, tmp_path: Path) -> None:
    for _ in range(2):
        place = PostgresPlace(url, tmp_path / "easeback.db")
        async with Store.open(place, run_id="r", now=clock, master=Master(KEY)) as store:
            assert await store.run(meta.get, "key") in (None, "value")
            await store.run(meta.put, "key", "value")
    async with Store.open(PostgresPlace(url, tmp_path), run_id="r", now=clock, master=Master(KEY)) as store:
        assert await store.read(meta.get, "key") == "value"
