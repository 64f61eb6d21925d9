"""Names and rights of the files beside the database. What members log is health data: only the bot's user reads it."""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

KEPT_COPIES = 3
"""Copies made before migrations that are kept, the newest."""


def make_private(path: Path) -> Path:
    """An empty file in the place of whatever had that name."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))
    return path


def sync_folder(path: Path) -> None:
    """Make a new name last; Windows cannot, and does not need it."""
    with contextlib.suppress(OSError):
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_PAGE_SIZE, _PAGES = slice(16, 18), slice(28, 32)
"""Where the first bytes of a SQLite file tell the size of a page (1 stands for 65,536), and how many there are."""


def is_cut_off(path: Path) -> bool:
    """Whether a database's file is shorter than it says itself. A death while the log is taken in leaves that, too."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100:
        return False
    size = int.from_bytes(head[_PAGE_SIZE], "big")
    return path.stat().st_size < int.from_bytes(head[_PAGES], "big") * (65536 if size == 1 else size)


def stamp(at: datetime) -> str:
    """A moment as part of a file's name; such names sort by time."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def unused(path: Path) -> Path:
    """This name, or with a number behind it if there is such a file already."""
    names = [path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 1000))]
    return next(name for name in names if not name.exists())


SEALED_FROM = "0004"
"""The migration from which on what members reported is sealed."""


def drop_readable_copies(path: Path) -> list[Path]:
    """Delete the copies in which what members reported stands readable; those deleted."""
    copies = [file for file in path.parent.glob(f"{path.name}.before-*") if file.suffix != ".partial"]
    readable = [file for file in copies if file.name.rsplit("before-", 1)[-1].split("-")[0] <= SEALED_FROM]
    for file in readable:
        file.unlink(missing_ok=True)
    return readable


def drop_old_copies(path: Path, keep: int = KEPT_COPIES) -> list[Path]:
    """Delete the copies made before migrations, but for the newest; those deleted."""
    copies = [file for file in path.parent.glob(f"{path.name}.before-*") if file.suffix != ".partial"]
    old = sorted(copies, key=lambda file: (file.name.rsplit("-", 1)[-1], file.name))[:-keep]
    for file in old:
        file.unlink(missing_ok=True)
    return old
