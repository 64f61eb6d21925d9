"""Publish, at once or after a second moderator's look; and what happens when somebody else was faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from bot.core.cards import Button, Field, Form
from bot.core.effects import AskPage, Examine, Reload
from bot.core.versions import Draft, Version
from bot.flows.desk.desk import Desk, Said, rows_of
from bot.flows.desk.texts import Editable
from bot.flows.desk.words import in_words, listed, show
from bot.library.overlay.changes import Change, Files, apply, diff, from_plain
from bot.library.overlay.merge import Clash, clashes, together
from bot.storage import packs, versions

NOTE = 200
THEIRS = "theirs"
"""Kept in a draft's state: places at which its own words were chosen over what was published meanwhile."""


def ask(desk: Desk) -> Said:
    """Ask what was changed and why, then publish."""
    if desk.draft is None or not desk.new():
        return show(desk.card("no_draft"))
    unchosen = desk.stale and desk.draft.pack_hash is None
    if unchosen or desk.draft.base_hash != desk.base.hash:
        return show(desk.card("stale_first", rows=((desk.button("choose", "stale", "primary"),),)))
    if desk.visit.values is None:
        field = Field("why", desk.text("why_label"), "text", required=True, max_length=NOTE)
        return (AskPage(Form(desk.text("publish_title"), (field,)), "/content/publish"),)
    note = "".join(desk.visit.values.get("why", ())).strip()
    saved = versions.save_draft(desk.visit.tx, replace(desk.draft, note=note))
    return publish(replace(desk, draft=saved))


def publish(desk: Desk, *, merged: bool = False) -> Said:
    """Publish the draft as it is, unless somebody has published since it was begun."""
    draft = desk.draft
    assert draft is not None
    standing = desk.head.number if desk.head else 0
    if draft.parent != standing:
        return _meet(desk, draft)
    if draft.pack_hash is None or packs.load(desk.visit.tx, draft.pack_hash) is None:
        return (Examine("/content/publish", changes=draft.changes),)
    if desk.settings.second_look:
        waiting = versions.save_draft(desk.visit.tx, replace(draft, status="waiting", at=desk.visit.now))
        return show(desk.card("asked", number=waiting.id))
    return _done(desk, draft, approved_by=None)


def _done(desk: Desk, draft: Draft, approved_by: str | None) -> Said:
    number = (desk.head.number if desk.head else 0) + 1
    assert draft.pack_hash is not None
    new = Version(
        guild_id=desk.guild_id,
        number=number,
        base_hash=draft.base_hash,
        pack_hash=draft.pack_hash,
        changes=draft.changes,
        author=draft.author,
        note=draft.note,
        at=desk.visit.now,
        parent=draft.parent,
        approved_by=approved_by,
    )
    versions.publish(desk.visit.tx, new)
    versions.drop_draft(desk.visit.tx, draft.id)
    row = (desk.button("rollback_last", f"rollback/{number - 1}"), desk.button("history", "history"))
    return (*show(desk.card("live", rows=(row,), number=number)), Reload(desk.guild_id))


def _parent_files(desk: Desk, draft: Draft) -> Files:
    """What the draft was begun from."""
    known = versions.get(desk.visit.tx, desk.guild_id, draft.parent)
    same_base = known is not None and known.base_hash == desk.base.hash
    return desk.files(from_plain(known.changes)) if known and same_base else desk.base.data


def _sides(desk: Desk, draft: Draft) -> tuple[Files, tuple[Change, ...], tuple[Change, ...]]:
    """What both began from, what was published since, and what the draft wants."""
    parent = _parent_files(desk, draft)
    published = diff(parent, desk.files(desk.published))
    return parent, published, diff(parent, desk.files(from_plain(draft.changes)))


def _meet(desk: Desk, draft: Draft) -> Said:
    """Somebody was faster: what does not touch is laid together, the rest is shown. Theirs stays until chosen."""
    parent, published, wanted = _sides(desk, draft)
    chosen: dict[str, str] = draft.state.get("chosen", {})
    open_ones = [clash for clash in clashes(published, wanted) if name_of(clash) not in chosen]
    if open_ones:
        return _choose(desk, open_ones)
    wins = frozenset(clash.theirs.where for clash in clashes(published, wanted) if chosen.get(name_of(clash)) == THEIRS)
    files, _ = apply(parent, together(published, wanted, wins))
    found = diff(desk.base.data, files)
    if not diff(desk.files(desk.published), files):
        versions.drop_draft(desk.visit.tx, draft.id)
        return show(desk.card("same"))
    standing = desk.head.number if desk.head else 0
    desk.keep(found, parent=standing, state={})
    return (Examine("/content/publish", changes=rows_of(found)),)


def name_of(clash: Clash) -> str:
    """A short name for the place at which two versions clash."""
    return Editable(clash.theirs.file, clash.theirs.place, "").key


def _choose(desk: Desk, open_ones: Sequence[Clash]) -> Said:
    clash, name = open_ones[0], name_of(open_ones[0])
    ours = desk.text("ours", words=in_words(desk, clash.ours))
    theirs = desk.text("theirs", words=in_words(desk, clash.theirs))
    row: tuple[Button, ...] = (
        desk.button("take_ours", f"clash/{name}/ours", "primary"),
        desk.button("take_theirs", f"clash/{name}/{THEIRS}"),
    )
    return show(desk.card("clash", ours, theirs, rows=(row,), count=len(open_ones)))


def choose(desk: Desk, name: str, which: str) -> Said:
    """One clash is decided; the next is shown, or both are laid together and published."""
    draft = desk.draft
    if draft is None or which not in ("ours", THEIRS):
        return show(desk.card("no_draft"))
    chosen = {**draft.state.get("chosen", {}), name: which}
    saved = versions.save_draft(desk.visit.tx, replace(draft, state={**draft.state, "chosen": chosen}))
    return publish(replace(desk, draft=saved))


def waiting(desk: Desk, draft_id: str) -> Said:
    """What another moderator asks to be approved."""
    found = _waits(desk, draft_id)
    if found is None:
        return show(desk.card("waits_no_more"))
    shown, files = listed(desk, diff(desk.files(desk.published), desk.files(from_plain(found.changes))))
    own = found.author == desk.author
    row = () if own else (
        desk.button("approve", f"approve/{found.id}/{_mark(found)}", "success"),
        desk.button("return", f"return/{found.id}/{_mark(found)}"),
    )  # fmt: skip
    note = desk.text("own_waits") if own else desk.text("why_given", why=found.note)
    return show(desk.card("waits", note, *shown, rows=(row,) if row else (), who=f"<@{found.author}>"), files)


def _mark(draft: Draft) -> str:
    """What was looked at: other changes have another mark."""
    return sha256(f"{draft.pack_hash}{draft.note}".encode()).hexdigest()[:12]


def decide(desk: Desk, draft_id: str, mark: str, approved: bool) -> Said:
    """A second moderator has looked, at exactly this. Nobody approves their own."""
    found = _waits(desk, draft_id)
    if found is None or found.author == desk.author or _mark(found) != mark:
        return show(desk.card("waits_no_more"))
    if not approved:
        versions.save_draft(desk.visit.tx, replace(found, status="open"))
        return show(desk.card("returned"))
    if found.parent != (desk.head.number if desk.head else 0):
        versions.save_draft(desk.visit.tx, replace(found, status="open"))
        return show(desk.card("overtaken"))
    return _done(desk, found, approved_by=desk.author)


def _waits(desk: Desk, draft_id: str) -> Draft | None:
    found = versions.draft(desk.visit.tx, int(draft_id)) if draft_id.isdecimal() and len(draft_id) < 16 else None
    fits = found is not None and found.guild_id == desk.guild_id and found.status == "waiting"
    return found if fits else None
