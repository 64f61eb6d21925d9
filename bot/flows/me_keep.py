"""How long what a person reports is kept, or that nothing is."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cards import Button, Card, Style
from bot.core.effects import Show, Spoken
from bot.flows.cooldown import KIND as COOLDOWN
from bot.flows.loading import UNKEPT
from bot.flows.tip_rows import drop as drop_tips
from bot.flows.visit import Visit
from bot.storage import checkins, jobs, people, retention

Said = tuple[Spoken, ...]
CHOICES = {"90": 90, "365": 365, "always": None}
"""The last part of the path to days."""


def lasts(visit: Visit, days: int | None) -> str:
    """How long, in words."""
    return visit.text(f"me_keep.{next((name for name, value in CHOICES.items() if value == days), '365')}")


def keep(visit: Visit) -> Said:
    """The three lengths; a shorter one that would delete something now asks once more."""
    person = people.get(visit.tx, visit.who.user_id)
    chosen = visit.path[2] if len(visit.path) > 2 else ""
    if person is None or not visit.env.host.keeps:
        return (_told(visit, "me_keep.cannot"),)
    if chosen not in CHOICES:
        now = person.keep_days if person.diary == "keep" else -1
        return (_offer(visit, now),)
    days = CHOICES[chosen]
    older = 0 if days is None else retention.count_before(visit.tx, person.user_id, visit.now - timedelta(days=days))
    if older and visit.path[3:] != ("yes",):
        return (
            _sure(
                visit, f"/me/keep/{chosen}/yes", "me_keep.older", "me_keep.sure", count=older, lasts=lasts(visit, days)
            ),
        )
    people.save(visit.tx, replace(person, diary="keep", keep_days=days, purge_at=None))
    checkins.set_keep(visit.tx, person.user_id)
    if days is not None:
        retention.forget_before(visit.tx, [person.user_id], visit.now - timedelta(days=days))
    return (_told(visit, "me_keep.done", lasts=lasts(visit, days)),)


def _offer(visit: Visit, now: int | None) -> Show:
    def style(days: int | None) -> Style:
        return "primary" if days == now else "secondary"

    row = tuple(
        Button(visit.text(f"me_keep.{name}"), f"/me/keep/{name}", style(days)) for name, days in CHOICES.items()
    )
    back = (Button(visit.text("button.back"), "/me"),)
    return Show(Card(visit.text("me_keep.title"), (visit.text("me_keep.body"),), (row, back)))


def _sure(visit: Visit, path: str, body: str, label: str, **fillings: object) -> Show:
    row = (Button(visit.text(label), path, "danger"), Button(visit.text("button.back"), "/me"))
    return Show(Card(visit.text(f"{body}_title"), (visit.text(body, **fillings),), (row,)))


def _told(visit: Visit, body: str, **fillings: object) -> Show:
    row = (Button(visit.text("button.back"), "/me"),)
    return Show(Card(visit.text(f"{body}_title"), (visit.text(body, **fillings),), (row,)))


def nothing(visit: Visit) -> Said:
    """The diary is switched off, and everything in it goes. What to leave out today stays for a day, for safety."""
    person = people.get(visit.tx, visit.who.user_id)
    if visit.path[2:] != ("yes",):
        return (_sure(visit, "/me/nothing/yes", "me_nothing.ask", "me_nothing.sure"),)
    if person is not None:
        retention.forget_diary(visit.tx, person.user_id)
        drop_tips(visit.tx, person.user_id)
        for job in jobs.of_person(visit.tx, person.user_id):
            if job.session_id is None and job.kind != COOLDOWN:
                jobs.cancel(visit.tx, job.key)
        left = people.get(visit.tx, person.user_id) or person
        people.save(visit.tx, replace(left, diary="nothing", purge_at=visit.now + UNKEPT))
    return (_told(visit, "me_nothing.done"),)
