"""What danger sounds like where no rule says so: the run of short pieces of a message that speaks most for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.understand.danger import Sign
from bot.core.understand.lexicon import Hits, Token
from bot.core.understand.model import Binary, Ids, Names
from bot.core.understand.words import SENTENCE

LONGEST = 30
"""Words of a piece; voice input may have no full stop at all."""
RUN = 3
"""Pieces that are heard together."""
DAMPED = 16
"""What every run counts as longer, so that a few words alone are not loud."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of a long one: its words and its meaning, as the numbers of their features."""

    words: Ids
    meaning: Ids
    start: int
    end: int


def pieces(
    names: Names, tokens: Sequence[Token], hits: Hits, marks: Sequence[int], signs: Sequence[Sign]
) -> list[Piece]:
    """The pieces of a message. A sentence before or after it adds pieces and changes none."""
    bounds = _bounds(tokens)
    meaning: list[set[str]] = [set() for _ in bounds]
    where = [number for number, (start, end) in enumerate(bounds) for _ in range(start, end)]
    for name, places in hits.items():
        if name[0] != "@":
            for start, _ in places:
                meaning[where[start]].add(("N:" if marks[start] else "C:") + name)
    for sign in signs:
        for start, _ in sign.places[:1]:
            meaning[where[start]].add(("S:" if sign.live else "T:") + sign.flag)
    return [
        Piece(names.ids(_words(tokens, marks, start, end)), names.ids(sorted(meaning[number])), start, end)
        for number, (start, end) in enumerate(bounds)
    ]


def _bounds(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    if not tokens:
        return []
    starts = [0]
    for at in range(1, len(tokens)):
        if tokens[at].gap >= SENTENCE or at - starts[-1] >= LONGEST:
            starts.append(at)
    return list(zip(starts, [*starts[1:], len(tokens)], strict=True))


def _words(tokens: Sequence[Token], marks: Sequence[int], start: int, end: int) -> list[str]:
    words = [tokens[at].form for at in range(start, end) if not marks[at]]
    words += [f"{tokens[at - 1].form} {tokens[at].form}" for at in range(max(1, start), end)]
    return list(dict.fromkeys(words))


class Ear:
    """Two models of one kind of danger, of words and of what they mean: what both hear is the surest."""

    def __init__(self, words: Binary, meaning: Binary) -> None:
        self._words = words
        self._meaning = meaning

    @classmethod
    def learned(cls, yes: Sequence[Sequence[Piece]], no: Sequence[Sequence[Piece]], size: int) -> "Ear":
        """An ear for these messages."""
        words = _model([_words_of(each) for each in yes], [_words_of(each) for each in no], size)
        meaning = _model([_meaning_of(each) for each in yes], [_meaning_of(each) for each in no], size)
        return cls(words, meaning)

    def heard(self, said: Sequence[Piece]) -> list[tuple[float, tuple[int, int]]]:
        """Every run of pieces with what speaks for it, the strongest first; nothing where nothing was learned."""
        if not self._words.weights:
            return []
        one = [(self._words.sum(each.words), len(each.words)) for each in said]
        two = [(self._meaning.sum(each.meaning), len(each.meaning)) for each in said]
        found: list[tuple[float, tuple[int, int]]] = []
        for first in range(len(said)):
            words = meaning = 0.0
            many = much = 0
            for last in range(first, min(len(said), first + RUN)):
                words, many = words + one[last][0], many + one[last][1]
                meaning, much = meaning + two[last][0], much + two[last][1]
                score = self._words.scaled(words, many) + self._meaning.scaled(meaning, much)
                start, end = said[first].start, said[last].end
                found.append((score, (start, end)))
        return sorted(found, key=lambda each: -each[0])


def _model(yes: Sequence[Ids], no: Sequence[Ids], size: int) -> Binary:
    return Binary.learned(yes, no, size, rounds=3, damped=DAMPED)


def _words_of(said: Sequence[Piece]) -> list[int]:
    return [name for piece in said for name in piece.words]


def _meaning_of(said: Sequence[Piece]) -> list[int]:
    return [name for piece in said for name in piece.meaning]
