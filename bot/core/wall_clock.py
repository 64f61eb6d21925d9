"""The wall clock: its zones, and times and dates as people type them."""

import re
from datetime import date, time
from functools import cache
from zoneinfo import ZoneInfo

_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})?)?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII)
_COMPACT = re.compile(r"\d{4}", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


@cache
def clock_of(zone: str) -> ZoneInfo:
    """The zone of this name, held: zoneinfo itself keeps eight, and reads any other from its file again."""
    return ZoneInfo(zone)


def read_time(text: str) -> time | None:
    """A time of the day: "8", "8:15", "08.15", "0815", "20h15", "8:15 pm"; None where it is none."""
    found = _in_twelve(text)
    return found[0] if found else None


def is_twelve(text: str) -> bool:
    """Whether a time may as well mean the afternoon: up to twelve, and without am or pm."""
    found = _in_twelve(text)
    return found is not None and found[1]


def _in_twelve(text: str) -> tuple[time, bool] | None:
    plain = text.strip().lower()
    plain = f"{plain[:2]}:{plain[2:]}" if _COMPACT.fullmatch(plain) else plain
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute), not half and 1 <= hour <= 12


def read_date(text: str) -> date | None:
    """A date as year-month-day; None where it is none."""
    found = _DATE.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
