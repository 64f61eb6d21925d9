"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OWNER = "people.user_id"


def upgrade() -> None:
    """Create everything."""
    _people()
    _packs()
    _sessions()
    _jobs()
    _checkins()
    _plans()
    op.create_table("meta", sa.Column("key", sa.Text, primary_key=True), _text("value"))


def downgrade() -> None:
    """There is no way back but the copy that was made before."""
    raise NotImplementedError("put back the copy that was made before this migration")


def _text(name: str, *, null: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=null)


def _number(name: str, *, null: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=null)


def _moment(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean, nullable=False)


def _owner(*, null: bool = False) -> "sa.Column[str]":
    return sa.Column("user_id", sa.Text, sa.ForeignKey(OWNER, ondelete="CASCADE"), nullable=null)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("user_id", sa.Text, primary_key=True),
        _moment("created_at"),
        _text("age", null=True),
        _text("diary"),
        _moment("screened_at", null=True),
        _flag("hold"),
        _text("stop", null=True),
        _moment("stop_until", null=True),
        _text("limits"),
        sa.Column("stop_list_on", sa.Date),
        _text("retired"),
        _text("mode"),
        _text("dm_channel_id", null=True),
        _flag("told_intro"),
        _text("facts"),
        _moment("purge_at", null=True),
    )
    _index("people", "purge_at")


def _packs() -> None:
    op.create_table("packs", sa.Column("hash", sa.Text, primary_key=True), _text("text"), _moment("created_at"))


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        _text("guild_id", null=True),
        _text("topic"),
        sa.Column("pack_hash", sa.Text, sa.ForeignKey("packs.hash"), nullable=False),
        _number("revision"),
        _text("state"),
        _flag("open"),
        _moment("created_at"),
        _moment("updated_at"),
        _moment("expires_at"),
        _text("surface_kind", null=True),
        _text("token", null=True),
        _moment("token_expires_at", null=True),
        _text("channel_id", null=True),
        _text("message_id", null=True),
        sqlite_autoincrement=True,
    )
    _index("sessions", "user_id", "pack_hash", "expires_at", "token_expires_at")
    _only_one("one_open_session", "sessions", ["user_id"], "open")


def _jobs() -> None:
    session = sa.ForeignKey("sessions.id", ondelete="CASCADE")
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("kind"),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        _owner(null=True),
        sa.Column("session_id", sa.Integer, session),
        _moment("due_at"),
        _text("payload"),
        _text("claimed_by", null=True),
        _moment("claimed_at", null=True),
        _number("attempts"),
        _text("state"),
        _text("error", null=True),
        sqlite_autoincrement=True,
    )
    _index("jobs", "user_id", "session_id")
    op.create_index("jobs_by_due", "jobs", ["state", "due_at"])


def _checkins() -> None:
    op.create_table(
        "checkins",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        _number("session_id"),
        _number("seq"),
        _moment("at"),
        _text("topic"),
        _text("routines"),
        _text("plan", null=True),
        _text("pack_hash"),
        _number("before", null=True),
        _number("after", null=True),
        _text("feel", null=True),
        _text("anything_new", null=True),
        _text("done"),
        _moment("purge_at", null=True),
        sa.UniqueConstraint("session_id", "seq", name="one_checkin_each"),
    )
    _index("checkins", "user_id", "purge_at")


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        _text("topic"),
        _text("outcome"),
        sa.Column("started_on", sa.Date, nullable=False),
        _number("position"),
        sa.Column("last_done_on", sa.Date),
        sa.Column("pack_hash", sa.Text, sa.ForeignKey("packs.hash"), nullable=False),
        _text("state"),
        _flag("active"),
        sqlite_autoincrement=True,
    )
    _index("plans", "user_id", "pack_hash")
    _only_one("one_active_plan", "plans", ["user_id", "topic"], "active")


def _only_one(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
