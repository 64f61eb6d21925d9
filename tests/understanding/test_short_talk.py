"""A word or two of everyday talk alarms nobody; a word or two of danger still does."""

import pytest

from .shipped import reader

TALK = (
    "hello",
    "walk",
    "walk the dog",
    "More walks! @everyone",
    "sit down",
    "sitting",
    "bye",
    "see you tomorrow",
    "tell me a joke",
    "back pain",
    "my back",
    "it hurts beside the spine",
    "i'm hungry",
    "im dead 😂",
    "kill me lol",
    "help",
    "help me",
    "lunch",
    "gg",
    "what's everyone having for lunch",
    "battery dead",
    "power cut again",
    "pay cut again lol",
    "numb by linkin park still goes hard",
    "my phone died",
    "tired",
    "bored",
    "are you human",
    "6/10",
    "?",
    "stop",
    "stop please",
    "no more",
    "exit",
    "goodbye",
    "enough!!",
)
DANGER = ("i swallowed bleach", "kms tonight", "numb crotch", "cant pee", "unalive myself", "numb saddle area")


@pytest.mark.parametrize("text", TALK)
def test_talk_alarms_nobody(text: str) -> None:
    assert reader().read(text).label not in ("red_flag", "crisis")


@pytest.mark.parametrize("text", DANGER)
def test_danger_needs_no_more_words(text: str) -> None:
    assert reader().read(text).label in ("red_flag", "crisis")
