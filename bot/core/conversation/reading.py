"""Typed text: danger acts at once; anything else only pre-selects an answer that the member confirms."""

import re

from bot.core.content.base import LEVELS, Level
from bot.core.content.safety import Danger
from bot.core.conversation import asking, urgent
from bot.core.conversation.turn import Turn
from bot.core.effects import StopTimers
from bot.core.screen import Finding

_WORD = re.compile(r"[^\W_]+")
_DENIED = frozenset(("no", "not", "never", "without", "isnt", "dont", "didnt", "havent", "hasnt", "wasnt", "arent"))
_SCOPE = 4
"""How many words before a phrase a denial reaches."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, apostrophes gone, so that "can't" and "cant" are one."""
    return tuple(_WORD.findall(text.lower().replace("'", "").replace("’", "")))


def _places(phrase: tuple[str, ...], words: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [at for at in range(len(words) - size + 1) if words[at : at + size] == phrase] if size else []


def _affirmed(phrase: str, words: tuple[str, ...]) -> bool:
    """Whether the phrase stands in the words without a denial shortly before it."""
    parts = words_of(phrase)
    return any(_DENIED.isdisjoint(words[max(0, at - _SCOPE) : at]) for at in _places(parts, words))


def dangers(turn: Turn, text: str) -> tuple[Danger, ...]:
    """The kinds of danger that the text names."""
    words = words_of(text)
    return tuple(
        danger for danger in turn.pack.safety.danger if any(_affirmed(phrase, words) for phrase in danger.phrases)
    )


def options_found(turn: Turn, text: str) -> dict[str, tuple[str, ...]]:
    """The answers that the text points to, by question."""
    words = words_of(text)
    found: dict[str, tuple[str, ...]] = {}
    for question in turn.topic.questions:
        options = tuple(
            option.id
            for option in question.options
            if any(_places(words_of(phrase), words) for phrase in option.phrases)
        )
        if options:
            found[question.id] = options if question.kind == "many" else options[:1]
    return found


def read_into(turn: Turn, text: str) -> Turn:
    """The conversation after the member wrote this."""
    named = dangers(turn, text)
    if any(danger.level == "crisis" for danger in named):
        return turn.emit(StopTimers()).to("crisis", playing=None)
    levels: list[tuple[Level, Danger]] = [(danger.level, danger) for danger in named if danger.level != "crisis"]
    if levels:
        level = LEVELS[max(LEVELS.index(level) for level, _ in levels)]
        causes = frozenset(danger.cause for at, danger in levels if at == level and danger.cause)
        return urgent.show(turn, Finding(level=level, causes=causes), None, from_text=True)
    found = {name: options for name, options in options_found(turn, text).items() if name not in turn.state.answers}
    if not found:
        return turn.with_state(note="type.not_understood")
    return asking.proceed(turn.with_state(found=found, note=None))


def prefilled(turn: Turn, text: str) -> Turn:
    """A new conversation that began with a message: danger now, answers kept for when their question comes."""
    named = dangers(turn, text)
    if named:
        return read_into(turn, text)
    return turn.with_state(found=options_found(turn, text))
