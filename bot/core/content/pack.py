"""A pack: everything that the bot says in one language, compiled and kept in memory by its hash."""

from functools import cached_property

from pydantic import Field

from bot.core.content.base import Id, Line, Model, Text
from bot.core.content.explainer import Explainer
from bot.core.content.plan import PlanItem, Plans, Preset
from bot.core.content.routine import Routine
from bot.core.content.safety import Safety
from bot.core.content.topic import Topic
from bot.core.content.understanding import Understanding


class PackInfo(Model):
    """pack.yaml."""

    id: Id
    language: Id
    name: Line
    version: Line
    default_topic: Id
    ease: PlanItem
    """What "Ease it now" plays."""
    commercial_note: Text
    disclaimer: Text


class Pack(Model):
    """All files of one content folder."""

    info: PackInfo
    safety: Safety
    texts: dict[str, Text]
    topics: tuple[Topic, ...] = Field(min_length=1)
    plans: Plans
    routines: tuple[Routine, ...] = Field(min_length=1)
    explainers: tuple[Explainer, ...] = ()
    understanding: tuple[Understanding, ...] = ()

    @cached_property
    def routine_by_id(self) -> dict[str, Routine]:
        """Routines by id."""
        return {routine.id: routine for routine in self.routines}

    @cached_property
    def topic_by_id(self) -> dict[str, Topic]:
        """Topics by id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def preset_by_id(self) -> dict[str, Preset]:
        """Presets by id."""
        return {preset.id: preset for preset in self.plans.presets}

    @cached_property
    def explainer_by_id(self) -> dict[str, Explainer]:
        """Explainers by id."""
        return {explainer.id: explainer for explainer in self.explainers}

    @property
    def reviewed(self) -> bool:
        """Whether a clinician has signed the safety questions, every topic and every routine."""
        signed = [self.safety.review, *(t.review for t in self.topics), *(r.review for r in self.routines)]
        return all(review.reviewed_by for review in signed)
