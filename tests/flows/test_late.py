"""A timer that is carried out late: how it is told, by the table in bot/core/lateness.py."""

from bot.core.effects import Direct, Edit
from bot.core.records import Job, Surface
from bot.flows import surfaces, timers
from bot.storage import jobs

from .conftest import Bench


async def holding(bench: Bench) -> Job:
    """In the first hold of a routine that buzzes; the cue of its end."""
    await bench.to_result()
    await bench.press("Start", "Buzz me")
    session = await bench.session()
    assert session is not None
    bench.said = tuple(said for said in bench.said if isinstance(said, Direct))
    place = Surface(kind="dm", channel_id="5", message_id="6")
    for label in ("I'm ready", "Got it"):
        await bench.press(label)
        await bench.store.run(surfaces.sent, bench.env, bench.now, session_id=session.id, surface=place)
    (cue,) = [job for job in await bench.store.read(jobs.of_person, "1") if job.kind == "cue"]
    return cue


async def test_a_cue_rings_while_somebody_waits_and_is_quiet_later(bench: Bench) -> None:
    cue = await holding(bench)
    for minutes, kind in ((9, Direct), (11, Edit)):
        bench.now = cue.due_at
        bench.later(minutes=minutes)
        (said,) = await bench.run(timers.due, job=cue)
        assert isinstance(said, kind), minutes
        assert "away" in " ".join(str(line) for line in said.card.body)


async def test_a_cue_that_was_never_carried_out_is_made_up_for_at_the_next_press(bench: Bench) -> None:
    cue = await holding(bench)
    bench.now = cue.due_at
    bench.later(hours=3)
    card = await bench.press("Pause")
    assert [button.label for button in card.buttons][:2] == ["Go on", "Again"]
