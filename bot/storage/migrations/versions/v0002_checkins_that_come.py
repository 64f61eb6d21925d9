"""Schedules, the ledger of what was due, sealed reports, servers' settings, and counters without persons."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWNER = "people.user_id"


def upgrade() -> None:
    """Create them."""
    _schedules()
    _prompts()
    _reports()
    op.create_table(
        "guilds", sa.Column("guild_id", sa.Text, primary_key=True), _text("settings"), _moment("updated_at")
    )
    _counters()


def downgrade() -> None:
    """There is no way back but the copy that was made before."""
    raise NotImplementedError("put back the copy that was made before this migration")


def _text(name: str, *, null: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=null)


def _moment(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _day(name: str, *, null: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Date, nullable=null)


def _sealed(*, null: bool) -> "sa.Column[bytes]":
    return sa.Column("sealed", sa.LargeBinary, nullable=null)


def _owner() -> "sa.Column[str]":
    return sa.Column("user_id", sa.Text, sa.ForeignKey(OWNER, ondelete="CASCADE"), nullable=False)


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("user_id", sa.Text, sa.ForeignKey(OWNER, ondelete="CASCADE"), primary_key=True),
        _text("topic"),
        _text("zone"),
        _text("days"),
        _text("at"),
        _text("quiet", null=True),
        _text("status"),
        _text("why", null=True),
        _day("resumes_on", null=True),
        _day("started_on"),
        sa.Column("silent", sa.Integer, nullable=False),
        _sealed(null=True),
    )


def _prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        _day("day"),
        _text("kind"),
        _moment("due_at"),
        _text("status"),
        _text("why", null=True),
        sa.Column("late", sa.Boolean, nullable=False),
        _moment("sent_at", null=True),
        _moment("answered_at", null=True),
        _text("channel_id", null=True),
        _text("message_id", null=True),
        _sealed(null=True),
        sa.UniqueConstraint("user_id", "day", "kind", name="one_prompt_each"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_prompts_user_id", "prompts", ["user_id"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        _text("kind"),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        _day("day"),
        _moment("at"),
        _text("topic"),
        _text("pack_hash"),
        _sealed(null=False),
        _moment("purge_at", null=True),
    )
    op.create_index("ix_reports_user_id", "reports", ["user_id"])
    op.create_index("ix_reports_purge_at", "reports", ["purge_at"])
    op.create_index("reports_by_day", "reports", ["user_id", "day"])


def _counters() -> None:
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("guild_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    op.create_table(
        "seen",
        sa.Column("period", sa.Integer, primary_key=True),
        sa.Column("guild_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("who", sa.Text, primary_key=True),
    )
