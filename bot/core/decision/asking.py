"""Which question comes next: only those that the table still needs."""

from collections.abc import Mapping

from bot.core.content.condition import Fact, holds
from bot.core.content.pack import Pack
from bot.core.content.safety import Stop
from bot.core.content.topic import Topic, TopicQuestion
from bot.core.decision.table import find_stop, row_so_far, with_limits

Answers = Mapping[str, Fact]


def next_question(
    pack: Pack, topic: Topic, answers: Answers, kept: frozenset[str] = frozenset()
) -> TopicQuestion | None:
    """The next question, or None when everything needed is known or a stop stands.

    A question that is asked of some only (its own condition holds) comes before a stop which its answer would replace:
    at 16 or 17 strong pain calms first, unless it has lasted for weeks.
    """
    facts = with_limits(pack, answers, kept)
    stop = find_stop(pack, topic, facts)
    if stop is not None:
        own = (question for question in topic.questions if question.when and _needed(question, facts))
        return next((question for question in own if _could_replace(pack, topic, question, facts, stop)), None)
    facts["row"] = row_so_far(topic, facts)
    return next((question for question in topic.questions if _needed(question, facts)), None)


def _needed(question: TopicQuestion, facts: Answers) -> bool:
    return question.id not in facts and holds(question.when, facts)


def _could_replace(pack: Pack, topic: Topic, question: TopicQuestion, facts: Answers, stop: Stop) -> bool:
    """Whether one of its answers leads to another stop than the one that stands."""
    many = question.kind == "many"
    answers = (frozenset((option.id,)) if many else option.id for option in question.options)
    return any(find_stop(pack, topic, {**facts, question.id: answer}) != stop for answer in answers)


def still_asked(pack: Pack, topic: Topic, answers: Answers, kept: frozenset[str] = frozenset()) -> dict[str, Fact]:
    """The answers that still belong to a question, after one was changed; others are dropped.

    Facts that are no question's (age, kept, six_weeks …) stay.
    """
    questions = {question.id for question in topic.questions}
    facts = {name: fact for name, fact in answers.items() if name not in questions}
    for question in topic.questions:
        if question.id in answers and (not question.when or holds(question.when, _seen(pack, topic, facts, kept))):
            facts[question.id] = answers[question.id]
    return facts


def _seen(pack: Pack, topic: Topic, facts: Answers, kept: frozenset[str]) -> Answers:
    """What a question's condition looks at: the facts, the limits that they set, and the row so far."""
    seen = with_limits(pack, facts, kept)
    return {**seen, "row": row_so_far(topic, seen)}
