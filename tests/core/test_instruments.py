"""What is asked on which day, how it is scored, and the exact words of PEG."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.instruments import Part, due_parts, score, six_weeks_over
from bot.core.prompt_steps import DONE, Draft, answered, back, draft_of, leave, step_of, steps_of
from tests.shipped import pack

START = date(2026, 3, 2)


def on(day: int, activities: int = 0, **given_on: int) -> tuple[Part, ...]:
    """What a check-in so many days after the first one asks; each part's last answer by its day."""
    given: dict[Part, list[date]] = {name: [START + timedelta(days)] for name, days in given_on.items()}  # pyright: ignore
    return due_parts(START, START + timedelta(day), given, activities)


def test_peg_is_word_for_word() -> None:
    """Krebs et al. 2009, figure 1."""
    texts = pack().texts
    assert texts["peg.p"] == "What number best describes your pain on average in the past week?"
    interfered = "What number best describes how, during the past week, pain has interfered with your"
    assert texts["peg.e"] == f"{interfered} enjoyment of life?"
    assert texts["peg.g"] == f"{interfered} general activity?"
    assert "No pain" in texts["peg.p_ends"]
    assert "Pain as bad as you can imagine" in texts["peg.p_ends"]
    for ends in (texts["peg.e_ends"], texts["peg.g_ends"]):
        assert "Does not interfere" in ends
        assert "Completely interferes" in ends
    assert "Krebs" in texts["peg.source"]


@pytest.mark.parametrize(("day", "expected"), [(0, ()), (6, ()), (7, ("peg", "change")), (14, ("peg", "change"))])
def test_the_week_is_asked_about_from_day_7(day: int, expected: tuple[str, ...]) -> None:
    assert on(day) == expected


def test_once_a_week_at_the_first_check_in_that_is_answered() -> None:
    assert on(9) == ("peg", "change")
    assert on(9, peg=7, change=7) == ()
    assert on(9, peg=7) == ("change",)
    assert on(14, peg=13, change=13) == ("peg", "change")


def test_own_activities_in_week_2_4_and_6_where_they_were_named() -> None:
    weeks = {day // 7 for day in range(49) if "psfs" in on(day, activities=2, psfs=day - day % 14 - 1)}
    assert weeks == {2, 3, 4, 5, 6}  # asked again in the odd week only where the even one was left out:
    assert "psfs" not in on(21, activities=2, psfs=15)
    assert "psfs" not in on(14)


def test_scores_and_six_weeks() -> None:
    assert score((3, 4, 4)) == 3.7
    assert not six_weeks_over(START, START + timedelta(41))
    assert six_weeks_over(START, START + timedelta(42))


MICRO = Draft(last=4)
ANSWERS = st.tuples(
    st.sampled_from(("nrs", "feel", "new", "p", "e", "g", "change", "own:1", "own:2", "done", "what")),
    st.sampled_from(("0", "4", "10", "11", "-3", "-6", "same", "easier", "worse", "worse.part", "no", "yes", "", "x")),
)


def test_three_taps_and_two_where_nothing_has_changed() -> None:
    taps = (("nrs", "6"), ("feel", "worse"), ("new", "no"))
    draft = MICRO
    for step, value in taps:
        assert step_of(draft) == step
        draft = answered(draft, step, value) or draft
    assert step_of(draft) == DONE
    same = answered(answered(MICRO, "nrs", "same") or MICRO, "new", "no")
    assert same is not None
    assert (same.nrs, same.feel, step_of(same)) == (4, "same", DONE)


def test_what_was_done_is_asked_in_the_same_tap_only_where_nobody_knows() -> None:
    asked = Draft(nrs=3, asks_done=True)
    assert (answered(asked, "feel", "worse.part") or asked).done == "part"
    assert answered(asked, "feel", "worse") is None
    known = Draft(nrs=3, known="all")
    assert (answered(known, "feel", "worse") or known).done == "all"


def test_leaving_the_week_out_leaves_the_check_in_whole() -> None:
    done = Draft(nrs=1, feel="same", new="no", parts=("peg", "change"))
    assert step_of(done) == "p"
    left = leave(done)
    assert left is not None
    assert step_of(left) == DONE
    assert leave(left) is None


@given(st.lists(ANSWERS, max_size=25), st.booleans())
def test_only_what_is_asked_is_answered_and_each_answer_is_one_step(taps: list[tuple[str, str]], asks: bool) -> None:
    """Random presses, old ones and double ones among them: the draft only ever moves one step on."""
    draft = Draft(last=2, asks_done=asks, parts=("peg", "change", "psfs"), activities=("1", "2"))
    for step, value in taps:
        before, asked = draft, step_of(draft)
        after = answered(draft, step, value)
        if after is None:
            continue
        assert step == asked
        assert steps_of(before)[: steps_of(before).index(asked)] == steps_of(after)[: steps_of(after).index(asked)]
        assert answered(after, step, value) is None
        assert draft_of(after.stored()) == after
        draft = after


@given(st.lists(ANSWERS, max_size=20))
def test_back_opens_what_was_answered_and_never_a_check_in_that_is_whole(taps: list[tuple[str, str]]) -> None:
    draft = Draft(last=2, parts=("peg",))
    for step, value in taps:
        draft = answered(draft, step, value) or draft
    shown = step_of(draft)
    reopened = back(draft, shown)
    if reopened is not None:
        assert steps_of(draft).index(step_of(reopened)) < steps_of(draft).index(shown)
    assert reopened is None or draft.new is None or shown in ("e", "g")
    assert all(back(draft, other) is None for other in (*steps_of(draft), DONE) if other != shown)
