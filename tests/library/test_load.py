import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from bot.library.decode import MAX_BYTES
from bot.library.load import LoadResult, PackError, load_files, load_pack, pack_from_text

SMALL = Path(__file__).parent / "small"


def small() -> dict[str, bytes]:
    return {path.relative_to(SMALL).as_posix(): path.read_bytes() for path in SMALL.rglob("*.yaml")}


def short(result: LoadResult) -> list[str]:
    return [problem.short() for problem in result.problems]


def test_a_good_folder_gives_a_pack_and_the_text_gives_it_again() -> None:
    result = load_pack(SMALL)
    assert result.problems == ()
    assert result.pack
    assert [routine.id for routine in result.pack.routines] == ["ball", "breathe"]
    assert result.pack.topics[0].rows[0].when[0]["tried"].any_of == ("ball_slips",)
    assert result.hash == hashlib.sha256(result.text.encode()).hexdigest()
    assert pack_from_text(result.text) == result.pack


def test_the_hash_follows_the_meaning_and_not_the_looks() -> None:
    plain = load_pack(SMALL)
    files = small()
    files["texts.yaml"] = b"# a note\r\nhello:   \"Hello.\"\r\nstop: 'Stop: rest now.'\r\n"
    assert load_files(files, "en").hash == plain.hash
    files["texts.yaml"] = b"hello: Hi.\nstop: 'Stop: rest now.'\n"
    assert load_files(files, "en").hash not in ("", plain.hash)


def test_problems_of_all_files_come_at_once() -> None:
    files = small()
    files["plans.yaml"] = b"presets: [\n"
    files["texts.yaml"] = b"hello: 5\n"
    files["routines/ball.yaml"] += b"more: x\n"
    found = short(load_files(files, "en"))
    assert [problem.split(":")[0] for problem in found] == ["en/plans.yaml", "en/routines/ball.yaml", "en/texts.yaml"]


def test_a_broken_file_does_not_make_others_look_wrong() -> None:
    for broken, raw in small().items():
        found = load_files({**small(), broken: raw + b"\n]["}, "en").problems
        assert {problem.file for problem in found} == {f"en/{broken}"}


def test_texts_that_the_program_shows_must_be_there() -> None:
    result = load_pack(SMALL, required_texts=("hello", "stopp"))
    assert [problem.short().removeprefix(SMALL.as_posix()) for problem in result.problems] == [
        "/texts.yaml:1:1: The text 'stopp' is missing.",
        "/texts.yaml:2:1: warning: No part of the program shows the text 'stop'. Did you mean 'stopp'?",
    ]


def test_missing_and_unknown_files_are_named() -> None:
    files = small()
    del files["plans.yaml"]
    files |= {"routine/x.yaml": b"", "routines/x.yml": b"", "notes.txt": b"", "topics/deep/x.yaml": b""}
    del files["topics/back.yaml"]
    assert [problem.split(" Allowed")[0] for problem in short(load_files(files, "en"))] == [
        "en/notes.txt:1:1: warning: No pack has a file of this name; rename it or move it out of the folder.",
        "en/pack.yaml:5:16: There is no topic 'back'.",
        "en/plans.yaml:1:1: The file is missing: plans.yaml.",
        "en/routine/x.yaml:1:1: No pack has a file of this name; rename it or move it out of the folder."
        " Did you mean 'routines'?",
        "en/routines/x.yml:1:1: No pack has a file of this name; rename it or move it out of the folder."
        " Did you mean 'routines/x.yaml'?",
        "en/topics:1:1: The folder needs at least one file topics/*.yaml.",
        "en/topics/deep/x.yaml:1:1: No pack has a file of this name; rename it or move it out of the folder."
        " Did you mean 'topics'?",
    ]


def test_no_folder_and_a_file_in_its_place(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert short(load_pack(gone)) == [f"{gone.as_posix()}:1:1: The content folder {gone.as_posix()} does not exist."]
    gone.write_text("x")
    assert short(load_pack(gone))[0].endswith("is a file, not a folder.")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert len(load_pack(empty).problems) == 6


def test_hidden_files_are_nobodys_mistake_and_large_ones_are(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(SMALL, folder)
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_bytes(b"\0")
    assert load_pack(folder).pack
    (folder / "texts.yaml").write_bytes(b"a" * (MAX_BYTES * 3))
    (problem,) = load_pack(folder).problems
    assert problem.message == "The file has 3,000 kB, the limit is 1,000 kB; split it into several files."


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="this user can read every file")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(SMALL, folder)
    (folder / "texts.yaml").chmod(0)
    assert short(load_pack(folder)) == [
        f"{folder.as_posix()}/texts.yaml:1:1: The file cannot be read: Permission denied."
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_folder_does_not_hold_up_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(SMALL, folder)
    os.mkfifo(folder / "pipe.yaml")
    assert load_pack(folder).pack


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format":1,"files":{}}', '{"format":1,"files":{"x.yaml":1}}', '{"format":2}']
)
def test_a_kept_text_that_no_longer_fits_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(PackError, match=r"^The kept pack .*\.$"):
        pack_from_text(text)


def test_a_kept_pack_of_an_older_shape_is_refused() -> None:
    text = load_pack(SMALL).text.replace('"ceiling":4', '"ceiling":40')
    with pytest.raises(PackError, match="does not fit this program"):
        pack_from_text(text)
