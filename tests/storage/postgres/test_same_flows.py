"""What a person's flows leave on a server is what they leave in a file: kept, looked after, counted, deleted.

All of `tests/flows` pass there; these touch every table, and are few because each begins with an empty database.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.flows.env import Env, Host
from bot.storage.master import Master
from bot.storage.store import Store
from tests.flows.conftest import START as NOW
from tests.flows.conftest import Bench
from tests.flows.test_community import (
    test_counted_up_twice_in_a_week_says_the_same,
    test_downtime_over_a_monday_loses_only_the_weeks_that_are_out,
    test_once_the_key_is_gone_nothing_leads_from_a_hash_to_the_person,
)
from tests.flows.test_everything_kept import (
    test_deleting_leaves_nothing_of_it,
    test_the_file_holds_a_line_for_every_row,
)
from tests.flows.test_me import (
    kept,
    test_deleting_takes_two_presses_and_gives_a_receipt,
    test_everybody_is_looked_after_in_turn,
    test_keep_nothing_asks_and_then_takes_everything_but_what_keeps_today_safe,
    test_what_has_outlived_its_time_goes_by_itself,
)
from tests.shipped import loaded, pack

from .conftest import KEY


@pytest.fixture
async def bench(place: Any) -> AsyncIterator[Bench]:
    """A member in front of the shipped content."""
    result = loaded()
    env = Env({result.hash: pack()}, {result.hash: result.text}, result.hash, Host("Rosa", "rosa@example.org"))
    async with Store.open(place, run_id="test", now=lambda: NOW, master=Master(KEY)) as store:
        yield Bench(store, env)


__all__ = [
    "kept",
    "test_counted_up_twice_in_a_week_says_the_same",
    "test_deleting_leaves_nothing_of_it",
    "test_deleting_takes_two_presses_and_gives_a_receipt",
    "test_downtime_over_a_monday_loses_only_the_weeks_that_are_out",
    "test_everybody_is_looked_after_in_turn",
    "test_keep_nothing_asks_and_then_takes_everything_but_what_keeps_today_safe",
    "test_once_the_key_is_gone_nothing_leads_from_a_hash_to_the_person",
    "test_the_file_holds_a_line_for_every_row",
    "test_what_has_outlived_its_time_goes_by_itself",
]
