"""What a server's admins have set: where the bot may answer, who moderates, and whom it sends to in a crisis."""

from datetime import date
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

from bot.core.crisis import MAX_AGE_DAYS, MOST, Help, Listed, Resource, choose, overdue

VIEW, SEND, HISTORY = "View Channel", "Send Messages", "Read Message History"
TO_SEND = (VIEW, SEND)
"""Permissions, by Discord's names for them, without which nothing can be sent to a channel."""
TO_ANSWER = (VIEW, SEND, HISTORY)
"""The same for a reply to a mention."""


class GuildSettings(BaseModel):
    """All settings of one server; each has a default with which the bot works at once. Ids are Discord's, as text."""

    # Not "forbid": settings that a newer version has added must not keep an older one from reading the rest.
    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = ""
    """The server's name, as it was at the last /setup."""
    moderators_role: str | None = None
    moderators_channel: str | None = None
    answer_in: tuple[str, ...] = ()
    """Channels in which mentions are answered; empty: in all. Urgent words are answered everywhere."""
    community_channel: str | None = None
    """Where the weekly community post goes; None: there is none."""
    resources: tuple[Resource, ...] = ()
    """The server's own people to talk to; they win over the host's."""
    directory_url: str = ""
    country: str = ""
    """Where most members live: which of the host's people to talk to fit. Two letters, or empty."""
    alert: bool = False
    """Whether moderators are told, without the text, when someone in a channel may need a person."""
    alert_lost: bool = False
    """Whether the last alert could not be posted."""
    second_look: bool = False
    """Whether a second moderator has to approve a change of content."""
    language: str = "en"
    draft: tuple[str, ...] = ()
    """A form that came back with a mistake, so that nobody has to type it again."""

    def changed(self, **changes: object) -> "GuildSettings":
        """The same with other values; they are checked."""
        return GuildSettings.model_validate({**dict(self), **changes})

    def may_answer(self, channel_id: str) -> bool:
        """Whether a mention in this channel is answered."""
        return not self.answer_in or channel_id in self.answer_in

    @property
    def alerts_in(self) -> str | None:
        """The channel in which moderators are told that someone may need a person; None: they are not."""
        return self.moderators_channel if self.alert else None


def help_in(settings: GuildSettings, host: Listed, country: str = "") -> Help:
    """The people to talk to for what was said in this server; `country` was tapped by the person."""
    return choose(host, settings.resources, settings.directory_url, country or settings.country)


def key_of(resource: Resource) -> str:
    """A short name of an entry that stays the same when others come and go, and when it is checked again."""
    told = "\n".join((resource.locale, resource.name, resource.contact))
    return sha256(told.encode()).hexdigest()[:8]


def with_resource(settings: GuildSettings, resource: Resource) -> GuildSettings:
    """One entry more, in the place of the same one. A server that is full takes none more (`is_full`)."""
    others = tuple(one for one in settings.resources if key_of(one) != key_of(resource))
    return settings.changed(resources=(*others, resource), draft=())


def is_full(settings: GuildSettings) -> bool:
    """Whether the server lists as many as it can."""
    return len(settings.resources) >= MOST


def without_resource(settings: GuildSettings, key: str) -> GuildSettings:
    """Without this entry."""
    return settings.changed(resources=tuple(one for one in settings.resources if key_of(one) != key))


def checked(settings: GuildSettings, key: str, today: date) -> GuildSettings:
    """Somebody has called or looked today."""
    seen = (one.model_copy(update={"verified_on": today}) if key_of(one) == key else one for one in settings.resources)
    return settings.changed(resources=tuple(seen))


def to_check(settings: GuildSettings, today: date) -> tuple[Resource, ...]:
    """The server's own entries that nobody has checked for a year."""
    return overdue(settings.resources, today, MAX_AGE_DAYS)


def toggled(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    """The list with this one in it, or without it where it was in it."""
    return tuple(each for each in chosen if each != one) if one in chosen else (*chosen, one)
