from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lateness import RULES, first_due, manner, remembering
from bot.core.records import Job

DUE = datetime(2026, 3, 2, 18, tzinfo=UTC)
ORDER = ["on_time", "marked", "quiet", "dropped"]


def job(kind: str = "cue", due: datetime = DUE, **payload: Any) -> Job:
    return Job(id=1, kind=kind, key="k", due_at=due, payload=payload)


@pytest.mark.parametrize(
    ("kind", "seconds", "told"),
    [
        ("cue", -3600, "on_time"),
        ("cue", 15, "on_time"),
        ("cue", 16, "marked"),
        ("cue", 600, "marked"),
        ("cue", 601, "quiet"),
        ("cue", 86_400, "quiet"),
        ("cue", 86_401, "dropped"),
        ("token", 90, "on_time"),
        ("token", 91, "dropped"),
    ],
)
def test_the_table(kind: str, seconds: int, told: str) -> None:
    assert manner(job(kind), DUE + timedelta(seconds=seconds)) == told


@given(st.sampled_from(sorted(RULES)), st.integers(-100_000, 200_000), st.integers(0, 200_000))
def test_nothing_gets_louder_by_waiting(kind: str, late: int, more: int) -> None:
    told = [manner(job(kind), DUE + timedelta(seconds=seconds)) for seconds in (late, late + more)]
    assert ORDER.index(told[0]) <= ORDER.index(told[1])


def test_another_attempt_does_not_make_it_younger() -> None:
    again = job("cue", DUE + timedelta(hours=1), **remembering(job(seq=4)))
    third = job("cue", DUE + timedelta(hours=2), **remembering(again))
    assert (first_due(third), third.payload["seq"]) == (DUE, 4)
    assert manner(third, DUE + timedelta(hours=2)) == "quiet"
