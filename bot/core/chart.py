"""What the picture of a trend shows, as plain data: nothing here knows how it is drawn.

Source: the evidence pack, section 5, "Plot": dots for what was told, a 7-day rolling median from 3 points on, a band of
normal ups and downs (baseline ± 2; PEG ± 1), a line 30 % below the baseline, ticks where a plan begins, gaps as gaps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.core import trend
from bot.core.series import Peg, Point, Series

WEEK = timedelta(days=7)
ENOUGH = 3
"""Points within a week that its median needs."""
NORMAL = 2.0
PEG_NORMAL = 1.0
LOWER = 0.7
"""Baseline less 30 %."""
SHORTEST = timedelta(days=13)
"""A chart covers two weeks at least, so that three days do not look like a long way."""
LONGEST = timedelta(days=365)
HALF_A_YEAR = timedelta(days=183)
PEG_GAP = timedelta(days=15)
"""Weekly or fortnightly measures stand beside each other; what lies further apart is not joined."""

Curve = tuple[tuple[date, float], ...]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Band:
    """Between `low` and `high`, 0 to 10, over these days."""

    first: date
    last: date
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Labels:
    """The words in the picture."""

    title: str
    dot: str
    median: str
    normal: str
    lower: str
    change: str
    peg: str
    peg_dot: str
    peg_normal: str
    empty: str
    days: tuple[tuple[date, str], ...]
    """The days that are named below the axis."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: strengths from 0 to 10 by day, and below it the weekly PEG where there is any."""

    first: date
    last: date
    labels: Labels
    alt: str
    dots: tuple[Point, ...] = ()
    curves: tuple[Curve, ...] = ()
    """The rolling median, in pieces: it is broken where nothing was told for over a week."""
    normal: Band | None = None
    lower: Band | None = None
    """The line 30 % below the baseline, as a band without height."""
    changes: tuple[date, ...] = ()
    pegs: tuple[Curve, ...] = ()
    peg_normal: Band | None = None


def chart_of(series: Series, today: date, texts: Texts, since: date | None = None) -> Chart:
    """The chart of a series up to today: a year at most (or since a day), two weeks at least."""
    days = [*(point.day for point in series.points), *(peg.day for peg in series.pegs)]
    oldest, newest = min([*days, today]), max([*days, today])
    first = since or max(min(oldest, newest - SHORTEST), newest - LONGEST)
    dots = tuple(point for point in series.points if point.day >= first)
    spell = series.spell
    return Chart(
        first,
        newest,
        _labels(first, newest, texts),
        alt_text(series, first, texts),
        dots=dots,
        curves=rolling_median(dots),
        normal=_normal(spell, first, newest),
        lower=_lower(spell, first, newest),
        changes=tuple(sorted({change.day for change in series.changes if first <= change.day <= newest})),
        pegs=_pegs([peg for peg in series.pegs if peg.day >= first]),
        peg_normal=_peg_normal(series.pegs, first, newest),
    )


def rolling_median(points: Sequence[Point]) -> tuple[Curve, ...]:
    """The median of each week that ends on a day that was told of, where 3 points fall into it; broken at silences of
    over 7 days.
    """
    curves: list[list[tuple[date, float]]] = []
    before: date | None = None
    start = 0
    for i, point in enumerate(points):
        if i + 1 < len(points) and points[i + 1].day == point.day:
            continue
        while point.day - points[start].day >= WEEK:
            start += 1
        if before is None or point.day - before > WEEK:
            curves.append([])
        before = point.day
        if i + 1 - start >= ENOUGH:
            curves[-1].append((point.day, float(median(p.nrs for p in points[start : i + 1]))))
    return tuple(tuple(curve) for curve in curves if curve)


def _normal(spell: Sequence[Point], first: date, last: date) -> Band | None:
    base = trend.baseline(spell)
    if base is None:
        return None
    return Band(max(first, spell[0].day), last, max(0.0, base - NORMAL), min(10.0, base + NORMAL))


def _lower(spell: Sequence[Point], first: date, last: date) -> Band | None:
    base = trend.baseline(spell)
    if not base:
        return None
    return Band(max(first, spell[0].day), last, base * LOWER, base * LOWER)


def _pegs(pegs: Sequence[Peg]) -> tuple[Curve, ...]:
    curves: list[list[tuple[date, float]]] = []
    for peg in pegs:
        if not curves or peg.day - curves[-1][-1][0] > PEG_GAP:
            curves.append([])
        curves[-1].append((peg.day, peg.score))
    return tuple(tuple(curve) for curve in curves)


def _peg_normal(pegs: Sequence[Peg], first: date, last: date) -> Band | None:
    if not pegs:
        return None
    base = pegs[0].score
    return Band(max(first, pegs[0].day), last, max(0.0, base - PEG_NORMAL), min(10.0, base + PEG_NORMAL))


def alt_text(series: Series, first: date, texts: Texts) -> str:
    """What the picture shows, for those who don't see it."""
    points = [point for point in series.points if point.day >= first]
    if not points:
        return texts["chart.alt_none"]
    told = trend.of_points(points)
    name = _naming(points[0].day, points[-1].day)
    days = {"first": name(points[0].day, texts), "last": name(points[-1].day, texts)}
    alt = "chart.alt_one" if len(points) == 1 else "chart.alt"
    parts = [filled(texts[alt], count=len(points), nrs=points[0].nrs, **days)]
    if told.key != "too_few":
        parts.append(filled(texts["chart.alt_median"], before=trend.number(told.first), now=trend.number(told.last)))
    if series.pegs:
        parts.append(filled(texts["chart.alt_peg"], score=trend.number(series.pegs[-1].score)))
    return " ".join(parts)


def _labels(first: date, last: date, texts: Texts) -> Labels:
    names = ("title", "dot", "median", "normal", "lower", "change", "peg", "peg_dot", "peg_normal", "empty")
    days = (first, first + (last - first) / 2, last)
    name = _naming(first, last)
    return Labels(
        **{name: texts[f"chart.{name}"] for name in names}, days=tuple((day, name(day, texts)) for day in days)
    )


def _naming(first: date, last: date) -> Callable[[date, Texts], str]:
    """How days are named over this time."""
    return month_name if last - first > HALF_A_YEAR else day_name


def day_name(day: date, texts: Texts) -> str:
    """A day as it is written where Discord cannot write it: `3 Mar`."""
    return filled(texts["chart.day"], day=day.day, month=_month(day, texts))


def month_name(day: date, texts: Texts) -> str:
    """A month with its year, where days would be told apart by nothing else: `Mar 2026`."""
    return filled(texts["chart.month"], month=_month(day, texts), year=day.year)


def _month(day: date, texts: Texts) -> str:
    return texts["chart.months"].split()[day.month - 1]


def filled(text: str, **values: object) -> str:
    """The text with its placeholders filled in."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
