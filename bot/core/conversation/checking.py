"""The check-in in three taps, what "worse" leads to, and the question whether to keep a diary.

Source: the evidence pack, sections 2.3 and 5.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.core.cards import Button, Card
from bot.core.conversation import asking, plan_days, running, screening
from bot.core.conversation.turn import Turn, card, in_rows
from bot.core.decision.limits import merge
from bot.core.effects import Close, Record

TWO_DAYS = timedelta(days=2)
SCREEN = timedelta(days=28)
FOR_GOOD = timedelta(days=36500)
AFTER_PRESSING = timedelta(days=7)
"""So long after pressing a sign counts as come from it. The evidence names no time; this is on the careful side."""
STOP = "stop:"
"""How a stop is marked among what check-ins brought."""


def after_routine(turn: Turn, done: str, stopped: bool = False) -> Turn:
    """The next of today's routines, or the check-in; after "Ease it now", back to where it was pressed."""
    if turn.state.easing_from is not None:
        return running.eased(turn)
    playing = turn.state.playing
    played = (*turn.state.played, playing.routine) if playing else turn.state.played
    whole = done if turn.state.at == 0 or turn.state.done == done else "part"
    turn = turn.with_state(played=played, done=whole)
    if not stopped and turn.state.at + 1 < len(turn.state.items):
        return turn.to("next", at=turn.state.at + 1)
    return turn.to("check:after")


def next_card(turn: Turn) -> Card:
    """One routine is done; another stands on today's part."""
    item = turn.state.items[turn.state.at]
    routine = turn.pack.routine_by_id[item.routine or ""]
    row = (
        turn.button("next.go", "go", "success"),
        turn.button("next.enough", "enough"),
        turn.button("button.ease", "ease"),
    )
    return card(turn, turn.text("next.title"), turn.text("next.body", name=routine.name), rows=(row,))


def act_next(turn: Turn, action: str) -> Turn:
    """Go on, or leave it at that."""
    if action == "go":
        return running.begin_item(turn)
    return turn.to("check:after", done="part") if action == "enough" else turn


def check_card(turn: Turn) -> Card:
    """One of the three taps."""
    kind = turn.state.node.partition(":")[2]
    if kind == "after":
        rows = in_rows(tuple(Button(str(number), f"is:{number}") for number in range(11)), 4)
        return card(turn, turn.text("check.after_title"), turn.text("check.after_body"), rows=rows)
    keys = ("easier", "same", "worse") if kind == "feel" else ("no", "not_sure", "yes")
    row = tuple(turn.button(f"check.{key}", f"is:{key}") for key in keys)
    return card(turn, turn.text(f"check.{kind}_title"), turn.text(f"check.{kind}_body"), rows=(row,))


def act_check(turn: Turn, action: str) -> Turn:
    """The answer, and the next tap."""
    kind = turn.state.node.partition(":")[2]
    word, _, value = action.partition(":")
    if word != "is":
        return turn
    if kind == "after" and value.isdigit() and 0 <= int(value) <= 10:
        return turn.to("check:feel", check=turn.state.check.model_copy(update={"after": int(value)}))
    if kind == "feel" and value in ("easier", "same", "worse"):
        return turn.to("check:new", check=turn.state.check.model_copy(update={"feel": value}))
    return _recorded(turn, value) if kind == "new" and value in ("no", "not_sure", "yes") else turn


def saved(turn: Turn) -> Turn:
    """What was done and said so far, logged before something else begins; as it is where there is nothing to log."""
    state, playing = turn.state, turn.state.parked or turn.state.playing
    begun = playing is not None and playing.held > 0 and (state.easing_from is None or state.parked is not None)
    if begun and playing is not None and playing.phase != "finished":
        played = tuple(dict.fromkeys((*state.played, playing.routine)))
        turn = turn.with_state(played=played, done="part")
    if turn.state.check.recorded or not turn.state.played:
        return turn
    logged = _logged(turn, None)
    return after_worse(logged).with_person(screened_at=None) if turn.state.check.feel == "worse" else logged


def _logged(turn: Turn, anything_new: str | None) -> Turn:
    state = turn.state
    before = state.answers.get("nrs")
    record = Record(
        before=before if isinstance(before, int) else None,
        after=state.check.after,
        feel=state.check.feel,
        anything_new=anything_new,
        done=state.done,
        routines=state.played,
        plan=state.row,
    )
    turn = turn.with_state(check=state.check.model_copy(update={"recorded": True})).emit(record)
    return plan_days.advanced(turn) if state.done != "none" else turn


def _recorded(turn: Turn, anything_new: str) -> Turn:
    """The check-in is a row from here on; what it says may lead back to the questions."""
    state = turn.state
    turn = _logged(turn, anything_new)
    if state.check.feel == "worse":
        return screening.begin(_as_it_is_now(after_worse(turn))).with_state(note="check.worse_note")
    if anything_new != "no":
        return screening.begin(_as_it_is_now(turn)).with_state(note="check.new_note")
    return ask_diary(turn)


def _as_it_is_now(turn: Turn) -> Turn:
    """What was planned counted on the strength before the routine; what comes next counts on the strength after it."""
    after = turn.state.check.after
    answers = turn.state.answers
    return turn if after is None else turn.with_state(answers={**answers, asking.STRENGTH: after})


def after_worse(turn: Turn) -> Turn:
    """Worse once: two days without pressing. The same routine twice: retired. Twice running: no pressing.
    A third time: only the gentle plan. Each holds over the questions that follow.
    """
    in_a_row = worse_in_a_row(turn)
    earlier = {routine for check in turn.history if check.feel == "worse" for routine in check.routines}
    retired = tuple(dict.fromkeys((*turn.person.retired, *(name for name in turn.state.played if name in earlier))))
    earned = {"no_pressure": turn.now + (SCREEN if in_a_row >= 2 else TWO_DAYS)}
    if in_a_row >= 3:
        earned[f"{STOP}gentle_only"] = turn.now + SCREEN
    return earning(turn, earned).with_person(retired=retired)


def worse_in_a_row(turn: Turn) -> int:
    """How many check-ins running said worse, after routines and by themselves, with the one that is given now."""
    told = [(check.at, check.feel) for check in turn.history]
    told += [(one.at, one.values["feel"]) for one in turn.reports if one.kind == "micro" and "feel" in one.values]
    in_a_row = 1
    for _, feel in sorted(told, key=lambda one: one[0], reverse=True):
        if feel != "worse":
            break
        in_a_row += 1
    return in_a_row


def earning(turn: Turn, ends: dict[str, datetime]) -> Turn:
    """With these among what check-ins brought, beside what still stands; the later end wins."""
    earned = dict(ends)
    for name, end in _earned(turn).items():
        earned[name] = max(end, earned.get(name, end))
    return turn.with_person(facts={**turn.person.facts, "earned": _stored(earned)})


def stored_ends(turn: Turn) -> dict[str, str]:
    """What check-ins brought and what still stands, as it is stored with the person."""
    return _stored(_earned(turn))


def _stored(ends: dict[str, datetime]) -> dict[str, str]:
    return {name: end.isoformat() for name, end in ends.items()}


def at_once(turn: Turn) -> Turn:
    """The limits that check-ins brought stand from now on, before any question is asked."""
    return turn.with_person(limits=merge(turn.person.limits, earned_limits(turn)))


def sore_after_pressing(turn: Turn, strength: int) -> Turn:
    """Two or more above where the last pressing ended, the day after it: two days without pressing."""
    last = turn.history[0] if turn.history else None
    pressed = turn.person.facts.get(plan_days.PRESSED)
    if last is None or last.after is None or not isinstance(pressed, str) or strength - last.after < 2:
        return turn
    since = (turn.today - date.fromisoformat(pressed)).days
    return at_once(earning(turn, {"no_pressure": turn.now + TWO_DAYS})) if since == 1 else turn


def pressing_over(turn: Turn, limits: Iterable[str]) -> Turn:
    """Something came after pressing that must not come again, such as blood in the pee: these limits for good."""
    pressed = turn.person.facts.get(plan_days.PRESSED)
    ends = dict.fromkeys(limits, turn.now + FOR_GOOD)
    if not ends or not isinstance(pressed, str) or turn.today - date.fromisoformat(pressed) > AFTER_PRESSING:
        return turn
    return earning(turn, ends)


def _earned(turn: Turn) -> dict[str, datetime]:
    """What earlier check-ins brought and what still stands, with its end."""
    stored = turn.person.facts.get("earned")
    if not isinstance(stored, dict):
        return {}
    ends = {str(name): datetime.fromisoformat(str(end)) for name, end in stored.items()}  # pyright: ignore
    return {name: end for name, end in ends.items() if end > turn.now}


def earned_limits(turn: Turn) -> dict[str, datetime]:
    """The limits that check-ins brought and that a new screen may not take away, with their ends."""
    return {name: end for name, end in _earned(turn).items() if not name.startswith(STOP)}


def earned_stop(turn: Turn) -> tuple[str | None, datetime | None]:
    """The stop that check-ins brought, with its end."""
    stops = ((name.removeprefix(STOP), end) for name, end in _earned(turn).items() if name.startswith(STOP))
    return next(stops, (None, None))


def ask_diary(turn: Turn) -> Turn:
    """The first time, whether to keep a diary; otherwise the end."""
    return turn.to("diary") if turn.person.diary == "unset" and turn.keeps else finish(turn)


def diary_card(turn: Turn) -> Card:
    """What is kept, for how long, how to delete it; not keeping is a full choice."""
    row = (turn.button("diary.keep", "keep", "success"), turn.button("diary.nothing", "nothing"))
    return card(turn, turn.text("diary.title"), turn.text("diary.body"), rows=(row,))


def act_diary(turn: Turn, action: str) -> Turn:
    """Keep or nothing."""
    if action == "keep":
        kept = turn.with_person(diary="keep", purge_at=None)
        return finish(plan_days.advanced(kept) if turn.state.done != "none" else kept)
    return finish(turn.with_person(diary="nothing")) if action == "nothing" else turn


def finish(turn: Turn) -> Turn:
    """The session ends here."""
    return turn.to("done").emit(Close())


def done_card(turn: Turn) -> Card:
    """Thanks, and what comes next; whoever keeps a diary can be asked by direct message how it goes."""
    keeps = turn.keeps and turn.person.diary == "keep"
    said = "done.kept" if keeps else "done.not_kept" if turn.keeps else "done.cannot_keep"
    rows = ((turn.button("done.checkins", "/checkins"),),) if keeps else ()
    return card(turn, turn.text("done.title"), turn.text(said), rows=rows)


def act_done(turn: Turn, action: str) -> Turn:
    """Nothing is left to press."""
    return turn
