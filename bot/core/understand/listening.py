"""Which part of a message speaks most for danger: what is about something else is left out, the rest read together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, log

from bot.core.understand.features import Piece
from bot.core.understand.model import Heard, Scorer, softmax

RUN = 3
"""Pieces that are heard together."""
ELSEWHERE = 0.15
"""From this share on a sentence is about something else."""
FAR_ELSEWHERE = 0.8
"""The same for one with words that danger is made of: asleep, say."""
ALONE = 3.0
"""How much more one piece by itself has to say than a run: what follows may take it back."""
MANY = 1.3
"""How much louder one of many runs has to be (times the logarithm of how many): some will be by chance."""
RARER = {"other_body": 1.2, "stuck_ql": 0.6, "negated_red_flag": 0.2, "crisis": 0.2}
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


def alarm(model: Scorer, said: Sequence[Piece], heard: Sequence[Heard]) -> Alarm:
    """The run of kept pieces that speaks most for danger; or one piece with words that danger is made of, which clearly
    speaks for it, whatever else is denied beside it.
    """
    each = [model.scores((one,)) for one in heard]
    numbers = _kept(model, said, each)
    runs = [tuple(numbers[first : first + RUN]) for first in range(max(1, len(numbers) - RUN + 1))]
    found: list[tuple[float, str, tuple[int, ...]]] = []
    for run in runs:
        scores = each[run[0]] if len(run) == 1 else model.scores([heard[number] for number in run])
        found.append((*danger(model, scores), run))
    for number in numbers if len(numbers) > 1 else ():
        if said[number].topical:
            score, kind = danger(model, each[number])
            found.append((score - ALONE, kind, (number,)))
    score, kind, run = max(found, key=lambda one: one[0])
    places = tuple((said[at].start, said[at].end) for at in run)
    return Alarm(score - MANY * log(len(runs)), kind, places, run)


def _kept(model: Scorer, said: Sequence[Piece], scores: Sequence[Sequence[float]]) -> list[int]:
    """The pieces that are not about something else; all of them, where none is left."""
    found = [number for number, piece in enumerate(said) if not _elsewhere(model, piece, scores[number])]
    return found or list(range(len(said)))


def _elsewhere(model: Scorer, piece: Piece, scores: Sequence[float]) -> bool:
    shares = dict(zip(model.classes, softmax(scores), strict=True))
    return shares.get("unrelated", 0.0) >= (FAR_ELSEWHERE if piece.topical else ELSEWHERE)


def danger(model: Scorer, said: Sequence[float]) -> tuple[float, str]:
    """How much these scores speak for danger rather than for anything else, and for which."""
    scores = {name: score + RARER.get(name, 0.0) for name, score in zip(model.classes, said, strict=True)}
    dangers = {name: scores.pop(name) for name in DANGERS if name in scores}
    if not dangers or not scores:
        return -30.0, DANGERS[0]
    return _joined(dangers.values()) - _joined(scores.values()), max(dangers, key=dangers.__getitem__)


def _joined(scores: Collection[float]) -> float:
    top = max(scores)
    return top + log(sum([exp(each - top) for each in scores]))
