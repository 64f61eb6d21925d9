"""What is written while a routine runs: stop, pause, next, and that something is wrong."""

from bot.core.conversation import reading, running
from bot.core.conversation.turn import Turn

_ACTIONS = {"wrong": "wrong", "stop": "stop", "pause": "pause"}


def said_while_running(turn: Turn, text: str) -> Turn | None:
    """The routine after these words; None where they are about something else."""
    playing = turn.state.playing
    if turn.state.node != "play" or playing is None:
        return None
    heard = reading.heard(turn, text)
    if heard.label == "crisis" or (heard.label == "red_flag" and heard.urgency in ("emergency", "same_day")):
        return None
    command = "wrong" if heard.label == "red_flag" else reading.reader_of(turn.pack).command(text)
    if command == "next":
        action = {"paused": "resume", "away": "go_on", "wrong": "resume"}.get(playing.phase)
        return running.act_play(turn, action or ("ready" if playing.phase == "ready" else "skip"))
    return running.act_play(turn, _ACTIONS[command]) if command in _ACTIONS else None
