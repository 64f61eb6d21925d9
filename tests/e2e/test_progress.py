"""`/progress` in front of the real bot: the picture arrives with its text, is replaced, and leads on."""

import asyncio
import io

import pytest
from PIL import Image

from .conftest import Town, press, walk
from .test_pages import DAY, PASSED, logged

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_picture_the_list_and_the_page_for_a_clinician_take_each_other_s_place(home: Town) -> None:
    mia = home.mia
    await logged(mia, "2", "1", "Easier", *PASSED)
    await press(mia, "Keep a diary")
    for before in ("2", "2", "4", "4", "4"):
        await home.move(DAY)
        await logged(mia, before, before)
    card = await walk(mia, by="progress")
    assert card.ephemeral
    assert "Up 2 for three days" in card.text
    (picture,) = card.attachments
    assert picture.filename == "chart.png"
    assert picture.description is not None
    assert "6 check-ins" in picture.description
    assert Image.open(io.BytesIO(picture.content)).size[0] == 900

    await press(mia, "My check-ins")
    assert "page 1 of 1" in mia.card().text
    assert mia.card().attachments == []
    await press(mia, "Back", "Page for a clinician")
    names = {file.filename: file.content for file in mia.card().attachments}
    assert set(names) == {"chart.png", "six-weeks.txt"}
    assert b"NOT REVIEWED" in names["six-weeks.txt"]
    assert b"mia" not in names["six-weeks.txt"].lower()
    await press(mia, "Back", "Check for anything new")
    assert "1 of 6" in mia.card().text
    assert mia.card().attachments == []


async def test_many_at_once_each_get_their_own(home: Town) -> None:
    """Pictures are drawn one after the other; nobody gets another's, and nobody is left without an answer."""
    people = (home.mia, home.tom, home.rosa)
    for i, person in enumerate(people):
        await logged(person, str(i), str(i), "Same", *PASSED)
        await press(person, "Keep a diary")
    await asyncio.gather(*(person.slash("progress") for person in people))
    for i, person in enumerate(people):
        (picture,) = person.card().attachments
        assert picture.description is not None
        assert f"one check-in, {i}," in picture.description


async def test_the_week_is_counted_up_on_monday_and_small_servers_see_no_figures(home: Town) -> None:
    mia = home.mia
    await logged(mia, "2", "1", "Easier", *PASSED)
    await press(mia, "Keep a diary")
    await logged(mia, "2", "1", "Worse")
    ((kind, due, attempts),) = home.rows("select kind, due_at, attempts from jobs where key = 'community'")
    await home.move(7 * DAY)
    ((again, later, tried),) = home.rows("select kind, due_at, attempts from jobs where key = 'community'")
    assert (kind, attempts) == (again, tried) == ("community", 0)
    assert str(later) > str(due)
    assert "Too few people" in (await walk(mia, by="community")).text
    assert home.rows("select name, value from counts where guild_id = '' and name like 'worse:%'") == [("worse:r4", 1)]
