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


def edited(file: str, old: str, new: str) -> LoadResult:
    files = small()
    text = files[file].decode()
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
    files[file] = text.replace(old, new).encode()
    return load_files(files, "en")


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


# file, what is there, what is written instead, and every problem that follows
BAD: list[tuple[str, str, str, list[str]]] = [
    (
        "pack.yaml",
        "default_topic: back",
        "default_topic: bakc",
        [
            "en/pack.yaml:5:16: There is no topic 'bakc'. Did you mean 'back'?",
        ],
    ),
    (
        "pack.yaml",
        "id: small",
        "id: small\nid: large",
        [
            "en/pack.yaml:2:1: The key 'id' is here already on line 1; keep one of the two.",
        ],
    ),
    (
        "plans.yaml",
        "routine: ball",
        "routine: bal",
        [
            "en/plans.yaml:6:19: There is no routine 'bal'. Did you mean 'ball'?",
        ],
    ),
    (
        "plans.yaml",
        "[press]",
        "[press, pres]",
        [
            "en/plans.yaml:6:40: There is no part in 'ball': 'pres'. Did you mean 'press'?",
        ],
    ),
    (
        "plans.yaml",
        "rest: Walk a little.",
        "rest: Walk a little.\n        local: true",
        [
            "en/plans.yaml:7:9: Item 2 of 'items': say exactly one of: routine, preset, local, rest.",
        ],
    ),
    (
        "plans.yaml",
        "[1, 3, 5]",
        "[1, 3, 5",
        [
            "en/plans.yaml:6:55: The list that opens with [ on line 6 needs ',' between its items and ']' at its end.",
        ],
    ),
    (
        "texts.yaml",
        "hello: Hello.",
        "hello:",
        [
            "en/texts.yaml:1:7: 'hello' is empty; it should be text.",
        ],
    ),
    (
        "texts.yaml",
        "hello: Hello.",
        "hello: Note: hello.",
        [
            "en/texts.yaml:1:12: There is a second ': ' in this line; put the whole value in quotes.",
        ],
    ),
    (
        "safety.yaml",
        "minor_questions: [q1]",
        "minor_questions: [q1, q9]",
        [
            "en/safety.yaml:8:23: There is no question 'q9'. Allowed: q1, q2.",
        ],
    ),
    (
        "safety.yaml",
        "id: older, label",
        "id: adult, label",
        [
            "en/safety.yaml:7:10: The id 'adult' is on line 6 already; each needs its own.",
            "en/safety.yaml:23:22: 'older' is never an answer to 'age'. Allowed: adult.",
            "en/topics/back.yaml:22:44: 'older' is never an answer to 'age'. Allowed: adult.",
        ],
    ),
    (
        "safety.yaml",
        "items: thinner",
        "items: [thiner]",
        [
            "en/safety.yaml:23:37: 'thiner' is never an answer to 'items'. Did you mean 'thinner'?",
        ],
    ),
    (
        "safety.yaml",
        "age: older, items",
        "aeg: older, items",
        [
            "en/safety.yaml:23:17: Nothing asks for 'aeg' here. Did you mean 'age'?",
        ],
    ),
    (
        "safety.yaml",
        "causes: nerves",
        "causes: nerve",
        [
            "en/safety.yaml:31:38: 'nerve' is never an answer to 'causes'. Did you mean 'nerves'?",
        ],
    ),
    (
        "safety.yaml",
        "codes: bleeds}, lasts",
        "codes: bleed}, lasts",
        [
            "en/safety.yaml:41:24: 'bleed' is never an answer to 'codes'. Did you mean 'bleeds'?",
        ],
    ),
    (
        "safety.yaml",
        "lasts: screen",
        "lasts: sceen",
        [
            "en/safety.yaml:41:40: 'lasts' cannot be 'sceen'. Did you mean 'screen'?",
        ],
    ),
    (
        "safety.yaml",
        "when: {pain:",
        "when: {pian:",
        [
            "en/safety.yaml:44:12: Nothing asks for 'pian' here. Did you mean 'pain'?",
        ],
    ),
    (
        "safety.yaml",
        "{min: 7}",
        "{}",
        [
            "en/safety.yaml:44:18: 'pain': a test needs one of: min, max, any_of, all_of, none_of, other_than.",
        ],
    ),
    (
        "safety.yaml",
        "{min: 7}",
        "{mni: 7}",
        [
            "en/safety.yaml:44:19: Unknown key 'mni' in 'pain'. Did you mean 'min'?",
        ],
    ),
    (
        "safety.yaml",
        "card: same_day",
        "card: today",
        [
            "en/safety.yaml:45:11: 'card' cannot be 'today'."
            " Allowed: ok, caution, soon, same_day, emergency, minor, hold.",
        ],
    ),
    (
        "safety.yaml",
        '"ball:press"',
        '"ball:pres"',
        [
            "en/safety.yaml:46:21: There is no part in 'ball': 'pres'. Did you mean 'press'?",
        ],
    ),
    (
        "safety.yaml",
        "only: [breathe",
        "only: [breath",
        [
            "en/safety.yaml:46:12: There is no routine 'breath'. Did you mean 'breathe'?",
        ],
    ),
    (
        "safety.yaml",
        "{tried: [nothing]}",
        "{tired: [nothing]}",
        [
            "en/safety.yaml:48:13: There is no question 'tired'. Did you mean 'tried'?",
        ],
    ),
    (
        "safety.yaml",
        "{tried: [nothing]}",
        "{tried: [noting]}",
        [
            "en/safety.yaml:48:21: There is no answer to 'tried': 'noting'. Did you mean 'nothing'?",
        ],
    ),
    (
        "pack.yaml",
        "ease: {routine: breathe}",
        "ease: {rutine: breathe}",
        [
            "en/pack.yaml:6:8: Unknown key 'rutine' in 'ease'. Did you mean 'routine'?",
        ],
    ),
    (
        "safety.yaml",
        "checked_on: 2026-11-01",
        "checked_on: 2026-11-31",
        [
            "en/safety.yaml:2:13: There is no day '2026-11-31'; write it as YYYY-MM-DD.",
        ],
    ),
    (
        "safety.yaml",
        "checked_on: 2026-11-01",
        "checked_on: 1 Nov 2026",
        [
            "en/safety.yaml:2:13: 'checked_on' should be a day written as YYYY-MM-DD, not '1 Nov 2026'.",
        ],
    ),
    (
        "safety.yaml",
        "stop_list: [Numbness]",
        "stop_list: []",
        [
            "en/safety.yaml:49:12: 'stop_list' has 0 items; it needs at least 1.",
        ],
    ),
    (
        "topics/back.yaml",
        "explainer: why",
        "explainer: wyh",
        [
            "en/topics/back.yaml:16:20: There is no explainer 'wyh'. Did you mean 'why'?",
        ],
    ),
    (
        "topics/back.yaml",
        "too_strong: {tried",
        "to_strong: {tried",
        [
            "en/topics/back.yaml:19:3: There is no stop 'to_strong'. Did you mean 'too_strong'?",
        ],
    ),
    (
        "topics/back.yaml",
        "tried: ball_slips, age",
        "tired: ball_slips, age",
        [
            "en/topics/back.yaml:22:12: Nothing asks for 'tired' here. Did you mean 'tried'?",
        ],
    ),
    (
        "topics/back.yaml",
        "tried: ball_slips, age",
        "tried: ball_slip, age",
        [
            "en/topics/back.yaml:22:19: 'ball_slip' is never an answer to 'tried'. Did you mean 'ball_slips'?",
        ],
    ),
    (
        "topics/back.yaml",
        "level: 1}",
        "level: 3}",
        [
            "en/topics/back.yaml:28:34: There is no level in 'ball': '3'. Allowed: 1.",
        ],
    ),
    (
        "topics/back.yaml",
        "preset: starter",
        "preset: starters",
        [
            "en/topics/back.yaml:29:20: There is no preset 'starters'. Did you mean 'starter'?",
        ],
    ),
    (
        "topics/back.yaml",
        "none_of: [no_pressure]",
        "none_of: [no_presure]",
        [
            "en/topics/back.yaml:29:55: 'no_presure' is never an answer to 'limits'. Did you mean 'no_pressure'?",
        ],
    ),
    (
        "topics/back.yaml",
        "row: slips",
        "row: slip",
        [
            "en/topics/back.yaml:33:17: 'slip' is never an answer to 'row'. Did you mean 'slips'?",
        ],
    ),
    (
        "topics/back.yaml",
        "if_fell: [ball]",
        "if_fell: [wall]",
        [
            "en/topics/back.yaml:36:15: There is no routine 'wall'. Did you mean 'ball'?",
        ],
    ),
    (
        "topics/back.yaml",
        "words: [back, ql]",
        "words: [back, no, on, 5]",
        [
            "en/topics/back.yaml:3:23: Item 4 of 'words' should be text, not the number 5.",
        ],
    ),
    (
        "routines/ball.yaml",
        "        not_if: [no_pressure]",
        "        not_if: [no_presure]",
        [
            "en/routines/ball.yaml:18:18: There is no limit 'no_presure'. Did you mean 'no_pressure'?",
        ],
    ),
    (
        "routines/ball.yaml",
        "levels: [1]",
        "levels: [1, 2]",
        [
            "en/routines/ball.yaml:19:21: There is no level '2'. Allowed: 1.",
        ],
    ),
    (
        "routines/ball.yaml",
        "pressure: true",
        "pressure: yes",
        [
            "en/routines/ball.yaml:17:19: 'pressure' should be true or false, not the text 'yes'. Did you mean 'true'?",
        ],
    ),
    (
        "routines/ball.yaml",
        "seconds: 60",
        "seconds: 1:00",
        [
            "en/routines/ball.yaml:15:18: 'seconds' should be a whole number, not the text '1:00'.",
        ],
    ),
    (
        "routines/ball.yaml",
        "kit: a ball\n",
        "",
        [
            "en/routines/ball.yaml:1:1: The key 'kit' is missing.",
        ],
    ),
    (
        "routines/breathe.yaml",
        "id: breathe",
        "id: ball",
        [
            "en/pack.yaml:6:17: There is no routine 'breathe'. Allowed: ball.",
            "en/routines/breathe.yaml:1:5: The file routines/ball.yaml has the id 'ball' already; each needs its own.",
            "en/safety.yaml:46:12: There is no routine 'breathe'. Allowed: ball.",
            "en/topics/back.yaml:34:23: There is no routine 'breathe'. Allowed: ball.",
            "en/topics/back.yaml:37:21: There is no routine 'breathe'. Allowed: ball.",
        ],
    ),
    (
        "explainers/why.yaml",
        "try: [ball]",
        "try: [bell]",
        [
            "en/explainers/why.yaml:7:7: There is no routine 'bell'. Did you mean 'ball'?",
        ],
    ),
    (
        "explainers/why.yaml",
        "see_also: [why]",
        "seealso: [why]",
        [
            "en/explainers/why.yaml:8:1: Unknown key 'seealso'. Did you mean 'see_also'?",
        ],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), BAD)
def test_each_mistake_is_told_where_it_stands(file: str, old: str, new: str, expected: list[str]) -> None:
    result = edited(file, old, new)
    assert short(result) == expected
    assert (result.pack, result.hash, result.text) == (None, "", "")
    assert all(problem.source for problem in result.problems)


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
