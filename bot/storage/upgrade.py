"""Alembic on a connection that somebody else opened, one migration at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def pending(folder: Path, current: str | None) -> list[str] | None:
    """The migrations that a file still needs, oldest first; None where its own is not known here."""
    scripts = ScriptDirectory.from_config(_config(folder))
    try:
        between = list(scripts.iterate_revisions("heads", current or "base"))
    except (CommandError, RevisionError):
        return None
    return [script.revision for script in reversed(between)]


class Runner:
    """Runs migrations without beginning or ending a transaction."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection = connection
        # SQLAlchemy believes in a transaction of its own here, so that Alembic begins and commits none by itself.
        self._connection.begin()
        self._config = _config(folder)
        self._config.attributes["connection"] = self._connection

    def to(self, revision: str) -> None:
        """Run the next migration, which is this one."""
        command.upgrade(self._config, revision)

    def close(self) -> None:
        """Give up SQLAlchemy's side of the connection."""
        self._connection.close()
