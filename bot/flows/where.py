"""Finding where somebody lives without a zone's name: by a city or country, or by the time on their clock.

A page that needs a zone in its path asks here where that is missing: the form comes back to the same path, and what
was found leads on to `<path>/<zone>`.
"""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.core.cards import Button, Card, Field, Form
from bot.core.effects import AskPage, Show, Spoken
from bot.core.places import Place
from bot.core.wall_clock import is_twelve, read_time
from bot.core.zones import exact, fitting, likely, search
from bot.flows.visit import Visit

PLACE, CLOCK = "where", "clock"
_LONGEST = 60


def answer(visit: Visit) -> Place | tuple[Spoken, ...]:
    """The place that was written, where that is clear; otherwise the form, or what fits and can be chosen."""
    prefix = "/".join(visit.path)
    if visit.values is None:
        return (AskPage(_form(visit), f"/{prefix}"),)
    typed = _value(visit, PLACE)
    only = exact(typed) if typed else None
    return only or (Show(found(visit, prefix, typed, _value(visit, CLOCK))),)


def ask(visit: Visit, prefix: str) -> Card:
    """The card that asks where they are."""
    row = (Button(visit.text("where.button"), f"/{prefix}", "primary"),)
    return Card(visit.text("where.title"), (visit.text("where.body"),), (*_likely(visit, prefix), row))


def _likely(visit: Visit, prefix: str) -> tuple[tuple[Button, ...], ...]:
    """The place that the language of their client suggests, to be told by its clock."""
    place = likely(visit.who.locale)
    if place is None:
        return ()
    now = visit.now.astimezone(ZoneInfo(place.zone)).strftime("%H:%M")
    label = visit.text("where.likely", now=now, place=place.label)
    return ((Button(label[:80], f"/{prefix}/{place.zone}"),),)


def found(visit: Visit, prefix: str, typed: str, shown: str = "") -> Card:
    """What fits what was written, each as a button that leads on."""
    if typed:
        fit = search(typed)
        return (
            _choose(visit, prefix, _rows(fit), "where.which_body") if fit else _again(visit, prefix, "nothing", typed)
        )
    if not shown:
        return _again(visit, prefix, "nothing_typed", "")
    at = read_time(shown)
    if at is None:
        return _again(visit, prefix, "not_a_time", shown)
    afternoon = (at.replace(hour=(at.hour + 12) % 24),) if is_twelve(shown) else ()
    rows = fitting((at, *afternoon), visit.now)
    return _choose(visit, prefix, rows, "where.rows_body") if rows else _again(visit, prefix, "nowhere", shown)


def _choose(visit: Visit, prefix: str, rows: Iterable[tuple[Place, ...]], body: str) -> Card:
    buttons = tuple(tuple(Button(place.label[:80], f"/{prefix}/{place.zone}") for place in row) for row in rows)
    again = (Button(visit.text("where.again"), f"/{prefix}"),)
    return Card(visit.text("where.which"), (visit.text(body),), (*buttons, again))


def _rows(places: tuple[Place, ...]) -> list[tuple[Place, ...]]:
    return [places[start : start + 5] for start in range(0, len(places), 5)]


def _again(visit: Visit, prefix: str, why: str, typed: str) -> Card:
    row = (Button(visit.text("where.again"), f"/{prefix}", "primary"),)
    return Card(visit.text("where.title"), (visit.text(f"where.{why}", typed=plain_words(typed)),), (row,))


def _value(visit: Visit, key: str) -> str:
    return "".join((visit.values or {}).get(key, ())).strip()[:_LONGEST]


def plain_words(typed: str) -> str:
    """What somebody typed, to be said back to them: without anything that Discord would format or link."""
    plain = "".join(letter for letter in typed[:40] if letter.isalnum() or letter in " .:-,/")
    return re.sub("/+", "/", plain).strip()


def _form(visit: Visit) -> Form:
    fields = (
        Field(PLACE, visit.text("where.place_label"), "text", (), visit.text("where.place_hint"), False, _LONGEST),
        Field(CLOCK, visit.text("where.time_label"), "text", (), visit.text("where.time_hint"), False, 12),
    )
    return Form(visit.text("where.title"), fields)
