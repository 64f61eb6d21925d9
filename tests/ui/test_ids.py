from hypothesis import given
from hypothesis import strategies as st

from bot.core.cards import ANYWAY
from bot.ui.ids import LIMIT, OpenPress, PagePress, SessionPress, format_id, parse_id

actions = st.none() | st.sampled_from(sorted(ANYWAY))
sessions = st.builds(SessionPress, st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1), st.integers(0, 40), actions)
pages = st.builds(PagePress, st.from_regex(r"/[a-z0-9/_-]{0,60}", fullmatch=True))
opens = st.builds(OpenPress, st.none() | st.from_regex(r"[a-z][a-z0-9_-]{0,40}", fullmatch=True))


@given(sessions | pages | opens, st.integers(0, 99), st.sampled_from(("", "0a1b2c3", "f" * 7)))
def test_what_goes_out_comes_back(press: SessionPress | PagePress | OpenPress, copy: int, mark: str) -> None:
    text = format_id(press, copy=copy, mark=mark)
    assert len(text) <= LIMIT
    assert parse_id(text) == press


@given(st.text(max_size=120))
def test_no_text_breaks_the_parser(text: str) -> None:
    found = parse_id(text)
    assert found is None or isinstance(found, SessionPress | PagePress | OpenPress)


def test_foreign_and_damaged_ids_are_not_ours() -> None:
    for text in ("", "e:", "e:1:2", "e:1:2:3:4", "e:-1:2:3", "e:1:2:x", "p:me", "p:/me?x", "open:", "other", "e:١:2:3"):
        assert parse_id(text) is None, text


def test_equal_pages_on_one_card_differ() -> None:
    assert format_id(PagePress("/me")) != format_id(PagePress("/me"), copy=1)
