"""Which files a pack has, what each holds, and where its place in the pack is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from bot.core.content.explainer import Explainer
from bot.core.content.pack import Pack, PackInfo
from bot.core.content.plan import Plans
from bot.core.content.routine import Routine
from bot.core.content.safety import Safety
from bot.core.content.topic import Topic
from bot.core.content.understanding import Understanding
from bot.library.vignette import Vignettes


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a pack, or one folder of files of the same kind (`many`)."""

    name: str
    field: str
    kind: Any
    many: bool = False
    required: bool = True
    kept: bool = True
    """Whether it is part of the pack; what only tests the pack is not."""

    @property
    def pattern(self) -> str:
        """Return how an author sees it: `plans.yaml` or `topics/*.yaml`."""
        return f"{self.name}/*.yaml" if self.many else self.name


PARTS: tuple[Part, ...] = (
    Part("pack.yaml", "info", PackInfo),
    Part("safety.yaml", "safety", Safety),
    Part("texts.yaml", "texts", Pack.model_fields["texts"].annotation),
    Part("plans.yaml", "plans", Plans),
    Part("topics", "topics", Topic, many=True),
    Part("routines", "routines", Routine, many=True),
    Part("explainers", "explainers", Explainer, many=True, required=False),
    Part("understanding", "understanding", Understanding, many=True, required=False),
    Part("vignettes", "vignettes", Vignettes, many=True, required=False, kept=False),
)


def part_of(path: str) -> Part | None:
    """Return the part that a path inside the pack belongs to; None for a file that no pack has."""
    pure = PurePosixPath(path)
    if len(pure.parts) == 1:
        return next((part for part in PARTS if part.name == path and not part.many), None)
    if len(pure.parts) == 2 and pure.suffix == ".yaml" and not pure.name.startswith("."):
        return next((part for part in PARTS if part.many and part.name == pure.parts[0]), None)
    return None
