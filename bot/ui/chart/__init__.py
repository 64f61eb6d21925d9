"""Charts become pictures, in a thread of their own: the loop goes on meanwhile."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.core.cards import Card, Image
from bot.core.chart import Chart

log = logging.getLogger(__name__)

NAME = "chart.png"
# One thread: two would only share one interpreter, and a queue of 50 is done in little more than a second.
_artist = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chart")


async def with_picture(card: Card) -> Card:
    """The card with its chart as a picture. Where drawing fails the card goes out without: its words say the same."""
    chart = card.chart
    if chart is None:
        return card
    try:
        picture = await asyncio.get_running_loop().run_in_executor(_artist, _png, chart)
    except Exception:
        log.exception("A chart could not be drawn.")
        return replace(card, chart=None)
    return replace(card, chart=None, image=Image(NAME, picture, chart.alt))


def _png(chart: Chart) -> bytes:
    """Imported here, in the thread: Pillow takes a moment that no start of the bot should wait for."""
    from bot.ui.chart.drawing import png

    return png(chart)
