"""A routine in the conversation: its first card, the presses on each step, and the clock's turn."""

from bot.core.content.condition import Fact
from bot.core.content.plan import PlanItem
from bot.core.content.routine import Routine
from bot.core.conversation import asking, checking, plan_days, screening
from bot.core.conversation.turn import Turn
from bot.core.decision.limits import merge, set_now, to_keep
from bot.core.decision.steps import Choice, choose
from bot.core.decision.table import find_stop, with_limits
from bot.core.effects import StartTimer, StopTimers
from bot.core.player import playing as rules
from bot.core.player.playing import Playing
from bot.core.player.timeline import needs_direct, timeline

Steps = rules.Steps


def limits_today(turn: Turn) -> frozenset[str]:
    """Every limit that stands now: kept ones and those of today's answers."""
    return turn.limits | set_now(turn.pack.safety, turn.facts)


def begin_item(turn: Turn) -> Turn:
    """Start the item of today's part that comes next."""
    return _begin(turn, turn.state.items[turn.state.at])


def _begin(turn: Turn, item: PlanItem) -> Turn:
    assert item.routine is not None
    choice = choose(turn.pack.routine_by_id[item.routine], item, limits_today(turn))
    steps = timeline(turn.pack.safety, choice)
    playing = Playing(
        routine=item.routine,
        parts=item.parts,
        level=choice.level,
        limits=choice.limits,
        since=turn.now,
        direct=needs_direct(steps) or turn.person.mode == "buzz",
        buzz=turn.person.mode == "buzz",
    )
    if steps[0].timed and _stop_list_due(turn):
        return turn.to("stoplist", playing=playing.model_copy(update={"index": -1}))
    return timed(turn.to("play", playing=rules.begin(playing, steps, turn.now)))


def _stop_list_due(turn: Turn) -> bool:
    return turn.person.stop_list_on != turn.today


def routine_of(turn: Turn) -> Routine:
    """The routine that is being played."""
    assert turn.state.playing is not None
    return turn.pack.routine_by_id[turn.state.playing.routine]


def steps_of(turn: Turn) -> Steps:
    """Its steps, the same after any restart: they follow from the pinned pack and the state alone."""
    playing = turn.state.playing
    assert playing is not None
    routine = turn.pack.routine_by_id[playing.routine]
    parts = frozenset(playing.parts or routine.default_parts)
    return timeline(turn.pack.safety, Choice(routine, parts, playing.level, playing.limits))


def timed(turn: Turn) -> Turn:
    """With the timer that this phase needs, in place of any other."""
    playing = turn.state.playing
    due = rules.due(playing) if playing is not None else None
    cleared = turn.emit(StopTimers())
    if playing is None or due is None:
        return cleared
    return cleared.emit(StartTimer("cue", "cue", due, {"seq": playing.seq}))


def moved(turn: Turn, playing: Playing) -> Turn:
    """The routine has moved; at its end comes the next one or the check-in."""
    if playing.phase != "finished":
        return timed(turn.with_state(playing=playing, node="play", note=None))
    done = rules.how_much(playing, steps_of(turn))
    return checking.after_routine(timed(turn.with_state(playing=playing)), done)


def act_play(turn: Turn, action: str) -> Turn:
    """A press while a routine is on."""
    playing, steps, now = turn.state.playing, steps_of(turn), turn.now
    assert playing is not None
    playing = playing.model_copy(update={"needs_tap": False})
    if action in ("ready", "skip") and _stop_list_due(turn) and _before_first_hold(playing, steps):
        return turn.to("stoplist").emit(StopTimers())
    moves = {
        "ready": rules.ready,
        "back": rules.back,
        "skip": rules.skip,
        "resume": rules.resume,
        "go_on": rules.go_on,
        "again": rules.again,
    }
    if action in moves:
        return moved(turn, moves[action](playing, steps, now))
    if action == "pause":
        return moved(turn, rules.pause(playing, now))
    if action == "wrong":
        return moved(turn, rules.pause(playing, now, "wrong"))
    if action == "ask" and playing.phase == "wrong":
        return to_questions(turn)
    if action == "here":
        return timed(turn.with_state(playing=playing))
    if action == "stop":
        return _stopped(turn, playing)
    if action in ("buzz", "quiet"):
        return _mode(turn, playing, action)
    return turn


def to_questions(turn: Turn) -> Turn:
    """Something feels wrong: what was done is logged, all questions are asked, and strength after them, anew."""
    logged = checking.saved(turn)
    answers = {name: value for name, value in logged.state.answers.items() if name not in plan_days.OPEN_EVERY_DAY}
    return screening.begin(logged.with_state(answers=answers))


def _before_first_hold(playing: Playing, steps: Steps) -> bool:
    """Whether what comes next runs on the clock. Skipping how to set up leads into the hold as well."""
    return playing.phase == "ready" and playing.index + 1 < len(steps) and steps[playing.index + 1].timed


def _stopped(turn: Turn, playing: Playing) -> Turn:
    done = rules.how_much(playing, steps_of(turn))
    halted = playing.changed(phase="finished", ends_at=None, left=None)
    return checking.after_routine(timed(turn.with_state(playing=halted)), "part" if done == "all" else done, True)


def _mode(turn: Turn, playing: Playing, mode: str) -> Turn:
    buzz = mode == "buzz"
    direct = buzz or needs_direct(steps_of(turn))
    changed = playing.changed(buzz=buzz, direct=direct)
    return timed(turn.with_person(mode=mode).with_state(playing=changed))


def act_stoplist(turn: Turn, action: str) -> Turn:
    """The stop list was read: on with the routine; or something of today bars it."""
    playing = turn.state.playing
    assert playing is not None
    if action == "go":
        read = turn.with_person(stop_list_on=turn.today)
        return moved(read, rules.enter(playing, steps_of(turn), playing.index + 1, turn.now))
    kind, _, at = action.partition(":")
    if kind == "daily":
        return _limited_today(turn, frozenset(turn.pack.safety.daily[int(at)].codes))
    return _stopped(turn, playing) if action == "stop" else turn


def _limited_today(turn: Turn, codes: frozenset[str]) -> Turn:
    """Drink or strong painkillers today: their limits stand from now, and the plan is made again under them."""
    facts: dict[str, Fact] = {**turn.facts, "codes": codes}
    kept = merge(turn.person.limits, to_keep(turn.pack.safety, facts, turn.now))
    freed = turn.with_person(limits=kept).with_state(playing=None, parked=None, easing_from=None, undo=None)
    return asking.proceed(freed.emit(StopTimers()))


def on_clock(turn: Turn) -> Turn:
    """The timer fell due, or the process came back: where the clock says."""
    playing = turn.state.playing
    if playing is None or turn.state.node != "play":
        return turn
    after = rules.tick(playing, steps_of(turn), turn.now)
    return moved(turn, after) if after is not playing else timed(turn)


def needs_tap(turn: Turn) -> Turn:
    """The private answer can be edited for a moment only: ask for a tap, which renews it."""
    playing = turn.state.playing
    if playing is None or turn.state.node not in ("play", "stoplist"):
        return turn
    return turn.with_state(playing=playing.model_copy(update={"needs_tap": True}))


def may_ease(turn: Turn) -> bool:
    """Whether breathing may open: no hold is on, and no stop stands that opens nothing."""
    if turn.person.hold or turn.person.screened_at is None:
        return False
    stop = find_stop(turn.pack, turn.topic, with_limits(turn.pack, turn.facts, turn.limits))
    breathing = turn.pack.info.ease.routine
    return stop is None or any(name.partition(":")[0] == breathing for name in stop.only)


def ease(turn: Turn) -> Turn:
    """Breathing now, whatever is on the screen; the way leads back there afterwards."""
    stop = find_stop(turn.pack, turn.topic, with_limits(turn.pack, turn.facts, turn.limits))
    own = stop.outcome.plan if stop and stop.outcome else ()
    plain = turn.pack.info.ease
    item = next((item for item in own if item.routine == plain.routine), plain)
    playing = turn.state.playing
    parked = rules.pause(playing, turn.now) if playing is not None and playing.phase != "finished" else playing
    return _begin(turn.with_state(easing_from=turn.state.node, parked=parked), item)


def eased(turn: Turn) -> Turn:
    """Back to where "Ease it now" was pressed."""
    node = turn.state.easing_from or "result"
    back = turn.with_state(easing_from=None, playing=turn.state.parked, parked=None)
    return timed(back.to(node, note="ease.back"))
