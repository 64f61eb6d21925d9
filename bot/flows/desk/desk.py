"""Who may sit at the desk, and what lies on it: the shipped content, what is published, and the moderator's draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.cards import Button, Card, Style
from bot.core.effects import Show, Spoken
from bot.core.guild import GuildSettings
from bot.core.versions import Draft, Rows, Version
from bot.flows.env import Env
from bot.flows.visit import Visit
from bot.library.overlay.changes import Change, Files, apply, diff, from_plain, to_plain
from bot.library.overlay.edition import Base
from bot.storage import guilds, versions
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One visit of someone who may change this server's content."""

    visit: Visit
    guild_id: str
    settings: GuildSettings
    base: Base
    head: Version | None
    draft: Draft | None

    @property
    def author(self) -> str:
        """The moderator."""
        return self.visit.who.user_id

    @property
    def stale(self) -> bool:
        """Whether what is published was made to older shipped content."""
        return self.head is not None and self.head.base_hash != self.base.hash

    @property
    def published(self) -> tuple[Change, ...]:
        """What members of this server meet, as changes of the shipped content; none where it is stale."""
        return () if self.head is None or self.stale else from_plain(self.head.changes)

    @property
    def drafted(self) -> tuple[Change, ...]:
        """What would be published, all of it; what is published where nothing was begun."""
        return self.published if self.draft is None else from_plain(self.draft.changes)

    def files(self, changes: Sequence[Change]) -> Files:
        """The plain data of all files with these changes in them."""
        return apply(self.base.data, changes)[0]

    def new(self) -> tuple[Change, ...]:
        """What the draft does to what is published."""
        return diff(self.files(self.published), self.files(self.drafted))

    def text(self, key: str, **fillings: object) -> str:
        """A text of the desk."""
        return self.visit.text(f"content.{key}", **fillings)

    def button(self, key: str, path: str, style: Style = "secondary", **fillings: object) -> Button:
        """A button that leads to another page of the desk."""
        return Button(self.text(key, **fillings), f"/content/{path}", style)

    def card(self, key: str, *body: str, rows: tuple[tuple[Button, ...], ...] = (), **fillings: object) -> Card:
        """A card whose title and first words are texts of the desk."""
        first = self.text(f"{key}_body", **fillings)
        return Card(self.text(f"{key}_title", **fillings), (first, *body), rows)

    def keep(self, changes: Sequence[Change], **more: object) -> Desk:
        """The draft with these changes, begun now where there was none."""
        known = self.draft
        parent = self.head.number if self.head else 0
        fresh = Draft(
            guild_id=self.guild_id, author=self.author, base_hash=self.base.hash, changes=(), at=self.visit.now,
            parent=parent,
        )  # fmt: skip
        begun = known if known is not None and known.base_hash == self.base.hash else fresh
        values = {"changes": rows_of(changes), "at": self.visit.now, "status": "open", "pack_hash": None, **more}
        saved = versions.save_draft(self.visit.tx, replace(begun, **values))  # pyright: ignore[reportArgumentType]
        return replace(self, draft=saved)


def rows_of(changes: Sequence[Change]) -> Rows:
    """Changes as they are stored."""
    return tuple(to_plain(changes))


def may_change(visit: Visit, settings: GuildSettings) -> bool:
    """Whether this member may change the server's content: Manage Server, or the moderators' role of /setup."""
    role = settings.moderators_role
    return visit.who.manages or (role is not None and role in visit.who.roles)


def desk_of(visit: Visit) -> Desk | Said:
    """The desk, or the sentence that says why not."""
    guild_id, base = visit.who.guild_id, visit.env.base
    if guild_id is None or base is None:
        return (Show(Card(visit.text("content.where_title"), (visit.text("content.where_body"),))),)
    settings = guilds.get(visit.tx, guild_id)
    if not may_change(visit, settings):
        return (Show(Card(visit.text("content.denied_title"), (visit.text("content.denied_body"),))),)
    head = versions.head(visit.tx, guild_id)
    draft = versions.draft_of(visit.tx, guild_id, visit.who.user_id)
    return Desk(visit, guild_id, settings, base, head, draft)


def draft_data(tx: Tx, env: Env, guild_id: str, author: str) -> Files | None:
    """The content as this moderator sees it: their draft, or what is published. It tells nothing that members can't
    read, so suggestions are given from it without a further look at rights.
    """
    base = env.base
    if base is None:
        return None
    draft, head = versions.draft_of(tx, guild_id, author), versions.head(tx, guild_id)
    kept = draft.changes if draft else head.changes if head and head.base_hash == base.hash else ()
    return apply(base.data, from_plain(kept))[0]
