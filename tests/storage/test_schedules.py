"""Schedules and prompts come back as they were stored, and a check-in is planned once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.core.records import Prompt, Schedule
from bot.storage import people, prompts, schedules

from .conftest import START

Do = Callable[..., Any]
MINE = Schedule(
    user_id="1",
    topic="back",
    zone="America/Argentina/Buenos_Aires",
    days=(1, 3, 5, 7),
    at=time(8),
    started_on=date(2026, 3, 1),
    quiet=(time(21), time(7, 30)),
    own={"psfs": ["tying my shoes"]},
)
DUE = Prompt(user_id="1", day=date(2026, 3, 2), kind="micro", due_at=START)


@pytest.fixture(autouse=True)
def mia(do: Do) -> None:
    do(people.get_or_create, "1", START)


def test_a_schedule_comes_back_as_it_was_and_there_is_one(do: Do) -> None:
    assert do(schedules.get, "1") is None
    do(schedules.save, MINE)
    assert do(schedules.get, "1") == MINE
    paused = replace(MINE, status="paused", why="holiday", resumes_on=date(2026, 4, 1), quiet=None, silent=2, own={})
    do(schedules.save, paused)
    assert do(schedules.get, "1") == paused
    assert do(schedules.active) == []
    do(schedules.save, MINE)
    assert do(schedules.active) == [MINE]
    assert do(schedules.delete, "1")
    assert not do(schedules.delete, "1")


def test_a_check_in_is_planned_once_for_a_day(do: Do) -> None:
    first = do(prompts.plan, DUE)
    assert first == replace(DUE, id=first.id)
    again = do(prompts.plan, replace(DUE, due_at=START + timedelta(hours=1), status="skipped", why="late"))
    assert again == first
    assert do(prompts.plan, replace(DUE, kind="peg")).id != first.id


def test_what_became_of_it_is_kept(do: Do) -> None:
    first = do(prompts.plan, DUE)
    sent = replace(first, status="sent", late=True, sent_at=START, channel_id="5", message_id="6", draft={"nrs": 4})
    do(prompts.save, sent)
    assert do(prompts.get, first.id) == sent == do(prompts.for_day, "1", DUE.day, "micro")
    later = do(prompts.plan, replace(DUE, day=date(2026, 3, 4)))
    assert do(prompts.of_person, "1") == [later, sent]
    assert do(prompts.of_person, "1", limit=1) == [later]
    do(people.forget, "1")
    assert do(prompts.get, first.id) is None
    with pytest.raises(LookupError):
        do(prompts.save, sent)
