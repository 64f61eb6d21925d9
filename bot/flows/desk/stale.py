"""Newer shipped content has met a server's changes: a moderator chooses, and until then the old version runs on."""

from __future__ import annotations

from dataclasses import replace

from bot.core.effects import Examine
from bot.flows.desk.desk import Desk, Said, rows_of
from bot.flows.desk.texts import Editable
from bot.flows.desk.words import in_words, show
from bot.library.overlay.changes import Change, Missing, apply, at, diff, from_plain
from bot.library.overlay.edition import data_of
from bot.library.overlay.merge import Carried, carry_over
from bot.storage import packs

KEEP, SHIPPED = "keep", "shipped"


def stale(desk: Desk, name: str | None = None, which: str | None = None) -> Said:
    """The next place to choose at; once all are chosen, a draft on the newer content."""
    if not desk.stale or desk.head is None:
        return show(desk.card("not_stale"))
    carried = _carried(desk)
    if carried is None:
        return show(desk.card("no_way_back"))
    started = desk.draft if desk.draft is not None and desk.draft.base_hash == desk.base.hash else None
    chosen: dict[str, str] = dict(started.state.get("stale", {})) if started else {}
    if name is not None and which in (KEEP, SHIPPED):
        chosen[name] = which
    kept = desk.keep(carried.changes, state={"stale": chosen}, parent=desk.head.number)
    left = [conflict for conflict in carried.conflicts if _name(conflict) not in chosen]
    if left:
        return _ask(kept, left)
    wanted = [_again(desk, conflict) for conflict in carried.conflicts if chosen.get(_name(conflict)) == KEEP]
    files, _ = apply(desk.files(carried.changes), wanted)
    return (Examine("/content/draft", changes=rows_of(diff(desk.base.data, files))),)


def _carried(desk: Desk) -> Carried | None:
    assert desk.head is not None
    old = packs.load(desk.visit.tx, desk.head.base_hash)
    return carry_over(from_plain(desk.head.changes), data_of(old), desk.base.data) if old else None


def _again(desk: Desk, conflict: Change) -> Change:
    """The same change, from what stands there now."""
    return replace(conflict, before=at(desk.base.data, conflict.file, conflict.place))


def _name(conflict: Change) -> str:
    return Editable(conflict.file, conflict.place, "").key


def _ask(desk: Desk, left: list[Change]) -> Said:
    conflict, name = left[0], _name(left[0])
    shipped = at(desk.base.data, conflict.file, conflict.place)
    yours = in_words(desk, conflict)
    theirs = in_words(desk, replace(conflict, after=shipped))
    gone = isinstance(shipped, Missing) and not isinstance(conflict.before, Missing)
    row = (desk.button("take_shipped", f"stale/{name}/{SHIPPED}", "primary"),)
    if not gone:
        row = (*row, desk.button("keep_ours", f"stale/{name}/{KEEP}"))
    body = (desk.text("yours", words=yours), desk.text("shipped", words=theirs))
    return show(desk.card("stale_choose", *body, rows=(row,), count=len(left)))
