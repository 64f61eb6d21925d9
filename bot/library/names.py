"""All names that content may refer to, gathered from the files that are right.

A set is None while a file that could add to it is broken: a name that is not found there may well exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from bot.core.content.base import LEVELS
from bot.core.content.plan import Plans
from bot.core.content.routine import Routine
from bot.core.content.safety import Question, Safety
from bot.core.content.topic import Topic
from bot.library.document import Document
from bot.library.layout import part_of

Known = frozenset[str] | None

SESSION_FACTS: frozenset[str] = frozenset(
    {"age", "level", "causes", "codes", "kept", "limits", "row", "six_weeks", "used"}
)
"""Facts that no question of a topic asks for and that limits, stops and topics may test.

`six_weeks` is "yes" when six weeks of sessions have changed nothing; `used` holds the rows that changed nothing.
"""


@dataclass(frozen=True)
class Names:
    """The names, by what they name."""

    routines: Known
    topics: Known
    explainers: Known
    presets: Known
    safety: Safety | None
    topic_by_id: Mapping[str, Topic]
    routine_by_id: Mapping[str, Routine]
    topics_whole: bool

    @cached_property
    def limits(self) -> Known:
        """Ids of limits."""
        return self.safety and _ids(self.safety.limits)

    @cached_property
    def stops(self) -> Known:
        """Ids of the general stops."""
        return self.safety and _ids(self.safety.stops)

    @cached_property
    def ages(self) -> Known:
        """Ids of age bands."""
        return self.safety and _ids(self.safety.ages)

    @cached_property
    def codes(self) -> Known:
        """Cautions that an answer sets."""
        if not self.safety:
            return None
        setters = [part for question in _questions(self.safety) for part in (*question.items, *question.choices)]
        return frozenset(code for setter in (*setters, *self.safety.daily) for code in setter.codes)

    @cached_property
    def causes(self) -> Known:
        """Causes that an answer or typed words lead to."""
        if not self.safety:
            return None
        parts = [part for q in _questions(self.safety) for part in (*q.items, *q.rules, *q.choices)]
        return frozenset(part.cause for part in (*parts, *self.safety.daily, *self.safety.danger) if part.cause)

    @cached_property
    def kept(self) -> Known:
        """Names under which stops are kept."""
        if not self.safety or not self.topics_whole:
            return None
        stops = [*self.safety.stops, *(stop for topic in self.topic_by_id.values() for stop in topic.stops)]
        return frozenset(stop.keep for stop in stops if stop.keep)

    def answers(self, topic: Topic | None) -> dict[str, Known]:
        """What each fact may be, as a topic sees it, or all topics together; None where anything may be."""
        topics = [topic] if topic else list(self.topic_by_id.values())
        found: dict[str, Known] = {
            "age": self.ages,
            "level": frozenset(LEVELS),
            "causes": self.causes,
            "codes": self.codes,
            "kept": self.kept,
            "limits": self.limits,
            "row": frozenset(row.id for each in topics for row in each.rows) | {"none"},
        }
        found["six_weeks"] = frozenset({"yes"})
        found["used"] = frozenset(row.id for each in topics for row in each.rows)
        for question in (question for each in topics for question in each.questions):
            options = frozenset(option.id for option in question.options) or None
            earlier = found.get(question.id)
            found[question.id] = options | earlier if options and earlier else options
        return found


def gather(values: Mapping[str, Any], documents: Mapping[str, Document], broken: Iterable[str]) -> Names:
    """Return the names of a pack; `broken` are the paths of files that could not even be read."""
    unreadable = {part.field for path in broken if (part := part_of(path))}

    def ids(field: str) -> Known:
        paths = [path for path in documents if (part := part_of(path)) and part.field == field]
        return None if field in unreadable else frozenset(name for path in paths if (name := _id(documents[path])))

    plans = cast("Plans | None", values.get("plans.yaml"))
    topics = [value for value in values.values() if isinstance(value, Topic)]
    routines = [value for value in values.values() if isinstance(value, Routine)]
    return Names(
        routines=ids("routines"),
        topics=ids("topics"),
        explainers=ids("explainers"),
        presets=plans and _ids(plans.presets),
        safety=cast("Safety | None", values.get("safety.yaml")),
        topic_by_id={topic.id: topic for topic in topics},
        # Of two files with the same id, a problem of its own, the first counts.
        routine_by_id={routine.id: routine for routine in reversed(routines)},
        topics_whole=bool(topics) and "topics" not in unreadable and len(topics) == len(ids("topics") or ()),
    )


def _questions(safety: Safety) -> tuple[Question, ...]:
    return (*safety.questions, safety.anything_new)


def _ids(named: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(each.id) for each in named)


def _id(document: Document) -> str | None:
    name = document.data.get("id") if isinstance(document.data, dict) else None
    return name if isinstance(name, str) else None
