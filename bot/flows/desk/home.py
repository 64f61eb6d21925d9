"""The desk's first card: what is published, what is drafted, and what waits."""

from __future__ import annotations

from bot.core.cards import Button
from bot.core.versions import Version
from bot.flows.desk.desk import Desk, Said
from bot.flows.desk.words import listed, show
from bot.storage import versions


def home(desk: Desk) -> Said:
    """Where everything stands, with the ways on from here."""
    lines = [_published(desk)]
    if desk.stale:
        lines.append(desk.text("stale"))
    waiting = versions.waiting(desk.visit.tx, desk.guild_id)
    rows: list[tuple[Button, ...]] = [_draft_row(desk, lines)]
    if waiting:
        lines.append(desk.text("waiting", count=len(waiting)))
        rows.append(tuple(desk.button("look_at", f"waiting/{draft.id}", number=draft.id) for draft in waiting[:5]))
    rows.append((desk.button("history", "history"), desk.button("export", "export")))
    if desk.stale:
        rows.append((desk.button("choose", "stale", "primary"),))
    return show(desk.card("home", *lines, rows=tuple(row for row in rows if row)))


def _published(desk: Desk) -> str:
    if desk.head is None:
        return desk.text("as_shipped", version=desk.base.pack.info.version)
    return desk.text("published", what=line(desk, desk.head))


def line(desk: Desk, version: Version) -> str:
    """One version: its number, who, when and why."""
    who = f"<@{version.author}>" if version.author else desk.text("by_itself")
    when = f"<t:{round(version.at.timestamp())}:f>"
    approved = desk.text("approved_by", who=f"<@{version.approved_by}>") if version.approved_by else ""
    return desk.text("version", number=version.number, who=who, when=when, why=version.note or "–") + approved


def _draft_row(desk: Desk, lines: list[str]) -> tuple[Button, ...]:
    if desk.draft is None:
        return ()
    if desk.draft.status == "waiting":
        lines.append(desk.text("yours_waits"))
        return (desk.button("changes", "changes"), desk.button("take_back", "take_back"))
    lines.append(desk.text("draft", count=len(desk.new())))
    return draft_row(desk)


def draft_row(desk: Desk) -> tuple[Button, ...]:
    """What can be done with a draft."""
    return (
        desk.button("changes", "changes"),
        desk.button("preview", "preview"),
        desk.button("publish", "publish", "success"),
        desk.button("discard", "discard"),
    )


def changes(desk: Desk) -> Said:
    """What the draft changes in what is published."""
    found = desk.new()
    shown, files = listed(desk, found)
    return show(desk.card("changes", *shown, rows=(draft_row(desk),), count=len(found)), files)


def discard(desk: Desk, sure: bool) -> Said:
    """Throw the draft away; what is published stays."""
    if desk.draft is None:
        return show(desk.card("no_draft"))
    if not sure:
        row = (desk.button("discard_sure", "discard/yes", "danger"), desk.button("back", "home"))
        return show(desk.card("discard", rows=(row,)))
    versions.drop_draft(desk.visit.tx, desk.draft.id)
    return show(desk.card("discarded"))


def take_back(desk: Desk) -> Said:
    """The draft no longer waits for a second moderator."""
    if desk.draft is None:
        return show(desk.card("no_draft"))
    return home(desk.keep(desk.drafted, pack_hash=desk.draft.pack_hash))
