"""What members read before a routine: short, plain, and without words that frighten, promise or diagnose."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from bot.core.content.base import LEVELS
from bot.core.content.plan import Outcome, Plans
from bot.core.content.safety import Card, Question, Safety
from bot.core.content.topic import Topic
from bot.core.decision.limits import set_now
from bot.core.screen import Answer, Finding, Screen, card_for, judge, shown_items
from bot.library import reading

CONTENT = Path(__file__).parents[2] / "content" / "en"


def _load(name: str) -> object:
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


SAFETY = Safety.model_validate(_load("safety.yaml"))
BACK = Topic.model_validate(_load("topics/back.yaml"))
PLANS = Plans.model_validate(_load("plans.yaml"))
OUTCOMES: tuple[Outcome, ...] = (
    *(stop.outcome for stop in (*SAFETY.stops, *BACK.stops) if stop.outcome),
    *(row.outcome for row in BACK.rows),
)
QUESTIONS = (*SAFETY.questions, SAFETY.anything_new)
MINOR = SAFETY.ages[0].id

# Data for the program and references for the reader behind "Why?", not what a card says.
NOT_READ = {"phrases", "id", "cause", "causes", "codes", "when", "sources", "words", "checked_on", "explainer"}
FORBIDDEN = re.compile(
    r"\b(screening|screened|triage|red flags?|treatment|treat|therap\w*|patients?|diagnos\w*|cure[sd]?|fix(?:es|ed)?"
    r"|guarantee\w*|permanent\w*|damage\w*|out of place|unstable|knots?|adhesions?|toxins?|you have an?|you are safe"
    r"|nothing serious|weak core)\b",
    re.IGNORECASE,
)


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in cast("dict[str, object]", value).items():
            if key not in NOT_READ:
                yield from _texts(part, f"{path}.{key}")
    elif isinstance(value, list):
        for index, part in enumerate(cast("list[object]", value)):
            yield from _texts(part, f"{path}[{index}]")
    elif isinstance(value, str):
        yield path, value


def _plain(text: str) -> str:
    return text.replace("*", "")


def _on_card(question: Question, age: str) -> list[str]:
    bullets = list(question.bullets) or [item.text for item in shown_items(question, age)]
    buttons = [choice.label for choice in question.choices] or ["No", "Not sure", "Yes"]
    return [question.title, question.ask, *bullets, *buttons]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
@pytest.mark.parametrize("age", [age.id for age in SAFETY.ages])
def test_a_question_has_at_most_sixty_words(question: Question, age: str) -> None:
    assert reading.word_count(" . ".join(_on_card(question, age))) <= 60


@pytest.mark.parametrize("card", SAFETY.cards, ids=lambda card: card.id)
def test_a_card_is_short(card: Card) -> None:
    most = 95 if card.level == "emergency" else 60
    buttons = "Like this for over 2 weeks unchanged I tapped wrong Close"
    assert reading.word_count(f"{card.title}. {card.text} {buttons}") <= most


@pytest.mark.parametrize("card", SAFETY.cards, ids=lambda card: card.id)
def test_a_card_reads_at_grade_six(card: Card) -> None:
    assert reading.flesch_kincaid(_plain(card.text)) <= 6


@pytest.mark.parametrize("card", SAFETY.cards, ids=lambda card: card.id)
def test_a_card_starts_with_what_to_do(card: Card) -> None:
    first = _plain(card.text).split()[0]
    assert first in {"Go", "Call", "Tell", "See", "Speak", "Book", "Show", "Let"}


def test_the_card_of_a_stop_says_what_to_do_and_the_emergency_number_before_the_rest() -> None:
    text = next(card.text for card in SAFETY.cards if card.id == "hold")
    action, emergency, then = text.split(". ")
    assert action == "See a clinician before any routine"
    assert "your local emergency number" in emergency
    assert "/back" in then


@pytest.mark.parametrize("card", SAFETY.cards, ids=lambda card: card.id)
def test_every_card_for_today_or_now_sets_a_hold(card: Card) -> None:
    assert card.hold == (card.level in ("emergency", "same_day") and card.id != "hold")


@pytest.mark.parametrize("level", ["emergency", "same_day"])
def test_urgent_cards_say_local_emergency_number_or_department(level: str) -> None:
    cards = [card for card in SAFETY.cards if card.level == level]
    assert cards
    for card in cards:
        assert "your local emergency number" in card.text or "emergency department" in card.text, card.id


@pytest.mark.parametrize("name", ["safety.yaml", "topics/back.yaml", "plans.yaml"])
def test_nothing_that_members_read_uses_a_forbidden_word(name: str) -> None:
    found = {path: match[0] for path, text in _texts(_load(name)) if (match := FORBIDDEN.search(text))}
    assert found == {}


@pytest.mark.parametrize("name", ["safety.yaml", "topics/back.yaml"])
def test_no_telephone_number_is_written_out(name: str) -> None:
    numbers = re.compile(r"\b(?:911|999|112|111|000|988|116 ?123)\b|\+?\d[\d -]{6,}\d")
    found = [path for path, text in _texts(_load(name)) if numbers.search(text)]
    assert found == []


def test_the_stop_list_fits_one_glance() -> None:
    assert len(SAFETY.stop_list) <= 7
    assert reading.word_count(" . ".join(SAFETY.stop_list)) <= 35


def test_lists_fit_into_discords_checkbox_groups() -> None:
    for question in SAFETY.questions:
        for item in question.items:
            assert len(item.text) <= 90, item.id
        if question.kind == "which":
            assert len(question.items) <= 10 * max(1, len(question.groups)), question.id
            assert all(len(name) <= 45 for name in question.groups), question.id


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.id)
def test_a_result_leaves_room_for_names_grade_and_ceiling(outcome: Outcome) -> None:
    for text in (outcome.why, *outcome.also):
        assert reading.word_count(text) <= 25, text
    assert reading.flesch_kincaid(outcome.why.replace("{said}", "the ball slips")) <= 8
    assert outcome.claim.grade == "expert" or outcome.claim.sources


def test_each_row_says_why_in_the_members_own_words() -> None:
    assert [row.id for row in BACK.rows if "{said}" not in row.outcome.why] == []


def test_each_reason_has_a_tip_for_pressing_and_one_without() -> None:
    by_id = {question.id: question for question in BACK.questions}
    reasons = [option for name in ("tried", "pressed") for option in by_id[name].options if not option.alone]
    assert len(reasons) == 8
    for option in reasons:
        assert option.tip, option.id
        assert option.tip_no_pressure, option.id
        assert "{because}" in option.tip_no_pressure, option.id


def test_answers_can_be_typed_in_many_ways() -> None:
    few = {
        f"{question.id}.{option.id}": len(set(option.phrases))
        for question in BACK.questions
        if question.id in ("tried", "pressed", "loc", "pattern")
        for option in question.options
        if len(set(option.phrases)) < 15
    }
    assert few == {}


def test_a_phrase_leads_to_one_answer_of_its_question() -> None:
    for question in BACK.questions:
        phrases = [phrase for option in question.options for phrase in option.phrases]
        assert sorted(phrases) == sorted(set(phrases)), question.id


@pytest.mark.parametrize("danger", SAFETY.danger, ids=lambda danger: danger.id)
def test_danger_phrases_are_short_and_lower_case(danger: Any) -> None:
    wrong = [phrase for phrase in danger.phrases if phrase != phrase.lower() or not 2 <= len(phrase.split()) <= 5]
    assert wrong == []
    assert len(set(danger.phrases)) == len(danger.phrases)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("my back pain jumped to the other side", None),
        ("my sciatica jumped to the other side too", "emergency"),
        ("there is a pulse in my belly", "same_day"),
        ("i have a swollen calf", "same_day"),
        ("there is a new lump", "soon"),
        ("knackered all the time", "soon"),
        ("no position helps", "soon"),
        ("losing weight without trying", "soon"),
        ("i am on a biologic", "soon"),
        ("it burns when i pee", "soon"),
        ("burns when i pee and a fever and back pain", "same_day"),
        ("clumsy hands", "soon"),
        ("stone last year, scan clear", None),
        ("i had cancer and it aches", "same_day"),
    ],
)
def test_typed_danger_has_the_level_of_its_signs(text: str, level: str | None) -> None:
    said = f" {text.replace(',', '')} "
    found = [str(kind.level) for kind in SAFETY.danger if any(f" {phrase} " in said for phrase in kind.phrases)]
    assert max(found, key=[*LEVELS].index, default=None) == level


def _finding(age: str, question: str, *items: str, sure: Any = "yes") -> Finding:
    return judge(SAFETY, Screen(age=age).answered(question, Answer(sure=sure, items=items)))


@pytest.mark.parametrize(
    ("age", "question", "items", "level"),
    [
        ("18-49", "q3", ("crash",), "emergency"),
        ("18-49", "q3", ("low_fall",), "ok"),
        ("18-49", "q3", ("small",), "ok"),
        ("18-49", "q3", ("low_fall", "legs"), "emergency"),
        ("18-49", "q3", ("legs",), "emergency"),
        ("18-49", "q3", ("small", "thin_bones"), "same_day"),
        ("18-49", "q3", ("low_fall", "steroids"), "same_day"),
        ("50-69", "q3", ("small",), "soon"),
        ("70+", "q3", ("low_fall",), "same_day"),
        ("16-17", "q3", ("teen_sport",), "soon"),
        ("18-49", "q4", ("fever",), "same_day"),
        ("18-49", "q4", ("fever", "ill"), "emergency"),
        ("18-49", "q4", ("fever", "procedure"), "emergency"),
        ("18-49", "q4", ("fever", "wound"), "emergency"),
        ("18-49", "q4", ("weak_immune",), "ok"),
        ("18-49", "q4", ("sweats", "infection"), "same_day"),
        ("18-49", "q4", ("blood",), "same_day"),
        ("18-49", "q4", ("waves", "vomiting"), "same_day"),
        ("18-49", "q4", ("burning",), "soon"),
        ("18-49", "q4", ("burning", "one_kidney"), "same_day"),
        ("18-49", "q4", ("burning", "pregnant"), "same_day"),
        ("18-49", "q4", ("waves", "vomiting", "unbearable"), "emergency"),
        ("18-49", "q4", ("throb",), "same_day"),
        ("18-49", "q4", ("throb", "unbearable"), "emergency"),
        ("18-49", "q4", ("bruise", "dizzy"), "emergency"),
        ("18-49", "q5", ("weak_leg",), "same_day"),
        ("18-49", "q5", ("fast",), "emergency"),
        ("18-49", "q5", ("cancer",), "same_day"),
        ("18-49", "q5", ("cancer", "band"), "emergency"),
        ("18-49", "q5", ("cancer", "unsteady"), "emergency"),
        ("18-49", "q5", ("night",), "soon"),
        ("18-49", "q5", ("night", "weight"), "same_day"),
        ("50-69", "q5", ("first_ever",), "ok"),
        ("50-69", "q5", ("first_ever", "night"), "same_day"),
        ("18-49", "q5", ("lump", "shape"), "soon"),
        ("18-49", "q5", ("calf_cramps",), "soon"),
        ("18-49", "q5", ("eye",), "same_day"),
        ("18-49", "q6", ("NEURO",), "soon"),
        ("18-49", "q6", ("BLEED",), "caution"),
        ("18-49", "preg", ("bleeding",), "same_day"),
        ("18-49", "preg", ("heavy_bleeding",), "emergency"),
    ],
)
def test_what_a_yes_amounts_to(age: str, question: str, items: tuple[str, ...], level: str) -> None:
    assert _finding(age, question, *items).level == level


@pytest.mark.parametrize(
    ("question", "items", "level"),
    [
        ("q3", ("crash",), "same_day"),
        ("q4", ("blood",), "soon"),
        ("q5", ("night",), "soon"),
        ("q6", ("NEURO",), "soon"),
        ("preg", ("bleeding",), "same_day"),
    ],
)
def test_not_sure_is_one_lower_and_at_least_soon(question: str, items: tuple[str, ...], level: str) -> None:
    assert _finding("18-49", question, *items, sure="not_sure").level == level


@pytest.mark.parametrize(
    ("question", "items", "told_last", "level"),
    [
        ("q3", ("low_fall",), "BONE", "same_day"),
        ("q3", ("small",), "BONE", "same_day"),
        ("q3", ("small", "legs"), "BONE", "emergency"),
        ("q3", ("low_fall",), "KIDHX", "caution"),
        ("q4", ("burning",), "KIDHX", "same_day"),
        ("q4", ("waves",), "KIDHX", "same_day"),
        ("q4", ("pee_change",), "PREG", "same_day"),
        ("q4", ("burning",), "BONE", "soon"),
    ],
)
def test_a_risk_told_last_raises_a_sign_told_first(
    question: str, items: tuple[str, ...], told_last: str, level: str
) -> None:
    first = Screen(age="18-49").answered(question, Answer(sure="yes", items=items))
    assert judge(SAFETY, first.answered("q6", Answer(sure="yes", items=(told_last,)))).level == level


def test_an_unsure_fever_with_surgery_told_last_is_for_today() -> None:
    unsure = Screen(age="18-49").answered("q4", Answer(sure="not_sure", items=("fever",)))
    assert judge(SAFETY, unsure).level == "soon"
    assert judge(SAFETY, unsure.answered("q6", Answer(sure="yes", items=("SURG",)))).level == "same_day"


@pytest.mark.parametrize("sign", ["fever", "burning", "blood", "no_pee", "pee_change", "waves", "vomiting"])
@pytest.mark.parametrize("where", ["q4", "q6"])
def test_signs_in_a_pregnancy_go_to_the_maternity_unit(where: str, sign: str) -> None:
    ticked = (sign, "pregnant") if where == "q4" else (sign,)
    screen = Screen(age="18-49").answered("q4", Answer(sure="yes", items=ticked))
    if where == "q6":
        screen = screen.answered("q6", Answer(sure="yes", items=("PREG",)))
    finding = judge(SAFETY, screen)
    card = card_for(SAFETY, finding.level, finding.causes, "18-49")
    assert card is not None
    assert card.id == "same_day_preg"


def test_every_item_of_the_first_two_questions_is_urgent() -> None:
    for question in SAFETY.questions[:2]:
        assert {item.level for item in question.items} <= {"emergency", "same_day"}
        assert _finding("18-49", question.id).level == "emergency"


def test_the_sexual_item_is_left_out_under_eighteen() -> None:
    shown = {age.id: {item.id for item in shown_items(SAFETY.questions[0], age.id)} for age in SAFETY.ages}
    assert {age for age, items in shown.items() if "sexual" not in items} == {MINOR, "16-17"}


@pytest.mark.parametrize("age", [age.id for age in SAFETY.ages])
@pytest.mark.parametrize("level", ["emergency", "same_day"])
def test_every_urgent_finding_has_a_card_that_fits(age: str, level: Any) -> None:
    causes = {item.cause for question in SAFETY.questions for item in question.items if item.cause}
    for cause in causes:
        card = card_for(SAFETY, level, frozenset({cause}), age)
        assert card is not None
        assert card.level == level
        assert ("cauda equina" in card.text) == (cause == "CES")
        if age == MINOR and cause != "PREG":
            assert "adult" in card.text


def test_the_codes_stand_in_their_order_and_each_has_a_use() -> None:
    order = "PREG BLEED BONE SURG KIDHX NUMB SKIN DVT HYPERMOB SEDATED HIPREP HERNIA BP NEURO FLOOR AXSPA"
    question = next(item for item in SAFETY.questions if item.id == "q6")
    assert " ".join(code for item in question.items for code in item.codes) == order


TABLE = {
    "no_pressure": {"BLEED", "BONE", "NUMB", "SKIN", "KIDHX", "DVT", "SURG_CLEARED", "SEDATED"},
    "no_heat": {"NUMB", "SKIN", "SEDATED"},
    "no_load": {"SURG_CLEARED", "SEDATED", "BP", "HERNIA"},
    "wall_only": {"BONE"},
    "no_rounding": {"BONE"},
    "no_end_range": {"HYPERMOB"},
    "no_hip": {"HIPREP", "HERNIA"},
    "no_floor": {"FLOOR"},
    "ceiling_3": {"HYPERMOB"},
}


def test_each_code_sets_the_limits_of_the_table() -> None:
    every = {code for codes in TABLE.values() for code in codes}
    for code in every:
        set_by = set_now(SAFETY, {"age": "18-49", "codes": frozenset({code})})
        assert set_by == {limit for limit, codes in TABLE.items() if code in codes}, code


@pytest.mark.parametrize(
    ("facts", "limits"),
    [
        ({"age": "18-49", "nrs": 3}, set()),
        ({"age": "18-49", "nrs": 4}, {"wall_only"}),
        ({"age": "18-49", "nrs": 5}, {"no_load"}),
        ({"age": "16-17"}, {"no_pressure", "no_load"}),
        ({"age": "70+"}, {"no_pressure", "wall_only", "no_rounding"}),
        ({"pressed": frozenset({"sore"})}, {"no_pressure", "ceiling_3"}),
        ({"pressed": frozenset({"hard"})}, {"ceiling_3"}),
        ({"pressed": frozenset({"none"})}, set()),
        ({"shorter": "not_sure"}, {"no_pressure"}),
        ({"six_weeks": "yes"}, {"no_pressure"}),
    ],
)
def test_answers_and_age_set_the_limits_of_the_table(facts: dict[str, Any], limits: set[str]) -> None:
    assert set_now(SAFETY, facts) == limits


def test_crisis_texts_name_no_number_and_leave_room_for_people() -> None:
    crisis = SAFETY.crisis
    for text in (crisis.text, crisis.people_text, crisis.other_text):
        assert "{resources}" in text
    assert "your local emergency number" in crisis.danger_text
    assert all(not re.search(r"\d", text) for text in crisis.model_dump().values())
