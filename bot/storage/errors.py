"""What can go wrong with a database, each as one sentence for the host that says what to do."""

import contextlib
import sqlite3
from collections.abc import Generator
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError


class StorageError(Exception):
    """The database cannot do what was asked; `sentence` tells the host what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StoreBusyError(StorageError):
    """More is waiting than can be answered in time."""


class OutcomeUnknownError(StorageError):
    """Something may or may not have been stored, so it must not be done again unasked."""


class FlowError(Exception):
    """A flow did what a flow may not do: it is a mistake in the program, not in the data."""


class ConflictError(Exception):
    """A row breaks a rule of the tables, such as a second open session for one person."""


_BY_CODE = {
    sqlite3.SQLITE_FULL: "The disk that holds {path} is full: free some space. Nothing that was answered is lost.",
    sqlite3.SQLITE_READONLY: "{path} is read-only: let this user write the file and its folder, or name another file.",
    sqlite3.SQLITE_PERM: "{path} may not be opened by this user: change its owner or its permissions.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: the folder must exist and be writable for this user.",
    sqlite3.SQLITE_NOTADB: "{path} is not a database: move it away, or name another file.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: stop the bot and put a backup in its place.",
    sqlite3.SQLITE_BUSY: "{path} is in use by another program: close that program and start again.",
    sqlite3.SQLITE_LOCKED: "{path} is in use by another program: close that program and start again.",
    sqlite3.SQLITE_IOERR: "Reading or writing {path} failed: check the disk, and that the folder is still there.",
}


def explain(error: BaseException, path: Path) -> StorageError | None:
    """The sentence for an error of the driver or the file system, or None where there is none."""
    if isinstance(error, StorageError):
        return error
    if isinstance(error, DBAPIError):
        return explain(error.orig, path) if error.orig is not None else None
    if isinstance(error, sqlite3.Error):
        sentence = _BY_CODE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        return StorageError(sentence.format(path=path)) if sentence else None
    if isinstance(error, OSError):
        return StorageError(f"{path} cannot be used: {(error.strerror or str(error)).lower()}. Name another folder.")
    return None


def translate(error: DBAPIError, path: Path) -> Exception:
    """A driver's error as one of ours; the values of the statement never get into it."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_AUTH:
        return FlowError("a flow may only read and write rows: no BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PRAGMA or ATTACH")
    if isinstance(error, IntegrityError):
        return ConflictError(str(error.orig))
    return explain(error, path) or error


@contextlib.contextmanager
def sentences(path: Path) -> Generator[None]:
    """Turn what the driver or the file system says into a StorageError."""
    try:
        yield
    except (sqlite3.Error, OSError, DBAPIError) as error:
        raise explain(error, path) or StorageError(f"{path} cannot be used: {error}.") from error
