"""When what was reported leads back to the questions, and when it has been asked about already."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.series import Peg, Point
from bot.core.worsening import by_activities, by_peg, by_strength

START = date(2026, 3, 2)


def day(number: int) -> date:
    return START + timedelta(number)


def points(*values: int, step: int = 2) -> list[Point]:
    return [Point(day(at * step), value) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((4,), None),
        ((4, 6), None),
        ((4, 7), "day"),
        ((3, 3, 3, 5, 6), "day"),
        ((4, 4, 6, 6), None),
        ((4, 4, 6, 6, 6), "days"),
        ((4, 4, 6, 5, 6), None),
        ((6, 6, 8), "high"),
        ((7, 7, 8), None),
        ((9, 2, 2), None),
    ],
)
def test_up_by_3_or_by_2_on_three_days_or_high(values: tuple[int, ...], expected: str | None) -> None:
    assert by_strength(points(*values), None) == expected


def test_what_was_asked_about_is_not_asked_about_every_day() -> None:
    spell = points(3, 3, 3, 7, 7, 7, 7, 7)
    asked: date | None = None
    asked_at: list[int] = []
    for count in range(1, len(spell) + 1):
        if by_strength(spell[:count], asked):
            asked = spell[count - 1].day
            asked_at.append(count)
    assert asked_at == [4, 7]


def test_higher_than_what_was_asked_about_is_asked_about() -> None:
    spell = points(3, 3, 3, 6, 7)
    assert by_strength(spell[:4], None) == "day"
    assert by_strength(spell, spell[3].day) == "day"


def test_a_late_answer_counts_for_the_day_that_it_is_about() -> None:
    told = [Point(day(0), 3), Point(day(4), 4), Point(day(2), 9)]
    assert by_strength(told, None) is None
    assert by_strength(told[::2], None) == "day"


def test_a_new_spell_after_weeks_of_silence_has_no_usual_yet() -> None:
    assert by_strength([Point(day(0), 1), Point(day(60), 8)], None) is None


def test_peg_up_in_two_weeks_that_follow_each_other() -> None:
    weeks = [Peg(day(7 * at), value) for at, value in enumerate((3.0, 4.0, 4.3), 1)]
    assert by_peg(weeks, None) == "peg"
    assert by_peg(weeks[:2], None) is None
    assert by_peg([*weeks[:2], Peg(day(21), 3.9)], None) is None
    assert by_peg([*weeks[:2], Peg(day(60), 5.0)], None) is None
    assert by_peg(weeks, day(21)) is None


def test_activities_down_by_two_on_the_mean_of_those_asked_both_times() -> None:
    assert by_activities({"1": 6, "2": 6}, {"1": 4, "2": 4}) == "psfs"
    assert by_activities({"1": 6, "2": 6}, {"1": 3, "2": 6}) is None
    assert by_activities({"1": 6}, {"3": 0}) is None


@given(st.lists(st.integers(0, 10), min_size=1, max_size=30), st.integers(1, 4))
def test_nobody_who_stays_within_one_point_of_the_first_is_asked(values: list[int], step: int) -> None:
    steady = [min(max(value, values[0] - 1), values[0] + 1) for value in values]
    assert by_strength(points(*steady, step=step), None) in (None, "days", "high")
    quiet = [min(value, values[0]) for value in values]
    falling = sorted(quiet, reverse=True)
    assert by_strength(points(*falling, step=step), None) is None


@given(st.lists(st.integers(0, 7), min_size=1, max_size=10))
def test_three_up_on_the_last_day_is_never_missed(values: list[int]) -> None:
    known = points(*values)
    up = Point(known[-1].day + timedelta(1), values[-1] + 3)
    assert by_strength([*known, up], None) is not None
