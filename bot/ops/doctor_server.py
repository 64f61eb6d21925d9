"""What `doctor` looks at where the database is on a Postgres server."""

from collections.abc import Iterable
from datetime import datetime

from bot.ops.doctor_database import MONTH, routines, timers
from bot.ops.finding import Finding
from bot.ops.keeping import Keeping
from bot.settings import Settings
from bot.storage.errors import StorageError
from bot.storage.places import server_of


def on_server(settings: Settings, kept: Keeping, now: datetime) -> Iterable[Finding]:
    """All findings about the server, its keys and its timers; nothing is changed."""
    try:
        place = server_of(settings.database, settings.database_url or "")
        from bot.storage.postgres.survey import look

        seen = look(place, kept.master, now, (now - MONTH).date())
    except StorageError as error:
        yield Finding("Database", "cannot be used, so the bot will not start", error.sentence, 82)
        return
    shape = f"revision {seen.revision}" if seen.revision else "its tables will be made at the first start"
    yield Finding("Database", f"{place.address.low} answers (Postgres {seen.version}; {shape})")
    yield Finding("Bot", f"runs ({seen.holder})" if seen.holder else "does not run on this database")
    yield from timers(seen.timers, now, bool(seen.holder))
    yield from routines(seen.counted)
    yield Finding("Keys", f"are in its schema easeback_keys: those of {seen.persons} persons, and they open")
    where = "is EASEBACK_KEY" if kept.master.given else "is in the file `key`; it must last as long as the rows"
    yield Finding("Master key", f"{where}; keep it elsewhere, too")
    yield Finding("Copies", "are made on the server's side: README, 'On Postgres', says which")
    yield Finding("Disk", "holds nothing that has to last")
