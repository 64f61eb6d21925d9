"""What members reported leaves its readable columns, to be sealed at the next start; and how long it is kept."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

READABLE: dict[str, tuple[str, ...]] = {
    "people": ("age", "screened_at", "hold", "stop", "stop_until", "limits", "stop_list_on", "retired", "facts"),
    "sessions": ("state",),
    "checkins": ("routines", "plan", "before", "after", "feel", "anything_new", "done"),
    "plans": ("outcome", "state"),
}
"""The columns that go, by table."""
JSON = {"limits", "retired", "facts", "state", "routines"}
MOMENTS = {"screened_at", "stop_until"}
FLAGS = {"hold"}


def upgrade() -> None:
    """Move it aside, drop the columns, add those for what is sealed."""
    _unsealed()
    for table, columns in READABLE.items():
        _move(table, columns)
        for column in columns:
            op.drop_column(table, column)
        op.add_column(table, sa.Column("sealed", sa.LargeBinary))
    op.add_column("people", sa.Column("heard_at", sa.DateTime(timezone=True)))
    op.create_index("ix_people_heard_at", "people", ["heard_at"])
    # Empty: whoever keeps a diary now was told that it stays until they delete it.
    op.add_column("people", sa.Column("keep_days", sa.Integer))
    op.create_index("checkins_by_time", "checkins", ["user_id", "at"])


def downgrade() -> None:
    """There is no way back but the copy that was made before."""
    raise NotImplementedError("put back the copy that was made before this migration")


def _unsealed() -> None:
    op.create_table(
        "unsealed",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )


def _move(table: str, columns: tuple[str, ...]) -> None:
    """Copy what is readable in these columns, a thousand rows at a time; the table may be large."""
    base = op.get_bind()
    key = "user_id" if table == "people" else "id"
    fields = ", ".join(f'"{column}"' for column in columns)
    put = sa.text('INSERT INTO unsealed (place, "row", owner, data) VALUES (:place, :row, :owner, :data)')
    last: Any = "" if table == "people" else 0
    while True:
        page = sa.text(f"SELECT {key}, user_id, {fields} FROM {table} WHERE {key} > :last ORDER BY {key} LIMIT 1000")
        rows = base.execute(page, {"last": last}).all()
        if not rows:
            return
        base.execute(put, [_waiting(table, columns, tuple(row)) for row in rows])
        last = rows[-1][0]


def _waiting(table: str, columns: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, str]:
    data = {name: _plain(name, value) for name, value in zip(columns, row[2:], strict=True)}
    # A session's state is one value; of the others each column is one.
    said = data["state"] if columns == ("state",) else data
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return {"place": table, "row": str(row[0]), "owner": row[1], "data": text}


def _plain(name: str, value: Any) -> Any:
    """The column's value as JSON takes it; SQLite keeps moments as text in UTC without a zone."""
    if value is None:
        return None
    if name in JSON:
        return json.loads(value)
    if name in MOMENTS:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).isoformat()
    if name in FLAGS:
        return bool(value)
    return value if isinstance(value, str | int) else str(value)
