"""What no answers lead to: rows, stops, places and cards that others stand before, and questions never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.core.content.condition import When, holds
from bot.core.content.plan import PlanItem
from bot.core.content.routine import Routine
from bot.core.content.topic import Topic
from bot.core.decision.table import find_row, find_stop
from bot.library.lint.material import SAFETY, Material
from bot.library.lint.witness import Answers, Facts, witnesses
from bot.library.names import SESSION_FACTS, gather
from bot.library.problem import Problem
from bot.library.walk import Path
from bot.library.words import quote


def problems(material: Material) -> Iterator[Problem]:
    """Yield what can never be reached."""
    names = gather(material.values, material.documents, ())
    for path, topic in material.of(Topic):
        yield from _questions(material, path, topic)
        if material.pack is not None:
            answers = names.answers(topic)
            yield from _rows(material, path, topic, answers)
            yield from _topic_stops(material, path, topic, answers)
            yield from _places(material, path, topic, answers)
    if material.pack is not None:
        yield from _cards(material, names.answers(None))
        yield from _safety_stops(material, names.answers(None))
        yield from _unused(material)


def _questions(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    """A question that waits for its own answer, or two that wait for each other, would be waited for without end."""
    waiting = {question.id: question for question in topic.questions}
    named = {fact for question in topic.questions for clause in question.when for fact in clause}
    known = SESSION_FACTS | (named - set(waiting))
    while found := [q for q in waiting.values() if not q.when or any(known.issuperset(clause) for clause in q.when)]:
        for question in found:
            known |= {question.id}
            del waiting[question.id]
    for index, question in enumerate(topic.questions):
        if question.id in waiting:
            message = f"{quote(question.id)} is never asked: it waits for answers that only come after it."
            yield material.error(path, ("questions", index, "when"), message)


def _never(
    material: Material, path: str, loc: Path, when: When, answers: Answers, won: Callable[[Facts], str | None]
) -> Iterator[Problem]:
    """Yield the problem of a part that never wins; `won` names the part that wins, and None for this one."""
    winner = ""
    for facts in witnesses(when, answers):
        found = won(facts)
        if found is None:
            return
        winner = winner or found
    message = f"This can never win: {winner} stands before it." if winner else "This can never win."
    document = material.documents[path]
    at_when = "when" in document.node(document.path(loc)).parts
    yield material.error(path, (*loc, "when" if at_when else "id"), message)


def _rows(material: Material, path: str, topic: Topic, answers: Answers) -> Iterator[Problem]:
    pack = material.pack
    assert pack is not None
    if topic.rows[-1].when:
        message = "The last row has a condition, so whoever matches no row is stuck; end with one that has none."
        yield material.error(path, ("rows", len(topic.rows) - 1, "when"), message)
        return
    for index, row in enumerate(topic.rows):

        def won(facts: Facts, at: int = index) -> str | None:
            stop = find_stop(pack, topic, facts)
            if stop is not None:
                return f"the stop {quote(stop.id)}"
            found = find_row(topic, facts)
            return None if found is topic.rows[at] else f"the row {quote(found.id)}"

        yield from _never(material, path, ("rows", index), row.when, answers, won)


def _topic_stops(material: Material, path: str, topic: Topic, answers: Answers) -> Iterator[Problem]:
    pack = material.pack
    assert pack is not None
    for index, stop in enumerate(topic.stops):

        def won(facts: Facts, name: str = stop.id) -> str | None:
            found = find_stop(pack, topic, facts)
            return None if found is not None and found.id == name else f"the stop {quote(found.id if found else '')}"

        yield from _never(material, path, ("stops", index), stop.when, answers, won)


def _safety_stops(material: Material, answers: Answers) -> Iterator[Problem]:
    pack = material.pack
    assert pack is not None
    stops = pack.safety.stops
    for index, stop in enumerate(stops):

        def won(facts: Facts, at: int = index) -> str | None:
            found = next((other for other in stops if holds(other.when, facts)), stops[at])
            return None if found is stops[at] else f"the stop {quote(found.id)}"

        yield from _never(material, SAFETY, ("stops", index), stop.when, answers, won)


def _cards(material: Material, answers: Answers) -> Iterator[Problem]:
    safety = material.safety
    assert safety is not None
    for index, card in enumerate(safety.cards):
        if card.id == "hold":
            continue

        def won(facts: Facts, at: int = index) -> str | None:
            found = next((other for other in safety.cards if holds(other.when, facts)), safety.cards[at])
            return None if found is safety.cards[at] else f"the card {quote(found.id)}"

        yield from _never(material, SAFETY, ("cards", index), card.when, answers, won)


def _places(material: Material, path: str, topic: Topic, answers: Answers) -> Iterator[Problem]:
    for index, place in enumerate(topic.places):

        def won(facts: Facts, at: int = index) -> str | None:
            first = next(number for number, other in enumerate(topic.places) if holds(other.when, facts))
            return None if first == at else f"item {first + 1} of 'places'"

        yield from _never(material, path, ("places", index), place.when, answers, won)


def _unused(material: Material) -> Iterator[Problem]:
    """What nothing names: it may be meant, so it is only warned about."""
    pack = material.pack
    assert pack is not None
    items = [
        model
        for value in material.values.values()
        for _, model in material.models(value)
        if isinstance(model, PlanItem)
    ]
    named = {item.routine for item in items} | {name for page in pack.explainers for name in page.try_}
    opened = {name.partition(":")[0] for stop in pack.safety.stops for name in stop.only}
    for path, routine in material.of(Routine):
        if routine.id not in named | opened:
            yield material.warning(
                path, ("id",), f"No plan and no page names {quote(routine.id)}; only /routine opens it."
            )
    presets = {item.preset for item in items}
    for index, preset in enumerate(pack.plans.presets):
        if preset.id not in presets:
            message = f"No plan names the preset {quote(preset.id)}."
            yield material.warning("plans.yaml", ("presets", index, "id"), message)
    yield from _idle_limits(material)


def _idle_limits(material: Material) -> Iterator[Problem]:
    pack = material.pack
    assert pack is not None
    named = {
        name
        for routine in pack.routines
        for _, model in material.models(routine)
        for name in getattr(model, "not_if", ())
    }
    for index, limit in enumerate(pack.safety.limits):
        if limit.id not in named and limit.ceiling is None:
            message = f"The limit {quote(limit.id)} bars nothing: no routine has it under `not_if`."
            yield material.warning(SAFETY, ("limits", index, "id"), message)
        if not limit.set_by:
            message = f"Nothing sets the limit {quote(limit.id)}."
            yield material.warning(SAFETY, ("limits", index, "set_by"), message, key=True)
