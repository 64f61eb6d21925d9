"""People with a back, tapped through as they would: who names a reason is answered on it, and few are sent away."""

from functools import cache
from typing import Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from bot.core.content.safety import Question
from bot.core.conversation import path
from bot.core.conversation.turn import Turn
from bot.core.decision.table import chosen, decide
from tests.shipped import ROOT

from . import section4
from .member import Member, shipped
from .walking import words_on

PACK = shipped()
TOPIC = PACK.topics[0]
LEVELS = ("emergency", "same_day", "minor")


class Told(BaseModel):
    """What is answered other than No."""

    model_config = ConfigDict(extra="forbid")

    sure: Literal["yes", "not_sure"] = "yes"
    items: list[str] = []
    unsure: list[str] = []
    choice: str | None = None


class Persona(BaseModel):
    """One person of the file."""

    model_config = ConfigDict(extra="forbid")

    id: str
    story: str
    age: str
    safety: dict[str, Told] = {}
    nrs: int | None = None
    began: str | None = None
    tried: list[str] = []
    shorter: str | None = None
    pressed: list[str] = []
    loc: str | None = None
    pattern: str | None = None
    leads_to: str
    ordinary: bool = False

    @property
    def answers(self) -> dict[str, int | str | list[str]]:
        """What is tapped after the questions."""
        every = {question.id: getattr(self, question.id) for question in TOPIC.questions}
        return {name: answer for name, answer in every.items() if answer not in (None, [])}


@cache
def personas() -> tuple[Persona, ...]:
    entries = yaml.safe_load((ROOT / "tests" / "core" / "personas.yaml").read_text(encoding="utf-8"))
    return tuple(Persona.model_validate(entry) for entry in entries)


class Tapper(Member):
    """A member who presses by what a button does, as the file names answers and not labels."""

    def do(self, *actions: str) -> None:
        for action in actions:
            assert action in [button.action for button in self.card.buttons], (action, self.card)
            self._now(path.act(self.turn, action))


@cache
def lived(persona_id: str) -> Turn:
    """Where this person ends: an urgent card or a result. Every answer of the file must have been asked for."""
    persona = next(one for one in personas() if one.id == persona_id)
    member, told, answers = Tapper().open(), dict(persona.safety), persona.answers
    assert isinstance(member, Tapper)
    member.do(f"age:{persona.age}")
    while member.node.startswith("q:"):
        question = next(one for one in PACK.safety.questions if one.id == member.node.removeprefix("q:"))
        _tell(member, question, told.pop(question.id, None))
    while member.node.startswith("ask:"):
        _answer(member, answers.pop(member.node.removeprefix("ask:")))
    assert (told, answers) == ({}, {}), f"{persona.id} was never asked: {told} {answers}"
    return member.turn


def _tell(member: Tapper, question: Question, told: Told | None) -> None:
    if told is None:
        member.do("no")
    elif told.choice is not None:
        member.do(f"choice:{[choice.label for choice in question.choices].index(told.choice)}")
    elif question.kind == "which":
        member.tick("Yes" if told.sure == "yes" else "Not sure", *told.items)
    else:
        member.do(told.sure)
        while member.node.startswith("each:"):
            item = question.items[member.turn.state.each].id
            member.do("not_sure" if item in told.unsure else "no")


def _answer(member: Tapper, answer: int | str | list[str]) -> None:
    if not isinstance(answer, list):
        return member.do(f"is:{answer}")
    alone = {option.id for question in TOPIC.questions for option in question.options if option.alone}
    if set(answer) <= alone:
        return member.do(f"is:{answer[0]}")
    return member.do(*(f"toggle:{option}" for option in answer), "done")


def _ends_at(turn: Turn) -> str:
    urgent = turn.state.urgent
    if turn.state.node == "urgent" and urgent is not None:
        return "minor" if urgent.level not in LEVELS else urgent.level
    return str(turn.state.row)


def _presses(turn: Turn) -> bool:
    decision = decide(PACK, TOPIC, turn.facts, turn.limits)
    return any(section4.played(PACK, item, decision.limits) & section4.PRESSING for item in decision.items)


IDS = [persona.id for persona in personas()]


def test_there_are_enough_people_and_each_has_a_voice() -> None:
    assert len(personas()) >= 60
    assert len(set(IDS)) == len(IDS)
    assert len({persona.story for persona in personas()}) == len(IDS)
    assert {persona.age for persona in personas()} == {age.id for age in PACK.safety.ages}


@pytest.mark.parametrize("persona_id", IDS)
def test_each_ends_where_the_file_says(persona_id: str) -> None:
    persona = next(one for one in personas() if one.id == persona_id)
    assert _ends_at(lived(persona_id)) == persona.leads_to


def test_together_they_reach_every_row_and_stop() -> None:
    reached = {_ends_at(lived(persona_id)) for persona_id in IDS}
    stops = {"soon_none", "soon_gentle", "side_gentle", "other_body", "calm"}
    assert {*LEVELS, *stops, *(row.id for row in TOPIC.rows)} <= reached


@pytest.mark.parametrize("persona_id", [one.id for one in personas() if one.leads_to in {row.id for row in TOPIC.rows}])
def test_who_names_a_reason_is_answered_on_it(persona_id: str) -> None:
    turn = lived(persona_id)
    result, why = words_on(path.card_of(turn)), words_on(path.card_of(path.act(turn, "why")))
    rests = False
    for option in chosen(TOPIC, turn.facts, reasons_only=True):
        if option.alone or option.tip is None:
            continue
        if option.tip_no_pressure and not _presses(turn):
            rests = True
        else:
            assert option.tip in result + why, (option.id, result, why)
    if rests:
        assert [words.count("No pressing for now: ") for words in (result, why)] == [1, 1], (result, why)


def test_most_of_those_who_pass_may_press() -> None:
    passed = [lived(one.id) for one in personas() if one.leads_to in {row.id for row in TOPIC.rows}]
    share = sum(map(_presses, passed)) / len(passed)
    assert share >= 0.6, share


def test_ordinary_tight_backs_are_rarely_sent_to_a_clinician() -> None:
    ends = [_ends_at(lived(one.id)) for one in personas() if one.ordinary]
    assert len(ends) >= 40
    urgent = sum(end in LEVELS for end in ends) / len(ends)
    soon = sum(end.startswith("soon") for end in ends) / len(ends)
    assert urgent <= 0.05, urgent
    assert soon <= 0.15, soon
