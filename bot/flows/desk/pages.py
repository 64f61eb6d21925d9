"""The desk's pages by their path. Each visit is checked anew: a button outlives a moderator's role."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.flows.desk import editing, history, home, preview, publishing, stale, taking_away
from bot.flows.desk.desk import Desk, Said, desk_of
from bot.flows.desk.words import show
from bot.flows.visit import Visit

Page = Callable[[Desk, tuple[str, ...]], Said]


def content(visit: Visit) -> Said:
    """The page of the desk at this path, for whoever may change the server's content."""
    desk = desk_of(visit)
    if not isinstance(desk, Desk):
        return desk
    name, rest = (visit.path[1], visit.path[2:]) if len(visit.path) > 1 else ("home", ())
    page = PAGES.get(name)
    fits = page is not None and len(rest) in page[0]
    return page[1](desk, rest) if page is not None and fits else show(desk.card("no_page"))


PAGES: Mapping[str, tuple[tuple[int, ...], Page]] = {
    "home": ((0,), lambda desk, rest: home.home(desk)),
    "changes": ((0,), lambda desk, rest: home.changes(desk)),
    "discard": ((0, 1), lambda desk, rest: home.discard(desk, rest == ("yes",))),
    "take_back": ((0,), lambda desk, rest: home.take_back(desk)),
    "text": ((1,), lambda desk, rest: editing.edit(desk, rest[0])),
    "preview": ((0, 2), lambda desk, rest: preview.preview(desk, *rest)),
    "publish": ((0,), lambda desk, rest: publishing.ask(desk)),
    "clash": ((2,), lambda desk, rest: publishing.choose(desk, *rest)),
    "waiting": ((1,), lambda desk, rest: publishing.waiting(desk, rest[0])),
    "approve": ((2,), lambda desk, rest: publishing.decide(desk, rest[0], rest[1], True)),
    "return": ((2,), lambda desk, rest: publishing.decide(desk, rest[0], rest[1], False)),
    "history": ((0, 1), lambda desk, rest: history.version(desk, rest[0]) if rest else history.history(desk)),
    "rollback": ((1, 2), lambda desk, rest: history.rollback(desk, rest[0], rest[1:] == ("yes",))),
    "export": ((0,), lambda desk, rest: taking_away.export(desk)),
    "stale": ((0, 2), lambda desk, rest: stale.stale(desk, *rest)),
}
"""How many parts may follow the page's name, and what it shows."""
