"""A day between pressings, whatever led to them: a plan, a routine by name, or a new start."""

import pytest

from .member import Member, ball_slips, checked_in, labels, someone, through


def pressed(member: Member, routine: str = "r1") -> Member:
    """This routine opened by its name, played and checked in."""
    return checked_in(member.want(routine).press("3", "Start").play_out())


@pytest.mark.parametrize("hours", [1, 24])
@pytest.mark.parametrize("routine", ["r1", "r2", "r11"])
def test_a_pressing_routine_by_name_waits_after_any_pressing(routine: str, hours: int) -> None:
    member = checked_in(ball_slips(someone().open()).press("Start").play_out()).later(hours=hours)
    member.want(routine).press("3")
    assert member.node == "barred"
    assert "Pressing needs a day between" in " ".join(member.card.body)
    assert "Start" not in labels(member)


def test_it_opens_again_after_the_day_between() -> None:
    assert pressed(someone()).later(days=2).want("r1").press("3").node == "open"


@pytest.mark.parametrize("routine", ["r4", "r3", "r14", "r7"])
def test_what_does_not_press_opens_at_once(routine: str) -> None:
    assert pressed(someone()).later(hours=1).want(routine).press("3").node == "open"


def test_breathing_does_not_count_as_pressing() -> None:
    assert pressed(someone(), "r4").later(hours=1).want("r1").press("3").node == "open"


def test_pressing_by_name_counts_for_the_plan() -> None:
    member = checked_in(ball_slips(someone().open()).press("Start").play_out())
    pressed(member.later(days=2), "r1").later(hours=20).open().press("3")
    assert {item.routine for item in member.turn.state.items} == {"r14"}
    assert "Pressing needs a day between, so it rests today." in member.card.body


def test_it_counts_without_a_plan_and_without_a_diary() -> None:
    member = checked_in(ball_slips(through()).press("Start").play_out()).press("Keep nothing").later(hours=1)
    assert member.turn.plan is None
    ball_slips(member.open())
    assert {item.routine for item in member.turn.state.items} == {"r14"}
    assert member.card.body[0] == "Pressing needs a day between, so it rests today."
