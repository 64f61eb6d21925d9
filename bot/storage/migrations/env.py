"""How Alembic runs here: on the connection it is given, within the transaction that is already begun."""

from alembic import context

from bot.storage.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations run by themselves at each start; Alembic's own command only adds new ones.")

context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
