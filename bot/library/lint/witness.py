"""Facts for which a condition holds: with them one sees whether a row, a stop, a card or a place can ever win."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

from bot.core.content.condition import Clause, Fact, Test, When
from bot.library.names import Known

Facts = dict[str, Fact]
Answers = Mapping[str, Known]

MOST = 600
"""How many sets of facts are tried for one condition."""
OTHER = "-"
"""An answer that no condition names."""


def witnesses(when: When, answers: Answers) -> Iterator[Facts]:
    """Yield facts that pass the condition, the plainest first; no facts at all for one that always holds."""
    if not when:
        yield {}
    for clause in when:
        yield from islice(_of_clause(clause, answers), MOST)


def _of_clause(clause: Clause, answers: Answers) -> Iterator[Facts]:
    names = list(clause)
    for values in product(*(tuple(_values(clause[name], answers.get(name))) for name in names)):
        yield dict(zip(names, values, strict=True))


def _values(test: Test, known: Known) -> Iterator[Fact]:
    """Yield values that pass: single answers first, then each with one answer more."""
    if test.min is not None or test.max is not None:
        low = test.min if test.min is not None else 0
        high = test.max if test.max is not None else max(low, 10)
        yield from range(low, high + 1)
        return
    free = sorted((known or frozenset[str]()) - set(test.none_of))
    others = [name for name in (*free, OTHER) if name not in test.other_than]
    needed = frozenset(test.all_of)
    for one in test.any_of or ((others[0],) if test.other_than else ("",)):
        held = needed | {one} if one else needed
        plain = held or (frozenset((OTHER,)) if test.none_of else held)
        yield plain
        yield from (held | {more} for more in free if more not in held)
