"""The ways that a member goes, press by press, on the pure conversation: taps, questions again, routines by name."""

import pytest

from bot.core.conversation import path
from bot.core.effects import Record

from .member import Member, ball_slips, checked_in, new, shipped, someone, through

SAFETY = shipped().safety


class TestTaps:
    def test_first_use_to_the_first_movement_takes_16(self) -> None:
        member = ball_slips(through()).press("Start")
        assert member.node == "play"
        assert member.taps <= 16
        assert max(card.words for card in member.seen if card.title != "Make it stay put") <= 60
        assert max(card.words for card in member.seen) <= 70

    def test_typed_text_takes_14(self) -> None:
        member = Member().open(found={"tried": ("ball_slips",), "loc": ("side_gap",)}).press("18")
        member.no_to_all().press("3", "That's right", "None", "That's right", "Start")
        assert member.node == "play"
        assert member.taps <= 14

    def test_to_the_logged_check_in_takes_19_besides_saying_ready(self) -> None:
        member = ball_slips(through()).press("Start")
        moving = member.taps
        done = member.play_out().taps
        assert moving + checked_in(member).taps - done <= 19
        assert any(isinstance(effect, Record) for effect in member.effects)
        assert member.node == "diary"

    def test_strong_pain_to_moving_takes_11(self) -> None:
        member = through().press("8", "Start")
        assert member.node == "play"
        assert member.taps <= 11

    def test_yes_on_the_first_question_to_the_card_takes_4(self) -> None:
        member = new().press("Yes")
        assert member.card.title == "Go to an emergency department now"
        assert member.taps <= 4
        assert member.card.words <= 95

    def test_back_within_7_days_to_the_plan_takes_4(self) -> None:
        member = checked_in(ball_slips(someone().open()).press("Start").play_out())
        member.later(days=3).taps = 0
        member.open().press("3", "Start")
        assert member.node == "play"
        assert member.turn.state.playing is not None
        assert member.turn.state.playing.routine == "r1"
        assert member.taps <= 4


class TestTheQuestionsComeAgain:
    def test_within_7_days_nothing_is_asked_but_the_strength(self) -> None:
        assert someone().later(days=6, hours=23).open().node == "ask:nrs"

    def test_after_7_days_one_card_asks_what_is_new(self) -> None:
        member = someone().later(days=7).open()
        assert member.node == "new"
        assert member.press("None of these").node == "ask:nrs"
        assert member.later(days=6).open().node == "ask:nrs"
        assert member.later(days=1).open().node == "new"

    @pytest.mark.parametrize("answer", ["Yes", "Not sure"])
    def test_something_new_asks_all_questions(self, answer: str) -> None:
        assert someone().later(days=7).open().press(answer).node == "q:q1"

    def test_after_28_days_all_questions_come(self) -> None:
        assert someone().later(days=28).open().node == "q:q1"

    def test_sudden_worsening_asks_all_questions(self) -> None:
        member = checked_in(ball_slips(someone().open()).press("Start").play_out(), after="2")
        assert member.later(days=1).open().press("5").node == "q:q1"

    def test_not_within_an_hour_of_the_questions(self) -> None:
        member = checked_in(someone().want("r4").press("3", "Start").play_out(), after="2")
        assert member.later(minutes=10).open().press("6").node != "q:q1"

    def test_a_strong_day_that_is_usual_asks_nothing(self) -> None:
        member = checked_in(someone().open().press("8", "Start").play_out().press("Enough"), after="7")
        assert member.later(days=1).open().press("8").node == "result"

    @pytest.mark.parametrize("way", ["Back", "Close the app"])
    def test_questions_that_something_led_to_cannot_be_left_for_a_routine(self, way: str) -> None:
        member = ball_slips(through()).press("Start", "Something feels wrong", "Ask me the questions")
        assert member.node == "q:q1"
        member = member.press("Back").press("18") if way == "Back" else member.later(hours=1).open()
        assert member.node == "q:q1"
        assert member.later(minutes=5).want("r4").node == "q:q1"


class TestByName:
    def test_it_opens_after_the_questions_and_the_strength(self) -> None:
        member = Member().want("r2").press("18").no_to_all().press("3")
        assert member.node == "open"
        assert member.press("Start").node == "play"

    def test_its_why_leads_back_to_it(self) -> None:
        member = someone().want("r2").press("3", "Why?")
        assert member.press("Back").node == "open"

    @pytest.mark.parametrize(("routine", "limit"), [("r1", "no_floor"), ("r12", "no_heat"), ("r10", "no_hip")])
    def test_what_bars_it_is_named_and_something_else_offered(self, routine: str, limit: str) -> None:
        because = next(one.because for one in SAFETY.limits if one.id == limit)
        others: dict[str, None] = dict.fromkeys(("wall_only", "no_rounding", limit))
        member = someone(limits=others).want(routine).press("3")
        assert member.node == "barred"
        assert because in member.card.body[0]
        assert member.press("Show me what fits").node == "ask:tried"

    def test_a_stop_says_that_something_gentler_fits(self) -> None:
        member = someone().want("r8").press("8")
        assert "gentler" in member.card.body[0]
        assert member.press("Show me what fits").card.title == "Calm it first"

    def test_it_moves_no_plan(self) -> None:
        member = checked_in(someone().want("r2").press("3", "Start").play_out())
        assert member.turn.plan is None
        assert member.turn.history[0].routines == ("r2",)


def test_back_and_change_and_start_again_work_from_the_result() -> None:
    member = ball_slips(someone().open()).press("Change an answer", "How strong is it now?", "Back")
    assert member.node == "change"
    member.press("How strong is it now?", "5", "Last 2 weeks")
    assert member.card.title == "Make it stay put"
    assert {item.routine for item in member.turn.state.items} == {"r2"}
    assert member.press("Change an answer", "Start again").node == "ask:nrs"


def test_a_press_that_the_card_does_not_offer_changes_nothing() -> None:
    for member in (new(), through(), ball_slips(someone().open()), someone().want("r1").press("3")):
        assert path.act(member.turn, "is:nonsense") == member.turn
