"""Timers: never lost, never doubled, whatever comes in between."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.storage import jobs
from bot.storage.migrate import migrate
from bot.storage.sqlite import WRITER, SqliteLink

from .conftest import START

Do = Callable[..., Any]
KEYS = st.sampled_from(["a", "b", "c", "d"])
MINUTES = st.integers(0, 10)


def test_due_jobs_are_claimed_once_and_earliest_first(do: Do) -> None:
    for minute, key in ((3, "c"), (1, "a"), (2, "b"), (9, "later")):
        do(jobs.put, "cue", key, START + timedelta(minutes=minute), payload={"step": minute})
    at = START + timedelta(minutes=5)
    assert do(jobs.next_due) == START + timedelta(minutes=1)
    first = do(jobs.claim_due, at, "run-1", 2)
    second = do(jobs.claim_due, at, "run-1", 2)
    assert [job.key for job in first] == ["a", "b"]
    assert [job.key for job in second] == ["c"]
    assert first[0].payload == {"step": 1}
    assert (first[0].claimed_by, first[0].claimed_at, first[0].attempts) == ("run-1", at, 1)
    assert do(jobs.claim_due, at, "run-1", 2) == []
    assert do(jobs.next_due) == START + timedelta(minutes=9)


def test_nothing_pending_means_nothing_due(do: Do) -> None:
    assert do(jobs.next_due) is None


def test_a_job_that_puts_its_own_next_time_is_not_lost_when_it_is_finished(do: Do) -> None:
    do(jobs.put, "tip", "tip:1", START)
    (claimed,) = do(jobs.claim_due, START, "run-1")
    tomorrow = START + timedelta(days=1)
    do(jobs.put, "tip", "tip:1", tomorrow)
    assert not do(jobs.finish, claimed.id)
    assert do(jobs.next_due) == tomorrow


LATER = START + timedelta(days=1)


def test_a_job_is_tried_again_and_then_given_up_visibly(do: Do) -> None:
    do(jobs.put, "checkin", "k", START)
    (job,) = do(jobs.claim_due, START, "run-1")
    assert do(jobs.retry, job.id, START + timedelta(minutes=1), "503")
    assert do(jobs.claim_due, START, "run-1") == []
    (again,) = do(jobs.claim_due, START + timedelta(minutes=1), "run-1")
    assert (again.id, again.attempts, again.error) == (job.id, 2, "503")
    assert do(jobs.bury, again.id, "the channel is gone")
    assert do(jobs.next_due) is None
    assert [(dead.key, dead.error, dead.attempts) for dead in do(jobs.buried_before, LATER, ["checkin"], 9)] == [
        ("k", "the channel is gone", 2)
    ]


def test_only_what_is_claimed_can_be_finished_retried_or_buried(do: Do) -> None:
    job_id = do(jobs.put, "cue", "k", START)
    assert not do(jobs.finish, job_id)
    assert not do(jobs.retry, job_id, START, "no")
    assert not do(jobs.bury, job_id, "no")
    assert do(jobs.get, "k").state == "pending"


def test_claims_of_earlier_runs_are_taken_back_and_ours_are_not(do: Do) -> None:
    do(jobs.put, "cue", "old", START)
    do(jobs.claim_due, START, "run-1")
    do(jobs.put, "cue", "new", START)
    do(jobs.claim_due, START, "run-2")
    assert do(jobs.take_back, "run-2") == 1
    assert (do(jobs.get, "old").state, do(jobs.get, "new").state) == ("pending", "claimed")
    assert do(jobs.get, "old").claimed_by is None


def test_a_cancelled_job_never_comes(do: Do) -> None:
    do(jobs.put, "cue", "k", START)
    assert do(jobs.cancel, "k")
    assert not do(jobs.cancel, "k")
    assert do(jobs.claim_due, START, "run-1") == []


def test_the_next_due_row_is_found_by_an_index(link: SqliteLink) -> None:
    for sql in ("SELECT min(due_at) FROM jobs WHERE state = 'pending'",):
        plan = " ".join(row[3] for row in link._raw.execute(f"EXPLAIN QUERY PLAN {sql}"))
        assert "USING COVERING INDEX jobs_by_due" in plan


def test_a_time_without_a_zone_is_refused(do: Do) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        do(jobs.put, "cue", "k", START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without a zone"):
        do(jobs.claim_due, START.replace(tzinfo=None), "run-1")
    assert do(jobs.get, "k") is None


@pytest.fixture(scope="module", autouse=True)
def template() -> Any:
    """A migrated file as bytes: each example starts from it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        migrate(path)
        Timers.template = path.read_bytes()
        yield


class Timers(RuleBasedStateMachine):
    """The table against a model: key → id, due minute, state and run. A crash undoes what was not committed."""

    template = b""

    def __init__(self) -> None:
        super().__init__()
        self.raw = sqlite3.connect(":memory:", isolation_level=None)
        self.raw.deserialize(self.template)
        self.link = SqliteLink(self.raw, Path("memory"), WRITER)
        self.minute = 0
        self.run = 1
        self.model: dict[str, tuple[int, int, str]] = {}
        self.in_hand: dict[int, str] = {}
        self.used: set[int] = set()

    def teardown(self) -> None:
        self.link.close()
        self.raw.close()

    def do(self, flow: Callable[..., Any], *args: Any, last: bool = True) -> Any:
        self.link.begin()
        value = flow(self.link.tx(), *args)
        (self.link.commit if last else self.link.rollback)()
        return value

    def at(self, minute: int) -> Any:
        return START + timedelta(minutes=minute)

    def due(self) -> list[tuple[int, int, str]]:
        waiting = ((due, job, key) for key, (job, due, state) in self.model.items() if state == "pending")
        return sorted(row for row in waiting if row[0] <= self.minute)

    @rule(key=KEYS, minutes=MINUTES)
    def put(self, key: str, minutes: int) -> None:
        job = self.do(jobs.put, "cue", key, self.at(self.minute + minutes))
        assert job not in self.used, "an id is never used twice"
        self.used.add(job)
        self.model[key] = (job, self.minute + minutes, "pending")

    @rule(key=KEYS)
    def cancel(self, key: str) -> None:
        assert self.do(jobs.cancel, key) == (self.model.pop(key, None) is not None)

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.minute += minutes

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        expected = self.due()[:limit]
        claimed = self.do(jobs.claim_due, self.at(self.minute), str(self.run), limit)
        assert [(job.id, job.key) for job in claimed] == [(job, key) for _, job, key in expected]
        for due, job, key in expected:
            assert job not in self.in_hand, "nothing is given out twice in one run"
            self.model[key] = (job, due, "claimed")
            self.in_hand[job] = key

    def hand_back(self, data: Any) -> tuple[int, str, bool]:
        job = data.draw(st.sampled_from(sorted(self.in_hand)))
        key = self.in_hand.pop(job)
        return job, key, self.model.get(key, (0,))[0] == job

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data())
    def finish(self, data: Any) -> None:
        job, key, ours = self.hand_back(data)
        assert self.do(jobs.finish, job) == ours
        if ours:
            del self.model[key]

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data(), minutes=MINUTES)
    def retry(self, data: Any, minutes: int) -> None:
        job, key, ours = self.hand_back(data)
        assert self.do(jobs.retry, job, self.at(self.minute + minutes), "again") == ours
        if ours:
            self.model[key] = (job, self.minute + minutes, "pending")

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data())
    def bury(self, data: Any) -> None:
        job, key, ours = self.hand_back(data)
        assert self.do(jobs.bury, job, "gone") == ours
        if ours:
            self.model[key] = (job, self.model[key][1], "dead")

    @rule(key=KEYS, inside=st.sampled_from(["nothing", "put", "claim", "cancel"]))
    def crash(self, key: str, inside: str) -> None:
        """Die, perhaps in the middle of a transaction; the next run takes back what was in hand."""
        at = self.at(self.minute)
        if inside == "put":
            self.do(jobs.put, "cue", key, at, last=False)
        if inside == "claim":
            self.do(jobs.claim_due, at, str(self.run), 3, last=False)
        if inside == "cancel":
            self.do(jobs.cancel, key, last=False)
        self.run += 1
        claimed = {k: row for k, row in self.model.items() if row[2] == "claimed"}
        assert self.do(jobs.take_back, str(self.run)) == len(claimed)
        self.model |= {k: (job, due, "pending") for k, (job, due, _) in claimed.items()}
        self.in_hand.clear()

    @invariant()
    def the_table_is_the_model(self) -> None:
        rows = self.raw.execute("SELECT key, id, state FROM jobs").fetchall()
        assert {key: (job, state) for key, job, state in rows} == {
            key: (job, state) for key, (job, _, state) in self.model.items()
        }

    @invariant()
    def the_next_due_is_the_earliest_pending(self) -> None:
        pending = [due for _, due, state in self.model.values() if state == "pending"]
        assert self.do(jobs.next_due) == (self.at(min(pending)) if pending else None)


TestTimers = Timers.TestCase
TestTimers.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
