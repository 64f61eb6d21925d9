"""What a host is warned of: a flow that is slow again, or very slow once; not a machine that stood still once."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.slow import BLOCKED_SECONDS, OFTEN, SLOW_SECONDS, STUCK_SECONDS, Slowness

SLOW = (SLOW_SECONDS + BLOCKED_SECONDS) / 2


@pytest.fixture
def slowness(caplog: pytest.LogCaptureFixture) -> Slowness:
    caplog.set_level(logging.INFO)
    return Slowness()


def test_slow_once_is_noted_and_slow_again_is_warned_of(slowness: Slowness, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("drag", "other", "drag"):
        slowness.note(name, SLOW, SLOW)
        slowness.note(name, 0.001, 0.001)
    assert [(record.levelname, record.getMessage().split()[2]) for record in caplog.records] == [
        ("INFO", "drag"),
        ("INFO", "other"),
        ("WARNING", "drag"),
    ]


def test_long_computing_is_warned_of_at_once(slowness: Slowness, caplog: pytest.LogCaptureFixture) -> None:
    slowness.note("drag", 0.06, 0.06)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_short_wait_for_a_processor_is_nobodys_fault(slowness: Slowness, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        slowness.note("put", 0.2, 0.001)
    assert not caplog.records
    slowness.note("put", 0.3, 0.001)
    assert [record.getMessage() for record in caplog.records] == [
        "the flow put took 300 ms, and everyone waited for it"
    ]


@given(st.lists(st.integers(1, 3 * OFTEN), min_size=1, max_size=5))
def test_warned_exactly_when_the_slow_run_before_is_near(gaps: list[int]) -> None:
    found: list[int] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.levelno)
    logger = logging.getLogger("bot.storage.slow")
    logger.addHandler(handler)
    level, logger.level = logger.level, logging.INFO
    try:
        slowness = Slowness()
        for gap in gaps:
            for _ in range(gap - 1):
                slowness.note("flow", STUCK_SECONDS, SLOW_SECONDS)
            slowness.note("flow", SLOW, SLOW)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    wanted = [logging.INFO, *(logging.WARNING if gap < OFTEN else logging.INFO for gap in gaps[1:])]
    assert found == wanted
