"""What is kept for tips, under one fact of the person, and their one timer."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from bot.core.records import Job, Person
from bot.core.schedule import Quiet, spread
from bot.core.tips import A_WEEK, next_time
from bot.storage import jobs, people, schedules
from bot.storage.tx import Tx

KIND, FACT = "tip", "tips"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where they live, which tips they were told, on which days the last two came, and how many came in all."""

    zone: str
    told: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    count: int = 0


def kept_of(person: Person | None) -> Kept | None:
    """What is kept for their tips; None where they get none."""
    if person is None or FACT not in person.facts:
        return None
    fact = cast("dict[str, Any]", person.facts[FACT])
    days = tuple(date.fromisoformat(day) for day in fact["days"])
    return Kept(fact["zone"], tuple(fact["told"]), days, fact["count"])


def told(tx: Tx, person: Person, kept: Kept, tip_id: str, day: date, now: datetime) -> None:
    """This tip has come on this day of theirs. Where all were told, they begin again."""
    before = () if tip_id in kept.told else kept.told
    after = Kept(kept.zone, (*before, tip_id), (*kept.days, day)[-A_WEEK:], kept.count + 1)
    fact = {
        "zone": after.zone,
        "told": list(after.told),
        "days": [one.isoformat() for one in after.days],
        "count": after.count,
    }
    people.save(tx, replace(person, facts={**person.facts, FACT: fact}))
    plan(tx, person, after, now)


def plan(tx: Tx, person: Person, kept: Kept, after: datetime) -> None:
    """Set the timer for the next tip, in place of the one that was."""
    day, at = next_time(person.user_id, kept.zone, quiet_of(tx, person.user_id), kept.days, after)
    payload: dict[str, object] = {"day": day.isoformat(), "at": at.isoformat()}
    jobs.put(tx, KIND, _key(person.user_id), at + spread(person.user_id), user_id=person.user_id, payload=payload)


def planned(job: Job) -> tuple[date, datetime]:
    """The day of theirs and the instant that a timer is for."""
    return date.fromisoformat(str(job.payload["day"])), datetime.fromisoformat(str(job.payload["at"]))


def drop(tx: Tx, user_id: str) -> None:
    """No more tips: what was kept for them goes, and their timer."""
    person = people.get(tx, user_id)
    if person is not None and FACT in person.facts:
        left = {name: fact for name, fact in person.facts.items() if name != FACT}
        people.save(tx, replace(person, facts=left))
    jobs.cancel(tx, _key(user_id))


def quiet_of(tx: Tx, user_id: str) -> Quiet:
    """The quiet hours that they chose for their check-ins."""
    schedule = schedules.get(tx, user_id)
    return schedule.quiet if schedule is not None else None


def _key(user_id: str) -> str:
    return f"{KIND}:{user_id}"
