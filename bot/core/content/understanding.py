"""understanding/*.yaml: how typed text is read. Words make concepts, concepts near each other make danger,
scopes take it back, and example messages teach topic and reason.

Source of kinds and urgencies: the evidence pack, sections 1.2 and 1.3; not reviewed by a clinician.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from bot.core.content.base import Id, Level, Line, Model, Text

ScopeKind = Literal["negated", "past", "cleared", "hypothetical", "figurative"]
"""Why a mention does not count, as in ConText: denied, long ago, looked at and fine, only imagined, or a joke."""

Words = tuple[Line, ...]

Task = Literal["label", "flag", "reason", "level"]
"""What a model tells: the kind of a message, the kind and urgency of a danger, or the likely reason."""

TASKS: tuple[Task, ...] = ("label", "flag", "reason", "level")


class Scope(Model):
    """Words that take back what stands near them."""

    kind: ScopeKind
    side: Literal["after", "before", "both"]
    """Which side of the words is taken back: what comes `after` them, `before` them, or both."""
    reach: int = Field(ge=1, le=60)
    """How many words far, at most; a full stop ends it, and so does a word that turns the sentence."""
    through: bool = False
    """Whether it reaches past commas, full stops and words that turn the sentence."""
    alone: bool = False
    """Whether the words count only where nothing follows them before the next comma or full stop."""
    phrases: Words


class DangerRule(Model):
    """Concepts that mean danger together."""

    all: tuple[Line, ...] = Field(min_length=1)
    """Concepts that must stand within `within` words of each other; `A|B` is either."""
    given: tuple[Line, ...] = ()
    """Concepts that must stand anywhere in the message."""
    within: int = Field(default=8, ge=1, le=40)
    unless: tuple[Line, ...] = ()
    """Concepts that, in the same sentence, mean something else is meant."""
    level: Level
    despite: tuple[ScopeKind, ...] = ()
    """What does not take this back: an old cancer counts when the back hurts in a new way."""


class Flag(Model):
    """One kind of danger; `crisis` is the one without a level."""

    id: Id
    cause: Id | None = None
    level: Level
    """The urgency where only the examples, and no rule, point to it."""
    strict: bool = False
    """Whether long ago is not enough to take it back: it has to be long ago and looked at."""
    listen: bool = False
    """Whether what sounds like this kind alone counts, even where a rule says something milder."""
    rules: tuple[DangerRule, ...] = ()


class Reason(Model):
    """One likely reason why a back stays tight: the answers that it pre-selects, and how people put it."""

    id: Id
    options: dict[Id, tuple[Id, ...]] = Field(default_factory=dict[Id, tuple[Id, ...]])
    """Answers by question."""


class Example(Model):
    """Messages of one kind that the reader learns from."""

    label: Literal["stuck_ql", "other_body", "unrelated", "negated_red_flag", "red_flag", "crisis"]
    topic: Id | None = None
    reason: Id | None = None
    flag: Id | None = None
    level: Level | None = None
    """How urgent, where the flag alone does not say it."""
    texts: tuple[Text, ...]


class CrisisWords(Model):
    """Words that tell a crisis of one's own from one in which something was done already, or someone else's. They are
    compared as they are written, without marks: `im` is I'm.
    """

    people: Words = ()
    """Who someone else can be."""
    others: Words = ()
    """Words that can only be about one other person, such as `she`."""
    would: Words = ()
    """Words after a person that only imagine how they would fare: such a person is not the one in a crisis."""
    me: Words = ()
    """The writer as the one who does something."""
    worry: Words = ()
    """What the writer may do, and still be the one who worries: `i know`, `im scared`."""
    own: Words = ()
    """What is only said of one's own crisis, wherever it stands."""
    took: Words = ()
    """That something was taken."""
    things: Words = ()
    """What is taken; it counts with a word of `much`."""
    poison: Words = ()
    """What nobody takes in any amount."""
    much: Words = ()
    """That it was a lot, or on purpose."""
    hurt: Words = ()
    """That someone has hurt themselves."""
    not_yet: Words = ()
    """Words in front that take it back: denied, imagined, nearly."""
    long_ago: Words = ()
    """That it was some time ago."""


class Learned(Model):
    """What was learned beforehand from the examples of this pack, so that nobody waits for it at the start.

    One line a feature: its name, `=`, and one letter for each class: `a` speaks neither for nor against it,
    the letters after it (to `z`) speak for it, those before it (from `Z` to `A`) against it.
    Where there is a `layer`, a letter is two weights of inner units instead, and the layer has a line for each class:
    what speaks for it anyway, then what each unit does.
    `python -m tests.bench learn` writes it.
    """

    task: Task
    classes: tuple[Id, ...]
    scale: float = Field(gt=0)
    layer: tuple[tuple[float, ...], ...] = ()
    rows: str = Field(default="", max_length=900_000)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.layer and (len(self.layer) != len(self.classes) or len({len(line) for line in self.layer}) != 1):
            raise ValueError("a layer has a line for each class, all of the same length")
        return self


class Understanding(Model):
    """One file of understanding/; all files together make the reader."""

    id: Id
    floor: bool = False
    """Whether this file is a floor: what is laid over it may add to it, and never take from it."""
    same: dict[Id, Words] = Field(default_factory=dict[Id, Words])
    """Words that are read as another word: slang, spelling, short forms."""
    fillers: Words = ()
    """Words that are left out before phrases are compared."""
    turns: Words = ()
    """Words that turn a sentence and so end what a scope takes back."""
    keep: Words = ()
    """Words whose ending matters (legs is more than a leg)."""
    misspelt: Words = ()
    """Words that are recognised with one letter wrong, too; only those for which that is safe."""
    concepts: dict[Id, Words] = Field(default_factory=dict[Id, Words])
    crisis: CrisisWords | None = None
    topical: tuple[Id, ...] = ()
    """Concepts whose mention, taken back, shows that danger was thought of."""
    scopes: tuple[Scope, ...] = ()
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    examples: tuple[Example, ...] = ()
    learned: tuple[Learned, ...] = ()
    known: str = ""
    """Which examples `learned` has seen: six letters for each."""
