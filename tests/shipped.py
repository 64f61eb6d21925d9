"""The shipped content, loaded once for all tests of a run: its reader is kept with it, and takes longest."""

from functools import cache
from pathlib import Path

from bot.core.content.pack import Pack
from bot.library.load import LoadResult, load_pack

ROOT = Path(__file__).resolve().parents[1]


@cache
def loaded() -> LoadResult:
    """What `load_pack` gives for the shipped folder."""
    return load_pack(ROOT / "content" / "en")


@cache
def pack() -> Pack:
    """The pack that is shipped."""
    found = loaded()
    assert found.pack is not None, found.report()
    return found.pack
