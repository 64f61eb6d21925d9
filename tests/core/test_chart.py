"""What the picture of a trend shows, before it is drawn."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chart import WEEK, chart_of, rolling_median
from bot.core.series import Change, Peg, Point, Series
from tests.shipped import pack

TODAY = date(2026, 4, 2)
TEXTS = pack().texts


def series(*told: tuple[int, int], pegs: tuple[tuple[int, float], ...] = ()) -> Series:
    """Strengths by how many days ago."""
    days = sorted(told, reverse=True)
    return Series(
        "back",
        points=tuple(Point(TODAY - timedelta(days=ago), nrs) for ago, nrs in days),
        pegs=tuple(Peg(TODAY - timedelta(days=ago), score) for ago, score in sorted(pegs, reverse=True)),
    )


def test_nothing_yet_is_an_empty_chart_of_two_weeks() -> None:
    chart = chart_of(Series("back"), TODAY, TEXTS)
    assert (chart.last - chart.first).days == 13
    assert (chart.dots, chart.curves, chart.normal, chart.lower) == ((), (), None, None)
    assert "no check-ins" in chart.alt


def test_one_check_in_is_a_dot_without_a_band() -> None:
    chart = chart_of(series((0, 7)), TODAY, TEXTS)
    assert len(chart.dots) == 1
    assert chart.normal is None
    assert "one check-in, 7, on 2 Apr" in chart.alt


def test_three_give_a_median_a_band_and_the_line() -> None:
    chart = chart_of(series((4, 8), (2, 4), (0, 5)), TODAY, TEXTS)
    assert chart.curves == (((TODAY, 5.0),),)
    assert chart.normal is not None
    assert (chart.normal.low, chart.normal.high) == (3, 7)
    assert chart.normal.first == TODAY - timedelta(days=4)
    assert chart.lower is not None
    assert chart.lower.low == 3.5


def test_a_silence_of_over_a_week_breaks_the_line_and_no_more() -> None:
    found = chart_of(series((20, 5), (19, 5), (18, 5), (11, 4), (10, 4), (9, 4), (1, 3), (0, 3)), TODAY, TEXTS)
    assert [[(TODAY - day).days for day, _ in curve] for curve in found.curves] == [[18, 9]]


def test_a_new_spell_has_its_own_band() -> None:
    chart = chart_of(series((80, 9), (79, 9), (78, 9), (2, 3), (1, 3), (0, 3)), TODAY, TEXTS)
    assert chart.normal is not None
    assert (chart.normal.low, chart.normal.high) == (1, 5)
    assert chart.normal.first == TODAY - timedelta(days=2)
    assert chart.first == TODAY - timedelta(days=80)


def test_a_year_is_the_most_and_names_months_with_their_year() -> None:
    chart = chart_of(series((500, 9), (300, 5), (0, 3)), TODAY, TEXTS)
    assert chart.first == TODAY - timedelta(days=365)
    assert len(chart.dots) == 2
    assert [name for _, name in chart.labels.days] == ["Apr 2025", "Oct 2025", "Apr 2026"]


def test_weekly_scores_have_their_own_line_and_band() -> None:
    chart = chart_of(series((0, 5), pegs=((49, 6.0), (42, 5.7), (0, 4.0))), TODAY, TEXTS)
    assert [len(curve) for curve in chart.pegs] == [2, 1]
    assert chart.peg_normal is not None
    assert (chart.peg_normal.low, chart.peg_normal.high) == (5, 7)


def test_plans_outside_of_the_chart_are_left_out() -> None:
    old, new = Change(TODAY - timedelta(days=900), "x"), Change(TODAY - timedelta(days=3), "y")
    told = Series("back", points=series((5, 5), (0, 5)).points, changes=(old, new))
    assert chart_of(told, TODAY, TEXTS).changes == (TODAY - timedelta(days=3),)


told = st.lists(st.tuples(st.integers(0, 420), st.integers(0, 10)), max_size=60)


@settings(max_examples=60)
@given(told)
def test_everything_stands_within_the_axes_and_no_line_leaps_a_gap(days: list[tuple[int, int]]) -> None:
    chart = chart_of(series(*days), TODAY, TEXTS)
    assert all(chart.first <= point.day <= chart.last for point in chart.dots)
    for band in (chart.normal, chart.lower):
        assert band is None or (0 <= band.low <= band.high <= 10 and chart.first <= band.first <= band.last)
    there = sorted({point.day for point in chart.dots})
    for curve in chart.curves:
        on = [day for day, _ in curve]
        between = [day for day in there if on[0] <= day <= on[-1]]
        assert all(after - before <= WEEK for before, after in pairwise(between))
        assert all(0 <= value <= 10 for _, value in curve)
    assert len(chart.alt) <= 256


@given(told)
def test_a_median_stands_on_three_points_of_its_week(days: list[tuple[int, int]]) -> None:
    points = series(*days).points
    for curve in rolling_median(points):
        for day, value in curve:
            week = sorted(point.nrs for point in points if timedelta(0) <= day - point.day < WEEK)
            assert len(week) >= 3
            assert value == (week[(len(week) - 1) // 2] + week[len(week) // 2]) / 2
