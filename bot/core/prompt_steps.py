"""A check-in that comes by itself, from tap to tap: which answer is asked for now, and what an answer leads to.

The few taps of every check-in come first (`nrs`, `feel`, `new`); then whatever `parts` says: PEG (`p`, `e`, `g`),
`change`, and one step for each activity of their own (`own:1`). A press counts only where it answers what is asked
now: a second press of a double one, or one on an old card, changes nothing.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.core.instruments import CHANGE, NRS, PEG, Part
from bot.core.records import AnythingNew, Feel

DONE = "done"
MICRO = ("nrs", "feel", "new")
SAME = "same"
THEN = "then"
"""The answer to how strong it was on that day, asked later; `nrs` is that of cards which ask how strong it is now."""
OWN = "own:"

Done = Literal["all", "part", "none"]


class Draft(BaseModel):
    """The answers so far; it is kept sealed with the prompt."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    last: int | None = None
    """What "Same as last time" stands for."""
    known: Done | None = None
    """What was done since the last check-in, where a routine was logged: then it is not asked."""
    asks_done: bool = False
    """Whether how moving feels and what was done are one question: a plan runs, and nothing was logged."""
    nrs: int | None = None
    feel: Feel | None = None
    done: Done | None = None
    new: AnythingNew | None = None
    parts: tuple[Part, ...] = ()
    activities: tuple[str, ...] = ()
    peg: dict[str, int] = {}
    change: int | None = None
    own: dict[str, int] = {}
    left: bool = False
    """The questions about the week are left for another day."""
    then: bool = False
    """Whether a number that was written on a later day has been answered with the question about this one."""
    snoozed: int = 0
    """How often it was put off by an hour."""
    resent: int = 0
    """Up to which of these it has come again."""

    def changed(self, **values: object) -> "Draft":
        """The same with something else in it."""
        return self.model_copy(update=values)

    def stored(self) -> dict[str, object]:
        """As it is kept: only what was said."""
        return self.model_dump(mode="json", exclude_defaults=True)


def draft_of(stored: Mapping[str, object]) -> Draft:
    """The draft from its row; one that can't be read any more begins anew."""
    try:
        return Draft.model_validate(stored)
    except ValidationError:
        return Draft()


def steps_of(draft: Draft) -> tuple[str, ...]:
    """All steps of this check-in, in order."""
    further: list[str] = []
    for part in () if draft.left else draft.parts:
        further += {"peg": PEG, "change": ("change",), "psfs": tuple(f"{OWN}{name}" for name in draft.activities)}[part]
    return (*MICRO, *further)


def step_of(draft: Draft) -> str:
    """What is asked now; `done` where nothing is left."""
    return next((step for step in steps_of(draft) if _answer(draft, step) is None), DONE)


def _answer(draft: Draft, step: str) -> object:
    if step in PEG:
        return draft.peg.get(step)
    if step.startswith(OWN):
        return draft.own.get(step.removeprefix(OWN))
    return getattr(draft, step)


def answered(draft: Draft, step: str, value: str) -> Draft | None:
    """The draft with this answer; None where it is not what is asked now, or no answer to it."""
    if step_of(draft) != step:
        return None
    if step == "nrs":
        return _same(draft) if value == SAME else _with_number(draft, "nrs", value)
    if step == "feel":
        return _with_feel(draft, value)
    if step == "new":
        return draft.changed(new=value) if value in ("no", "not_sure", "yes") else None
    if step == "change":
        number = _number(value, CHANGE)
        return None if number is None else draft.changed(change=number)
    number = _number(value, NRS)
    if number is None:
        return None
    if step in PEG:
        return draft.changed(peg={**draft.peg, step: number})
    return draft.changed(own={**draft.own, step.removeprefix(OWN): number})


def _same(draft: Draft) -> Draft | None:
    """As strong as last time, and moving as before: one tap for two."""
    return None if draft.last is None else draft.changed(nrs=draft.last, feel="same", done=draft.known)


def _with_number(draft: Draft, name: str, value: str) -> Draft | None:
    number = _number(value, NRS)
    return None if number is None else draft.changed(**{name: number})


def _with_feel(draft: Draft, value: str) -> Draft | None:
    """How moving feels, and with it what was done: `worse`, or `worse.part` where both are one question."""
    feel, _, said = value.partition(".")
    if feel not in ("easier", "same", "worse") or said not in (("part", "none") if draft.asks_done else ("",)):
        return None
    return draft.changed(feel=feel, done=said or draft.known)


def _number(value: str, scale: range) -> int | None:
    sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 2):
        return None
    number = int(sign + digits)
    return number if number in scale else None


def back(draft: Draft, step: str) -> Draft | None:
    """The answer before the step that is shown, open again; None where the card is old, or it was reported already."""
    if step_of(draft) != step:
        return None
    if step == "feel":
        return draft.changed(nrs=None)
    if step == "new":
        reopened = draft.changed(feel=None, done=None)
        return reopened.changed(nrs=None) if _was_same(draft) else reopened
    if step in PEG[1:]:
        before = PEG[PEG.index(step) - 1]
        return draft.changed(peg={name: number for name, number in draft.peg.items() if name != before})
    return None


def _was_same(draft: Draft) -> bool:
    """Whether strength and moving may have been one tap; then both are asked again."""
    return draft.last is not None and draft.nrs == draft.last and draft.feel == "same"


def leave(draft: Draft) -> Draft | None:
    """Without the questions about the week; None where none is shown. Answers to a part that is not whole go, too."""
    return draft.changed(left=True) if step_of(draft) not in (*MICRO, DONE) else None
