"""Plans and outcomes: which routines, on which days, and what is said about them."""

from pydantic import Field, model_validator

from bot.core.content.base import Claim, Id, Line, Model, Text
from bot.core.content.condition import When


class PlanItem(Model):
    """A routine, a part of one, a preset by name, or `local: true` for what the place asks for."""

    routine: Id | None = None
    preset: Id | None = None
    local: bool = False
    parts: tuple[Id, ...] = ()
    """Only these parts of the routine; empty means all."""
    level: int | None = Field(default=None, ge=0, le=9)
    """The routine's variant, where it has levels."""
    days: tuple[int, ...] = ()
    """Days of the plan on which it comes (1 is the first); empty means every day."""
    from_day: int = Field(default=1, ge=1)
    when: When = ()
    rest: Line | None = None
    """A day without a routine: what to do instead."""

    @model_validator(mode="after")
    def _one_thing(self) -> "PlanItem":
        if sum((self.routine is not None, self.preset is not None, self.local, self.rest is not None)) != 1:
            raise ValueError("say exactly one of: routine, preset, local, rest")
        return self


class Preset(Model):
    """A named combination, such as the seven starter days."""

    id: Id
    name: Line
    length_days: int | None = Field(default=None, ge=1, le=60)
    items: tuple[PlanItem, ...] = Field(min_length=1)


class Plans(Model):
    """plans.yaml."""

    presets: tuple[Preset, ...]


class Outcome(Model):
    """What a row of the table leads to."""

    id: Id
    title: Line
    why: Text
    """Says why, in the member's own answers: `{said}` stands for them."""
    plan: tuple[PlanItem, ...] = ()
    next: Line
    """What comes next if it doesn't help."""
    claim: Claim
    also: tuple[Line, ...] = ()
    """Further lines on the result, such as when to see someone."""
    soon_card: bool = False
    """Whether the card "see someone in days to 2 weeks" stands above the plan."""
    soon_when: When = ()
    """When only sometimes: the condition for the soon card."""
