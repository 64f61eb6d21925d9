"""Enough people in the server for its weekly post: they logged something in each of the weeks to come."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.records import CheckIn
from bot.flows import tally
from bot.playground.ids import GUILD
from bot.storage import people
from bot.storage.master import Master
from bot.storage.store import Store
from bot.storage.tx import Tx

MANY = 32
WEEKS = 5


async def gather(database: Any, start: datetime, key: str | None = None) -> None:
    """Write them, before the bot is started for the first time."""
    async with Store.open(database, run_id="crowd", now=lambda: start, master=Master(key)) as store:
        for week in range(WEEKS):
            await store.run(_week, start + timedelta(weeks=week))


def _week(tx: Tx, at: datetime) -> None:
    for number in range(MANY):
        person = replace(people.get_or_create(tx, f"77{number:03}", at), diary="keep")
        people.save(tx, person)
        check = CheckIn(
            user_id=person.user_id, session_id=1, seq=1, at=at, topic="back", routines=("r4",), pack_hash="",
            done="all", feel="easier" if number % 2 else "same",
        )  # fmt: skip
        tally.logged(tx, at, person, GUILD, check)
