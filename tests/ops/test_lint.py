"""The whole check beside the bot: what a host is told in the log."""

import logging
import shutil
from pathlib import Path

import pytest

from bot.ops.lint import lint, tell

TINY = Path(__file__).resolve().parents[1] / "library" / "tiny"


async def test_a_host_is_told_how_many_mistakes_there_are_and_how_to_see_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = shutil.copytree(TINY, tmp_path / "en")
    (folder / "texts.yaml").write_text("hello: This will cure your back.\n", encoding="utf-8")
    told = await lint(folder)
    assert told is not None
    assert told["errors"] > 0
    assert {one["file"] for one in told["problems"]} >= {(folder / "texts.yaml").as_posix()}
    with caplog.at_level(logging.WARNING):
        await tell(folder)
    assert "`python -m bot check` shows them" in caplog.text
    assert "cure" not in caplog.text
