"""`/setup`: the server's own people to talk to in a crisis, a directory, and the country of most members."""

from pydantic import ValidationError

from bot.core import guild
from bot.core.cards import Button, Card, Field, Form
from bot.core.conversation.turn import bullets, in_rows
from bot.core.crisis import MOST, Resource, address_like, country_like
from bot.core.effects import AskPage, Show, Spoken
from bot.core.guild import GuildSettings, key_of
from bot.flows import setup_card
from bot.flows.setup_card import home_card
from bot.flows.setup_reminder import plan
from bot.flows.visit import Visit

Said = tuple[Spoken, ...]
FIELDS = ("name", "contact", "hours", "url", "locale")
LONGEST = {"name": 80, "contact": 120, "hours": 80, "url": 200, "locale": 10}


def page(visit: Visit, settings: GuildSettings) -> Said:
    """`/setup/lines…`, `/setup/directory` and `/setup/country`."""
    after = visit.path[1:]
    if after == ("directory",):
        return _directory(visit, settings)
    if after == ("country",):
        return _country(visit, settings)
    if after == ("lines", "add"):
        return _add(visit, settings)
    chosen = next((one for one in settings.resources if (key_of(one),) == after[1:2]), None)
    if chosen is None:
        return (Show(_list_card(visit, settings)),)
    return _one(visit, settings, chosen, "/".join(after[2:]))


def _list_card(visit: Visit, settings: GuildSettings) -> Card:
    lines = bullets([_line(visit, one) for one in settings.resources]) or visit.text("setup.lines_empty")
    chosen = tuple(Button(one.name[:80], f"/setup/lines/{key_of(one)}") for one in settings.resources)
    last = (
        *(() if guild.is_full(settings) else (Button(visit.text("setup.add"), "/setup/lines/add", "primary"),)),
        Button(visit.text("button.back"), "/setup"),
    )
    full = (visit.text("setup.lines_full", most=MOST),) if guild.is_full(settings) else ()
    small = visit.text("setup.lines_small")
    return Card(visit.text("setup.lines_title"), (lines, *full), (*in_rows(chosen), last), small=small)


def _line(visit: Visit, one: Resource) -> str:
    url = f" · {one.url}" if one.url else ""
    told = {"name": one.name, "contact": f"{one.contact}{url}", "hours": one.hours}
    return f"{visit.text('crisis.entry', date=one.verified_on.isoformat(), **told)} · {one.locale}"


def _one(visit: Visit, settings: GuildSettings, chosen: Resource, act: str) -> Said:
    key = key_of(chosen)
    if act == "checked":
        return (Show(_list_card(visit, keep(visit, guild.checked(settings, key, visit.now.date())))),)
    if act == "remove":
        return (Show(_list_card(visit, keep(visit, guild.without_resource(settings, key)))),)
    row = (
        Button(visit.text("setup.checked"), f"/setup/lines/{key}/checked", "primary"),
        Button(visit.text("setup.remove"), f"/setup/lines/{key}/remove", "danger"),
        Button(visit.text("button.back"), "/setup/lines"),
    )
    return (Show(Card(chosen.name, (_line(visit, chosen), visit.text("setup.one_body")), (row,))),)


def _add(visit: Visit, settings: GuildSettings) -> Said:
    if guild.is_full(settings):
        return (Show(_list_card(visit, settings)),)
    if visit.values is None:
        return (AskPage(_form(visit, settings.draft), "/setup/lines/add"),)
    given = {name: "".join(visit.values.get(name, ())).strip() for name in FIELDS}
    try:
        line = Resource.model_validate({**_mended(given), "verified_on": visit.now.date()})
    except ValidationError as error:
        keep(visit, settings.changed(draft=tuple(given.values())))
        return (Show(_again(visit, f"setup.bad_{error.errors()[0]['loc'][0]}", "/setup/lines/add")),)
    return (Show(_list_card(visit, keep(visit, guild.with_resource(settings, line)))),)


def _mended(given: dict[str, str]) -> dict[str, str]:
    """What is meant, where only the spelling is off: `en_gb`, and an address without its beginning."""
    language, _, country = given["locale"].replace("_", "-").partition("-")
    locale = f"{language.lower()}-{country.upper()}" if country else language.lower()
    return {**given, "locale": locale, "url": _address(given["url"])}


def _address(text: str) -> str:
    return f"https://{text}" if text and "://" not in text else text


def _form(visit: Visit, draft: tuple[str, ...]) -> Form:
    values = draft if len(draft) == len(FIELDS) else ("",) * len(FIELDS)
    fields = (
        Field(
            name,
            visit.text(f"setup.field_{name}"),
            "text",
            description=visit.text(f"setup.hint_{name}"),
            required=name != "url",
            max_length=LONGEST[name],
            value=value,
        )
        for name, value in zip(FIELDS, values, strict=True)
    )
    return Form(visit.text("setup.add"), tuple(fields))


def _directory(visit: Visit, settings: GuildSettings) -> Said:
    if visit.values is None:
        return (AskPage(_asking(visit, "directory", settings.directory_url, 200), "/setup/directory"),)
    address = _address("".join(visit.values.get("directory", ())).strip())
    try:
        checked = address_like(address)
    except ValueError:
        return (Show(_again(visit, "setup.bad_url", "/setup/directory")),)
    return (Show(home_card(visit, keep(visit, settings.changed(directory_url=checked)))),)


def _country(visit: Visit, settings: GuildSettings) -> Said:
    if visit.values is None:
        return (AskPage(_asking(visit, "country", settings.country, 2), "/setup/country"),)
    try:
        checked = country_like("".join(visit.values.get("country", ())).strip().upper())
    except ValueError:
        return (Show(_again(visit, "setup.bad_country", "/setup/country")),)
    return (Show(home_card(visit, keep(visit, settings.changed(country=checked)))),)


def _asking(visit: Visit, name: str, value: str, longest: int) -> Form:
    label, hint = visit.text(f"setup.field_{name}"), visit.text(f"setup.hint_{name}")
    field = Field(name, label, "text", description=hint, max_length=longest, value=value)
    return Form(visit.text(f"setup.{name}_button"), (field,))


def _again(visit: Visit, key: str, path: str) -> Card:
    row = (Button(visit.text("setup.again"), path, "primary"), Button(visit.text("button.back"), "/setup"))
    return Card(visit.text("setup.wrong"), (visit.text(key),), (row,), tone="notice")


def keep(visit: Visit, settings: GuildSettings) -> GuildSettings:
    """Store the settings, and when somebody should look at the list again."""
    kept = setup_card.keep(visit, settings)
    plan(visit.tx, visit.who.guild_id or "", kept)
    return kept
