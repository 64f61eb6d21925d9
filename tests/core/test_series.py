"""What members reported as one series, the sentence about its trend, and what comes next on a plan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import trend
from bot.core.records import ActivePlan, CheckIn, Report
from bot.core.reentry import advice
from bot.core.series import Point, series_of, spell_of

DAY = date(2026, 3, 1)


def check(at: datetime, before: int | None, after: int | None = 1, routines: tuple[str, ...] = ("r4",)) -> CheckIn:
    return CheckIn(
        user_id="1", session_id=1, seq=1, at=at, topic="back", routines=routines, pack_hash="p", done="all",
        before=before, after=after,
    )  # fmt: skip


def report(kind: str, day: date, topic: str = "back", **values: Any) -> Report:
    at = datetime(2026, 3, 20, tzinfo=UTC)
    return Report(user_id="1", kind=kind, key=f"{kind}{day}", day=day, at=at, topic=topic, pack_hash="p", values=values)


def points(*strengths: int, every: int = 1) -> tuple[Point, ...]:
    return tuple(Point(DAY + timedelta(days=every * i), nrs) for i, nrs in enumerate(strengths))


class TestSeries:
    def test_days_are_those_of_the_member_s_own_wall(self) -> None:
        late = check(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), 4)
        assert [p.day for p in series_of("back", [late], [], [], ZoneInfo("Asia/Tokyo")).points] == [date(2026, 3, 2)]
        assert [p.day for p in series_of("back", [late], [], [], UTC).points] == [date(2026, 3, 1)]

    def test_a_late_answer_counts_for_its_day(self) -> None:
        on_time = check(datetime(2026, 3, 5, 8, tzinfo=UTC), 4)
        late = report("micro", date(2026, 3, 2), nrs=7, feel="same")
        assert series_of("back", [on_time], [late], [], UTC).points == (
            Point(date(2026, 3, 2), 7),
            Point(date(2026, 3, 5), 4),
        )

    def test_what_a_routine_left_behind_is_no_measure_of_the_day(self) -> None:
        at = datetime(2026, 3, 5, 8, tzinfo=UTC)
        told = [check(at, 5, 1), check(at, None, 2), check(at, None, 3, routines=())]
        assert [p.nrs for p in series_of("back", told, [], [], UTC).points] == [5, 3]

    def test_another_topic_s_reports_are_left_out(self) -> None:
        found = series_of("back", [], [report("micro", DAY, "calves", nrs=9), report("micro", DAY, nrs=2)], [], UTC)
        assert [p.nrs for p in found.points] == [2]

    @pytest.mark.parametrize("value", [11, -1, True, "5", None, 3.5])
    def test_what_is_no_answer_counts_as_none(self, value: object) -> None:
        found = series_of("back", [], [report("micro", DAY, nrs=value), report("peg", DAY, p=1, e=1, g=value)], [], UTC)
        assert found.points == ()
        assert found.pegs == ()

    def test_a_long_silence_begins_a_new_spell(self) -> None:
        old, new = points(9, 9, 9), [Point(DAY + timedelta(days=60), 3)]
        assert spell_of([*old, *new]) == tuple(new)
        assert spell_of(points(9, 9, 9, every=28)) == points(9, 9, 9, every=28)


class TestTrend:
    @pytest.mark.parametrize(
        ("strengths", "key", "shown"),
        [
            ((), "none", "0"),
            ((5, 5, 5), "too_few", "0"),
            ((6, 6, 5, 3, 3, 2), "down", "3"),
            ((9, 9, 9, 7, 7, 7), "cant_tell", "-2"),  # Two points, but less than 30 %.
            ((2, 2, 2, 1, 1, 1), "cant_tell", "-1"),
            ((3, 3, 3, 5, 6, 5), "up_days", "2"),
            ((3, 3, 3, 5, 5, 4), "up", "2"),
            ((5, 2, 5, 3, 5, 4), "cant_tell", "-1"),
        ],
    )
    def test_a_change_is_told_from_two_points_and_a_third_on(
        self, strengths: tuple[int, ...], key: str, shown: str
    ) -> None:
        told = trend.of_points(points(*strengths))
        assert (told.key, told.shown_points) == (key, shown)

    def test_three_days_up_have_to_lie_within_a_week(self) -> None:
        assert trend.of_points(points(3, 3, 3, 5, 6, 5, every=4)).key == "up"

    @given(st.lists(st.integers(0, 10), max_size=40), st.integers(1, 9))
    def test_down_is_never_said_of_less_than_counts(self, strengths: list[int], every: int) -> None:
        told = trend.of_points(points(*strengths, every=every))
        if told.key == "down":
            assert told.points >= 2
            assert told.points >= 0.3 * told.first
            assert told.last < told.first
        if told.key in ("up", "up_days"):
            assert told.points >= 2


class TestWhatComesNext:
    def plan(self, days: int, sessions: int, **state: object) -> ActivePlan:
        on = DAY - timedelta(days=days)
        return ActivePlan(
            id=1, user_id="1", topic="back", outcome="x", started_on=on, pack_hash="p", position=sessions, state=state
        )

    @pytest.mark.parametrize(
        ("strengths", "days", "sessions", "expected"),
        [
            ((5, 5, 5, 5), 13, 9, "early"),
            ((5, 5, 5, 5), 14, 5, "early"),
            ((5, 5, 5, 5), 14, 6, "switch"),
            ((5, 5, 5), 14, 6, "early"),
            ((6, 6, 6, 3, 3, 3), 14, 6, "keep"),
            ((6, 6, 6, 3, 3, 3), 42, 20, "keep"),
            ((5, 5, 5, 5), 42, 20, "see"),
        ],
    )
    def test_by_sessions_weeks_and_change(
        self, strengths: tuple[int, ...], days: int, sessions: int, expected: str
    ) -> None:
        told = tuple(Point(p.day - timedelta(days=10), p.nrs) for p in points(*strengths))
        assert advice(self.plan(days, sessions), told, DAY) == expected

    def test_without_a_plan_there_is_nothing_to_weigh(self) -> None:
        assert advice(None, points(5, 5, 5, 5), DAY) == "none"

    def test_a_row_that_is_tried_since_lately_gets_its_own_two_weeks(self) -> None:
        since = (DAY - timedelta(days=5)).isoformat()
        assert advice(self.plan(30, 9, row_on=since), points(5, 5, 5, 5), DAY) == "early"
