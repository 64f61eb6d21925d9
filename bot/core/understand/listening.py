"""Which part of a message speaks most for danger: what is about something else is left out, the rest read together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, log

from bot.core.understand.features import Piece
from bot.core.understand.model import Heard, Linear

RUN = 3
"""Pieces that are heard together."""
ELSEWHERE = 0.15
"""From this share on a sentence is about something else."""
FAR_ELSEWHERE = 0.8
"""The same for one with words that danger is made of: asleep, say."""
RARER = {"other_body": 0.7, "stuck_ql": 0.6, "crisis": -0.2}
"""Kinds that are rarer among the examples than among the messages of members, and by how much; or more frequent."""
DANGERS = ("red_flag", "crisis")


@dataclass(frozen=True, slots=True)
class Alarm:
    """How much speaks for danger rather than for anything else (over 0: more than half), which, and where."""

    score: float
    kind: str
    places: tuple[tuple[int, int], ...]
    heard: tuple[int, ...]
    """The pieces by number."""


def kept(model: Linear, said: Sequence[Piece], heard: Sequence[Heard]) -> list[int]:
    """The pieces that are not about something else; all of them, where none is left."""
    found = [number for number, piece in enumerate(said) if not _elsewhere(model, piece, heard[number])]
    return found or list(range(len(said)))


def _elsewhere(model: Linear, piece: Piece, heard: Heard) -> bool:
    return model.shares((heard,)).get("unrelated", 0.0) >= (FAR_ELSEWHERE if piece.topical else ELSEWHERE)


def alarm(model: Linear, said: Sequence[Piece], heard: Sequence[Heard]) -> Alarm:
    """The run of kept pieces that speaks most for danger."""
    numbers = kept(model, said, heard) if len(said) > 1 else [0]
    best: Alarm | None = None
    for first in range(max(1, len(numbers) - RUN + 1)):
        run = tuple(numbers[first : first + RUN])
        score, kind = danger(model, [heard[number] for number in run])
        if best is None or score > best.score:
            best = Alarm(score, kind, tuple((said[at].start, said[at].end) for at in run), run)
    assert best is not None
    return best


def danger(model: Linear, heard: Sequence[Heard]) -> tuple[float, str]:
    """How much speaks for danger rather than for anything else, and for which."""
    scores = {
        name: score + RARER.get(name, 0.0) for name, score in zip(model.classes, model.scores(heard), strict=True)
    }
    dangers = {name: scores.pop(name) for name in DANGERS if name in scores}
    if not dangers or not scores:
        return -30.0, DANGERS[0]
    return _joined(dangers.values()) - _joined(scores.values()), max(dangers, key=dangers.__getitem__)


def _joined(scores: Collection[float]) -> float:
    top = max(scores)
    return top + log(sum([exp(each - top) for each in scores]))
