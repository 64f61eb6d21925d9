"""`python -m bot doctor`: looks at everything that the bot needs, and ends with at most three things to do."""

import asyncio
import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

import aiohttp

from bot.core.content.base import Claim, Review
from bot.core.content.pack import Pack
from bot.core.content.safety import Safety
from bot.library.lint.claims import YEAR
from bot.library.load import load_pack
from bot.library.walk import models
from bot.ops.application import Application, WrongTokenError, fetch_application, invite_link, permission_number
from bot.ops.crisis import crisis_file
from bot.ops.doctor_database import database
from bot.ops.doctor_keys import keys
from bot.ops.doctor_server import on_server
from bot.ops.finding import MOST_TODOS, Finding
from bot.ops.keeping import Keeping, keeping
from bot.settings import Settings

PYTHONS = ((3, 11), (3, 13))


async def examine(settings: Settings, env: Mapping[str, str], *, now: datetime | None = None) -> tuple[Finding, ...]:
    """Look at everything; nothing is changed."""
    at = now or datetime.now(UTC)
    return (
        _python(sys.version_info[:2]),
        *_operator(settings),
        *await _discord(settings),
        *await asyncio.to_thread(lambda: [*_rows(settings, keeping(settings, env), at)]),
        *await asyncio.to_thread(lambda: [*_content(settings, at.date())]),
        crisis_file(settings.crisis, at.date()),
    )


def _rows(settings: Settings, kept: Keeping, now: datetime) -> Iterable[Finding]:
    """Where the rows and their keys are: on a server, or in files on this disk."""
    if settings.database_url is not None:
        yield from on_server(settings, kept, now)
        return
    yield from database(settings.database, now)
    yield from keys(settings.database, kept, now)
    yield _disk(kept)


def _python(version: tuple[int, ...]) -> Finding:
    name = ".".join(map(str, version))
    if PYTHONS[0] <= version <= PYTHONS[1]:
        return Finding("Python", name)
    return Finding("Python", f"{name} is not supported", "Install Python 3.11, 3.12 or 3.13, and start with it.", 95)


def _operator(settings: Settings) -> Iterable[Finding]:
    for name, value in (("OPERATOR_NAME", settings.operator_name), ("OPERATOR_CONTACT", settings.operator_contact)):
        if value:
            yield Finding(name, value)
        else:
            yield Finding(name, "not set", f"Set {name}: members must see who runs this bot and how to reach you.", 70)


async def _discord(settings: Settings) -> tuple[Finding, ...]:
    if settings.token is None:
        todo = "Set DISCORD_TOKEN: README, 'Run it on Discord', says where the token is."
        return (Finding("Token", "not set", todo, 90),)
    try:
        application = await fetch_application(settings.token, settings.api_url)
    except WrongTokenError:
        todo = "Reset the token on discord.com/developers (your application, Bot) and set DISCORD_TOKEN to the new one."
        return (Finding("Token", "Discord does not accept it", todo, 90),)
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        todo = "Check this machine's connection to discord.com, then run doctor again."
        return (Finding("Discord", "cannot be reached, or gives no sense", todo, 60),)
    return (Finding("Token", f"belongs to {application.name}"), *_application(application), *_servers(application))


def _application(application: Application) -> Iterable[Finding]:
    link = invite_link(application.id)
    yield Finding("Invite link", f"{link} (permissions {permission_number()})")
    if application.endpoint:
        todo = "On discord.com/developers, General Information, empty 'Interactions Endpoint URL'."
        yield Finding("Interactions", "go to a web address, so the bot gets none", todo, 85)
    if application.code_grant:
        todo = "On discord.com/developers, Bot, switch off 'Requires OAuth2 Code Grant'."
        yield Finding("Invite", "does not work while a code grant is required", todo, 55)
    if application.privileged:
        names = ", ".join(application.privileged)
        todo = f"On discord.com/developers, Bot, switch off the intents that are not used: {names}."
        yield Finding("Intents", f"{names} on, but not needed", todo, 10)
    else:
        yield Finding("Intents", "none of the privileged ones is on, and none is needed")


def _servers(application: Application) -> Iterable[Finding]:
    short = [server for server in application.servers if server.missing]
    for server in short[:MOST_TODOS]:
        missing = ", ".join(server.missing)
        yield Finding("Server", f"{server.name}: lacks {missing}", f"In {server.name}, give the bot: {missing}.", 40)
    if not application.servers:
        yield Finding("Servers", "in none yet", "Open the invite link above and add the bot to your server.", 30)
    elif not short:
        yield Finding("Servers", f"in {len(application.servers)}, with all permissions")


def _disk(kept: Keeping) -> Finding:
    if kept.disk is None:
        return Finding("Disk", "lasts, as far as can be told")
    if kept.why_not != kept.disk:
        return Finding("Disk", f"accepted although it does not last ({kept.disk})")
    return Finding("Disk", "does not last, so nothing that members log is kept", kept.disk, 45)


def _content(settings: Settings, today: date) -> Iterable[Finding]:
    loaded = load_pack(settings.content)
    if loaded.pack is None:
        count = sum(problem.is_error for problem in loaded.problems)
        todo = f"Mend the content: `python -m bot check {settings.content}` shows each place."
        yield Finding("Content", f"has {count} {'error' if count == 1 else 'errors'}", todo, 75)
        return
    yield Finding("Content", f"{loaded.pack.info.name} {loaded.pack.info.version}")
    yield _age(loaded.pack, today)
    if loaded.pack.reviewed:
        yield Finding("Review", "signed by a clinician")
    elif settings.accepts_unreviewed:
        todo = "Have a clinician read and sign the content; until then every member is told that none has."
        yield Finding("Review", "no clinician has signed the content; you accepted that", todo, 20)
    else:
        todo = "Have a clinician sign the content, or set EASEBACK_UNREVIEWED=accept; members are told then."
        yield Finding("Review", "no clinician has signed the content", todo, 50)


def _age(pack: Pack, today: date) -> Finding:
    """Whether anybody has looked at the sources and reviews within a year."""
    days = sorted({day for _, model in models(pack) for day in _looked_at(model) if today - day > YEAR})
    if not days:
        return Finding("Sources", "all looked at within a year")
    todo = "Have the overdue sources and reviews looked at again: `python -m bot check` shows each place."
    return Finding("Sources", f"some were last looked at on {days[0]}, more than a year ago", todo, 15)


def _looked_at(model: object) -> Iterator[date]:
    said = model.checked_on if isinstance(model, Claim | Safety) else None
    said = model.reviewed_on if isinstance(model, Review) else said
    if said:
        # A day that there is not is an error that `check` tells.
        with contextlib.suppress(ValueError):
            yield date.fromisoformat(said)
