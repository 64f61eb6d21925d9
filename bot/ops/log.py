"""Logs: one line each, `key=value` after the sentence, and never what a member wrote or logged.

An error's own text may quote what a member typed (a failed number, a refused row), so it is printed only for errors
that cannot: those of the network, the operating system and this program's sentences for the host.
"""

import logging
import sys
import time
import traceback
from typing import TextIO, cast

import aiohttp

_QUIET = {
    "discord": logging.INFO,
    "aiohttp": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "psycopg": logging.WARNING,
    "alembic": logging.WARNING,
}
"""Below these levels the libraries log whole messages and rows, or their own doings."""

_NO_NEWS = "voice will NOT be supported"
"""discord.py warns of this at each start; the bot has no voice."""

_SPEAKS_SAFELY = (OSError, aiohttp.ClientError)
_KEY = "easeback"


def fields(**values: object) -> dict[str, object]:
    """Values to print after a log's sentence: `log.info("Sent.", extra=fields(job=3))`. Ids and counts, no content."""
    return {_KEY: values}


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send all logs to one stream (stderr by default), in one form."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter())
    handler.addFilter(lambda record: _NO_NEWS not in str(record.msg))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, floor in _QUIET.items():
        logging.getLogger(name).setLevel(max(floor, root.level))


class LineFormatter(logging.Formatter):
    """`2026-01-01T08:00:00.000Z INFO bot.ops.sleeper: sentence key=value`, and a traceback without values below it."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        given = getattr(record, _KEY, {})
        tail = "".join(f" {key}={_shown(value)}" for key, value in given.items())
        line = f"{_when(record.created)} {record.levelname} {record.name}: {_one_line(record.getMessage())}{tail}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{describe(error)}"


def describe(error: BaseException, seen: frozenset[int] = frozenset()) -> str:
    """Where an error came from: its frames and kind, and its text only where that cannot quote a member."""
    seen = seen | {id(error)}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [(cause, "which led to")] if cause is not None else []
    before += [(member, "is one of the group in") for member in _members(error)]
    # An error raised from itself is its own cause.
    first = "".join(f"{describe(other, seen)}\n{link}\n" for other, link in before if id(other) not in seen)
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{first}{frames}{type(error).__module__}.{type(error).__qualname__}{_safe_text(error)}"


def _members(error: BaseException) -> tuple[BaseException, ...]:
    return cast("tuple[BaseException, ...]", getattr(error, "exceptions", ()))


def _safe_text(error: BaseException) -> str:
    own = getattr(error, "sentence", None)
    if isinstance(own, str):
        return f": {_one_line(own)}"
    if isinstance(error, _SPEAKS_SAFELY):
        return f": {_one_line(str(error))}"
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    return f": status {status}, code {code}" if isinstance(status, int) and isinstance(code, int) else ""


def _when(created: float) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(created))}.{int(created % 1 * 1000):03d}Z"


def _shown(value: object) -> str:
    text = _one_line(str(value))
    return f'"{text}"' if " " in text or not text else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
