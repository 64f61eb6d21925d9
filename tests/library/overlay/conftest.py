"""The shipped content as bytes and as plain data, read once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.core.content.pack import Pack
from bot.library.load import load_parts, read_folder
from bot.library.overlay.changes import Files

SHIPPED = Path(__file__).parents[3] / "content" / "en"


@pytest.fixture(scope="session")
def shipped() -> tuple[Mapping[str, bytes], Files, Pack]:
    """Bytes, data and pack of the shipped content."""
    files, problems = read_folder(SHIPPED)
    assert not problems
    parts = load_parts(files, "content")
    assert parts.result.pack is not None
    return files, {path: document.data for path, document in parts.documents.items()}, parts.result.pack
