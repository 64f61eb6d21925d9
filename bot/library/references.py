"""Names in content that must exist elsewhere in the pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bot.core.content.explainer import Explainer
from bot.core.content.pack import PackInfo
from bot.core.content.plan import PlanItem
from bot.core.content.routine import LevelVariant, Routine, Step
from bot.core.content.safety import Card, Item, LevelRule, Question, Safety, Stop
from bot.core.content.topic import Option, Repair, Topic
from bot.library.conditions import Miss, conditions, unknown_facts
from bot.library.names import SESSION_FACTS, Known, Names
from bot.library.walk import Models, Path, models
from bot.library.words import quote


def unknown_names(found: Models, names: Names) -> Iterator[Miss]:
    """Yield each name in the models of one file that nothing in the pack has."""
    topic = next((model for _, model in found if isinstance(model, Topic)), None)
    whole = names.topics_whole or topic is not None
    answers = names.answers(topic)
    for path, model in found:
        check = _CHECKS.get(type(model))
        if check:
            yield from _below(path, check(model, names))
        if not isinstance(model, Item | LevelRule | Question | Card):
            for at, when in conditions(model):
                yield from unknown_facts((*path, *at), when, answers, whole)


def _below(path: Path, misses: Iterable[Miss]) -> Iterator[Miss]:
    for loc, message, name, known in misses:
        yield (*path, *loc), message, name, known


def _each(key: str, named: Iterable[object], kind: str, known: Known) -> Iterator[Miss]:
    for index, name in enumerate(named):
        yield from _one((key, index), name, kind, known)


def _one(path: Path, name: object, kind: str, known: Known) -> Iterator[Miss]:
    if name is not None and known is not None and str(name) not in known:
        yield path, f"There is no {kind} {quote(name)}.", name, known


def _info(info: PackInfo, names: Names) -> Iterator[Miss]:
    yield from _one(("default_topic",), info.default_topic, "topic", names.topics)


def _safety(safety: Safety, names: Names) -> Iterator[Miss]:
    asked = frozenset(question.id for question in safety.questions)
    yield from _each("minor_questions", safety.minor_questions, "question", asked)


def _question(question: Question, names: Names) -> Iterator[Miss]:
    items = frozenset(item.id for item in question.items)
    by_age: dict[str, Known] = {"age": names.ages}
    for name, part, facts in (
        ("items", question.items, by_age),
        ("rules", question.rules, {**by_age, "items": items, "codes": names.codes}),
    ):
        for index, model in enumerate(part):
            for at, when in conditions(model):
                yield from unknown_facts((name, index, *at), when, facts, True)
    for at, when in conditions(question):
        yield from unknown_facts(at, when, {**by_age, "codes": names.codes}, True)


def _item(item: Item, names: Names) -> Iterator[Miss]:
    yield from _one(("after_pressing",), item.after_pressing, "limit", names.limits)


def _card(card: Card, names: Names) -> Iterator[Miss]:
    facts = {key: names.answers(None)[key] for key in ("level", "causes", "age")}
    for at, when in conditions(card):
        yield from unknown_facts(at, when, facts, True)


def _stop(stop: Stop, names: Names) -> Iterator[Miss]:
    for index, name in enumerate(stop.only):
        routine, _, part = name.partition(":")
        yield from _one(("only", index), routine, "routine", names.routines)
        if part:
            yield from _one(("only", index), part, f"part in {quote(routine)}:", _parts(routine, names))
    answers = {name: known for name, known in names.answers(None).items() if name not in SESSION_FACTS}
    for question, options in stop.offer.items():
        asked = frozenset(answers) if names.topics_whole else None
        yield from _one(("offer", question, "[key]"), question, "question", asked)
        for index, option in enumerate(options):
            yield from _one(("offer", question, index), option, f"answer to {quote(question)}:", answers.get(question))


def _plan_item(item: PlanItem, names: Names) -> Iterator[Miss]:
    yield from _one(("routine",), item.routine, "routine", names.routines)
    yield from _one(("preset",), item.preset, "preset", names.presets)
    routine = names.routine_by_id.get(item.routine or "")
    if routine:
        yield from _each("parts", item.parts, f"part in {quote(routine.id)}:", _parts(routine.id, names))
        yield from _one(("level",), item.level, f"level in {quote(routine.id)}:", _levels(routine))


def _routine(routine: Routine, names: Names) -> Iterator[Miss]:
    yield from _each("not_if", routine.not_if, "limit", names.limits)
    yield from _each("default_parts", routine.default_parts, "part", _parts(routine.id, names))
    for path, step in models(routine):
        if isinstance(step, Step):
            yield from _below(path, _each("levels", step.levels, "level", _levels(routine)))


def _not_if(model: Step | LevelVariant, names: Names) -> Iterator[Miss]:
    yield from _each("not_if", model.not_if, "limit", names.limits)


def _topic(topic: Topic, names: Names) -> Iterator[Miss]:
    for name in topic.stop_also:
        yield from _one(("stop_also", name, "[key]"), name, "stop", names.stops)
    yield from _each("ask_again", topic.ask_again, "question", frozenset(item.id for item in topic.questions))


def _repair(repair: Repair, names: Names) -> Iterator[Miss]:
    yield from _each("if_fell", repair.if_fell, "routine", names.routines)


def _option(option: Option, names: Names) -> Iterator[Miss]:
    yield from _one(("explainer",), option.explainer, "explainer", names.explainers)


def _explainer(explainer: Explainer, names: Names) -> Iterator[Miss]:
    yield from _each("try", explainer.try_, "routine", names.routines)
    yield from _each("see_also", explainer.see_also, "explainer", names.explainers)


def _parts(routine: str, names: Names) -> Known:
    found = names.routine_by_id.get(routine)
    steps = [step for block in found.blocks for step in block.steps] if found else []
    return frozenset(step.part for step in steps if step.part) if found else None


def _levels(routine: Routine) -> Known:
    return frozenset(str(rung.level) for rung in routine.levels)


_Check = Callable[[Any, Names], Iterator[Miss]]
_CHECKS: Mapping[type[BaseModel], _Check] = {
    PackInfo: _info,
    Safety: _safety,
    Question: _question,
    Item: _item,
    Card: _card,
    Stop: _stop,
    PlanItem: _plan_item,
    Routine: _routine,
    Step: _not_if,
    LevelVariant: _not_if,
    Topic: _topic,
    Repair: _repair,
    Option: _option,
    Explainer: _explainer,
}
