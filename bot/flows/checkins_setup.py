"""Choosing when to be asked: a card with sane choices, shown with its next times before anything is switched on.

What is being chosen travels in the buttons (`bot.core.checkin_choice`); the first row is written when the test message
has arrived.
"""

from dataclasses import replace
from datetime import time

from bot.core.cards import Button, Card, Field, FieldOption, Form
from bot.core.checkin_choice import Choice, of_schedule, read_choice
from bot.core.effects import AskPage, Show, Spoken
from bot.core.places import Place
from bot.core.wall_clock import read_time
from bot.flows import checkins_optin, where
from bot.flows.checkin_words import coming, quiet_line, quiet_words, time_words, when
from bot.flows.visit import Visit
from bot.storage import schedules

Said = tuple[Spoken, ...]
USUAL = (time(7), time(8), time(12, 30), time(18), time(20))
DRAFT = "checkins/draft"


def first(visit: Visit) -> Card:
    """The first card of a set-up: where they are, or all of it where that is known from before."""
    known = schedules.get(visit.tx, visit.who.user_id)
    choice = of_schedule(known) if known else Choice()
    return draft_card(visit, choice) if choice.zone else where.ask(visit, f"{DRAFT}/{choice.path}")


def chosen(visit: Visit) -> Card | None:
    """The card of what came in the button (`/checkins/<what>/<choice>`), where that is whole."""
    choice = read_choice(visit.path[2:])
    return draft_card(visit, choice) if choice is not None and choice.zone is not None else None


def place_path(visit: Visit) -> str:
    """A place that came with the command and is clear, for the end of a button's path."""
    only = where.exact("".join((visit.values or {}).get(where.PLACE, ())))
    return f"/{Choice(zone=only.zone).path}" if only is not None else ""


def typed_place(visit: Visit) -> Card:
    """A place that came with the command: one that is clear goes straight to the card."""
    known = schedules.get(visit.tx, visit.who.user_id)
    choice = replace(of_schedule(known), zone=None) if known else Choice()
    typed = "".join((visit.values or {}).get(where.PLACE, ()))
    only = where.exact(typed)
    if only is not None:
        return draft_card(visit, replace(choice, zone=only.zone))
    return where.found(visit, f"{DRAFT}/{choice.path}", typed)


def page(visit: Visit) -> Said | None:
    """`/checkins/<what>/<choice>`: one of the cards and forms on the way; None for a button that is damaged."""
    what, choice = visit.path[1], read_choice(visit.path[2:])
    if choice is not None and choice.zone is None and what == "draft":
        told = where.answer(visit)
        return (Show(draft_card(visit, replace(choice, zone=told.zone))),) if isinstance(told, Place) else told
    if choice is None or choice.zone is None:
        return None
    match what:
        case "draft":
            return (Show(draft_card(visit, choice)),)
        case "days":
            return _days(visit, choice)
        case "time":
            return (Show(_times(visit, choice)),)
        case "clock":
            return _clock(visit, choice)
        case "quiet":
            return _quiet(visit, choice)
        case "confirm":
            return checkins_optin.confirm(visit, choice)
        case _:
            return None


def draft_card(visit: Visit, choice: Choice, note: str | None = None) -> Card:
    """All that is chosen, its next times, and a button to change each part."""
    heard = choice.heard()
    if heard != choice:
        note = visit.text("checkins.moved_quiet", quiet=quiet_words(visit, heard.quiet))
    known = schedules.get(visit.tx, visit.who.user_id)
    runs = known is not None and checkins_optin.runs(known)
    fresh = heard.schedule(visit.who.user_id, "", visit.now.date())
    schedule = checkins_optin.changed(known, heard) if known is not None and runs else fresh
    body = (*((note,) if note else ()), when(visit, schedule, "when"), quiet_line(visit, schedule.quiet))
    title = visit.text("checkins.title" if runs else "checkins.ready_title")
    says = () if runs else (visit.text("checkins.ready"),)
    yes = visit.text("checkins.confirm_change" if runs else "checkins.confirm")
    rows = (
        (Button(yes, f"/checkins/confirm/{heard.path}", "success"),),
        (
            Button(visit.text("checkins.days"), f"/checkins/days/{heard.path}"),
            Button(visit.text("checkins.time"), f"/checkins/time/{heard.path}"),
            Button(visit.text("checkins.quiet_button"), f"/checkins/quiet/{heard.path}"),
            Button(visit.text("checkins.place"), f"/{DRAFT}/{replace(heard, zone=None).path}"),
        ),
    )
    return Card(title, (*says, *body, coming(visit, schedule, visit.now)), rows)


def _days(visit: Visit, choice: Choice) -> Said:
    if visit.values is None:
        options = tuple(FieldOption(str(day), visit.text(f"day.{day}")) for day in range(1, 8))
        hint = visit.text("checkins.days_hint")
        field = Field("days", visit.text("checkins.days_label"), "checkboxes", options, hint)
        return (AskPage(Form(visit.text("checkins.days_title"), (field,)), f"/checkins/days/{choice.path}"),)
    days = tuple(sorted({int(day) for day in visit.values.get("days", ()) if day in "1234567" and len(day) == 1}))
    if not days:
        return (Show(draft_card(visit, choice, visit.text("checkins.days_none"))),)
    return (Show(draft_card(visit, replace(choice, days=days))),)


def _times(visit: Visit, choice: Choice) -> Card:
    usual = tuple(
        Button(
            time_words(at),
            f"/checkins/draft/{replace(choice, at=at).path}",
            "primary" if at == choice.at else "secondary",
        )
        for at in USUAL
    )
    other = Button(visit.text("checkins.other_time"), f"/checkins/clock/{choice.path}")
    back = Button(visit.text("button.back"), f"/checkins/draft/{choice.path}")
    return Card(visit.text("checkins.time_title"), (visit.text("checkins.time_body"),), (usual, (other, back)))


def _clock(visit: Visit, choice: Choice) -> Said:
    if visit.values is None:
        label, hint = visit.text("checkins.time_label"), visit.text("checkins.time_hint")
        form = Form(visit.text("checkins.time_title"), (Field("at", label, "text", (), hint, True, 12),))
        return (AskPage(form, f"/checkins/clock/{choice.path}"),)
    typed = "".join(visit.values.get("at", ()))
    at = read_time(typed)
    if at is None:
        return (Show(draft_card(visit, choice, _not_a_time(visit, typed))),)
    return (Show(draft_card(visit, replace(choice, at=at))),)


def _quiet(visit: Visit, choice: Choice) -> Said:
    if visit.values is None:
        hint = visit.text("checkins.quiet_hint")
        fields = (
            Field("from", visit.text("checkins.quiet_from"), "text", (), hint, False, 12),
            Field("to", visit.text("checkins.quiet_to"), "text", (), None, False, 12),
        )
        return (AskPage(Form(visit.text("checkins.quiet_title"), fields), f"/checkins/quiet/{choice.path}"),)
    typed = ["".join(visit.values.get(key, ())).strip() for key in ("from", "to")]
    if not any(typed):
        return (Show(draft_card(visit, replace(choice, quiet=None))),)
    start, end = read_time(typed[0]), read_time(typed[1])
    if start is None or end is None:
        wrong = typed[0] if start is None else typed[1]
        return (Show(draft_card(visit, choice, _not_a_time(visit, wrong))),)
    return (Show(draft_card(visit, replace(choice, quiet=None if start == end else (start, end)))),)


def _not_a_time(visit: Visit, typed: str) -> str:
    return visit.text("checkins.not_a_time", typed=where.plain_words(typed))
