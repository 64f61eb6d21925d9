import pytest

from bot.core.cards import Field, FieldOption, Form
from bot.ui.forms import form_values, render_form
from bot.ui.ids import SessionPress

YES_NO = (FieldOption("yes", "Yes"), FieldOption("no", "No"))
PRESS = SessionPress(7, 3, 2)


async def test_a_form_has_labels_groups_and_texts() -> None:
    form = Form(
        "Which?",
        (
            Field("q4", "Any of these?", "checkboxes", YES_NO, description="Several may be true"),
            Field("side", "Side", "radio", YES_NO, required=True),
            Field("words", "In your words", "text", max_length=500),
        ),
    )
    raw = render_form(form, PRESS).to_dict()
    assert raw["custom_id"] == "e:7:3:2"
    inner = [part["component"] for part in raw["components"]]
    assert [(part["type"], part["custom_id"], part["required"]) for part in inner] == [
        (22, "q4", False),
        (21, "side", True),
        (4, "words", False),
    ]
    assert (inner[0]["min_values"], inner[0]["max_values"]) == (0, 2)
    assert inner[2]["style"] == 2
    assert raw["components"][0]["description"] == "Several may be true"


async def test_long_labels_are_cut() -> None:
    long = "word " * 60
    form = Form(long, (Field("a", long, "radio", (FieldOption("1", long), FieldOption("2", "b")), description=long),))
    raw = render_form(form, PRESS).to_dict()
    label = raw["components"][0]
    assert len(raw["title"]) <= 45
    assert len(label["label"]) <= 45
    assert len(label["description"]) <= 100
    assert len(label["component"]["options"][0]["label"]) <= 100


async def test_a_modal_is_over_before_it_is_sent() -> None:
    assert render_form(Form("x", (Field("a", "A", "text"),)), PRESS).is_finished()


@pytest.mark.parametrize("count", [1, 11])
async def test_groups_outside_of_two_to_ten_show_as_a_bug(count: int) -> None:
    options = tuple(FieldOption(str(n), str(n)) for n in range(count))
    with pytest.raises(ValueError, match=f"{count} options"):
        render_form(Form("x", (Field("a", "A", "checkboxes", options),)), PRESS)


async def test_a_sixth_part_shows_as_a_bug() -> None:
    with pytest.raises(ValueError, match="6 parts"):
        render_form(Form("x", tuple(Field(str(n), "A", "text") for n in range(6))), PRESS)


def test_values_come_back_by_field() -> None:
    raw = [
        {"type": 18, "component": {"type": 22, "custom_id": "q4", "values": ["fever", "fall"]}},
        {"type": 18, "component": {"type": 21, "custom_id": "side", "value": None}},
        {"type": 18, "component": {"type": 4, "custom_id": "words", "value": "it slips"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": ""}]},
    ]
    assert form_values(raw) == {"q4": ("fever", "fall"), "side": (), "words": ("it slips",), "old": ()}


@pytest.mark.parametrize("raw", [None, [], {}, "x", [None, 3, {"component": 4}], [{"custom_id": 3}]])
def test_anything_else_is_an_empty_form(raw: object) -> None:
    assert form_values(raw) == {}
