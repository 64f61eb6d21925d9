"""Who published what, when and why; and taking it back, which publishes what was there before as a new version."""

from __future__ import annotations

from dataclasses import replace

from bot.core.cards import Card
from bot.core.effects import Examine, Reload
from bot.core.versions import Rows, Version
from bot.flows.desk.desk import Desk, Said, rows_of
from bot.flows.desk.home import line
from bot.flows.desk.words import listed, show
from bot.library.overlay.changes import diff, from_plain
from bot.library.overlay.edition import data_of
from bot.library.overlay.floor import refusals
from bot.library.overlay.merge import carry_over
from bot.storage import packs, versions

SHOWN = 8


def history(desk: Desk) -> Said:
    """The last versions, newest first, each with its changes and a way back to it."""
    known = versions.history(desk.visit.tx, desk.guild_id, SHOWN)
    lines = tuple(line(desk, version) for version in known)
    older = tuple(desk.button("bring_back", f"rollback/{v.number}", number=v.number) for v in known[1:5])
    shipped = (desk.button("bring_back_shipped", "rollback/0"),) if known else ()
    see = tuple(desk.button("see_version", f"history/{v.number}", number=v.number) for v in known[:5])
    return show(desk.card("history", *lines, rows=tuple(row for row in (see, (*older, *shipped)) if row)))


def version(desk: Desk, number: str) -> Said:
    """What one version changed in the one before it."""
    found = _get(desk, number)
    if found is None:
        return show(desk.card("no_version"))
    before = versions.get(desk.visit.tx, desk.guild_id, found.number - 1)
    old = desk.files(from_plain(before.changes)) if before else desk.base.data
    shown, files = listed(desk, diff(old, desk.files(from_plain(found.changes))))
    return show(Card(desk.text("version_title", number=found.number), (line(desk, found), *shown)), files)


def rollback(desk: Desk, number: str, sure: bool) -> Said:
    """Bring an earlier version back: shown first, then done with one press."""
    target = _get(desk, number)
    if (target is None and number != "0") or desk.head is None:
        return show(desk.card("no_version"))
    if not sure:
        row = (desk.button("rollback_sure", f"rollback/{number}/yes", "danger"), desk.button("back", "home"))
        what = line(desk, target) if target else desk.text("as_shipped", version=desk.base.pack.info.version)
        return show(desk.card("rollback", what, rows=(row,)))
    if target is None:
        return _restored(desk, (), desk.base.hash, 0)
    if target.base_hash == desk.base.hash:
        return _restored(desk, target.changes, target.pack_hash, target.number)
    return _on_newer(desk, target)


def _on_newer(desk: Desk, target: Version) -> Said:
    """The version's changes on newer shipped content: as a draft, which is examined again."""
    old = packs.load(desk.visit.tx, target.base_hash)
    carried = carry_over(from_plain(target.changes), data_of(old), desk.base.data) if old else None
    if carried is None or carried.conflicts or any(refusals(carried.changes, desk.base.pack)):
        return show(desk.card("no_way_back"))
    return (Examine("/content/draft", changes=rows_of(carried.changes)),)


def _restored(desk: Desk, changes: Rows, pack_hash: str, number: int) -> Said:
    """A new version with what stood before: that pack is kept already."""
    assert desk.head is not None
    restored = replace(
        desk.head,
        number=desk.head.number + 1,
        parent=desk.head.number,
        base_hash=desk.base.hash,
        pack_hash=pack_hash,
        changes=changes,
        author=desk.author,
        note=desk.text("restored_note", number=number),
        at=desk.visit.now,
        approved_by=None,
        restores=number,
    )
    versions.publish(desk.visit.tx, restored)
    row = (desk.button("rollback_last", f"rollback/{desk.head.number}"), desk.button("history", "history"))
    return (*show(desk.card("restored", rows=(row,), number=restored.number)), Reload(desk.guild_id))


def _get(desk: Desk, number: str) -> Version | None:
    fits = number.isdecimal() and len(number) < 10
    return versions.get(desk.visit.tx, desk.guild_id, int(number)) if fits else None
