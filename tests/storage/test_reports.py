"""Reports: one row for each key, brought up to date, read by days, and taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bot.core.records import Report
from bot.storage import people, reports

from .conftest import START

Do = Callable[..., Any]
DAY = date(2026, 3, 1)


def report(number: int = 1, **changes: Any) -> Report:
    born: dict[str, Any] = {"user_id": "1", "kind": "micro", "key": f"prompt:{number}", "day": DAY + timedelta(number)}
    born |= {"at": START, "topic": "back", "pack_hash": "hash", "values": {"nrs": number}} | changes
    return Report(**born)


def told(do: Do, since: date = DAY) -> list[dict[str, object]]:
    return [one.values for one in do(reports.since, "1", since)]


def test_one_row_for_each_key_which_grows_with_what_is_said(do: Do) -> None:
    do(people.get_or_create, "1", START)
    for values in ({"nrs": 4}, {"nrs": 4, "feel": "same"}, {"nrs": 4, "feel": "same"}):
        do(reports.put, report(values=values))
    assert told(do) == [{"nrs": 4, "feel": "same"}]
    assert do(reports.get, "prompt:1").day == DAY + timedelta(1)


def test_newest_day_first_from_a_day_on_and_nobody_elses(do: Do) -> None:
    for user_id in ("1", "2"):
        do(people.get_or_create, user_id, START)
    for number in (2, 3, 1):
        do(reports.put, report(number))
    do(reports.put, report(9, user_id="2"))
    assert told(do) == [{"nrs": 3}, {"nrs": 2}, {"nrs": 1}]
    assert told(do, DAY + timedelta(2)) == [{"nrs": 3}, {"nrs": 2}]


def test_taken_back_it_is_gone(do: Do) -> None:
    do(people.get_or_create, "1", START)
    do(reports.put, report())
    assert do(reports.delete, "prompt:1")
    assert not do(reports.delete, "prompt:1")
    assert told(do) == []
