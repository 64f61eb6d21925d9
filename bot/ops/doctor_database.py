"""What `doctor` looks at on the database's side: SQLite, the file, who runs on it, its timers, copies and disk."""

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.ops.finding import Finding
from bot.storage.backup import last_backup
from bot.storage.errors import StorageError, sentences
from bot.storage.lock import InstanceLock
from bot.storage.migrate import revision_of
from bot.storage.survey import Timers, look_at_counts, look_at_timers

MENDED = (3, 51, 3)
"""The first SQLite in which two connections can no longer damage the write-ahead log: sqlite.org/wal.html."""
STALE = timedelta(days=7)
"""After which a copy of what members log daily is old."""
OVERDUE = timedelta(minutes=5)
"""After which a timer that a running bot has not done means that something is wrong."""
MONTH = timedelta(days=30)
"""For how long back it is told what routines did."""
FULL, SCARCE = 50, 500
"""Megabytes of free space under which nothing can be written soon, and under which it is time to look."""
REASONS = 3
_MB = 1_000_000


def database(path: Path, now: datetime) -> Iterable[Finding]:
    """All findings about the database."""
    yield sqlite(sqlite3.sqlite_version_info)
    yield space(shutil.disk_usage(_standing(path)).free // _MB, path)
    running = InstanceLock(path).is_held()
    try:
        with sentences(path):
            seen = _look_at(path, now) if path.exists() else None
            if seen is None:
                _may_be_made(path)
    except StorageError as error:
        yield Finding("Database", "cannot be used", error.sentence, 80)
        return
    if seen is None:
        yield Finding("Database", f"{path} will be made at the first start")
    else:
        yield Finding("Database", f"{path} can be written")
        yield Finding("Bot", f"runs ({InstanceLock(path).holder()})" if running else "does not run on this database")
        yield from timers(seen[0], now, running)
        yield from routines(seen[1])
        yield from _copies(path, now)


def sqlite(version: tuple[int, ...]) -> Finding:
    """Whether a known fault is still in this SQLite; it comes with Python or with the system."""
    name = ".".join(map(str, version))
    if version >= MENDED:
        return Finding("SQLite", name)
    text = f"{name}; before 3.51.3 it can, very rarely, damage a file that two programs write to"
    todo = "Keep copies, let only the bot write to the database, and take SQLite 3.51.3 with your next system."
    return Finding("SQLite", text, todo, 5)


def space(free: int, path: Path) -> Finding:
    """Whether there is room left, in megabytes."""
    text = f"{free:,} MB free"
    if free < FULL:
        return Finding("Space", text, f"Free some space where {path} is: soon nothing can be logged.", 78)
    if free < SCARCE:
        return Finding("Space", text, f"Free some space where {path} is.", 28)
    return Finding("Space", text)


def routines(counted: Mapping[str, int]) -> Iterator[Finding]:
    """How often a routine made things worse or was broken off because something felt wrong, most first."""
    by_routine: Counter[str] = Counter()
    for name, count in counted.items():
        what, _, routine = name.partition(":")
        if what in ("worse", "stopped"):
            by_routine[routine] += count
    if not by_routine:
        yield Finding("Routines", f"none felt worse or wrong in {MONTH.days} days")
        return
    told = "; ".join(
        f"{routine}: {counted.get(f'worse:{routine}', 0)} felt worse, {counted.get(f'stopped:{routine}', 0)} stopped"
        for routine, _ in by_routine.most_common(REASONS)
    )
    todo = "Ask a clinician to look at the routines that were felt worse or stopped, above, and at their limits."
    yield Finding("Routines", f"in {MONTH.days} days {told}", todo, 10)


def _look_at(path: Path, now: datetime) -> tuple[Timers, dict[str, int]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=1.5)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        revision = revision_of(raw, path)
        timers = look_at_timers(raw, now) if revision else Timers()
        counted = look_at_counts(raw, (now - MONTH).date()) if revision else {}
        raw.rollback()
    return timers, counted


def _may_be_made(path: Path) -> None:
    folder = _standing(path)
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise StorageError(f"{folder} cannot be written: give this user the right to, or set EASEBACK_DATA.")


def _standing(path: Path) -> Path:
    """The nearest folder above that there is."""
    return next(parent for parent in path.resolve().parents if parent.exists())


def timers(seen: Timers, now: datetime, running: bool) -> Iterator[Finding]:
    """What was given up, and whether the rest is on time."""
    if seen.dead:
        count = sum(number for _, _, number in seen.dead)
        reasons = "; ".join(f"{number} × {kind}: {reason}" for kind, reason, number in seen.dead[:REASONS])
        todo = "See why timers were given up, above: where Discord refused, check the bot's permissions there."
        yield Finding("Given up", f"{_number(count, 'timer')} ({reasons.rstrip('.')})", todo, 12)
    late = now - seen.oldest if seen.oldest else timedelta(0)
    if running and late > OVERDUE:
        text = f"{_number(seen.due, 'timer')} due, the oldest for {_long(late)}, although a bot runs"
        yield Finding("Timers", text, "Look into the bot's log: it does not carry out its timers.", 42)
    elif seen.due and not running:
        yield Finding("Timers", f"{seen.due} due; the bot does at its start what is not too late by then")
    else:
        yield Finding("Timers", "none overdue")


def _copies(path: Path, now: datetime) -> Iterator[Finding]:
    last = last_backup(path)
    todo = "Copy the database each day, to another machine: `python -m bot db backup FILE`, also while the bot runs."
    if last is None:
        yield Finding("Copies", "none was ever made with `db backup`", todo, 25)
    elif now - last[0] > STALE:
        yield Finding("Copies", f"the last one is {_long(now - last[0])} old: {last[1]}", todo, 22)
    else:
        yield Finding("Copies", f"last made {last[0]:%Y-%m-%d %H:%M} UTC: {last[1]}")
    replaced = sorted(file.name for file in path.parent.glob(f"{path.name}.replaced-*"))
    if replaced:
        todo = f"When all is well, delete in {path.parent} what restores replaced: {', '.join(replaced[:REASONS])}."
        yield Finding("Replaced", f"{_number(len(replaced), 'file')} with members' data still there", todo, 8)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _long(time: timedelta) -> str:
    if time.days:
        return _number(time.days, "day")
    minutes = int(time.total_seconds() // 60)
    return _number(minutes // 60, "hour") if minutes >= 60 else _number(minutes, "minute")
