"""safety.yaml: the questions before any routine, their urgency, the limits that they set, and the urgent cards.

Source: the evidence pack, sections 1 and 4; not reviewed by a clinician until `review` is signed.
"""

from typing import Literal

from pydantic import Field

from bot.core.content.base import Day, Id, Label, Level, Line, Model, Review, Text
from bot.core.content.condition import When
from bot.core.content.plan import Outcome


class Age(Model):
    """One age band; the member's first tap."""

    id: Id
    label: Label


class Item(Model):
    """One thing that a question asks about."""

    id: Id
    text: Line
    """As a bullet on the card, or as a label of the checkbox list (100 characters at most there)."""
    level: Level = "ok"
    """What a Yes means."""
    not_sure: Level | None = None
    """What Not sure means; by default one lower than a Yes, and at least `soon` where a Yes is."""
    cause: Id | None = None
    codes: tuple[Id, ...] = ()
    """Cautions that this sets, for limits."""
    when: When = ()
    """For whom it is shown."""
    after_pressing: Id | None = None
    """The limit that stands for good from then on where this comes within a week of pressing."""


class LevelRule(Model):
    """Items that mean more (or less) together, or at an age; the highest level of all that match wins.

    Facts: `age`, `items` (ticked in this question) and `codes`.
    """

    when: When
    level: Level
    cause: Id | None = None


class Choice(Model):
    """One answer of a question that has answers of its own."""

    label: Label
    level: Level = "ok"
    cause: Id | None = None
    codes: tuple[Id, ...] = ()


class Question(Model):
    """One card before a routine.

    `at_once`: Yes shows the urgent card at once, Not sure asks the items one by one.
    `which`: Yes or Not sure opens the list of items.
    `choices`: the question has answers of its own.
    """

    id: Id
    kind: Literal["at_once", "which", "choices"]
    title: Label
    ask: Line
    bullets: tuple[Line, ...] = ()
    """What the card shows; by default the items' texts."""
    age_bullets: dict[Id, tuple[Line, ...]] = Field(default_factory=dict[Id, tuple[Line, ...]])
    """What it shows instead, by age band, where other things count at that age."""
    items: tuple[Item, ...] = ()
    rules: tuple[LevelRule, ...] = ()
    choices: tuple[Choice, ...] = ()
    when: When = ()
    not_sure: Literal["one_lower", "same"] = "one_lower"
    unchanged: Label | None = None
    """A button on the emergency card that this question led to: old and unchanged, so the same-day card."""
    groups: tuple[Label, ...] = ()
    """Headings of the checkbox lists when the items are split; at most 10 items stand under each."""


class Card(Model):
    """An urgent card. The first sentence is the action. The first card whose condition holds is shown.

    Facts: `level`, `causes`, `age`.
    """

    id: Id
    when: When
    level: Level
    title: Label
    text: Text
    hold: bool = False
    """Whether a stop stays on until a clinician has looked."""


class LimitSource(Model):
    """What sets a limit, and for how long it is kept: with the screen (28 days), today, this session, or in hours."""

    when: When
    lasts: Literal["screen", "today", "session"] | int


class Limit(Model):
    """Something left out of every routine while it stands; steps name the limits that bar them."""

    id: Id
    name: Line
    because: Line
    """Ends the sentence "… for now, because"; names no cause, since causes are not kept."""
    set_by: tuple[LimitSource, ...]
    ceiling: int | None = Field(default=None, ge=0, le=10)
    """Highest discomfort allowed under this limit (0 to 10), where it caps rather than bars."""


class Stop(Model):
    """Pass 1 of the decision: the first that matches ends it. Topics may add conditions by the stop's id."""

    id: Id
    when: When
    card: Level | Literal["minor", "hold"] | None = None
    outcome: Outcome | None = None
    only: tuple[str, ...] = ()
    """The routines that may open while this stop stands, as `routine` or `routine:part`."""
    keep: Id | None = None
    """The name under which the stop is kept for 28 days, matched again as fact `kept`."""
    offer: dict[Id, tuple[Id, ...]] = Field(default_factory=dict[Id, tuple[Id, ...]])
    """Answers offered as buttons beside Start, by question: what would change the outcome."""


class Danger(Model):
    """Phrases in free text that lead to an urgent card at once."""

    id: Id
    level: Level | Literal["crisis"]
    cause: Id | None = None
    phrases: tuple[Line, ...]


class Crisis(Model):
    """The card for someone who may not want to live; resources come from the host's settings, never from here."""

    text: Text
    danger_text: Text
    people_text: Text
    other_text: Text
    misread_text: Text


class Safety(Model):
    """The whole of safety.yaml."""

    review: Review
    checked_on: Day
    full_screen_after_days: int = Field(ge=1, le=28)
    anything_new_after_days: int = Field(ge=1, le=28)
    ages: tuple[Age, ...] = Field(min_length=2)
    minor_questions: tuple[Id, ...]
    """The questions that someone under 16 is asked before the card for a parent."""
    questions: tuple[Question, ...] = Field(min_length=1)
    anything_new: Question
    cards: tuple[Card, ...]
    limits: tuple[Limit, ...]
    stops: tuple[Stop, ...]
    stop_list: tuple[Line, ...] = Field(min_length=1)
    """What ends any routine at once; shown before the first hold of a day."""
    daily: tuple[Choice, ...] = ()
    """What the daily stop list asks again (drink, strong painkillers)."""
    danger: tuple[Danger, ...] = ()
    crisis: Crisis
