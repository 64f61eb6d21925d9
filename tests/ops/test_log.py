import io
import logging

import pytest
from pydantic import BaseModel

from bot.ops.log import LineFormatter, configure, fields
from bot.storage.errors import StorageError


@pytest.fixture
def lines() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    logger = logging.Logger("bot.test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logger.addHandler(handler)
    return logger, stream


class Form(BaseModel):
    pain: int


def test_one_line_with_its_values(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    logger.info("Sent\nit.", extra=fields(job=3, why="closed for good", none=""))
    assert stream.getvalue().endswith(' INFO bot.test: Sent it. job=3 why="closed for good" none=""\n')
    assert stream.getvalue().count("\n") == 1


def test_what_a_member_typed_never_reaches_the_log(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    typed = "numb since the fall"
    try:
        try:
            Form(pain=typed)  # pyright: ignore[reportArgumentType]
        except ValueError as cause:
            raise KeyError(typed) from cause
    except KeyError:
        logger.exception("It failed.")
    assert "numb" not in stream.getvalue()
    assert "KeyError" in stream.getvalue()
    assert "ValidationError" in stream.getvalue()
    assert "test_log.py" in stream.getvalue()


def test_a_group_shows_its_members(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    logger.error("Failed.", exc_info=ExceptionGroup("two", [OSError("disk is gone"), ValueError("numb")]))
    assert "disk is gone" in stream.getvalue()
    assert "numb" not in stream.getvalue()


def test_an_error_that_is_its_own_cause_ends(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    error = OSError("disk is gone")
    error.__cause__ = error
    logger.error("Failed.", exc_info=error)
    assert stream.getvalue().count("disk is gone") == 1


def test_sentences_for_the_host_are_kept(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    logger.error("Failed.", exc_info=StorageError("The disk is full: free some space."))
    assert "free some space" in stream.getvalue()


def test_libraries_that_log_whole_messages_stay_quiet_at_debug() -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure("DEBUG", io.StringIO())
        assert not logging.getLogger("discord.http").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("aiosqlite").isEnabledFor(logging.DEBUG)
        assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in ("discord", "sqlalchemy", "aiosqlite", "psycopg", "aiohttp"):
            logging.getLogger(name).setLevel(logging.NOTSET)
