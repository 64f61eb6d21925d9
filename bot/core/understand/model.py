"""A small linear model: logistic regression with several classes over words, parts of words, and what they mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, sqrt

from bot.core.content.understanding import Learned

Row = list[float]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""A weight is one letter: `a` is nothing, those before it are below, and those after it above."""
ZERO = LETTERS.index("a")
DAMPED = 8
"""What every message counts as longer, so that a few words alone are not loud."""
_PART = 4
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What some words add up to, class by class, and how many features they had."""

    sums: tuple[float, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Doc:
    """Features: the words, whose parts count too, and everything else."""

    words: tuple[str, ...]
    rest: tuple[str, ...]


def parts(word: str) -> list[str]:
    """The word and its parts of four letters, so that one never seen before is close to those that are."""
    whole = f"({word})"
    return [word, *(f"#{whole[at : at + _PART]}" for at in range(len(whole) - _PART + 1))]


def features_of(doc: Doc) -> list[str]:
    """All features of a message, as the model counts them."""
    return [*doc.rest, *(part for word in doc.words for part in parts(word))]


class Linear:
    """Which of several classes a text is in: what was learned beforehand, and what was taught on top of it."""

    def __init__(self, learned: Learned) -> None:
        self.classes = tuple(learned.classes)
        self._scale = learned.scale
        lines = (line.rpartition("=") for line in learned.rows.split("\n") if line)
        self._rows = {
            name: weights.encode("ascii", "replace").translate(_STEPS)
            for name, _, weights in lines
            if len(weights) == len(self.classes)
        }
        self._taught: dict[str, Row] = {}
        self._words: dict[str, Heard] = {}

    def knows(self, word: str) -> bool:
        """Whether any example has taught something about this word."""
        return word in self._rows or word in self._taught

    def hear(self, doc: Doc) -> Heard:
        """What these features add up to."""
        heard = [self._word(word) for word in doc.words]
        rest = self._sum(doc.rest)
        count = len(doc.rest) + sum([each.count for each in heard])
        return Heard(tuple([sum(column) for column in zip(rest, *[each.sums for each in heard], strict=True)]), count)

    def _word(self, word: str) -> Heard:
        known = self._words.get(word)
        if known is None:
            if len(self._words) > _REMEMBERED:
                self._words.clear()
            found = parts(word)
            known = self._words[word] = Heard(tuple(self._sum(found)), len(found))
        return known

    def _sum(self, features: Iterable[str]) -> Row:
        rows = [self._rows[name] for name in features if name in self._rows]
        size = len(self.classes)
        scale, base = self._scale, len(rows) * ZERO
        total = [(sum(column) - base) * scale for column in zip(*rows, strict=True)] if rows else [0.0] * size
        if self._taught:
            for taught in [self._taught[name] for name in features if name in self._taught]:
                total = [one + other for one, other in zip(total, taught, strict=True)]
        return total

    def scores(self, heard: Sequence[Heard]) -> Row:
        """How much speaks for each class, of all these together."""
        bias = self._word("").sums
        norm = 1 / sqrt(sum([each.count for each in heard]) + DAMPED)
        columns = zip(*[each.sums for each in heard], strict=True)
        return [one + norm * sum(column) for one, column in zip(bias, columns, strict=True)]

    def shares(self, heard: Sequence[Heard]) -> dict[str, float]:
        """The share of each class; together one."""
        return dict(zip(self.classes, softmax(self.scores(heard)), strict=True))

    def teach(self, examples: Sequence[tuple[Doc, str]], rounds: int = 4, rate: float = 0.2) -> None:
        """Learn from more examples, on top of what is known."""
        known = {name: at for at, name in enumerate(self.classes)}
        docs = [(["", *features_of(doc)], known[kind]) for doc, kind in examples if kind in known]
        for number in range(rounds):
            for at in mixed(len(docs)):
                self._correct(*docs[at], rate / (1 + number))
        self._words.clear()

    def _correct(self, features: list[str], wanted: int, rate: float) -> None:
        norm = 1 / sqrt(len(features) - 1 + DAMPED)
        bias = self._sum(features[:1])
        total = self._sum(features[1:])
        shares = softmax([one + norm * other for one, other in zip(bias, total, strict=True)])
        missing = [float(at == wanted) - share for at, share in enumerate(shares)]
        if missing[wanted] < _ENOUGH:
            return
        for name in features:
            step = rate * (norm * _LOUD if name else 1)
            row = self._taught.setdefault(name, [0.0] * len(self.classes))
            row[:] = [weight + step * each for weight, each in zip(row, missing, strict=True)]


_ENOUGH = 0.1
"""An example that is right by all but this teaches nothing more."""
_LOUD = 16.0


def mixed(count: int) -> list[int]:
    """A mixed order of so many examples, the same each time."""
    return sorted(range(count), key=lambda number: number * 2654435761 % 4294967296)


_STEPS = bytes(max(0, LETTERS.find(chr(code))) for code in range(256))


def softmax(scores: Sequence[float]) -> Row:
    """Scores as shares."""
    top = max(scores)
    found = [exp(score - top) for score in scores]
    whole = sum(found)
    return [each / whole for each in found]


def logistic(score: float) -> float:
    """A score as a likelihood."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
