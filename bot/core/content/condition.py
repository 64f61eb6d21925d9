"""Conditions in content: plain data that asks about facts, never code.

A condition is a list of clauses; one must hold. In a clause every named fact must pass its test. A fact that is not
known passes no test, so what was not asked matches nothing.
"""

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import BeforeValidator, model_validator

from bot.core.content.base import Model

Fact = str | int | frozenset[str]
"""A single answer, a number, or several answers at once."""

Facts = Mapping[str, Fact]


class Test(Model):
    """A test of one fact: bounds for a number, or what a set of answers must hold or lack."""

    __test__ = False  # not a test case, whatever its name suggests to a test runner

    min: int | None = None
    max: int | None = None
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> "Test":
        if self == Test.model_construct():
            raise ValueError("a test needs one of: min, max, any_of, all_of, none_of, other_than")
        return self

    def passes(self, fact: Fact) -> bool:
        """Whether the fact passes every part of this test."""
        if isinstance(fact, int):
            return (self.min is None or fact >= self.min) and (self.max is None or fact <= self.max)
        held = fact if isinstance(fact, frozenset) else frozenset((fact,))
        return (
            (not self.any_of or not held.isdisjoint(self.any_of))
            and held.issuperset(self.all_of)
            and held.isdisjoint(self.none_of)
            and (not self.other_than or bool(held.difference(self.other_than)))
        )


def _to_test(value: object) -> object:
    """Let moderators write `tried: ball_slips` or a list of answers for the commonest test."""
    if isinstance(value, str):
        return {"any_of": [value]}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"min": value, "max": value}
    if isinstance(value, list):
        return {"any_of": cast("list[object]", value)}
    return value


def _to_clauses(value: object) -> object:
    return [cast("dict[str, object]", value)] if isinstance(value, dict) else value


Clause = dict[str, Annotated[Test, BeforeValidator(_to_test)]]
When = Annotated[tuple[Clause, ...], BeforeValidator(_to_clauses)]
"""One clause, or a list of clauses of which one must hold; an empty list holds always."""


def holds(when: When, facts: Facts) -> bool:
    """Whether one clause holds for the facts; an empty condition always does."""
    # Loops, not any() and all(): this is asked millions of times where all answers are walked.
    for clause in when:
        for name, test in clause.items():
            fact = facts.get(name)
            if fact is None or not test.passes(fact):
                break
        else:
            return True
    return not when


def names_asked(when: When) -> frozenset[str]:
    """The facts that a condition looks at."""
    return frozenset(name for clause in when for name in clause)
