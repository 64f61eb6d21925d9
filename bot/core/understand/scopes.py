"""What takes a mention back: denied, past, looked at and fine, imagined, or a joke (after NegEx and ConText)."""

from collections.abc import Iterable

from bot.core.content.understanding import Scope, ScopeKind
from bot.core.understand.lexicon import Hits, Token
from bot.core.understand.words import CLAUSE, COMMA

BIT: dict[ScopeKind, int] = {"negated": 1, "past": 2, "cleared": 4, "hypothetical": 8, "figurative": 16}


class Scopes:
    """All scopes of the content."""

    def __init__(self, scopes: Iterable[Scope], turns: frozenset[str]) -> None:
        self._scopes = tuple(scopes)
        self._turns = turns

    def mark(self, tokens: list[Token], hits: Hits) -> list[int]:
        """For each token, the bits of what takes it back."""
        marks = [0] * len(tokens)
        inside = _longer(hits)
        for number, scope in enumerate(self._scopes):
            for start, end in hits.get(f"@{number}", ()):
                if any(first <= start and end <= last and end - start < last - first for first, last in inside):
                    continue
                if scope.alone and end < len(tokens) and not tokens[end].gap:
                    continue
                bit = BIT[scope.kind]
                if scope.side != "before":
                    for at in self._shared(scope, tokens, start, end, inside):
                        marks[at] |= bit
                    for at in self._after(scope, tokens, end, hits):
                        marks[at] |= bit
                if scope.side != "after":
                    for at in self._before(scope, tokens, start):
                        marks[at] |= bit
        return marks

    def _shared(
        self, scope: Scope, tokens: list[Token], start: int, end: int, longer: list[tuple[int, int]]
    ) -> list[int]:
        """Where a concept begins with words of the denial itself: "never had" is said of "had cancer"."""
        if scope.kind != "negated":
            return []
        return [
            first
            for first, last in longer
            if start < first < end < last
            and not any(tokens[at].gap or tokens[at].form in self._turns for at in range(first, last))
        ]

    def _after(self, scope: Scope, tokens: list[Token], end: int, hits: Hits) -> Iterable[int]:
        for at in range(end, min(len(tokens), end + scope.reach)):
            token = tokens[at]
            if not scope.through:
                if token.gap >= CLAUSE or token.form in self._turns:
                    return
                if token.gap == COMMA and not self._listed(tokens, at):
                    return
            yield at

    def _listed(self, tokens: list[Token], at: int) -> bool:
        """Whether what follows this comma is one more item of a list: short, and up to the next break."""
        for end in range(at, min(len(tokens), at + 4)):
            if tokens[end].form in self._turns:
                return False
            if end > at and tokens[end].gap:
                return True
        return len(tokens) - at <= 3

    def _before(self, scope: Scope, tokens: list[Token], start: int) -> Iterable[int]:
        for at in range(start - 1, max(-1, start - 1 - scope.reach), -1):
            following = tokens[at + 1]
            if not scope.through and (following.gap >= COMMA or following.form in self._turns):
                return
            yield at


def _longer(hits: Hits) -> list[tuple[int, int]]:
    """Places of concepts of several words: a denial inside one belongs to it (no feeling, cannot feel)."""
    return [
        (start, end)
        for name, places in hits.items()
        if not name.startswith("@")
        for start, end in places
        if end - start > 1
    ]
