"""Which steps of a routine may be played: parts, level and limits decide, step by step."""

from dataclasses import dataclass

from bot.core.content.plan import PlanItem
from bot.core.content.routine import Block, Routine, Step


@dataclass(frozen=True, slots=True)
class Choice:
    """A routine as it will be played: which parts, at which level, under which limits."""

    routine: Routine
    parts: frozenset[str]
    level: int | None
    limits: frozenset[str]

    def plays(self, step: Step) -> bool:
        """Whether this step is played."""
        # Asked millions of times where all answers are walked, and mostly under no limit at all.
        if self.limits and not (self.limits.isdisjoint(self.routine.not_if) and self.limits.isdisjoint(step.not_if)):
            return False
        if self.level is not None and step.levels and self.level not in step.levels:
            return False
        return step.part is None or not self.parts or step.part in self.parts

    @property
    def blocks(self) -> tuple[tuple[Block, tuple[Step, ...]], ...]:
        """The blocks that have something left, each with the steps that are played."""
        played = ((block, tuple(step for step in block.steps if self.plays(step))) for block in self.routine.blocks)
        return tuple((block, steps) for block, steps in played if steps)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are played, each once."""
        return tuple(step for _, steps in self.blocks for step in steps)

    @property
    def seconds(self) -> int:
        """How long all of it takes, set-ups at their estimate."""
        return sum(
            sum([step.seconds for step in steps]) * block.repeat * (2 if block.sides else 1)
            for block, steps in self.blocks
        )

    @property
    def presses(self) -> bool:
        """Whether any of what is played presses on the body."""
        return any(step.pressure for step in self.steps)

    @property
    def stands(self) -> bool:
        """Whether something worth doing is left: a step of a part where there are parts, else any movement."""
        if _has_parts(self.routine) and any(step.part for step in _wanted(self)):
            return any(step.part for step in self.steps)
        return any(step.kind in ("hold", "move") for step in self.steps)


def _has_parts(routine: Routine) -> bool:
    return any(step.part for block in routine.blocks for step in block.steps)


def _wanted(choice: Choice) -> tuple[Step, ...]:
    """The steps that would be played with no limits at all."""
    return Choice(choice.routine, choice.parts, choice.level, frozenset()).steps


def choose(routine: Routine, item: PlanItem, limits: frozenset[str]) -> Choice:
    """The routine as this plan item asks for it, lowered to the highest level that the limits leave."""
    parts = frozenset(item.parts or routine.default_parts)
    return Choice(routine, parts, _level(routine, item.level, limits), limits)


def _level(routine: Routine, wanted: int | None, limits: frozenset[str]) -> int | None:
    if not routine.levels:
        return None
    allowed = [rung.level for rung in routine.levels if limits.isdisjoint(rung.not_if)]
    lowest = min(rung.level for rung in routine.levels)
    reachable = [level for level in allowed if level <= (lowest if wanted is None else wanted)]
    return max(reachable, default=min(allowed, default=lowest))


def barred_level(choice: Choice) -> bool:
    """Whether the limits bar every level of a routine that has levels."""
    return bool(choice.routine.levels) and all(
        not choice.limits.isdisjoint(rung.not_if) for rung in choice.routine.levels
    )


def bars(routine: Routine) -> frozenset[str]:
    """Every limit that takes something of the routine away."""
    steps = (limit for block in routine.blocks for step in block.steps for limit in step.not_if)
    rungs = (limit for rung in routine.levels for limit in rung.not_if)
    return frozenset((*routine.not_if, *steps, *rungs))
