"""The safety gate: no path may lead round the questions, and an urgent answer must end in its card.

Source: the evidence pack, sections 1.1 and 4 (pass 1). The rules hold for every pack and for every overlay.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.content.base import LEVELS, Level, at_least, one_lower
from bot.core.content.condition import Fact
from bot.core.content.plan import PlanItem
from bot.core.content.routine import Routine
from bot.core.content.safety import Item, Question, Safety, Stop
from bot.core.content.topic import Topic
from bot.core.decision.table import find_stop
from bot.core.screen import card_for
from bot.library.lint.material import SAFETY, Material
from bot.library.problem import Problem
from bot.library.walk import Path
from bot.library.words import joined, quote

URGENT: tuple[Level, ...] = ("same_day", "emergency")


def problems(material: Material) -> Iterator[Problem]:
    """Yield each way in which somebody with a warning sign could pass."""
    safety = material.safety
    if safety is None:
        return
    for index, question in enumerate(safety.questions):
        yield from _question(material, ("questions", index), question)
    yield from _first_question(material, safety)
    yield from _cards(material, safety)
    yield from _crisis(material, safety)
    if material.pack is not None:
        yield from _stops(material, safety)
        yield from _ease(material)


def _question(material: Material, loc: Path, question: Question) -> Iterator[Problem]:
    if question.kind == "choices" and not question.choices:
        yield material.error(SAFETY, (*loc, "kind"), "A question of this kind needs `choices`.")
    if question.kind != "choices" and not question.items:
        yield material.error(SAFETY, (*loc, "kind"), "A question of this kind needs `items`.")
    for at, item in enumerate(question.items):
        here = (*loc, "items", at)
        if question.kind == "at_once" and item.level not in URGENT:
            message = f"Yes to {quote(question.id)} stops at once, so {quote(item.id)} must be same_day or emergency."
            yield material.error(SAFETY, (*here, "level" if item.level != "ok" else "id"), message)
        yield from _not_sure(material, here, item)


def _not_sure(material: Material, loc: Path, item: Item) -> Iterator[Problem]:
    """Not sure may be one level lower, and never less than `soon` where a Yes is."""
    if item.not_sure is None:
        return
    least = item.level
    if LEVELS.index(item.level) >= LEVELS.index("soon"):
        least = at_least(one_lower(item.level), "soon")
    if LEVELS.index(item.not_sure) < LEVELS.index(least):
        message = f"Not sure has to mean at least {least} where Yes means {item.level}."
        yield material.error(SAFETY, (*loc, "not_sure"), message)


def _first_question(material: Material, safety: Safety) -> Iterator[Problem]:
    asked = {question.id: question for question in safety.questions}
    always = [question for question in safety.questions if not question.when]
    if not any(item.level == "emergency" for question in always for item in question.items):
        message = "No question that everybody is asked can lead to an emergency card."
        yield material.error(SAFETY, ("questions",), message, key=True)
    for age in safety.ages[:1]:
        missed = [name for name in safety.minor_questions if name in asked and asked[name].when]
        if not safety.minor_questions or len(missed) == len(safety.minor_questions):
            message = f"Nothing is asked of {quote(age.label)}; name the questions for them."
            yield material.error(SAFETY, ("minor_questions",), message)


def _cards(material: Material, safety: Safety) -> Iterator[Problem]:
    if not any(card.id == "hold" for card in safety.cards):
        message = "The card 'hold' is missing: it is shown while a stop is on."
        yield material.error(SAFETY, ("cards",), message, key=True)
    causes = sorted({cause for question in safety.questions for cause in _causes(question)})
    for level in URGENT:
        lacking: dict[str, list[str]] = {}
        for age in safety.ages:
            for cause in (None, *causes):
                held = frozenset((cause,)) if cause else frozenset[str]()
                found = card_for(safety, level, held, age.id)
                if found is None or found.level != level:
                    lacking.setdefault(age.id, []).append(cause or "no cause")
        if lacking:
            message = f"At the age {joined(list(lacking), 'and')} the level {level} has no card for every cause."
            hint = f"end the cards of this level with one whose condition is only `level: {level}`"
            yield material.error(SAFETY, ("cards",), message, key=True, hint=hint)
    for index, card in enumerate(safety.cards):
        if card.level in URGENT and card.id != "hold" and not card.hold:
            message = f"A card of level {card.level} must set `hold: true`, so that no routine opens behind it."
            yield material.error(SAFETY, ("cards", index, "level"), message)
        if card.level in URGENT and material.english and not _says_where_to_go(card.text):
            message = "An urgent card has to name the local emergency number or an emergency department."
            yield material.error(SAFETY, ("cards", index, "text"), message)


def _causes(question: Question) -> Iterator[str]:
    for part in (*question.items, *question.rules, *question.choices):
        if part.cause and part.level in URGENT:
            yield part.cause


def _says_where_to_go(text: str) -> bool:
    return "local emergency number" in text or "emergency department" in text


def _crisis(material: Material, safety: Safety) -> Iterator[Problem]:
    for key in ("text", "people_text", "other_text"):
        if "{resources}" not in getattr(safety.crisis, key):
            message = "The people to talk to are missing: this text needs {resources}."
            yield material.error(SAFETY, ("crisis", key), message)
    if safety.danger and not any(kind.level == "crisis" for kind in safety.danger):
        message = "No kind of danger has the level crisis, so nobody who writes of dying gets the crisis card."
        yield material.error(SAFETY, ("danger",), message, key=True)


def _stops(material: Material, safety: Safety) -> Iterator[Problem]:
    assert material.pack is not None
    causes = sorted({part.cause for q in safety.questions for part in (*q.items, *q.rules, *q.choices) if part.cause})
    codes = sorted({code for q in safety.questions for part in (*q.items, *q.choices) for code in part.codes})
    named = [*(("causes", cause) for cause in causes), *(("codes", code) for code in codes)]
    told: list[dict[str, Fact]] = [{}]
    for name, value in named:
        told.append({name: frozenset((value,))})
    for path, topic in material.of(Topic):
        for level in URGENT:
            missed = [more for more in told if not _ends_in_card(material, topic, {**more, "level": level}, level)]
            if missed:
                message = (
                    f"The level {level} must stop everybody with a card: put its stop first, with `card: {level}`."
                )
                yield material.error(SAFETY, ("stops",), message, key=True)
        youngest = safety.ages[0].id
        if not _ends_in_card(material, topic, {"age": youngest, "level": "ok"}, "minor"):
            message = f"The age {quote(youngest)} must end in the card for a parent: a stop with `card: minor`."
            yield material.error(SAFETY, ("stops",), message, key=True)
        yield from _soon(material, topic, causes)
        for index, stop in enumerate(topic.stops):
            yield from _opens(material, path, ("stops", index), stop)
    for index, stop in enumerate(safety.stops):
        yield from _opens(material, SAFETY, ("stops", index), stop)


def _ends_in_card(material: Material, topic: Topic, facts: dict[str, Fact], card: str) -> bool:
    assert material.pack is not None
    stop = find_stop(material.pack, topic, facts)
    return stop is not None and stop.card == card and stop.outcome is None


def _soon(material: Material, topic: Topic, causes: list[str]) -> Iterator[Problem]:
    """A finding for the next days shows its card, and nothing that presses or loads."""
    assert material.pack is not None
    lacking: list[str] = []
    for cause in causes:
        facts: dict[str, Fact] = {"level": "soon", "causes": frozenset((cause,)), "age": "-"}
        stop = find_stop(material.pack, topic, facts)
        if stop is None or stop.outcome is None or not stop.outcome.soon_card:
            lacking.append(cause)
    if lacking:
        message = f"The level soon has no stop with `soon_card: true` for the cause {joined(lacking)}."
        yield material.error(SAFETY, ("stops",), message, key=True)


def _opens(material: Material, path: str, loc: Path, stop: Stop) -> Iterator[Problem]:
    """While a stop stands, nothing presses or loads, and what it plans is also what it opens."""
    assert material.pack is not None
    open_routines = {name.partition(":")[0] for name in stop.only}
    for at, name in enumerate(stop.only):
        yield from _heavy(material, path, (*loc, "only", at), name.partition(":")[0])
    for at, item in enumerate(stop.outcome.plan if stop.outcome else ()):
        here = (*loc, "outcome", "plan", at)
        for routine in _routines(material, item):
            yield from _heavy(material, path, (*here, "routine" if item.routine else "preset"), routine)
            if routine not in open_routines:
                message = f"The stop plans {quote(routine)} but does not open it; add it to `only`."
                yield material.error(path, (*here, "routine" if item.routine else "preset"), message)


def _routines(material: Material, item: PlanItem) -> list[str]:
    assert material.pack is not None
    preset = material.pack.preset_by_id.get(item.preset or "")
    inside = [part.routine for part in preset.items if part.routine] if preset else []
    return [item.routine] if item.routine else inside


def _heavy(material: Material, path: str, loc: Path, name: str) -> Iterator[Problem]:
    assert material.pack is not None
    routine = material.pack.routine_by_id.get(name)
    if routine is not None and (_presses(routine) or routine.scale == "effort"):
        what = "presses" if _presses(routine) else "loads"
        yield material.error(path, loc, f"The routine {quote(name)} {what}; nothing does while a stop stands.")


def _ease(material: Material) -> Iterator[Problem]:
    """ "Ease it now" opens from nearly every card, whatever limit stands."""
    assert material.pack is not None
    ease = material.pack.info.ease
    routine = material.pack.routine_by_id.get(ease.routine or "")
    if routine is None:
        message = "`ease` has to name one routine."
        yield material.error("pack.yaml", ("ease",), message, key=True)
    elif _presses(routine) or routine.scale == "effort" or routine.not_if:
        message = f"The routine {quote(routine.id)} is not for everybody; `ease` opens under every limit and stop."
        yield material.error("pack.yaml", ("ease", "routine"), message)


def _presses(routine: Routine) -> bool:
    return any(step.pressure for block in routine.blocks for step in block.steps)
