"""Column types that mean the same on every database: a moment in UTC, and plain data as JSON text."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def in_utc(value: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is refused, since nobody could say which moment it is."""
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored: give it a zone")
    return value.astimezone(UTC)


def plain(record: Any) -> dict[str, Any]:
    """A dataclass as a dict of its own values. `dataclasses.asdict` copies each of them deeply, which takes longer than
    to store them.
    """
    return {name: getattr(record, name) for name in _names(record.__class__)}


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment. SQLite drops zones in silence, so it is stored there as UTC and read back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """Plain data (dicts, lists, text, numbers, booleans, None) as compact JSON in a text column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
