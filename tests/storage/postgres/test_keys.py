"""Keys lie beside the rows in a schema of their own: what a dump without it holds, and what deleting leaves."""

from pathlib import Path
from typing import Any

import pytest

from bot.core.records import Person
from bot.storage import jobs, meta, people, sessions
from bot.storage.errors import StorageError
from bot.storage.master import Master
from bot.storage.postgres.key_store import lock_anew
from bot.storage.postgres.place import PostgresPlace
from bot.storage.starting import BOUND
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.postgres_server import Server

from .conftest import KEY, START, acquired


def join(tx: Tx, *user_ids: str) -> None:
    """People of whom something is sealed."""
    for user_id in user_ids:
        people.get_or_create(tx, user_id, START)
        people.save(tx, Person(user_id=user_id, created_at=START, age="18-49"))


def ages(tx: Tx, *user_ids: str) -> list[str | None]:
    found = [people.get(tx, user_id) for user_id in user_ids]
    return [person and person.age for person in found]


def keys_in(server: Server, url: str) -> list[str]:
    rows = server.run("SELECT user_id FROM easeback_keys.keys ORDER BY 1", url.rpartition("/")[2])
    return [user_id for (user_id,) in rows]


def opened(url: str, clock: Any, key: str = KEY) -> Any:
    return Store.open(PostgresPlace(url, Path("none")), run_id="r", now=clock, master=Master(key))


async def test_a_key_is_made_and_undone_with_its_flow(store: Store, server: Server, url: str) -> None:
    def fail(tx: Tx) -> None:
        join(tx, "1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run(fail)
    assert keys_in(server, url) == []
    await store.run(join, "1")
    assert keys_in(server, url) == ["1"]
    assert await store.run(ages, "1") == await store.read(ages, "1") == ["18-49"]


async def test_a_deletion_takes_the_key_and_a_new_one_opens_nothing_old(store: Store, server: Server, url: str) -> None:
    await store.run(join, "1", "2")
    assert await store.read(ages, "1", "2") == ["18-49", "18-49"]
    await store.run(people.forget, "1")
    assert keys_in(server, url) == ["2"]
    assert await store.read(ages, "1", "2") == [None, "18-49"]
    await store.run(join, "1")
    assert await store.read(ages, "1") == ["18-49"], "the reader has not kept the old key"


async def test_a_deletion_that_fails_leaves_key_and_rows(store: Store, server: Server, url: str) -> None:
    def fail(tx: Tx) -> None:
        people.forget(tx, "1")
        raise ZeroDivisionError

    await store.run(join, "1")
    with pytest.raises(ZeroDivisionError):
        await store.run(fail)
    assert await store.run(ages, "1") == ["18-49"]


async def test_rows_put_back_from_an_older_dump_lose_whoever_has_deleted_everything(
    server: Server, url: str, clock: Any
) -> None:
    name = url.rpartition("/")[2]
    async with opened(url, clock) as store:
        await store.run(join, "gone", "stays", "came back")
        server.run("CREATE TABLE dumped AS TABLE people; CREATE TABLE dumped_meta AS TABLE meta", name)
        await store.run(people.forget, "gone")
        await store.run(people.forget, "came back")
        await store.run(join, "came back")
    back = ("DELETE FROM people", "INSERT INTO people TABLE dumped", "DELETE FROM meta")
    server.run("; ".join([*back, "INSERT INTO meta TABLE dumped_meta", "DROP TABLE dumped, dumped_meta"]), name)
    async with opened(url, clock) as store:
        assert await store.run(ages, "gone", "stays", "came back") == [None, "18-49", None]
        assert await store.run(people.get, "gone") is None
    assert keys_in(server, url) == ["stays"]


async def test_keys_put_back_from_an_older_dump_delete_nobody(server: Server, url: str, clock: Any) -> None:
    name = url.rpartition("/")[2]
    async with opened(url, clock) as store:
        await store.run(join, "gone", "stays")
        await store.run(people.forget, "gone")
        await store.run(join, "new")
    server.run("DELETE FROM easeback_keys.store WHERE name = 'deletions'", name)
    server.run("DELETE FROM easeback_keys.keys WHERE user_id = 'new'", name)
    async with opened(url, clock) as store:
        assert await store.run(people.get, "new") is not None


async def test_ids_go_on_from_the_age_in_seconds(store: Store, url: str, clock: Any) -> None:
    first = await store.run(jobs.put, "cue", "a", START)
    assert first > 60_000_000
    assert await store.run(jobs.put, "cue", "a", START) == first + 1


async def test_ids_have_64_bits(link: Any, do: Any) -> None:
    link._raw.execute("SELECT setval('jobs_id_seq', 5000000000)")
    assert do(jobs.put, "cue", "a", START) == 5_000_000_001
    assert do(jobs.get, "a").id == 5_000_000_001
    assert do(jobs.cancel_for_session, 5_000_000_000) == 0
    assert do(sessions.get, 5_000_000_000) is None


async def test_another_master_key_opens_the_same_keys(server: Server, url: str, place: Any, clock: Any) -> None:
    async with opened(url, clock) as store:
        await store.run(join, "1", "2")
        assert await store.run(meta.get, BOUND)
    assert acquired(place.lock)
    new = "B" * 43 + "="
    with pytest.raises(StorageError, match="EASEBACK_KEY_OLD does not open"):
        lock_anew(place.lock.raw, place.address, new, "quite another passphrase")
    assert lock_anew(place.lock.raw, place.address, new, KEY) == 2
    assert lock_anew(place.lock.raw, place.address, new, KEY) == -1
    place.lock.release()
    async with opened(url, clock, new) as store:
        assert await store.run(ages, "1", "2") == ["18-49", "18-49"]
    assert acquired(place.lock)
    assert lock_anew(place.lock.raw, place.address, KEY, new) == 2
    place.lock.release()
