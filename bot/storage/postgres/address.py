"""Where a Postgres database is. Its URL holds a password, which no print, log or sentence ever shows."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """`url` as libpq takes it, and the `name` by which sentences speak of the database."""

    url: str = field(repr=False)
    name: str

    @property
    def low(self) -> str:
        """The name within a sentence."""
        return f"{self.name[:1].lower()}{self.name[1:]}"

    @classmethod
    def of(cls, url: str) -> "Address":
        """The address behind a URL that the settings have taken."""
        parts = urlsplit(url)
        where = parts.hostname or "this machine"
        return cls(
            f"postgresql://{url.partition('://')[2]}", f"The database {parts.path.strip('/') or 'postgres'} on {where}"
        )

    def without_secrets(self, text: str) -> str:
        """A message of the server or the driver in one line, in which the password cannot stand."""
        line = " ".join(text.split())
        password = urlsplit(self.url).password
        return line.replace(password, "…") if password else line
