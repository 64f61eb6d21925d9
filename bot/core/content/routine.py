"""routines/*.yaml: what to do, step by step. Lengths are computed from the steps, never typed."""

from typing import Literal

from pydantic import Field

from bot.core.content.base import Claim, Id, Line, Model, Review

StepKind = Literal["set_up", "hold", "move", "rest"]
"""`set_up` waits for Ready; `hold`, `move` and `rest` run on the clock."""


class Step(Model):
    """One action.

    `seconds` is how long it takes (for `set_up` an estimate, in seconds). `ceiling` is the highest discomfort, 0 to 10.
    """

    kind: StepKind
    text: Line
    seconds: int = Field(ge=5, le=1500)
    ceiling: int | None = Field(default=None, ge=0, le=10)
    part: Id | None = None
    pressure: bool = False
    not_if: tuple[Id, ...] = ()
    """Limits that bar this step, beside those of the routine."""
    levels: tuple[int, ...] = ()
    """Only at these levels of the routine; empty means all."""
    optional: bool = False
    seated: Line | None = None
    """What to do instead when the step's place is barred (chair or bed)."""
    check_at: int | None = None
    """Seconds into the step at which to look or feel (skin under a warm pack)."""
    check_text: Line | None = None


class Block(Model):
    """Steps in order, said `repeat` times, and on both sides where `sides` is set."""

    steps: tuple[Step, ...] = Field(min_length=1)
    repeat: int = Field(default=1, ge=1, le=10)
    sides: bool = False
    """The whole block, repeats included, on the first side and then on the other."""


class LevelVariant(Model):
    """One rung of a routine that has rungs."""

    level: int = Field(ge=0, le=9)
    name: Line
    not_if: tuple[Id, ...] = ()


class Frequency(Model):
    """How often: `every_days` 2 is every other day."""

    every_days: int = Field(default=1, ge=1, le=7)
    max_per_week: int = Field(default=7, ge=1, le=28)
    text: Line


class Routine(Model):
    """One routine."""

    id: Id
    code: Id
    """Its short code in the evidence pack, such as R4."""
    name: Line
    summary: Line
    for_: tuple[Line, ...] = Field(alias="for", min_length=1)
    kit: Line
    ceiling: int = Field(ge=0, le=10)
    scale: Literal["discomfort", "effort"] = "discomfort"
    pain_ceiling: int | None = Field(default=None, ge=0, le=10)
    not_today: tuple[Line, ...] = ()
    not_if: tuple[Id, ...] = ()
    first_side: Literal["less_sore", "weaker", "left"] = "less_sore"
    levels: tuple[LevelVariant, ...] = ()
    default_parts: tuple[Id, ...] = ()
    """The parts that are played where none are named; empty means all."""
    blocks: tuple[Block, ...] = Field(min_length=1)
    frequency: Frequency
    progress: tuple[Line, ...] = ()
    stop_rules: tuple[Line, ...] = ()
    """Beside the common stop list."""
    addon: bool = False
    """Goes with every plan and needs no timers of its own to be useful (the walk)."""
    claim: Claim
    why: Line
    review: Review
