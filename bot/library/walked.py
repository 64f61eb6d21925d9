"""One vignette walked through the conversation: every question is answered on its card, as a press would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.content.base import LEVELS, Level, at_least
from bot.core.content.pack import Pack
from bot.core.content.safety import Question
from bot.core.content.topic import Topic, TopicQuestion
from bot.core.conversation import hello, path
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.decision.table import decide
from bot.core.records import Person
from bot.core.screen import Answer, Screen, card_for, judge, shown_items
from bot.library.vignette import AnswerGiven, Told, Vignette
from bot.library.walk import Path
from bot.library.words import joined, quote

MOST_CARDS = 200
"""A walk that has seen so many cards goes in circles."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a vignette; an empty text where it does not apply."""

    outcome: str = ""
    urgency: str = ""
    card: str = ""
    plan: tuple[str, ...] = ()
    flag: str = ""
    reason: str = ""

    @property
    def routine(self) -> str:
        """The routine that comes first."""
        return self.plan[0] if self.plan else ""


class CannotWalk(Exception):  # noqa: N818 - a finding about the file, not an error of the program
    """The vignette does not fit the pack; `loc` is the place below the case."""

    def __init__(self, loc: Path, sentence: str, *, at_key: bool = False) -> None:
        super().__init__(sentence)
        self.loc, self.sentence, self.at_key = loc, sentence, at_key


def walk(pack: Pack, topic: Topic, case: Vignette, now: datetime) -> Came:
    """Return where the person of the vignette ends."""
    return _Walk(pack, topic, case, now).came()


class _Walk:
    def __init__(self, pack: Pack, topic: Topic, case: Vignette, now: datetime) -> None:
        self._pack, self._topic, self._case = pack, topic, case
        ages = [age.id for age in pack.safety.ages]
        if case.age not in ages:
            raise CannotWalk(("age",), f"There is no age {quote(case.age)}; there are {joined(ages, 'and')}.")
        before = case.before
        passed = now if before.stop or before.limits else None
        kept: dict[str, datetime | None] = dict.fromkeys(before.limits)
        person = Person(
            user_id="-",
            created_at=now,
            age=case.age,
            told_intro=True,
            hold=before.hold,
            screened_at=passed,
            stop=before.stop,
            limits=kept,
        )
        self._turn = Turn(pack, topic, person, State(), now)
        self._screen = Screen(age=str(case.age))
        self._safety = dict(case.safety)
        self._answers = dict(case.answers)

    def came(self) -> Came:
        """Press through the cards until nothing more is asked."""
        self._turn = hello.start(self._turn)
        for _ in range(MOST_CARDS):
            kind, _, name = self._turn.state.node.partition(":")
            if kind == "hold":
                self._act("not_yet")
            elif kind == "q":
                self._safety_question(next(q for q in self._pack.safety.questions if q.id == name))
            elif kind == "topic":
                self._act(f"topic:{self._topic.id}")
            elif kind == "ask":
                self._topic_question(next(q for q in self._topic.questions if q.id == name))
            else:
                break
        self._nothing_over()
        return self._end()

    def _act(self, action: str, values: dict[str, tuple[str, ...]] | None = None) -> None:
        self._turn = path.act(self._turn, action, values)

    def _safety_question(self, question: Question) -> None:
        told = self._safety.pop(question.id, None)
        here: Path = ("safety", question.id)
        if question.kind == "choices":
            return self._choose(question, told, here)
        if told is None:
            self._screen = self._screen.answered(question.id, Answer(sure="no"))
            return self._act("no")
        known = [item.id for item in shown_items(question, self._screen.age)]
        for key in ("items", "unsure"):
            for at, item in enumerate(getattr(told, key)):
                if item not in known:
                    raise CannotWalk((*here, key, at), f"{quote(item)} is not asked in {quote(question.id)} here.")
        self._screen = self._screen.answered(question.id, Answer(sure=told.sure, items=told.items, unsure=told.unsure))
        if question.kind == "at_once":
            return self._at_once(question, told, known)
        if not told.items:
            raise CannotWalk(here, f"{quote(question.id)} asks which; say what is ticked with `items`.", at_key=True)
        return self._act(told.sure, {"items0": told.items})

    def _choose(self, question: Question, told: Told | None, here: Path) -> None:
        labels = [choice.label for choice in question.choices]
        if told is None or told.choice not in labels:
            place: Path = (*here, "choice") if told and told.choice else here if told else ("safety",)
            raise CannotWalk(place, f"{quote(question.id)} is asked; give its `choice`: {joined(labels)}.")
        at = labels.index(told.choice)
        self._screen = self._screen.answered(question.id, Answer(sure="yes", choice=at))
        self._act(f"choice:{at}")

    def _at_once(self, question: Question, told: Told, known: list[str]) -> None:
        if told.sure == "yes" and not told.items:
            return self._act("yes")
        self._act("not_sure")
        for item in known:
            if self._turn.state.node != f"each:{question.id}":
                break
            self._act("yes" if item in told.items else "not_sure" if item in told.unsure else "no")
        return None

    def _topic_question(self, question: TopicQuestion) -> None:
        given = self._answers.pop(question.id, None)
        here: Path = ("answers", question.id)
        if given is None:
            raise CannotWalk(("answers",), f"{quote(question.id)} is asked here and has no answer.", at_key=True)
        if question.kind == "scale":
            if not isinstance(given, int) or not 0 <= given <= 10:
                raise CannotWalk(here, f"{quote(question.id)} takes a number from 0 to 10.")
            return self._act(f"is:{given}")
        return self._options(question, given, here)

    def _options(self, question: TopicQuestion, given: AnswerGiven, here: Path) -> None:
        chosen: tuple[str, ...] = given if isinstance(given, tuple) else (str(given),)
        if len(chosen) == 0:
            raise CannotWalk(here, f"{quote(question.id)} needs an answer.")
        known = {option.id: option for option in question.options}
        for at, name in enumerate(chosen):
            if name not in known:
                place = (*here, at) if isinstance(given, tuple) else here
                raise CannotWalk(place, f"{quote(name)} is no answer to {quote(question.id)}.")
        if question.kind == "one" or (len(chosen) == 1 and known[chosen[0]].alone):
            if len(chosen) > 1:
                raise CannotWalk(here, f"{quote(question.id)} takes one answer.")
            return self._act(f"is:{chosen[0]}")
        for name in chosen:
            self._act(f"toggle:{name}")
        return self._act("done")

    def _nothing_over(self) -> None:
        for key, left in (("safety", self._safety), ("answers", self._answers)):
            for name in left:
                raise CannotWalk((key, name), f"{quote(name)} is not asked on this path.", at_key=True)

    def _end(self) -> Came:
        state, safety = self._turn.state, self._pack.safety
        level: Level = judge(safety, self._screen).level
        if state.node == "held":
            return Came("hold", "same_day", "hold")
        if state.node == "urgent" and state.urgent is not None:
            card = card_for(safety, state.urgent.level, state.urgent.causes, self._screen.age)
            facts = {"level": state.urgent.level, "age": self._screen.age}
            stop = next((s for s in safety.stops if s.card and _matches(s.card, facts)), None)
            return Came(stop.id if stop else "", state.urgent.level, card.id if card else "")
        decision = decide(self._pack, self._turn.topic, self._turn.facts, self._turn.limits)
        if decision.soon_card:
            level = at_least(level, "soon")
        name = decision.row or (decision.stop.id if decision.stop else "")
        plan = tuple(dict.fromkeys(item.routine for item in decision.items if item.routine))
        shown = "soon" if LEVELS.index(level) == LEVELS.index("soon") else ""
        return Came(name, level, shown, plan)


def _matches(card: str, facts: dict[str, Level | str]) -> bool:
    urgent = facts["level"] in ("same_day", "emergency")
    return card == (facts["level"] if urgent else "minor")
