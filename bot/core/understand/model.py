"""A small model over words, parts of words, and what they mean: which of several classes a text is in.

It is logistic regression; or, where that is not enough, a net with one inner layer, whose units each stand for
something that several words say together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from operator import mul
from struct import Struct

from bot.core.content.understanding import Learned

Row = list[float]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""A weight is one letter: `a` is nothing, those before it are below, and those after it above."""
ZERO = LETTERS.index("a")
PAIRS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!$%&()*+,-.;?[]^_{}"
"""Of a net each letter is two weights: nine steps of the one, times nine steps of the other."""
STEPS = 9
DAMPED = 8
"""What every message counts as longer, so that a few words alone are not loud."""
_PART = 4
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What some words add up to, and how many features they had."""

    steps: int
    """Class by class, or of a net unit by unit: many small numbers in one, since whole numbers add up fastest."""
    known: int
    """How many features have a weight."""
    count: int
    taught: tuple[float, ...] = ()
    """Class by class, what was taught on top."""


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


class Scorer:
    """Which of several classes a text is in: what was learned beforehand, and what was taught on top of it."""

    def __init__(self, learned: Learned) -> None:
        self.classes = tuple(learned.classes)
        self._layer = [(row[0], row[1:]) for row in learned.layer]
        self._width = len(learned.layer[0]) - 1 if learned.layer else len(self.classes)
        self._scale = learned.scale
        self._zero = STEPS // 2 if self._layer else ZERO
        self._lanes = Struct(f"<{self._width}I")
        lines = (line.rpartition("=") for line in learned.rows.split("\n") if line)
        read = _pairs if self._layer else _letters
        rows = ((name, read(weights)) for name, _, weights in lines)
        self._rows = {"": _in_one(bytes([self._zero] * self._width))}
        self._rows |= {name: _in_one(row) for name, row in rows if len(row) == self._width}
        self._bias = [(step - self._zero) * self._scale for step in self._apart(self._rows[""])]
        self._taught: dict[str, Row] = {}
        self._words: dict[str, Heard] = {}
        self._recall()

    def _recall(self) -> None:
        """Add up the parts of every known word beforehand: in a message that would take most of the time."""
        self._words = {word: self._features(parts(word)) for word in self._rows if word.isalnum()}

    def knows(self, word: str) -> bool:
        """Whether any example has taught something about this word."""
        return word in self._rows or word in self._taught

    def hear(self, doc: Doc) -> Heard:
        """What these features add up to."""
        return self._together([self._features(doc.rest), *[self._word(word) for word in doc.words]])

    def _word(self, word: str) -> Heard:
        known = self._words.get(word)
        if known is None:
            if len(self._words) > _REMEMBERED:
                self._words.clear()
            known = self._words[word] = self._features(parts(word))
        return known

    def _features(self, names: Sequence[str]) -> Heard:
        rows = [row for name in names if (row := self._rows.get(name)) is not None]
        taught = [self._taught[name] for name in names if name in self._taught] if self._taught else []
        return Heard(sum(rows), len(rows), len(names), _added(taught))

    def _together(self, heard: Sequence[Heard]) -> Heard:
        return Heard(
            sum([each.steps for each in heard]),
            sum([each.known for each in heard]),
            sum([each.count for each in heard]),
            _added([each.taught for each in heard if each.taught]) if self._taught else (),
        )

    def _apart(self, steps: int) -> tuple[int, ...]:
        return self._lanes.unpack(steps.to_bytes(self._lanes.size, "little"))

    def scores(self, heard: Sequence[Heard]) -> Row:
        """How much speaks for each class, of all these together."""
        said = heard[0] if len(heard) == 1 else self._together(heard)
        norm = 1 / sqrt(said.count + DAMPED)
        found = [0.0] * self._width
        if self._bias:
            step, zero = norm * self._scale, said.known * self._zero
            found = [
                base + step * (each - zero) for base, each in zip(self._bias, self._apart(said.steps), strict=True)
            ]
        if self._layer:
            loud = [unit if unit > 0.0 else 0.0 for unit in found]
            found = [base + sum(map(mul, weights, loud)) for base, weights in self._layer]
        if self._taught:
            base = self._taught[""]
            more = said.taught or [0.0] * len(base)
            found = [one + other + norm * third for one, other, third in zip(found, base, more, strict=True)]
        return found

    def shares(self, heard: Sequence[Heard]) -> dict[str, float]:
        """The share of each class; together one."""
        return dict(zip(self.classes, softmax(self.scores(heard)), strict=True))

    def teach(self, examples: Sequence[tuple[Doc, str]], rounds: int = 4, rate: float = 0.2) -> None:
        """Learn from more examples, on top of what is known."""
        known = {name: at for at, name in enumerate(self.classes)}
        docs = [(features_of(doc), known[kind]) for doc, kind in examples if kind in known]
        for number in range(rounds):
            for at in mixed(len(docs)):
                self._correct(*docs[at], rate / (1 + number))
        self._recall()

    def _correct(self, features: list[str], wanted: int, rate: float) -> None:
        norm = 1 / sqrt(len(features) + DAMPED)
        shares = softmax(self.scores([self._features(features)]))
        missing = [float(at == wanted) - share for at, share in enumerate(shares)]
        if missing[wanted] < _ENOUGH:
            return
        for name in ("", *features):
            step = rate * (norm * _LOUD if name else 1)
            row = self._taught.setdefault(name, [0.0] * len(self.classes))
            row[:] = [weight + step * each for weight, each in zip(row, missing, strict=True)]


def _added(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple([sum(column) for column in zip(*rows, strict=True)])


def _in_one(row: bytes) -> int:
    """The steps as one number with four bytes for each, so that many rows can be added at once."""
    lanes = bytearray(4 * len(row))
    lanes[::4] = row
    return int.from_bytes(lanes, "little")


def _letters(weights: str) -> bytes:
    return weights.encode("ascii", "replace").translate(_STEPS)


def _pairs(weights: str) -> bytes:
    return weights.translate(_TWO).encode("latin-1", "replace")


_ENOUGH = 0.1
"""An example that is right by all but this teaches nothing more."""
_LOUD = 16.0


def mixed(count: int) -> list[int]:
    """A mixed order of so many examples, the same each time."""
    return sorted(range(count), key=lambda number: number * 2654435761 % 4294967296)


_STEPS = bytes(max(0, LETTERS.find(chr(code))) for code in range(256))
_TWO = {ord(letter): chr(at // STEPS) + chr(at % STEPS) for at, letter in enumerate(PAIRS)}


def softmax(scores: Sequence[float]) -> Row:
    """Scores as shares."""
    top = max(scores)
    found = [exp(score - top) for score in scores]
    whole = sum(found)
    return [each / whole for each in found]


def logistic(score: float) -> float:
    """A score as a likelihood."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
