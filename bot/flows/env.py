"""What every flow is given beside its transaction: the packs, the host's facts, and who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.content.pack import Pack
from bot.core.crisis import NOBODY, Listed
from bot.library.overlay.edition import Base


@dataclass(frozen=True, slots=True)
class Host:
    """What the host has told us: who runs this bot, and whether anything may be kept."""

    operator_name: str
    operator_contact: str
    keeps: bool = True
    """Whether the disk lasts; otherwise everyone is on *keep nothing*."""
    is_tryout: bool = False
    listed: Listed = NOBODY
    """Whom members can talk to in a crisis, as the host has checked."""


@dataclass(frozen=True, slots=True)
class Env:
    """Immutable surroundings of a flow. `packs` holds compiled packs by hash; `active` is the one for new sessions."""

    packs: Mapping[str, Pack]
    texts: Mapping[str, str]
    """The packs as text, by hash, to be kept in the database beside what refers to them."""
    active: str
    host: Host
    servers: Mapping[str, str] = field(default_factory=dict[str, str])
    """The pack of each server that has changed the shipped one, by hash."""

    base: Base | None = None
    """The shipped content with its files, for whoever changes it."""

    def of(self, guild_id: str | None) -> "Env":
        """The same for someone in this server: new sessions begin with its own content."""
        mine = self.servers.get(guild_id, self.active) if guild_id else self.active
        return self if mine == self.active else replace(self, active=mine)

    @property
    def pack(self) -> Pack:
        """The pack for new sessions."""
        return self.packs[self.active]


@dataclass(frozen=True, slots=True)
class Who:
    """The person at the other end, as the platform names them."""

    user_id: str
    name: str
    guild_id: str | None = None
    direct: bool = False
    """Whether this came by direct message."""
    manages: bool = False
    """Whether they may manage the server (Manage Server), as the platform says with this very interaction."""
    roles: frozenset[str] = frozenset()
    """Their roles in the server, by id."""
    channel_id: str | None = None
    """Where they are, where that was told."""
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Which permissions the bot lacks in the server's channels, by id; only told to /setup."""
    public: frozenset[str] = frozenset()
    """The server's channels that every member can read; only told to /setup."""
    locale: str = ""
    """The language that their client is set to, such as `en-GB`; empty where it was not told."""
