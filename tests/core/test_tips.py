"""Which tip comes when: each once before any comes again, none that doesn't fit, and never a third within a week."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decision.steps import bars
from bot.core.places import zones
from bot.core.records import Person
from bot.core.schedule import is_quiet
from bot.core.tips import DAYS, next_time, next_tip, tips_of
from tests.shipped import pack

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
MIA = Person(user_id="1", created_at=NOW)


def test_every_tip_comes_once_before_any_comes_again() -> None:
    told: tuple[str, ...] = ()
    while (tip := next_tip(pack(), MIA, told, NOW)) is not None:
        assert tip.id not in told
        told = (*told, tip.id)
    assert set(told) == {tip.id for tip in tips_of(pack())}
    assert len(told) > 50
    assert next_tip(pack(), MIA, (), NOW) != next_tip(pack(), replace(MIA, user_id="2"), (), NOW)


def test_what_somebody_had_better_leave_is_no_tip_for_them() -> None:
    careful = replace(MIA, limits={"no_pressure": NOW + timedelta(days=2), "no_heat": None}, retired=("r7",))
    told: tuple[str, ...] = ()
    while (tip := next_tip(pack(), careful, told, NOW)) is not None:
        for name in pack().explainer_by_id[tip.page].try_:
            assert not {"no_pressure", "no_heat"} & bars(pack().routine_by_id[name])
            assert name != "r7"
        told = (*told, tip.id)
    assert told
    assert len(told) < len(tips_of(pack()))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(zones())),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    st.none() | st.tuples(st.builds(time, st.integers(0, 23)), st.builds(time, st.integers(0, 23))),
)
def test_never_a_third_within_seven_days(zone: str, start: datetime, quiet: tuple[time, time] | None) -> None:
    now = start.replace(tzinfo=UTC)
    days = (now.astimezone(ZoneInfo(zone)).date(),)
    for _ in range(8):
        day, at = next_time("1", zone, quiet, days[-2:], now)
        assert at > now
        assert day.isoweekday() in DAYS
        assert not is_quiet(quiet, at.astimezone(ZoneInfo(zone)).time())
        days, now = (*days, day), at
    assert all(later - early >= timedelta(days=7) for early, later in zip(days, days[2:], strict=False))
    assert days[-1] - days[0] <= timedelta(days=8 * 7)


def test_the_first_one_counts_too() -> None:
    monday = date(2026, 3, 2)
    assert next_time("1", "Europe/Berlin", None, (monday,), NOW)[0] == date(2026, 3, 3)
    assert next_time("1", "Europe/Berlin", None, (monday, date(2026, 3, 3)), NOW)[0] == date(2026, 3, 10)
