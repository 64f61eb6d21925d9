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


@dataclass(frozen=True, slots=True)
class Keeping:
    """`why_not` says what the host can do where nothing is kept; `disk` is what is wrong with it, accepted or not."""

    master: Master
    why_not: str | None = None
    disk: str | None = None


def keeping(settings: Settings, env: Mapping[str, str]) -> Keeping:
    """Decide it from the settings and the disk. The try-out is on the disk of whoever tries it."""
    if settings.database_url is not None:
        # The rows are on a server; without a key the store does not open.
        return Keeping(Master(settings.key, makes_file=False))
    disk = None if settings.is_tryout else why_not_lasting(settings.data, env)
    master = Master(settings.key, makes_file=disk is None)
    if disk is None:
        return Keeping(master)
    if not settings.accepts_ephemeral:
        return Keeping(master, disk, disk)
    has_key = settings.key is not None or key_file(settings.database).exists()
    return Keeping(master, None if has_key else NO_KEY, disk)
