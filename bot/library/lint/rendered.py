"""What a phone and Discord can show: each card as it will be drawn, with its longest texts, against the limits.

Budgets of words: the questions and the first movement 60, a result 70, an emergency card 95 (FLOW).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bot.core.cards import Card, Form
from bot.core.content.explainer import Explainer
from bot.core.content.plan import PlanItem
from bot.core.content.routine import Routine
from bot.core.content.safety import Question
from bot.core.content.topic import Topic
from bot.core.conversation import path as cards
from bot.core.conversation import result, running
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.decision.steps import choose
from bot.core.decision.table import decide
from bot.core.records import Person
from bot.core.screen import Answer, Screen
from bot.library.lint.material import SAFETY, Material
from bot.library.lint.witness import witnesses
from bot.library.names import gather
from bot.library.problem import Problem
from bot.library.reading import word_count
from bot.library.walk import Path

TEXT, LABEL, ROWS, PER_ROW = 4000, 80, 5, 5
FIELDS, FIELD_LABEL, FIELD_TITLE, OPTION = 5, 45, 45, 100
CHOICE = 100
MOST_TOPICS = 20
QUESTION, RESULT, EMERGENCY, STEP, PAGE = 60, 70, 95, 32, 200
"""Words on one card, in one step, and on one page."""


@dataclass(frozen=True)
class Place:
    """Where the texts of a card come from."""

    file: str
    loc: Path


def problems(material: Material) -> Iterator[Problem]:
    """Yield each card, form and name that is too long or has too much on it."""
    yield from _names(material)
    yield from _urgent(material)
    if material.pack is None or not _walkable(material):
        return
    yield from _safety_questions(material)
    for path, topic in material.of(Topic):
        yield from _topic_questions(material, path, topic)
        yield from _results(material, path, topic)
    yield from _routines(material)


def _walkable(material: Material) -> bool:
    """Whether the table can be asked at all; where it cannot, other findings say why."""
    return all(not topic.rows[-1].when for _, topic in material.of(Topic))


def _turn(material: Material, topic: Topic | None = None, age: str = "", **state: object) -> Turn:
    pack = material.pack
    assert pack is not None
    now = datetime.combine(material.today, time(12), UTC)
    # An age that no limit looks at: then nothing of a routine is barred.
    person = Person(user_id="-", created_at=now, age=age or "-", told_intro=True, screened_at=now)
    return Turn(pack, topic or pack.topics[0], person, State().model_copy(update=state), now)


def _card(material: Material, place: Place, card: Card, words: int) -> Iterator[Problem]:
    text = "\n\n".join((card.title, *card.body, card.small or ""))
    if len(text) > TEXT:
        message = f"The card has {len(text):,} characters; Discord shows {TEXT:,}."
        yield material.error(place.file, place.loc, message)
    if len(card.rows) > ROWS or any(len(row) > PER_ROW for row in card.rows):
        message = f"The card has {len(card.buttons)} buttons in {len(card.rows)} rows; Discord takes 5 rows of 5."
        yield material.error(place.file, place.loc, message)
    for button in card.buttons:
        if len(button.label) > LABEL:
            where = _text_of(material, button.label) or place
            message = f"The label of a button has {len(button.label)} characters; Discord takes {LABEL}."
            yield material.error(where.file, where.loc, message)
    if card.words > words:
        message = f"The card has {card.words} words with its buttons; {words} fit a phone."
        yield material.style(place.file, place.loc, message)


def _text_of(material: Material, label: str) -> Place | None:
    """The interface text that a label comes from."""
    assert material.pack is not None
    found = next((key for key, text in material.pack.texts.items() if text == label), None)
    return Place("texts.yaml", (found,)) if found else None


def _form(material: Material, place: Place, form: Form) -> Iterator[Problem]:
    if len(form.fields) > FIELDS:
        message = f"The list needs {len(form.fields)} groups; Discord's forms take {FIELDS}."
        yield material.error(place.file, place.loc, message)
    if len(form.title) > FIELD_TITLE:
        message = f"The title of the list has {len(form.title)} characters; Discord takes {FIELD_TITLE}."
        where = _text_of(material, form.title) or place
        yield material.error(where.file, where.loc, message)
    for at, field in enumerate(form.fields):
        if len(field.label) > FIELD_LABEL:
            message = f"The heading of a group has {len(field.label)} characters; Discord takes {FIELD_LABEL}."
            yield material.error(place.file, (*place.loc, "groups", at), message)
        if field.kind != "text" and not 2 <= len(field.options) <= 10:
            message = f"A group of the list has {len(field.options)} items; Discord takes 2 to 10. Change `groups`."
            yield material.error(place.file, (*place.loc, "items"), message, key=True)


def _safety_questions(material: Material) -> Iterator[Problem]:
    pack = material.pack
    assert pack is not None
    questions = pack.safety.questions
    for index, question in enumerate(questions):
        place = Place(SAFETY, ("questions", index))
        for at, item in enumerate(question.items):
            if question.kind == "which" and len(item.text) > OPTION:
                message = f"An item of a list has {len(item.text)} characters; Discord takes {OPTION}."
                yield material.error(SAFETY, (*place.loc, "items", at, "text"), message)
        found: list[Problem] = list(_headings(material, place, question))
        for age in pack.safety.ages:
            asked = {questions[0].id: Answer(sure="no")} if index else {}
            screen = Screen(age=age.id, answers=asked)
            turn = _turn(material, age=age.id, node=f"q:{question.id}", screen=screen)
            found += _card(material, Place(SAFETY, (*place.loc, "id")), cards.card_of(turn), QUESTION)
            form = cards.form_of(turn, "yes")
            found += _form(material, place, form) if form else ()
        yield from dict.fromkeys(found)


def _headings(material: Material, place: Place, question: Question) -> Iterator[Problem]:
    """A long list is split into groups of 10; each then needs a heading of its own."""
    parts = -(-len(question.items) // 10)
    if question.kind == "which" and parts > max(1, len(question.groups)):
        message = f"{len(question.items)} items make {parts} groups, and `groups` has {len(question.groups)} headings."
        yield material.error(place.file, (*place.loc, "groups" if question.groups else "items"), message, key=True)


def _urgent(material: Material) -> Iterator[Problem]:
    safety = material.safety
    if safety is None:
        return
    unchanged = next((question.unchanged for question in safety.questions if question.unchanged), "")
    for index, card in enumerate(safety.cards):
        most = EMERGENCY if card.level == "emergency" else QUESTION
        buttons = f"{unchanged if card.level == 'emergency' else ''} I tapped wrong. Close."
        words = word_count(f"{card.title}. {card.text} {buttons}")
        if words > most:
            message = f"The card has {words} words with its buttons; {most} are the most here."
            yield material.style(SAFETY, ("cards", index, "text"), message)


def _topic_questions(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    for index, question in enumerate(topic.questions):
        ticked = tuple(option.id for option in question.options if not option.alone)
        turn = _turn(material, topic, node=f"ask:{question.id}", ticked=ticked if question.kind == "many" else ())
        turn = turn.with_state(answers={"nrs": 3} if question.id != "nrs" else {})
        card = cards.card_of(turn)
        yield from _card(material, Place(path, ("questions", index, "id")), card, QUESTION)


def _results(material: Material, path: str, topic: Topic) -> Iterator[Problem]:
    pack = material.pack
    assert pack is not None
    answers = gather(material.values, material.documents, ()).answers(topic)
    asked = {question.id for question in topic.questions}
    for index, row in enumerate(topic.rows):
        for facts in witnesses(row.when, answers):
            if not asked.issuperset(facts) or decide(pack, topic, {"nrs": 3, "age": "-", **facts}).row != row.id:
                continue
            given = {name: tuple(sorted(v)) if isinstance(v, frozenset) else v for name, v in facts.items()}
            turn = result.conclude(_turn(material, topic, answers={"nrs": 3, **given}))
            place = Place(path, ("rows", index, "outcome", "title"))
            yield from _card(material, place, cards.card_of(turn), RESULT)
            yield from _card(material, place, cards.card_of(cards.act(turn, "why")), 400)
            break


def _routines(material: Material) -> Iterator[Problem]:
    for path, routine in material.of(Routine):
        turn = _turn(material, items=(PlanItem(routine=routine.id),), node="result", answers={"nrs": 3})
        if not choose(routine, turn.state.items[0], turn.limits).steps:
            continue
        turn = running.begin_item(turn.with_state(at=0))
        if turn.state.node == "stoplist":
            yield from _stop_list(material, turn)
            turn = cards.act(turn, "go")
        if turn.state.node == "play":
            yield from _card(material, Place(path, ("kit",)), cards.card_of(turn), QUESTION)


def _stop_list(material: Material, turn: Turn) -> Iterator[Problem]:
    yield from _card(material, Place(SAFETY, ("stop_list",)), cards.card_of(turn), QUESTION)


def _names(material: Material) -> Iterator[Problem]:
    for number, (path, topic) in enumerate(material.of(Topic)):
        if len(topic.name) > LABEL:
            message = f"The name is a button's label; it has {len(topic.name)} characters, Discord takes {LABEL}."
            yield material.error(path, ("name",), message)
        if number >= MOST_TOPICS:
            yield material.error(path, ("id",), f"A pack has {MOST_TOPICS} topics at most: more do not fit one card.")
    for path, routine in material.of(Routine):
        if len(routine.name) > CHOICE:
            message = (
                f"The name is a choice of /routine; it has {len(routine.name)} characters, Discord takes {CHOICE}."
            )
            yield material.error(path, ("name",), message)
        yield from _steps(material, path, routine)
    for path, page in material.of(Explainer):
        yield from _page(material, path, page)


def _steps(material: Material, path: str, routine: Routine) -> Iterator[Problem]:
    for at, block in enumerate(routine.blocks):
        for number, step in enumerate(block.steps):
            for key, text in (("text", step.text), ("seated", step.seated)):
                if text and word_count(text) > STEP:
                    message = f"The step has {word_count(text)} words; {STEP} can be read while moving."
                    yield material.style(path, ("blocks", at, "steps", number, key), message)


def _page(material: Material, path: str, page: Explainer) -> Iterator[Problem]:
    if len(page.title) > LABEL:
        message = f"The title is a button's label; it has {len(page.title)} characters, Discord takes {LABEL}."
        yield material.error(path, ("title",), message)
    lines = [page.title, page.summary, *(point.text for point in page.points)]
    sources = [" ".join(point.claim.sources) for point in page.points if point.claim]
    size = len("\n\n".join((*lines, *sources))) + 60 * len(page.points)
    if size > TEXT:
        message = f"The page has about {size:,} characters; Discord shows {TEXT:,}."
        yield material.error(path, ("points",), message, key=True)
    words = word_count(" . ".join(lines))
    if words > PAGE:
        yield material.style(path, ("points",), f"The page has {words} words; {PAGE} are the most.")
