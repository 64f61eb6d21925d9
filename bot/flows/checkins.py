"""`/checkins` and everything under it, by the second part of the path."""

from collections.abc import Callable, Mapping

from bot.core.cards import Button, Card
from bot.core.effects import Show, Spoken
from bot.flows import checkins_pause, checkins_setup
from bot.flows.checkins_card import overview
from bot.flows.checkins_gate import barred, keep_diary, plain
from bot.flows.visit import Visit
from bot.storage import people

Said = tuple[Spoken, ...]


def page(visit: Visit) -> Said:
    """The page at this path. Stopping always works, whatever else is wrong."""
    what = visit.path[1] if len(visit.path) > 1 else ""
    if what == "stop":
        return checkins_pause.stop(visit)
    instead = barred(visit)
    if instead is not None:
        return (Show(instead),)
    if what == "keep":
        keep_diary(visit)
        return (Show(checkins_setup.chosen(visit) or overview(visit)),)
    if what == "no":
        return (Show(plain(visit, "not_now_title", "not_now_body")),)
    person = people.get(visit.tx, visit.who.user_id)
    if person is None or person.diary != "keep":
        return (Show(_diary_card(visit)),)
    answer = _ACTIONS[what](visit) if what in _ACTIONS else checkins_setup.page(visit) if what else None
    return answer or (Show(overview(visit, visit.text("checkins.old") if what else None)),)


def _diary_card(visit: Visit) -> Card:
    """The question that comes first; a place that came with the command is not asked for again."""
    place = checkins_setup.place_path(visit)
    row = (
        Button(visit.text("checkins.keep"), f"/checkins/keep{place}", "primary"),
        Button(visit.text("checkins.not_now"), "/checkins/no"),
    )
    return Card(visit.text("checkins.diary_title"), (visit.text("checkins.diary"),), (row,))


def _change(visit: Visit) -> Said:
    return (Show(checkins_setup.first(visit)),)


def _place(visit: Visit) -> Said:
    """A place that was given with the command itself."""
    return (Show(checkins_setup.typed_place(visit)),)


_ACTIONS: Mapping[str, Callable[[Visit], Said | None]] = {
    "skip": checkins_pause.skip,
    "pause": checkins_pause.pause,
    "resume": checkins_pause.resume,
    "change": _change,
    "place": _place,
}
