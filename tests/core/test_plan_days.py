"""What lasts over days: worse check-ins, and a plan with its position, its rests and its bad days."""

from dataclasses import replace

import pytest

from bot.core.effects import Record

from .member import START, Member, ball_slips, checked_in, someone, through


class TestWorse:
    def worse(self, member: Member, routine: str, **time: float) -> Member:
        """One routine that made things worse, and No to all the questions that follow."""
        member.later(**time).want(routine)
        if member.node == "new":
            member.press("None of these")
        return checked_in(member.press("3", "Start").play_out(), "4", "Worse").no_to_all()

    def better(self, member: Member, routine: str) -> Member:
        return checked_in(member.later(days=1).want(routine).press("3", "Start").play_out(), "2", "Easier")

    def test_once_leads_to_the_questions_and_two_days_without_pressing(self) -> None:
        member = checked_in(someone().want("r2").press("3", "Start").play_out(), "4", "Worse")
        assert member.node == "q:q1"
        member.no_to_all()
        assert "no_pressure" in member.turn.limits
        assert "no_pressure" not in member.later(days=2).turn.limits

    def test_the_next_plan_counts_on_the_strength_after_it(self) -> None:
        member = checked_in(someone().want("r4").press("3", "Start").play_out(), "8", "Worse").no_to_all()
        assert member.turn.state.answers["nrs"] == 8

    def test_twice_in_a_row_whatever_the_routine_is_no_pressing_until_the_next_questions(self) -> None:
        member = self.worse(self.worse(someone(), "r2"), "r4", hours=1)
        assert "no_pressure" in member.later(days=27).turn.limits
        assert not member.turn.person.retired
        assert member.turn.kept_stop is None

    def test_the_same_routine_twice_is_retired(self) -> None:
        member = self.better(self.worse(someone(), "r4"), "r5")
        self.worse(member, "r4", days=3)
        assert member.turn.person.retired == ("r4",)
        member.later(days=1).want("r4").press("3")
        assert member.node == "barred"
        assert "worse twice" in " ".join(member.card.body)
        assert "no_pressure" not in member.later(days=2).turn.limits

    def test_a_third_time_leaves_gentle_moves_only(self) -> None:
        member = self.worse(self.worse(self.worse(someone(), "r4"), "r5", hours=1), "r14", hours=1)
        assert member.turn.kept_stop == "gentle_only"
        assert member.later(days=1).want("r7").press("3").node == "barred"
        assert member.later(days=26).turn.kept_stop == "gentle_only"
        assert member.later(days=2).turn.kept_stop is None

    def test_a_better_day_and_one_more_worse_take_none_of_it_back(self) -> None:
        member = self.worse(self.worse(self.worse(someone(), "r4"), "r5", hours=1), "r14", hours=1)
        self.worse(self.better(member, "r13"), "r13", days=1)
        assert member.turn.kept_stop == "gentle_only"
        assert "no_pressure" in member.later(days=20).turn.limits

    @pytest.mark.parametrize("answer", ["Yes", "Not sure"])
    def test_something_new_at_the_check_in_asks_all_questions(self, answer: str) -> None:
        member = checked_in(someone().want("r4").press("3", "Start").play_out(), "3", "Same", answer)
        assert member.node == "q:q1"
        assert sum(isinstance(effect, Record) for effect in member.effects) == 1


class TestPlan:
    def started(self) -> Member:
        return checked_in(ball_slips(someone().open()).press("Start").play_out())

    def test_a_plan_starts_with_the_first_check_in(self) -> None:
        plan = self.started().turn.plan
        assert plan is not None
        assert (plan.outcome, plan.position, plan.last_done_on) == ("ball_slides", 1, START.date())
        assert plan.state["answers"] == {"tried": ["ball_slips"], "pressed": ["none"], "loc": "side_gap"}

    def test_it_starts_when_the_diary_is_chosen_at_its_first_check_in(self) -> None:
        member = checked_in(ball_slips(through()).press("Start").play_out())
        assert member.turn.plan is None
        member.press("Keep a diary")
        assert member.turn.plan is not None
        assert member.turn.plan.position == 1

    def test_keeping_nothing_starts_no_plan(self) -> None:
        member = checked_in(ball_slips(through()).press("Start").play_out()).press("Keep nothing")
        assert member.turn.plan is None
        assert member.turn.person.diary == "nothing"

    def test_pressing_rests_a_day(self) -> None:
        member = self.started().later(days=1).open().press("3")
        assert member.card.title == "Your plan: part 2"
        assert {item.routine for item in member.turn.state.items} == {"r14"}
        checked_in(member.press("Start").play_out())
        member.later(days=1).open().press("3")
        assert member.card.title == "Your plan: part 3"
        assert {item.routine for item in member.turn.state.items} == {"r1"}

    def test_what_was_done_today_is_said_and_stays_todays_part(self) -> None:
        member = self.started().later(hours=1).open().press("3")
        assert member.card.title == "Your plan: part 1"
        assert "You've done today's part" in member.card.body[0]
        assert {item.routine for item in member.turn.state.items} == {"r14"}
        checked_in(member.press("Do it again").play_out())
        assert member.turn.plan is not None
        assert member.turn.plan.position == 1

    def test_a_routine_that_was_not_begun_moves_nothing(self) -> None:
        member = self.started().later(days=2).open().press("3", "Start", "Stop here")
        checked_in(member)
        assert member.turn.plan is not None
        assert member.turn.plan.position == 1
        assert member.turn.history[0].done == "none"

    def test_it_bends_to_todays_strength(self) -> None:
        member = self.started().later(days=2).open().press("5", "Last 2 weeks")
        assert {item.routine for item in member.turn.state.items} == {"r2"}

    def test_a_bad_day_is_calm_and_the_plan_waits(self) -> None:
        member = self.started().later(days=2).open().press("5", "Last 3 days")
        assert member.card.title == "Calm it first"
        checked_in(member.press("Start").play_out().press("Go on").play_out(), after="4")
        plan = member.turn.plan
        assert plan is not None
        assert (plan.outcome, plan.position) == ("ball_slides", 1)
        member.later(days=1).open().press("5", "Last 3 days")
        assert "r5" in {item.routine for item in member.turn.state.items}
        assert member.later(days=1).open().press("3").card.title == "Your plan: part 2"

    def test_calm_brings_knee_rolls_from_its_second_day(self) -> None:
        member = someone().open().press("8")
        assert [item.routine for item in member.turn.state.items] == ["r4", "r12"]
        checked_in(member.press("Start").play_out().press("Enough"), after="7")
        member.later(days=1).open().press("8")
        assert [item.routine for item in member.turn.state.items] == ["r4", "r12", "r5"]

    def test_after_calm_the_plan_grows_by_the_questions_left_open(self) -> None:
        member = checked_in(someone().open().press("8", "Start").play_out().press("Enough"), after="6")
        ball_slips(member.later(days=1).open())
        assert member.card.title == "Make it stay put"
        checked_in(member.press("Start").play_out())
        assert member.turn.plan is not None
        assert (member.turn.plan.outcome, member.turn.plan.position) == ("ball_slides", 1)

    def test_something_else_today_asks_the_topics_questions_again(self) -> None:
        member = self.started().later(days=2).open().press("3", "Something else today")
        assert member.node == "ask:tried"
        member.press("Nothing yet", "Soft gap", "Worse after sitting")
        assert member.card.title == "Break up the sitting"

    def test_a_diary_of_another_topic_does_not_count(self) -> None:
        member = self.started()
        assert member.turn.plan is not None
        member.turn = replace(member.turn, plan=replace(member.turn.plan, topic="calves"))
        assert member.later(days=1).open().press("3").node == "ask:tried"

    def test_the_plan_pauses_under_a_hold(self) -> None:
        member = self.started()
        member.later(days=7).open().press("Yes").press("Yes", "Close")
        assert member.later(days=1).open().node == "hold"
