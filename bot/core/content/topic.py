"""topics/*.yaml: the questions about one body part and the table that answers them."""

from typing import Literal

from pydantic import Field

from bot.core.content.base import Id, Label, Line, Model, Review
from bot.core.content.condition import When
from bot.core.content.plan import Outcome, PlanItem
from bot.core.content.safety import Stop


class Option(Model):
    """One answer. `said` ends the sentence "because you said …"."""

    id: Id
    label: Label
    said: Line
    tip: Line | None = None
    """What to try for this reason, pressing allowed."""
    tip_no_pressure: Line | None = None
    """The same where pressing is off: ends with {because}."""
    phrases: tuple[Line, ...] = ()
    """Ways in which people type it, to pre-select the answer."""
    alone: bool = False
    """Cannot be chosen together with others."""
    explainer: Id | None = None


class TopicQuestion(Model):
    """One card. `scale` is 0 to 10 as eleven buttons, `one` takes one answer, `many` takes several."""

    id: Id
    kind: Literal["scale", "one", "many"]
    ask: Line
    note: Line | None = None
    options: tuple[Option, ...] = ()
    reason: bool = True
    """Whether its answers are named in "because you said …"."""
    when: When = ()
    """When it is needed. Facts: answers so far, age, limits, and `row` (the row that matches so far, or `none`)."""


class Place(Model):
    """Pass 4: what the place asks for; the first that matches. Facts: answers, limits, `row`."""

    when: When
    items: tuple[PlanItem, ...] = Field(min_length=1)


class Row(Model):
    """Pass 3: the first row that matches gives the plan."""

    id: Id
    when: When = ()
    outcome: Outcome
    again_first: bool = False
    """Tried before the other rows once a plan has changed nothing."""


class Repair(Model):
    """What takes the place of what a limit has taken away.

    `if_fell`: every one of these that was planned has lost all its steps. `pressure_fell`: all pressing did.
    """

    if_fell: tuple[Id, ...] = ()
    pressure_fell: bool = False
    add: tuple[PlanItem, ...] = Field(min_length=1)


class Prefix(Model):
    """What goes first whatever the row, such as breathing after pressing too hard."""

    when: When
    items: tuple[PlanItem, ...]


class Topic(Model):
    """One topic, such as tight or sore backs."""

    id: Id
    name: Line
    words: tuple[Line, ...]
    """Words by which people mean this topic."""
    review: Review
    questions: tuple[TopicQuestion, ...]
    stop_also: dict[Id, When] = Field(default_factory=dict[Id, When])
    """Further conditions for the stops of safety.yaml, by their id."""
    stops: tuple[Stop, ...] = ()
    rows: tuple[Row, ...] = Field(min_length=1)
    before: tuple[Prefix, ...] = ()
    places: tuple[Place, ...] = ()
    repairs: tuple[Repair, ...] = ()
    always: tuple[PlanItem, ...] = ()
    first_result: Line
    when_better: tuple[PlanItem, ...] = ()
    """Once two weeks have brought a change that counts, one pressing session a week is the first of these instead."""
    ask_again: tuple[Id, ...] = ()
    """The questions that are asked again once a plan has changed nothing."""
