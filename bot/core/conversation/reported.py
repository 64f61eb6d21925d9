"""What a check-in that came by itself leads to: rest from pressing, or the questions again.

Source: the evidence pack, sections 2.3 (worse) and 5 (worsening triggers).
"""

from datetime import timedelta

from bot.core.conversation import asking, checking, hello, screening
from bot.core.conversation.turn import Turn
from bot.core.worsening import Trigger

LATELY = timedelta(hours=1)
"""Within this after the questions were passed, no strength brings them again; an answer about something new does."""


def worse(turn: Turn) -> tuple[Turn, bool]:
    """They feel worse than last time: no pressing for two days, for longer where it is not the first time running; and
    whether the questions come.
    """
    return checking.at_once(checking.after_worse(turn)), checking.worse_in_a_row(turn) >= 2


def dropped(turn: Turn) -> Turn:
    """Much worse than usual: no pressing until the questions would be asked anyway."""
    return checking.at_once(checking.earning(turn, {"no_pressure": turn.now + checking.SCREEN}))


def asked_lately(turn: Turn) -> bool:
    """Whether the questions were passed so short a while ago that a number alone brings them not again."""
    screened = turn.person.screened_at
    return screened is not None and turn.now - screened < LATELY


def questions(turn: Turn, why: Trigger | str, strength: int | None) -> Turn:
    """All questions anew, with one line on why; nothing leads past them, also where this is left now. Under a stop that
    a clinician has to look at, its own question comes first.
    """
    answers = turn.state.answers if strength is None else {**turn.state.answers, asking.STRENGTH: strength}
    due = turn.with_person(screened_at=None).with_state(answers=answers)
    begun = hello.start(due) if due.person.hold else screening.begin(due)
    return begun.with_state(note=why)
