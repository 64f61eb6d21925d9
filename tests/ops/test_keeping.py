"""Whether anything may be kept, and where its key comes from."""

from pathlib import Path

import pytest

from bot.ops.keeping import NO_KEY, keeping
from bot.settings import Settings

LOST = {"DYNO": "web.1"}
KEY = "a long passphrase of the host"


@pytest.mark.parametrize(
    ("env", "accepts", "key", "keeps", "makes_file"),
    [
        ({}, False, None, True, True),
        ({}, False, KEY, True, True),
        (LOST, False, None, False, False),
        (LOST, False, KEY, False, False),
        (LOST, True, None, False, False),
        (LOST, True, KEY, True, False),
    ],
)
def test_what_is_kept_where(
    tmp_path: Path, env: dict[str, str], accepts: bool, key: str | None, keeps: bool, makes_file: bool
) -> None:
    found = keeping(Settings(data=tmp_path, accepts_ephemeral=accepts, key=key), env)
    assert (found.why_not is None, found.master.makes_file) == (keeps, makes_file)
    assert found.master.given == key
    assert KEY not in repr(found)


def test_on_a_lost_disk_the_host_is_told_about_the_disk_first_and_then_about_the_key(tmp_path: Path) -> None:
    assert "Heroku" in str(keeping(Settings(data=tmp_path), LOST).why_not)
    assert keeping(Settings(data=tmp_path, accepts_ephemeral=True), LOST).why_not == NO_KEY


def test_a_key_that_is_there_already_is_good_enough(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    assert keeping(Settings(data=tmp_path, accepts_ephemeral=True), LOST).why_not is None


def test_a_server_keeps_everything_whatever_the_disk_is_like(tmp_path: Path) -> None:
    found = keeping(Settings(data=tmp_path, database_url="postgresql://rows.example/easeback", key=KEY), LOST)
    assert (found.why_not, found.disk, found.master.makes_file) == (None, None, False)
