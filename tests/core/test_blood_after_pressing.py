"""Blood in the pee within a week of pressing: nothing presses any more, whatever is answered later."""

import pytest

from .member import Member, ball_slips, checked_in, someone


def pressed(days: int = 0) -> Member:
    """Someone who pressed so many days ago, and now answers all questions again."""
    member = checked_in(ball_slips(someone().open()).press("Start").play_out()).later(days=days)
    return checked_in(member.want("r4").press("3", "Start").play_out(), anything_new="Yes")


def blood(member: Member, sure: str = "Yes") -> Member:
    return member.press("No", "No", "No").tick(sure, "blood")


def looked(member: Member) -> Member:
    """A clinician has looked, and nothing is new."""
    return member.press("Close").later(days=5).open().press("Yes, and I may move").no_to_all()


def may_press(member: Member) -> bool:
    """Whether the floor press opens when all questions were answered with No again, months later."""
    member.later(days=90).want("r1").no_to_all().press("3")
    assert member.node in ("open", "barred")
    return member.node == "open"


def test_it_ends_pressing_for_good() -> None:
    member = looked(blood(pressed()))
    assert "no_pressure" in member.turn.limits
    assert not may_press(member)
    assert not may_press(member)


def test_not_sure_of_it_ends_it_too() -> None:
    assert not may_press(blood(pressed(), "Not sure").no_to_all())


def test_in_words_as_well() -> None:
    assert not may_press(looked(pressed().write("since yesterday there is blood in my pee")))


@pytest.mark.parametrize("days", [8, 300])
def test_long_after_pressing_it_does_not(days: int) -> None:
    member = checked_in(ball_slips(someone().open()).press("Start").play_out()).later(days=days).open()
    if member.node == "new":
        member.press("Yes")
    assert may_press(looked(blood(member)))


def test_without_pressing_it_does_not() -> None:
    member = checked_in(someone().want("r4").press("3", "Start").play_out(), anything_new="Yes")
    assert may_press(looked(blood(member)))


def test_a_wrong_tap_that_is_taken_back_takes_it_back() -> None:
    member = blood(pressed()).press("I tapped wrong", "No", "No", "No")
    assert may_press(member)


def test_words_that_were_misread_take_it_back_and_leave_what_stood_before() -> None:
    member = checked_in(ball_slips(someone().open()).press("Start").play_out()).later(days=1)
    checked_in(member.want("r4").press("3", "Start").play_out(), feel="Worse").no_to_all()
    before = member.turn.person.facts["earned"]
    member.write("since yesterday there is blood in my pee")
    assert member.turn.person.facts["earned"] != before
    member.press("You misread me")
    assert member.turn.person.facts["earned"] == before
    assert may_press(member)
