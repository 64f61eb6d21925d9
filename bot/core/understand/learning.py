"""What learning beforehand and learning at the start have in common: marks of examples, features, and kept weights."""

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from bot.core.understand.model import LETTERS, ZERO, Doc, parts


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


def rows_of(weights: Mapping[str, Sequence[float]], scale: float) -> str:
    """Weights by feature as `Learned.rows` keeps them: a letter for each class, in steps of `scale`.

    What is the same for all classes tells nothing and is taken off; what is left out is nothing but zeros.
    """
    lines: list[str] = []
    for name, row in weights.items():
        middle = sum(row) / len(row)
        steps = [max(0, min(len(LETTERS) - 1, ZERO + round((each - middle) / scale))) for each in row]
        if any(step != ZERO for step in steps):
            lines.append(f"{name}={''.join([LETTERS[step] for step in steps])}")
    return "\n".join(lines)
