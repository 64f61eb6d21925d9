"""The decision table over all its inputs, held against the evidence pack's table written out in `section4.py`.

How all inputs are reached in under a minute. What members answer is not crossed blindly but walked as it is asked:
`next_question` says what comes next, and each of its answers is taken (a `many` question with every subset), so that
every reachable set of answers is seen and no other. NRS stands for its bands: 3 (0 to 3), 4, 6 (5 and 6), 8 (7 to 10).
Two runs share the work:

* every set of answers, for each age and band, with nothing kept and with pressing off: stop, limits, row, tips;
* every combination of limits that codes can set (their closure, 80 sets) with one answer set for each class that a
  plan can depend on: the row that wins, whether "one spot" or too much pressing was named too, place, band.

Limits depend on each code alone (a limit is set by any of its sources), which a third run shows over all 8,192 sets
of codes; that lets the second run take the closure.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations
from typing import NamedTuple

import pytest

from bot.core.content.condition import Fact, holds
from bot.core.content.plan import PlanItem
from bot.core.content.topic import TopicQuestion
from bot.core.conversation import hello, plan_days, result
from bot.core.conversation.turn import Turn
from bot.core.decision import limits as limit_rules
from bot.core.decision.asking import next_question
from bot.core.decision.steps import choose
from bot.core.decision.table import Decision, chosen, decide, find_stop, with_limits
from bot.core.player.timeline import length, timeline

from . import section4
from .member import Member, shipped

PACK = shipped()
TOPIC = PACK.topics[0]
AGES = ("16-17", "18-49", "50-69", "70+")
BANDS = (3, 4, 6, 8)
PLACES = ("side_gap", "hip_or_buttock", "beside_spine", "front_hip", "dimple", "below_knee", "not_back")
Facts = dict[str, Fact]


class Case(NamedTuple):
    facts: Facts
    kept: frozenset[str]
    decision: Decision


def _answers(question: TopicQuestion) -> tuple[Fact, ...]:
    """All answers of a question: every subset where several may be chosen."""
    if question.kind == "one":
        return tuple(option.id for option in question.options)
    together = [option.id for option in question.options if not option.alone]
    subsets = chain.from_iterable(combinations(together, size) for size in range(1, len(together) + 1))
    alone = ((option.id,) for option in question.options if option.alone)
    return tuple(frozenset(subset) for subset in chain(subsets, alone))


def _walked(facts: Facts, kept: frozenset[str]) -> Iterator[Facts]:
    """Every set of answers that asking leads to; the place takes turns, as only the second run needs all of it."""
    question = next_question(PACK, TOPIC, facts, kept)
    if question is None:
        yield facts
        return
    answers = _answers(question)
    if question.id == "loc":
        answers = (PLACES[sum(map(len, map(str, facts.values()))) % len(PLACES)],)
    for answer in answers:
        yield from _walked({**facts, question.id: answer}, kept)


@cache
def every_answer() -> tuple[Case, ...]:
    """The first run."""
    cases: list[Case] = []
    for age in AGES:
        for nrs in BANDS:
            for kept in (frozenset[str](), frozenset({"no_pressure"})):
                start: Facts = {"age": age, "nrs": nrs}
                cases += [Case(facts, kept, decide(PACK, TOPIC, facts, kept)) for facts in _walked(start, kept)]
    return tuple(cases)


@cache
def limit_sets() -> tuple[frozenset[str], ...]:
    """All combinations of limits that codes can set."""
    closure = {frozenset[str]()}
    for added in section4.LIMITS_OF_CODE.values():
        closure |= {old | added for old in closure}
    return tuple(sorted(closure, key=sorted))


TROUBLES = (
    {"ball_slips"}, {"ball_slips", "one_spot"}, {"too_big"}, {"too_big", "one_spot"}, {"one_spot"}, {"stretch"},
    {"other_tool"}, {"nothing"},
)  # fmt: skip
PATTERNS = ("comes_back", "sitting", "neither")
PRESSED = ({"none"}, {"hard"}, {"sore"}, {"hard", "sore"})


def _classes() -> Iterator[Facts]:
    """One set of answers for each class that a plan can depend on, at NRS 3."""
    for tried in TROUBLES:
        tool = bool(tried & section4.TOOLS)
        for pressed in PRESSED if tool else ({"none"},):
            for place in PLACES[:5]:
                facts: Facts = {"age": "18-49", "nrs": 3, "tried": frozenset(tried), "loc": place}
                if tool:
                    facts["pressed"] = frozenset(pressed)
                plain = tried <= {"other_tool", "nothing"} and pressed == {"none"}
                ways: tuple[Facts, ...] = tuple({"pattern": way} for way in PATTERNS) if plain else ({},)
                yield from ({**facts, **way} for way in ways)


@cache
def every_limit() -> tuple[Case, ...]:
    """The second run. NRS beyond its limits matters to the side gap only (floor press or wall ball)."""
    cases: list[Case] = []
    for facts in _classes():
        bands = (3, 4, 6) if facts["loc"] == "side_gap" else (3,)
        for nrs in bands:
            began: Facts = {"began": "last_2_weeks"} if nrs == 6 else {}
            full: Facts = {**facts, "nrs": nrs, **began}
            cases += [Case(full, kept, decide(PACK, TOPIC, full, kept)) for kept in limit_sets()]
    return tuple(cases)


def _plays(decision: Decision) -> dict[tuple[str, tuple[str, ...], int | None], frozenset[str]]:
    routines = (item for item in decision.items if item.routine)
    return {(item.routine or "", item.parts, item.level): _played(item, decision.limits) for item in routines}


_known: dict[object, frozenset[str]] = {}


def _played(item: PlanItem, limits: frozenset[str]) -> frozenset[str]:
    key = (item.routine, item.parts, item.level, limits)
    if key not in _known:
        _known[key] = section4.played(PACK, item, limits)
    return _known[key]


def _sampled() -> tuple[Case, ...]:
    return (*every_answer(), *every_limit())


def test_the_runs_are_as_large_as_they_claim() -> None:
    assert len(limit_sets()) == 80
    assert len(every_answer()) > 5_000
    assert len(every_limit()) > 10_000


def test_limits_come_from_each_code_alone() -> None:
    codes = tuple(section4.LIMITS_OF_CODE)
    sets = chain.from_iterable(combinations(codes, size) for size in range(len(codes) + 1))
    for chosen_codes in sets:
        facts: Facts = {"codes": frozenset(chosen_codes)}
        assert limit_rules.set_now(PACK.safety, facts) == section4.limits(facts), chosen_codes


def test_limits_of_all_answers_are_those_of_the_table() -> None:
    for facts, kept, decision in _sampled():
        assert decision.limits == section4.limits(facts) | kept, facts


def test_stops_come_first_and_in_order() -> None:
    for facts, _, decision in _sampled():
        assert (decision.stop.id if decision.stop else None) == section4.stop(facts), facts


LEVELS = ("ok", "caution", "soon", "same_day", "emergency")
CAUSES: tuple[frozenset[str], ...] = tuple(
    frozenset(subset) for size in range(4) for subset in combinations(("AXSPA", "NEURO", "CA"), size)
)


def test_stops_after_the_questions_follow_level_cause_and_pregnancy() -> None:
    for age in ("under_16", *AGES):
        for level in LEVELS:
            for causes in CAUSES if level == "soon" else CAUSES[-1:]:
                for codes in (frozenset[str](), frozenset({"PREG"}), frozenset({"BLEED"})):
                    facts: Facts = {"age": age, "level": level, "causes": causes, "codes": codes}
                    if level == "soon" and not causes:
                        continue
                    found = find_stop(PACK, TOPIC, with_limits(PACK, facts))
                    assert (found.id if found else None) == section4.stop(facts), facts


@pytest.mark.parametrize("kept", sorted(section4.KEPT))
def test_a_kept_stop_is_matched_again_whatever_is_answered(kept: str) -> None:
    for nrs in range(11):
        for age in AGES:
            facts: Facts = {"age": age, "nrs": nrs, "kept": kept}
            assert next_question(PACK, TOPIC, facts) is None
            decision = decide(PACK, TOPIC, facts)
            assert decision.stop is not None
            assert decision.stop.id == section4.KEPT[kept]
            assert decision.stop.keep == kept


def test_the_row_is_that_of_the_table_and_each_row_wins() -> None:
    won: set[str] = set()
    for facts, _, decision in _sampled():
        if decision.stop is None:
            assert decision.row == section4.row(facts), facts
            won.add(str(decision.row))
    assert won == {row.id for row in TOPIC.rows}


def test_no_plan_holds_a_barred_step() -> None:
    for facts, _, decision in _sampled():
        barred = section4.barred_by(decision.limits)
        for item, pieces in _plays(decision).items():
            assert pieces, (item, facts, decision.limits)
            assert pieces.isdisjoint(barred), (item, facts, decision.limits)


def test_a_stop_opens_only_its_own_and_bars_steps_too() -> None:
    for stop in (stop for stop in (*PACK.safety.stops, *TOPIC.stops) if stop.outcome is not None):
        facts: Facts = {"nrs": 8} if stop.id == "calm" else {"kept": str(stop.keep), "nrs": 3}
        if stop.id == "other_body":
            facts = {"nrs": 3, "loc": "not_back"}
        for kept in limit_sets():
            decision = decide(PACK, TOPIC, {**facts, "age": "18-49"}, kept)
            assert decision.stop is stop
            pieces = frozenset(chain.from_iterable(_plays(decision).values()))
            assert pieces <= section4.OPEN_UNDER[stop.id] - section4.barred_by(decision.limits)


def test_every_plan_is_the_tables_plan() -> None:
    for facts, _, decision in _sampled():
        if decision.stop is None:
            pieces = frozenset(chain.from_iterable(_plays(decision).values()))
            assert pieces == section4.plan(facts, decision.limits), (facts, decision.limits)


def test_every_plan_holds_something_besides_the_walk_on_its_first_day() -> None:
    for facts, _, decision in _sampled():
        if decision.stop is None:
            first = {item.routine for item in plan_days.for_day(decision.items, 1)}
            assert first - {"r14"}, (facts, decision.limits)


def test_under_a_ceiling_no_step_goes_over_it() -> None:
    for routine in PACK.routines:
        for limits in (limits for limits in limit_sets() if "ceiling_3" in limits):
            steps = timeline(PACK.safety, choose(routine, PlanItem(routine=routine.id), limits))
            assert all(step.ceiling <= 3 for step in steps), routine.id


def test_the_length_that_is_told_is_that_of_the_steps_played() -> None:
    for routine in PACK.routines:
        for limits in limit_sets():
            choice = choose(routine, PlanItem(routine=routine.id), limits)
            assert choice.seconds == length(timeline(PACK.safety, choice)), (routine.id, limits)


def test_each_reason_named_is_answered() -> None:
    for facts, _, decision in _sampled():
        if decision.stop is not None:
            continue
        presses = any(pieces & section4.PRESSING for pieces in _plays(decision).values())
        for option in chosen(TOPIC, facts):
            if option.alone or option.tip is None:
                continue
            words = option.tip if presses or option.tip_no_pressure is None else option.tip_no_pressure
            assert any(tip.startswith(words.partition("{")[0]) for tip in decision.tips), (option.id, facts)
        assert not any("{" in tip for tip in decision.tips), facts


def test_each_reason_has_a_tip_and_words_for_those_who_may_not_press() -> None:
    for question in TOPIC.questions:
        for option in question.options:
            if question.id in ("tried", "pressed") and not option.alone:
                assert option.tip, option.id
                assert option.tip_no_pressure, option.id
            if question.id == "pattern" and not option.alone:
                assert option.tip, option.id


def test_a_tip_for_pressing_never_stands_over_a_plan_without_it() -> None:
    for facts, _, decision in _sampled():
        if decision.stop is None and not any(pieces & section4.PRESSING for pieces in _plays(decision).values()):
            given = {option.tip for option in chosen(TOPIC, facts) if option.tip_no_pressure}
            assert given.isdisjoint(decision.tips), facts


def test_every_code_has_a_question_and_every_question_its_codes() -> None:
    asked = {code for question in PACK.safety.questions for item in question.items for code in item.codes}
    chosen_codes = {code for question in PACK.safety.questions for choice in question.choices for code in choice.codes}
    assert set(section4.LIMITS_OF_CODE) <= asked | chosen_codes
    q6 = next(question for question in PACK.safety.questions if question.id == "q6")
    assert tuple(code for item in q6.items for code in item.codes) == section4.CODES
    for question in (question for question in PACK.safety.questions if question.when):
        assert any(holds(question.when, {"codes": frozenset({code})}) for code in asked), question.id


def test_every_outcome_and_every_routine_is_reached() -> None:
    stops: set[str] = {decision.stop.id for _, _, decision in every_answer() if decision.stop}
    stops |= set(section4.KEPT.values())
    assert stops == {stop.id for stop in (*PACK.safety.stops, *TOPIC.stops) if stop.outcome is not None}
    routines = {item.routine for _, _, decision in _sampled() for item in decision.items}
    assert routines - {None} == set(PACK.routine_by_id)


def _wanting(limits: frozenset[str], nrs: int, kept: str | None, routine: str) -> Turn:
    """Someone who opens this routine by its name, past the questions."""
    answers: dict[str, object] = {"nrs": nrs, **({"began": "last_2_weeks"} if nrs == 6 else {})}
    now = Member().turn.now
    kept_limits = dict.fromkeys(limits)
    turn = Member(age="18-49", told_intro=True, screened_at=now, limits=kept_limits, stop=kept).turn
    return hello.start(turn.with_state(wanted=routine, answers=answers))


def _opened(turn: Turn) -> frozenset[str]:
    """What of the routine opens; nothing when it is barred."""
    if turn.state.node == "barred":
        assert result.barred_card(turn).buttons
        return frozenset()
    assert turn.state.node == "open", turn.state.node
    return _played(turn.state.items[0], turn.limits | section4.limits(turn.facts))


def test_a_routine_opened_by_name_holds_no_barred_step_either() -> None:
    for routine in PACK.routines:
        every = frozenset[str]()
        for limits in limit_sets():
            for nrs in BANDS:
                turn = _wanting(limits, nrs, None, routine.id)
                pieces = _opened(turn)
                every |= pieces
                assert pieces.isdisjoint(section4.barred_by(limits | section4.limits(turn.facts)))
                if nrs == 8:
                    assert pieces <= section4.OPEN_UNDER["calm"]
        assert every, routine.id


@pytest.mark.parametrize("kept", sorted(section4.KEPT))
def test_a_routine_opened_by_name_stays_within_a_kept_stop(kept: str) -> None:
    reached = frozenset[str]()
    for routine in PACK.routines:
        for limits in limit_sets():
            pieces = _opened(_wanting(limits, 3, kept, routine.id))
            assert pieces <= section4.OPEN_UNDER[section4.KEPT[kept]] - section4.barred_by(limits)
            reached |= pieces
    assert reached == section4.OPEN_UNDER[section4.KEPT[kept]]
