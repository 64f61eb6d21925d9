"""What the examination of a submission found: problems to mend, or a draft with its differences in words."""

from __future__ import annotations

from datetime import datetime

from bot.core.effects import Examine, Reload
from bot.flows.desk import publishing
from bot.flows.desk.desk import Desk, Said, desk_of
from bot.flows.desk.home import draft_row
from bot.flows.desk.words import listed, problems, show
from bot.flows.env import Env, Who
from bot.flows.visit import Visit
from bot.library.findings import Findings
from bot.library.overlay.changes import from_plain
from bot.storage import packs
from bot.storage.tx import Tx


def submitted(tx: Tx, env: Env, now: datetime, who: Who, *, name: str, raw: bytes) -> Said:
    """A file was sent: have it examined against what is published."""
    desk = desk_of(Visit(tx, env, now, who, ("content", "submit")))
    if not isinstance(desk, Desk):
        return desk
    if desk.stale:
        return show(desk.card("stale_first", rows=((desk.button("choose", "stale", "primary"),),)))
    known = desk.head.changes if desk.head else ()
    return (Examine("/content/draft", name=name, raw=raw, changes=known),)


def examined(tx: Tx, env: Env, now: datetime, who: Who, *, then: str, findings: Findings) -> Said:
    """Keep what is right as the draft, or publish it; show what is wrong, and keep what was there before."""
    path = tuple(then.strip("/").split("/"))
    desk = desk_of(Visit(tx, env, now, who, path))
    if not isinstance(desk, Desk):
        return desk
    if findings.stopped:
        return show(desk.card("stopped", findings.stopped))
    if not findings.ok:
        return _wrong(desk, findings)
    kept = desk.keep(from_plain(findings.changes), pack_hash=findings.pack_hash, state={})
    packs.keep(tx, findings.pack_hash, findings.text, now)
    ready = Reload(None, findings.pack_hash)
    if path[1:2] == ("publish",):
        return (*publishing.publish(kept, merged=True), ready)
    return (*_drafted(kept, findings), ready)


def _wrong(desk: Desk, findings: Findings) -> Said:
    errors = sum(problem.is_error for problem in findings.problems)
    shown, files = problems(desk, findings.problems)
    return show(desk.card("wrong", *shown, count=errors), files)


def _drafted(desk: Desk, findings: Findings) -> Said:
    found = desk.new()
    if not found:
        return show(desk.card("same"))
    shown, files = listed(desk, found)
    mine = {change.file for change in found}
    about_mine = [problem for problem in findings.problems if problem.file in mine]
    notes, more = problems(desk, about_mine)
    told = (desk.text("notes", count=len(about_mine)), *notes[:2]) if about_mine else ()
    card = desk.card("drafted", *shown, *told, rows=(draft_row(desk),), count=len(found), cases=findings.vignettes)
    return show(card, (*files, *more))
