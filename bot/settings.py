"""What the host has set: one frozen object, read from the environment, with all problems told at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_KEY = 16
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SHIPPED_CONTENT = Path(__file__).resolve().parent.parent / "content" / "en"

VARIABLES: Mapping[str, str] = {
    "DISCORD_TOKEN": "The bot's token. Needed to run on Discord.",
    "OPERATOR_NAME": "Who runs this bot; members see it in `/me`. Needed to run on Discord.",
    "OPERATOR_CONTACT": "How members reach you (mail or link); shown in `/me`. Needed to run on Discord.",
    "EASEBACK_UNREVIEWED": "`accept`: run although no clinician has signed the content.",
    "DATABASE_URL": "Address of a Postgres database, instead of the SQLite file. Needs `EASEBACK_KEY`. Default: none.",
    "EASEBACK_KEY": (
        "A passphrase of 16 characters or more, or 32 random bytes in base64: it locks what members report. "
        "Default: a key in the file `key` beside the database."
    ),
    "EASEBACK_KEY_OLD": "The `EASEBACK_KEY` of before, for `python -m bot db rekey` only.",
    "EASEBACK_EPHEMERAL": "`accept`: keep diaries on a disk that does not last, once `EASEBACK_KEY` is set.",
    "EASEBACK_DATA": "Folder of the database. Default: `data`.",
    "EASEBACK_CONTENT": "Folder of the content. Default: `content/en` of this repository.",
    "EASEBACK_CRISIS": "YAML file with people to talk to in a crisis; see below. Default: none.",
    "LOG_LEVEL": "`DEBUG`, `INFO` (default), `WARNING` or `ERROR`. No level logs what members write.",
    "EASEBACK_HEALTH_PORT": "Port on 127.0.0.1 for `/healthz` and `/metrics` (Prometheus). Default: none.",
    "DISCORD_API_URL": "Another address of Discord's API (the try-out sets it).",
    "DISCORD_GATEWAY_URL": "Another address of Discord's gateway (the try-out sets it).",
    "EASEBACK_CLOCK_URL": "A clock to follow instead of the system's (the try-out sets it; loopback only).",
}
"""Every variable that is read, with the sentence that the README prints."""


class SettingsError(Exception):
    """The environment cannot be used; `problems` are sentences that say what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. `token`, the keys and `database_url` stay out of every print."""

    token: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    key_old: str | None = field(default=None, repr=False)
    operator_name: str = ""
    operator_contact: str = ""
    accepts_unreviewed: bool = False
    accepts_ephemeral: bool = False
    database_url: str | None = field(default=None, repr=False)
    data: Path = Path("data")
    content: Path = SHIPPED_CONTENT
    crisis: Path | None = None
    log_level: str = "INFO"
    health_port: int | None = None
    api_url: str | None = None
    gateway_url: str | None = None
    clock_url: str | None = None

    live: bool = False
    """Whether each save in the content folder is taken up while we run; only the try-out does that."""

    @property
    def database(self) -> Path:
        """The SQLite file, where `database_url` names no server."""
        return self.data / "easeback.db"

    @property
    def is_tryout(self) -> bool:
        """Whether this is the bot of `python -m bot try`: it follows the page's clock."""
        return self.clock_url is not None

    def missing_to_run(self) -> tuple[str, ...]:
        """What `run` still needs, as sentences; the try-out needs no operator."""
        needed = [] if self.token else [_NO_TOKEN]
        if not self.is_tryout:
            needed += [] if self.operator_name else [_NO_NAME]
            needed += [] if self.operator_contact else [_NO_CONTACT]
        return tuple(needed)


_NO_TOKEN = (
    "DISCORD_TOKEN is not set: copy the bot's token from discord.com/developers (your application, Bot, Reset Token) "
    "into it, or run `python -m bot try` to try it without Discord."
)
_NO_NAME = "OPERATOR_NAME is not set: members must see who runs this bot. Set it to your name or your server's."
_NO_CONTACT = "OPERATOR_CONTACT is not set: members must be able to reach you. Set it to a mail address or a link."


def from_env(env: Mapping[str, str]) -> Settings:
    """Read the settings; raise SettingsError with every problem at once."""
    read = _Reader(env)
    settings = Settings(
        token=read.token("DISCORD_TOKEN"),
        key=read.key("EASEBACK_KEY"),
        key_old=read.key("EASEBACK_KEY_OLD"),
        operator_name=read.text("OPERATOR_NAME", 80),
        operator_contact=read.text("OPERATOR_CONTACT", 200),
        accepts_unreviewed=read.accepted("EASEBACK_UNREVIEWED"),
        accepts_ephemeral=read.accepted("EASEBACK_EPHEMERAL"),
        database_url=read.database("DATABASE_URL"),
        data=Path(read.raw("EASEBACK_DATA") or "data"),
        content=Path(read.raw("EASEBACK_CONTENT") or SHIPPED_CONTENT),
        crisis=Path(read.raw("EASEBACK_CRISIS")) if read.raw("EASEBACK_CRISIS") else None,
        log_level=read.level("LOG_LEVEL"),
        health_port=read.port("EASEBACK_HEALTH_PORT"),
        api_url=read.url("DISCORD_API_URL", ("http", "https")),
        gateway_url=read.url("DISCORD_GATEWAY_URL", ("ws", "wss")),
        clock_url=read.url("EASEBACK_CLOCK_URL", ("http",)),
    )
    problems = (*read.problems, *_clock_problems(settings))
    if problems:
        raise SettingsError(problems)
    return settings


def is_loopback(url: str | None) -> bool:
    """Whether an address stays on this machine."""
    host = urlsplit(url or "").hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _clock_problems(settings: Settings) -> tuple[str, ...]:
    """A moved clock near real people would send reminders at wrong times: it is for the try-out only."""
    if settings.clock_url is None:
        return ()
    if not is_loopback(settings.clock_url):
        return ("EASEBACK_CLOCK_URL must be on this machine (127.0.0.1); unset it to use the system's clock.",)
    if not (is_loopback(settings.api_url) and is_loopback(settings.gateway_url)):
        return ("EASEBACK_CLOCK_URL is for the try-out and would move the time of real members: unset it.",)
    return ()


class _Reader:
    """Reads values and gathers what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def raw(self, name: str) -> str:
        return self._env.get(name, "").strip()

    def token(self, name: str) -> str | None:
        value = self.raw(name).removeprefix("Bot ").strip("\"'")
        if any(not 32 < ord(letter) < 127 for letter in value):
            self.problems.append(f"{name} has spaces or odd characters in it: copy the token again, and nothing else.")
            return None
        return value or None

    def key(self, name: str) -> str | None:
        value = self.raw(name)
        if value and len(value) < SHORTEST_KEY:
            made = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
            self.problems.append(f"{name} is too short: use {SHORTEST_KEY} characters or more, such as {made} prints.")
            return None
        return value or None

    def database(self, name: str) -> str | None:
        value = self.raw(name)
        if value and not _holds(lambda: _names_database(value)):
            # Its value holds a password, so it is never shown.
            self.problems.append(
                f"{name} must read postgresql://user:password@host:port/database; in the password write @ / # ? : as "
                "%40 %2F %23 %3F %3A. Unset it to keep everything in a file."
            )
            return None
        return value or None

    def text(self, name: str, most: int) -> str:
        value = self.raw(name)
        if len(value) > most:
            self.problems.append(f"{name} is {len(value)} characters long: shorten it to {most}.")
        return value

    def accepted(self, name: str) -> bool:
        value = self.raw(name)
        if value not in {"", "accept"}:
            self.problems.append(f"{name} is '{value}': the only value is 'accept'; unset it otherwise.")
        return value == "accept"

    def level(self, name: str) -> str:
        value = self.raw(name).upper() or "INFO"
        if value not in LOG_LEVELS:
            self.problems.append(f"{name} is '{self.raw(name)}': use one of {', '.join(LOG_LEVELS)}.")
        return value

    def port(self, name: str) -> int | None:
        value = self.raw(name)
        if value and not (value.isascii() and value.isdecimal() and len(value) < 6 and 1 <= int(value) <= 65535):
            self.problems.append(f"{name} is '{value}': use a number from 1024 to 65535; unset it for none.")
            return None
        return int(value) if value else None

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self.raw(name)
        if not value:
            return None
        if not _holds(lambda: urlsplit(value).scheme in schemes and bool(urlsplit(value).hostname)):
            self.problems.append(f"{name} is '{value}': it must be an address that begins with {schemes[-1]}://.")
            return None
        return value.rstrip("/")


def _names_database(url: str) -> bool:
    """Whether an address is one of Postgres, with nothing in it that was meant for the password."""
    parts = urlsplit(url)
    known = parts.scheme in {"postgres", "postgresql", "postgresql+psycopg"} and not parts.fragment
    host = re.fullmatch(r"[\w.:%-]*", parts.hostname or "") is not None
    name = re.fullmatch(r"/?[\w.$%-]*", parts.path) is not None
    return known and host and name and (parts.port or 1) > 0 and bool(parts.hostname or "host=" in parts.query)


def _holds(test: Callable[[], bool]) -> bool:
    """Whether an address passes; one that cannot even be split does not."""
    try:
        return test()
    except ValueError:
        return False
