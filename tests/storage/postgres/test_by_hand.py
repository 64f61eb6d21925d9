"""What a host does by hand: doctor, the `db` verbs, and putting back a dump."""

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.records import Person
from bot.ops import database_server
from bot.ops.doctor_server import on_server
from bot.ops.finding import is_healthy, report
from bot.ops.keeping import keeping
from bot.settings import Settings
from bot.storage import counts, jobs, people
from bot.storage.errors import StorageError
from bot.storage.master import Master
from bot.storage.postgres.place import PostgresPlace
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.postgres_server import PASSWORD, QUOTED, Server

from .conftest import KEY, START


def told(url: str, tmp_path: Path, key: str | None = KEY) -> tuple[str, bool]:
    settings = Settings(database_url=url, data=tmp_path, key=key)
    found = [*on_server(settings, keeping(settings, {"DYNO": "web.1"}), START)]
    text = report(found)
    assert PASSWORD not in text
    assert QUOTED not in text
    return text, is_healthy(found)


def join(tx: Tx, *user_ids: str) -> None:
    for user_id in user_ids:
        people.get_or_create(tx, user_id, START)
        people.save(tx, Person(user_id=user_id, created_at=START, age="18-49"))


def trouble(tx: Tx) -> None:
    jobs.put(tx, "tip", "dead", START - timedelta(hours=1))
    (job,) = jobs.claim_due(tx, START, "run-1")
    jobs.bury(tx, job.id, "50001")
    jobs.put(tx, "cue", "late", START - timedelta(hours=1))
    counts.add(tx, START.date(), "", "worse:R1")
    join(tx, "1")


async def test_doctor_looks_at_everything_beside_a_running_bot(store: Store, url: str, tmp_path: Path) -> None:
    await store.run(trouble)
    text, healthy = told(url, tmp_path)
    assert healthy
    assert "ok  Database: the database made_1 on 127.0.0.1 answers (Postgres " in text
    assert "Bot: runs (process " in text
    assert "Given up: 1 timer (1 × tip: 50001)" in text
    assert "Timers: 1 timer due, the oldest for 1 hour, although a bot runs" in text
    assert "R1: 1 felt worse" in text
    assert "those of 1 persons" in text
    assert "Disk: holds nothing that has to last" in text
    assert "Heroku" not in text
    waiting = await store.read(jobs.waiting, START, {"cue": START, "tip": START - timedelta(days=1)})
    assert (waiting, type(waiting.late)) == (jobs.Waiting(due=1, late=1, dead=1), int), "as /healthz asks"
    assert await store.read(counts.of_host) == {"worse:R1": 1}, "as /metrics asks"


def test_doctor_before_the_first_start_changes_nothing(server: Server, tmp_path: Path) -> None:
    url = server.database()
    text, healthy = told(url, tmp_path)
    assert healthy
    assert "its tables will be made at the first start" in text
    assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", url.rpartition("/")[2]) == [(0,)]


def test_doctor_names_what_is_wrong(server: Server, url: str, tmp_path: Path) -> None:
    for where, key, word in (
        (server.url("postgres", word="wrong"), KEY, "refuses the role or the password"),
        (url, None, "EASEBACK_KEY is not set"),
        (url, "quite another passphrase", "is not the key that locks"),
    ):
        text, healthy = told(where, tmp_path, key)
        assert not healthy
        assert word in text.rpartition("To do")[2]


async def test_the_verbs_of_db(server: Server, clock: Any) -> None:
    place = PostgresPlace(server.database(), Path("none"))
    master = Master(KEY)
    assert "the first start makes its tables" in database_server.check(place, master)
    assert "was brought to " in database_server.migrate(place, master)
    assert database_server.migrate(place, master).endswith(" is up to date.")
    assert "keys of 0 persons" in database_server.check(place, master)
    new = "B" * 43 + "="
    async with Store.open(place, run_id="r", now=clock, master=master) as store:
        await store.run(join, "1", "2")
        heir = PostgresPlace(place.address.url, Path("none"))
        with pytest.raises(StorageError, match="A bot is running on the database"):
            database_server.rekey(heir, new, KEY)
        assert "keys of 2 persons" in database_server.check(heir, master)
    assert "(2 persons)" in database_server.rekey(place, new, KEY)
    assert "already" in database_server.rekey(place, new, KEY)
    with pytest.raises(StorageError, match="EASEBACK_KEY is not set"):
        database_server.rekey(place, None, KEY)
    for verb, words in ((database_server.back_up, "pg_dump"), (database_server.restore, "pg_restore")):
        with pytest.raises(StorageError, match=f"{words} "):
            verb()


async def test_a_dump_without_keys_is_put_back_as_doctor_says(server: Server, tmp_path: Path, clock: Any) -> None:
    url = server.database()
    place = PostgresPlace(url, Path("none"))

    def run(line: str) -> None:
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True,
            env={"PATH": f"{server._bin}:/usr/bin:/bin", "DATABASE_URL": url},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    async with Store.open(place, run_id="r", now=clock, master=Master(KEY)) as store:
        await store.run(join, "gone", "stays")
        run(database_server.BACKUP.split("`")[1])
        await store.run(people.forget, "gone")
    assert b"easeback_keys" not in (tmp_path / "rows.dump").read_bytes()
    run(database_server.RESTORE.split("`")[1])
    async with Store.open(place, run_id="r", now=clock, master=Master(KEY)) as store:
        found = [await store.run(people.get, user_id) for user_id in ("gone", "stays")]
        assert [person and person.age for person in found] == [None, "18-49"]
