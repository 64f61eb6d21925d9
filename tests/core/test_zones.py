"""A zone is found by a city, a country or the time on somebody's clock, and never by its name."""

import importlib.resources
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.places import Place, countries, largest, places, zones
from bot.core.spelling import plain
from bot.core.wall_clock import is_twelve, read_date, read_time
from bot.core.zones import _BY_LANGUAGE, exact, fitting, likely, search

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
ENCLAVE = "Europe/Busingen"
"""A village whose clocks go with those of the country around it."""


def test_every_zone_and_country_of_the_time_zone_database_is_there() -> None:
    data = importlib.resources.files("tzdata.zoneinfo")
    lines = data.joinpath("zone.tab").read_text().splitlines()
    listed = {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
    assert zones() == listed - {ENCLAVE}
    assert zones() <= zoneinfo.available_timezones()
    assert len(countries()) >= 247


def test_a_place_is_found_by_its_label_and_every_country_by_each_name() -> None:
    for place in places()[::4]:
        found = search(place.label)
        assert place in found, place.label
        only = exact(place.label)
        assert only is None or only.zone == place.zone
    for country in countries():
        for name in country.names:
            towns = {place.zone for place in country.places if place.size} or {place.zone for place in country.places}
            assert {place.zone for place in search(name, 100)} >= towns, name


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("munich", "Europe/Berlin"),
        ("MÜNCHEN", "Europe/Berlin"),
        ("deutschland", "Europe/Berlin"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Bombay", "Asia/Kolkata"),
        ("india", "Asia/Kolkata"),
        ("san fran", "America/Los_Angeles"),
        ("nyc", "America/New_York"),
        ("uk", "Europe/London"),
        ("Mumbay", "Asia/Kolkata"),
        ("Lagoss", "Africa/Lagos"),
    ],
)
def test_what_people_type_leads_to_their_zone(typed: str, zone: str) -> None:
    assert search(typed)[0].zone == zone


def test_what_may_be_two_zones_is_not_guessed() -> None:
    assert exact("usa") is None
    assert exact("san jose") is None
    assert {place.zone for place in search("usa")} >= {"America/New_York", "America/Los_Angeles"}
    japan = exact("Japan")
    assert japan is not None
    assert japan.zone == "Asia/Tokyo"
    assert search("qqqq") == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
@example("\U0001d756")
def test_anything_may_be_typed(typed: str) -> None:
    assert len(search(typed)) <= 20
    assert plain(plain(typed)) == plain(typed)
    read_time(typed)
    read_date(typed)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(places()), st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.integers(-3, 3))  # noqa: DTZ001
def test_the_time_on_the_clock_leads_to_places_that_keep_it(place: Place, naive: datetime, off: int) -> None:
    zone = place.zone
    now = naive.replace(tzinfo=UTC)
    shown = (now.astimezone(ZoneInfo(zone)) + timedelta(minutes=off)).time()
    rows = fitting((shown,), now)
    assert rows
    assert len(rows) <= 4
    for row in rows:
        assert 1 <= len(row) <= 5
        offsets = {str(now.astimezone(ZoneInfo(one.zone)).utcoffset()) for one in row}
        assert len(offsets) == 1
        assert all(apart(now.astimezone(ZoneInfo(one.zone)).time(), shown) <= 7 for one in row)


def apart(one: time, other: time) -> float:
    minutes = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return min(minutes, 1440 - minutes)


def test_who_lives_in_a_large_city_finds_it_or_one_with_the_same_clock() -> None:
    rows = fitting((time(19, 0),), NOW)
    assert {"Lagos", "Paris"} <= {place.city for row in rows for place in row}
    assert not any({"Lagos", "Paris"} <= {place.city for place in row} for row in rows)
    assert not any({"Asia/Jerusalem", "Europe/Athens"} <= {place.zone for place in row} for row in two_hours_ahead())
    assert largest("Europe/Berlin") in {place for row in rows for place in row}


def test_a_language_suggests_a_place_that_can_be_chosen() -> None:
    suggested = [likely(locale) for locale in _BY_LANGUAGE]
    assert all(place is not None and place.zone in zones() for place in suggested)
    assert likely("en-US") is None


def two_hours_ahead() -> tuple[tuple[Place, ...], ...]:
    """Israel changes its clocks two days before the European Union does."""
    return fitting((time(20, 0),), NOW)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8", time(8)),
        ("08.15", time(8, 15)),
        ("0815", time(8, 15)),
        ("20h15", time(20, 15)),
        ("8:15 PM", time(20, 15)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("25", None),
        ("8:75", None),
        ("13 pm", None),
        ("noon", None),
    ],
)
def test_times_as_people_type_them(typed: str, meant: time | None) -> None:
    assert read_time(typed) == meant


def test_whether_it_may_be_the_afternoon() -> None:
    assert [is_twelve(text) for text in ("8:15", "8:15 am", "20:15", "0:15")] == [True, False, False, False]


def test_dates_as_they_are_asked_for() -> None:
    assert read_date(" 2028-2-29 ") == date(2028, 2, 29)
    assert [read_date(text) for text in ("2026-02-29", "tomorrow", "1.2.2026")] == [None, None, None]
