"""The player under any presses in any order, with any jumps of the clock, by a machine of states."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.content.routine import StepKind
from bot.core.player import playing as rules
from bot.core.player.playing import UNSEEN, Playing
from bot.core.player.timeline import PlayedStep

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
KINDS: tuple[StepKind, ...] = ("set_up", "hold", "move", "rest")


def step(kind: StepKind, seconds: int) -> PlayedStep:
    """A step of which only kind and length matter here."""
    return PlayedStep(kind, kind, seconds, None, 3, False, False, 1, 1, None)


STEPS = st.lists(st.builds(step, st.sampled_from(KINDS), st.integers(5, 40)), min_size=1, max_size=6).map(tuple)
JUMPS = st.one_of(st.integers(0, 60), st.sampled_from([14, 15, 16, 119, 120, 121, 300, 301, 3600]))


class Player(RuleBasedStateMachine):
    """A member, the timer that may or may not run, and a model of which steps were seen to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.steps: tuple[PlayedStep, ...] = ()
        self.playing = Playing(routine="r", since=START)
        self.allowed: set[int] = set()
        """Steps of which the end was told in time, whatever was pressed before or after."""

    @initialize(steps=STEPS)
    def begin(self, steps: tuple[PlayedStep, ...]) -> None:
        self.steps = steps
        self.playing = rules.begin(self.playing, steps, self.now)

    @rule(seconds=JUMPS)
    def time_passes(self, seconds: int) -> None:
        """The bot is away, or just late: nothing looks at the clock."""
        self.now += timedelta(seconds=seconds)

    @rule()
    def tick(self) -> None:
        before = self.playing
        after = rules.tick(before, self.steps, self.now)
        if after.index > before.index and before.ends_at is not None:
            assert self.now - before.ends_at <= UNSEEN
            self.allowed |= set(range(before.index, after.index))
        self.playing = after
        assert rules.tick(after, self.steps, self.now) == after

    @rule()
    def wait_until_due(self) -> None:
        """The timer fires when it should: then something always moves on."""
        due = rules.due(self.playing)
        if due is None:
            return
        self.now = max(self.now, due)
        before = self.playing
        self.tick()
        assert self.playing.seq > before.seq

    @rule()
    def ready(self) -> None:
        self.playing = rules.ready(self.playing, self.steps, self.now)

    @precondition(lambda self: self.playing.phase != "finished")
    @rule()
    def back(self) -> None:
        index = self.playing.index
        self.playing = rules.back(self.playing, self.steps, self.now)
        assert self.playing.index == max(0, index - 1)

    @precondition(lambda self: self.playing.phase != "finished")
    @rule()
    def skip(self) -> None:
        held = self.playing.held
        self.playing = rules.skip(self.playing, self.steps, self.now)
        assert self.playing.held == held

    @rule(phase=st.sampled_from(["paused", "wrong"]))
    def pause(self, phase: rules.Phase) -> None:
        before = self.playing
        after = rules.pause(before, self.now, phase)
        if phase == "wrong" and before.phase != "finished":
            assert after.phase == "wrong"
        if before.phase == "running" and before.ends_at is not None and before.ends_at > self.now:
            remaining = round((before.ends_at - self.now).total_seconds())
            resumed = rules.resume(after, self.steps, self.now + timedelta(hours=1))
            assert resumed.ends_at == self.now + timedelta(hours=1, seconds=max(1, remaining))
        if before.ends_at is not None and before.phase == "running" and before.ends_at <= self.now:
            assert after.left is None
        self.playing = after

    @rule()
    def resume(self) -> None:
        before = self.playing
        self.playing = rules.resume(before, self.steps, self.now)
        if before.phase in ("paused", "wrong"):
            assert self.playing.index == before.index
            assert self.playing.phase in ("running", "ready")

    @rule()
    def go_on(self) -> None:
        before = self.playing
        self.playing = rules.go_on(before, self.steps, self.now)
        if before.phase == "away":
            assert self.playing.index == before.index + 1
        assert self.playing.held == before.held

    @rule()
    def again(self) -> None:
        before = self.playing
        self.playing = rules.again(before, self.steps, self.now)
        assert self.playing.index == before.index

    @invariant()
    def is_somewhere(self) -> None:
        finished = self.playing.phase == "finished"
        assert 0 <= self.playing.index <= len(self.steps)
        assert finished == (self.playing.index == len(self.steps) and bool(self.steps))

    @invariant()
    def runs_only_on_the_clock(self) -> None:
        if self.steps and self.playing.phase == "running":
            assert self.steps[self.playing.index].timed
            assert self.playing.ends_at is not None
        if self.steps and self.playing.phase == "ready":
            assert not self.steps[self.playing.index].timed

    @invariant()
    def counts_only_what_was_seen_and_each_step_once(self) -> None:
        worked = {index for index, one in enumerate(self.steps) if one.kind in ("hold", "move")}
        assert self.playing.held <= len(self.allowed & worked)

    @invariant()
    def says_all_only_when_all_was_seen(self) -> None:
        worked = {index for index, one in enumerate(self.steps) if one.kind in ("hold", "move")}
        if self.steps and worked and rules.how_much(self.playing, self.steps) == "all":
            assert worked <= self.allowed

    @invariant()
    def waits_for_the_clock_or_for_the_member(self) -> None:
        """A due time where the clock decides; where none is, a press leads on."""
        if self.playing.phase in ("running", "ready"):
            assert rules.due(self.playing) is not None
        else:
            assert rules.due(self.playing) is None


TestPlayer = Player.TestCase
TestPlayer.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)

TWO_HOLDS = (step("hold", 30), step("hold", 10))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def begun(steps: tuple[PlayedStep, ...] = TWO_HOLDS) -> Playing:
    return rules.begin(Playing(routine="r", since=START), steps, START)


def test_a_hold_that_ended_seen_counts_and_the_next_begins_where_it_ended() -> None:
    after = rules.tick(begun(), TWO_HOLDS, at(34))
    assert (after.index, after.phase, after.held, after.since) == (1, "running", 1, at(30))


def test_a_hold_that_ended_more_than_15_seconds_ago_is_asked_about() -> None:
    after = rules.tick(begun(), TWO_HOLDS, at(46))
    assert (after.index, after.phase, after.held, after.since) == (0, "away", 0, at(30))


def test_a_step_that_began_and_ended_unseen_is_asked_about_too() -> None:
    after = rules.tick(begun(), TWO_HOLDS, at(42))
    assert (after.index, after.phase, after.held) == (1, "away", 1)


def test_a_hold_done_twice_counts_once() -> None:
    once = rules.tick(begun(), TWO_HOLDS, at(30))
    twice = rules.tick(rules.back(once, TWO_HOLDS, at(31)), TWO_HOLDS, at(61))
    assert twice.held == 1
    assert rules.how_much(rules.skip(twice, TWO_HOLDS, at(62)), TWO_HOLDS) == "part"


def test_a_pause_after_the_end_was_missed_begins_the_hold_anew() -> None:
    paused = rules.pause(begun(), at(600))
    resumed = rules.resume(paused, TWO_HOLDS, at(700))
    assert (resumed.index, resumed.ends_at, resumed.held) == (0, at(730), 0)


def test_who_stays_silent_is_asked_after_two_minutes_and_paused_after_five() -> None:
    steps = (step("set_up", 20), step("hold", 30))
    asked = rules.tick(begun(steps), steps, at(120))
    assert (asked.phase, asked.asked, rules.due(asked)) == ("ready", True, at(300))
    assert rules.tick(asked, steps, at(299)) is asked
    assert rules.tick(asked, steps, at(300)).phase == "paused"
