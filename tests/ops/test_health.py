"""The two pages of a running bot's own port, as a monitor reads them."""

import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.ops.figures import Figures
from bot.ops.health import HealthPortError, Watched, serve_health
from bot.ops.metrics import Counter, Histogram, exposition
from bot.ops.watchdog import Watchdog
from bot.storage import counts, jobs
from bot.storage.store import Store

from .manual import START

SAMPLE = re.compile(r'^([a-z_]+)((?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})?) (-?[0-9.e+-]+)$')


@dataclass
class Bot:
    """What the pages are about."""

    store: Store
    figures: Figures = field(default_factory=Figures)
    connected: bool = True
    timers: bool = True
    url: str = ""

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def figure(self, name: str) -> float:
        _, text = await self.get("/metrics")
        return next(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(f"{name} "))

    def watched(self) -> Watched:
        return Watched(
            store=self.store,
            now=lambda: START,
            figures=self.figures,
            watchdog=Watchdog(),
            connected=lambda: self.connected,
            timers_run=lambda: self.timers,
        )


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with Store.open(tmp_path / "easeback.db", run_id="this", now=lambda: START) as store:
        bot = Bot(store)
        async with serve_health(0, bot.watched()) as port:
            bot.url = f"http://127.0.0.1:{port}"
            yield bot


async def test_well_and_not_well(bot: Bot) -> None:
    assert (await bot.get("/healthz"))[0] == 200
    bot.connected = False
    status, text = await bot.get("/healthz")
    assert (status, '"gateway": "not connected"' in text) == (200, True)
    bot.timers = False
    status, text = await bot.get("/healthz")
    assert (status, '"timers": "have ended"' in text) == (503, True)


async def test_a_database_that_is_closed(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "easeback.db", run_id="this", now=lambda: START) as store:
        bot = Bot(store)
    async with serve_health(0, bot.watched()) as port:
        bot.url = f"http://127.0.0.1:{port}"
        assert [(await bot.get(path))[0] for path in ("/healthz", "/metrics")] == [503, 503]


async def test_what_waits_is_counted(bot: Bot) -> None:
    for kind, seconds in (("cue", 1), ("cue", 16), ("token", 16), ("token", 91), ("cue", -5), ("cue", 99)):
        at = START - timedelta(seconds=seconds)
        await bot.store.run(jobs.put, kind, f"{kind} {seconds}", at)
    (oldest,) = await bot.store.run(jobs.claim_due, START, "this", 1)
    await bot.store.run(jobs.bury, oldest.id, "gone")
    figures = [await bot.figure(f"easeback_timers_{name}") for name in ("due", "late", "dead")]
    assert figures == [4, 2, 1]


async def test_what_happened_is_counted(bot: Bot) -> None:
    bot.store.count_batches(bot.figures.commit)
    bot.figures.interaction("answered", 0.03)
    bot.figures.interaction("answered", 4)
    bot.figures.interaction("error", None)
    bot.figures.job("cue", "dropped")
    await bot.store.run(jobs.take_back, "this")
    for name, value in (
        ('easeback_interactions_total{outcome="answered"}', 2),
        ('easeback_interactions_total{outcome="error"}', 1),
        ('easeback_interactions_total{outcome="too_many"}', 0),
        ('easeback_first_answer_seconds_bucket{le="0.05"}', 1),
        ('easeback_first_answer_seconds_bucket{le="3"}', 1),
        ('easeback_first_answer_seconds_bucket{le="+Inf"}', 2),
        ("easeback_first_answer_seconds_sum", 4.03),
        ('easeback_timers_total{kind="cue",end="dropped"}', 1),
        ("easeback_commit_flows_count", 1),
        ("easeback_gateway_connected", 1),
    ):
        assert await bot.figure(name) == value, name


async def test_what_felt_worse_is_counted_by_routine_and_over_all_servers(bot: Bot) -> None:
    for name, guild in (("worse:r2", ""), ("worse:r2", ""), ("crisis", ""), ("worse:r4", "9")):
        await bot.store.run(counts.add, START.date(), guild, name)
    assert await bot.figure('easeback_counted_total{what="worse",routine="r2"}') == 2
    assert await bot.figure('easeback_counted_total{what="crisis",routine=""}') == 1
    assert "r4" not in (await bot.get("/metrics"))[1]


async def test_the_text_is_what_prometheus_reads(bot: Bot) -> None:
    status, text = await bot.get("/metrics")
    assert (status, text[-1]) == (200, "\n")
    declared = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    for line in samples:
        found = SAMPLE.match(line)
        assert found, line
        family = re.sub("_(bucket|sum|count)$", "", found[1])
        assert declared.get(family) == "histogram" or found[1] in declared, line
    assert len({line.rpartition(" ")[0] for line in samples}) == len(samples)


def test_labels_are_escaped_and_buckets_add_up() -> None:
    counter, sizes = Counter("a_total", "A.", ("what",)), Histogram("b", "B.", (1.0, 2.0))
    counter.add('a "b"\n\\')
    for value in (1, 1.5, 9):
        sizes.observe(value)
    lines = exposition((counter, sizes)).splitlines()
    assert 'a_total{what="a \\"b\\"\\n\\\\"} 1' in lines
    assert [line for line in lines if line.startswith("b")] == [
        'b_bucket{le="1"} 1',
        'b_bucket{le="2"} 2',
        'b_bucket{le="+Inf"} 3',
        "b_sum 11.5",
        "b_count 3",
    ]


async def test_without_a_port_nothing_listens_and_a_taken_one_is_a_sentence(bot: Bot) -> None:
    async with serve_health(None, bot.watched()) as port:
        assert port is None
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(HealthPortError, match="EASEBACK_HEALTH_PORT"):
            async with serve_health(taken.getsockname()[1], bot.watched()):
                pass
