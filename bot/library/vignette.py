"""vignettes/*.yaml: people as they would answer or write, and what must come of it. They are run by `check`.

A vignette is no part of a pack: it changes nothing that a member sees, so it changes no pack's hash either.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from bot.core.content.base import Id, Level, Line, Model, Text

Urgency = Level | Literal["none", "crisis"]
AnswerGiven = int | str | tuple[str, ...]


class Told(Model):
    """One answer to a question before the routine, other than No."""

    sure: Literal["yes", "not_sure"] = "yes"
    items: tuple[Id, ...] = ()
    """What is ticked in the list of a question of kind `which`."""
    unsure: tuple[Id, ...] = ()
    """What stays unsure when a question of kind `at_once` goes through its items one by one."""
    choice: Line | None = None
    """The label that is pressed where a question has answers of its own."""


class Before(Model):
    """What is kept of the person from an earlier visit."""

    hold: bool = False
    """An urgent card stands, and no clinician has looked since."""
    stop: Id | None = None
    """The name under which a stop is kept (its `keep`); the questions were passed then."""
    limits: tuple[Id, ...] = ()
    """Limits that still stand; the questions were passed then."""


class Expected(Model):
    """What must come of it; only what is named is compared."""

    outcome: Id | None = None
    """The row or the stop that wins; for an urgent card the stop's id, such as `emergency`."""
    urgency: Urgency | None = None
    """How urgent it is in all: of the answers, or of the text."""
    card: Id | None = None
    """The urgent card that is shown."""
    routine: Id | None = None
    """The routine that comes first."""
    plan: tuple[Id, ...] | None = None
    """All routines of the plan, in order."""
    never: tuple[Id, ...] = ()
    """Routines that the plan must not hold."""
    flag: Id | None = None
    """The kind of danger that a text is read as."""
    reason: Id | None = None
    """The likeliest reason that a text is read as."""

    @model_validator(mode="after")
    def _expects_something(self) -> Expected:
        if self == Expected.model_construct():
            raise ValueError("say what must come of it: outcome, urgency, card, routine, plan, never, flag or reason")
        return self


class Vignette(Model):
    """One person: either answers, or a text."""

    id: Id
    story: Text | None = None
    """What they would say; only for whoever reads this file."""
    text: Text | None = None
    """What they write, to be read without any answers."""
    topic: Id | None = None
    """The topic; by default the one that the pack names."""
    age: Id | None = None
    safety: dict[Id, Told] = Field(default_factory=dict[Id, Told])
    """What is not answered with No before the routine, by question."""
    answers: dict[Id, AnswerGiven] = Field(default_factory=dict[Id, AnswerGiven])
    """What is answered after that, by question. Every question that is asked needs its answer here."""
    before: Before = Before()
    expect: Expected

    @model_validator(mode="after")
    def _one_way(self) -> Vignette:
        if (self.text is None) == (self.age is None):
            raise ValueError("give either an age and answers, or a text")
        if self.text is not None and (self.safety or self.answers):
            raise ValueError("a text is read without answers; make two cases of it")
        return self


class Vignettes(Model):
    """One file of vignettes."""

    id: Id
    cases: tuple[Vignette, ...] = Field(min_length=1)
