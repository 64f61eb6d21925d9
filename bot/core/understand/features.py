"""What the models see of a message, sentence by sentence: its words, its pairs of words, and the concepts in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.understand.danger import Sign
from bot.core.understand.lexicon import Hits, Token
from bot.core.understand.model import Doc
from bot.core.understand.scopes import BIT
from bot.core.understand.words import SENTENCE

LONGEST = 16
"""Words of a piece; voice input may have no full stop at all."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of a long one, as features."""

    doc: Doc
    start: int
    end: int
    topical: bool
    """Whether it says something that danger is made of."""


def pieces(
    tokens: Sequence[Token],
    hits: Hits,
    marks: Sequence[int],
    signs: Sequence[Sign],
    topical: Collection[str],
    kinds: Sequence[str],
) -> list[Piece]:
    """The pieces of a message. A sentence before or after it adds pieces and changes none."""
    bounds = _bounds(tokens)
    where = [number for number, (start, end) in enumerate(bounds) for _ in range(start, end)]
    meaning = _meaning(len(bounds), where, hits, marks, topical, kinds)
    for sign in signs:
        meaning[where[sign.places[0][0]]].append(("S:" if sign.live else "T:") + sign.flag)
    return [
        _piece(tokens, marks, start, end, found, topical) for (start, end), found in zip(bounds, meaning, strict=True)
    ]


def _bounds(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    if not tokens:
        return []
    starts = [0]
    for at in range(1, len(tokens)):
        if tokens[at].gap >= SENTENCE or at - starts[-1] >= LONGEST:
            starts.append(at)
    return list(zip(starts, [*starts[1:], len(tokens)], strict=True))


def _meaning(
    many: int, where: Sequence[int], hits: Hits, marks: Sequence[int], topical: Collection[str], kinds: Sequence[str]
) -> list[list[str]]:
    """For each piece, its concepts, whether they are meant, and how many of those that danger is made of are."""
    meaning: list[list[str]] = [[] for _ in range(many)]
    for name, places in hits.items():
        said: dict[int, bool] = {}
        for start, _ in places:
            at = where[start]
            said[at] = said.get(at, True) and bool(marks[start])
        for at, denied in said.items():
            meaning[at].append(f"!{kinds[int(name[1:])]}" if name[0] == "@" else ("N:" if denied else "C:") + name)
    for found in meaning:
        live = sum([1 for name in found if name[:2] == "C:" and name[2:] in topical])
        dead = sum([1 for name in found if name[:2] == "N:" and name[2:] in topical])
        found += [f"L:{min(live, 5)}", f"D:{min(dead, 5)}", f"H:{4 * dead // (live + dead) if live + dead else 0}"]
    return meaning


def _piece(
    tokens: Sequence[Token], marks: Sequence[int], start: int, end: int, meaning: list[str], topical: Collection[str]
) -> Piece:
    forms = [tokens[at].form for at in range(start, end)]
    rest = [f"{one} {other}" for one, other in pairwise(("^", *forms, "$"))]
    rest += [f"~{tokens[at].form}" for at in range(start, end) if marks[at]]
    taken = 0
    for at in range(start, end):
        taken |= marks[at]
    rest += [f"B:{kind}" for kind, bit in BIT.items() if taken & bit]
    topical_here = any(name[:2] in ("C:", "N:") and name[2:] in topical for name in meaning)
    doc = Doc(tuple(dict.fromkeys(forms)), tuple(dict.fromkeys((*rest, *meaning))))
    return Piece(doc, start, end, topical_here)
