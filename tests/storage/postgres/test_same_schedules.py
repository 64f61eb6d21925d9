"""The tests of schedules, with the fixtures of this folder; each begins with a member of theirs."""

from tests.storage.test_schedules import *  # noqa: F403
