"""Where a member would be stuck: nothing to answer, nothing to do, or parts of a plan that nobody ever opens."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.content.plan import PlanItem, Plans
from bot.core.content.routine import Routine
from bot.core.content.topic import Row, Topic
from bot.core.conversation.asking import STRENGTH
from bot.core.decision.table import decide, find_stop
from bot.library.lint.material import SAFETY, Material
from bot.library.lint.witness import Facts, witnesses
from bot.library.names import gather
from bot.library.problem import Problem
from bot.library.walk import Path, models
from bot.library.words import quote


def problems(material: Material) -> Iterator[Problem]:
    """Yield each dead end."""
    for path, topic in material.of(Topic):
        yield from _questions(material, path, topic)
        yield from _empty_plans(material, path, topic)
        yield from _local(material, path, topic)
        if material.pack is not None and not topic.rows[-1].when:
            yield from _nothing_left(material, path, topic)
    yield from _unopened(material)
    for path, routine in material.of(Routine):
        if not any(step.kind in ("hold", "move") for block in routine.blocks for step in block.steps):
            message = "There is nothing to do here: no step is of kind hold or move."
            yield material.error(path, ("blocks",), message, key=True)


def _questions(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    strength = next((question for question in topic.questions if question.id == STRENGTH), None)
    if strength is None or strength.kind != "scale" or strength.when:
        message = f"Every start asks how strong it is: a question {quote(STRENGTH)} of kind scale, without a condition."
        yield material.error(path, ("questions",), message, key=True)
    for index, question in enumerate(topic.questions):
        if question.kind != "scale" and not question.options:
            message = f"Nobody can answer {quote(question.id)}: it has no `options`."
            yield material.error(path, ("questions", index, "id"), message)
        if question.kind == "scale" and question.options:
            message = "A scale is 0 to 10; its options are never shown."
            yield material.error(path, ("questions", index, "options"), message, key=True)


def _empty_plans(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    for index, row in enumerate(topic.rows):
        if not row.outcome.plan:
            message = f"The row {quote(row.id)} leads to nothing to do; give it a `plan`."
            yield material.error(path, ("rows", index, "outcome"), message, key=True)


def _local(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    if topic.places:
        return
    for index, row in enumerate(topic.rows):
        for at, item in enumerate(row.outcome.plan):
            if item.local:
                message = "`local` stands for what the place asks for, but this topic has no `places`."
                yield material.error(path, ("rows", index, "outcome", "plan", at, "local"), message, key=True)


def _unopened(material: Material) -> Iterator[Problem]:
    """Presets and `local` are opened once, in the plan of a row; deeper ones would go in circles and are left out."""
    for path, topic in material.of(Topic):
        for loc, item in _items(topic):
            in_row = loc[0] == "rows"
            in_plan = in_row or loc[0] == "stops"
            yield from _left_out(material, path, loc, item, preset=in_plan, local=in_row)
    for path, plans in material.of(Plans):
        for loc, item in _items(plans):
            yield from _left_out(material, path, loc, item, preset=False, local=False)
    if material.safety is not None:
        for loc, item in _items(material.safety):
            yield from _left_out(material, SAFETY, loc, item, preset=True, local=False)


def _items(value: object) -> Iterator[tuple[Path, PlanItem]]:
    for loc, model in models(value):
        if isinstance(model, PlanItem):
            yield loc, model


def _left_out(
    material: Material, path: str, loc: Path, item: PlanItem, *, preset: bool, local: bool
) -> Iterator[Problem]:
    if item.preset and not preset:
        message = "A preset is not opened here; name its routines one by one."
        yield material.error(path, (*loc, "preset"), message, key=True)
    if item.local and not local:
        yield material.error(path, (*loc, "local"), "`local` has a meaning only in the plan of a row.", key=True)


def _nothing_left(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    """Whatever one limit takes away, something besides what goes with every plan has to be left."""
    pack = material.pack
    assert pack is not None
    answers = gather(material.values, material.documents, ()).answers(topic)
    for index, row in enumerate(topic.rows):
        facts = next((facts for facts in witnesses(row.when, answers) if _is_won(material, topic, facts, row)), None)
        if facts is None or not row.outcome.plan:
            continue
        for place, more in _at_places(material, topic, facts, row):
            loc = ("rows", index, "outcome", "plan")
            limits = (frozenset[str](), *(frozenset((limit.id,)) for limit in pack.safety.limits))
            bare = [limit for limit in limits if not _does_something(material, topic, more, limit)]
            if bare:
                under = f"Under the limit {quote(next(iter(bare[0])))}" if bare[0] else "Here"
                message = f"{under} nothing is left to do{place}; add a repair, or another place."
                yield material.error(path, loc, message, key=True)
                break


def _is_won(material: Material, topic: Topic, facts: Facts, row: Row) -> bool:
    assert material.pack is not None
    decision = decide(material.pack, topic, {"nrs": 3, "age": "-", **facts})
    return decision.row == row.id


def _at_places(material: Material, topic: Topic, facts: Facts, row: Row) -> Iterator[tuple[str, Facts]]:
    """Yield the facts with each answer to the question that all places look at, as far as the row still wins."""
    assert material.pack is not None
    start: Facts = {"nrs": 3, "age": "-", **facts}
    asked = [frozenset(name for clause in place.when for name in clause) for place in topic.places]
    by_id = {question.id: question for question in topic.questions}
    common = [name for name in by_id if asked and all(name in names for names in asked) and name not in facts]
    if not common or not any(item.local for item in row.outcome.plan):
        yield "", start
        return
    for option in by_id[common[0]].options:
        more: Facts = {**start, common[0]: option.id}
        if find_stop(material.pack, topic, more) is None:
            yield f" at {quote(option.id)}", more


def _does_something(material: Material, topic: Topic, facts: Facts, limits: frozenset[str]) -> bool:
    assert material.pack is not None
    pack = material.pack
    decision = decide(pack, topic, facts, limits)
    always = {item.routine for item in topic.always}
    found = {item.routine for item in decision.items if item.routine} - always
    rests = any(item.rest for item in decision.items)
    return bool(found) or rests or decision.stop is not None
