"""Which part of a message speaks most for danger: what is about something else is left out, the rest read together."""

from collections.abc import Sequence
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
    ear = Ear(model.classes)
    each = [model.scores((one,)) for one in heard]
    numbers = [number for number, piece in enumerate(said) if not ear.elsewhere(piece, each[number])]
    numbers = numbers or list(range(len(said)))
    runs = [tuple(numbers[first : first + RUN]) for first in range(max(1, len(numbers) - RUN + 1))]
    found: list[tuple[float, str, tuple[int, ...]]] = []
    for run in runs:
        scores = each[run[0]] if len(run) == 1 else model.scores([heard[number] for number in run])
        found.append((*ear.danger(scores), run))
    for number in numbers if len(numbers) > 1 else ():
        if said[number].topical:
            score, kind = ear.danger(each[number])
            found.append((score - ALONE, kind, (number,)))
    score, kind, run = max(found, key=lambda one: one[0])
    places = tuple((said[at].start, said[at].end) for at in run)
    return Alarm(score - MANY * log(len(runs)), kind, places, run)


class Ear:
    """What scores mean where the classes stand in this order; each name is looked up once for a whole message."""

    def __init__(self, classes: Sequence[str]) -> None:
        self._rarer = [RARER.get(name, 0.0) for name in classes]
        self._dangers = [(at, name) for at, name in enumerate(classes) if name in DANGERS]
        self._others = [at for at, name in enumerate(classes) if name not in DANGERS]
        self._unrelated = classes.index("unrelated") if "unrelated" in classes else None

    def elsewhere(self, piece: Piece, scores: Sequence[float]) -> bool:
        """Whether a piece is about something else."""
        if self._unrelated is None:
            return False
        return softmax(scores)[self._unrelated] >= (FAR_ELSEWHERE if piece.topical else ELSEWHERE)

    def danger(self, said: Sequence[float]) -> tuple[float, str]:
        """How much these scores speak for danger rather than for anything else, and for which."""
        if not self._dangers or not self._others:
            return -30.0, DANGERS[0]
        scores = [score + rarer for score, rarer in zip(said, self._rarer, strict=True)]
        dangers = [scores[at] for at, _ in self._dangers]
        kind = max(self._dangers, key=lambda danger: scores[danger[0]])[1]
        return _joined(dangers) - _joined([scores[at] for at in self._others]), kind


def _joined(scores: Sequence[float]) -> float:
    top = max(scores)
    return top + log(sum([exp(each - top) for each in scores]))
