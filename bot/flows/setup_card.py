"""The card of `/setup`: everything that is set, what is missing, and the buttons for what is no option."""

from collections.abc import Iterable

from bot.core import guild
from bot.core.cards import Button, Card
from bot.core.conversation.turn import bullets
from bot.core.guild import GuildSettings, to_check
from bot.flows.visit import Visit
from bot.storage import guilds


def keep(visit: Visit, settings: GuildSettings) -> GuildSettings:
    """Store the settings of the server in which this was pressed."""
    assert visit.who.guild_id is not None
    guilds.save(visit.tx, visit.who.guild_id, settings, visit.now)
    return settings


def note_card(visit: Visit, key: str) -> Card:
    """One sentence, for whom this page is not."""
    return Card(visit.text(key))


def home_card(visit: Visit, settings: GuildSettings, note: str = "") -> Card:
    """All settings of the server; `note` is the key of a line on top."""
    body = (
        visit.text(note) if note else "",
        bullets([*_who_and_where(visit, settings), *_care(visit, settings), *_content(visit, settings)]),
        *_warnings(visit, settings),
        bullets(list(_permissions(visit, settings))),
    )
    rows = (_lines_row(visit), _switches(visit, settings), _ends(visit, settings))
    title, small = visit.text("setup.title"), visit.text("setup.small")
    return Card(title, tuple(part for part in body if part), tuple(row for row in rows if row), small=small)


def _who_and_where(visit: Visit, settings: GuildSettings) -> Iterable[str]:
    nobody = visit.text("setup.not_set")
    role = f"<@&{settings.moderators_role}>" if settings.moderators_role else nobody
    yield visit.text("setup.role", role=role)
    yield visit.text("setup.channel", channel=_channel(settings.moderators_channel) or nobody)
    where = ", ".join(_channel(one) for one in settings.answer_in)
    yield visit.text("setup.answers", where=where or visit.text("setup.everywhere"))
    yield visit.text("setup.post", channel=_channel(settings.community_channel) or visit.text("setup.off"))


def _care(visit: Visit, settings: GuildSettings) -> Iterable[str]:
    yield visit.text("setup.lines", lines=_lines(visit, settings))
    yield visit.text("setup.alert", state=_switch(visit, settings.alert))


def _lines(visit: Visit, settings: GuildSettings) -> str:
    if settings.resources:
        return visit.text("setup.lines_own", count=len(settings.resources))
    host = visit.env.host.listed
    if settings.country and any(one.place == settings.country for one in host.resources):
        return visit.text("setup.lines_host", country=settings.country)
    address = settings.directory_url or host.directory_url
    return visit.text("setup.lines_directory", url=address) if address else visit.text("setup.lines_none")


def _content(visit: Visit, settings: GuildSettings) -> Iterable[str]:
    yield visit.text("setup.second", state=_switch(visit, settings.second_look))
    yield visit.text("setup.language", language=visit.text(f"setup.language_{settings.language}"))


def _warnings(visit: Visit, settings: GuildSettings) -> Iterable[str]:
    """What somebody should do soon."""
    host = visit.env.host.listed
    if not (settings.resources or settings.directory_url) and host.is_empty:
        yield visit.text("setup.warn_no_lines")
    if settings.moderators_channel in visit.who.public:
        yield visit.text("setup.warn_public")
    old = to_check(settings, visit.now.date())
    if old:
        yield visit.text("setup.warn_old_lines", count=len(old))
    if settings.alert_lost:
        yield visit.text("setup.warn_alert_lost")


def _permissions(visit: Visit, settings: GuildSettings) -> Iterable[str]:
    """What the bot may not do where it has to, said plainly."""
    wanted: list[tuple[str | None, tuple[str, ...]]] = [
        (settings.moderators_channel, guild.TO_SEND),
        (settings.community_channel, guild.TO_SEND),
        *((one, guild.TO_ANSWER) for one in settings.answer_in),
        (visit.who.channel_id, guild.TO_ANSWER),
    ]
    missing = False
    for channel in dict.fromkeys(channel for channel, _ in wanted if channel):
        needs = tuple(dict.fromkeys(need for one, needs in wanted if one == channel for need in needs))
        lacks = lacking(visit, channel, needs)
        missing = missing or bool(lacks)
        if lacks:
            key = "setup.hidden" if guild.VIEW in lacks else "setup.missing"
            yield visit.text(key, channel=_channel(channel), names=", ".join(lacks))
    if not missing:
        yield visit.text("setup.permitted")


def lacking(visit: Visit, channel_id: str, needs: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these permissions the bot does not have in this channel; all of them where the channel is unknown."""
    lacks = visit.who.lacks.get(channel_id)
    return needs if lacks is None else tuple(need for need in needs if need in lacks)


def _lines_row(visit: Visit) -> tuple[Button, ...]:
    return (
        Button(visit.text("setup.lines_button"), "/setup/lines", "primary"),
        Button(visit.text("setup.directory_button"), "/setup/directory"),
        Button(visit.text("setup.country_button"), "/setup/country"),
    )


def _switches(visit: Visit, settings: GuildSettings) -> tuple[Button, ...]:
    alert = ("setup.alert_off", "/setup/alert/off") if settings.alert else ("setup.alert_on", "/setup/alert")
    second = ("setup.second_off", "off") if settings.second_look else ("setup.second_on", "on")
    return (Button(visit.text(alert[0]), alert[1]), Button(visit.text(second[0]), f"/setup/second/{second[1]}"))


def _ends(visit: Visit, settings: GuildSettings) -> tuple[Button, ...]:
    """Buttons that take back what an option has set."""
    everywhere = (Button(visit.text("setup.everywhere_button"), "/setup/everywhere"),) if settings.answer_in else ()
    post = (Button(visit.text("setup.nopost_button"), "/setup/nopost"),) if settings.community_channel else ()
    return (*everywhere, *post)


def _channel(channel_id: str | None) -> str:
    return f"<#{channel_id}>" if channel_id else ""


def _switch(visit: Visit, on: bool) -> str:
    return visit.text("setup.on" if on else "setup.off")
