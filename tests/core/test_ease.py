""" "Ease it now" from everywhere and back, and the presses while a routine runs."""

from datetime import timedelta

import pytest

from .member import START, Member, ball_slips, checked_in, labels, new, someone


class TestEase:
    def easing(self, member: Member) -> Member:
        """Ease and back: the same card stands there again."""
        node, before = member.node, labels(member)[:3]
        member.press("Ease")
        assert member.turn.state.playing is not None
        assert member.turn.state.playing.routine == "r4"
        member.play_out()
        assert member.node == node
        assert labels(member)[:3] == before
        return member

    @pytest.mark.parametrize(
        "ways",
        [
            ["3"],
            ["3", "Ball slips", "That's all"],
            ["3", "Ball slips", "That's all", "None", "Soft gap"],
            ["3", "Ball slips", "That's all", "None", "Soft gap", "Why?"],
            ["3", "Ball slips", "That's all", "None", "Soft gap", "Change an answer"],
        ],
    )
    def test_from_the_questions_and_the_result_and_back(self, ways: list[str]) -> None:
        self.easing(someone().open().press(*ways))

    def test_from_the_plan_and_the_check_in_and_back(self) -> None:
        member = ball_slips(someone().open()).press("Start").play_out()
        assert member.node == "check:after"
        member = self.easing(member)
        self.easing(checked_in(member).later(days=1).open().press("3"))

    def test_from_a_running_hold_which_waits_paused_with_what_it_had_left(self) -> None:
        member = ball_slips(someone().open()).press("Start", "I'm ready", "Got it").wait(20)
        member.press("Ease").play_out()
        playing = member.turn.state.playing
        assert playing is not None
        assert (playing.routine, playing.phase, playing.left) == ("r1", "paused", 25)
        member.press("Go on").wait(25)
        playing = member.turn.state.playing
        assert playing is not None
        assert (playing.routine, playing.held) == ("r1", 1)

    def test_it_counts_as_no_routine_of_the_day(self) -> None:
        member = ball_slips(someone().open()).press("Ease it now").play_out().press("Start").play_out()
        checked_in(member)
        assert member.turn.history[0].routines == ("r1",)

    def test_stopped_halfway_it_leads_back_too(self) -> None:
        member = someone().open().press("3", "Ease it now", "Stop here")
        assert member.node == "ask:tried"

    def test_pregnant_it_is_on_the_side(self) -> None:
        member = someone(stop="side_gentle", stop_until=START + timedelta(days=28)).open().press("3", "Start")
        assert "on your side" in " ".join(member.card.body)
        member.press("Stop here", "3", "Same")
        assert "on your side" in " ".join(member.press("Ease it now").card.body)

    def test_not_under_a_hold_and_not_before_the_questions(self) -> None:
        for member in (new(), new().press("Yes"), new().press("Yes").later(days=1).open()):
            assert not any(button.action == "ease" for button in member.card.buttons)

    def test_not_for_another_body_part(self) -> None:
        member = someone().open().press("3", "Nothing yet", "Not my back")
        assert member.card.title == "I only know backs"
        for way in ("Why?", "Back", "Change an answer"):
            member.press(way)
            assert not any(button.action == "ease" for button in member.card.buttons)


class TestWhileItRuns:
    def running(self) -> Member:
        return ball_slips(someone().open()).press("Start", "I'm ready", "Got it")

    def test_something_feels_wrong_stops_and_leads_to_the_questions(self) -> None:
        member = self.running().press("Something feels wrong")
        assert "Stop" in member.card.title
        assert member.press("Ask me the questions").node == "q:q1"

    def test_pressed_by_mistake_goes_on_where_it_was(self) -> None:
        member = self.running().wait(15).press("Something feels wrong").wait(60).press("I pressed by mistake")
        playing = member.turn.state.playing
        assert playing is not None
        assert playing.ends_at == member.turn.now + timedelta(seconds=30)

    def test_an_absence_is_asked_about(self) -> None:
        member = self.running().wait(600)
        assert "I was away" in member.card.body[0]
        assert labels(member)[:3] == ["Go on", "Again", "Stop here"]
        assert member.turn.state.playing is not None
        assert member.turn.state.playing.held == 0

    def test_a_part_is_a_part(self) -> None:
        member = self.running().wait(45).press("Stop here")
        checked_in(member)
        assert member.turn.history[0].done == "part"
