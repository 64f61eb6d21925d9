"""Read a message: its kind, its danger, its likely reason, and the words that led there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.core.content.base import LEVELS, Level
from bot.core.content.pack import Pack
from bot.core.content.understanding import TASKS, DangerRule, Example, Flag, Learned, Reason, Task, Understanding
from bot.core.understand.danger import DangerRules, Sign, strongest
from bot.core.understand.features import Piece, pieces
from bot.core.understand.lexicon import Hits, Lexicon, Token
from bot.core.understand.listening import DANGERS, Alarm, alarm
from bot.core.understand.marks import mark_of
from bot.core.understand.model import Doc, Heard, Scorer, logistic, softmax
from bot.core.understand.scopes import BIT, Scopes

Label = Literal["red_flag", "crisis", "stuck_ql", "other_body", "unrelated", "negated_red_flag"]
Urgency = Level | Literal["none", "crisis"]
CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the original text that led to the reading."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was taken for."""

    label: Label
    urgency: Urgency
    flag: str | None = None
    cause: str | None = None
    reason: str | None = None
    reasons: tuple[str, ...] = ()
    """The three likeliest reasons, the likeliest first."""
    topic: str | None = None
    confidence: float = 1.0
    spans: tuple[Span, ...] = ()
    options: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Answers that the text pre-selects, by question."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message taken apart."""

    text: str
    tokens: list[Token]
    hits: Hits
    marks: list[int]
    signs: list[Sign]
    pieces: list[Piece]

    def doc(self, numbers: Iterable[int] | None = None) -> Doc:
        """These pieces, or all of them, as one."""
        said = self.pieces if numbers is None else [self.pieces[number] for number in numbers]
        return Doc(
            tuple(word for piece in said for word in piece.doc.words),
            tuple(name for piece in said for name in piece.doc.rest),
        )


class Reader:
    """Everything that reading needs, made once for a pack; reading changes nothing in it but a store of words."""

    def __init__(self, pack: Pack) -> None:
        said = _said(pack)
        parts = (*pack.understanding, said)
        flags = [flag for part in parts for flag in part.flags]
        self._flags: dict[str, Flag] = {flag.id: flag for flag in reversed(flags)}
        self._reasons: dict[str, Reason] = {reason.id: reason for part in parts for reason in part.reasons}
        self.examples = [example for part in parts for example in part.examples]
        self._lexicon = Lexicon(parts)
        scopes = [scope for part in parts for scope in part.scopes]
        self._scopes = Scopes(scopes, self._lexicon.turns)
        self._kinds = [scope.kind + scope.side for scope in scopes]
        self._rules = DangerRules(flags, said.concepts)
        self._topical = frozenset(name for part in parts for name in part.topical)
        self._default_topic = pack.info.default_topic
        self._models = {each.task: Scorer(each) for part in parts for each in part.learned}
        self._learn({mark for part in parts for mark in part.known.split()})

    @classmethod
    def from_pack(cls, pack: Pack) -> "Reader":
        """The reader of a pack."""
        return cls(pack)

    def _learn(self, known: set[str]) -> None:
        """Learn what the weights that came with the pack have not seen."""
        new = [
            (self.see(text).doc(), example)
            for example in self.examples
            for text in example.texts
            if mark_of(text) not in known
        ]
        for task in TASKS:
            docs = [(doc, kind) for doc, example in new if (kind := self.taught(task, example))]
            if task not in self._models:
                self._models[task] = Scorer(
                    Learned(task=task, classes=tuple(sorted({kind for _, kind in docs})), scale=1)
                )
            self._models[task].teach(docs)

    def taught(self, task: Task, example: Example) -> str | None:
        """What an example says about this task."""
        if task == "label":
            return example.label
        if task == "flag":
            return example.flag
        if task == "reason":
            return example.reason
        if example.flag is None:
            return None
        return example.level or (self._flags[example.flag].level if example.flag in self._flags else None)

    def see(self, text: str) -> Seen:
        """A message taken apart: its words, what they mean, and what takes that back."""
        tokens = self._lexicon.tokens(text)
        hits = self._lexicon.hits(tokens)
        marks = self._scopes.mark(tokens, hits)
        signs = self._rules.signs(tokens, hits, marks)
        said = pieces(tokens, hits, marks, signs, self._topical, self._kinds)
        return Seen(text, tokens, hits, marks, signs, said)

    def read(self, text: str) -> Reading:
        """What this message is taken for."""
        seen = self.see(text)
        label = self._models["label"]
        if not seen.pieces or not label.classes:
            return self._by_rules(seen) or Reading("unrelated", "none", confidence=0.5)
        heard = [label.hear(piece.doc) for piece in seen.pieces]
        loudest = alarm(label, seen.pieces, heard)
        return self._danger(seen, loudest) or self._harmless(seen, heard)

    def _by_rules(self, seen: Seen) -> Reading | None:
        return self._danger(seen, Alarm(RULE, DANGERS[0], (), ()))

    def _danger(self, seen: Seen, loudest: Alarm) -> Reading | None:
        """Danger by the rules, unless the words as a whole are surely harmless; or by the words as a whole."""
        live = [sign for sign in seen.signs if sign.live and loudest.score >= self._least(sign)]
        other = loudest.kind != CRISIS and loudest.score > 0
        crisis = next((sign for sign in live if sign.flag == CRISIS and (sign.plain or not other)), None)
        if crisis is not None:
            return Reading("crisis", "crisis", confidence=0.95, spans=self._spans(seen, crisis.places))
        worst = strongest(sign for sign in live if sign.flag != CRISIS)
        sure = logistic(loudest.score)
        if worst is None and loudest.score < self._enough(seen, loudest):
            return None
        if loudest.kind == CRISIS and (worst is None or loudest.score > SURE):
            return Reading("crisis", "crisis", confidence=sure, spans=self._spans(seen, loudest.places))
        if worst is not None and worst.level == "emergency":
            return self._red(seen, worst.flag, worst.level, 0.95, worst.places)
        heard = self._likeliest(seen, loudest)
        if worst is not None and (heard is None or not self._flags[heard].listen):
            return self._red(seen, worst.flag, worst.level, 0.95, worst.places)
        flag = heard or next(iter(self._flags))
        return self._red(seen, flag, self._level(seen, flag, loudest), sure, loudest.places)

    def _enough(self, seen: Seen, loudest: Alarm) -> float:
        """How much must speak for danger where no rule does; more, where no word is one that danger is made of, and
        most where only a few words were said that no rule knows, or a single one: they stand in many sentences.
        """
        if len(seen.tokens) <= FEW and not seen.signs:
            return FEW_EAR if len(seen.tokens) > 1 else ONE_EAR
        if loudest.kind == CRISIS:
            return CRISIS_EAR
        if not any(seen.pieces[number].topical for number in loudest.heard):
            return UNTOLD
        if OWN_EAR <= loudest.score < RED_EAR and self._own_share(seen, loudest) > OWN_SURE:
            return OWN_EAR
        return RED_EAR

    def _own_share(self, seen: Seen, loudest: Alarm) -> float:
        """The share of the kinds that are listened for, of all kinds of danger."""
        model = self._models["flag"]
        shares = model.shares([model.hear(seen.doc(loudest.heard))]) if model.classes else {}
        return sum([share for name, share in shares.items() if self._flags[name].listen])

    def _least(self, sign: Sign) -> float:
        """How much must speak for danger at least, for a rule to count."""
        if sign.plain:
            return NEVER
        return CRISIS_RULE if sign.flag == CRISIS else RULE

    def _red(
        self, seen: Seen, flag: str, level: Level, confidence: float, places: Sequence[tuple[int, int]]
    ) -> Reading:
        cause = self._flags[flag].cause if flag in self._flags else None
        spans = self._spans(seen, places)
        return Reading("red_flag", level, flag, cause, None, (), self._default_topic, confidence, spans)

    def _likeliest(self, seen: Seen, loudest: Alarm) -> str | None:
        """The kind that the words make likeliest; one that is listened for already at a smaller share, and at a larger
        one where a rule says something milder.
        """
        model = self._models["flag"]
        if not model.classes or not loudest.heard:
            return None
        shares = model.shares([model.hear(seen.doc(loudest.heard))])
        least = OWN_SHARE_AGAINST if any(sign.live for sign in seen.signs) else OWN_SHARE
        for name, share in shares.items():
            if share > least and self._flags[name].listen:
                return name
        return max(shares, key=lambda name: 0.0 if self._flags[name].listen else shares[name])

    def _level(self, seen: Seen, flag: str, loudest: Alarm) -> Level:
        model = self._models["level"]
        if self._flags[flag].listen or not model.classes:
            return self._flags[flag].level
        shares = model.shares([model.hear(seen.doc(loudest.heard))])
        return max(LEVELS, key=lambda level: shares.get(level, 0.0))

    def options_of(self, reason: str) -> dict[str, tuple[str, ...]]:
        """The answers that a reason pre-selects, by question."""
        return dict(self._reasons[reason].options) if reason in self._reasons else {}

    def command(self, text: str) -> Literal["wrong", "stop", "pause", "next"] | None:
        """What someone asks for while a routine runs; a longer text is only listened to for what is wrong."""
        tokens = self._lexicon.tokens(text)
        hits = self._lexicon.hits(tokens)
        marks = self._scopes.mark(tokens, hits)
        for name, command in COMMANDS.items():
            said = any(not marks[start] & BIT["negated"] for start, _ in hits.get(name, ()))
            if said and (command == "wrong" or len(tokens) <= SHORT):
                return command
        return None

    def _harmless(self, seen: Seen, heard: Sequence[Heard]) -> Reading:
        label = self._models["label"]
        scores = dict(zip(label.classes, label.scores(heard), strict=True))
        for name in DANGERS:
            scores.pop(name, None)
        scores["stuck_ql"] = scores.get("stuck_ql", NEVER) - STUCK
        shares = dict(zip(scores, softmax(list(scores.values())), strict=True))
        best = max(shares, key=shares.__getitem__)
        if best == "stuck_ql":
            return self._stuck(seen, shares[best])
        if best == "negated_red_flag":
            return self._negated(seen, shares[best])
        known = any(label.knows(token.form) for token in seen.tokens)
        sure = shares[best] if known else min(shares[best], UNHEARD)
        return Reading("other_body" if best == "other_body" else "unrelated", "none", confidence=sure)

    def _negated(self, seen: Seen, confidence: float) -> Reading:
        places = [place for sign in seen.signs for place in sign.places]
        return Reading(
            "negated_red_flag",
            self._caution(seen),
            topic=self._default_topic,
            confidence=confidence,
            spans=self._spans(seen, places),
        )

    def _stuck(self, seen: Seen, confidence: float) -> Reading:
        model = self._models["reason"]
        shares = model.shares([model.hear(seen.doc())]) if model.classes else {}
        best = sorted(shares, key=shares.__getitem__, reverse=True)[:3]
        reason = best[0] if best else None
        options = self.options_of(reason) if reason else {}
        return Reading(
            "stuck_ql",
            self._caution(seen),
            reason=reason,
            reasons=tuple(best),
            topic=self._default_topic,
            confidence=min(confidence, shares[reason] if reason else 1.0),
            options=options,
        )

    def _caution(self, seen: Seen) -> Urgency:
        found = any(not seen.marks[start] & BIT["negated"] for name in CAUTIONS for start, _ in seen.hits.get(name, ()))
        return "caution" if found else "ok"

    def _spans(self, seen: Seen, places: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        found = sorted({(seen.tokens[start].start, seen.tokens[end - 1].end) for start, end in places if end > start})
        return tuple(Span(start, end, seen.text[start:end]) for start, end in found)


COMMANDS: dict[str, Literal["wrong", "stop", "pause", "next"]] = {
    "DO_WRONG": "wrong",
    "DO_STOP": "stop",
    "DO_PAUSE": "pause",
    "DO_NEXT": "next",
}
"""Concepts that ask for something while a routine runs, the most careful first."""
SHORT = 7
CAUTIONS = ("THINNERS", "BONE_RISK", "PREG_ONLY", "POSTPARTUM", "KIDNEY_RISK", "STONE", "BRUISED")
"""Concepts that ask for care without being danger."""

NEVER = -30.0
UNHEARD = 0.5
"""How sure a reading is at most where no word was ever heard before."""
# Set on messages that the models had not seen, by files in turn: what is found against what is alarmed for nothing.
STUCK = -0.3
RED_EAR = -0.2
CRISIS_EAR = 0.3
UNTOLD = 0.8
RULE = -1.2
CRISIS_RULE = -1.5
SURE = 2.0
FEW = 3
"""Words of a message that is too short to be told by its words alone."""
FEW_EAR = 1.6
ONE_EAR = 4.0
OWN_SHARE = 0.4
OWN_SHARE_AGAINST = 0.7
OWN_SURE = 0.6
OWN_EAR = -1.2


def _said(pack: Pack) -> Understanding:
    """The phrases of safety.yaml as rules: each alone means its danger, if nothing takes it back."""
    known = [flag for part in pack.understanding for flag in part.flags]
    concepts = {f"said_{danger.id}": danger.phrases for danger in pack.safety.danger}
    flags: list[Flag] = []
    for danger in pack.safety.danger:
        level: Level = "emergency" if danger.level == CRISIS else danger.level
        rule = DangerRule(all=(f"said_{danger.id}",), level=level)
        name = CRISIS if danger.level == CRISIS else danger.id
        like = next((flag for flag in known if flag.id == name or (flag.cause and flag.cause == danger.cause)), None)
        base = like or Flag(id=name, cause=danger.cause, level=level)
        flags.append(base.model_copy(update={"rules": (rule,)}))
    return Understanding(id="safety", concepts=concepts, flags=tuple(flags))
