"""The conversation's use cases: open it, press, send a form, write, and fall back where a DM is refused."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cards import Card, FormValues
from bot.core.conversation import checking, crisis, hello, path, reading, running, urgent
from bot.core.conversation.plan_days import OPEN_EVERY_DAY
from bot.core.conversation.saying import said_while_running
from bot.core.conversation.turn import Turn
from bot.core.effects import Ask, Direct, Show, Spoken, StopTimers
from bot.core.records import Surface
from bot.flows.env import Env, Who
from bot.flows.loading import Scene, current, fresh, scene
from bot.flows.prompt_typed import typed
from bot.flows.storing import direct, edit, put_away, show, store
from bot.storage import sessions
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
PLAYING = ("play", "stoplist")
TAKEN_UP_AFTER = timedelta(hours=12)
AS_IT_WAS = ("check", "diary", "urgent", "held", "done", "closed")
"""Cards that mean the same half a day later."""
LOOKED_AFTER = ("hello", "hold", "held", "new", "q", "each", "urgent")
"""Cards that ask or tell already what someone in trouble has to be asked or told."""


def open_session(
    tx: Tx, env: Env, now: datetime, who: Who, *, surface: Surface, topic: str | None = None, text: str | None = None
) -> Said:
    """Show where the session is, or begin one; `text` is a message of their own that they chose."""
    here = current(tx, env, now, who)
    if here is not None and here.turn.state.unseen:
        return (show(store(tx, now, here, _unread(here.turn, text), surface=surface)),)
    if here is None or _rests(here):
        return begin(tx, env, now, who, surface=surface, topic=topic, text=text)
    turn = _taken_up(here, now)
    moved = read(turn, text) if text else turn
    there = store(tx, now, here, moved, surface=surface)
    return (show(there), *(off_the_tool(here, there) if text else ()))


def _unread(turn: Turn, text: str | None) -> Turn:
    """The card that a message in public made ready comes first; other words wait, unless they are urgent, too."""
    opened = urgent.seen(turn)
    return read(opened, text) if text and reading.is_urgent(opened, text) else opened


def _rests(here: Scene) -> bool:
    """Whether what is open is only waiting at a card without a way on, so that a new start is meant. An urgent card
    is shown again until its hour is over.
    """
    return here.turn.state.node.partition(":")[0] in ("held", "barred", "open", "today", "hello")


def _taken_up(here: Scene, now: datetime) -> Turn:
    """The turn as it is; after half a day the questions that every start asks come first, the other answers stay."""
    if now - here.session.updated_at < TAKEN_UP_AFTER or here.turn.state.node.partition(":")[0] in AS_IT_WAS:
        return here.turn
    turn = checking.saved(here.turn)
    answers = {name: value for name, value in turn.state.answers.items() if name not in OPEN_EVERY_DAY}
    cleared = turn.with_state(answers=answers, playing=None, parked=None, easing_from=None, screen=None, played=())
    return hello.start(cleared.emit(StopTimers()))


def begin(
    tx: Tx, env: Env, now: datetime, who: Who, *, surface: Surface | None, topic: str | None, text: str | None = None
) -> Said:
    """A new session and its first card."""
    here = current(tx, env, now, who)
    words = _words_before(here)
    put_away(tx, now, here)
    new = fresh(tx, env, now, who, surface=surface, topic=topic)
    turn = hello.start(new.turn.with_state(**words))
    return (show(store(tx, now, new, read(turn, text) if text else turn, surface=surface)),)


def _words_before(here: Scene | None) -> dict[str, object]:
    """What a mention pointed to or left open, kept in a session that nobody has opened yet."""
    unopened = here is not None and here.turn.state.node == "hello"
    return {"found": here.turn.state.found, "likely": here.turn.state.likely} if here and unopened else {}


def read(turn: Turn, text: str) -> Turn:
    """The turn after this text was read: danger first, then answers to be confirmed when their question comes."""
    running_on = said_while_running(turn, text)
    if running_on is not None:
        return running_on
    if reading.is_urgent(turn, text):
        return reading.read_into(turn, text)
    return reading.written(turn, text)


def press(
    tx: Tx,
    env: Env,
    now: datetime,
    who: Who,
    *,
    session_id: int,
    revision: int,
    position: int,
    surface: Surface,
    anyway: str | None = None,
) -> Said:
    """A button: by its position on the card of this revision. An old card shows the present one again, unless
    `anyway` names what whoever is in trouble must not have to press twice.
    """
    if anyway == "wrong" and sessions.get(tx, session_id) is None:
        return _asked_anew(tx, env, now, who, surface)
    here = _theirs(tx, env, now, who, session_id, surface)
    if not isinstance(here, Scene):
        return here
    turn = _where_the_clock_says(_taken_up(here, now))
    if revision != here.session.revision or turn is not here.turn:
        return _on_old_card(tx, now, here, turn, surface, anyway)
    buttons = path.card_of(here.turn).buttons
    if position >= len(buttons):
        return _again(tx, here, surface)
    action = buttons[position].action
    form = path.form_of(here.turn, action)
    if form is not None:
        sessions.set_surface(tx, session_id, surface)
        return (Ask(form, session_id, revision, position),)
    return acted(tx, now, here, path.act(here.turn, action), surface)


def _where_the_clock_says(turn: Turn) -> Turn:
    """A step that is over is over for a press, too, although its timer was not carried out yet."""
    playing = turn.state.playing
    if turn.state.node != "play" or playing is None or playing.phase != "running":
        return turn
    return running.on_clock(turn) if playing.ends_at is not None and playing.ends_at <= turn.now else turn


def _on_old_card(tx: Tx, now: datetime, here: Scene, turn: Turn, surface: Surface, anyway: str | None) -> Said:
    after = _in_trouble(turn, anyway) if anyway else turn
    return _again(tx, here, surface) if after is here.turn else acted(tx, now, here, after, surface)


def _in_trouble(turn: Turn, action: str) -> Turn:
    """What these actions mean now, wherever the conversation has gone meanwhile; nothing where it is over."""
    node = turn.state.node.partition(":")[0]
    if node == "play" or (node == "stoplist" and action == "stop"):
        return path.act(turn, action)
    if action == "wrong" and node not in LOOKED_AFTER:
        return running.to_questions(turn).with_state(note="check.new_note")
    return turn


def _asked_anew(tx: Tx, env: Env, now: datetime, who: Who, surface: Surface) -> Said:
    """Something feels wrong, and the session of that card is over: what runs now stops, or the questions begin."""
    here = current(tx, env, now, who)
    if here is None:
        here = fresh(tx, env, now, who, surface=surface)
        turn = hello.start(here.turn)
    else:
        turn = urgent.seen(here.turn) if here.turn.state.unseen else here.turn
    return acted(tx, now, here, _in_trouble(turn, "wrong"), surface)


def submit(
    tx: Tx,
    env: Env,
    now: datetime,
    who: Who,
    *,
    session_id: int,
    revision: int,
    position: int,
    values: FormValues,
    surface: Surface,
) -> Said:
    """A form that came back, under the position of the button that opened it."""
    here = _theirs(tx, env, now, who, session_id, surface)
    if not isinstance(here, Scene):
        return here
    taken_up = _taken_up(here, now)
    if taken_up is not here.turn:
        return acted(tx, now, here, taken_up, surface)
    buttons = path.card_of(here.turn).buttons
    if revision != here.session.revision or position >= len(buttons):
        return _again(tx, here, surface)
    return acted(tx, now, here, path.act(here.turn, buttons[position].action, values), surface)


def _theirs(tx: Tx, env: Env, now: datetime, who: Who, session_id: int, surface: Surface) -> Scene | Said:
    """The session if it is there and this person's; otherwise the card that says so, or the one that waits unopened."""
    session = sessions.get(tx, session_id)
    if session is None or not session.open:
        return (Show(_plain(env, "finished")),)
    if session.user_id != who.user_id:
        return (Show(_plain(env, "not_yours"), fresh=True),)
    here = scene(tx, env, now, session, who.direct)
    if here is None:
        return (Show(_plain(env, "finished")),)
    if here.turn.state.unseen and not crisis.lets_pass(here.turn):
        return acted(tx, now, here, urgent.seen(here.turn), surface)
    return here


def _plain(env: Env, key: str) -> Card:
    texts = env.pack.texts
    return Card(texts[f"{key}.title"], (texts[f"{key}.body"],))


def _again(tx: Tx, here: Scene, surface: Surface) -> Said:
    sessions.set_surface(tx, here.session.id, surface)
    return (show(replace(here, session=replace(here.session, surface=surface))),)


def acted(tx: Tx, now: datetime, here: Scene, after: Turn, surface: Surface) -> Said:
    """Store the step and answer; a routine that needs it goes on by direct message."""
    there = store(tx, now, here, after, surface=surface)
    if surface.kind != "dm" and _moves_to_direct(here.turn, there.turn):
        buzzes = there.turn.state.playing is not None and there.turn.state.playing.buzz
        sent = Card(after.text("direct.title"), (after.text("direct.buzz" if buzzes else "direct.body"),))
        return (Show(sent), direct(there))
    return (show(there),)


def _moves_to_direct(before: Turn, after: Turn) -> bool:
    playing = after.state.playing
    if playing is None or not playing.direct or after.state.node not in PLAYING:
        return False
    was = before.state.playing
    return was is None or not was.direct or was.routine != playing.routine or before.state.node not in PLAYING


def say(tx: Tx, env: Env, now: datetime, who: Who, *, text: str, message_id: str) -> Said:
    """A direct message: read, and answered with the card of where the conversation is then."""
    here = current(tx, env, now, who)
    if here is not None and here.turn.state.unseen:
        return (direct(store(tx, now, here, _unread(here.turn, text), surface=None), "notify.reply"),)
    if here is None or _rests(here):
        answered = typed(tx, env, now, who, text, message_id)
        if answered is not None:
            return answered
        if reading.is_small_talk(env.pack, text):
            plain = replace(_plain(env, "small_talk"), notify=env.pack.texts["notify.reply"])
            return (Direct(who.user_id, plain, f"m{message_id}", surface=False),)
        put_away(tx, now, here)
        new = fresh(tx, env, now, who, surface=None)
        return (direct(store(tx, now, new, read(hello.start(new.turn), text), surface=None), "notify.reply"),)
    there = store(tx, now, here, read(_taken_up(here, now), text), surface=None)
    return (*off_the_tool(here, there), direct(there, "notify.reply"))


def off_the_tool(before: Scene, there: Scene) -> Said:
    """A routine that words have ended is ended on its own card, too: nobody may go on holding by an old card."""
    at_rest = there.turn.state.node not in PLAYING or there.turn.aside in ("self", "done", "quiet")
    ended = before.turn.state.node in PLAYING and at_rest
    old = before.session.surface
    if not ended or old is None:
        return ()
    moved = there.session.surface != old
    return (edit(there, at=old if moved else None),)


def dm_failed(tx: Tx, env: Env, now: datetime, who: Who, *, session_id: int | None, surface: Surface | None) -> Said:
    """Direct messages are closed: the routine runs in the private answer, with every step's clock time written out."""
    session = sessions.get(tx, session_id) if session_id is not None else None
    here = scene(tx, env, now, session, False) if session else None
    if here is None or here.turn.state.playing is None:
        return ()
    playing = here.turn.state.playing.changed(direct=False, buzz=False, clock_times=True)
    turn = here.turn.with_state(playing=playing).with_person(mode="quiet")
    there = store(tx, now, here, running.timed(turn), surface=surface)
    return (show(there) if surface is not None else edit(there),)
