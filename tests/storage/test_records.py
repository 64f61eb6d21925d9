"""What is stored comes back as it was; what is deleted is gone; what may be there once is there once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.core.records import CheckIn, Person, Session, Surface
from bot.storage import checkins, jobs, meta, packs, people, plans, sessions
from bot.storage.errors import ConflictError
from bot.storage.sqlite import SqliteLink

from .conftest import START

Do = Callable[..., Any]
DAY = timedelta(days=1)
SURFACE = Surface(kind="ephemeral", token="t", token_expires_at=START + timedelta(minutes=15), message_id="9")
CHECKIN = CheckIn(
    user_id="1",
    session_id=7,
    seq=1,
    at=START,
    topic="ql",
    routines=("R1", "R5"),
    pack_hash="hash",
    done="part",
    plan="STARTER7",
    before=5,
    after=3,
    feel="easier",
    anything_new="no",
    purge_at=START + DAY,
)


def opened(do: Do, user_id: str = "1", **changes: Any) -> Session:
    do(people.get_or_create, user_id, START)
    do(packs.keep, "hash", "text", START)
    values: dict[str, Any] = {"topic": "ql", "pack_hash": "hash", "state": {"card": "hello"}}
    values |= {"now": START, "expires_at": START + DAY} | changes
    return do(sessions.insert_open, user_id=user_id, **values)


def test_a_person_is_made_once_and_saved_whole(do: Do) -> None:
    person = do(people.get_or_create, "1", START)
    assert person == Person(user_id="1", created_at=START)
    full = replace(
        person,
        age="18-49",
        diary="keep",
        screened_at=START,
        hold=True,
        stop="gentle_only",
        stop_until=START + 28 * DAY,
        limits={"no_pressure": START + 2 * DAY, "no_heat": None},
        stop_list_on=date(2026, 3, 1),
        retired=("R1",),
        mode="buzz",
        dm_channel_id="5",
        told_intro=True,
        facts={"bruise": False, "zones": ["low", "mid"]},
        purge_at=START + DAY,
    )
    do(people.save, full)
    assert do(people.get_or_create, "1", START + DAY) == full
    assert do(people.get, "2") is None
    assert do(people.due_for_purge, START) == []
    assert do(people.due_for_purge, START + DAY) == ["1"]


def test_a_person_who_is_gone_cannot_be_saved(do: Do) -> None:
    with pytest.raises(LookupError):
        do(people.save, Person(user_id="1", created_at=START))


def test_moments_come_back_in_utc_and_those_without_a_zone_are_refused(do: Do) -> None:
    east = START.astimezone(timezone(timedelta(hours=9)))
    person = do(people.get_or_create, "1", east)
    do(people.save, replace(person, screened_at=east, limits={"no_heat": east}))
    stored = do(people.get, "1")
    assert stored.screened_at == START
    assert stored.screened_at.tzinfo is UTC
    assert stored.limits["no_heat"].utcoffset() == timedelta(0)
    naive = datetime(2026, 3, 1)  # noqa: DTZ001
    for spoilt in (replace(person, screened_at=naive), replace(person, limits={"no_heat": naive})):
        with pytest.raises(ValueError, match="without a zone"):
            do(people.save, spoilt)


def test_forgetting_a_person_deletes_everything_of_theirs_and_nothing_of_others(do: Do, link: SqliteLink) -> None:
    for user in ("1", "2"):
        session = opened(do, user)
        do(jobs.put, "cue", f"cue:{user}", START, session_id=session.id)
        do(jobs.put, "tip", f"tip:{user}", START, user_id=user)
        do(checkins.add, replace(CHECKIN, user_id=user, session_id=session.id))
        day = START.date()
        do(plans.start, user_id=user, topic="ql", outcome="POSTURE", started_on=day, pack_hash="hash")
    gone = do(people.forget, "1")
    assert {name: count for name, count in gone.items() if count} == {
        "jobs": 2, "checkins": 1, "plans": 1, "sessions": 1, "people": 1
    }  # fmt: skip
    assert set(do(people.forget, "1").values()) == {0}
    for table, left in (("jobs", 2), ("checkins", 1), ("plans", 1), ("sessions", 1), ("people", 1)):
        assert link._raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (left,)
    assert do(people.get, "2") is not None


def test_a_session_comes_back_as_it_was_and_grows_by_a_revision_each_step(do: Do) -> None:
    session = opened(do, surface=SURFACE, guild_id="77")
    assert do(sessions.get, session.id) == do(sessions.open_for, "1") == session
    assert (session.revision, session.open, session.surface) == (0, True, SURFACE)
    later = START + timedelta(minutes=1)
    moved = do(sessions.save, replace(session, state={"card": "2", "done": [1]}, expires_at=START + 2 * DAY), later)
    assert do(sessions.get, session.id) == moved
    assert (moved.revision, moved.updated_at, moved.surface) == (1, later, SURFACE)
    with pytest.raises(sessions.StaleSessionError):
        do(sessions.save, session, later)


def test_a_person_has_one_open_session(do: Do) -> None:
    first = opened(do)
    with pytest.raises(ConflictError):
        opened(do)
    assert do(sessions.close, first.id, START)
    assert not do(sessions.close, first.id, START)
    second = opened(do)
    assert do(sessions.open_for, "1") == second
    assert not do(sessions.get, first.id).open


def test_an_erased_session_takes_its_timers_along_and_its_id_never_comes_back(do: Do) -> None:
    session = opened(do)
    do(jobs.put, "cue", "cue", START, session_id=session.id)
    do(jobs.put, "tip", "tip", START, user_id="1")
    assert do(sessions.erase, session.id)
    assert not do(sessions.erase, session.id)
    assert do(jobs.get, "cue") is None
    assert do(jobs.get, "tip") is not None
    assert opened(do).id > session.id


def test_timers_of_a_session_are_cancelled_together(do: Do) -> None:
    session = opened(do)
    for key in "ab":
        do(jobs.put, "cue", key, START, session_id=session.id)
    assert do(jobs.cancel_for_session, session.id) == 2


def test_surfaces_are_replaced_and_dead_tokens_forgotten(do: Do) -> None:
    session = opened(do, surface=SURFACE)
    dm = Surface(kind="dm", channel_id="5", message_id="6")
    do(sessions.set_surface, session.id, dm)
    assert do(sessions.get, session.id) == replace(session, surface=dm), "and the revision stays"
    do(sessions.set_surface, session.id, SURFACE)
    assert do(sessions.erase_expired_tokens, START) == 0
    assert do(sessions.erase_expired_tokens, START + timedelta(minutes=15)) == 1
    left = do(sessions.get, session.id).surface
    assert left == replace(SURFACE, token=None, token_expires_at=None)
    do(sessions.set_surface, session.id, None)
    assert do(sessions.get, session.id).surface is None


def test_sessions_whose_time_is_over_are_erased(do: Do) -> None:
    old, new = opened(do, "1"), opened(do, "2", expires_at=START + 2 * DAY)
    do(jobs.put, "cue", "cue", START, session_id=old.id)
    assert do(sessions.erase_over, START) == []
    assert do(sessions.erase_over, START + DAY) == [old.id]
    assert do(jobs.get, "cue") is None
    assert do(sessions.get, new.id) == new


def test_a_session_needs_a_person_and_a_kept_pack(do: Do) -> None:
    with pytest.raises(ConflictError):
        opened(do, pack_hash="unknown")


def test_a_checkin_is_stored_once_however_often_it_is_sent(do: Do) -> None:
    do(people.get_or_create, "1", START)
    assert do(checkins.add, CHECKIN)
    assert not do(checkins.add, replace(CHECKIN, after=9))
    (stored,) = do(checkins.recent, "1", 5)
    assert stored == replace(CHECKIN, id=stored.id)
    assert stored.id > 0


def test_recent_checkins_come_newest_first(do: Do) -> None:
    do(people.get_or_create, "1", START)
    for day in (1, 3, 2):
        do(checkins.add, replace(CHECKIN, seq=day, at=START + day * DAY))
    assert [checkin.seq for checkin in do(checkins.recent, "1", 2)] == [3, 2]


def test_checkins_are_purged_unless_the_person_keeps_a_diary(do: Do) -> None:
    for user, session_id in (("1", 1), ("2", 2)):
        do(people.get_or_create, user, START)
        do(checkins.add, replace(CHECKIN, user_id=user, session_id=session_id))
    assert do(checkins.set_keep, "1") == 1
    assert do(checkins.purge, START) == 0
    assert do(checkins.purge, START + DAY) == 1
    assert [len(do(checkins.recent, user, 5)) for user in ("1", "2")] == [1, 0]


def test_a_checkin_of_a_person_who_is_gone_is_refused(do: Do) -> None:
    with pytest.raises(ConflictError):
        do(checkins.add, CHECKIN)


def test_one_plan_is_active_for_each_topic(do: Do) -> None:
    opened(do)
    start: dict[str, Any] = {"user_id": "1", "started_on": date(2026, 3, 1), "pack_hash": "hash"}
    first = do(plans.start, topic="ql", outcome="POSTURE", state={"weeks": 2}, **start)
    calf = do(plans.start, topic="calf", outcome="UNKNOWN", **start)
    second = do(plans.start, topic="ql", outcome="PARTIAL", **start)
    assert do(plans.active, "1") == [calf, second]
    assert do(plans.active_for, "1", "ql") == second
    assert do(plans.get, first.id) == replace(first, active=False)
    moved = replace(second, position=3, last_done_on=date(2026, 3, 4), state={"skipped": ["R3"]})
    do(plans.save, moved)
    assert do(plans.get, second.id) == moved
    assert do(plans.stop, "1", "ql")
    assert not do(plans.stop, "1", "ql")
    assert do(plans.active_for, "1", "ql") is None
    with pytest.raises(LookupError):
        do(plans.save, replace(moved, id=99))


def test_packs_are_kept_while_something_needs_them(do: Do) -> None:
    assert do(packs.keep, "one", "text of one", START)
    assert not do(packs.keep, "one", "another text", START)
    assert do(packs.load, "one") == "text of one"
    assert do(packs.load, "none") is None
    session = opened(do)
    do(packs.keep, "two", "x", START)
    do(packs.keep, "three", "x", START)
    do(plans.start, user_id="1", topic="ql", outcome="X", started_on=date(2026, 3, 1), pack_hash="three")
    assert do(packs.drop_unreferenced, {"two"}) == 1
    assert do(packs.hashes) == ["hash", "three", "two"]
    do(sessions.erase, session.id)
    assert do(packs.drop_unreferenced, ()) == 2
    assert do(packs.hashes) == ["three"]


def test_facts_about_the_database(do: Do) -> None:
    assert do(meta.get, "commands") is None
    do(meta.put, "commands", "1")
    do(meta.put, "commands", "2")
    assert do(meta.get, "commands") == "2"
    do(meta.drop, "commands")
    assert do(meta.get, "commands") is None
