"""A person's diary as the pages about it need it: everything on one topic, in their own days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.records import ActivePlan, CheckIn, Person, Report
from bot.core.series import Entry, Series, entries_of, series_of
from bot.flows.visit import Visit
from bot.storage import checkins, people, plans, reports, schedules

LOOK_BACK = timedelta(days=400)
MOST = 2000
"""Check-ins that are read at most: five a day for a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What a person has kept, newest first."""

    person: Person
    zone: tzinfo
    zone_known: bool
    """Whether they have told where they live; otherwise days are those of UTC."""
    today: date
    checks: tuple[CheckIn, ...]
    reports: tuple[Report, ...]
    plans: tuple[ActivePlan, ...]
    activities: dict[str, str]
    """The activities that they named, by number."""

    @property
    def topics(self) -> tuple[str, ...]:
        """What it is about, the newest first."""
        told = [*((check.at, check.topic) for check in self.checks), *((r.at, r.topic) for r in self.reports)]
        return tuple(dict.fromkeys(topic for _, topic in sorted(told, reverse=True)))

    @property
    def entries(self) -> list[Entry]:
        """Every check-in, newest first."""
        return sorted(
            entries_of(self.checks, self.reports, self.zone), key=lambda entry: (entry.day, entry.at), reverse=True
        )

    def series(self, topic: str) -> Series:
        """Everything on one topic."""
        return series_of(topic, self.checks, self.reports, self.plans, self.zone)

    def plan(self, topic: str) -> ActivePlan | None:
        """The plan that runs on this topic."""
        return next((plan for plan in self.plans if plan.active and plan.topic == topic), None)


def diary_of(visit: Visit) -> Diary | None:
    """The visitor's diary; None where they keep none."""
    tx, who = visit.tx, visit.who.user_id
    person = people.get(tx, who)
    if person is None or person.diary != "keep":
        return None
    schedule = schedules.get(tx, who)
    zone = _zone(schedule.zone) if schedule is not None else None
    today = visit.now.astimezone(zone or UTC).date()
    return Diary(
        person=person,
        zone=zone or UTC,
        zone_known=zone is not None,
        today=today,
        checks=_recent(checkins.recent(tx, who, MOST), visit.now),
        reports=tuple(reports.since(tx, who, today - LOOK_BACK)),
        plans=tuple(plans.every(tx, who)),
        activities=_named(schedule.own.get("activities") if schedule is not None else None),
    )


def _recent(found: list[CheckIn], now: datetime) -> tuple[CheckIn, ...]:
    return tuple(check for check in found if check.at > now - LOOK_BACK)


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _named(stored: object) -> dict[str, str]:
    """Their activities: as a list they are counted from 1."""
    if isinstance(stored, dict):
        return {str(name): str(text) for name, text in stored.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(stored, list | tuple):
        return {str(i): str(text) for i, text in enumerate(stored, 1)}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return {}
