"""Does the disk last? On many hosts the files of a program are gone after the next restart."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux lists what is mounted; elsewhere there is no such file."""

_IN_MEMORY = {"tmpfs", "ramfs"}
_LAYERED = {"overlay", "aufs"}


def why_not_lasting(folder: Path, env: Mapping[str, str], mounts: str | None = None) -> str | None:
    """A sentence on why the folder is lost at a restart and what to do, or None where it lasts."""
    where = folder.expanduser().resolve()
    point, kind = find_mount(where.as_posix(), read_mounts() if mounts is None else mounts)
    return _by_platform(where, point, env) or _by_file_system(where, kind)


def find_mount(path: str, mounts: str) -> tuple[str, str]:
    """The mount point that holds a path, and its file system; ("/", "") where nothing is known."""
    best = ("/", "")
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        columns, kind = left.split(), right.split()
        if len(columns) < 5 or not kind:
            continue
        point = columns[4].replace("\\040", " ")
        if _holds(point, path) and len(point) >= len(best[0]):
            best = (point, kind[0])
    return best


def read_mounts() -> str:
    """What is mounted now; empty where the system does not say."""
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _by_platform(where: Path, point: str, env: Mapping[str, str]) -> str | None:
    if "DYNO" in env:
        return (
            "Heroku empties its disk at least once a day, and everything members keep would be lost with it: "
            "set DATABASE_URL to a Postgres database, or host the bot where a disk can be attached."
        )
    if "RENDER" in env and point == "/":
        return f"Render empties its disk at every deploy: attach a disk to this service so that it holds {where}."
    if "RAILWAY_ENVIRONMENT" in env:
        return _railway(where, env.get("RAILWAY_VOLUME_MOUNT_PATH", ""))
    return None


def _railway(where: Path, volume: str) -> str | None:
    if not volume:
        return f"Railway empties its disk at every deploy: attach a volume and set EASEBACK_DATA to it, not {where}."
    if _holds(volume, where.as_posix()):
        return None
    return f"The data is in {where}, outside Railway's volume: set EASEBACK_DATA={volume}."


def _by_file_system(where: Path, kind: str) -> str | None:
    if kind in _LAYERED:
        return f"{where} is inside a container and is lost with it: mount a volume, and set EASEBACK_DATA to it."
    if kind in _IN_MEMORY:
        return f"{where} is kept in memory only and is lost at a restart: set EASEBACK_DATA to a folder on a disk."
    return None


def _holds(point: str, path: str) -> bool:
    return PurePosixPath(path).is_relative_to(PurePosixPath(point))
