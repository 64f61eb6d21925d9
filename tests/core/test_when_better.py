"""Two weeks with a change that counts: the plan stays, and one pressing session a week becomes strength or a walk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from .member import Member, ball_slips, checked_in, someone
from .test_next_idea import opened


def planned(strengths: str = "655311", **person: object) -> Member:
    """A plan for a ball that slips that began long ago, with check-ins of these strengths, one every third day."""
    member = ball_slips(someone(**person).open()).press("Start").play_out()
    checked_in(member)
    (first,) = member.turn.history
    assert member.turn.plan is not None
    ages = range(3 * len(strengths), 0, -3)
    now = first.at + timedelta(days=18)
    days = [
        replace(first, at=now - timedelta(days=age), before=int(nrs)) for age, nrs in zip(ages, strengths, strict=True)
    ]
    plan = replace(
        member.turn.plan,
        position=len(strengths),
        started_on=(now - timedelta(days=18)).date(),
        last_done_on=(now - timedelta(days=3)).date(),
    )
    member.turn = replace(member.turn, now=now, history=tuple(reversed(days)), plan=plan, plans=(plan,))
    return member.later()


def done(member: Member) -> Member:
    return checked_in(member.press("Start").play_out(), "1", "Easier")


def todays(member: Member, strength: str = "1") -> set[str | None]:
    opened(member, strength)
    return {item.routine for item in member.turn.state.items}


def test_pressing_gives_way_to_strength_once_a_week() -> None:
    member = planned()
    assert todays(member) == {"r7"}
    assert "It counts as better. So one day a week is for moving, not pressing." in member.card.body
    done(member)
    assert todays(member.later(hours=1)) == {"r7"}
    assert todays(member.later(days=3)) == {"r1"}
    assert "moving, not pressing" not in str(member.card.body)
    done(member)
    assert todays(member.later(days=4)) == {"r7"}
    assert member.turn.plan is not None
    assert member.turn.plan.outcome == "ball_slides"


@pytest.mark.parametrize("strengths", ["333333", "65531"])
def test_without_a_change_that_counts_or_before_two_weeks_the_plan_presses_as_it_did(strengths: str) -> None:
    member = planned(strengths)
    if len(strengths) < 6:
        assert member.turn.plan is not None
        plan = replace(member.turn.plan, started_on=member.turn.plan.started_on + timedelta(days=5))
        member.turn = replace(member.turn, plan=plan, plans=(plan,))
    assert "r7" not in todays(member)


def test_what_is_barred_does_not_come_instead() -> None:
    assert todays(planned(limits={"no_load": None}, retired=())) == {"r14"}
    assert todays(planned(retired=("r7",))) == {"r8"}


def test_a_session_that_was_not_done_stays_due() -> None:
    member = planned()
    todays(member)
    checked_in(member.press("Start", "Stop here"))
    assert todays(member.later(days=1)) == {"r7"}


def test_other_questions_today_take_it_back() -> None:
    member = opened(planned(), "1").press("Something else today", "Ball slips", "That's all", "None", "Soft gap")
    assert "r1" in {item.routine for item in member.turn.state.items}
    assert not member.turn.state.moves
