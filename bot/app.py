"""The composition root: settings, content, lock, store, clock, client and sleeper, put together and taken apart."""

import asyncio
import contextlib
import logging
import sys
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from types import CoroutineType
from typing import Any

from bot.core.conversation import reading
from bot.core.crisis import NOBODY, Listed
from bot.core.records import Job
from bot.flows import closed, conversation, delivery, due, mention, pages, routine, surfaces
from bot.flows.desk import examined
from bot.flows.env import Host
from bot.flows.tidy import tidy
from bot.library.crisis_file import read_crisis
from bot.library.load import LoadResult
from bot.library.overlay.edition import Base, read_base
from bot.ops import log, memory
from bot.ops.clock import Clock, open_clock
from bot.ops.examiner import Examiner
from bot.ops.figures import Figures
from bot.ops.health import HealthPortError, Watched, serve_health
from bot.ops.keeping import Keeping, keeping
from bot.ops.lint import tell
from bot.ops.live import following
from bot.ops.mending import mend_schedules
from bot.ops.saves import first_good
from bot.ops.shelf import Shelf
from bot.ops.sleeper import LaterError, NeverError, Sleeper
from bot.ops.stop import HardStop, on_signals
from bot.ops.watchdog import Watchdog
from bot.settings import Settings
from bot.storage.errors import StorageError
from bot.storage.key_lock import derive_ahead
from bot.storage.keys import keys_file
from bot.storage.places import lock_of, place_of, when_lost
from bot.storage.store import Store
from bot.ui.client import EasebackClient
from bot.ui.faults import GoneError, RetryError
from bot.ui.pace import Pace
from bot.ui.services import Flows, Services
from bot.ui.start import ConnectError, connect, point_at

DONE, BROKEN, USAGE = 0, 1, 2
GRACE = 3.0
"""Seconds for what is under way when the bot is told to stop."""
LEARNS_AFTER = 5.0
"""Seconds that learning to read waits for Discord, at most."""

UNREVIEWED = (
    "No clinician has signed this content. Have one sign it, or set EASEBACK_UNREVIEWED=accept: "
    "then every member is told that none has."
)
_log = logging.getLogger(__name__)


def start(settings: Settings, env: Mapping[str, str], *, sync: bool = False) -> int:
    """Run the bot on a watched loop until it is told to stop; the exit code says how it ended.

    Whoever calls this has begun `memory` before importing it: half of a start is imports.
    """
    watchdog = Watchdog()
    with asyncio.Runner(loop_factory=watchdog.new_loop) as runner:
        return runner.run(run(settings, env, watchdog, sync=sync))


async def run(settings: Settings, env: Mapping[str, str], watchdog: Watchdog, *, sync: bool = False) -> int:
    """The same on the loop that runs."""
    log.configure(settings.log_level)
    kept = keeping(settings, env)
    # Both take a moment, and the key is made on a processor of its own.
    ahead = asyncio.to_thread(derive_ahead, keys_file(settings.database), kept.master)
    (base, content), _ = await asyncio.gather(_content(settings), ahead)
    if base is None:
        return _say(content.report(), BROKEN)
    if not (base.pack.reviewed or settings.accepts_unreviewed or settings.is_tryout):
        return _say(UNREVIEWED, USAGE)
    listed = await asyncio.to_thread(_listed, settings)
    if isinstance(listed, str):
        return _say(listed, BROKEN)
    stop = asyncio.Event()
    try:
        with HardStop() as hard, on_signals(lambda: _begin_to_stop(stop, hard)):
            await _hold(settings, kept, listed, base, stop, watchdog, sync)
    except (StorageError, ConnectError, HealthPortError) as error:
        return _say(error.sentence, USAGE)
    except Exception:
        _log.exception("The bot ended because of a mistake in the program; please report this.")
        return BROKEN
    return DONE


async def _content(settings: Settings) -> tuple[Base | None, LoadResult]:
    """The content, or what is wrong with it; who writes it just now is given the time to mend it."""
    if settings.live and settings.clock_url:
        return await first_good(settings.content, settings.clock_url)
    return await asyncio.to_thread(read_base, settings.content)


def _begin_to_stop(stop: asyncio.Event, hard: HardStop) -> None:
    stop.set()
    hard.begin()


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _listed(settings: Settings) -> Listed | str:
    """Whom members can talk to in a crisis, or what is wrong with the file that says so."""
    if settings.crisis is None:
        return NOBODY
    read = read_crisis(settings.crisis, datetime.now(UTC).date())
    return read.report() if read.listed is None else read.listed


def _host(settings: Settings, kept: Keeping, listed: Listed) -> Host:
    if kept.why_not:
        _log.warning("Nothing that members log is kept. %s", kept.why_not)
    return Host(
        operator_name=settings.operator_name or "the try-out on this computer",
        operator_contact=settings.operator_contact or "nobody: this is a try-out",
        keeps=kept.why_not is None,
        is_tryout=settings.is_tryout,
        listed=listed,
    )


async def _hold(
    settings: Settings,
    kept: Keeping,
    listed: Listed,
    base: Base,
    stop: asyncio.Event,
    watchdog: Watchdog,
    sync: bool,
) -> None:
    """Take everything that has to be given back; the store is given back after all that uses it."""
    place = place_of(settings.database, settings.database_url)
    lock = lock_of(place)
    if not await _before(stop, lock.acquire(_log.warning)):
        return
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(lock.release)
        lost = when_lost(place, stop.set)
        clock = await stack.enter_async_context(open_clock(settings.clock_url, stop.set))
        run_id = uuid.uuid4().hex
        opening = Store.open(place, run_id=run_id, now=clock.now, master=kept.master)
        store = await stack.enter_async_context(opening)
        shelf = Shelf(store, base, _host(settings, kept, listed))
        await shelf.fill(clock.now())
        await mend_schedules(store, clock.now())
        if shelf.stale:
            bringing = asyncio.create_task(shelf.bring_over(Examiner(lambda: base.files).examine, clock.now))
            stack.callback(bringing.cancel)
        await _mind(settings, shelf, store, clock, stack)
        memory.settle()
        stack.enter_context(memory.between_events(asyncio.get_running_loop()))
        await _serve(settings, store, clock, shelf, stop, watchdog, sync)
        if lost:
            raise lost[0]


async def _mind(settings: Settings, shelf: Shelf, store: Store, clock: Clock, stack: contextlib.AsyncExitStack) -> None:
    """In the try-out each save is taken up; a host is told of mistakes with which content still loads."""
    if settings.live and settings.clock_url:
        await stack.enter_async_context(following(settings.content, shelf, store, settings.clock_url, clock.now))
    elif not settings.is_tryout:
        telling = asyncio.create_task(tell(settings.content), name="check the content")
        stack.callback(telling.cancel)


async def _before(stop: asyncio.Event, wait: Coroutine[Any, Any, object]) -> bool:
    """Wait for something, but not longer than until the bot is told to stop; whether it came."""
    waiting, told = asyncio.create_task(wait), asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if waiting.done():
        waiting.result()
        return True
    waiting.cancel()
    return False


async def _serve(
    settings: Settings, store: Store, clock: Clock, shelf: Shelf, stop: asyncio.Event, watchdog: Watchdog, sync: bool
) -> None:
    """Be online until told to stop, or until Discord refuses for good (ConnectError)."""
    point_at(settings.api_url, settings.gateway_url)
    logged_in, figures = asyncio.Event(), Figures()
    store.count_batches(figures.commit)
    client = EasebackClient(
        Services(
            store=store,
            flows=flows(),
            env=lambda: shelf.env,
            reload=shelf.reload,
            examine=Examiner(lambda: shelf.base.files).examine,
            now=clock.now,
            nudge=lambda: sleeper.nudge(),
            seen=figures.interaction,
            # In the try-out nobody floods but its own host, and tests press faster than people.
            pace=None if settings.is_tryout else Pace(),
        )
    )
    client.setup_hook = _setting(logged_in)
    sleeper = Sleeper(store, clock, _work_of(client), tidy, figures.job)
    watched = Watched(
        store=store,
        now=clock.now,
        figures=figures,
        watchdog=watchdog,
        connected=lambda: client.connected,
        timers_run=lambda: not sleeping.done(),
    )
    async with serve_health(settings.health_port, watched), _learning(client, logged_in, shelf):
        sleeping = asyncio.create_task(_after(logged_in, sleeper, watchdog), name="sleeper")
        await _be_online(client, sleeper, sleeping, connect(client, settings.token or "", sync=sync), stop)


@contextlib.asynccontextmanager
async def _learning(client: EasebackClient, logged_in: asyncio.Event, shelf: Shelf) -> AsyncGenerator[None]:
    """Learn to read beside the rest, once presses can be answered: only words have to wait for it."""

    async def learn() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEARNS_AFTER):
                await logged_in.wait()
                await client.wait_for("connect")
        await asyncio.to_thread(reading.reader_of, shelf.base.pack)
        memory.keep()

    learning = asyncio.create_task(learn(), name="learn to read")
    try:
        yield
    finally:
        learning.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await learning


async def _be_online(
    client: EasebackClient,
    sleeper: Sleeper,
    sleeping: asyncio.Task[None],
    connecting: Coroutine[Any, Any, None],
    stop: asyncio.Event,
) -> None:
    """Hold the connection until told to stop, then wind down."""
    online = asyncio.create_task(connecting, name="client")
    told = asyncio.create_task(stop.wait(), name="told to stop")
    await asyncio.wait({online, told}, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.gather(client.wind_down(GRACE), sleeper.stop(GRACE))
    await client.close()
    for task in (sleeping, told, *([online] if stop.is_set() else [])):
        task.cancel()
    await asyncio.wait({online, sleeping, told})
    if not online.cancelled():
        online.result()


def _setting(event: asyncio.Event) -> "Callable[[], CoroutineType[Any, Any, None]]":
    async def hook() -> None:
        event.set()

    return hook


async def _after(logged_in: asyncio.Event, sleeper: Sleeper, watchdog: Watchdog) -> None:
    """Timers speak from the login on: before it, each would fail and count as an attempt. Starting up may take long,
    too, so from then on the loop is watched.
    """
    await logged_in.wait()
    with watchdog.watching():
        await sleeper.run()


def _work_of(client: EasebackClient) -> Callable[[Job], Awaitable[None]]:
    """A timer's work, with the edge's refusals in the sleeper's words."""

    async def work(job: Job) -> None:
        try:
            await client.work(job)
        except RetryError as error:
            raise LaterError(error.reason, error.after) from error
        except GoneError as error:
            raise NeverError(error.reason) from error

    return work


def flows() -> Flows:
    """Every flow under the name by which the edge calls it."""
    return Flows(
        open_session=closed.telling(conversation.open_session),
        press=conversation.press,
        submit=conversation.submit,
        say=conversation.say,
        dm_failed=conversation.dm_failed,
        hear=mention.hear,
        offer=mention.offer,
        open_routine=closed.telling(routine.open_routine),
        page=closed.telling(pages.page),
        sent=surfaces.sent,
        lost=surfaces.lost,
        submitted=examined.submitted,
        examined=examined.examined,
        delivered=delivery.delivered,
        undelivered=delivery.undelivered,
        due=due.due,
    )
