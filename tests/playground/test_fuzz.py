"""No body whatsoever may break the stand-in: it answers with flaws or with nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.errors import invalid
from bot.playground.validate import message_flaws
from bot.playground.validate_commands import command_flaws
from bot.playground.validate_modal import modal_flaws

WORDS = (
    "type components component accessory content custom_id style label url media items file options value values "
    "min_values max_values flags embeds fields attachments id nonce allowed_mentions parse users title name "
    "description choices autocomplete required emoji default spacing accent_color"
)
KEYS = st.sampled_from(WORDS.split(" "))
LEAVES = st.none() | st.booleans() | st.integers(-1, 25) | st.text(max_size=3) | st.just(32768)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)
TYPES = st.sampled_from([1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 17, 18, 19, 21, 22, 23])


def component(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Something that looks enough like a component to get past the first check."""
    holders = st.sampled_from(["components", "component", "accessory", "options", "items", "choices"])
    nested = st.dictionaries(holders, st.lists(inner, max_size=3) | inner, max_size=2)
    rest = st.dictionaries(KEYS, ANYTHING, max_size=3)
    return st.builds(lambda kind, a, b: {"type": kind, **a, **b}, TYPES | ANYTHING, rest, nested)


COMPONENTS = st.lists(component(component(component(ANYTHING))), max_size=3)
REST = st.dictionaries(KEYS, ANYTHING, max_size=6)
BODIES = st.builds(lambda rest, parts: rest | {"components": parts}, REST, COMPONENTS | ANYTHING)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(BODIES)
def test_messages(body: dict[str, Any]) -> None:
    assert invalid(message_flaws(body, [])).body()["code"] == 50035


@few
@given(BODIES)
def test_modals(body: dict[str, Any]) -> None:
    assert invalid(modal_flaws(body)).body()["code"] == 50035


@few
@given(ANYTHING | COMPONENTS)
def test_commands(body: Any) -> None:
    assert invalid(command_flaws(body)).body()["code"] == 50035
