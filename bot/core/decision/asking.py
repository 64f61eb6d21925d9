"""Which question comes next: only those that the table still needs."""

from collections.abc import Mapping

from bot.core.content.condition import Fact, holds
from bot.core.content.pack import Pack
from bot.core.content.topic import Topic, TopicQuestion
from bot.core.decision.table import find_stop, row_so_far, with_limits

Answers = Mapping[str, Fact]


def next_question(
    pack: Pack, topic: Topic, answers: Answers, kept: frozenset[str] = frozenset()
) -> TopicQuestion | None:
    """The next question, or None when a stop stands or everything needed is known."""
    facts = with_limits(pack, answers, kept)
    if find_stop(pack, topic, facts) is not None:
        return None
    facts["row"] = row_so_far(topic, facts)
    return next((question for question in topic.questions if _needed(question, facts)), None)


def _needed(question: TopicQuestion, facts: Answers) -> bool:
    return question.id not in facts and holds(question.when, facts)


def still_asked(pack: Pack, topic: Topic, answers: Answers, kept: frozenset[str] = frozenset()) -> dict[str, Fact]:
    """The answers that still belong to a question, after one was changed; others are dropped.

    Facts that are no question's (age, kept, six_weeks …) stay.
    """
    questions = {question.id for question in topic.questions}
    facts = {name: fact for name, fact in answers.items() if name not in questions}
    for question in topic.questions:
        seen = with_limits(pack, facts, kept)
        seen["row"] = row_so_far(topic, seen)
        if question.id in answers and holds(question.when, seen):
            facts[question.id] = answers[question.id]
    return facts
