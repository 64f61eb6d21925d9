"""`/setup`: what admins decide for their server. Whoever comes here has to be allowed to manage it, at every press.

What is not a button or a form is an option of the command, because Discord's own lists of roles and channels know best.
"""

from collections.abc import Callable, Mapping

from bot.core import guild
from bot.core.cards import Button, Card
from bot.core.effects import Show, Spoken
from bot.core.guild import GuildSettings, toggled
from bot.flows import setup_lines
from bot.flows.setup_card import home_card, keep, lacking, note_card
from bot.flows.visit import Visit
from bot.storage import guilds

Said = tuple[Spoken, ...]
MOST_CHANNELS = 25
OPTIONS = ("moderators_role", "moderators_channel", "community_channel", "answer_in", "server")


def setup(visit: Visit) -> Said:
    """The page of this path, for those who may manage the server; one sentence for everybody else."""
    if visit.who.guild_id is None:
        return (Show(note_card(visit, "setup.in_server"), fresh=True),)
    if not visit.who.manages:
        return (Show(note_card(visit, "setup.denied"), fresh=True),)
    after = visit.path[1:]
    if after[:1] in (("lines",), ("directory",), ("country",)):
        return setup_lines.page(visit, guilds.get(visit.tx, visit.who.guild_id))
    act = ACTS.get("/".join(after), _home)
    return act(visit, guilds.get(visit.tx, visit.who.guild_id))


def _home(visit: Visit, settings: GuildSettings) -> Said:
    """All settings; what came as options of the command is set first."""
    values = visit.values or {}
    changed = settings
    for name in OPTIONS:
        for value in values.get(name, ())[:1]:
            changed = _with_option(changed, name, value)
    note = ""
    if changed.alert and changed.moderators_channel in visit.who.public:
        changed, note = changed.changed(alert=False), "setup.alert_needs_privacy"
    if len(changed.answer_in) > MOST_CHANNELS:
        changed, note = changed.changed(answer_in=settings.answer_in), "setup.too_many_channels"
    if changed != settings:
        keep(visit, changed)
    return (Show(home_card(visit, changed, note)),)


def _with_option(settings: GuildSettings, name: str, value: str) -> GuildSettings:
    if name == "server":
        return settings.changed(name=value[:100])
    if name == "answer_in":
        return settings.changed(answer_in=toggled(settings.answer_in, value))
    return settings.changed(**{name: value})


def _alert_on(visit: Visit, settings: GuildSettings) -> Said:
    """Only where it would arrive, and where moderators alone read it: it points at somebody."""
    if settings.moderators_channel is None:
        return (Show(home_card(visit, settings, "setup.alert_needs_channel")),)
    if settings.moderators_channel in visit.who.public:
        return (Show(home_card(visit, settings, "setup.alert_needs_privacy")),)
    if lacking(visit, settings.moderators_channel, guild.TO_SEND):
        return (Show(home_card(visit, settings, "setup.alert_needs_permission")),)
    return _set(visit, settings, alert=True, alert_lost=False)


def _set(visit: Visit, settings: GuildSettings, **changes: object) -> Said:
    return (Show(home_card(visit, keep(visit, settings.changed(**changes)))),)


def _confirm_alert(visit: Visit, settings: GuildSettings) -> Said:
    """What switching it on means, before it is on."""
    row = (
        Button(visit.text("setup.alert_on_sure"), "/setup/alert/on", "primary"),
        Button(visit.text("button.back"), "/setup"),
    )
    return (Show(Card(visit.text("setup.alert_title"), (visit.text("setup.alert_body"),), (row,))),)


ACTS: Mapping[str, Callable[[Visit, GuildSettings], Said]] = {
    "": _home,
    "alert": _confirm_alert,
    "alert/on": _alert_on,
    "alert/off": lambda visit, settings: _set(visit, settings, alert=False),
    "second/on": lambda visit, settings: _set(visit, settings, second_look=True),
    "second/off": lambda visit, settings: _set(visit, settings, second_look=False),
    "everywhere": lambda visit, settings: _set(visit, settings, answer_in=()),
    "nopost": lambda visit, settings: _set(visit, settings, community_channel=None),
}
