"""Wall-clock times through every change of the clocks: once a day, never at another time, or skipped for a reason."""

import zoneinfo
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.places import zones
from bot.core.records import Schedule
from bot.core.schedule import WINDOW, Fate, fate, is_quiet, next_times, occasion, occasions, snoozed, spread

ZONES = sorted(name for name in zoneinfo.available_timezones() if name not in ("Factory", "localtime"))
DAY = timedelta(days=1)
BERLIN = Schedule(
    user_id="1", topic="back", zone="Europe/Berlin", days=tuple(range(1, 8)), at=time(8), started_on=date(2026, 1, 1)
)
SAMOA = replace(BERLIN, zone="Pacific/Apia")


@cache
def changes(zone: str, first: int = 1970, years: int = 68) -> tuple[datetime, ...]:
    """Days at most four after each change of a zone's clocks, in these years."""
    place, start = ZoneInfo(zone), datetime(first, 1, 1, tzinfo=UTC)
    days = [start + number * DAY for number in range(0, years * 365, 4)]
    offsets = [day.astimezone(place).utcoffset() for day in days]
    return tuple(day for day, (before, now) in zip(days[1:], pairwise(offsets), strict=True) if before != now)


def wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
quiets = st.none() | st.tuples(times, times)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    """A schedule and an instant, in half of all cases just before a change of that zone's clocks."""
    zone = draw(st.sampled_from(ZONES))
    near = draw(st.sampled_from(changes(zone) or (datetime(2028, 2, 28, tzinfo=UTC),)))
    anywhere = draw(st.datetimes(datetime(1970, 1, 2), datetime(2037, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    now = draw(st.sampled_from((near, anywhere))) - draw(st.timedeltas(timedelta(), 5 * DAY))
    days = draw(st.sets(st.integers(1, 7), min_size=1))
    at, quiet = draw(times), draw(quiets)
    quiet = None if is_quiet(quiet, at) else quiet
    return replace(BERLIN, zone=zone, days=tuple(sorted(days)), at=at, quiet=quiet), now


@settings(max_examples=400, deadline=None)
@given(schedules())
@example((replace(BERLIN, at=time(2, 30)), datetime(2026, 3, 27, 12, tzinfo=UTC)))
@example((replace(BERLIN, at=time(2, 30)), datetime(2026, 10, 23, 12, tzinfo=UTC)))
@example((SAMOA, datetime(2011, 12, 27, 12, tzinfo=UTC)))
@example((replace(SAMOA, at=time(0)), datetime(2011, 12, 27, 12, tzinfo=UTC)))
@example((replace(BERLIN, zone="America/Sao_Paulo", at=time(0)), datetime(2018, 11, 1, tzinfo=UTC)))
@example((replace(BERLIN, zone="Australia/Lord_Howe", at=time(2, 15)), datetime(2026, 10, 2, tzinfo=UTC)))
@example((replace(BERLIN, zone="Africa/Casablanca", at=time(2, 30)), datetime(2026, 2, 12, tzinfo=UTC)))
def test_each_day_comes_once_at_its_wall_time_or_is_skipped_for_a_reason(case: tuple[Schedule, datetime]) -> None:
    schedule, now = case
    coming = occasions(schedule, now)
    found = [next(coming) for _ in range(6)]
    for one in found:
        lands, chosen = wall(one.at, schedule.zone), datetime.combine(one.day, schedule.at)
        assert one.day.isoweekday() in schedule.days
        assert one.at > now
        if one.why is None:
            # Where the wall shows another time than the chosen one, no instant of that day shows the chosen one.
            assert lands == chosen or is_gap(one.day, schedule)
            assert lands == chosen or wall(one.at - timedelta(seconds=1), schedule.zone) < chosen < lands
            assert not is_quiet(schedule.quiet, lands.time())
        else:
            assert is_gap(one.day, schedule)
    assert all(one.at < later.at for one, later in pairwise(found))
    assert [one.day for one in found] == days_between(found[0].day, found[-1].day, schedule.days)
    assert next_times(schedule, now, 2) == tuple((one.day, one.at) for one in found if one.why is None)[:2]


def test_every_night_on_which_any_clock_changes_has_each_check_in_once() -> None:
    """All zones from 2024 to 2029: around each change, 02:30 and 08:00 of each day come once and in order."""
    nights = 0
    for zone in sorted(zones()):
        place = ZoneInfo(zone)
        for change in changes(zone, 2024, 6):
            nights += 1
            for at in (time(2, 30), time(8)):
                days = [change.date() + number * DAY for number in range(-6, 3)]
                found = [occasion(day, at, zone) for day in days]
                shown = [one.at.astimezone(place) for one in found]
                assert all(one.at < later.at for one, later in pairwise(found)), zone
                assert [moment.date() for moment in shown] == days, zone
                assert sum(moment.time() != at for moment in shown) <= 1, zone
                assert all(moment.time() >= at and moment.fold == 0 for moment in shown), zone
    assert nights > 1000


def is_gap(day: date, schedule: Schedule) -> bool:
    """Whether this day never shows the chosen time; every quarter of an hour of three days is looked at."""
    start = datetime.combine(day, time(12), UTC) - 2 * DAY
    chosen = datetime.combine(day, schedule.at)
    shown = {wall(start + timedelta(minutes=number), schedule.zone) for number in range(4 * 1440)}
    seconds = {moment.replace(second=0) for moment in shown}
    return chosen not in seconds


def days_between(first: date, last: date, chosen: tuple[int, ...]) -> list[date]:
    every = [first + number * DAY for number in range((last - first).days + 1)]
    return [day for day in every if day.isoweekday() in chosen]


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(8), datetime(2026, 3, 29, 6)),  # noqa: DTZ001
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1)),  # noqa: DTZ001
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30)),  # noqa: DTZ001
        ("America/Sao_Paulo", date(2018, 11, 4), time(0), datetime(2018, 11, 4, 3)),  # noqa: DTZ001
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30)),  # noqa: DTZ001
        ("Asia/Kolkata", date(2028, 2, 29), time(8), datetime(2028, 2, 29, 2, 30)),  # noqa: DTZ001
    ],
)
def test_the_instant_of_a_wall_time(zone: str, day: date, at: time, instant: datetime) -> None:
    found = occasion(day, at, zone)
    assert (found.at, found.why) == (instant.replace(tzinfo=UTC), None)


def test_a_day_that_a_zone_leaves_out_is_skipped_for_that_reason() -> None:
    assert occasion(date(2011, 12, 30), time(8), "Pacific/Apia").why == "no_such_day"
    assert [day for day, _ in next_times(SAMOA, datetime(2011, 12, 29, tzinfo=UTC), 3)] == [
        date(2011, 12, 29),
        date(2011, 12, 31),
        date(2012, 1, 1),
    ]


def test_a_gap_does_not_lead_into_quiet_hours() -> None:
    quiet = (time(3), time(7))
    assert occasion(date(2026, 3, 29), time(2, 30), "Europe/Berlin", quiet).why == "quiet"
    assert occasion(date(2026, 3, 28), time(2, 30), "Europe/Berlin", quiet).why is None


def test_what_becomes_of_a_check_in_that_is_due() -> None:
    day, at = date(2026, 6, 1), datetime(2026, 6, 1, 6, tzinfo=UTC)
    minutes = timedelta(minutes=1)
    assert fate(BERLIN, day, at, at + minutes) == Fate()
    assert fate(BERLIN, day, at, at + 90 * minutes) == Fate(late=True)
    assert fate(BERLIN, day, at, at + WINDOW + minutes) == Fate(why="late")
    assert fate(replace(BERLIN, quiet=(time(9), time(7))), day, at, at + 90 * minutes) == Fate(why="late")
    evening = datetime(2026, 6, 1, 21, tzinfo=UTC)
    assert fate(replace(BERLIN, at=time(23)), day, evening, evening + 61 * minutes) == Fate(why="late")
    assert fate(replace(BERLIN, status="stopped"), day, at, at) == Fate(why="stopped")
    assert fate(replace(BERLIN, status="paused", why="closed"), day, at, at) == Fate(why="closed")
    holiday = replace(BERLIN, status="paused", why="holiday", resumes_on=date(2026, 6, 2))
    assert fate(holiday, day, at, at) == Fate(why="holiday")
    assert fate(holiday, day + DAY, at + DAY, at + DAY) == Fate()


def test_an_hour_later_stays_on_the_day_and_out_of_quiet_hours() -> None:
    day, now = date(2026, 6, 1), datetime(2026, 6, 1, 6, tzinfo=UTC)
    assert snoozed(BERLIN, day, now) == now + timedelta(hours=1)
    assert snoozed(BERLIN, day, datetime(2026, 6, 1, 21, 30, tzinfo=UTC)) is None
    assert snoozed(replace(BERLIN, quiet=(time(8, 30), time(12))), day, now) is None


def test_a_thousand_are_spread_over_less_than_a_minute() -> None:
    seconds = [spread(str(10**17 + 12345 * number)).total_seconds() for number in range(1000)]
    assert max(seconds) < 60
    assert max(seconds.count(second) for second in seconds) < 60


def test_nothing_comes_where_no_day_is_chosen() -> None:
    assert next_times(replace(BERLIN, days=()), datetime(2026, 6, 1, tzinfo=UTC), 3) == ()
