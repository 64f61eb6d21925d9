"""Small checks that the validators share; each adds a flaw when a rule is broken."""

from __future__ import annotations

from typing import Any

from .errors import Flaw, Path
from .model import Json, as_list, objects


class Checker:
    """Collects every flaw of one body."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def add(self, path: Path, message: str) -> None:
        """Note a flaw."""
        self.flaws.append(Flaw(path, message))

    def text(self, path: Path, value: Any, low: int, high: int) -> bool:
        """A text between `low` and `high` characters, counted after trimming as Discord does."""
        if not isinstance(value, str):
            self.add(path, "This field must be a text.")
        elif not low <= len(value.strip()) <= high:
            self.add(path, f"Must be between {low} and {high} in length; it is {len(value.strip())}.")
        else:
            return True
        return False

    def optional_text(self, path: Path, data: Json, key: str, low: int, high: int) -> None:
        """A text that may be absent or null."""
        if data.get(key) is not None:
            self.text((*path, key), data[key], low, high)

    def number(self, path: Path, value: Any, low: int, high: int) -> bool:
        """A whole number within bounds."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, "This field must be a whole number.")
        elif not low <= value <= high:
            self.add(path, f"Must be between {low} and {high}; it is {value}.")
        else:
            return True
        return False

    def optional_number(self, path: Path, data: Json, key: str, low: int, high: int) -> None:
        """A whole number that may be absent or null."""
        if data.get(key) is not None:
            self.number((*path, key), data[key], low, high)

    def items(self, path: Path, value: Any, low: int, high: int) -> list[Json]:
        """A list of objects with `low` to `high` entries; what is not an object is noted and left out."""
        if not isinstance(value, list):
            self.add(path, "This field must be a list.")
            return []
        entries = as_list(value)
        if not low <= len(entries) <= high:
            self.add(path, f"Must have between {low} and {high} entries; it has {len(entries)}.")
        for index, entry in enumerate(entries):
            if not isinstance(entry, dict):
                self.add((*path, index), "This entry must be an object.")
        return objects(entries)
