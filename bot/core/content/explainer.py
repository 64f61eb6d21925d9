"""explainers/*.yaml: short pages for `/learn`, each claim with its grade."""

from pydantic import Field

from bot.core.content.base import Claim, Id, Line, Model, Text


class Point(Model):
    """One claim of an explainer."""

    text: Text
    claim: Claim | None = None


class Explainer(Model):
    """One page, at most a screenful."""

    id: Id
    title: Line
    summary: Line
    points: tuple[Point, ...] = Field(min_length=1)
    try_: tuple[Id, ...] = Field(default=(), alias="try")
    """Routines to open from here."""
    see_also: tuple[Id, ...] = ()
