"""The draft, walked as a member would: the same cards and answers, timers can be skipped, and nothing is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from bot.core.cards import Button, Card, FormValues
from bot.core.content.pack import Pack
from bot.core.conversation import path, running
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.effects import AskPage, Close
from bot.core.records import Person
from bot.flows.desk.desk import Desk, Said
from bot.flows.desk.words import show
from bot.storage import versions

_PEOPLE = TypeAdapter(Person)
WALK = "walk"


def preview(desk: Desk, revision: str | None = None, position: str | None = None) -> Said:
    """Begin the walk, or take its next step."""
    if desk.draft is None:
        return show(desk.card("no_draft"))
    pack = desk.visit.env.packs.get(desk.draft.pack_hash or "")
    if pack is None:
        return show(desk.card("not_ready"))
    walk: dict[str, Any] = desk.draft.state.get(WALK) or {}
    if revision is None or position is None or not walk:
        return _shown(desk, _begun(desk, pack), 0)
    turn = _turn(desk, pack, walk)
    if revision != str(walk["revision"]):
        return _shown(desk, turn, walk["revision"])
    return _step(desk, turn, walk["revision"], position, desk.visit.values)


def _step(desk: Desk, turn: Turn, revision: int, position: str, values: FormValues | None) -> Said:
    if position == "on":
        return _shown(desk, _skipped(turn), revision + 1)
    buttons = path.card_of(turn).buttons
    if not position.isdecimal() or int(position) >= len(buttons):
        return _shown(desk, turn, revision)
    action = buttons[int(position)].action
    form = path.form_of(turn, action) if values is None else None
    if form is not None:
        return (AskPage(form, f"/content/preview/{revision}/{position}"),)
    moved = path.act(turn, action, values)
    if any(isinstance(effect, Close) for effect in moved.effects):
        return show(desk.card("walked", rows=((desk.button("again", "preview"), desk.button("back", "home")),)))
    return _shown(desk, moved, revision + 1)


def _skipped(turn: Turn) -> Turn:
    """As if the clock had reached the end of the step."""
    playing = turn.state.playing
    if playing is None or playing.ends_at is None:
        return turn
    return running.on_clock(replace(turn, now=playing.ends_at))


def _begun(desk: Desk, pack: Pack) -> Turn:
    person = Person(user_id=desk.author, created_at=desk.visit.now)
    topic = pack.topic_by_id[pack.info.default_topic]
    return Turn(pack, topic, person, State(), desk.visit.now, keeps=False, unreviewed=not pack.reviewed)


def _turn(desk: Desk, pack: Pack, walk: Mapping[str, Any]) -> Turn:
    begun = _begun(desk, pack)
    topic = pack.topic_by_id.get(walk["topic"], begun.topic)
    person = _PEOPLE.validate_python(walk["person"])
    return replace(begun, topic=topic, person=person, state=State.model_validate(walk["state"]))


def _shown(desk: Desk, turn: Turn, revision: int) -> Said:
    assert desk.draft is not None
    walk = {
        "revision": revision,
        "topic": turn.topic.id,
        "person": _PEOPLE.dump_python(turn.person, mode="json"),
        "state": turn.state.model_dump(mode="json"),
    }
    versions.save_draft(desk.visit.tx, replace(desk.draft, state={**desk.draft.state, WALK: walk}))
    return show(_as_page(desk, turn, path.card_of(turn), revision))


def _as_page(desk: Desk, turn: Turn, card: Card, revision: int) -> Card:
    """The member's card with buttons that lead through the preview; pages beside it stay out."""
    position, rows = -1, list[tuple[Button, ...]]()
    for row in card.rows:
        mapped: list[Button] = []
        for button in row:
            position += 1
            leads = not button.action.startswith(("/", "open"))
            action = f"/content/preview/{revision}/{position}" if leads else f"/content/preview/{revision}/x{position}"
            mapped.append(replace(button, action=action, disabled=button.disabled or not leads))
        rows.append(tuple(mapped))
    playing = turn.state.playing
    own = (desk.button("leave", "home"),)
    if turn.state.node == "play" and playing is not None and playing.ends_at is not None:
        own = (desk.button("skip_timer", f"preview/{revision}/on", "primary"), *own)
    if len(rows) < 5:
        rows.append(own)
    elif len(rows[-1]) + len(own) <= 5:
        rows[-1] = (*rows[-1], *own)
    return replace(card, rows=tuple(rows), small=desk.text("preview_small"), notify=None)
