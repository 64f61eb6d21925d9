"""The cards beside the conversation as pages (`/people/…`): they need no row, so their buttons work for ever."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.cards import Card
from bot.core.conversation import crisis, hello, path, reading, urgent
from bot.core.conversation.crisis import Voice
from bot.core.crisis import country_like
from bot.core.effects import Show, Spoken
from bot.core.guild import GuildSettings, help_in
from bot.flows import alert
from bot.flows.aside import HOST_ONLY, server_of
from bot.flows.loading import Scene, current, fresh
from bot.flows.storing import store
from bot.flows.visit import Visit
from bot.storage import counts, guilds, people

Said = tuple[Spoken, ...]
PLAIN = 0.9
"""How sure the reader is where a phrase says it, and not only the sound of the words."""


def people_to_talk_to(visit: Visit) -> Said:
    """`/people`, and what stands behind its buttons."""
    after = visit.path[1:]
    if after[:1] == ("in",) and len(after) == 2:
        return _show(crisis.people_card(_voice(visit, after[1])))
    return PAGES.get("/".join(after), _first)(visit)


def answering(visit: Visit, text: str) -> Show | None:
    """The card for words that came by a form which is for something else; None where they tell of no crisis. It has
    to be plain: what is written there is read by people.
    """
    heard = reading.reader_of(visit.env.pack).read(text)
    if heard.label != "crisis" or heard.confidence < PLAIN:
        return None
    counts.add(visit.tx, visit.now.date(), HOST_ONLY, "crisis")
    return Show(crisis.card(crisis.kind_of(visit.env.pack, text), _voice(visit)), fresh=True)


def _first(visit: Visit) -> Said:
    return _show(crisis.first_card(_voice(visit)))


def _danger(visit: Visit) -> Said:
    return _show(crisis.danger_card(_voice(visit)))


def _list(visit: Visit) -> Said:
    return _show(crisis.people_card(_voice(visit)))


def _other(visit: Visit) -> Said:
    return _show(crisis.other_card(_voice(visit)))


def _misread(visit: Visit) -> Said:
    """Thanks, and on where they were; the thanks are not stored, for they would tell what was asked."""
    return _resume(visit, "crisis.misread_note")


def _back(visit: Visit) -> Said:
    return _resume(visit, None)


def _resume(visit: Visit, note: str | None) -> Said:
    here = current(visit.tx, visit.env, visit.now, visit.who)
    if here is None:
        new = fresh(visit.tx, visit.env, visit.now, visit.who, surface=visit.surface)
        here = replace(new, turn=hello.start(new.turn))
    turn = urgent.seen(here.turn) if here.turn.state.unseen else here.turn
    there = store(visit.tx, visit.now, here, turn, surface=visit.surface)
    return (_with_note(visit, there, note),)


def _with_note(visit: Visit, there: Scene, note: str | None) -> Show:
    card = path.card_of(there.turn)
    if note is not None:
        card = replace(card, body=(visit.text(note), *card.body))
    return Show(card, there.session.id, there.session.revision)


def _tell(visit: Visit) -> Said:
    settings = _settings(visit)
    if settings.alerts_in is None:
        return _show(Card(visit.text("crisis.tell"), (visit.text("crisis.nobody"),), tone="urgent"))
    return _show(crisis.tell_card(_voice(visit), settings.name or visit.text("crisis.this_server")))


def _told(visit: Visit) -> Said:
    return alert.asked(visit, _server(visit), _settings(visit))


PAGES: Mapping[str, Callable[[Visit], Said]] = {
    "": _first,
    "danger": _danger,
    "list": _list,
    "other": _other,
    "ok": _misread,
    "back": _back,
    "tell": _tell,
    "tell/yes": _told,
}


def _show(card: Card) -> Said:
    return (Show(card),)


def _voice(visit: Visit, country: str = "") -> Voice:
    settings = _settings(visit)
    found = help_in(settings, visit.env.host.listed, _known(country))
    return Voice(visit.env.pack, found, settings.alerts_in is not None)


def _known(country: str) -> str:
    try:
        return country_like(country)
    except ValueError:
        return ""


def _settings(visit: Visit) -> GuildSettings:
    return guilds.get(visit.tx, _server(visit))


def _server(visit: Visit) -> str | None:
    return visit.who.guild_id or server_of(people.get(visit.tx, visit.who.user_id))
