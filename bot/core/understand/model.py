"""Small linear models, learned from examples at load: logistic regression over words and concepts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, sqrt

Example = tuple[Sequence[str], str]
_LEAST = 2
"""How many examples a feature must stand in to count; what was seen once teaches nothing."""


def order(count: int) -> list[int]:
    """A mixed order of so many examples, the same each time."""
    step = 7919
    while count % step == 0:
        step += 2
    return [number * step % count for number in range(count)]


def logistic(score: float) -> float:
    """A score as a likelihood."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


class Binary:
    """Whether a message is of one kind rather than of another: a score, over 0 for yes."""

    def __init__(self, weights: dict[str, float], bias: float, divided: bool) -> None:
        self.weights = weights
        self.bias = bias
        self._divided = divided

    @classmethod
    def learned(
        cls, yes: Sequence[Sequence[str]], no: Sequence[Sequence[str]], *, rounds: int = 5, divided: bool = True
    ) -> "Binary":
        """A model of these messages. `divided`: the score doesn't grow with the length of the message."""
        names = _common((*yes, *no))
        docs = [([names[name] for name in doc if name in names], 1.0) for doc in yes]
        docs += [([names[name] for name in doc if name in names], 0.0) for doc in no]
        weights = [0.0] * len(names)
        bias = 0.0
        mixed = order(len(docs)) if docs else []
        for number in range(rounds):
            rate = 1.0 / (1 + 0.5 * number)
            for at in mixed:
                doc, wanted = docs[at]
                norm = 1 / sqrt(len(doc) or 1) if divided else 0.3
                missing = wanted - logistic(bias + norm * sum([weights[name] for name in doc]))
                step = rate * norm * missing
                for name in doc:
                    weights[name] += step
                bias += 0.3 * rate * missing
        scale = 1.0 if divided else 0.3
        return cls({name: weights[at] * scale for name, at in names.items()}, bias, divided)

    def score(self, features: Iterable[str]) -> float:
        """How much speaks for yes."""
        found = [self.weights[name] for name in features if name in self.weights]
        return self.bias + sum(found) / (sqrt(len(found) or 1) if self._divided else 1)


class Choice:
    """Which of several kinds a message is: a share for each, together one."""

    def __init__(self, classes: Sequence[str], weights: dict[str, list[float]], bias: list[float]) -> None:
        self.classes = tuple(classes)
        self._weights = weights
        self._bias = bias

    @classmethod
    def learned(cls, examples: Sequence[Example], *, rounds: int = 5) -> "Choice":
        """A model of these messages."""
        classes = sorted({name for _, name in examples})
        names = _common([doc for doc, _ in examples])
        table = [[0.0] * len(classes) for _ in names]
        bias = [0.0] * len(classes)
        docs = [([table[names[name]] for name in doc if name in names], classes.index(kind)) for doc, kind in examples]
        mixed = order(len(docs)) if docs else []
        for number in range(rounds):
            rate = 1.5 / (1 + 0.5 * number)
            for at in mixed:
                rows, wanted = docs[at]
                norm = 1 / sqrt(len(rows) or 1)
                shares = _shares(_summed(rows, norm, bias))
                steps = [(float(which == wanted) - share) * rate * norm for which, share in enumerate(shares)]
                for row in rows:
                    row[:] = [weight + step for weight, step in zip(row, steps, strict=True)]
        return cls(classes, {name: table[at] for name, at in names.items()}, bias)

    def shares(self, features: Iterable[str]) -> dict[str, float]:
        """The share of each kind."""
        rows = [self._weights[name] for name in features if name in self._weights]
        shares = _shares(_summed(rows, 1 / sqrt(len(rows) or 1), self._bias))
        return dict(zip(self.classes, shares, strict=True))


def _common(docs: Iterable[Sequence[str]]) -> dict[str, int]:
    seen = Counter(name for doc in docs for name in doc)
    return {name: at for at, name in enumerate(name for name, times in seen.items() if times >= _LEAST)}


def _summed(rows: Sequence[Sequence[float]], norm: float, bias: Sequence[float]) -> list[float]:
    if not rows:
        return list(bias)
    return [sum(column) * norm + base for column, base in zip(zip(*rows, strict=True), bias, strict=True)]


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    parts = [exp(score - top) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]
