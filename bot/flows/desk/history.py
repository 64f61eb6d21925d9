"""Who published what, when and why; and taking it back, which publishes what was there before as a new version."""

from __future__ import annotations

from dataclasses import replace

from bot.core.cards import Card
from bot.core.effects import Reload
from bot.core.versions import Version
from bot.flows.desk.desk import Desk, Said, rows_of
from bot.flows.desk.home import line
from bot.flows.desk.words import listed, show
from bot.library.load import PackError
from bot.library.overlay.changes import Change, diff, from_plain
from bot.library.overlay.edition import data_of, edition
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
    changes = _changes(desk, target)
    if changes is None:
        return show(desk.card("no_way_back"))
    return _restored(desk, changes, int(number))


def _changes(desk: Desk, target: Version | None) -> tuple[Change, ...] | None:
    """The version's changes on today's shipped content; None where they no longer fit it."""
    if target is None:
        return ()
    changes = from_plain(target.changes)
    if target.base_hash == desk.base.hash:
        return changes
    old = packs.load(desk.visit.tx, target.base_hash)
    carried = carry_over(changes, data_of(old), desk.base.data) if old else None
    return None if carried is None or carried.conflicts else carried.changes


def _restored(desk: Desk, changes: tuple[Change, ...], number: int) -> Said:
    assert desk.head is not None
    if any(refusals(changes, desk.base.pack)):
        return show(desk.card("no_way_back"))
    try:
        made = edition(desk.base, changes)
    except PackError:
        return show(desk.card("no_way_back"))
    packs.keep(desk.visit.tx, made.hash, made.text, desk.visit.now)
    restored = replace(
        desk.head,
        number=desk.head.number + 1,
        parent=desk.head.number,
        base_hash=desk.base.hash,
        pack_hash=made.hash,
        changes=rows_of(changes),
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
