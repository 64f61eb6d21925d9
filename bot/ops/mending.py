"""What is put right at each start, before the first timer is carried out."""

from datetime import datetime

from bot.flows import schedule_next
from bot.storage.store import Store


async def mend_schedules(store: Store, now: datetime) -> None:
    """See that everyone who is to be asked has a timer at the right instant, some people at a time."""
    last = await store.run(schedule_next.mend, now)
    while last:
        last = await store.run(schedule_next.mend, now, last)
