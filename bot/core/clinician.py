"""Six weeks on one page for a clinician: what was told, week by week, as plain text of at most 60 lines by 90 columns.

It says what it is: reported by the person, looked at by nobody. No name stands on it, no cause, and no conclusion.
"""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.core import trend
from bot.core.chart import day_name, filled
from bot.core.progress import activity_changes
from bot.core.series import Entry, Series, points_of

WEEKS = 6
WIDTH = 90
LINES = 60
MOST_ROUTINES = 12
MOST_PLANS = 4
Texts = Mapping[str, str]
COLUMNS = (12, 10, 9, 16, 10, 12, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the page is made from."""

    topic: str
    """Its name."""
    series: Series
    today: date
    names: Mapping[str, str]
    """Routines by id."""
    activities: Mapping[str, str]
    limits: Sequence[str]
    """What is left out at present, by name."""
    plans: Sequence[tuple[date, str]]
    zone_known: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days: how strong it was, what was done, what felt worse."""

    first: date
    strengths: tuple[int, ...]
    sessions: int
    worse: int
    peg: float | None


def first_day(today: date) -> date:
    """The first of the six weeks that end today."""
    return today - timedelta(days=7 * WEEKS - 1)


def weeks_of(series: Series, today: date) -> tuple[Week, ...]:
    """The six weeks, oldest first; a week without a word is empty."""
    found: list[Week] = []
    for number in range(WEEKS):
        first = first_day(today) + timedelta(days=7 * number)
        entries = [entry for entry in series.entries if 0 <= (entry.day - first).days < 7]
        pegs = [peg.score for peg in series.pegs if 0 <= (peg.day - first).days < 7]
        found.append(
            Week(
                first,
                tuple(point.nrs for point in points_of(entries)),
                sum(1 for entry in entries if entry.routines and entry.done != "none"),
                sum(1 for entry in entries if entry.feel == "worse"),
                pegs[-1] if pegs else None,
            )
        )
    return tuple(found)


def text_of(summary: Summary, texts: Texts) -> str:
    """The page."""
    first = first_day(summary.today)
    head = {
        "topic": summary.topic,
        "first": dated(first, texts),
        "last": dated(summary.today, texts),
    }
    blocks = [
        [texts["doctor.title"], filled(texts["doctor.span"], **head)],
        _wrapped(texts["doctor.what"]) + ([] if summary.zone_known else _wrapped(texts["doctor.utc"])),
        [*_wrapped(texts["doctor.strength"]), *_table(summary, texts), *_wrapped(_change(summary, texts))],
        [*_activities(summary, texts), *_overall(summary, texts)],
        _routines(summary, texts),
        _plans(summary, texts),
        _wrapped(filled(texts["doctor.limits"], limits=", ".join(summary.limits) or texts["doctor.none"])),
        [texts[f"doctor.{key}"] for key in ("scales", "scale_nrs", "scale_peg", "scale_psfs")],
    ]
    lines = "\n\n".join("\n".join(block) for block in blocks if block).splitlines()
    return "\n".join(line[:WIDTH].rstrip() for line in lines[:LINES]) + "\n"


def dated(day: date, texts: Texts) -> str:
    """A day with its year."""
    return f"{day_name(day, texts)} {day.year}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def _row(cells: Sequence[str]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, COLUMNS, strict=True))


def _table(summary: Summary, texts: Texts) -> list[str]:
    none = texts["doctor.no_value"]
    rows = [_row([cell.strip() for cell in texts["doctor.columns"].split("|")])]
    for week in weeks_of(summary.series, summary.today):
        told = week.strengths
        cells = (
            day_name(week.first, texts),
            str(len(told)),
            trend.number(median(told)) if told else none,
            filled(texts["doctor.range"], low=min(told), high=max(told)) if told else none,
            str(week.sessions),
            str(week.worse),
            none if week.peg is None else trend.number(week.peg),
        )
        rows.append(_row(cells))
    return rows


def _change(summary: Summary, texts: Texts) -> str:
    """First three against the last week, as everywhere; within these six weeks."""
    points = [point for point in summary.series.points if point.day >= first_day(summary.today)]
    told = trend.of_points(points)
    if told.key in ("none", "too_few"):
        return texts["doctor.too_few"]
    change = round(told.last - told.first, 1)
    figures = {"first": trend.number(told.first), "last": trend.number(told.last), "change": f"{change:+g}"}
    return filled(texts["doctor.change"], **figures)


def _activities(summary: Summary, texts: Texts) -> list[str]:
    found = activity_changes(summary.series, summary.activities)[:3]
    if not found:
        return []
    lines = [
        filled(
            texts["doctor.activity"],
            name=textwrap.shorten(name, 40),
            first=one.score,
            first_day=day_name(one.day, texts),
            last=last.score,
            last_day=day_name(last.day, texts),
        )
        for name, one, last in found
    ]
    return [*_wrapped(texts["doctor.activities"]), *lines]


def _overall(summary: Summary, texts: Texts) -> list[str]:
    if not summary.series.overall:
        return []
    day, value = summary.series.overall[-1]
    return [filled(texts["doctor.overall"], value=f"{value:+g}", day=day_name(day, texts))]


def _routines(summary: Summary, texts: Texts) -> list[str]:
    recent = [entry for entry in summary.series.entries if entry.day >= first_day(summary.today)]
    done = Counter(name for entry in recent if entry.done != "none" for name in entry.routines)
    if not done:
        return [texts["doctor.no_routines"]]
    lines = [
        filled(
            texts["doctor.routine"],
            name=summary.names.get(name, name),
            count=count,
            part=_count(recent, name, "part"),
            worse=sum(1 for entry in recent if name in entry.routines and entry.feel == "worse"),
        )
        for name, count in done.most_common(MOST_ROUTINES)
    ]
    return [texts["doctor.routines"], *lines]


def _count(entries: Sequence[Entry], name: str, done: str) -> int:
    return sum(1 for entry in entries if name in entry.routines and entry.done == done)


def _plans(summary: Summary, texts: Texts) -> list[str]:
    lines = [
        filled(texts["doctor.plan"], day=dated(day, texts), name=name) for day, name in summary.plans[-MOST_PLANS:]
    ]
    return [texts["doctor.plans"], *lines] if lines else []
