"""Messages that nobody wrote, made from those that somebody wrote: for the teacher to say what they are.

Other words of like meaning, words left out, the beginning of one message with the end of another. Many make little
sense; what the small reader learns from them is which word changes what a message is, and which does not.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.bench.heavy import heavy

EACH = 3
"""How many are made from each message."""
LONGEST = 400
"""Letters of a message that is varied."""
ALIKE = 0.5
"""How near another word must be in meaning (the cosine), to be put instead."""
NEAREST = 10
AXES = 128
"""Meanings are compared along the axes that tell most."""
_WORD = re.compile(r"[A-Za-z']+")
_JOINTS = (" ", " ", ", ", ". ", " and ", " but ")

Alike = Mapping[str, Sequence[str]]


def alike(words: Sequence[str], vectors: Any, wanted: frozenset[str]) -> Alike:
    """For each wanted word those of `words` that mean about the same; `vectors` has a row for each of `words`."""
    np = heavy("numpy")
    middle = vectors - vectors.mean(axis=0)
    axes = np.linalg.svd(middle[:: max(1, len(middle) // 12_000)], full_matrices=False)[2][:AXES]
    rows = middle @ axes.T
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    found: dict[str, Sequence[str]] = {}
    for at, word in enumerate(words):
        if word in wanted:
            near = rows @ rows[at]
            best = np.argsort(-near, kind="stable")[: NEAREST + 1]
            found[word] = [words[int(other)] for other in best if other != at and near[other] > ALIKE]
    return found


def words_of(text: str) -> list[str]:
    """The words that `varied` may put others for."""
    return [word.lower() for word in _WORD.findall(text)]


def varied(texts: Sequence[str], near: Alike, seed: int = 0) -> list[str]:
    """New messages from these, each of them once, and none of these."""
    chance = Random(seed)
    found: dict[str, None] = {}
    known = set(texts)
    texts = [text for text in texts if text.split()]
    for text in texts:
        if len(text) <= LONGEST:
            found |= dict.fromkeys(_one(text, texts, near, chance) for _ in range(EACH))
    return [text for text in found if text and text not in known]


def _one(text: str, texts: Sequence[str], near: Alike, chance: Random) -> str:
    drawn = chance.random()
    if drawn < 0.5:
        other = _swapped(text, near, chance.choice((0.15, 0.3)), chance)
        return _shortened(other, chance) if chance.random() < 0.2 else other
    return _shortened(text, chance) if drawn < 0.72 else _crossed(text, chance.choice(texts), chance)


def _swapped(text: str, near: Alike, share: float, chance: Random) -> str:
    """With others for this share of the words."""

    def other(match: re.Match[str]) -> str:
        instead = near.get(match.group().lower())
        return chance.choice(instead) if instead and chance.random() < share else match.group()

    return _WORD.sub(other, text)


def _shortened(text: str, chance: Random) -> str:
    """Without a few words, in one place or here and there."""
    words = text.split()
    if len(words) < 4:
        return text
    if chance.random() < 0.5:
        count = chance.randint(1, min(4, len(words) // 3 + 1))
        first = chance.randrange(len(words) - count + 1)
        return " ".join([*words[:first], *words[first + count :]])
    return " ".join([word for word in words if chance.random() > 0.15])


def _crossed(one: str, other: str, chance: Random) -> str:
    """The beginning of the one and the end of the other, or the other way round."""
    begin, end = one.split(), other.split()
    begin = begin[: chance.randint(max(1, len(begin) // 3), len(begin))]
    end = end[chance.randint(0, max(0, 2 * len(end) // 3)) :]
    halves = [" ".join(begin)[: LONGEST * 3 // 4], " ".join(end)[: LONGEST * 3 // 4]]
    if chance.random() < 0.5:
        halves.reverse()
    return chance.choice(_JOINTS).join(halves)
