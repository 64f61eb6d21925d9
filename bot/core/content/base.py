"""What all content models share: strict, frozen, and nothing unknown gets in."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Level = Literal["ok", "caution", "soon", "same_day", "emergency"]
"""Urgency, lowest first (levels L0 to L4)."""

LEVELS: tuple[Level, ...] = ("ok", "caution", "soon", "same_day", "emergency")

Grade = Literal["moderate", "low", "very low", "expert"]
"""How sure we are that something helps, in the words of GRADE; `expert` means consensus or caution only."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$", max_length=40)]
"""A name that other content refers to."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
"""One short line that a member reads."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
"""The words on a button; Discord takes 80 characters."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=1500, strip_whitespace=True)]
"""A paragraph or a few; Discord's Markdown."""

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A calendar day as YYYY-MM-DD."""


class Model(BaseModel):
    """Base of all content: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Claim(Model):
    """Something that we say helps: how sure we are, where it comes from, and when somebody last looked."""

    grade: Grade
    note: Line | None = None
    sources: tuple[Line, ...] = ()
    checked_on: Day


class Review(Model):
    """The clinician's signature; empty until a clinician with a licence has signed."""

    reviewed_by: Line | None = None
    reviewed_on: Day | None = None


def at_least(level: Level, floor: Level) -> Level:
    """The more urgent of two levels."""
    return LEVELS[max(LEVELS.index(level), LEVELS.index(floor))]


def one_lower(level: Level) -> Level:
    """The next level down; `ok` stays."""
    return LEVELS[max(0, LEVELS.index(level) - 1)]
