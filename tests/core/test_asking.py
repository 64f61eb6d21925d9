"""Which question comes before a stop, and which no longer does."""

import pytest

from .member import Member, new


def strong(age: str, strength: str = "8") -> Member:
    """Someone of this age with strong pain who has said No to every question before."""
    return new(age).no_to_all().press(strength)


@pytest.mark.parametrize("strength", ["7", "10"])
def test_strong_pain_at_sixteen_is_asked_how_long_before_it_is_calmed(strength: str) -> None:
    member = strong("16–17", strength)
    assert member.node == "ask:began"
    member.press("Longer")
    assert member.card.title == "Gentle moves, and see someone"
    assert "Book a clinician" in member.card.body[0]


def test_strong_new_pain_at_sixteen_is_calmed() -> None:
    assert strong("16–17").press("Last 3 days").card.title == "Calm it first"


@pytest.mark.parametrize("age", ["18–49", "70+"])
def test_strong_pain_later_in_life_is_calmed_without_another_question(age: str) -> None:
    assert strong(age).card.title == "Calm it first"


def test_what_stands_over_every_answer_is_not_asked_about() -> None:
    member = new("16–17").press(*["No"] * 4).tick("Yes", "lump").no_to_all().press("8")
    assert member.card.title == "Slow breathing, until someone has looked"
