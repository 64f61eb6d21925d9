"""Whose crisis a message tells of, and whether something was done already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.understand.crises import CrisisKinds
from tests.shipped import pack

KINDS = CrisisKinds(pack().understanding)


@pytest.mark.parametrize(
    "text",
    [
        "I swallowed every tablet in the box, all of them",
        "took the whole packet of paracetamol an hour ago",
        "ive overdosed",
        "I've just cut my wrists",
        "drank bleach",
        "on purpose. i have taken too many of my mums sleeping pills",
    ],
)
def test_done_already(text: str) -> None:
    assert KINDS.kind(text) == "done"


@pytest.mark.parametrize(
    "text",
    [
        "my sister says she's going to end it tonight, what do i do",
        "A friend of mine sent a goodbye message and I can't reach him",
        "my dad took all his tablets and he won't wake up properly",
        "im scared, my boyfriend says he doesn't want to live",
    ],
)
def test_someone_else(text: str) -> None:
    assert KINDS.kind(text) == "other"


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "thinking of taking all my pills",
        "i nearly took the whole box last night but i didn't",
        "when i was 15 i overdosed. now i don't want to be here again",
        "tell my brother i love him. i can't go on",
        "my wife would be better off without me",
        "she left me and i can't live any more",
        "my kids deserve better, i'm a burden",
        "",
    ],
)
def test_ones_own_and_not_done(text: str) -> None:
    assert KINDS.kind(text) == "self"


WORDS = st.sampled_from(
    ["i", "my", "friend", "took", "all", "the", "pills", "not", "he", "would", "13", "!!", "ɪ", "\n"]
)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)), st.sampled_from(["", " ", "!! "]))
def test_nothing_raises_and_empty_space_changes_nothing(text: str, space: str) -> None:
    assert KINDS.kind(text) == KINDS.kind(space + text)
