"""Small linear models, learned from examples at load: logistic regression over words and concepts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, sqrt

Ids = Sequence[int]
"""A message as the numbers of its features."""
_LEAST = 2
"""How many examples a feature must stand in to count; what was seen once teaches nothing."""
_ENOUGH = 0.08
"""An example that is right by all but this teaches nothing more in this round."""


class Names:
    """The features that the examples share, by number; every model counts with the same numbers."""

    def __init__(self, docs: Iterable[Iterable[str]]) -> None:
        seen = Counter(name for doc in docs for name in doc)
        self._ids = {name: at for at, name in enumerate(name for name, times in seen.items() if times >= _LEAST)}

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self, features: Iterable[str]) -> list[int]:
        """The numbers of those features that any example has taught something about."""
        ids = self._ids
        return [ids[name] for name in features if name in ids]


def logistic(score: float) -> float:
    """A score as a likelihood."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def _mixed(count: int) -> list[int]:
    """A mixed order of so many examples, the same each time."""
    step = 7919
    while count and count % step == 0:
        step += 2
    return [number * step % count for number in range(count)]


class Binary:
    """Whether a message is of one kind rather than of another: a score, over 0 for yes."""

    def __init__(self, size: int, damped: int = 0) -> None:
        self.weights = [0.0] * size
        self.bias = 0.0
        self._damped = damped

    @classmethod
    def learned(cls, yes: Sequence[Ids], no: Sequence[Ids], size: int, *, rounds: int = 5, damped: int = 0) -> "Binary":
        """A model of these messages. `damped`: a message counts as so much longer, so that few words say less."""
        model = cls(size, damped)
        docs = [(doc, 1.0) for doc in yes] + [(doc, 0.0) for doc in no]
        mixed = _mixed(len(docs))
        for number in range(rounds):
            model._correct(docs, mixed, 1.0 / (1 + 0.5 * number))
        return model

    def _correct(self, docs: Sequence[tuple[Ids, float]], mixed: Sequence[int], rate: float) -> None:
        weights = self.weights
        for at in mixed:
            doc, wanted = docs[at]
            norm = 1 / sqrt(len(doc) + self._damped or 1)
            missing = wanted - logistic(self.bias + norm * sum([weights[name] for name in doc]))
            if -_ENOUGH < missing < _ENOUGH:
                continue
            step = rate * norm * missing
            for name in doc:
                weights[name] += step
            self.bias += 0.3 * rate * missing

    def sum(self, ids: Ids) -> float:
        """What these features add up to, before their number is taken into account."""
        weights = self.weights
        return sum([weights[name] for name in ids])

    def scaled(self, total: float, count: int) -> float:
        """How much speaks for yes, of a sum over so many features."""
        return self.bias + total / sqrt(count + self._damped or 1)

    def score(self, ids: Ids) -> float:
        """How much speaks for yes."""
        return self.scaled(self.sum(ids), len(ids))


class Choice:
    """Which of several kinds a message is: a share for each, together one."""

    def __init__(self, classes: Sequence[str]) -> None:
        self.classes = tuple(classes)
        self._rows: dict[int, list[float]] = {}

    @classmethod
    def learned(cls, examples: Sequence[tuple[Ids, str]], *, rounds: int = 5) -> "Choice":
        """A model of these messages."""
        model = cls(sorted({name for _, name in examples}))
        seen = Counter(name for doc, _ in examples for name in doc)
        model._rows = {name: [0.0] * len(model.classes) for name, times in seen.items() if times >= _LEAST}
        docs = [(model._known(doc), model.classes.index(kind)) for doc, kind in examples]
        mixed = _mixed(len(docs))
        for number in range(rounds):
            rate = 1.5 / (1 + 0.5 * number)
            for at in mixed:
                _teach(*docs[at], rate)
        return model

    def _known(self, ids: Ids) -> list[list[float]]:
        return [self._rows[name] for name in ids if name in self._rows]

    def shares(self, ids: Ids) -> dict[str, float]:
        """The share of each kind."""
        rows = self._known(ids)
        shares = _shares(rows) if rows else [1 / len(self.classes)] * len(self.classes)
        return dict(zip(self.classes, shares, strict=True))


def _teach(rows: list[list[float]], wanted: int, rate: float) -> None:
    if not rows:
        return
    shares = _shares(rows)
    if shares[wanted] > 1 - _ENOUGH:
        return
    norm = rate / sqrt(len(rows))
    steps = [(float(which == wanted) - share) * norm for which, share in enumerate(shares)]
    for row in rows:
        row[:] = [weight + step for weight, step in zip(row, steps, strict=True)]


def _shares(rows: Sequence[Sequence[float]]) -> list[float]:
    norm = 1 / sqrt(len(rows))
    scores = [sum(column) * norm for column in zip(*rows, strict=True)]
    top = max(scores)
    parts = [exp(score - top) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]
