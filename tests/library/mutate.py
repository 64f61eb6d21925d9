"""Changes as hands and accidents make them: cuts, copies, swaps, odd characters, values of another kind."""

from __future__ import annotations

import random
from collections.abc import Callable

ODD = (
    "\t",
    "\x00",
    "\u202e",
    "\ufeff",
    "&a",
    "*a",
    "!!x",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    ": ",
    "- ",
    "#",
    "%",
    "|",
    "@",
    "é",
)
VALUES = (
    "null",
    "true",
    "-1",
    "99999",
    "1.5",
    "[]",
    "{}",
    "''",
    "yes",
    "2026-02-30",
    "x" * 400,
    "[[[[[]]]]]",
    "{a: {b: c}}",
)


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """Return the file with one to three changes."""
    text = raw.decode("utf-8")
    for _ in range(rng.randint(1, 3)):
        text = rng.choice(CHANGES)(text, rng)
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.03:
        at = rng.randrange(len(data) + 1)
        data = data[:at] + bytes([rng.randrange(256)]) + data[at:]
    return data


def _cut(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.randint(1, 30) :]


def _odd(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(ODD) + text[at:]


def _line_gone(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def _line_again(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return "\n".join(lines)


def _indented(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = " " * rng.randint(1, 5) + lines[at] if rng.random() < 0.5 else lines[at].lstrip()
    return "\n".join(lines)


def _value(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    keyed = [at for at, line in enumerate(lines) if ": " in line]
    if keyed:
        at = rng.choice(keyed)
        lines[at] = f"{lines[at].partition(': ')[0]}: {rng.choice(VALUES)}"
    return "\n".join(lines)


def _word(text: str, rng: random.Random) -> str:
    """Put a word of the file in the place of another: names that exist, where they mean something else."""
    words = text.split(" ")
    words[rng.randrange(len(words))] = rng.choice(words)
    return " ".join(words)


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(_cut, _odd, _line_gone, _line_again, _indented, _value, _value, _word, _word),
)
