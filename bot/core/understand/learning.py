"""Learn the models from the examples: once for a pack that is shipped, or at the start for what came on top."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from zlib import crc32

from bot.core.content.understanding import Learned, Task
from bot.core.understand.model import DAMPED, LETTERS, ZERO, Doc, Row, mixed, parts, softmax

LEAST = 3
"""How many examples a feature must stand in; what was seen less often teaches nothing."""
_ENOUGH = 0.01
_HELD = 2.0
"""How much large weights are held down: what is seen once or twice must not be loud."""
_BATCH = 500
_SCALE = 0.2
"""What one step of a kept weight is worth."""
_LOUD = 4.0


def mark_of(text: str) -> str:
    """Six letters that stand for an example."""
    number = crc32(text.encode())
    letters: list[str] = []
    for _ in range(6):
        number, digit = divmod(number, 58)
        letters.append("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit])
    return "".join(letters)


def known_of(texts: Iterable[str]) -> str:
    """The marks of these examples."""
    return " ".join(sorted({mark_of(text) for text in texts}))


def features_of(doc: Doc) -> list[str]:
    """All features of a message, as the model counts them."""
    return [*doc.rest, *(part for word in doc.words for part in parts(word))]


def learned(task: Task, examples: Sequence[tuple[Doc, str]], *, rounds: int = 12) -> Learned:
    """A model of these examples, small enough to be kept with the content."""
    classes = tuple(sorted({kind for _, kind in examples}))
    found = [(features_of(doc), classes.index(kind)) for doc, kind in examples]
    seen = Counter(name for features, _ in found for name in set(features))
    names = ["", *(name for name, times in seen.items() if times >= LEAST)]
    ids = {name: at for at, name in enumerate(names)}
    docs = [
        ([ids[name] for name in features if name in ids], _LOUD / sqrt(len(features) + DAMPED), kind)
        for features, kind in found
    ]
    rows = _fitted(docs, len(names), len(classes), rounds)
    weights = {name: [each * (_LOUD if name else 1) for each in row] for name, row in zip(names, rows, strict=True)}
    return Learned(task=task, classes=classes, scale=_SCALE, rows=_written(weights))


def _fitted(docs: Sequence[tuple[list[int], float, int]], size: int, classes: int, rounds: int) -> list[Row]:
    """Weights by stochastic gradient descent, held small by a square penalty; the mean over the last rounds."""
    rows = [[0.0] * classes for _ in range(size)]
    means = [[0.0] * classes for _ in range(size)]
    taken = 0
    for number in range(rounds):
        rate = 0.2 / (1 + 0.3 * number)
        shrunk = 1 - rate * _HELD * _BATCH / len(docs)
        for at, each in enumerate(mixed(len(docs)), 1):
            _correct(rows, *docs[each], rate=rate)
            if at % _BATCH == 0:
                rows[1:] = [[weight * shrunk for weight in row] for row in rows[1:]]
                if number >= rounds // 2:
                    taken += 1
                    means = [
                        [a + b for a, b in zip(old, new, strict=True)] for old, new in zip(means, rows, strict=True)
                    ]
    return [[total / taken for total in row] for row in means] if taken else rows


def _correct(rows: list[Row], doc: list[int], norm: float, kind: int, *, rate: float) -> None:
    mine = [rows[at] for at in doc]
    total = [sum(column) for column in zip(*mine, strict=True)] or [0.0] * len(rows[0])
    scores = [bias + norm * each for bias, each in zip(rows[0], total, strict=True)]
    missing = [rate * (float(at == kind) - share) for at, share in enumerate(softmax(scores))]
    if missing[kind] < rate * _ENOUGH:
        return
    step = [norm * each for each in missing]
    for row in mine:
        row[:] = [weight + each for weight, each in zip(row, step, strict=True)]
    rows[0][:] = [weight + each for weight, each in zip(rows[0], missing, strict=True)]


def _written(weights: dict[str, Row]) -> str:
    lines: list[str] = []
    for name, row in weights.items():
        middle = sum(row) / len(row)
        steps = [max(0, min(len(LETTERS) - 1, ZERO + round((each - middle) / _SCALE))) for each in row]
        if any(step != ZERO for step in steps):
            lines.append(f"{name}={''.join([LETTERS[step] for step in steps])}")
    return "\n".join(lines)
