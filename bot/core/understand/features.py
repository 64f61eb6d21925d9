"""What the models see of a message: its words, its pairs of words, and the concepts in it."""

from collections.abc import Collection, Sequence
from itertools import combinations, pairwise

from bot.core.understand.danger import Sign
from bot.core.understand.lexicon import Hits, Token
from bot.core.understand.scopes import BIT

_MOST_PAIRED = 9
"""Concepts whose pairs are looked at; a long story would have thousands."""


def of_message(
    tokens: Sequence[Token],
    hits: Hits,
    marks: Sequence[int],
    signs: Sequence[Sign],
    meaning: Collection[str],
    kinds: Sequence[str],
) -> list[str]:
    """All features once; `meaning` are the concepts that point to a reason, `kinds` the kinds of the scopes."""
    features = [token.form for token in tokens]
    features += [f"{one.form} {other.form}" for one, other in pairwise(tokens)]
    told: list[str] = []
    dangers = 0
    for name, places in hits.items():
        if name[0] == "@":
            features.append("@" + kinds[int(name[1:])])
            continue
        denied = all(marks[start] & BIT["negated"] for start, _ in places)
        concept = ("N:" if denied else "C:") + name
        features.append(concept)
        if name in meaning:
            told.append(concept)
        else:
            dangers += 1
    told.sort()
    features += [f"{one}&{other}" for one, other in combinations(told[:_MOST_PAIRED], 2)]
    features += [f"K:{min(6, len(told))}", f"D:{min(5, dangers)}", f"L:{min(8, len(tokens) // 4)}"]
    features += [("S:" if sign.live else "T:") + sign.flag for sign in signs]
    return list(dict.fromkeys(features))
