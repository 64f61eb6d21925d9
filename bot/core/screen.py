"""The questions before any routine: what each answer means, and what the whole amounts to.

Source: the evidence pack, sections 1.1 and 1.2. Answers live here only while the questions are open.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.core.content.base import LEVELS, Level, at_least, one_lower
from bot.core.content.condition import Fact, holds
from bot.core.content.safety import Card, Item, LevelRule, Question, Safety

Sure = Literal["no", "not_sure", "yes"]


class Answer(BaseModel):
    """One question's answer: how sure, and which items were ticked (or the position of the choice)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sure: Sure
    items: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    """Items that stayed unsure when they were asked one by one."""
    choice: int | None = None


class Screen(BaseModel):
    """The open questions: age and answers so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    age: str
    answers: dict[str, Answer] = {}
    since: bool = False
    """A clinician has looked since a stop: every card asks what is new since then."""
    unchanged: bool = False
    """The member said that it is over two weeks old and unchanged."""

    def answered(self, question: str, answer: Answer) -> "Screen":
        """With one more answer."""
        return self.model_copy(update={"answers": {**self.answers, question: answer}, "unchanged": False})

    def without(self, question: str) -> "Screen":
        """With this question open again."""
        left = {name: answer for name, answer in self.answers.items() if name != question}
        return self.model_copy(update={"answers": left, "unchanged": False})


class Finding(BaseModel):
    """What the answers amount to: the highest level, the causes at that level, and the cautions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level = "ok"
    causes: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def and_(self, other: "Finding") -> "Finding":
        """Both together: the higher level with its causes."""
        if other.level == "ok" and not other.causes and not other.codes:
            return self
        codes = self.codes | other.codes
        if self.level == other.level:
            return Finding(level=self.level, causes=self.causes | other.causes, codes=codes)
        higher = max(self, other, key=lambda finding: LEVELS.index(finding.level))
        return Finding(level=higher.level, causes=higher.causes, codes=codes)


_NOTHING = Finding()


def shown_items(question: Question, age: str) -> tuple[Item, ...]:
    """The items that this age is asked about."""
    return tuple(item for item in question.items if holds(item.when, {"age": age}))


def shown_bullets(question: Question, age: str) -> tuple[str, ...]:
    """The lines that this age sees on the card."""
    bullets = question.age_bullets.get(age, question.bullets)
    return bullets or tuple(item.text for item in shown_items(question, age))


def judge(safety: Safety, screen: Screen) -> Finding:
    """What all answers so far amount to. Rules look at the codes of all of them, so that a risk that is told last
    still raises a sign that was told first.
    """
    codes = _judge_all(safety, screen, frozenset()).codes
    finding = _judge_all(safety, screen, codes)
    if screen.unchanged and finding.level == "emergency":
        return finding.model_copy(update={"level": "same_day"})
    return finding


def _judge_all(safety: Safety, screen: Screen, codes: frozenset[str]) -> Finding:
    given = ((question, screen.answers.get(question.id)) for question in safety.questions)
    return _together(_judge_one(question, answer, screen.age, codes) for question, answer in given if answer)


def _judge_one(question: Question, answer: Answer, age: str, codes: frozenset[str]) -> Finding:
    if question.kind == "choices" and answer.choice is not None:
        picked = question.choices[answer.choice]
        return Finding(level=picked.level, causes=_causes(picked.cause), codes=frozenset(picked.codes))
    if answer.sure == "no":
        return _NOTHING
    if question.kind == "at_once":
        return _judge_at_once(question, answer, age)
    return _judge_ticked(question, answer, age, codes)


def _judge_at_once(question: Question, answer: Answer, age: str) -> Finding:
    """A Yes means the most urgent of its items; items that stayed unsure mean today."""
    items = shown_items(question, age)
    if answer.sure == "yes":
        meant = [item for item in items if item.id in answer.items] or list(items)
        return _together(Finding(level=item.level, causes=_causes(item.cause)) for item in meant)
    unsure = [item for item in items if item.id in answer.unsure]
    return _together(Finding(level="same_day", causes=_causes(item.cause)) for item in unsure)


def _judge_ticked(question: Question, answer: Answer, age: str, codes: frozenset[str]) -> Finding:
    ticked = [item for item in shown_items(question, age) if item.id in answer.items]
    lower = answer.sure == "not_sure" and question.not_sure == "one_lower"
    finding = _together(_item_finding(item, lower) for item in ticked)
    facts: dict[str, Fact] = {"age": age, "items": frozenset(answer.items), "codes": codes}
    rules = (rule for rule in question.rules if holds(rule.when, facts))
    return finding.and_(_together(_rule_finding(rule, lower) for rule in rules))


def _item_finding(item: Item, lower: bool) -> Finding:
    level = (item.not_sure or _lowered(item.level)) if lower else item.level
    return Finding(level=level, causes=_causes(item.cause), codes=frozenset(item.codes))


def _rule_finding(rule: LevelRule, lower: bool) -> Finding:
    return Finding(level=_lowered(rule.level) if lower else rule.level, causes=_causes(rule.cause))


def _lowered(level: Level) -> Level:
    """Not sure: one level below the Yes, and at least `soon` where the Yes is."""
    if LEVELS.index(level) < LEVELS.index("soon"):
        return level
    return at_least(one_lower(level), "soon")


def _together(findings: Iterable[Finding]) -> Finding:
    whole = _NOTHING
    for finding in findings:
        whole = whole.and_(finding)
    return whole


def _causes(cause: str | None) -> frozenset[str]:
    return frozenset((cause,)) if cause else frozenset()


def stops_here(level: Level) -> bool:
    """Whether this level ends the questions in its card at once."""
    return LEVELS.index(level) >= LEVELS.index("same_day")


def next_question(safety: Safety, screen: Screen) -> Question | None:
    """The next question to ask, or None when the last answer is in."""
    codes = judge(safety, screen).codes
    minor = screen.age == safety.ages[0].id
    for question in safety.questions:
        if question.id in screen.answers or (minor and question.id not in safety.minor_questions):
            continue
        if holds(question.when, {"age": screen.age, "codes": codes}):
            return question
    return None


def card_for(safety: Safety, level: Level, causes: frozenset[str], age: str) -> Card | None:
    """The urgent card for a finding; the first whose condition holds."""
    facts: dict[str, Fact] = {"level": level, "causes": causes, "age": age}
    return next((card for card in safety.cards if holds(card.when, facts)), None)
