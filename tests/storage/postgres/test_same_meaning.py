"""What holds for SQLite holds for Postgres: the same tests, with the fixtures of this folder."""

# pyright: reportUnusedImport=false

from tests.storage.test_records import *  # noqa: F403
from tests.storage.test_reports import *  # noqa: F403
