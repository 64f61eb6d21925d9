"""Submitted files against the shipped content, in the process that looks at them."""

import asyncio
import re
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.library.examine import examine
from bot.library.findings import Findings, Request
from bot.library.findings_wire import answer, read_answer
from bot.library.load import load_files, read_folder
from bot.library.overlay.changes import apply, from_plain
from bot.library.overlay.edition import kept_as, read_base
from bot.library.unzip import zipped
from bot.ops.examiner import BUSY, FAULT, TOO_LONG, TOO_MUCH, Examiner

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
WHY = "texts.yaml"
LIGHT = {"understanding", "vignettes"}


@cache
def shipped() -> dict[str, bytes]:
    return read_folder(ROOT / "content" / "en")[0]


@cache
def light() -> dict[str, bytes]:
    """The shipped content without what takes long to learn."""
    return {path: raw for path, raw in shipped().items() if path.partition("/")[0] not in LIGHT}


def other_words() -> dict[str, bytes]:
    """The texts with one of them changed."""
    raw, count = re.subn(rb"(?m)^button\.why: .*$", b"button.why: How come?", shipped()[WHY])
    assert count == 1
    return {WHY: raw}


def told(files: dict[str, bytes], **more: object) -> Findings:
    return examine(light(), Request(today=TODAY, files=files, **more))  # type: ignore[arg-type]


def errors(found: Findings) -> list[str]:
    return [problem.short() for problem in found.problems if problem.is_error]


def test_a_changed_word_is_the_one_change_and_gives_the_pack_that_will_be_served(tmp_path: Path) -> None:
    found = told(other_words())
    assert found.ok
    assert [(one["file"], one["place"], one["after"]) for one in found.changes] == [(WHY, ["button.why"], "How come?")]
    for path, raw in light().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    base, _ = read_base(tmp_path)
    assert base is not None
    made, _ = apply(base.data, from_plain(found.changes))
    assert kept_as(made) == (found.text, found.pack_hash)


def test_a_file_that_is_as_it_was_changes_nothing() -> None:
    found = told({"texts.yaml": shipped()["texts.yaml"]})
    assert found.ok
    assert found.changes == ()
    assert found.pack_hash == load_files(light(), "").hash


def test_what_is_published_stays_and_a_submitted_file_takes_the_place_of_its_own() -> None:
    first = told(other_words())
    routine = "routines/r04_breathing.yaml"
    second = told({routine: shipped()[routine].replace(b"\nname: ", b"\nname: Calm ", 1)}, changes=first.changes)
    assert second.ok
    assert [one["file"] for one in second.changes] == [routine, "texts.yaml"]
    third = told({"texts.yaml": shipped()["texts.yaml"]}, changes=second.changes)
    assert [one["file"] for one in third.changes] == [routine]


def test_a_mistake_is_at_its_line_of_the_file_that_was_sent() -> None:
    raw = b"# a note\n\n" + shipped()["plans.yaml"] + b"\n# a note\nnonsense: 1\n"
    found = told({"plans.yaml": raw})
    assert not found.ok
    assert found.pack_hash == ""
    line = raw.decode().split("\n").index("nonsense: 1") + 1
    assert f"plans.yaml:{line}:1: " in errors(found)[0]


def test_what_weakens_safety_is_refused_at_its_line() -> None:
    raw = shipped()["safety.yaml"].replace(b"level: emergency", b"level: soon", 1)
    found = told({"safety.yaml": raw})
    line = next(n for n, text in enumerate(raw.decode().split("\n"), 1) if "level: soon" in text)
    assert not found.ok
    assert [one.change["after"] for one in found.refused] == ["soon"]
    at = [problem for problem in found.problems if problem.message == found.refused[0].sentence]
    assert [(problem.file, problem.line) for problem in at] == [("safety.yaml", line)]
    assert "level: soon" in at[0].render()


def test_findings_are_the_same_after_their_way_through_the_pipe() -> None:
    found = told({**other_words(), "safety.yaml": shipped()["safety.yaml"] + b"\nnonsense: 1\n"})
    assert read_answer(answer(found)) == found


PLAIN = b"hello: Hello.\n"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "an alias bomb": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "are not used here"),
    "a tag that would run code": (b"hello: !!python/object/apply:os.system [ls]\n", "are not used here"),
    "deep nesting": (b"hello: " + b"[" * 100_000, "nested more than 30 levels deep"),
    "a program": (b"\x7fELF\x02\x01\x01\0\0", "This is a program"),
    "bytes of no kind": (bytes(range(1, 256)) * 9, "is not UTF-8"),
    "UTF-16": (PLAIN.decode().encode("utf-16"), "save it as UTF-8"),
    "Latin-1": ("hello: Grüß dich.\n".encode("latin-1"), "is not UTF-8"),
    "a key twice": (PLAIN + b"hello: Again.\n", "is here already on line 1"),
    "a tab": (b"hello:\n\tmore: x\n", "indented with a tab"),
    "text that turns round": (PLAIN + "more: \u202elive\n".encode(), "invisible character U+202E"),
    "a letter that nobody sees": (PLAIN + "mo\u200bre: x\n".encode(), "invisible character U+200B"),
    "two documents": (PLAIN + b"---\nhello: x\n", "one document"),
    "nothing but a comment": (b"# nothing\n", "The file is empty"),
    "a list": (b"- a\n- b\n", "."),
    "1.2 MB": (b"hello: " + b"a" * 1_200_000, "the limit is 1,000 kB"),
    "100,000 values": (b"hello: [" + b"a," * 100_001 + b"]\n", "more than 100,000 values"),
    "a mention": (b"hello: Hi @everyone.\n", "would be a mention"),
}
FINE = {
    "a byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "CRLF": PLAIN.replace(b"\n", b"\r\n"),
    "10,000 lines": PLAIN + b"# a note\n" * 10_000,
}


@cache
def tiny() -> dict[str, bytes]:
    return read_folder(ROOT / "tests" / "library" / "tiny")[0]


@pytest.mark.parametrize("which", HOSTILE)
def test_what_is_wrong_with_a_file_is_said_at_its_place_and_nothing_is_made_of_it(which: str) -> None:
    raw, says = HOSTILE[which]
    found = examine(tiny(), Request(today=TODAY, name=WHY, raw=raw))
    assert any(says in sentence for sentence in errors(found)), errors(found)
    assert (found.ok, found.text) == (False, "")
    assert all(problem.file == WHY and problem.render() for problem in found.problems if problem.is_error)


@pytest.mark.parametrize("which", FINE)
def test_what_editors_do_to_a_file_changes_nothing_in_it(which: str) -> None:
    found = examine(tiny(), Request(today=TODAY, name=WHY, raw=FINE[which]))
    assert (found.ok, found.changes) == (True, ()), errors(found)


def child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


HEAR = "import sys; sys.stdin.buffer.read(); "


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import time; time.sleep(60)", TOO_LONG),
        (f"{HEAR}raise MemoryError", TOO_MUCH),
        (f"{HEAR}raise KeyError('what a member wrote')", FAULT),
        (f"{HEAR}print('no JSON')", FAULT),
        ("", FAULT),
        pytest.param(
            f"{HEAR}import os; os.kill(os.getpid(), 9)",
            TOO_MUCH,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal"),
        ),
        pytest.param(
            f"{HEAR}import bot.library.examine as e; e.limit_this_process(); x = b'x' * (2 << 30)",
            TOO_MUCH,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit"),
        ),
    ],
)
async def test_however_the_process_ends_there_is_a_sentence(
    program: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    examiner = Examiner(light, patience=1.5 if sentence == TOO_LONG else 20, argv=child(program))
    found = await examiner.examine(Request(today=TODAY, name="texts.yaml", raw=b"a: b" * 200_000))
    assert found == Findings(stopped=sentence)
    assert "what a member wrote" not in caplog.text


async def test_one_is_looked_at_one_waits_and_a_third_is_told_to_come_back(tmp_path: Path) -> None:
    go = tmp_path / "go"
    empty = answer(Findings()).decode()
    program = f"{HEAR}import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)\nprint({empty!r})"
    examiner = Examiner(light, argv=child(program))
    request = Request(today=TODAY, name="texts.yaml", raw=b"a: b")
    first, second = (asyncio.create_task(examiner.examine(request)) for _ in range(2))
    await asyncio.sleep(0)
    assert (await examiner.examine(request)).stopped == BUSY
    go.touch()
    assert [(await one).stopped for one in (first, second)] == ["", ""]
    assert (await examiner.examine(request)).stopped == ""


async def test_the_real_process_answers_without_the_bots_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    examiner = Examiner(light)
    found = await examiner.examine(Request(today=TODAY, name="export.zip", raw=zipped(other_words())))
    assert found.ok
    assert [one["after"] for one in found.changes] == ["How come?"]
    seen = f"import os; assert 'DISCORD_TOKEN' not in os.environ; print({answer(Findings()).decode()!r})"
    assert (
        await Examiner(light, argv=child(seen)).examine(Request(today=TODAY, name="x.yaml", raw=b"a"))
    ).stopped == ""


def test_other_content_in_the_place_of_ours_is_refused_in_one_sentence() -> None:
    found = told({WHY: b"".join(b"k%d: v\n" % number for number in range(10_000))})
    assert not found.ok
    assert found.changes == ()
    assert any("values, and 10,000 are the most" in sentence for sentence in errors(found))
