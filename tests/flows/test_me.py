"""`/me`: to see, take away, keep for a while, keep nothing, and delete with a receipt."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Show
from bot.core.records import CheckIn, Person
from bot.flows import pages
from bot.flows.env import Host
from bot.flows.me import COUNTED
from bot.flows.tidy import tidy
from bot.storage import checkins, packs, people, plans, reports
from bot.storage.tables import metadata
from bot.storage.tx import Tx

from .conftest import Bench
from .test_everything_kept import asked_by_message, rows_of

DAYS = (10, 100, 400)
"""How old the check-ins are."""


async def at(bench: Bench, path: str) -> Show:
    """The page at this path."""
    (shown,) = await bench.run(pages.page, bench.who, path=path)
    assert isinstance(shown, Show)
    return shown


def labels(shown: Show) -> list[str]:
    return [button.label for button in shown.card.buttons]


def words(shown: Show) -> str:
    return "\n".join(shown.card.body)


def keeper(tx: Tx, bench: Bench) -> None:
    """Somebody with a diary: three check-ins, an answer by message, a plan and its times."""
    person = people.get_or_create(tx, "1", bench.now)
    people.save(tx, replace(person, diary="keep", age="18-49", limits={"no_pressure": None}, facts={"tips": TIPS}))
    for n in DAYS:
        when = bench.now - timedelta(days=n)
        checkins.add(
            tx,
            CheckIn(
                user_id="1",
                session_id=n,
                seq=1,
                at=when,
                topic="back",
                routines=("r1", "r4"),
                pack_hash="x",
                done="all",
            ),
        )
    packs.keep(tx, bench.env.active, "text", bench.now)
    plans.start(tx, user_id="1", topic="back", outcome="x", started_on=bench.now.date(), pack_hash=bench.env.active)
    asked_by_message(tx, bench.now, bench.env.active)


TIPS: dict[str, object] = {"zone": "Europe/Berlin", "told": [], "days": [], "count": 0}


@pytest.fixture
async def kept(bench: Bench) -> Bench:
    await bench.store.run(keeper, bench)
    return bench


async def ages(bench: Bench) -> list[int]:
    """How old the check-ins are that are left, in days."""
    return [(bench.now - item.at).days for item in await bench.store.read(checkins.recent, "1", 9)]


async def test_what_is_known_is_told_in_words_and_given_in_files(kept: Bench) -> None:
    assert labels(await at(kept, "/me"))[:4] == [
        "See and take away",
        "How long to keep",
        "Keep nothing",
        "Delete everything",
    ]
    shown = await at(kept, "/me/see")
    assert "Age: 18-49" in words(shown)
    assert "Left out for you: no pressing" in words(shown)
    assert "Check-ins kept: 4" in words(shown)
    files = dict(shown.files)
    assert list(files) == ["my-data.json", "check-ins.csv", "reports.csv"]
    (columns, *rows) = csv.reader(io.StringIO(files["check-ins.csv"].decode("utf-8-sig")))
    assert columns[:3] == ["at", "topic", "routines"]
    assert [row[2] for row in rows] == ["r1 r4"] * 3
    assert [row[3:] for row in csv.reader(io.StringIO(files["reports.csv"].decode("utf-8-sig")))] == [
        ["kind", "what", "value"],
        ["micro", "nrs", "6"],
        ["micro", "feel", "worse"],
    ]


async def test_a_text_that_a_spreadsheet_would_compute_stays_a_text(kept: Bench) -> None:
    def named(tx: Tx) -> None:
        (old,) = reports.every(tx, "1")
        reports.put(tx, replace(old, kind="psfs", values={"=1+1": 3}))

    await kept.store.run(named)
    files = dict((await at(kept, "/me/see")).files)
    assert ",'=1+1,3" in files["reports.csv"].decode()


@pytest.mark.parametrize(("choice", "left"), [("90", [10]), ("365", [10, 100]), ("always", [10, 100, 400])])
async def test_how_long_is_chosen_and_a_shorter_time_asks_before_it_deletes(
    kept: Bench, choice: str, left: list[int]
) -> None:
    assert labels(await at(kept, "/me/keep"))[:3] == ["3 months", "1 year", "As long as I like"]
    shown = await at(kept, f"/me/keep/{choice}")
    if len(left) < len(DAYS):
        assert labels(shown) == ["Yes, delete those", "Back"]
        assert await ages(kept) == list(DAYS), "nothing goes before they say so"
        shown = await at(kept, f"/me/keep/{choice}/yes")
    assert "I keep what you report" in words(shown)
    assert await ages(kept) == left


async def test_what_has_outlived_its_time_goes_by_itself(kept: Bench) -> None:
    await kept.store.run(tidy, kept.now)
    assert await ages(kept) == [10, 100], "a year, unless they chose otherwise"
    await at(kept, "/me/keep/always")
    kept.later(days=900)
    await kept.store.run(tidy, kept.now)
    assert await ages(kept) == [910, 1000]
    await at(kept, "/me/keep/90/yes")
    assert await ages(kept) == []
    assert not await kept.store.read(reports.every, "1")


async def test_everybody_is_looked_after_in_turn(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.retention.AT_ONCE", 2)
    monkeypatch.setattr("bot.storage.retention.look_after_some.__defaults__", (2,))

    def crowd(tx: Tx) -> None:
        for n in range(5):
            person = people.get_or_create(tx, f"u{n}", bench.now)
            people.save(tx, replace(person, diary="keep"))
            old = CheckIn(
                user_id=f"u{n}", session_id=n, seq=1, at=bench.now - timedelta(days=400), topic="back",
                routines=(), pack_hash="x", done="all",
            )  # fmt: skip
            checkins.add(tx, old)

    def left(tx: Tx) -> int:
        return sum(len(checkins.recent(tx, f"u{n}", 9)) for n in range(5))

    await bench.store.run(crowd)
    seen = []
    for _ in range(3):
        await bench.store.run(tidy, bench.now)
        seen.append(await bench.store.read(left))
    assert seen == [3, 1, 0]
    await bench.store.run(crowd)
    for _ in range(3):
        await bench.store.run(tidy, bench.now)
    assert await bench.store.read(left) == 0, "and then it begins again"


async def test_keep_nothing_asks_and_then_takes_everything_but_what_keeps_today_safe(kept: Bench) -> None:
    assert labels(await at(kept, "/me/nothing")) == ["Yes, keep nothing", "Back"]
    assert await ages(kept) == list(DAYS)
    await at(kept, "/me/nothing/yes")
    rows = await kept.store.read(rows_of, "1")
    assert {name for name, count in rows.items() if count} == {"people"}
    person: Person = await kept.person()
    assert (person.diary, person.limits, person.facts) == ("nothing", {"no_pressure": None}, {})
    kept.later(hours=25)
    await kept.store.run(tidy, kept.now)
    assert await kept.person() is None


async def test_whoever_keeps_nothing_can_begin_a_diary(kept: Bench) -> None:
    await at(kept, "/me/nothing/yes")
    assert "Keep a diary" in labels(await at(kept, "/me"))
    await at(kept, "/me/keep/365")
    person: Person = await kept.person()
    assert (person.diary, person.keep_days, person.purge_at) == ("keep", 365, None)


async def test_where_nothing_can_be_kept_it_is_not_offered(kept: Bench) -> None:
    kept.env = replace(kept.env, host=Host("Rosa", "rosa@example.org", keeps=False))
    assert "How long to keep" not in labels(await at(kept, "/me"))
    assert "can't keep a diary" in words(await at(kept, "/me/keep/365"))


async def test_deleting_takes_two_presses_and_gives_a_receipt(kept: Bench) -> None:
    assert labels(await at(kept, "/me/delete")) == ["Yes, delete everything", "Back"]
    rows = await kept.store.read(rows_of, "1")
    assert (rows["people"], rows["checkins"]) == (1, 3)
    shown = await at(kept, "/me/delete/yes")
    assert "Check-ins after a routine: 3" in words(shown)
    assert "<t:" in words(shown)
    ((name, content),) = shown.files
    text = content.decode()
    assert name == "receipt.txt"
    assert "deleted on 2026-03-02 18:00 UTC" in text
    assert "2026-03-09" in text
    assert "rosa@example.org" in text
    assert set((await kept.store.read(rows_of, "1")).values()) == {0}
    again = await at(kept, "/me/delete/yes")
    assert "nothing to delete" in again.files[0][1].decode()


@pytest.mark.parametrize(
    "path", ["/me/nothing/yes", "/me/keep", "/me/keep/90/yes", "/me/see", "/me/else", "/me/keep/9"]
)
async def test_pages_for_somebody_unknown_do_no_harm(bench: Bench, path: str) -> None:
    assert (await at(bench, path)).card.title
    assert await bench.person() is None


def test_the_tables_named_here_are_all() -> None:
    mine = {table.name for table in metadata.sorted_tables if "user_id" in table.c}
    assert mine == {*COUNTED, "people"}
