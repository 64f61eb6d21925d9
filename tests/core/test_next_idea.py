"""Two weeks and six sessions without a change that counts: the questions again, and the next row."""

import pytest

from .member import Member, ball_slips, checked_in, someone


def session(member: Member, strength: str = "3") -> Member:
    """Three days on: today's part of the plan, and its check-in."""
    return checked_in(
        opened(member.later(days=3), strength).press("Start").play_out().press(*_enough(member)), strength
    )


def opened(member: Member, strength: str = "3") -> Member:
    """Type /back and say how strong it is."""
    member.open()
    if member.node == "new":
        member.press("None of these")
    return member.no_to_all().press(strength)


def _enough(member: Member) -> list[str]:
    return ["Enough for today"] if member.node == "next" else []


def six_sessions(strengths: str = "333333") -> Member:
    """A plan for a ball that slips, fifteen days on."""
    member = ball_slips(someone().open(), strengths[0]).press("Start").play_out()
    checked_in(member.press(*_enough(member)), strengths[0])
    for strength in strengths[1:]:
        session(member, strength)
    assert member.turn.plan is not None
    assert member.turn.plan.position == len(strengths)
    return member.later(days=3)


def test_no_change_asks_pressing_place_and_pattern_again() -> None:
    member = opened(six_sessions())
    assert member.node == "ask:pressed"
    assert member.card.body[0] == "Two weeks, and no change that counts. Let's try the next idea."
    member.press("None")
    assert member.node == "ask:loc"
    member.press("Soft gap")
    assert member.node == "ask:pattern"
    member.press("Worse after sitting")
    assert member.card.title == "Break up the sitting"


def test_pressing_too_hard_comes_first() -> None:
    member = opened(six_sessions()).press("Over 7", "That's all", "Soft gap")
    assert member.card.title == "Softer, with slow breaths"


def test_the_next_row_is_kept_with_its_plan_and_the_weeks_count_on() -> None:
    member = opened(six_sessions())
    first = member.turn.plan
    assert first is not None
    member.press("None", "Soft gap", "Worse after sitting", "Start").play_out()
    checked_in(member.press(*_enough(member)))
    plan = member.turn.plan
    assert plan is not None
    assert (plan.outcome, plan.position, plan.started_on) == ("posture", 1, first.started_on)
    assert opened(member.later(days=2)).card.title == "Your plan: part 2"
    assert member.turn.state.row == "posture"


def test_no_row_is_tried_twice_while_another_fits() -> None:
    member = opened(six_sessions()).press("None", "Soft gap", "Worse after sitting", "Start").play_out()
    checked_in(member.press(*_enough(member)))
    for _ in range(5):
        session(member)
    opened(member.later(days=3)).press("None", "Soft gap", "Worse after sitting")
    assert member.card.title == "Seven days to find out"


@pytest.mark.parametrize("strengths", ["666311", "33333"])
def test_a_change_that_counts_or_too_few_sessions_keep_the_plan(strengths: str) -> None:
    member = ball_slips(someone().open()) if strengths[0] == "3" else None
    if member is None:
        member = someone().open().press("6", "Last 2 weeks", "Ball slips", "That's all", "None", "Soft gap")
    member.press("Start").play_out()
    checked_in(member.press(*_enough(member)), strengths[0])
    for strength in strengths[1:]:
        opened(member.later(days=3), strength)
        if member.node == "ask:began":
            member.press("Last 2 weeks")
        checked_in(member.press("Start").play_out().press(*_enough(member)), strength)
    assert opened(member.later(days=3), strengths[-1]).card.title == f"Your plan: part {len(strengths) + 1}"


def test_before_two_weeks_the_plan_goes_on() -> None:
    member = ball_slips(someone().open()).press("Start").play_out()
    checked_in(member)
    for _ in range(6):
        opened(member.later(days=1)).press("Start").play_out()
        checked_in(member)
    assert opened(member.later(days=1)).card.title == "Your plan: part 8"
