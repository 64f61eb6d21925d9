"""Servers' own versions of the content, and moderators' drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "overlays",
        sa.Column("guild_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _number("parent"),
        _pack("base_hash"),
        _pack("pack_hash"),
        _text("changes"),
        _text("author", null=True),
        _text("note"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("approved_by", null=True),
        _number("restores", null=True),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("guild_id"),
        _text("author"),
        _text("base_hash"),
        _text("changes"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _number("parent"),
        _text("status"),
        _text("note"),
        _text("pack_hash", null=True),
        _text("state"),
        sa.UniqueConstraint("guild_id", "author", name="one_draft_each"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """There is no way back but the copy that was made before."""
    raise NotImplementedError("put back the copy that was made before this migration")


def _text(name: str, *, null: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=null)


def _number(name: str, *, null: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=null)


def _pack(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, sa.ForeignKey("packs.hash"), nullable=False)
