"""Answers that typed text brought: each is confirmed, and all of them can be taken back on the result."""

import pytest

from bot.core.conversation.state import State

from .member import Member, labels, someone

MISREAD = "You misread me"


def typed(*texts: str) -> Member:
    """From the first question about the trouble to the result, answered in words and confirmed."""
    member = someone().open().press("3")
    for text in texts:
        member.write(text)
        assert member.node.startswith("confirm:"), text
        member.press("That's right")
    while member.node.startswith("ask:"):
        member.press({"ask:pressed": "None", "ask:loc": "Soft gap", "ask:tried": "Nothing yet"}[member.node])
    assert member.node == "result"
    return member


def test_misread_asks_the_cards_that_words_had_answered_and_keeps_what_was_tapped() -> None:
    member = typed("the ball rolls away").press(MISREAD)
    assert member.node == "ask:tried"
    assert member.turn.state.answers == {"nrs": 3, "pressed": ("none",), "loc": "side_gap"}
    member.press("Tool too big", "That's all")
    assert member.node == "result"
    assert MISREAD not in labels(member)


def test_misread_takes_back_every_answer_that_words_gave() -> None:
    member = someone().open(found={"tried": ("ball_slips",), "pressed": ("hard",)})
    member.press("3", "That's right", "That's right", "Soft gap", MISREAD)
    assert member.node == "ask:tried"
    assert set(member.turn.state.answers) == {"nrs", "loc"}


def test_misread_takes_back_the_limits_that_words_had_set() -> None:
    member = typed("the ball rolls away", "sore the next day")
    assert "no_pressure" in member.turn.limits
    member.press(MISREAD)
    assert "no_pressure" not in member.turn.limits


def test_an_answer_that_was_tapped_anew_is_no_longer_of_the_words() -> None:
    member = typed("the ball rolls away").press(
        "Change an answer", "What was the trouble?", "Tool too big", "That's all"
    )
    assert member.node == "result"
    assert MISREAD not in labels(member)


def test_one_of_the_likeliest_can_be_taken_back_too() -> None:
    member = someone().open(likely=("tried:ball_slips", "tried:too_big")).press("3", "Ball slips", "None", "Soft gap")
    assert member.press(MISREAD).node == "ask:tried"
    assert not member.turn.state.likely


def test_a_result_by_buttons_alone_has_no_such_button() -> None:
    member = someone().open().press("3", "Ball slips", "That's all", "None", "Soft gap")
    assert member.node == "result"
    assert MISREAD not in labels(member)


def test_words_before_their_question_are_noted_and_come_back_with_it() -> None:
    member = someone().later(days=7).open().write("the ball rolls away")
    assert member.card.body[0] == "Noted. First this, please."
    assert member.press("None of these", "3").node == "confirm:tried"


def test_a_second_text_adds_to_the_first() -> None:
    member = someone().later(days=7).open().write("the ball rolls away").write("next to my spine mostly")
    assert member.card.body[0] == "Noted. First this, please."
    member.write("how are you")
    assert set(member.turn.state.found) == {"tried", "loc"}


def test_other_words_on_the_result_are_confirmed_and_change_it() -> None:
    member = someone().open().press("3", "Ball slips", "That's all", "None", "Soft gap").write("my roller is too wide")
    assert member.node == "confirm:tried"
    member.press("That's right")
    assert member.card.title == "Use something narrower"
    assert MISREAD in labels(member)


def test_the_same_words_on_the_result_change_nothing_and_others_say_so() -> None:
    member = someone().open().press("3", "Ball slips", "That's all", "None", "Soft gap")
    before = member.card
    assert member.write("the ball rolls away").card == before
    assert member.write("oh well").card.body[0].endswith("Please choose below.")
    assert member.node == "result"


def test_where_it_goes_is_heard_on_the_calm_card() -> None:
    member = someone().open().press("8").write("it goes below my knee")
    assert member.node == "confirm:loc"
    assert "it goes below the knee" in member.card.body[0]
    assert member.press("That's right").card.title == "Gentle moves, and see someone"


def test_words_under_an_urgent_card_leave_it_as_it_is() -> None:
    member = someone().open().write("since monday my crotch is numb")
    before = member.card
    assert member.write("the ball rolls away").card == before


@pytest.mark.parametrize(
    "unknown", [{"pending": None}, {"check": {"after": 3, "mood": "x"}}, {"urgent": {"level": "soon", "z": 1}}]
)
def test_what_another_version_kept_in_a_session_is_passed_over(unknown: dict[str, object]) -> None:
    state = State.model_validate({**State(node="ask:nrs").model_dump(mode="json"), **unknown})
    assert state.node == "ask:nrs"
