"""A walk over all paths of the shipped content: nothing leads round the questions, and nothing is a dead end.

It goes in four stretches, each from everything that the one before it reaches:

* the questions: every age, every answer, every item of every list alone, pairs that mean more together, and all;
* the topic, for everyone who comes out of the questions: NRS 0, 3, 4, 5, 6, 7, 8 and 10 and every answer, lists of
  several one and two at a time (`test_decision_table.py` has every subset), fewer for those who have limits (its plans
  are the subject there, the cards here), and every routine by its name;
* the routines: every start that differs in what is played, every press in every phase of every step, the clock going
  on and the bot away;
* the check-in, with and without a diary.

Every card on the way is held to what every card must keep, every press to what every press must do.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from bot.core.cards import Card
from bot.core.conversation import crisis, hello, path, reading, running
from bot.core.conversation.turn import Turn
from bot.core.crisis import Help
from bot.core.screen import card_for

from . import section4
from .member import START, Member, ball_slips, checked_in, new, shipped, someone
from .walking import QUESTIONS, Step, barred_steps, kind, walk, ways, words_on

PACK = shipped()
SCALE = (0, 3, 4, 5, 6, 7, 8, 10)
PLAYING = ("play", "stoplist")
FINAL = ("closed", "done")
BUDGET = {"result": 70, "open": 70, "urgent": 95}
SIDE = ("why", "change", "diary")
"""Cards beside the path to the first movement, which have no budget of words."""
PLACEHOLDER = re.compile(r"\{[a-z_]*\}")


_looked_at: set[object] = set()


def _look_at(turn: Turn) -> None:
    """What every card must keep; a card that was looked at is not looked at again."""
    card = path.card_of(turn)
    before = bool(turn.state.playing and turn.state.playing.index > 0)
    if (seen := (turn.state.node, turn.state.note, before, card)) not in _looked_at:
        _looked_at.add(seen)
        _look_closely(turn, card)


def _look_closely(turn: Turn, card: Card) -> None:
    where = (turn.state.node, card.title, card.body)
    text = words_on(card)
    assert card.title, where
    assert not PLACEHOLDER.search(text), where
    assert not any(line.strip() in PACK.texts for line in text.splitlines()), where
    assert len(text) <= 4000, where
    assert len(card.rows) <= 5, where
    assert all(1 <= len(row) <= 5 for row in card.rows), where
    assert all(1 <= len(button.label) <= 80 for button in card.buttons), where
    assert len({button.label for button in card.buttons}) == len(card.buttons), where
    _has_a_way_on(turn, card)
    _is_short_enough(turn, card)


def _has_a_way_on(turn: Turn, card: Card) -> None:
    if kind(turn) in FINAL:
        assert "/back" in words_on(card)
    elif turn.aside != "done":  # the emergency text only, and nothing else to press (section 1.3)
        assert any(not button.disabled for button in card.buttons), turn.state.node


def _is_short_enough(turn: Turn, card: Card) -> None:
    """The budget of FLOW; a note that answers the press before (such as "Nothing was ticked") comes on top."""
    note = len(turn.text(turn.state.note).split()) if turn.state.note else 0
    before = kind(turn) not in ("check", "next", "done") and not (turn.state.playing and turn.state.playing.index > 0)
    if before and kind(turn) not in SIDE and turn.aside is None:
        assert card.words - note <= BUDGET.get(kind(turn), 60), (turn.state.node, card.words, card.title, card.body)


def _check(before: Turn, action: str, after: Turn) -> None:
    """What every press must do."""
    assert after != before, f"{action!r} on {before.state.node} does nothing"
    _look_at(after)
    urgent = after.state.urgent
    if kind(after) == "urgent" and urgent is not None and urgent.level in ("emergency", "same_day"):
        assert after.person.hold
        assert after.person.screened_at is None
    if kind(after) in PLAYING:
        assert after.person.screened_at is not None, (before.state.node, action)
        assert not after.person.hold
        assert after.person.age != "under_16"
        assert not barred_steps(after)
    if action == "back" and kind(before) in ("q", "ask", "why", "change"):
        earlier = {node.replace("confirm:", "ask:") for node in before.state.trail}
        assert after.state.node in {*earlier, "hello", "change"}, (before.state.node, after.state.node)
        assert after.state.node != before.state.node


@cache
def questions() -> tuple[Turn, ...]:
    """Everything that the questions lead to, from a first visit and from one under a hold."""
    held = Member(age="18-49", told_intro=True, hold=True).open().turn
    due = someone().later(days=7).open().turn
    return tuple(walk([Member().open().turn, held, due], lambda turn: kind(turn) in QUESTIONS, _check))


def passed() -> Iterator[Turn]:
    """Everyone who comes out of the questions, once for each age, stop and set of limits."""
    known: set[object] = set()
    for turn in questions():
        who = (turn.person.age, turn.kept_stop, turn.limits)
        if turn.state.node == "ask:nrs" and who not in known:
            known.add(who)
            yield turn.with_state(trail=())


def _left_out(turn: Turn) -> tuple[str, ...]:
    """What the walk leaves out: numbers of the same band, and for those with limits answers of the same kind."""
    plain = not turn.limits and turn.kept_stop is None
    numbers = tuple(f"is:{number}" for number in range(11) if number not in (SCALE if plain else (3, 8)))
    same = ("toggle:too_big", "toggle:one_spot", "toggle:other_tool", "toggle:breath", "is:dimple", "is:beside_spine")
    return ("ease", "back", "type", *numbers, *(() if plain else same))


@cache
def topic() -> tuple[Turn, ...]:
    """Every card between the strength and the start of a routine."""

    def inside(turn: Turn) -> bool:
        return kind(turn) == "ask" and len(turn.state.ticked) <= 1

    return tuple(turn for start in passed() for turn in walk([start], inside, _check, _left_out(start)))


@cache
def results() -> tuple[Turn, ...]:
    """One result for each outcome and plan, with pressing and without."""
    found: dict[object, Turn] = {}
    for turn in topic():
        if kind(turn) == "result":
            plan = tuple(item.routine for item in turn.state.items)
            found.setdefault((turn.state.row, plan, "no_pressure" in turn.limits), turn)
    return tuple(found.values())


def test_the_questions_lead_on_or_to_a_card() -> None:
    ends = {kind(turn) for turn in questions()} - set(QUESTIONS)
    assert ends == {"ask"}
    assert {turn.person.age for turn in passed()} == {age.id for age in PACK.safety.ages} - {"under_16"}


def test_every_urgent_card_and_every_level_is_reached() -> None:
    shown = {path.card_of(turn).body[0] for turn in questions() if kind(turn) in ("urgent", "held")}
    texts = {card.id: card.text for card in PACK.safety.cards if card.id != "soon"}
    assert {name for name, text in texts.items() if text not in shown} == set()
    levels = {turn.state.urgent.level for turn in questions() if turn.state.urgent}
    assert {"emergency", "same_day"} <= levels
    assert any("Book a clinician" in text for turn in results() for text in path.card_of(turn).body)


def test_every_urgent_answer_is_kept_as_a_stop_and_never_as_a_cause() -> None:
    causes = {rule for card in PACK.safety.questions for item in card.items if (rule := item.cause)}
    for turn in questions():
        kept = (turn.person.stop, *turn.person.limits, *turn.person.facts)
        assert causes.isdisjoint(str(name) for name in kept)


def test_answers_are_gone_when_the_last_one_is_in() -> None:
    assert all(turn.state.screen is None for turn in passed())


def test_every_outcome_is_reached() -> None:
    rows = {row.id for row in PACK.topics[0].rows}
    stops = {stop.id for stop in (*PACK.safety.stops, *PACK.topics[0].stops) if stop.outcome}
    assert {turn.state.row for turn in results()} == rows | stops


def test_from_every_result_everything_leads_on_and_back() -> None:
    changed: set[object] = set()
    for turn in results():
        for before, action, after in ways(turn):
            _check(before, action, after)
            if action == "why":
                assert path.act(after, "back").state.node == "result"
            if action == "change" and (turn.state.row, *turn.state.answers) not in changed:
                changed.add((turn.state.row, *turn.state.answers))
                _changes(after)


def _changes(change: Turn) -> None:
    """Each answer can be opened, left as it is, and changed; starting again asks for the strength."""
    assert path.act(change, "back").state.node == "result"
    assert path.act(change, "anew").state.node == "ask:nrs"
    opened = [after for _, action, after in ways(change) if action.startswith("change:")]
    assert len(opened) == len(change.state.answers)
    for turn in opened:
        _look_at(turn)
        assert path.act(turn, "back").state.node == "change"
        for before, action, after in ways(turn, skip=("ease", "back")):
            _check(before, action, after)


@cache
def started() -> tuple[Turn, ...]:
    """Every start of a routine that differs in what is played: from results, and by name."""
    found: dict[object, Turn] = {}
    for turn in (*results(), *_opened()):
        for at in range(len(turn.state.items)):
            if turn.state.items[at].routine:
                begun = running.begin_item(turn.with_state(at=at))
                found.setdefault(running.steps_of(begun), begun)
    return tuple(found.values())


@cache
def _opened() -> tuple[Turn, ...]:
    """Every routine that opens by its name, for everyone."""
    return tuple(_by_name())


def _by_name() -> Iterator[Turn]:
    for person in passed():
        for routine in PACK.routines:
            start = hello.start(replace(person, state=Member().turn.state).with_state(wanted=routine.id))
            for strength in ("is:3", "is:8"):
                turn = path.act(start, strength)
                turn = path.act(turn, "is:last_2_weeks") if turn.state.node == "ask:began" else turn
                _look_at(turn)
                if kind(turn) == "open":
                    yield turn


def test_every_routine_is_reached_and_opens_by_name() -> None:
    every = set(PACK.routine_by_id)
    assert {turn.state.playing.routine for turn in started() if turn.state.playing} == every
    assert {turn.state.wanted for turn in _opened()} == every


def _clock(turn: Turn) -> Iterator[Step]:
    """The clock goes on: to the end of the phase, to half of it, or past it with the bot away."""
    playing = turn.state.playing
    if playing is None or turn.state.node != "play":
        return
    for seconds in (20, 130, 1000):
        later = replace(turn, now=turn.now + timedelta(seconds=seconds))
        moved = running.on_clock(later)
        if moved.state != later.state:
            yield turn, f"{seconds} s later", moved
    if playing.ends_at is not None:
        yield turn, "its end", running.on_clock(replace(turn, now=playing.ends_at))


@pytest.mark.parametrize("routine", [routine.id for routine in PACK.routines])
def test_every_press_in_every_phase_of_every_routine_leads_on(routine: str) -> None:
    ends: set[str] = set()
    for start in started():
        assert start.state.playing is not None
        if start.state.playing.routine != routine:
            continue
        _look_at(start)
        reached = walk([start], lambda turn: kind(turn) in PLAYING, _check, skip=("ease",), more=_clock)
        phases = {turn.state.playing.phase for turn in reached if turn.state.playing and kind(turn) == "play"}
        assert {"running", "paused", "away", "wrong"} <= phases
        ends |= {turn.state.node for turn in reached if kind(turn) not in PLAYING}
    assert {"check:after", "q:q1"} <= ends


@pytest.mark.parametrize("diary", ["unset", "keep", "nothing"])
@pytest.mark.parametrize("keeps", [True, False])
def test_the_check_in_ends_in_a_card_that_says_how_to_come_back(diary: str, keeps: bool) -> None:
    member = someone(diary=diary).want("r4").press("3", "Start").play_out()
    start = replace(member.turn, keeps=keeps)
    reached = walk([start], lambda turn: kind(turn) in ("check", "diary"), _check, skip=("ease",))
    asked = {"diary"} if diary == "unset" and keeps else set[str]()
    assert {kind(turn) for turn in reached} == {"check", "done", "q"} | asked


def test_every_danger_in_typed_text_leads_to_its_card_and_only_from_there_on() -> None:
    for start in (new().turn, someone().open().turn, someone().open().press("3").turn):
        for danger in PACK.safety.danger:
            turn = reading.read_into(start, f"hello, {danger.phrases[0]}, what now")
            _look_at(turn)
            if danger.level == "crisis":
                assert turn.aside in ("self", "done", "other"), danger.phrases[0]
                assert turn.state == start.state, "nothing of it may be stored"
                continue
            assert turn.state.node == "urgent"
            causes = frozenset((danger.cause,)) if danger.cause else frozenset[str]()
            card = card_for(PACK.safety, danger.level, causes, str(turn.person.age))
            assert card is not None
            assert path.card_of(turn).body[0] == card.text
            for before, action, after in ways(turn):
                _check(before, action, after)
                assert kind(after) not in PLAYING


def test_days_of_a_plan_and_typed_answers_lead_on() -> None:
    planned = checked_in(ball_slips(someone().open()).press("Start").play_out())
    days = [planned.later(days=1).open().press("3").turn for _ in range(3)]
    two = someone().open().press("8", "Start").play_out().turn
    typed = someone().open(found={"tried": ("ball_slips", "one_spot"), "loc": ("side_gap",)}).turn

    def inside(turn: Turn) -> bool:
        return kind(turn) in ("today", "next", "confirm", "barred") or (kind(turn) == "ask" and not turn.state.ticked)

    numbers = tuple(f"is:{number}" for number in range(11) if number not in (3, 8))
    reached = walk([*days, two, typed], inside, _check, skip=("ease", *numbers))
    assert {"today", "next", "confirm", "result", "play", "check"} <= {kind(turn) for turn in reached}


@pytest.mark.parametrize("shown", ["self", "done", "other", "quiet"])
def test_cards_beside_the_conversation_need_no_session(shown: crisis.Shown) -> None:
    for can_tell in (True, False):
        turn = replace(someone().open().turn, aside=shown, help=Help(countries=("AT", "GB")), can_tell=can_tell)
        _look_at(turn)
        assert all(button.action.startswith("/people") for button in path.card_of(turn).buttons)
        assert bool(path.card_of(turn).buttons) is (shown != "done")


def test_easing_opens_nothing_that_a_limit_or_a_stop_bars() -> None:
    for turn in {(kind(turn), turn.kept_stop, turn.limits): turn for turn in (*topic(), *started())}.values():
        if any(button.action == "ease" for button in path.card_of(turn).buttons):
            eased = path.act(turn, "ease")
            _check(turn, "ease", eased)
            assert eased.state.playing is not None
            allowed = section4.OPEN_UNDER.get(section4.KEPT.get(str(turn.kept_stop), ""), frozenset({"R4"}))
            assert "R4" in allowed
            assert eased.state.playing.routine == "r4"


def test_the_walk_is_as_wide_as_it_claims() -> None:
    assert len(questions()) > 2_000
    assert len(tuple(passed())) > 60
    assert len(topic()) > 2_000
    assert len(started()) > 20
    assert Member().turn.now == START
