"""The host's people to talk to in a crisis: what doctor says, and that a mistake keeps the bot from starting."""

from datetime import date
from pathlib import Path

import pytest

from bot import app
from bot.ops.crisis import crisis_file
from bot.settings import Settings

SMALL = Path(__file__).parents[1] / "library" / "small"
TODAY = date(2026, 3, 2)
LINE = "  - {{locale: en-GB, name: {name}, contact: '116', hours: always, verified_on: {day}}}\n"


def listing(folder: Path, *lines: tuple[str, str], text: str = "") -> Path:
    """A file that lists these, each with the day on which somebody looked."""
    path = folder / "crisis.yaml"
    listed = "".join(LINE.format(name=name, day=day) for name, day in lines)
    path.write_text(text or f"resources:\n{listed}", encoding="utf-8")
    return path


def test_doctor_asks_for_people_to_talk_to_and_for_a_look_at_old_ones(tmp_path: Path) -> None:
    assert crisis_file(None, TODAY).todo is not None
    assert "lists nobody" in crisis_file(listing(tmp_path, text="resources: []\n"), TODAY).text
    old = crisis_file(listing(tmp_path, ("Old", "2025-03-01"), ("New", "2026-03-01")), TODAY)
    assert "1 of 2" in old.text
    assert "Old" in str(old.todo)
    assert "New" not in str(old.todo)
    assert crisis_file(listing(tmp_path, ("New", "2026-03-01")), TODAY).todo is None
    wrong = crisis_file(listing(tmp_path, ("New", "soon")), TODAY)
    assert "crisis.yaml:2:" in wrong.text
    assert wrong.weight >= 50


def test_a_mistake_in_the_file_is_told_at_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A log that writes to this test's output would outlive it.
    monkeypatch.setattr(app.log, "configure", lambda level: None)
    path = listing(tmp_path, ("New", "soon"))
    settings = Settings(token="x", content=SMALL, data=tmp_path, crisis=path, accepts_unreviewed=True)
    assert app.start(settings, {}) == app.BROKEN
    assert "crisis.yaml:2:" in capsys.readouterr().err
    assert not (tmp_path / "easeback.db").exists()
