"""Every outcome of the table reached by pressing, and every way around in it."""

import pytest

from .conftest import Town, press, tick, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSED = ("18", *["No"] * 6)
"""Age, and nothing that stops anybody."""

ROWS = {
    "Make it stay put": ("3", "Ball slips", "That's all", "None", "Soft gap"),
    "Use something narrower": ("3", "Tool too big", "That's all", "None", "Hip or buttock"),
    "Try more than one place": ("3", "Only one spot", "That's all", "None", "Beside the spine"),
    "Add to your stretches": ("3", "Only stretched", "That's all", "Front of the hip"),
    "Softer, with slow breaths": ("3", "A tool, none", "That's all", "Over 7", "That's all", "Soft gap"),
    "Build it up": ("3", "Nothing yet", "Soft gap", "Back in a day"),
    "Break up the sitting": ("3", "Nothing yet", "Low dimple", "Worse after sitting"),
    "Seven days to find out": ("3", "Nothing yet", "Hip or buttock", "Neither"),
}
STOPS = {
    "Calm it first": ("8",),
    "I only know backs": ("3", "Nothing yet", "Not my back"),
    "Gentle moves, and see someone": ("3", "Nothing yet", "Goes below my knee"),
}


@pytest.mark.parametrize("title", [*ROWS, *STOPS])
async def test_each_answer_has_its_outcome(home: Town, title: str) -> None:
    card = await walk(home.mia, *PASSED, *(ROWS | STOPS)[title])
    assert card.text.startswith(f"## {title}") or f"\n## {title}" in card.text
    assert "{" not in card.text
    assert ("Start" in card.buttons) is (title != "I only know backs")
    if title in ROWS:
        assert "Evidence: " in card.text
        assert " min · " in card.text
    await press(home.mia, "Why?")
    assert "Checked 20" in home.mia.card().text
    await press(home.mia, "Back")
    assert home.mia.card().text == card.text


@pytest.mark.parametrize(
    ("questions", "title", "plan"),
    [
        ((5, "Losing weight"), "Slow breathing, until someone has looked", ["Breathing reset"]),
        ((6, "Pain or tingling below one knee"), "Gentle moves, and see someone", ["Breathing reset", "Round, arch"]),
        ((6, "Stiff over 30 min"), "Gentle moves, and see someone", ["Breathing reset", "Round, arch", "Desk break"]),
    ],
)
async def test_something_to_be_looked_at_soon(
    home: Town, questions: tuple[int, str], title: str, plan: list[str]
) -> None:
    number, item = questions
    await walk(home.mia, "18", *["No"] * (number - 1))
    await tick(home.mia, "Yes", item)
    await press(home.mia, *["No"] * (6 - number), "3")
    card = home.mia.card()
    assert f"## {title}" in card.text
    assert "Please note" in card.text
    assert all(name in card.text for name in plan)
    assert "Floor press" not in card.text
    await press(home.mia, "Start", "Stop here")


async def test_soon_tells_an_adult_to_book_a_clinician(home: Town) -> None:
    await walk(home.mia, "18", *["No"] * 4)
    await tick(home.mia, "Yes", "Losing weight")
    await press(home.mia, "No", "3")
    assert "Book a clinician" in home.mia.card().text
    assert "guardian" not in home.mia.card().text


async def test_pregnancy_has_a_card_and_plans_of_its_own(home: Town) -> None:
    mia, tom = home.mia, home.tom
    await walk(mia, "18", *["No"] * 5)
    asked = await tick(mia, "Yes", "Pregnant")
    assert "About the pregnancy or birth" in asked.text
    await press(mia, "No", "3")
    assert "Gentle moves, no pressing" in mia.card().text
    assert "midwife" in mia.card().text

    await walk(tom, "18", *["No"] * 4)
    await tick(tom, "Yes", "Losing weight")
    await tick(tom, "Yes", "Pregnant")
    await press(tom, "No", "3")
    assert "Slow breathing, on your side" in tom.card().text

    await walk(home.rosa, "18", *["No"] * 5)
    await tick(home.rosa, "Not sure", "Pregnant", "Pain or tingling below")
    await press(home.rosa, "No", "3")
    assert "Gentle moves, and see someone" in home.rosa.card().text
    assert "midwife" in home.rosa.card().text


async def test_surgery_that_a_doctor_cleared_and_one_that_nobody_did(home: Town) -> None:
    await walk(home.mia, "18", *["No"] * 5)
    asked = await tick(home.mia, "Yes", "Back or belly surgery")
    assert "said that you may exercise" in asked.text
    await press(home.mia, "Yes", "3", "Ball slips", "That's all", "None", "Soft gap")
    assert "Floor press" not in home.mia.card().text
    await press(home.mia, "Why?")
    assert "no pressing for now" in home.mia.card().text.lower()

    await walk(home.tom, "18", *["No"] * 5)
    await tick(home.tom, "Yes", "Back or belly surgery")
    await press(home.tom, "Not sure", "3")
    assert "Slow breathing, until someone has looked" in home.tom.card().text


async def test_under_sixteen_there_are_four_questions_and_no_routine(home: Town) -> None:
    card = await walk(home.mia, "Under 16", *["No"] * 4)
    assert "For you and a parent" in card.text
    assert card.buttons == ["Close"]
    await press(home.mia, "Close")
    assert "Type /back" in home.mia.card().text
    routine = await walk(home.mia, by="back")
    assert "1 of 4" in routine.text


async def test_strong_pain_leads_on_to_the_knee_and_elsewhere(home: Town) -> None:
    await walk(home.mia, *PASSED, "8")
    offered = home.mia.card().buttons
    assert "Goes below my knee" in offered
    await press(home.mia, "Goes below my knee")
    assert "Gentle moves, and see someone" in home.mia.card().text

    await walk(home.tom, *PASSED, "7", "Not my back")
    assert "I only know backs" in home.tom.card().text

    await walk(home.rosa, *PASSED, "6", "Last 3 days")
    assert "Calm it first" in home.rosa.card().text


async def test_age_asks_more_and_allows_less(home: Town) -> None:
    await walk(home.mia, "16–17", *["No"] * 6, "3", "Longer")
    assert "Gentle moves, and see someone" in home.mia.card().text

    await walk(home.tom, "50", *["No"] * 6, "3", "Tool too big", "That's all")
    assert "4 cm shorter" in home.tom.card().text
    await press(home.tom, "Yes")
    assert "Slow breathing, until someone has looked" in home.tom.card().text

    await walk(home.rosa, "70", *["No"] * 6, "3", "Ball slips", "That's all", "None", "Soft gap")
    assert "Floor press" not in home.rosa.card().text
    await press(home.rosa, "Why?")
    assert "no pressing for now" in home.rosa.card().text.lower()


async def test_typed_words_are_confirmed_before_they_count(home: Town) -> None:
    await walk(home.mia, *PASSED, "3")
    opened = await press(home.mia, "Type it instead")
    assert opened.modal is not None
    example = opened.modal.text.partition("For example: ")[2].splitlines()[0]
    assert (await home.mia.submit({"text": example})).ok
    assert "You said the ball slips. Right?" in home.mia.card().text
    await press(home.mia, "That's right", "None", "Soft gap")
    assert "Make it stay put" in home.mia.card().text

    await walk(home.tom, *PASSED, "3")
    await press(home.tom, "Type it instead")
    assert (await home.tom.submit({"text": "My ball rolls away whenever I lean on it!"})).ok
    await press(home.tom, "No, let me choose", "Only stretched", "That's all", "Soft gap")
    assert "Add to your stretches" in home.tom.card().text

    await walk(home.rosa, *PASSED, "3")
    await press(home.rosa, "Type it instead")
    assert (await home.rosa.submit({"text": "wibble"})).ok
    assert "I didn't catch that" in home.rosa.card().text
    assert "Ball slips" in home.rosa.card().buttons


async def test_words_of_danger_in_the_window_win_over_everything(home: Town) -> None:
    await walk(home.mia, *PASSED, "3")
    await press(home.mia, "Type it instead")
    assert (await home.mia.submit({"text": "since yesterday I can't feel when I pee"})).ok
    assert "Go to an emergency department now" in home.mia.card().text
    assert home.rows("select hold from people where user_id = ?", home.mia.id) == [(1,)]


async def test_going_back_changing_an_answer_and_starting_again(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3", "Ball slips", "That's all", "None")
    assert "Where is it most?" in mia.card().text
    await press(mia, "Back")
    assert "With the tool" in mia.card().text
    await press(mia, "Back")
    assert "What was the trouble?" in mia.card().text
    await press(mia, "Only one spot", "That's all", "None", "Soft gap")
    assert "Try more than one place" in mia.card().text

    await press(mia, "Change an answer")
    assert "Which answer" in mia.card().text
    await press(mia, "What was the trouble?", "Only stretched", "That's all")
    assert "Add to your stretches" in mia.card().text
    await press(mia, "Change an answer", "Back")
    assert "Add to your stretches" in mia.card().text

    await press(mia, "Change an answer", "Start again")
    assert "How strong is it now?" in mia.card().text
    await press(mia, "8")
    assert "Calm it first" in mia.card().text


async def test_several_troubles_can_be_ticked_and_unticked(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3", "Ball slips", "Tool too big")
    assert "✓ Ball slips" in mia.card().buttons
    await press(mia, "✓ Ball slips", "That's all", "None", "Hip or buttock")
    assert "Use something narrower" in mia.card().text
    assert "the ball slips" not in mia.card().text


async def test_the_questions_can_be_gone_back_through(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", "No", "No")
    assert "3 of 6" in mia.card().text
    await press(mia, "Back", "Back")
    assert "1 of 6" in mia.card().text
    await press(mia, "Back")
    assert "Tap your age" in mia.card().text
    await press(mia, "18", *["No"] * 6, "3")
    assert "What was the trouble?" in mia.card().text
