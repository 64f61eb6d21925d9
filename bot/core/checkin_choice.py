"""What a member is choosing for their check-ins. It travels in the buttons until they confirm: before, nothing is kept.

`1357/0800/2100-0800/Europe/Berlin`: days from Monday (1), time on the wall, quiet hours (`-` for none), zone.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.core.places import zones
from bot.core.records import Schedule
from bot.core.schedule import Quiet, is_quiet

DAYS = (1, 3, 5, 7)
AT = time(8)
QUIET = (time(21), time(8))
_DAYS = re.compile(r"(?=.)1?2?3?4?5?6?7?", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Days, time and quiet hours on the wall, and the zone as soon as it is known."""

    days: tuple[int, ...] = DAYS
    at: time = AT
    quiet: Quiet = QUIET
    zone: str | None = None

    @property
    def path(self) -> str:
        """As it stands in a button."""
        quiet = "-" if self.quiet is None else "-".join(map(_code, self.quiet))
        parts = ("".join(map(str, self.days)), _code(self.at), quiet, *((self.zone,) if self.zone else ()))
        return "/".join(parts)

    def schedule(self, user_id: str, topic: str, day: date) -> Schedule:
        """The schedule that they choose. ValueError where the zone is not known yet."""
        if self.zone is None:
            raise ValueError("a schedule needs a zone")
        return Schedule(
            user_id=user_id,
            topic=topic,
            zone=self.zone,
            days=self.days,
            at=self.at,
            quiet=self.quiet,
            started_on=day,
        )

    def heard(self) -> "Choice":
        """The same with quiet hours that let the chosen time through: they end before it, or begin an hour after it,
        whichever changes less.
        """
        if self.quiet is None or not is_quiet(self.quiet, self.at):
            return self
        start, end = self.quiet
        if _minutes(start, self.at) < _minutes(self.at, end):
            late = (self.at.hour * 60 + self.at.minute + 60) % 1440
            quiet = (time(late // 60, late % 60), end) if _minutes(self.at, end) > 60 else None
        else:
            quiet = (start, self.at) if start != self.at else None
        return replace(self, quiet=quiet)


def of_schedule(schedule: Schedule) -> Choice:
    """What a schedule is made of, to begin a change with."""
    return Choice(days=schedule.days, at=schedule.at, quiet=schedule.quiet, zone=schedule.zone)


def read_choice(parts: tuple[str, ...]) -> Choice | None:
    """What stands in a button's path; None where it is damaged, or of a version long gone."""
    if len(parts) < 3:
        return None
    days, at, quiet = parts[0], parts[1], parts[2]
    zone = "/".join(parts[3:]) or None
    ends = quiet.split("-") if quiet != "-" else []
    if not _DAYS.fullmatch(days) or not all(map(_TIME.fullmatch, (at, *ends))) or len(ends) not in (0, 2):
        return None
    if zone is not None and zone not in zones():
        return None
    spans = (_read(ends[0]), _read(ends[1])) if ends else None
    return Choice(days=tuple(map(int, days)), at=_read(at), quiet=spans, zone=zone)


def _code(at: time) -> str:
    return at.strftime("%H%M")


def _read(code: str) -> time:
    return datetime.strptime(code, "%H%M").time()  # noqa: DTZ007


def _minutes(start: time, end: time) -> int:
    """From one time on the wall to the next other one."""
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % 1440
