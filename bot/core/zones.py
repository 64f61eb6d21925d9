"""Finding a time zone without its name: by a city or country, or by what time it is there."""

import difflib
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.places import Country, Place, countries, largest, places, zones
from bot.core.spelling import plain
from bot.core.wall_clock import clock_of

OFFERED = 20
"""At most so many places are offered at once."""
_ROWS, _IN_A_ROW = 4, 5
_INSIDE = 3
"""The rank of a name that holds what was typed somewhere within a word: only of use where nothing fits better."""
_AROUND = timedelta(minutes=7)
"""Offsets are quarters of an hour apart; somebody's clock may be a little off, and typing takes time."""
_STEP = 15
"""In days: no zone changes its clocks there and back in less, but for Ramadan, when it is 30."""
_DAY = 24 * 60
_BY_LANGUAGE = {
    "bg": "Europe/Sofia",
    "cs": "Europe/Prague",
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin",
    "el": "Europe/Athens",
    "en-GB": "Europe/London",
    "es-ES": "Europe/Madrid",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris",
    "hi": "Asia/Kolkata",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "pt-BR": "America/Sao_Paulo",
    "ro": "Europe/Bucharest",
    "sv-SE": "Europe/Stockholm",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "vi": "Asia/Ho_Chi_Minh",
    "zh-CN": "Asia/Shanghai",
    "zh-TW": "Asia/Taipei",
}
"""What Discord calls the languages of its clients."""


def search(typed: str, most: int = OFFERED) -> tuple[Place, ...]:
    """Places that fit what was typed: a country gives the largest place of each of its zones; cities come by how well
    their name fits, and by how large they are. Where nothing fits, what is spelled most alike.
    """
    wanted = plain(typed)
    if not wanted:
        return places()[:most]
    ranked = [(rank, place) for names, place in _by_name() if (rank := _best(names, wanted)) is not None]
    if any(rank < _INSIDE for rank, _ in ranked):
        ranked = [pair for pair in ranked if pair[0] < _INSIDE]
    ranked.sort(key=lambda pair: (pair[0], -pair[1].size))
    return tuple(dict.fromkeys(place for _, place in ranked))[:most] or _spelled_alike(wanted, min(most, 5))


def exact(typed: str) -> Place | None:
    """The one place that is meant without a doubt: a zone, a label as it was offered, or a city or country that has
    one zone.
    """
    if typed in zones():
        return largest(typed)
    wanted = plain(typed)
    named = [place for names, place in _cities() if wanted in names]
    named = named or [place for names, country in _countries() if wanted in names for place in country.places]
    return named[0] if len({place.zone for place in named}) == 1 else None


@cache
def _cities() -> tuple[tuple[tuple[str, ...], Place], ...]:
    return tuple(((plain(place.city), plain(place.label)), place) for place in places())


@cache
def _countries() -> tuple[tuple[tuple[str, ...], Country], ...]:
    return tuple((tuple(map(plain, country.names)), country) for country in countries())


@cache
def _by_name() -> tuple[tuple[tuple[str, ...], Place], ...]:
    """Each place under its own names, and the largest place of each zone under those of its country, too."""
    return (*_cities(), *((names, place) for names, country in _countries() for place in _one_each(country)))


def _best(names: tuple[str, ...], wanted: str) -> int | None:
    ranks = [rank for name in names if (rank := _rank(name, wanted)) is not None]
    return min(ranks) if ranks else None


def _rank(name: str, wanted: str) -> int | None:
    if name.startswith(wanted):
        return 0 if name == wanted else 1
    if f" {wanted}" in name:
        return 2
    return _INSIDE if len(wanted) > 2 and wanted in name else None


def _one_each(country: Country) -> tuple[Place, ...]:
    """The largest place of each of its zones; zones of small places only are found by these, not by the country."""
    first: dict[str, Place] = {}
    for place in [place for place in country.places if place.size] or country.places:
        first.setdefault(place.zone, place)
    return tuple(first.values())


def _spelled_alike(wanted: str, most: int) -> tuple[Place, ...]:
    by_name = {name: place for names, place in reversed(_by_name()) for name in names}
    alike = difflib.get_close_matches(wanted, by_name, n=most, cutoff=0.72)
    return tuple(dict.fromkeys(by_name[name] for name in alike))


def likely(locale: str) -> Place | None:
    """Where most people live whose client speaks this language; None for languages of many zones. Only ever a
    suggestion.
    """
    zone = _BY_LANGUAGE.get(locale)
    return largest(zone) if zone else None


def fitting(shown: tuple[time, ...], now: datetime) -> tuple[tuple[Place, ...], ...]:
    """Places where a clock shows one of these times now, in rows: those of a row keep the same time this year and the
    next, so that only the row has to be right. The most populous come first, each zone once.
    """
    rows: dict[tuple[tuple[date, timedelta | None], ...], list[Place]] = {}
    for place in _one_of_each_zone():
        local = now.astimezone(clock_of(place.zone)).time()
        if any(_apart(local, wanted) <= _AROUND for wanted in shown):
            rows.setdefault(_rule(place.zone, now.year), []).append(place)
    return tuple(tuple(row[:_IN_A_ROW]) for row in list(rows.values())[:_ROWS])


@cache
def _one_of_each_zone() -> tuple[Place, ...]:
    """The largest place of each zone, the largest first."""
    first: dict[str, Place] = {}
    for place in places():
        first.setdefault(place.zone, place)
    return tuple(first.values())


def _apart(one: time, other: time) -> timedelta:
    minutes = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return timedelta(minutes=min(minutes, _DAY - minutes))


@cache
def _rule(zone: str, year: int) -> tuple[tuple[date, timedelta | None], ...]:
    """The offsets of a zone in this year and the next, each with the day from which it counts."""
    place = clock_of(zone)
    start = datetime(year, 1, 1, tzinfo=UTC)
    looks = [start + timedelta(days=_STEP * number) for number in range(731 // _STEP + 1)]
    rule = [(start.date(), start.astimezone(place).utcoffset())]
    for before, after in pairwise(looks):
        new = after.astimezone(place).utcoffset()
        if new != rule[-1][1]:
            rule.append((_first_day(place, before, new), new))
    return tuple(rule)


def _first_day(place: ZoneInfo, before: datetime, new: timedelta | None) -> date:
    days = (before + timedelta(days=number) for number in range(_STEP + 1))
    return next(day.date() for day in days if day.astimezone(place).utcoffset() == new)
