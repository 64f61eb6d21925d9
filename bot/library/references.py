"""Names in content that must exist elsewhere in the pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.library.document import Document
from bot.library.problem import Problem


def check_references(
    values: Mapping[str, Any], documents: Mapping[str, Document], required_texts: frozenset[str]
) -> list[Problem]:
    """Return a problem for each name that nothing in the pack has."""
    return []
