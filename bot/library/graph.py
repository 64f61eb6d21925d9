"""A topic as a drawing for its authors: from the first card over questions and rows to the routines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from bot.core.content.condition import Test, When, names_asked
from bot.core.content.pack import Pack
from bot.core.content.plan import PlanItem
from bot.core.content.safety import Question
from bot.core.content.topic import Row, Topic
from bot.core.conversation.state import State

Kind = Literal["card", "question", "urgent", "stop", "row", "routine"]
URGENT = {"emergency": "Emergency card", "same_day": "Same-day card"}
OTHER, CRISIS, STOPS, PLACE, AFTER = "urgent:other", "urgent:crisis", "stops", "place", "after"
_SCREENING, _ASKING, _DECIDED, _DOING = range(4)
COLUMNS = ("Before you start", "Questions", "What comes of it", "Routines")


@dataclass(frozen=True, slots=True)
class Node:
    """One box; `column` is its place in COLUMNS, `detail` a line more about it."""

    id: str
    column: int
    kind: Kind
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a box to another, and when it is gone."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing of one topic."""

    topic: str
    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def plain(self) -> dict[str, Any]:
        """The drawing as JSON has it."""
        return {"columns": list(COLUMNS), **asdict(self)}


def graph_of(pack: Pack, topic: Topic) -> Graph:
    """The drawing of one topic, the questions before it included."""
    nodes = (*_screening_nodes(pack), *_topic_nodes(topic), *_routine_nodes(pack))
    known = {node.id for node in nodes}
    edges = (*_screening_edges(pack, topic), *_topic_edges(topic), *_plan_edges(pack, topic))
    joined = dict.fromkeys(edge for edge in edges if edge.source in known and edge.target in known)
    return Graph(topic.id, topic.name, nodes, tuple(joined))


def standing(state: State) -> str | None:
    """The box at which a session stands; None where the drawing has none for it."""
    kind, _, rest = state.node.partition(":")
    match kind:
        case "hello" | "topic":
            return "hello"
        case "q" | "sure" | "each":
            return f"q:{rest}"
        case "new":
            return "new"
        case "urgent":
            level = state.urgent.level if state.urgent else ""
            return f"urgent:{level}" if level in URGENT else OTHER
        case "hold" | "held":
            return OTHER
        case "crisis":
            return CRISIS
        case "ask" | "confirm":
            return f"ask:{rest}"
        case "result" | "why" | "change" | "today":
            return f"row:{state.row}" if state.row else STOPS
        case "open" | "stoplist" | "play" | "next" | "barred":
            return _played(state)
        case "check" | "diary" | "done":
            return AFTER
        case _:
            return None


def _played(state: State) -> str | None:
    item = state.items[state.at] if state.at < len(state.items) else None
    return f"routine:{item.routine}" if item and item.routine else None


def in_words(when: When) -> str:
    """A condition as one line: `tried: ball_slips or too_big, nrs: 5 to 6`."""
    return " / ".join(", ".join(f"{name}: {_test(test)}" for name, test in clause.items()) for clause in when)


def _test(test: Test) -> str:
    parts = [" or ".join(test.any_of), " and ".join(test.all_of)]
    parts += [f"not {' or '.join(test.none_of)}"] if test.none_of else []
    parts += [f"other than {' or '.join(test.other_than)}"] if test.other_than else []
    if test.min is not None or test.max is not None:
        low, high = "" if test.min is None else str(test.min), "" if test.max is None else str(test.max)
        parts.append(low if low == high else f"{low} to {high}" if low and high else f"{low}+" if low else f"to {high}")
    return " and ".join(part for part in parts if part)


def _screening_nodes(pack: Pack) -> Iterator[Node]:
    safety = pack.safety
    yield Node("hello", _SCREENING, "card", "Hello", "the age, or words of their own")
    for question in safety.questions:
        detail = f"{question.ask} Only if {in_words(question.when)}." if question.when else question.ask
        yield Node(f"q:{question.id}", _SCREENING, "question", f"{question.id} · {question.title}", detail)
    days = f"asked again after {safety.anything_new_after_days} days"
    yield Node("new", _SCREENING, "question", safety.anything_new.title, days)
    for level, label in URGENT.items():
        yield Node(f"urgent:{level}", _SCREENING, "urgent", label)
    yield Node(OTHER, _SCREENING, "urgent", "Other cards", "under 16, or a card from before")
    yield Node(CRISIS, _SCREENING, "urgent", "Crisis card", "from what was typed")


def _topic_nodes(topic: Topic) -> Iterator[Node]:
    for question in topic.questions:
        detail = f"{question.id}; only if {in_words(question.when)}" if question.when else question.id
        yield Node(f"ask:{question.id}", _ASKING, "question", question.ask, detail)
    yield Node(STOPS, _DECIDED, "stop", "Stops", ", ".join(stop.id for stop in topic.stops) or "those of every topic")
    for row in topic.rows:
        yield Node(f"row:{row.id}", _DECIDED, "row", row.outcome.title, row.id)
    if topic.places:
        yield Node(PLACE, _DECIDED, "row", "What the place asks for", f"{len(topic.places)} places")


def _routine_nodes(pack: Pack) -> Iterator[Node]:
    for routine in pack.routines:
        yield Node(f"routine:{routine.id}", _DOING, "routine", f"{routine.code} {routine.name}", routine.id)
    yield Node(AFTER, _DOING, "card", "Check-in", "after a routine")


def _screening_edges(pack: Pack, topic: Topic) -> Iterator[Edge]:
    chain = ["hello", *(f"q:{question.id}" for question in pack.safety.questions)]
    chain += [f"ask:{question.id}" for question in topic.questions]
    yield from (Edge(one, other) for one, other in pairwise(chain))
    for question in (*pack.safety.questions, pack.safety.anything_new):
        source = "new" if question is pack.safety.anything_new else f"q:{question.id}"
        yield from (Edge(source, f"urgent:{level}", "yes") for level in URGENT if level in _levels(question))


def _levels(question: Question) -> frozenset[str]:
    sure = [part.level for part in (*question.items, *question.rules, *question.choices)]
    return frozenset((*sure, *(item.not_sure for item in question.items if item.not_sure)))


def _topic_edges(topic: Topic) -> Iterator[Edge]:
    for stop in topic.stops:
        yield from (Edge(f"ask:{name}", STOPS, f"{stop.id}: {_by(stop.when, name)}") for name in _asked(stop.when))
    for name, when in topic.stop_also.items():
        yield from (Edge(f"ask:{fact}", STOPS, f"{name}: {_by(when, fact)}") for fact in _asked(when))
    last = f"ask:{topic.questions[-1].id}" if topic.questions else ""
    for row in topic.rows:
        yield from _row_edges(row, {question.id for question in topic.questions}, last)


def _row_edges(row: Row, questions: set[str], last: str) -> Iterator[Edge]:
    asked = [name for name in _asked(row.when) if name in questions]
    if not asked:
        yield Edge(last, f"row:{row.id}", in_words(row.when) or "else")
    for name in asked:
        yield Edge(f"ask:{name}", f"row:{row.id}", _by(row.when, name))


def _asked(when: When) -> list[str]:
    return sorted(names_asked(when))


def _by(when: When, name: str) -> str:
    """What the condition asks of one fact."""
    return " / ".join(dict.fromkeys(_test(clause[name]) for clause in when if name in clause))


def _plan_edges(pack: Pack, topic: Topic) -> Iterator[Edge]:
    for row in topic.rows:
        for item in (*row.outcome.plan, *topic.always):
            yield from _item_edges(pack, f"row:{row.id}", item)
    for place in topic.places:
        for item in place.items:
            yield from _item_edges(pack, PLACE, item, in_words(place.when))


def _item_edges(pack: Pack, source: str, item: PlanItem, why: str = "") -> Iterator[Edge]:
    if item.local:
        yield Edge(source, PLACE)
    elif item.preset and item.preset in pack.preset_by_id:
        inner = pack.preset_by_id[item.preset].items
        yield from (Edge(source, f"routine:{one.routine}", item.preset) for one in inner if one.routine)
    elif item.routine:
        yield Edge(source, f"routine:{item.routine}", why or (f"day {item.from_day} on" if item.from_day > 1 else ""))
