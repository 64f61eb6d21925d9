"""What every claim and every dose has to carry: side, ceiling, stop rule, source, and a date that is not too old.

Source of the doses: the evidence pack, sections 2.3 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.core.content.base import Claim, Review
from bot.core.content.routine import Block, Routine, Step
from bot.core.content.safety import Safety
from bot.library.lint.material import Material
from bot.library.problem import Problem
from bot.library.walk import Path
from bot.library.words import quote

YEAR = timedelta(days=365)
FIRMEST = 6
"""The highest discomfort, of 10, at which anything may press."""
LONGEST_PRESS = 90
"""Seconds for which one step may press."""
ONE_SIDE = re.compile(r"\b(this|that|the (?:other|sore|less sore|weaker|stronger)|one) (?:side|leg|hip|knee)\b", re.I)


def problems(material: Material) -> Iterator[Problem]:
    """Yield what is missing, over its limit, or overdue."""
    for path, value in material.values.items():
        if path.partition("/")[0] == "vignettes":
            continue
        for loc, model in material.models(value):
            if isinstance(model, Claim):
                yield from _claim(material, path, loc, model)
            elif isinstance(model, Review):
                yield from _review(material, path, loc, model)
            elif isinstance(model, Safety):
                yield from _overdue(material, path, (*loc, "checked_on"), model.checked_on)
    for path, routine in material.of(Routine):
        yield from _routine(material, path, routine)


def _claim(material: Material, path: str, loc: Path, claim: Claim) -> Iterator[Problem]:
    yield from _overdue(material, path, (*loc, "checked_on"), claim.checked_on)
    if not claim.sources and claim.grade != "expert" and path.partition("/")[0] != "explainers":
        message = f"The grade {quote(claim.grade)} needs a source."
        hint = "add `sources:`, or use the grade expert for what is caution only"
        yield material.error(path, (*loc, "grade"), message, hint=hint)


def _review(material: Material, path: str, loc: Path, review: Review) -> Iterator[Problem]:
    if review.reviewed_by and not review.reviewed_on:
        yield material.error(path, (*loc, "reviewed_by"), "A signature needs its day; add `reviewed_on`.", key=True)
    if review.reviewed_on and not review.reviewed_by:
        yield material.error(path, (*loc, "reviewed_on"), "Nobody has signed; add `reviewed_by`.", key=True)
    if review.reviewed_on:
        yield from _overdue(material, path, (*loc, "reviewed_on"), review.reviewed_on)


def _overdue(material: Material, path: str, loc: Path, day: str) -> Iterator[Problem]:
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return  # told already: there is no such day
    if material.today - when > YEAR:
        message = f"Last looked at on {day}, more than a year ago; look at the source again."
        yield material.warning(path, loc, message)
    elif when - material.today > timedelta(days=1):
        yield material.warning(path, loc, f"{day} is still to come.", hint="write the day on which somebody looked")


def _routine(material: Material, path: str, routine: Routine) -> Iterator[Problem]:
    if not routine.stop_rules:
        yield material.error(path, ("id",), "This routine has no stop rule; add `stop_rules`.", key=True)
    if routine.scale == "effort" and routine.pain_ceiling is None:
        message = "Effort needs a ceiling for pain too; add `pain_ceiling`."
        yield material.error(path, ("scale",), message, key=True)
    if any(block.sides for block in routine.blocks) and "first_side" not in material.documents[path].root.parts:
        message = "A routine with sides has to say which comes first; add `first_side`."
        hint = "allowed: less_sore, weaker, left"
        yield material.error(path, ("blocks",), message, key=True, hint=hint)
    for at, block in enumerate(routine.blocks):
        for number, step in enumerate(block.steps):
            yield from _step(material, path, ("blocks", at, "steps", number), routine, block, step)
    if routine.frequency.every_days < 2 and _presses(routine):
        message = "Pressing needs a day between; set `every_days` to 2 or more."
        yield material.error(path, ("frequency", "every_days"), message)


def _step(material: Material, path: str, loc: Path, routine: Routine, block: Block, step: Step) -> Iterator[Problem]:
    if step.ceiling is not None and step.ceiling > routine.ceiling:
        message = f"The step's ceiling is above the routine's, which is {routine.ceiling}."
        yield material.error(path, (*loc, "ceiling"), message)
    if step.pressure:
        yield from _pressing(material, path, loc, routine, step)
    found = ONE_SIDE.search(step.text)
    if found and not block.sides:
        message = f"{quote(found[0])} is said, but the block is played once; add `sides: true` to it."
        yield material.error(path, (*loc, "text"), message, word=found[0])
    if (step.check_at is None) is not (step.check_text is None):
        have, lacks = ("check_at", "check_text") if step.check_text is None else ("check_text", "check_at")
        yield material.error(path, (*loc, have), f"{quote(have)} needs `{lacks}` beside it.", key=True)
    if step.check_at is not None and not 0 < step.check_at < step.seconds:
        yield material.error(path, (*loc, "check_at"), f"The step is over after {step.seconds} seconds.")


def _pressing(material: Material, path: str, loc: Path, routine: Routine, step: Step) -> Iterator[Problem]:
    if step.ceiling is None:
        yield material.error(path, (*loc, "pressure"), "A step that presses needs a `ceiling` of its own.", key=True)
    elif step.ceiling > FIRMEST:
        yield material.error(path, (*loc, "ceiling"), f"Nothing presses harder than {FIRMEST} of 10.")
    if step.seconds > LONGEST_PRESS:
        yield material.error(path, (*loc, "seconds"), f"One step presses for {LONGEST_PRESS} seconds at most.")
    if step.kind in ("set_up", "rest"):
        message = f"Nobody presses in a step of kind {quote(step.kind)}; use hold or move."
        yield material.error(path, (*loc, "kind"), message)
    if "no_pressure" not in (*routine.not_if, *step.not_if):
        message = "What presses must stop under the limit no_pressure; add it to `not_if`."
        yield material.error(path, (*loc, "pressure"), message, key=True)


def _presses(routine: Routine) -> bool:
    return any(step.pressure for block in routine.blocks for step in block.steps)
