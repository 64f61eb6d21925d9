"""What people send: each good file finds its place, and each hostile one becomes a sentence."""

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library.layout import part_of
from bot.library.unzip import zipped
from bot.library.upload import MAX_UPLOAD, files_of, too_big

KNOWN = (
    "texts.yaml",
    "routines/ball.yaml",
    "routines/heat.yaml",
    "explainers/heat.yaml",
    "topics/back.yaml",
    "vignettes/texts.yaml",
)
SCHEMA = b"# yaml-language-server: $schema=../../schema/%s.schema.json\nid: x\n"


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "path"),
    [
        ("texts.yaml", b"a: b", "texts.yaml"),
        ("texts.yml", b"a: b", "texts.yaml"),
        ("texts.yaml", SCHEMA % b"vignettes", "vignettes/texts.yaml"),
        ("ball.yaml", b"a: b", "routines/ball.yaml"),
        ("C:\\mine\\ball.yaml", b"a: b", "routines/ball.yaml"),
        ("heat.yaml", SCHEMA % b"explainers", "explainers/heat.yaml"),
        ("texts (1).yaml", SCHEMA % b"texts", "texts.yaml"),
        ("calves.yaml", SCHEMA % b"topics", "topics/calves.yaml"),
        ("calves.yaml", b"\xef\xbb\xbf" + SCHEMA % b"topics", "topics/calves.yaml"),
    ],
)
def test_a_lone_file_finds_its_place_by_its_name_or_its_schema(name: str, raw: bytes, path: str) -> None:
    assert files_of(name, raw, KNOWN) == ({path: raw}, [])


@pytest.mark.parametrize("folder", ["", "en/", "my pack/content/en/"])
def test_a_zip_is_read_wherever_the_pack_lies_in_it(folder: str) -> None:
    raw = zip_of(
        (f"{folder}texts.yaml", b"a: b"),
        (f"{folder}topics/back.yaml", b"c: d"),
        ("__MACOSX/texts.yaml", b"\0"),
        (f"{folder}.DS_Store", b"\0"),
    )
    assert files_of("pack.zip", raw, KNOWN) == ({"texts.yaml": b"a: b", "topics/back.yaml": b"c: d"}, [])


def test_loose_files_in_a_zip_find_their_places_and_others_are_left_out_with_a_warning() -> None:
    raw = zip_of(("stuff/ball.yaml", b"a: b"), ("stuff/notes.md", b"x"), ("stuff/new.yaml", SCHEMA % b"topics"))
    files, problems = files_of("mine.zip", raw, KNOWN)
    assert files == {"routines/ball.yaml": b"a: b", "topics/new.yaml": SCHEMA % b"topics"}
    assert [(problem.severity, "notes.md" in problem.message) for problem in problems] == [("warning", True)]


def test_what_is_exported_comes_back_as_it_was() -> None:
    files = {"texts.yaml": b"a: b\n", "topics/back.yaml": "é: 1".encode(), "vignettes/x.yaml": b""}
    assert files_of("export.zip", zipped(files), ()) == (files, [])
    assert zipped(files) == zipped(dict(reversed(files.items())))


def special(kind: int, target: bytes = b"/etc/passwd") -> bytes:
    info = zipfile.ZipInfo("texts.yaml")
    info.external_attr = (kind | 0o777) << 16
    return zip_of((info, target))


def patched(raw: bytes, local: int, central: int, form: str, value: int) -> bytes:
    """The zip with a field of its only member changed in both of its headers."""
    data = bytearray(raw)
    struct.pack_into(form, data, local, value)
    struct.pack_into(form, data, raw.index(b"PK\x01\x02") + central, value)
    return bytes(data)


ONE = zip_of(("texts.yaml", b"a: b" * 50))
LIAR = zip_of(("texts.yaml", b"0" * 900_000))
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("texts.yaml", lambda: b"", "The file is empty"),
    "50 MB": ("texts.yaml", lambda: b"a" * 50_000_000, "50.0 MB, and 8 MB is the most"),
    "a picture": ("texts.yaml", lambda: b"\x89PNG\r\n\x1a\n", "This is a picture"),
    "a gzip archive": ("texts.zip", lambda: b"\x1f\x8b\x08", "This is a gzip archive"),
    "no zip": ("pack.zip", lambda: b"a: b", "This is no zip"),
    "another kind": ("notes.docx", lambda: b"hello", "must end in .yaml or .zip"),
    "an unknown name": ("text.yaml", lambda: b"a: b", "The pack has no file of this name"),
    "two of that name": ("heat.yaml", lambda: b"a: b", "The pack has routines/heat.yaml and explainers/heat.yaml"),
    "a new file with odd letters": ("b\u202eack.yaml", lambda: SCHEMA % b"topics", "has only letters, digits"),
    "a bomb": ("x.zip", lambda: zip_of(("texts.yaml", b"0" * 15_000_000)), "far more than texts do"),
    "many small bombs": (
        "x.zip",
        lambda: zip_of(*((f"topics/{n}.yaml", b"0" * 99_000) for n in range(300))),
        "far more than texts do",
    ),
    "a bomb that lies": ("x.zip", lambda: patched(LIAR, 22, 24, "<I", 100), "damaged in the zip"),
    "thousands of files": ("x.zip", lambda: zip_of(*((f"{n}.yaml", b"") for n in range(3000))), "3,000 files, and 500"),
    "a way out": ("x.zip", lambda: zip_of(("../../texts.yaml", b"a: b")), "points out of it"),
    "a way out by backslash": ("x.zip", lambda: zip_of(("..\\texts.yaml", b"a: b")), "points out of it"),
    "an absolute path": ("x.zip", lambda: zip_of(("/etc/texts.yaml", b"a: b")), "points out of it"),
    "a drive": ("x.zip", lambda: zip_of(("C:/texts.yaml", b"a: b")), "points out of it"),
    "a link": ("x.zip", lambda: special(stat.S_IFLNK), "is a link"),
    "a pipe": ("x.zip", lambda: special(stat.S_IFIFO), "is a link"),
    "a password": ("x.zip", lambda: patched(ONE, 6, 8, "<H", 1), "has a password"),
    "a rare method": ("x.zip", lambda: zip_of(("texts.yaml", b"a" * 99), how=zipfile.ZIP_LZMA), "packed in a rare way"),
    "a zip in a zip": ("x.zip", lambda: zip_of(("texts.yaml", b"a: b"), ("more.zip", ONE)), "is an archive in the zip"),
    "a name twice": ("x.zip", lambda: zip_of(("texts.yaml", b"a: b"), ("Texts.yaml", b"c: d")), "twice"),
    "a letter of another script": (
        "x.zip",
        lambda: zip_of(("topics/b\u0430ck.yaml", b"a: b")),
        "has only letters, digits",
    ),
    "two packs": (
        "x.zip",
        lambda: zip_of(("en/texts.yaml", b"a: b"), ("de/texts.yaml", b"c: d")),
        "several packs, in 'de' and 'en'",
    ),
    "a hidden letter": ("x.zip", lambda: zip_of(("te\u200bxts.yaml", b"a: b")), "characters that nobody sees"),
    "a file too large": (
        "x.zip",
        lambda: zip_of(("texts.yaml", random.Random(1).randbytes(1_100_000))),
        "the limit is 1,000 kB",
    ),
    "nothing of ours": ("x.zip", lambda: zip_of(("a.txt", b"x")), "holds no content file"),
    "an empty zip": ("x.zip", lambda: zip_of(), "holds no content file"),
    "a zip cut off": ("x.zip", lambda: ONE[:-30], "damaged or cut off"),
    "a bent zip": ("x.zip", lambda: ONE.replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged or cut off"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("which", HOSTILE)
def test_a_hostile_file_gives_one_sentence_that_says_what_to_do(which: str) -> None:
    name, make, says = HOSTILE[which]
    _, problems = files_of(name, make(), KNOWN)
    errors = [problem for problem in problems if problem.is_error]
    assert len(errors) == 1
    assert says in errors[0].message
    assert errors[0].message.endswith(".")
    assert errors[0].short().isprintable()


def test_the_size_is_refused_before_anything_is_fetched() -> None:
    assert too_big(MAX_UPLOAD) is None
    assert "send only the files that you changed" in (too_big(MAX_UPLOAD + 1) or "")


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_files_of_the_pack_or_a_sentence(data: st.DataObject) -> None:
    raw = bytearray(
        data.draw(st.sampled_from([ONE, zip_of(("en/topics/back.yaml", b"x"), ("a/b.yaml", b"y")), b"a: b"]))
    )
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    name = data.draw(st.sampled_from(["texts.yaml", "x.zip", "\x00.yaml", "..", "a" * 300]) | st.text(max_size=12))
    files, problems = files_of(name, bytes(raw), KNOWN)
    assert all(part_of(path) and ".." not in path for path in files)
    assert files or problems
    assert all(problem.short().isprintable() and problem.message.endswith(".") for problem in problems)
