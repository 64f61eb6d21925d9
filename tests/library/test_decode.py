import pytest

from bot.library.decode import MAX_BYTES, decode

UNREADABLE = [
    (b"\xff\xfea\x00", "f:1:1: The file is saved as UTF-16; save it as UTF-8."),
    (b"\xff\xfe\x00\x00a\x00\x00\x00", "f:1:1: The file is saved as UTF-32; save it as UTF-8."),
    (b"a\x00b\x00", "f:1:1: This is not a text file, or it is saved as UTF-16; save it as text in UTF-8."),
    (b"a: 1\r\nb: caf\xe9", "f:2:7: Byte 0xE9 is not UTF-8; save the file as UTF-8 and write this character again."),
    (b"\xef\xbb\xbf\xff", "f:1:1: Byte 0xFF is not UTF-8; save the file as UTF-8 and write this character again."),
    (b"x" * (MAX_BYTES + 1), "f:1:1: The file has 1,000 kB, the limit is 1,000 kB; split it into several files."),
]


@pytest.mark.parametrize(("raw", "expected"), UNREADABLE)
def test_bytes_that_are_no_text_give_one_sentence(raw: bytes, expected: str) -> None:
    text, problems = decode("f", raw)
    assert text is None
    assert problems[-1].short() == expected


def test_a_file_of_just_the_limit_is_read() -> None:
    assert decode("f", b"x" * MAX_BYTES) == ("x" * MAX_BYTES, [])


def test_bom_and_windows_line_ends_are_read_with_a_warning_each() -> None:
    text, problems = decode("f", b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n")
    assert text == "a: 1\nb: 2\nc: 3\n"
    assert [problem.short() for problem in problems] == [
        "f:1:1: warning: The file starts with a byte order mark; it was left out,"
        " but save the file as UTF-8 without BOM.",
        "f:1:5: warning: Lines end in CR or CRLF; they were read as LF,"
        " but save the file with LF so that versions compare well.",
    ]


BAD_CHARACTERS = [
    ("a: x\u202ey", "f:1:5: The invisible character U+202E (right-to-left override) is here; delete it."),
    ("a: 1\nb: \u200bx", "f:2:4: The invisible character U+200B (zero width space) is here; delete it."),
    ("a: 1\u2028b: 2", "f:1:5: The invisible character U+2028 (line separator) is here; delete it."),
    ("a: \x07", "f:1:4: The invisible character U+0007 (control character) is here; delete it."),
    ("a:\n\tb: 1\n\tc: 2", "f:2:1: This line is indented with a tab (and 1 more below); use spaces."),
    ("a:\n  \tb: 1", "f:2:3: This line is indented with a tab; use spaces."),
    ("a:\n \u00a0b: 1", "f:2:2: This line is indented with the character U+00A0 (no-break space); use spaces."),
]


@pytest.mark.parametrize(("text", "expected"), BAD_CHARACTERS)
def test_characters_that_nobody_sees_are_named(text: str, expected: str) -> None:
    assert [problem.short() for problem in decode("f", text.encode())[1]] == [expected]


def test_letters_of_every_script_and_emoji_are_fine() -> None:
    text = "a: “Größe” 10–15 мин, 腰, שלום, 👩‍⚕️ ½\n"
    assert decode("f", text.encode()) == (text, [])
