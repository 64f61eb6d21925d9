"""What must hold for any text: danger is not lost among other words, form changes nothing, nothing breaks or hangs."""

import random
import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.understanding.shipped import dangerous, reader, trained

HARMLESS = (
    "Hope you are all having a lovely weekend.",
    "Thanks in advance for any help.",
    "We had pasta for dinner.",
    "My cat is asleep on the keyboard.",
    "It rained all morning.",
    "I like this server a lot.",
    "No rush.",
    "The match was great yesterday.",
)
URGENT = ("red_flag", "crisis")
DANGEROUS = st.deferred(lambda: st.sampled_from(dangerous()))
"""Found out when a test needs it: making the reader takes a second."""
EMOJI = ("😂", "😭", "💀", "🙏", "🔥", "❤️", "👀", "🏳️‍🌈")


@settings(max_examples=300, deadline=None)
@given(text=DANGEROUS, other=st.sampled_from(HARMLESS), before=st.booleans())
def test_a_harmless_sentence_never_hides_danger(text: str, other: str, before: bool) -> None:
    end = "" if text.rstrip().endswith((".", "!", "?")) else "."
    told = f"{other} {text}" if before else f"{text}{end} {other}"
    assert reader().read(told).label in URGENT


@settings(max_examples=300, deadline=None)
@given(text=st.sampled_from([text for text, _, _ in trained()]), seed=st.integers(0, 9999))
def test_case_emoji_and_apostrophes_change_nothing(text: str, seed: int) -> None:
    chance = random.Random(seed)
    plain = reader().read(text).label
    assert reader().read(text.upper()).label == plain
    assert reader().read(text.replace("'", "").replace("’", "")).label == plain
    words = text.split(" ")
    at = chance.randrange(len(words) + 1)
    assert reader().read(" ".join((*words[:at], chance.choice(EMOJI), *words[at:]))).label == plain


@settings(max_examples=300, deadline=None)
@given(text=DANGEROUS, seed=st.integers(0, 9999))
def test_a_letter_held_down_hides_no_danger(text: str, seed: int) -> None:
    chance = random.Random(seed)
    # In a short word it can make another one: "noooo" is a no, whether or not it was meant as a Scottish now.
    words = list(re.finditer("[A-Za-z]{4,}", text))
    assume(words)
    at = chance.randrange(*chance.choice(words).span())
    assert reader().read(text[:at] + text[at] * 3 + text[at + 1 :]).label in URGENT


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=4000))
def test_any_text_is_read(text: str) -> None:
    found = reader().read(text)
    assert all(text[span.start : span.end] == span.text for span in found.spans)
    assert 0 <= found.confidence <= 1


LONG = (
    "a" * 4000,
    "no " * 1333,
    "not numb " * 440,
    "numb groin " * 363,
    "i cant feel my legs and " * 160,
    "fell off fell off " * 220,
    "¿" * 4000,
    "'" * 4000,
    "\u200b" * 4000,
    "́" * 4000,
    "if i ever fever back pain, " * 148,
    "".join(chr(0x4E00 + at % 5000) for at in range(4000)),
    "no, " * 1000,
    ". " * 2000,
)


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:8]))
def test_twice_the_text_takes_about_twice_the_time(text: str) -> None:
    """Time grows with the length: nothing in a message can make the reader try the same words over and over."""
    cost = [min(_spent(part) for _ in range(5)) for part in (text[:2000], text)]
    assert cost[1] < 8 * cost[0] + 0.002


def _spent(text: str) -> float:
    start = time.process_time()
    reader().read(text)
    return time.process_time() - start
