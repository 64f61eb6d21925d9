"""Changes: what is different is found, and what was found makes the one out of the other."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library.compose import compose
from bot.library.overlay.changes import Files, apply, diff, from_plain, to_plain
from bot.library.overlay.merge import carry_over, clashes, together
from bot.library.overlay.patch import written

Shipped = tuple[dict[str, bytes], Files, Any]
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), max_size=30).map(lambda text: f"{text} {text[:3]}")
LEAVES = st.one_of(st.booleans(), st.integers(-5, 99), TEXT, st.none())


@st.composite
def edited(draw: st.DrawFn, files: Files, most: int = 4) -> dict[str, Any]:
    """The files after a few edits of any kind, anywhere."""
    changed: dict[str, Any] = deepcopy(dict(files))
    for _ in range(draw(st.integers(1, most))):
        path = draw(st.sampled_from([path for path in sorted(changed) if not path.startswith("understanding")]))
        _edit(draw, changed, path)
    return changed


def _edit(draw: st.DrawFn, root: Any, key: Any) -> None:
    value: Any = root[key]
    inside = isinstance(value, dict | list) and value and draw(st.booleans())
    if inside:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        _edit(draw, value, draw(st.sampled_from(keys)))
    elif isinstance(value, list):
        what = draw(st.sampled_from(["turn", "drop", "add"]))
        if what == "turn":
            value.reverse()
        elif what == "drop" and value:
            value.pop(draw(st.integers(0, len(value) - 1)))
        else:
            value.append({"id": draw(st.text("ab", min_size=1))} if value and isinstance(value[0], dict) else "more")
    elif isinstance(value, dict):
        value[draw(st.sampled_from(["new", "id", "text"]))] = draw(LEAVES)
    else:
        root[key] = draw(LEAVES)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_changes_make_the_new_out_of_the_old(shipped: Shipped, data: st.DataObject) -> None:
    _, old, _ = shipped
    new = data.draw(edited(old))
    changes = diff(old, new)
    made, conflicts = apply(old, from_plain(to_plain(changes)))
    assert conflicts == ()
    assert diff(made, new) == ()
    assert bool(changes) == (made != old)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_written_reads_as_what_was_meant(shipped: Shipped, data: st.DataObject) -> None:
    files, old, _ = shipped
    changes = diff(old, data.draw(edited(old, 2)))
    for path, raw in written(files, old, changes).items():
        if raw is not files.get(path):
            document, problems = compose(path, raw)
            assert document is not None
            assert not problems
            assert document.data == apply(old, changes)[0][path]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_two_people_never_lose_what_the_other_published(shipped: Shipped, data: st.DataObject) -> None:
    _, old, _ = shipped
    ours, theirs = (diff(old, data.draw(edited(old, 2))) for _ in range(2))
    both = together(ours, theirs)
    assert set(map(repr, ours)) <= set(map(repr, both))
    lost = {repr(clash.theirs) for clash in clashes(ours, theirs)}
    assert {repr(change) for change in theirs} - lost <= set(map(repr, both))


def test_a_word_edit_keeps_the_comments(shipped: Shipped) -> None:
    files, old, _ = shipped
    new: Any = deepcopy(dict(old))
    new["texts.yaml"]["hello.title"] = 'Hi: "you" # and me'
    new["safety.yaml"]["questions"][0]["ask"] = "Another question?"
    out = written(files, old, diff(old, new))
    before, after = files["texts.yaml"].decode(), out["texts.yaml"].decode()
    assert len(before.splitlines()) == len(after.splitlines())
    assert before.count("\n#") == after.count("\n#") > 3
    assert compose("t", out["texts.yaml"])[0].data["hello.title"] == 'Hi: "you" # and me'  # type: ignore[union-attr]
    assert b"Another question?" in out["safety.yaml"]


def test_a_newer_base_is_merged_where_the_changes_do_not_touch(shipped: Shipped) -> None:
    _, old, _ = shipped
    ours: Any = deepcopy(dict(old))
    ours["texts.yaml"]["hello.title"] = "Ours"
    ours["texts.yaml"]["button.why"] = "Why so?"
    ours["routines/r02_wall_ball.yaml"]["blocks"][0]["steps"][2]["seconds"] = 25
    base: Any = deepcopy(dict(old))
    base["texts.yaml"]["hello.title"] = "The base's own"
    base["texts.yaml"]["button.yes"] = "Yes!"
    base["routines/r02_wall_ball.yaml"]["blocks"][0]["steps"].insert(0, {"kind": "rest", "text": "x", "seconds": 30})
    carried = carry_over(diff(old, ours), old, base)
    assert [change.place for change in carried.changes] == [("button.why",)]
    assert {change.place[-1] for change in carried.conflicts} == {"hello.title", "seconds"}
    done, _ = apply(base, carried.changes)
    assert done["texts.yaml"]["button.yes"] == "Yes!"  # type: ignore[index,call-overload]


def test_what_the_base_did_itself_is_a_change_no_more(shipped: Shipped) -> None:
    _, old, _ = shipped
    ours: Any = deepcopy(dict(old))
    ours["texts.yaml"]["hello.title"] = "The same words"
    carried = carry_over(diff(old, ours), old, ours)
    assert carried.changes == carried.conflicts == ()
