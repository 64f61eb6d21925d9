"""From the slash command to a check-in that is in the database."""

from .conftest import Town, play_through, press


async def test_ball_slips_to_a_logged_check_in(town: Town) -> None:
    assert (await town.mia.slash("back")).ok
    await press(town.mia, "18", *["No"] * 6, "3", "Ball slips", "That's all", "None", "Soft gap")
    assert "Make it stay put" in town.mia.card().text
    await press(town.mia, "Start", "I'm ready", "Got it")
    assert "Until" in town.mia.card().text
    await play_through(town, town.mia)
    await press(town.mia, "2", "Easier", "No")
    kept = town.rows("select before, after, feel, anything_new, done, plan from checkins")
    assert kept == [(3, 2, "easier", "no", "all", "ball_slides")]
    await press(town.mia, "Keep a diary")
    assert "Logged" in town.mia.card().text
