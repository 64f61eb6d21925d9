"""`/me`: what is known of a person, to see, take away, keep for a while, or delete.

`/me`, `/me/see`, `/me/keep`, `/me/keep/<days>[/yes]`, `/me/nothing[/yes]`, `/me/delete[/yes]`.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.core.cards import Button, Card
from bot.core.conversation.turn import bullets
from bot.core.effects import Show, Spoken
from bot.core.records import Person
from bot.flows.me_keep import keep, lasts, nothing
from bot.flows.take_away import files_of
from bot.flows.visit import Visit
from bot.storage import people, plans, retention, schedules

Said = tuple[Spoken, ...]
KEYS_KEPT = timedelta(days=7)
"""How long copies of the key store live, at most."""
COUNTED = ("checkins", "reports", "plans", "schedules", "prompts", "sessions", "jobs")
"""The tables that a receipt names, in its order."""


def page(visit: Visit) -> Said:
    """The page at this path; a part that there is not leads to the first."""
    return PARTS.get(visit.path[1] if len(visit.path) > 1 else "", _overview)(visit)


def _overview(visit: Visit) -> Said:
    person = people.get(visit.tx, visit.who.user_id)
    known = (visit.text("me.nothing_known"),) if person is None else (bullets(_facts(visit, person)),)
    unreviewed = () if visit.env.pack.reviewed else (visit.text("about.unreviewed"),)
    host = visit.env.host
    privacy = visit.text("privacy.keeps" if host.keeps else "privacy.keeps_nothing")
    operator = visit.text("about.operator", operator=host.operator_name, contact=host.operator_contact)
    rows = (
        _choices(visit, person),
        (
            _to(visit, "checkins.tips", "/tips"),
            _to(visit, "me.feedback_button", "/feedback"),
            _to(visit, "about.report_button", "/report"),
            _to(visit, "button.about", "/about"),
        ),
    )
    return (Show(Card(visit.text("me.title"), (*known, *unreviewed, privacy, operator), rows)),)


def _choices(visit: Visit, person: Person | None) -> tuple[Button, ...]:
    """What can be done; how long to keep is asked only where anything can be kept."""
    buttons = [_to(visit, "me.see_button", "/me/see")]
    if person is not None and visit.env.host.keeps:
        label = "me.keep_button" if person.diary == "keep" else "me.begin_button"
        buttons.append(_to(visit, label, "/me/keep"))
    if person is not None and person.diary == "keep":
        buttons.append(_to(visit, "me.nothing_button", "/me/nothing"))
    return (*buttons, Button(visit.text("me.delete_button"), "/me/delete", "danger"))


def _to(visit: Visit, key: str, path: str) -> Button:
    return Button(visit.text(key), path)


def _facts(visit: Visit, person: Person) -> tuple[str, ...]:
    tx, who = visit.tx, visit.who.user_id
    diary = visit.text(f"me.diary_{person.diary}", lasts=lasts(visit, person.keep_days))
    count = retention.count_before(tx, who, visit.now + timedelta(days=1))
    plan = visit.text("me.plan_yes" if plans.active(tx, who) else "me.plan_no")
    return (diary, visit.text("me.count", count=count), plan)


def _see(visit: Visit) -> Said:
    """What is known in words, and all of it in files."""
    person = people.get(visit.tx, visit.who.user_id)
    lines = _known(visit, person) if person else (visit.text("me.nothing_known"),)
    body = (bullets(lines), visit.text("me_see.body"))
    card = Card(visit.text("me_see.title"), body, ((_to(visit, "button.back", "/me"),),))
    return (Show(card, files=files_of(visit)),)


def _known(visit: Visit, person: Person) -> tuple[str, ...]:
    names = {limit.id: limit.name for limit in visit.env.pack.safety.limits}
    limits = [names.get(name, name) for name, end in person.limits.items() if end is None or end > visit.now]
    schedule = schedules.get(visit.tx, visit.who.user_id)
    lines = (
        visit.text("me_see.since", day=f"<t:{round(person.created_at.timestamp())}:D>"),
        visit.text("me_see.age", age=person.age) if person.age else "",
        visit.text("me_see.limits", names=", ".join(limits)) if limits else "",
        visit.text("me_see.hold") if person.hold else "",
        visit.text("me_see.schedule", zone=schedule.zone) if schedule else "",
    )
    return (*(line for line in lines if line), *_facts(visit, person))


def _delete(visit: Visit) -> Said:
    """Once more before it is gone; then everything goes at once, and a receipt says what went."""
    if visit.path[2:] != ("yes",):
        row = (
            Button(visit.text("me.delete_sure"), "/me/delete/yes", "danger"),
            _to(visit, "button.back", "/me"),
        )
        return (Show(Card(visit.text("me_delete.title"), (visit.text("me_delete.body"),), (row,))),)
    gone = people.forget(visit.tx, visit.who.user_id)
    return (_receipt(visit, gone),)


def _receipt(visit: Visit, gone: Mapping[str, int]) -> Show:
    """What was deleted, and from when on no copy can be read; as a file, too, since nothing here remembers it."""
    counted = [visit.text(f"me_deleted.{name}", count=gone[name]) for name in COUNTED if gone[name]]
    complete = visit.now + KEYS_KEPT
    title, body = visit.text("me_deleted.title"), visit.text("me_deleted.body")
    copies = visit.text("me_deleted.copies", day=f"<t:{round(complete.timestamp())}:D>")
    shown = Card(title, (body, *([bullets(counted)] if counted else []), copies))
    host = visit.env.host
    written = (
        visit.text("me_deleted.receipt", at=f"{visit.now:%Y-%m-%d %H:%M} UTC"),
        *(counted or [visit.text("me_deleted.empty")]),
        visit.text("me_deleted.copies", day=f"{complete:%Y-%m-%d}"),
        visit.text("about.operator", operator=host.operator_name, contact=host.operator_contact),
    )
    return Show(shown, files=(("receipt.txt", "\n".join(written).encode() + b"\n"),))


PARTS: Mapping[str, Callable[[Visit], Said]] = {"see": _see, "keep": keep, "nothing": nothing, "delete": _delete}
