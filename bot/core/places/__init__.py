"""Countries and cities with their time zones, so that nobody has to know the name of a zone.

A line holds a country, its other names, and its zones with their cities: `Country, Other name | Area/Zone: City 12,
City | Area/Zone: …`; what is indented goes on with the line above. The number says how many hundred thousand people
live in and around a city, roughly: it only decides what is named first. One without a number is small, or a state.
"""

from dataclasses import dataclass
from functools import cache

from bot.core.places import americas, asia_pacific, europe_africa


@dataclass(frozen=True, slots=True)
class Place:
    """A city (or state, or island) as a member would name it; `size` in hundred thousands of people."""

    city: str
    country: str
    zone: str
    size: int = 0

    @property
    def label(self) -> str:
        """As it is shown, such as "Lyon, France"."""
        return self.city if self.city == self.country else f"{self.city}, {self.country}"


@dataclass(frozen=True, slots=True)
class Country:
    """A country with all its names and places, the largest place first."""

    names: tuple[str, ...]
    places: tuple[Place, ...]


@cache
def countries() -> tuple[Country, ...]:
    """All countries."""
    text = "".join(part.TEXT for part in (americas, asia_pacific, europe_africa))
    return tuple(_country(line) for line in text.replace("\n ", " ").splitlines())


@cache
def places() -> tuple[Place, ...]:
    """All places, the largest first."""
    return tuple(sorted((place for country in countries() for place in country.places), key=lambda at: -at.size))


@cache
def zones() -> frozenset[str]:
    """The zones that can be chosen."""
    return frozenset(place.zone for place in places())


def largest(zone: str) -> Place | None:
    """The largest place of a zone, by which it is named."""
    return next((place for place in places() if place.zone == zone), None)


def _country(line: str) -> Country:
    head, *parts = line.split(" | ")
    names = tuple(head.split(", "))
    found = [_place(city, names[0], zone) for zone, _, cities in map(_cut, parts) for city in cities.split(", ")]
    return Country(names, tuple(sorted(found, key=lambda at: -at.size)))


def _cut(part: str) -> tuple[str, str, str]:
    return part.partition(": ")


def _place(text: str, country: str, zone: str) -> Place:
    name, _, size = text.rpartition(" ")
    return Place(name, country, zone, int(size)) if size.isdecimal() else Place(text, country, zone)
