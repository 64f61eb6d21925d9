"""`/tips`: two a week at most, by direct message, each with how sure anybody is and a way out.

A tip counts as told when it has arrived; until then its timer brings the same one again under the same nonce.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.cards import Button, Card
from bot.core.effects import Direct, Show, Spoken
from bot.core.graded import graded
from bot.core.lateness import RULES
from bot.core.places import Place, zones
from bot.core.records import Job, Person, Surface
from bot.core.schedule import is_quiet
from bot.core.tips import Tip, next_tip
from bot.flows import tip_rows, where
from bot.flows.checkin_words import place_words
from bot.flows.checkins_gate import barred, keep_diary
from bot.flows.env import Env, Who
from bot.flows.meanwhile import waits
from bot.flows.tip_rows import Kept, kept_of
from bot.flows.visit import Visit
from bot.storage import people, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
ABOUT, ABOUT_FIRST = "tip", "tipon"


def page(visit: Visit) -> Said:
    """`/tips` and everything under it. Stopping always works."""
    what = visit.path[1] if len(visit.path) > 1 else ""
    if what == "stop":
        tip_rows.drop(visit.tx, visit.who.user_id)
        return (Show(Card(visit.text("tips.off_title"), (visit.text("tips.off"),))),)
    instead = barred(visit)
    if instead is not None:
        return (Show(instead),)
    if what == "keep":
        keep_diary(visit)
    person = people.get(visit.tx, visit.who.user_id)
    if person is None or person.diary != "keep":
        return (Show(_diary_card(visit)),)
    zone = "/".join(visit.path[2:])
    if what == "draft" and not zone:
        told = where.answer(visit)
        return (Show(_offer(visit, told.zone)),) if isinstance(told, Place) else told
    if what == "on" and zone in zones() and kept_of(person) is None:
        return _first(visit, person, zone)
    return (Show(_offer(visit, zone) if what == "draft" and zone in zones() else _overview(visit, person)),)


def _diary_card(visit: Visit) -> Card:
    row = (
        Button(visit.text("checkins.keep"), "/tips/keep", "primary"),
        Button(visit.text("checkins.not_now"), "/tips/stop"),
    )
    return Card(visit.text("tips.diary_title"), (visit.text("tips.diary"),), (row,))


def _overview(visit: Visit, person: Person) -> Card:
    if kept_of(person) is not None:
        return _on(visit, "tips.title")
    schedule = schedules.get(visit.tx, person.user_id)
    return _offer(visit, schedule.zone) if schedule else where.ask(visit, "tips/draft")


def _offer(visit: Visit, zone: str) -> Card:
    rows = (
        (Button(visit.text("tips.yes"), f"/tips/on/{zone}", "success"),),
        (Button(visit.text("checkins.place"), "/tips/draft"),),
    )
    return Card(visit.text("tips.offer_title"), (visit.text("tips.offer", place=place_words(zone)),), rows)


def _on(visit: Visit, title: str) -> Card:
    row = (Button(visit.text("tips.stop"), "/tips/stop"),)
    return Card(visit.text(title), (visit.text("tips.on"),), (row,))


def _first(visit: Visit, person: Person, zone: str) -> Said:
    """The first one goes at once, and shows whether messages arrive; only then is anything switched on."""
    tip = next_tip(visit.env.pack, person, (), visit.now)
    if tip is None:
        return (Show(Card(visit.text("tips.title"), (visit.text("tips.none"),))),)
    about = f"{ABOUT_FIRST}:{person.user_id}/{tip.id}/{zone}"
    return (Direct(person.user_id, card(visit.env, tip), f"t0u{person.user_id}", about=about),)


def card(env: Env, tip: Tip) -> Card:
    """A tip as it is sent."""
    texts = env.pack.texts
    row = (Button(texts["tips.more"], f"/learn/{tip.page}"), Button(texts["tips.stop"], "/tips/stop"))
    return Card(tip.title, (tip.text, graded(texts, tip.claim)), (row,), notify=texts["tips.notify"])


def due(tx: Tx, env: Env, now: datetime, job: Job) -> Said:
    """A tip's time has come: it is sent, or left out where it is late, the hour is quiet, or a stop is on."""
    person = people.get(tx, job.user_id or "")
    kept = kept_of(person)
    if person is None or kept is None or person.diary != "keep":
        return ()
    day, at = tip_rows.planned(job)
    wall = now.astimezone(ZoneInfo(kept.zone))
    late = (
        now - at > RULES["tip"].marked
        or wall.date() != day
        or is_quiet(tip_rows.quiet_of(tx, person.user_id), wall.time())
    )
    tip = next_tip(env.pack, person, kept.told, now) or next_tip(env.pack, person, (), now)
    if late or person.hold or tip is None:
        if tip is not None and job.attempts > 1:
            # It may have arrived before we died: rather one too few than the same again.
            tip_rows.told(tx, person, kept, tip.id, day, now)
        else:
            tip_rows.plan(tx, person, kept, now)
        return ()
    if waits(tx, job, now):
        return ()
    about = f"{ABOUT}:{person.user_id}/{tip.id}/{kept.count}"
    return (Direct(person.user_id, card(env, tip), f"t{kept.count}u{person.user_id}", about=about),)


def arrived(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """A tip is there: it counts as told, and the next one is planned. Heard of twice it counts once."""
    user_id, tip_id, count = which.split("/")
    person = people.get(tx, user_id)
    kept = kept_of(person)
    if person is not None and kept is not None and str(kept.count) == count:
        tip_rows.told(tx, person, kept, tip_id, now.astimezone(ZoneInfo(kept.zone)).date(), now)
    return ()


def refused(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """Messages do not arrive any more: no tips until they ask for them again."""
    tip_rows.drop(tx, which.partition("/")[0])
    return ()


def first_arrived(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """The first tip is there: from now on they come."""
    user_id, tip_id, zone = which.split("/", 2)
    person = people.get(tx, user_id)
    if person is None or person.diary != "keep":
        return ()
    if kept_of(person) is None:
        tip_rows.told(tx, person, Kept(zone), tip_id, now.astimezone(ZoneInfo(zone)).date(), now)
    return (Show(_on(_visit(tx, env, now, user_id), "tips.on_title")),)


def first_refused(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """Nothing is switched on, and they are told what to do."""
    visit = _visit(tx, env, now, which.partition("/")[0])
    row = (Button(visit.text("checkins.retry"), "/tips", "primary"),)
    return (Show(Card(visit.text("checkins.refused_title"), (visit.text("checkins.refused"),), (row,), tone="notice")),)


def _visit(tx: Tx, env: Env, now: datetime, user_id: str) -> Visit:
    return Visit(tx, env, now, Who(user_id, ""), ("tips",))
