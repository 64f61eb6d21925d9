"""The models themselves, small enough to be worked out by hand."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.content.understanding import Learned
from bot.core.understand.model import DAMPED, PAIRS, STEPS, Doc, Scorer, softmax

NOTHING = STEPS // 2


def pair(one: int, other: int) -> str:
    return PAIRS[(NOTHING + one) * STEPS + NOTHING + other]


def net(**rows: str) -> Scorer:
    lines = "\n".join(f"{name.strip('_')}={row}" for name, row in rows.items())
    layer = ((0.5, 1.0, 0.0), (-0.5, 0.0, 2.0))
    return Scorer(Learned(task="label", classes=("no", "yes"), scale=0.5, layer=layer, rows=lines))


def rest(*names: str) -> Doc:
    return Doc((), names)


def test_a_net_adds_up_what_its_inner_units_say() -> None:
    model = net(_=pair(1, 0), numb=pair(-4, 4), leg=pair(1, 2))
    norm = 1 / sqrt(2 + DAMPED)
    first, second = 0.5 + norm * 0.5 * (-4 + 1), norm * 0.5 * (4 + 2)
    assert first > 0
    assert model.scores([model.hear(rest("numb", "leg"))]) == pytest.approx([0.5 + first, -0.5 + 2 * second])


def test_a_unit_that_is_not_moved_says_nothing() -> None:
    model = net(_=pair(0, 0), numb=pair(-4, -4))
    assert model.scores([model.hear(rest("numb"))]) == pytest.approx([0.5, -0.5])


def test_a_row_with_letters_that_mean_nothing_is_left_out() -> None:
    model = net(_=pair(0, 0), numb="\u00e9", leg="AA", arm=pair(1, 1))
    assert [model.knows(word) for word in ("numb", "leg", "arm")] == [False, False, True]


@given(st.lists(st.sampled_from(["numb", "leg", "arm", "cat"]), min_size=2, max_size=9), st.integers(1, 8))
def test_parts_heard_one_by_one_say_the_same_as_the_whole(names: list[str], cut: int) -> None:
    model = net(_=pair(1, -1), numb=pair(-4, 4), leg=pair(1, 2), arm=pair(3, -2))
    cut = min(cut, len(names) - 1)
    apart = [model.hear(rest(*names[:cut])), model.hear(rest(*names[cut:]))]
    assert model.scores(apart) == pytest.approx(model.scores([model.hear(rest(*names))]))


def test_a_net_can_be_taught_on_top() -> None:
    model = net(_=pair(0, 0), numb=pair(0, 4))
    before = softmax(model.scores([model.hear(rest("numb"))]))
    model.teach([(rest("numb"), "no")])
    after = softmax(model.scores([model.hear(rest("numb"))]))
    assert before[1] > 0.5 > after[1]


@pytest.mark.parametrize("layer", [((0.0, 1.0),), ((0.0, 1.0), (0.0,))])
def test_a_layer_has_a_line_for_each_class(layer: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(ValidationError, match="a line for each class"):
        Learned(task="label", classes=("no", "yes"), scale=1, layer=layer)
