"""People to talk to in a crisis: what hosts and servers list, which of it fits, and how it is said.

Source: the evidence pack, section 1.3. No number stands in code or content: hosts and servers list what they have
checked, each with the day. Where someone is is never guessed from their language.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from bot.core.content.base import Model

MAX_AGE_DAYS = 365
"""After which whoever listed something is asked to check it; it is shown all the same."""
MOST = 10
"""Entries that a server can list."""
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ADDRESS = re.compile(r"https://[^\s<>()\[\]]+\.[^\s<>()\[\]]+")


def locale_like(text: str) -> str:
    """A language with its country, such as `en-GB`, or a language alone."""
    if not _LOCALE.fullmatch(text):
        raise ValueError("write a language and a country, such as en-GB")
    return text


def country_like(text: str) -> str:
    """A country by its two letters, such as `GB`; empty where it is not set."""
    if text and not _COUNTRY.fullmatch(text):
        raise ValueError("write a country by its two capital letters, such as GB")
    return text


def address_like(text: str) -> str:
    """A web address that begins with https://, or nothing."""
    if text and not _ADDRESS.fullmatch(text):
        raise ValueError("write an address that begins with https://, or leave it empty")
    return text


Locale = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(locale_like)]
Country = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(country_like)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(address_like)]


def _line(most: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=most, strip_whitespace=True, pattern=r"^[^\n]+$")


class Resource(Model):
    """Someone to talk to: a line, a chat, a place. `verified_on` is when somebody last called or looked."""

    locale: Locale
    country: Country = ""
    name: Annotated[str, _line(80)]
    contact: Annotated[str, _line(120)]
    hours: Annotated[str, _line(80)]
    url: Address = ""
    verified_on: date

    @property
    def place(self) -> str:
        """Its country: as named, else that of its locale; empty where neither tells."""
        return self.country or self.locale.partition("-")[2]


class Listed(Model):
    """The host's file: what it has for everybody."""

    resources: tuple[Resource, ...] = ()
    directory_url: Address = ""
    max_age_days: int = Field(default=MAX_AGE_DAYS, ge=1, le=3650)

    @property
    def is_empty(self) -> bool:
        """Whether nobody in a crisis would find anything in it."""
        return not self.resources and not self.directory_url


NOBODY = Listed()
"""A host that lists nobody."""


def overdue(resources: Iterable[Resource], today: date, max_age_days: int = MAX_AGE_DAYS) -> tuple[Resource, ...]:
    """Those that nobody has checked for too long."""
    return tuple(one for one in resources if (today - one.verified_on).days > max_age_days)


@dataclass(frozen=True, slots=True)
class Help:
    """What one person is shown: people to talk to, where to look for more, and countries to choose from."""

    resources: tuple[Resource, ...] = ()
    directory_url: str = ""
    countries: tuple[str, ...] = ()


NO_HELP = Help()
"""Nobody, and nowhere to look."""


def choose(host: Listed, own: tuple[Resource, ...], directory_url: str, country: str) -> Help:
    """A server's `own` entries win over the host's. Of the host's those of the `country` that was set or tapped;
    without one, none: the countries are offered instead.
    """
    directory = directory_url or host.directory_url
    if own:
        return Help(own, directory)
    if country:
        fitting = tuple(one for one in host.resources if one.place == country)
        return Help(fitting, directory, () if fitting else _places(host))
    return Help((), directory, _places(host))


def _places(host: Listed) -> tuple[str, ...]:
    return tuple(sorted({one.place for one in host.resources if one.place}))


def told(found: Help, text: Callable[..., str], most: int = MOST) -> str:
    """The people as lines of Markdown, each with its hours and when it was last checked; `text` gives our words."""
    lines = [f"- {_entry(one, text)}" for one in found.resources[:most]]
    if found.directory_url:
        lines.append(f"- {text('crisis.directory', url=found.directory_url)}")
    return "\n".join(lines) or text("crisis.no_resources")


def _entry(one: Resource, text: Callable[..., str]) -> str:
    url = f" · {one.url}" if one.url else ""
    contact = f"{one.contact}{url}"
    return text("crisis.entry", name=one.name, contact=contact, hours=one.hours, date=one.verified_on.isoformat())
