"""May anything be kept that members report, and where does the key come from that locks it?"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.ops.disk import why_not_lasting
from bot.settings import Settings
from bot.storage.master import Master, key_file

NO_KEY = (
    "EASEBACK_KEY is not set, and no key is put on a disk that does not last: set it to a long random text, "
    "and keep that text elsewhere, too."
)

NO_KEY_ELSEWHERE = (
    "DATABASE_URL is set, so no key is put on this disk and no report is kept: set EASEBACK_KEY to a long random text. "
    "If the rows are to stay in SQLite on this disk, as this version keeps them, unset DATABASE_URL instead."
)


@dataclass(frozen=True, slots=True)
class Keeping:
    """`why_not` says what the host can do where nothing is kept; `disk` is what is wrong with it, accepted or not."""

    master: Master
    why_not: str | None = None
    disk: str | None = None


def keeping(settings: Settings, env: Mapping[str, str]) -> Keeping:
    """Decide it from the settings and the disk. The try-out is on the disk of whoever tries it."""
    disk = None if settings.is_tryout else why_not_lasting(settings.data, env)
    elsewhere = bool(env.get("DATABASE_URL", "").strip()) and not settings.is_tryout
    master = Master(settings.key, makes_file=disk is None and not elsewhere)
    if elsewhere and settings.key is None:
        return Keeping(master, NO_KEY_ELSEWHERE, disk)
    if disk is None:
        return Keeping(master)
    if not settings.accepts_ephemeral:
        return Keeping(master, disk, disk)
    has_key = settings.key is not None or key_file(settings.database).exists()
    return Keeping(master, None if has_key else NO_KEY, disk)
