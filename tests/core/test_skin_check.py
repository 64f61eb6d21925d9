"""A step with a check is played as two, so that the clock (and a buzz) tells when to look."""

from bot.core.content.plan import PlanItem
from bot.core.decision.steps import choose
from bot.core.player.timeline import length, timeline
from tests.core.member import shipped

PACK = shipped()


def test_the_skin_is_looked_at_on_a_step_of_its_own() -> None:
    routine = PACK.routine_by_id["r12"]
    steps = timeline(PACK.safety, choose(routine, PlanItem(routine="r12"), frozenset()))
    warm, looked = steps[1:3]
    assert (warm.seconds, looked.seconds, looked.kind) == (300, 600, "hold")
    assert looked.text.startswith("Look at your skin")
    assert length(steps) == sum(step.seconds for block in routine.blocks for step in block.steps)
