"""Each question's Yes and Not sure to its urgency, the stop that stays on, and the ways back from it."""

import pytest

from .conftest import Town, forget, press, send, tick, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

CAUDA = "Go to an emergency department now"
EMERGENCY = "Get help now"
SAME_DAY = "Speak to a clinician today"
SOON = "Gentle moves, and see someone"
BREATHE = "Slow breathing, until someone has looked"

TICKED = {
    # question, Yes or Not sure, what is ticked, where it leads
    "crash": (3, "Yes", ["A crash"], EMERGENCY),
    "perhaps a crash": (3, "Not sure", ["A crash"], SAME_DAY),
    "small, with thin bones": (3, "Yes", ["Something small", "Thin bones"], SAME_DAY),
    "fall, and the legs": (3, "Yes", ["A low fall", "A leg weak"], EMERGENCY),
    "fever": (4, "Yes", ["Fever"], SAME_DAY),
    "fever after an injection": (4, "Yes", ["Fever", "A spinal injection"], EMERGENCY),
    "perhaps fever": (4, "Not sure", ["Fever"], BREATHE),
    "blood": (4, "Yes", ["Blood in your pee"], SAME_DAY),
    "weak leg": (5, "Yes", ["A leg or foot getting weaker"], SAME_DAY),
    "both legs weak": (5, "Yes", ["Both legs weak"], EMERGENCY),
    "weight": (5, "Yes", ["Losing weight"], BREATHE),
    "weight and night": (5, "Yes", ["Losing weight", "Pain that no position"], SAME_DAY),
    "perhaps weight": (5, "Not sure", ["Losing weight"], BREATHE),
    "below the knee": (6, "Yes", ["Pain or tingling below one knee"], SOON),
    "perhaps below the knee": (6, "Not sure", ["Pain or tingling below one knee"], SOON),
}


def held(town: Town, person: str) -> bool:
    """Whether a stop is on, as the database has it."""
    return town.rows("select hold from people where user_id = ?", person) == [(1,)]


@pytest.mark.parametrize("name", TICKED)
async def test_what_is_ticked_decides(home: Town, name: str) -> None:
    number, sure, items, title = TICKED[name]
    await walk(home.mia, "18", *["No"] * (number - 1))
    assert f"{number} of 6" in home.mia.card().text
    card = await tick(home.mia, sure, *items)
    if title in (SOON, BREATHE):
        await press(home.mia, *["No"] * (6 - number), "3")
        card = home.mia.card()
        assert not held(home, home.mia.id)
    else:
        assert held(home, home.mia.id)
        assert "Urgent" in card.text
        assert "Start" not in card.buttons
    assert f"## {title}" in card.text


@pytest.mark.parametrize(("number", "title"), [(1, CAUDA), (2, EMERGENCY)])
async def test_yes_on_the_first_two_shows_the_card_at_once(home: Town, number: int, title: str) -> None:
    card = await walk(home.mia, "18", *["No"] * (number - 1), "Yes")
    assert f"## {title}" in card.text
    assert held(home, home.mia.id)
    screens = home.rows("select state from sessions where user_id = ?", home.mia.id)
    assert screens
    assert home.rows("select screened_at from people where user_id = ?", home.mia.id) == [(None,)]


async def test_not_sure_on_the_first_two_asks_one_by_one(home: Town) -> None:
    mia, tom, rosa = home.mia, home.tom, home.rosa
    await walk(mia, "18", "Not sure")
    assert "1 of 6: part 1 of 5" in mia.card().text
    await press(mia, "No", "Not sure", "No", "No", "No")
    assert f"## {SAME_DAY}" in mia.card().text
    assert "cauda equina" in mia.card().text

    await walk(tom, "18", "Not sure", *["No"] * 5)
    assert "2 of 6" in tom.card().text
    await press(tom, "Not sure", *["No"] * 5, "Not sure")
    assert f"## {SAME_DAY}" in tom.card().text

    await walk(rosa, "16–17", "Not sure")
    assert "part 1 of 4" in rosa.card().text
    await press(rosa, "No", "No", "Yes")
    assert f"## {CAUDA}" in rosa.card().text


async def test_with_a_pregnancy_there_is_one_card_more(home: Town) -> None:
    mia, tom, rosa = home.mia, home.tom, home.rosa
    for person, sure, item, title in (
        (mia, "Yes", "Heavy bleeding", EMERGENCY),
        (tom, "Yes", "Any bleeding or a leak", "Call your maternity unit now"),
        (rosa, "Not sure", "Fever or burning pee", "Call your maternity unit now"),
    ):
        await walk(person, "18", *["No"] * 5)
        await tick(person, "Yes", "Pregnant")
        card = await tick(person, sure, item)
        assert f"## {title}" in card.text
        assert held(home, person.id)


async def test_a_list_sent_empty_or_closed_changes_nothing(home: Town) -> None:
    await walk(home.mia, "18", "No", "No")
    await press(home.mia, "Yes")
    await home.mia.dismiss_modal()
    assert "3 of 6" in home.mia.card().text
    await press(home.mia, "Yes")
    await send(home.mia)
    assert "Nothing was ticked" in home.mia.card().text
    assert "3 of 6" in home.mia.card().text
    card = await tick(home.mia, "Yes", "A crash")
    assert f"## {EMERGENCY}" in card.text


async def test_a_wrong_tap_can_be_taken_back_once(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", "No", "Yes")
    assert held(home, mia.id)
    await press(mia, "I tapped wrong")
    assert "2 of 6" in mia.card().text
    assert not held(home, mia.id)
    await press(mia, "Yes")
    assert "I tapped wrong" not in mia.card().buttons
    assert held(home, mia.id)


async def test_unchanged_for_long_is_for_today_and_not_for_now(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", "Yes")
    await press(mia, "Like this for over 2 weeks, unchanged")
    card = mia.card()
    assert f"## {SAME_DAY}" in card.text
    assert "cauda equina" in card.text
    assert held(home, mia.id)
    await walk(home.tom, "18", "No", "Yes")
    assert not any(label.startswith("Like this") for label in home.tom.card().buttons)


async def test_a_stop_stays_on_until_a_clinician_has_looked(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", "Yes")
    await press(mia, "Close")

    asked = await walk(mia)
    assert "Has a clinician looked?" in asked.text
    await press(mia, "Not yet")
    assert "## Not for today" in mia.card().text
    assert held(home, mia.id)
    await press(mia, "Close")

    assert (await mia.slash("routine", name="r4")).ok
    assert "Has a clinician looked" in mia.card().text
    await home.move(20 * 3600)

    await walk(mia, "Yes, and I may move")
    assert "Anything new since then?" in mia.card().text
    await press(mia, *["No"] * 6, "3")
    assert "## Breathing reset" in mia.card().text
    assert "Start" in mia.card().buttons
    assert not held(home, mia.id)


async def test_a_stop_is_never_lifted_by_a_wrong_tap_after_it(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", "Yes", "Close")
    await walk(mia, "Yes, and I may move", "Yes")
    assert f"## {CAUDA}" in mia.card().text
    await press(mia, "I tapped wrong")
    assert held(home, mia.id)
    asked = await walk(mia)
    assert "1 of 6" in asked.text


async def test_typed_danger_and_its_way_back(home: Town) -> None:
    mia = home.mia
    assert (await mia.dm("my crotch is numb since monday")).ok
    assert f"## {CAUDA}" in mia.card().text
    assert held(home, mia.id)
    await press(mia, "You misread me")
    assert "Tap your age" in mia.card().text or "1 of 6" in mia.card().text
    if "Tap your age" in mia.card().text:
        await press(mia, "18")
    assert "1 of 6" in mia.card().text
    assert not any("Start" in label for label in mia.card().buttons)


async def test_words_of_a_crisis_get_one_kind_answer(home: Town) -> None:
    mia = home.mia
    phrase = "I want to end it all, I can't do this anymore"
    assert (await mia.dm(phrase)).ok
    card = mia.card()
    assert "You don't have to be alone with this" in card.text
    assert "your local emergency number" in card.text
    assert {"I'm in danger now", "I'd like people to talk to", "I'm OK, you misread me"} <= set(card.buttons)
    await press(mia, "I'd like people to talk to")
    assert "## People to talk to" in mia.card().text
    assert "Start" not in mia.card().buttons


async def test_a_misread_crisis_leads_to_the_start_with_a_word_of_thanks(home: Town) -> None:
    mia = home.mia
    assert (await mia.dm("this wall ball makes me want to die")).ok
    await press(mia, "I'm OK, you misread me")
    assert "Tap your age" in mia.card().text
    assert "Thanks for telling me" in mia.card().text
    assert "fright" not in str(home.rows("select * from sessions"))


async def test_nothing_of_the_answers_outlasts_the_questions(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", *["No"] * 5)
    await tick(mia, "Yes", "Blood thinners")
    await press(mia, "3")
    for table in ("people", "sessions", "jobs", "plans", "checkins"):
        for row in home.rows(f"select * from {table} where user_id = ?", mia.id):
            assert "BLEED" not in str(row)
            assert "Blood thinners" not in str(row)
    assert "no_pressure" in str(home.rows("select limits from people where user_id = ?", mia.id))


async def test_under_sixteen_the_card_speaks_of_an_adult(home: Town) -> None:
    card = await walk(home.mia, "Under 16", "Yes")
    assert "Tell a parent or another adult now" in card.text
    await forget(home.mia)
    asked = await walk(home.mia, "Under 16", "No", "No", "No")
    assert "4 of 4" in asked.text
    today = await tick(home.mia, "Yes", "Fever")
    assert "with a parent or another adult" in today.text
