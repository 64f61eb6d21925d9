"""Timers against the life of a private answer: it can be changed for 15 minutes, and then no more.

What lasts longer runs in direct messages, which not everybody allows (`bot/core/player/timeline.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.content.plan import PlanItem
from bot.core.content.routine import Routine
from bot.core.decision.steps import choose
from bot.core.player.timeline import PlayedStep, length, timeline
from bot.library.lint.material import Material
from bot.library.problem import Problem

LONGEST_STEP = 600
LONGEST = 720
"""Seconds of a step, and of a whole routine, that fit into a private answer."""


def problems(material: Material) -> Iterator[Problem]:
    """Yield each routine that outlives its card."""
    safety = material.safety
    for path, routine in material.of(Routine):
        for at, block in enumerate(routine.blocks):
            for number, step in enumerate(block.steps):
                if step.seconds > LONGEST_STEP and step.check_at is None and step.kind != "set_up":
                    message = f"{step.seconds} seconds outlast a private answer, and nothing happens in between."
                    hint = f"make it {LONGEST_STEP} seconds, or say with `check_at` and `check_text` when to look"
                    yield material.error(path, ("blocks", at, "steps", number, "seconds"), message, hint=hint)
        if safety is None:
            continue
        levels = [rung.level for rung in routine.levels] or [None]
        parts = tuple({s.part for block in routine.blocks for s in block.steps if s.part})
        items = [PlanItem(routine=routine.id, level=level, parts=parts) for level in levels]
        played = [timeline(safety, choose(routine, item, frozenset())) for item in items]
        yield from _whole(material, path, max(played, key=length))


def _whole(material: Material, path: str, steps: tuple[PlayedStep, ...]) -> Iterator[Problem]:
    minutes = -(-length(steps) // 60)
    if length(steps) <= LONGEST:
        return
    message = f"All parts together take {minutes} minutes; a private answer holds {LONGEST // 60}."
    if any(step.pressure for step in steps):
        hint = "what presses must be able to say when to stop: shorten it, or make two routines of it"
        yield material.error(path, ("blocks",), message, key=True, hint=hint)
    elif not any(step.check_at for step in steps):
        hint = "it will run in direct messages, which not everybody allows"
        yield material.warning(path, ("blocks",), message, key=True, hint=hint)
