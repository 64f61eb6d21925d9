"""What a member finds hard, in their own words (PSFS): named in a form, and told at once how it goes now.

/checkin/own             opens the form, and takes what was written
/checkin/own/<which>/7   how well that activity goes now, 0 to 10
"""

from dataclasses import replace
from datetime import datetime

from bot.core.cards import Button, Card, Field, Form
from bot.core.conversation import reading
from bot.core.conversation.turn import in_rows
from bot.core.effects import AskPage, Show, Spoken
from bot.core.instruments import MOST_ACTIVITIES, NRS
from bot.core.records import Report, Schedule
from bot.flows.loading import current, fresh
from bot.flows.prompt_questions import ask_questions
from bot.flows.prompt_rows import activities_of, today_of, topic_of, turn_of
from bot.flows.prompt_weigh import weigh_own
from bot.flows.storing import show, store
from bot.flows.visit import Visit
from bot.storage import people, reports, schedules

Said = tuple[Spoken, ...]
PAGE = "/checkin/own"
FIELDS = ("first", "second")
LONGEST = 80
SURE = 0.58
"""Below this a danger is not acted on: "sit down" is what many find hard, and two words without a sentence are weak
evidence. No short message about danger of the reader's held-out ones lies between 0.55 and this; "walk the dog" does.
Whatever the lists of danger words know is always surer.
"""


def page(visit: Visit) -> Said:
    """The form, what came of it, or an answer about an activity."""
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is None:
        return (Show(Card(visit.text("own.title"), (visit.text("own.need"),))),)
    if len(visit.path) == 4:
        return _rated(visit, schedule, visit.path[2], visit.path[3])
    return (AskPage(_form(visit), PAGE),) if visit.values is None else _named(visit, schedule)


def _form(visit: Visit) -> Form:
    hint = visit.text("own.hint")
    fields = tuple(Field(name, visit.text(f"own.{name}"), "text", (), hint, False, LONGEST) for name in FIELDS)
    return Form(visit.text("own.form"), fields)


def _named(visit: Visit, schedule: Schedule) -> Said:
    """What was written takes the place of what was named before, under numbers of its own, since old answers were
    about other things. Words of danger lead to their card first.
    """
    typed = [" ".join(part.split())[:LONGEST] for name in FIELDS for part in (visit.values or {}).get(name, ())]
    named = tuple(dict.fromkeys(text for text in typed if text))[:MOST_ACTIVITIES]
    urgent = _urgent(visit, schedule, ". ".join(named)) if named else None
    if urgent is not None:
        return urgent
    if not named:
        return _none(visit, schedule)
    known = {text: which for which, text in activities_of(schedule).items()}
    first = max((int(which) for which in [*known.values(), *_counted(schedule)]), default=0) + 1
    fresh_numbers = iter(range(first, first + MOST_ACTIVITIES))
    kept = {known.get(text) or str(next(fresh_numbers)): text for text in named}
    saved = replace(schedule, own={**schedule.own, "activities": kept, "activity_numbers": first + MOST_ACTIVITIES - 1})
    schedules.save(visit.tx, saved)
    return (Show(_card(visit, saved)),)


def _none(visit: Visit, schedule: Schedule) -> Said:
    """Nothing was written: what was followed is no longer asked about; what was said of it stays."""
    if activities_of(schedule):
        left = {name: value for name, value in schedule.own.items() if name != "activities"}
        schedules.save(visit.tx, replace(schedule, own=left))
    return (Show(Card(visit.text("own.title"), (visit.text("own.none"),))),)


def _counted(schedule: Schedule) -> tuple[str, ...]:
    """Numbers that were given out before, also to what is no longer followed."""
    last = schedule.own.get("activity_numbers")
    return (str(last),) if isinstance(last, int) else ()


def _urgent(visit: Visit, schedule: Schedule, text: str) -> Said | None:
    """The card that these words ask for, if they ask for one."""
    tx, env, now = visit.tx, visit.env, visit.now
    person, topic = people.get(tx, visit.who.user_id), topic_of(env, schedule)
    if person is None:
        return None
    heard = reading.heard(turn_of(tx, env, now, person, topic), text)
    if heard.label not in ("red_flag", "crisis") or heard.confidence < SURE:
        return None
    scene = current(tx, env, now, visit.who) or fresh(tx, env, now, visit.who, surface=visit.surface, topic=topic)
    return (show(store(tx, now, scene, reading.read_into(scene.turn, text), surface=visit.surface)),)


def _key(visit: Visit, schedule: Schedule) -> str:
    return f"own:{visit.who.user_id}:{today_of(schedule, visit.now).isoformat()}"


def _rated(visit: Visit, schedule: Schedule, which: str, value: str) -> Said:
    """How well it goes now; the first of these is what later ones are held against. The second press of a double one
    changes nothing.
    """
    valid = which in activities_of(schedule) and value.isascii() and value.isdecimal() and len(value) <= 2
    known = reports.get(visit.tx, _key(visit, schedule))
    told = known.values if known is not None else {}
    if not valid or int(value) not in NRS or told.get(which) == int(value):
        return (Show(_card(visit, schedule)),)
    reports.put(visit.tx, _report(visit, schedule, {**told, which: int(value)}, visit.now))
    key = _key(visit, schedule)
    weighed = weigh_own(visit.tx, visit.env, visit.now, schedule, key, which, int(value))
    if weighed.note is not None:
        return ask_questions(visit, topic_of(visit.env, schedule), weighed.note, None)
    return (Show(_card(visit, schedule)),)


def _report(visit: Visit, schedule: Schedule, values: dict[str, object], now: datetime) -> Report:
    return Report(
        user_id=visit.who.user_id,
        kind="psfs",
        key=_key(visit, schedule),
        day=today_of(schedule, now),
        at=now,
        topic=topic_of(visit.env, schedule),
        pack_hash=visit.env.active,
        values=values,
    )


def _card(visit: Visit, schedule: Schedule) -> Card:
    """The first activity that nothing was said about today; after the last one, thanks."""
    told = reports.get(visit.tx, _key(visit, schedule))
    open_ones = [(w, text) for w, text in activities_of(schedule).items() if told is None or w not in told.values]
    if not open_ones:
        row = (Button(visit.text("own.form_button"), PAGE), Button(visit.text("prompt.progress"), "/progress"))
        return Card(visit.text("prompt.logged"), (visit.text("own.kept"),), (row,))
    which, text = open_ones[0]
    rows = in_rows(tuple(Button(str(number), f"{PAGE}/{which}/{number}") for number in NRS), 4)
    body = (visit.text("own.ask", activity=text), visit.text("own.ends"))
    return Card(visit.text("own.title"), body, rows, small=visit.text("own.source"))
