"""From a routine to the steps that are played, in order, with sides, ceilings and lengths in seconds."""

from dataclasses import dataclass
from typing import Literal

from bot.core.content.routine import Block, Step, StepKind
from bot.core.content.safety import Safety
from bot.core.decision.limits import ceiling
from bot.core.decision.steps import Choice

Side = Literal["first", "second"]

NO_FLOOR = "no_floor"
"""The limit under which a step is done on a chair or bed instead, where it says how."""

BREATH = 10
"""Seconds of one slow breath: in 4, out 6."""


@dataclass(frozen=True, slots=True)
class PlayedStep:
    """One step as it is played. `ceiling` is 0 to 10, already lowered by limits; `round` counts from 1 of `rounds`."""

    kind: StepKind
    text: str
    seconds: int
    side: Side | None
    ceiling: int
    pressure: bool
    optional: bool
    round: int
    rounds: int
    part: str | None
    check_at: int | None = None
    check_text: str | None = None

    @property
    def timed(self) -> bool:
        """Whether the clock runs; a set-up waits for Ready instead."""
        return self.kind != "set_up"

    @property
    def breaths(self) -> int:
        """The length in slow breaths, at least one."""
        return max(1, round(self.seconds / BREATH))


def timeline(safety: Safety, choice: Choice) -> tuple[PlayedStep, ...]:
    """All steps in order."""
    top = ceiling(safety, choice.limits, choice.routine.ceiling)
    return tuple(step for block, steps in choice.blocks for step in _block(choice, block, steps, top))


def _block(choice: Choice, block: Block, steps: tuple[Step, ...], top: int) -> list[PlayedStep]:
    sides: tuple[Side | None, ...] = ("first", "second") if block.sides else (None,)
    return [
        _played(choice, part, side, turn, block.repeat, top)
        for side in sides
        for turn in range(1, block.repeat + 1)
        for step in steps
        for part in _parts(step)
    ]


def _parts(step: Step) -> tuple[Step, ...]:
    """A step with a check is played as two, so that the clock tells when to look as it tells every change."""
    if step.check_at is None or step.check_text is None:
        return (step,)
    rest = {"seconds": step.seconds - step.check_at, "check_at": None, "check_text": None}
    return (
        step.model_copy(update={"seconds": step.check_at}),
        step.model_copy(update={**rest, "text": f"{step.check_text} {step.text}", "seated": None}),
    )


def _played(choice: Choice, step: Step, side: Side | None, turn: int, turns: int, top: int) -> PlayedStep:
    own = step.ceiling if step.ceiling is not None else choice.routine.ceiling
    off_the_floor = step.seated is not None and NO_FLOOR in choice.limits
    return PlayedStep(
        kind=step.kind,
        text=step.seated or step.text if off_the_floor else step.text,
        seconds=step.seconds,
        side=side,
        ceiling=min(own, top),
        pressure=step.pressure,
        optional=step.optional,
        round=turn,
        rounds=turns,
        part=step.part,
        check_at=step.check_at,
        check_text=step.check_text,
    )


def length(steps: tuple[PlayedStep, ...]) -> int:
    """How long it all takes, in seconds, set-ups at their estimate."""
    return sum(step.seconds for step in steps)


def needs_direct(steps: tuple[PlayedStep, ...]) -> bool:
    """Whether it must run by DM: over 12 minutes in all, or a step over 10 (a private answer lives for 15)."""
    return length(steps) > 12 * 60 or any(step.seconds > 10 * 60 for step in steps)
