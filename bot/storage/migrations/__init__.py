"""The history of the tables. Add a file to `versions/` with a new revision, and name it here.

Each runs on SQLite and on Postgres: a partial index says `sqlite_where` and `postgresql_where`.
"""

HEAD = "0004"
"""The newest revision: a file that is at it starts without loading Alembic. A test holds it to the files."""
