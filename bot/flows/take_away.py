"""Everything that is kept of a person, as files that they can take away."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bot.core.records import CheckIn, Report
from bot.flows.visit import Visit
from bot.storage import checkins, jobs, people, plans, prompts, reports, schedules, sessions

ALL = 100_000
Files = tuple[tuple[str, bytes], ...]


def files_of(visit: Visit) -> Files:
    """One file with everything, and tables of what was reported for whoever likes to look at it in a spreadsheet."""
    tx, who = visit.tx, visit.who.user_id
    checks, told = checkins.recent(tx, who, ALL), reports.every(tx, who)
    everything = json.dumps(_everything(visit, checks, told), default=str, ensure_ascii=False, indent=2).encode()
    return (
        ("my-data.json", everything),
        ("check-ins.csv", _csv(_CHECK_COLUMNS, map(_check_row, reversed(checks)))),
        ("reports.csv", _csv(_REPORT_COLUMNS, (row for item in reversed(told) for row in _report_rows(item)))),
    )


def _everything(visit: Visit, checks: list[CheckIn], told: list[Report]) -> dict[str, Any]:
    tx, who = visit.tx, visit.who.user_id
    person, schedule = people.get(tx, who), schedules.get(tx, who)
    return {
        "person": asdict(person) if person else None,
        "check_ins": [asdict(item) for item in checks],
        "reports": [asdict(item) for item in told],
        "plans": [asdict(item) for item in plans.every(tx, who)],
        "schedule": asdict(schedule) if schedule else None,
        "asked": [asdict(item) for item in prompts.of_person(tx, who)],
        "open_session": _session_of(visit),
        "timers": [{"kind": job.kind, "due": job.due_at} for job in jobs.of_person(tx, who)],
    }


def _session_of(visit: Visit) -> dict[str, Any] | None:
    """The open session with its answers so far, without the token that edits its card: a key, not the person's data."""
    session = sessions.open_for(visit.tx, visit.who.user_id)
    if session is None:
        return None
    shown = asdict(session)
    if session.surface is not None:
        shown["surface"] = {name: value for name, value in shown["surface"].items() if name != "token"}
    return shown


_CHECK_COLUMNS = ("at", "topic", "routines", "plan", "done", "before", "after", "feel", "anything_new")
_REPORT_COLUMNS = ("day", "at", "topic", "kind", "what", "value")


def _check_row(item: CheckIn) -> tuple[object, ...]:
    return tuple(" ".join(item.routines) if name == "routines" else getattr(item, name) for name in _CHECK_COLUMNS)


def _report_rows(item: Report) -> Iterable[tuple[object, ...]]:
    return ((item.day, item.at, item.topic, item.kind, name, value) for name, value in item.values.items())


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    """As spreadsheets expect it; a text that one would take for a formula is only a text."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
