"""The tables as the program sees them; `migrations/` brings a file to this shape, and a test holds them together."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.columns import JsonText, UtcDateTime

metadata = MetaData()
# Partial indexes say `sqlite_where` only. To name another database's dialect here loads it at each start (0.08 s).


def _owner(*, nullable: bool = False) -> Column[str]:
    owner = ForeignKey("people.user_id", ondelete="CASCADE")
    return Column("user_id", Text, owner, nullable=nullable, index=True)


def _sealed() -> Column[bytes]:
    # What the person reported, as JSON that only their own key opens (`sealing`); its module knows what is in it.
    return Column("sealed", LargeBinary)


# `keep_days` is how long what they report is kept; empty for as long as they like.
people = Table(
    "people",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("diary", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("dm_channel_id", Text),
    Column("told_intro", Boolean, nullable=False),
    Column("purge_at", UtcDateTime, index=True),
    Column("heard_at", UtcDateTime, index=True),
    Column("keep_days", Integer),
    _sealed(),
)

packs = Table(
    "packs",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# Ids are never used twice (AUTOINCREMENT): cards of an erased session stay on members' screens and carry its id.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("guild_id", Text),
    Column("topic", Text, nullable=False),
    Column("pack_hash", Text, ForeignKey("packs.hash"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("surface_kind", Text),
    Column("token", Text),
    Column("token_expires_at", UtcDateTime, index=True),
    Column("channel_id", Text),
    Column("message_id", Text),
    _sealed(),
    sqlite_autoincrement=True,
)
Index(
    "one_open_session",
    sessions.c.user_id,
    unique=True,
    sqlite_where=text("open"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    _owner(nullable=True),
    Column("session_id", Integer, ForeignKey("sessions.id", ondelete="CASCADE"), index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("error", Text),
    Index("jobs_by_due", "state", "due_at"),
    sqlite_autoincrement=True,
)

# session_id points at nothing on purpose: sessions get erased, check-ins of a kept diary stay.
checkins = Table(
    "checkins",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("session_id", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("topic", Text, nullable=False),
    Column("pack_hash", Text, nullable=False),
    Column("purge_at", UtcDateTime, index=True),
    _sealed(),
    UniqueConstraint("session_id", "seq", name="one_checkin_each"),
    Index("checkins_by_time", "user_id", "at"),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("topic", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("position", Integer, nullable=False),
    Column("last_done_on", Date),
    Column("pack_hash", Text, ForeignKey("packs.hash"), nullable=False, index=True),
    Column("active", Boolean, nullable=False),
    _sealed(),
    sqlite_autoincrement=True,
)
Index(
    "one_active_plan",
    plans.c.user_id,
    plans.c.topic,
    unique=True,
    sqlite_where=text("active"),
)

# When a member wants to be asked; `at` and `quiet` are wall-clock times ("08:00") in `zone`, `days` 1 (Monday) to 7.
schedules = Table(
    "schedules",
    metadata,
    Column("user_id", Text, ForeignKey("people.user_id", ondelete="CASCADE"), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("days", JsonText, nullable=False),
    Column("at", Text, nullable=False),
    Column("quiet", JsonText),
    Column("status", Text, nullable=False),
    Column("why", Text),
    Column("resumes_on", Date),
    Column("started_on", Date, nullable=False),
    Column("silent", Integer, nullable=False),
    Column("sealed", LargeBinary),
)

# One row for each check-in that was due: it was sent, answered, or skipped, and why.
prompts = Table(
    "prompts",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("why", Text),
    Column("late", Boolean, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("channel_id", Text),
    Column("message_id", Text),
    Column("sealed", LargeBinary),
    UniqueConstraint("user_id", "day", "kind", name="one_prompt_each"),
    sqlite_autoincrement=True,
)

# What members reported outside of a routine, sealed with their own key; `key` makes each report one row.
reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("topic", Text, nullable=False),
    Column("pack_hash", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("purge_at", UtcDateTime, index=True),
    Index("reports_by_day", "user_id", "day"),
)

# What stood readable in a file from before it was sealed, and waits for the next start to seal it; empty otherwise.
unsealed = Table(
    "unsealed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("place", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("data", JsonText, nullable=False),
)

guilds = Table(
    "guilds",
    metadata,
    Column("guild_id", Text, primary_key=True),
    Column("settings", JsonText, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

# A server's own content; the highest number is what its members meet. Rows are only ever added.
overlays = Table(
    "overlays",
    metadata,
    Column("guild_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer, nullable=False),
    Column("base_hash", Text, ForeignKey("packs.hash"), nullable=False),
    Column("pack_hash", Text, ForeignKey("packs.hash"), nullable=False),
    Column("changes", JsonText, nullable=False),
    Column("author", Text),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("approved_by", Text),
    Column("restores", Integer),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("guild_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("base_hash", Text, nullable=False),
    Column("changes", JsonText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("parent", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("pack_hash", Text),
    Column("state", JsonText, nullable=False),
    UniqueConstraint("guild_id", "author", name="one_draft_each"),
    sqlite_autoincrement=True,
)

# Plain counters without persons; `guild_id` is empty for what only the host sees.
counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("guild_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

# Who was active, by a keyed hash whose key is thrown away with its period: enough to count people, not to find them.
seen = Table(
    "seen",
    metadata,
    Column("period", Integer, primary_key=True),
    Column("guild_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("who", Text, primary_key=True),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
