"""The drawing for authors: whole, and with a box for every card that a member can be at."""

import json

import pytest

from bot.core.content.plan import PlanItem
from bot.core.conversation.path import NODES
from bot.core.conversation.state import State, Urgent
from bot.library.graph import graph_of, in_words, standing
from bot.library.load import load_pack
from tests.shipped import ROOT, pack

REST = {"q": "q1", "sure": "q2", "each": "q1", "ask": "nrs", "confirm": "loc", "check": "after"}
NOWHERE = {"closed", "likely"}


def test_the_drawing_is_whole_and_plain() -> None:
    topic = pack().topics[0]
    graph = graph_of(pack(), topic)
    ids = [node.id for node in graph.nodes]
    assert len(ids) == len(set(ids))
    assert {node.column for node in graph.nodes} == set(range(4))
    assert all(edge.source in ids and edge.target in ids for edge in graph.edges)
    for row in topic.rows:
        assert any(edge.target == f"row:{row.id}" for edge in graph.edges)
        assert any(edge.source == f"row:{row.id}" for edge in graph.edges)
    assert json.loads(json.dumps(graph.plain()))["topic"] == topic.id


@pytest.mark.parametrize("kind", NODES)
def test_every_card_has_its_box(kind: str) -> None:
    topic = pack().topics[0]
    items = (PlanItem(routine=pack().routines[0].id),)
    rest = REST.get(kind)
    node = f"{kind}:{rest}" if rest else kind
    box = standing(State(node=node, items=items, row=topic.rows[0].id, urgent=Urgent(level="same_day")))
    ids = {one.id for one in graph_of(pack(), topic).nodes}
    assert (box is None) == (kind in NOWHERE)
    assert box in ids | {None}


def test_conditions_in_words() -> None:
    rows = {row.id: in_words(row.when) for row in pack().topics[0].rows}
    assert rows["ball_slides"] == "tried: ball_slips"
    assert "not too_big" in rows["only_stretch"]
    nrs = [in_words(question.when) for question in pack().topics[0].questions if question.id == "began"]
    assert nrs == ["nrs: 5 to 6 / age: 16-17"]


def test_a_pack_for_another_body_part_is_drawn_too() -> None:
    small = load_pack(ROOT / "tests" / "library" / "small").pack
    assert small is not None
    for topic in small.topics:
        assert graph_of(small, topic).nodes
