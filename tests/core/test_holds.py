"""What stops a member or limits the plan: urgent cards with their holds, ages, pregnancy, and what is true today."""

import pytest

from .member import Member, ball_slips, checked_in, labels, new, someone, through


class TestHolds:
    @pytest.mark.parametrize("answer", ["Yes", "Not sure"])
    @pytest.mark.parametrize("question", ["q1", "q2"])
    def test_yes_or_unsure_on_the_first_two_ends_in_a_card_with_a_hold(self, question: str, answer: str) -> None:
        member = new()
        while member.node != f"q:{question}":
            member.press("No")
        member.press(answer)
        while member.node.startswith("each:"):
            member.press("Not sure")
        assert member.node == "urgent"
        assert member.turn.state.urgent is not None
        assert member.turn.state.urgent.level == ("emergency" if answer == "Yes" else "same_day")
        assert member.turn.person.hold
        assert member.turn.person.screened_at is None
        assert "clinician" in member.card.body[0] if answer == "Not sure" else "now" in member.card.title

    def test_each_no_one_by_one_goes_on(self) -> None:
        member = new().press("Not sure", *["No"] * 5)
        assert member.node == "q:q2"

    def test_a_yes_one_by_one_is_a_yes(self) -> None:
        member = new().press("Not sure", "No", "Yes")
        assert member.turn.state.urgent is not None
        assert member.turn.state.urgent.level == "emergency"

    @pytest.mark.parametrize(("question", "item"), [("q3", "crash"), ("q4", "fever"), ("q5", "weak_leg")])
    def test_unsure_on_the_next_three_is_one_level_below_and_at_least_soon(self, question: str, item: str) -> None:
        found = {}
        for answer in ("Yes", "Not sure"):
            member = new()
            while member.node != f"q:{question}":
                member.press("No")
            member.tick(answer, item)
            if member.node == "urgent":
                found[answer] = str(member.turn.state.urgent and member.turn.state.urgent.level)
            else:
                member.no_to_all().press("3")
                found[answer] = "soon" if member.card.tone == "notice" else "ok"
        below = {"emergency": "same_day", "same_day": "soon", "soon": "soon"}
        assert found["Not sure"] == below[found["Yes"]]

    def test_unsure_on_the_sixth_is_that_caution(self) -> None:
        sure, unsure = (new().press(*["No"] * 5).tick(answer, "HIPREP") for answer in ("Yes", "Not sure"))
        assert sure.turn.limits == unsure.turn.limits == {"no_hip"}

    def test_nothing_ticked_asks_again(self) -> None:
        member = new().press("No", "No").tick("Yes")
        assert member.node == "q:q3"
        assert "Nothing was ticked" in member.card.body[0]

    def test_old_and_unchanged_is_the_same_day_card_and_still_a_hold(self) -> None:
        member = new().press("Yes", "Like this for over 2 weeks")
        assert member.card.title == "Speak to a clinician today"
        assert member.turn.person.hold
        assert "Like this for over 2 weeks, unchanged" not in labels(member)

    def test_a_wrong_tap_opens_that_question_again_and_only_once(self) -> None:
        member = new().press("No", "Yes", "I tapped wrong")
        assert member.node == "q:q2"
        assert not member.turn.person.hold
        member.press("Yes")
        assert "I tapped wrong" not in labels(member)
        assert member.turn.person.hold

    def test_a_wrong_tap_during_the_questions_after_a_hold_keeps_the_hold(self) -> None:
        member = new().press("Yes", "Close").later(days=1).open().press("Yes, and I may move", "Yes", "I tapped wrong")
        assert member.turn.person.hold
        assert member.no_to_all().node == "ask:nrs"
        assert not member.turn.person.hold

    def test_a_later_visit_asks_whether_a_clinician_has_looked(self) -> None:
        member = new().press("Yes", "Close").later(days=40).open()
        assert member.card.title == "One question first"
        member.press("Not yet")
        assert "clinician" in member.card.body[0]
        assert labels(member) == ["Close"]
        assert member.press("Close").later(days=1).open().node == "hold"

    def test_once_looked_at_every_question_about_danger_asks_what_is_new_since_then(self) -> None:
        member = new().press("Yes", "Close").later(days=1).open().press("Yes, and I may move")
        for at in range(6):
            assert member.node.startswith("q:")
            # Old blood thinners are as true as new ones: cautions are asked in their own words, always.
            assert (member.card.body[0] == "Anything new since then?") == (at < 5)
            assert member.turn.person.hold
            member.press("No")
        assert member.node == "ask:nrs"
        assert not member.turn.person.hold

    def test_a_routine_by_name_is_no_way_round_a_hold(self) -> None:
        assert new().press("Yes", "Close").later(days=1).want("r4").node == "hold"

    def test_a_text_leads_to_its_card_and_misread_to_all_questions_never_to_a_routine(self) -> None:
        member = someone().open().write("numb between my legs since monday")
        assert member.card.title == "Go to an emergency department now"
        assert member.turn.person.hold
        member.press("You misread me")
        assert member.node == "q:q1"
        assert member.press("No").node == "sure:q1"
        assert "numb" in member.card.body[-1]
        member.press("That's not so")
        assert member.no_to_all().node == "ask:nrs"

    def test_a_misread_text_takes_no_earlier_hold_away(self) -> None:
        member = new().press("Yes", "Close").later(days=1).open().write("there is blood in my pee")
        assert member.press("You misread me").node == "hold"

    def test_a_text_of_lower_urgency_asks_all_questions_next_time(self) -> None:
        member = someone().open().write("i am stiff for ages every morning")
        assert member.card.title == "See a clinician soon"
        assert not member.turn.person.hold
        assert member.press("Close").later(minutes=1).open().node == "q:q1"

    def test_a_crisis_is_answered_beside_the_conversation_and_leaves_nothing_in_it(self) -> None:
        before = someone().open()
        state = before.turn.state
        member = before.write("i want to end it all")
        assert "emergency number" in " ".join(member.card.body)
        assert member.turn.state == state
        assert not member.turn.person.hold

    def test_a_crisis_pauses_what_runs_but_someone_elses_does_not(self) -> None:
        on = someone().want("r4").press("3", "Start", "I'm ready", "Got it")
        for words, phase in (("my friend wants to kill himself", "running"), ("i want to end it all", "paused")):
            playing = on.write(words).turn.state.playing
            assert playing is not None
            assert playing.phase == phase


class TestAges:
    def test_under_16_gets_four_questions_and_the_card_for_a_parent(self) -> None:
        member = new("Under 16").press("No", "No", "No", "No")
        assert member.card.title == "For you and a parent"
        assert labels(member) == ["Close"]
        assert not member.turn.person.hold

    def test_under_16_is_not_asked_about_sex(self) -> None:
        text = " ".join(new("Under 16").card.body)
        assert "sexual" not in text
        assert "sexual" in " ".join(new().card.body)
        assert "sexual" not in " ".join(new("16–17").card.body)

    def test_under_16_sees_urgent_cards_written_for_them(self) -> None:
        assert "parent" in new("Under 16").press("No", "Yes").card.body[0]

    def test_under_16_gets_no_routine_by_name_either(self) -> None:
        member = Member().want("r4").press("Under 16", "No", "No", "No", "No")
        assert member.card.title == "For you and a parent"
        assert member.press("Close").later(days=1).want("r4").node == "q:q1"

    def test_16_and_17_press_nothing_and_load_nothing(self) -> None:
        member = through("16–17").press("3", "Last 2 weeks", "Ball slips", "That's all", "None", "Soft gap")
        assert {"no_pressure", "no_load"} <= member.turn.limits
        assert {item.routine for item in member.turn.state.items}.isdisjoint({"r1", "r2", "r7", "r8"})
        for routine in ("r1", "r2", "r7", "r8"):
            assert member.later(minutes=1).want(routine).press("3", "Last 2 weeks").node == "barred"

    def test_16_and_17_for_over_2_weeks_see_someone_soon(self) -> None:
        member = through("16–17").press("3", "Longer")
        assert member.turn.kept_stop == "gentle_only"
        assert "Book a clinician" in member.card.body[0]

    def test_an_age_tapped_wrong_can_be_taken_back(self) -> None:
        assert new("Under 16").press("Back").node == "hello"


class TestPregnancy:
    def pregnant(self) -> Member:
        return new().press(*["No"] * 5).tick("Yes", "PREG")

    def test_one_more_card_follows(self) -> None:
        assert self.pregnant().card.title == "About the pregnancy or birth"

    @pytest.mark.parametrize(("item", "level"), [("heavy_bleeding", "emergency"), ("bleeding", "same_day")])
    @pytest.mark.parametrize("answer", ["Yes", "Not sure"])
    def test_a_sign_there_is_urgent_whether_sure_or_not(self, item: str, level: str, answer: str) -> None:
        member = self.pregnant().tick(answer, item)
        assert member.turn.state.urgent is not None
        assert member.turn.state.urgent.level == level
        assert member.turn.person.hold

    def test_none_of_these_is_gentle_moves_on_the_side(self) -> None:
        member = self.pregnant().press("No", "3")
        assert member.card.title == "Gentle moves, no pressing"
        assert member.turn.kept_stop == "side_gentle"
        assert "midwife" in " ".join(member.card.body)
        assert "on your side" in " ".join(member.press("Start").card.body)

    def test_something_soon_beside_it_shows_the_soon_card(self) -> None:
        member = new().press(*["No"] * 5).tick("Yes", "PREG", "NEURO").press("No", "3")
        assert member.turn.kept_stop == "side_gentle_soon"
        assert "Book a clinician" in member.card.body[0]


class TestLimitsOfToday:
    def test_drink_on_the_stop_list_takes_pressing_away_and_plans_again(self) -> None:
        member = ball_slips(through()).press("Start").press("I'm ready")
        assert member.node == "stoplist"
        member.press("Had drink")
        assert {"no_pressure", "no_heat", "no_load"} <= member.turn.limits
        assert member.node == "result"
        assert {item.routine for item in member.turn.state.items}.isdisjoint({"r1", "r2", "r12"})
        assert member.later(hours=2).want("r1").press("3").node == "barred"

    def test_drink_is_over_when_the_day_is(self) -> None:
        member = ball_slips(someone().open()).press("Start", "I'm ready", "Had drink")
        assert "no_pressure" not in member.later(hours=17).turn.limits

    def test_the_stop_list_comes_once_a_day_and_no_skip_goes_round_it(self) -> None:
        member = ball_slips(someone().open()).press("Start", "Skip")
        assert member.node == "stoplist"
        checked_in(member.press("Got it").play_out())
        member.later(hours=1).want("r3").press("3", "Start", "I'm ready")
        assert member.node == "play"
        checked_in(member.play_out())
        assert member.later(days=1).want("r3").press("3", "Start", "I'm ready").node == "stoplist"

    def test_drink_told_while_easing_leads_to_a_new_plan_and_its_own_check_in(self) -> None:
        member = through().press("3", "Ease it now", "I'm ready", "Had drink", "Ball slips", "That's all", "None")
        member.press("Soft gap", "Start").play_out()
        assert member.node in ("next", "check:after")

    def test_soreness_bars_pressing_for_48_hours_through_new_questions(self) -> None:
        member = someone().open().press("3", "Ball slips", "That's all", "Bruised", "That's all", "Soft gap")
        assert "no_pressure" in member.turn.limits
        member.press("Start", "Something feels wrong", "Ask me").no_to_all()
        assert "no_pressure" in member.turn.limits
        assert "no_pressure" not in member.later(hours=49).turn.limits


class TestAfterAStop:
    def test_what_stood_before_the_stop_stands_after_it(self) -> None:
        member = new().press(*["No"] * 5).tick("Yes", "BLEED").press("3", "Nothing", "Soft")
        assert "no_pressure" in member.turn.limits
        member.write("there is blood in my pee")
        assert member.turn.person.hold
        member.later(days=1).open().press("Yes, and I may move").no_to_all()
        assert "no_pressure" in member.turn.limits

    def test_surgery_is_asked_in_its_own_words(self) -> None:
        member = new().press("Yes", "Close").later(days=1).open().press("Yes, and I may move", *["No"] * 5)
        member.tick("Yes", "SURG")
        assert "surgeon" in member.card.body[0]

    def test_under_16_leaves_a_hold_when_someone_has_looked(self) -> None:
        member = new("Under 16").press("Yes", "Close").later(days=1).open().press("Yes, and I may move").no_to_all()
        assert member.node == "urgent"
        assert not member.turn.person.hold

    def test_the_age_can_be_tapped_anew_only_where_it_was_tapped(self) -> None:
        member = new("Under 16")
        assert "Back" in labels(member)
        later = Member(age="under_16", told_intro=True).open()
        assert later.node == "q:q1"
        assert "Back" not in labels(later)


class TestSorerAfterPressing:
    @pytest.mark.parametrize(("days", "strength", "off"), [(1, "4", True), (2, "4", False), (1, "3", False)])
    def test_two_above_the_next_day_means_two_days_without(self, days: int, strength: str, off: bool) -> None:
        member = checked_in(ball_slips(someone().open()).press("Start").play_out(), after="2")
        member.later(days=days).open().press(strength)
        assert ("no_pressure" in member.turn.limits) == off
