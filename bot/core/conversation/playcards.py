"""The cards of a running routine: getting into position, holding, pausing, and coming back from an absence."""

from datetime import datetime, timedelta

from bot.core.cards import Button, Card
from bot.core.conversation import running
from bot.core.conversation.turn import Turn, bullets, card
from bot.core.player.playing import Playing
from bot.core.player.timeline import PlayedStep

Row = tuple[Button, ...]


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


def _ways(turn: Turn, first: bool) -> tuple[Row, Row]:
    moves = (turn.button("play.back", "back"),) if not first else ()
    return (
        (*moves, turn.button("play.skip", "skip"), *_ease(turn)),
        (turn.button("play.wrong", "wrong", "danger"), turn.button("play.stop", "stop")),
    )


def _buzzing(turn: Turn) -> Row:
    """Asked where there is time for it: in position, or paused."""
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
    row = (turn.button("play.ready", "ready", "success"), *_buzzing(turn))
    body = (not_today, kit, asked, *_said(turn, _step(turn, playing)), *_times(turn, playing))
    return card(turn, _title(turn, playing), *body, rows=(row, *_ways(turn, first)), small=lost, notify="notify.next")


def _running(turn: Turn, playing: Playing) -> Card:
    step = _step(turn, playing)
    assert playing.ends_at is not None
    cap = turn.text("play.cap", seconds=step.seconds) if step.pressure else ""
    ceiling = turn.text("play.ceiling", ceiling=step.ceiling) if step.kind in ("hold", "move") else ""
    check = _check(turn, step, playing)
    until = turn.text(
        "play.until",
        seconds=_spoken_length(turn, step.seconds),
        breaths=step.breaths,
        end=stamp(playing.ends_at, "T"),
        left=stamp(playing.ends_at, "R"),
    )
    kind = turn.text(f"play.kind_{step.kind}")
    row = (turn.button("play.pause", "pause", "primary"),)
    if playing.clock_times:
        row = (turn.button("play.next", "skip", "success"), *row)
    body = (kind, *_said(turn, step), until, cap, ceiling, check, *_times(turn, playing))
    first = playing.index == 0
    return card(turn, _title(turn, playing), *body, rows=(row, *_ways(turn, first)), small=_screen_on(turn, playing))


def _spoken_length(turn: Turn, seconds: int) -> str:
    if seconds < 120 or seconds % 60:
        return turn.text("play.seconds", seconds=seconds)
    return turn.text("play.minutes", minutes=seconds // 60)


def _check(turn: Turn, step: PlayedStep, playing: Playing) -> str:
    if step.check_at is None or not step.check_text:
        return ""
    return turn.text(
        "play.check", at=stamp(playing.since + timedelta(seconds=step.check_at), "t"), text=step.check_text
    )


def _screen_on(turn: Turn, playing: Playing) -> str:
    return turn.text("play.buzzing" if playing.buzz else "play.screen_on")


def _times(turn: Turn, playing: Playing) -> tuple[str, ...]:
    """DMs are closed: the clock time at which each of the next steps begins, if nothing waits in between."""
    if not playing.clock_times:
        return ()
    steps = running.steps_of(turn)
    at = playing.ends_at or turn.now
    lines: list[str] = []
    for step in steps[playing.index + 1 : playing.index + 5]:
        lines.append(f"{stamp(at, 'T')} {step.text}")
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
    return () if turn.state.easing_from else (turn.button("play.ease", "ease"),)


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
