"""The cards of a running routine: getting into position, holding, pausing, and coming back from an absence."""

from datetime import datetime, timedelta

from bot.core.cards import Button, Card
from bot.core.conversation import running
from bot.core.conversation.turn import Turn, bullets, card
from bot.core.player.playing import Playing
from bot.core.player.timeline import PlayedStep

Row = tuple[Button, ...]

MOST_BREATHED = 120
"""Seconds up to which a length is said in breaths as well."""

MOST_TIMES = 2400
"""Characters for the times of the steps to come; with the rest of the card that stays within Discord's 4,000."""


def play_card(turn: Turn) -> Card:
    """The card of the present phase."""
    playing = turn.state.playing
    assert playing is not None
    faces = {"ready": _ready, "running": _running, "paused": _paused, "away": _away, "wrong": _wrong}
    shown = faces.get(playing.phase, _paused)(turn, playing)
    if playing.needs_tap:
        tap = ((turn.button("play.here", "here", "primary"),), *shown.rows)
        return Card(shown.title, (turn.text("play.needs_tap"), *shown.body), tap, "notice", shown.small, shown.notify)
    return shown


def _title(turn: Turn, playing: Playing) -> str:
    steps = running.steps_of(turn)
    at = min(playing.index + 1, len(steps))
    return turn.text("play.title", name=running.routine_of(turn).name, at=at, of=len(steps))


def _ways(turn: Turn, playing: Playing) -> tuple[Row, Row]:
    """What stops comes before what moves, so that the thumb finds it. Where Next stands, it is what skips."""
    has_next = playing.clock_times and playing.phase == "running"
    skip = () if has_next else (turn.button("play.skip", "skip"),)
    moves = (turn.button("play.back", "back"),) if playing.index else ()
    return (
        (turn.button("play.wrong", "wrong", "danger"), turn.button("play.stop", "stop")),
        (*moves, *skip, *_ease(turn)),
    )


def _buzzing(turn: Turn) -> Row:
    """Asked where there is time for it: in position, or paused; not where DMs are closed, which is how it buzzes."""
    if turn.state.playing is not None and turn.state.playing.clock_times:
        return ()
    buzzes = turn.state.playing is not None and turn.state.playing.buzz
    return (turn.button("play.quiet", "quiet") if buzzes else turn.button("play.buzz", "buzz"),)


def _step(turn: Turn, playing: Playing) -> PlayedStep:
    return running.steps_of(turn)[playing.index]


def _said(turn: Turn, step: PlayedStep) -> tuple[str, ...]:
    """The step's text with its side and round."""
    side = turn.text(f"play.side_{step.side}_{running.routine_of(turn).first_side}") if step.side else ""
    turns = turn.text("play.round", at=step.round, of=step.rounds) if step.rounds > 1 else ""
    top = " · ".join(part for part in (side, turns) if part)
    return tuple(part for part in (top, f"**{step.text}**") if part)


def _ready(turn: Turn, playing: Playing) -> Card:
    first = playing.index == 0
    routine = running.routine_of(turn)
    not_today = turn.text("play.not_today", lines="; ".join(routine.not_today)) if first and routine.not_today else ""
    asked = turn.text("play.asked") if playing.asked else ""
    kit = turn.text("result.kit", kit=routine.kit) if first and not asked else ""
    lost = turn.text("play.lost") if first else None
    no_dm = turn.text("play.no_dm_ready") if playing.clock_times else ""
    row = (turn.button("play.ready", "ready", "success"), *_buzzing(turn))
    body = (not_today, kit, asked, *_said(turn, _step(turn, playing)), no_dm)
    return card(turn, _title(turn, playing), *body, rows=(row, *_ways(turn, playing)), small=lost, notify="notify.next")


def _running(turn: Turn, playing: Playing) -> Card:
    step = _step(turn, playing)
    assert playing.ends_at is not None
    cap = turn.text("play.cap", seconds=step.seconds) if step.pressure else ""
    row = (turn.button("play.pause", "pause", "primary"),)
    if playing.clock_times:
        row = (turn.button("play.next", "skip", "success"), *row)
    body = (*_said(turn, step), _until(turn, step, playing.ends_at), cap, _ceiling(turn, step), *_times(turn, playing))
    return card(turn, _title(turn, playing), *body, rows=(row, *_ways(turn, playing)), small=_screen_on(turn, playing))


def _until(turn: Turn, step: PlayedStep, ends_at: datetime) -> str:
    """How long, when it ends, and in breaths where somebody would count them: not on a walk, and not for long."""
    breathed = step.seconds <= MOST_BREATHED and (step.kind != "move" or step.pressure)
    key = ("play.until_breath" if step.breaths == 1 else "play.until_breaths") if breathed else "play.until"
    return turn.text(
        key,
        seconds=_spoken_length(turn, step.seconds),
        breaths=step.breaths,
        end=stamp(ends_at, "T"),
        left=stamp(ends_at, "R"),
    )


def _ceiling(turn: Turn, step: PlayedStep) -> str:
    """How hard at most: effort and pain apart where effort counts; how to ease off where nothing presses."""
    if step.kind not in ("hold", "move"):
        return ""
    routine = running.routine_of(turn)
    if routine.scale == "effort" and routine.pain_ceiling is not None:
        return turn.text("play.ceiling_effort", ceiling=step.ceiling, pain=routine.pain_ceiling)
    return turn.text("play.ceiling" if step.pressure else "play.ceiling_easy", ceiling=step.ceiling)


def _spoken_length(turn: Turn, seconds: int) -> str:
    if seconds < 120 or seconds % 60:
        return turn.text("play.seconds", seconds=seconds)
    return turn.text("play.minutes", minutes=seconds // 60)


def _screen_on(turn: Turn, playing: Playing) -> str:
    return turn.text("play.buzzing" if playing.buzz else "play.screen_on")


def _times(turn: Turn, playing: Playing) -> tuple[str, ...]:
    """DMs are closed: the clock time at which each step to come begins, if nothing waits in between."""
    if not playing.clock_times:
        return ()
    at, lines, room = playing.ends_at or turn.now, list[str](), MOST_TIMES
    for step in running.steps_of(turn)[playing.index + 1 :]:
        line = f"{stamp(at, 'T')} {step.text}"
        room -= len(line) + 3
        if room < 0:
            break
        lines.append(line)
        at += timedelta(seconds=step.seconds)
    return (turn.text("play.no_dm"), bullets(lines)) if lines else (turn.text("play.no_dm"),)


def stamp(at: datetime, style: str) -> str:
    """Discord's own time mark, shown in the reader's zone."""
    return f"<t:{round(at.timestamp())}:{style}>"


def _paused(turn: Turn, playing: Playing) -> Card:
    row = (turn.button("play.resume", "resume", "success"), turn.button("play.stop", "stop"), *_buzzing(turn))
    ways = (turn.button("play.wrong", "wrong", "danger"), *_ease(turn))
    return card(turn, _title(turn, playing), turn.text("play.paused"), rows=(row, ways))


def _ease(turn: Turn) -> Row:
    """Breathing, unless it runs already."""
    playing = turn.state.playing
    eases = playing is not None and playing.routine == turn.pack.info.ease.routine
    return () if eases or turn.state.easing_from else (turn.button("play.ease", "ease"),)


def _away(turn: Turn, playing: Playing) -> Card:
    row = (
        turn.button("play.go_on", "go_on", "success"),
        turn.button("play.again", "again"),
        turn.button("play.stop", "stop"),
    )
    text = turn.text("play.away", since=stamp(playing.since, "t"))
    ways = (turn.button("play.wrong", "wrong", "danger"), *_ease(turn))
    return card(turn, _title(turn, playing), text, rows=(row, ways), tone="notice")


def _wrong(turn: Turn, playing: Playing) -> Card:
    row = (turn.button("play.ask", "ask", "primary"), turn.button("play.mistake", "resume"))
    return card(turn, turn.text("play.wrong_title"), turn.text("play.wrong_body"), rows=(row,), tone="urgent")


def stoplist_card(turn: Turn) -> Card:
    """What ends a routine at once; once a day, before the first hold."""
    daily = tuple(Button(choice.label, f"daily:{at}") for at, choice in enumerate(turn.pack.safety.daily))
    row = (turn.button("stoplist.go", "go", "success"), *daily, turn.button("play.stop", "stop"), *_ease(turn))
    lines = bullets(list(turn.pack.safety.stop_list))
    return card(turn, turn.text("stoplist.title"), lines, rows=(row,), tone="notice")
