"""Who can have check-ins and tips at all, and the question for a diary, which comes first."""

from dataclasses import replace

from bot.core.cards import Button, Card
from bot.flows.visit import Visit
from bot.storage import checkins, people


def barred(visit: Visit) -> Card | None:
    """Why this person can't have check-ins now, if they can't."""
    person = people.get(visit.tx, visit.who.user_id)
    if not visit.env.host.keeps:
        return plain(visit, "cannot_title", "cannot")
    if person is None or person.age is None or not person.told_intro:
        return plain(visit, "begin_title", "begin")
    if person.age == visit.env.pack.safety.ages[0].id:
        return plain(visit, "begin_title", "young")
    return _held(visit) if person.hold else None


def keep_diary(visit: Visit) -> None:
    """They keep a diary from now on; what they logged today stays."""
    person = people.get(visit.tx, visit.who.user_id)
    if person is not None and person.diary != "keep":
        people.save(visit.tx, replace(person, diary="keep", purge_at=None))
        checkins.set_keep(visit.tx, person.user_id)


def plain(visit: Visit, title: str, body: str) -> Card:
    """A card of two texts and nothing else."""
    return Card(visit.text(f"checkins.{title}"), (visit.text(f"checkins.{body}"),))


def _held(visit: Visit) -> Card:
    """Someone has to look first; what comes by itself can be stopped all the same."""
    row = (Button(visit.text("checkins.stop_button"), "/checkins/stop"),)
    return Card(visit.text("checkins.title"), (visit.text("checkins.hold"),), (row,))
