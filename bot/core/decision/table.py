"""Passes 1, 3 and 4 and what follows: from answers to a stop or to a plan that holds no barred step."""

from dataclasses import dataclass

from bot.core.content.condition import Fact, Facts, holds
from bot.core.content.pack import Pack
from bot.core.content.plan import Outcome, PlanItem
from bot.core.content.safety import Stop
from bot.core.content.topic import Option, Row, Topic
from bot.core.decision import limits as limit_rules
from bot.core.decision.repairs import repaired, standing_items
from bot.core.decision.steps import choose


@dataclass(frozen=True, slots=True)
class Decision:
    """What the table says. A stop may have a card and no outcome; otherwise there is an outcome with its items."""

    limits: frozenset[str]
    stop: Stop | None = None
    row: str | None = None
    outcome: Outcome | None = None
    items: tuple[PlanItem, ...] = ()
    tips: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    """Of what was said, that which made this row win (all of it where the row asks for nothing)."""

    @property
    def soon_card(self) -> bool:
        """Whether the outcome always tells to see someone within days to two weeks."""
        return self.outcome is not None and self.outcome.soon_card


def with_limits(pack: Pack, facts: Facts, kept: frozenset[str] = frozenset()) -> dict[str, Fact]:
    """The facts with `limits` filled in: those kept and those that today's answers set."""
    return {**facts, "limits": limit_rules.set_now(pack.safety, facts) | kept}


def find_stop(pack: Pack, topic: Topic, facts: Facts) -> Stop | None:
    """Pass 1: the first stop that matches; the topic may add conditions to the general ones."""
    for stop in pack.safety.stops:
        more = topic.stop_also.get(stop.id)
        if holds(stop.when, facts) or (more is not None and holds(more, facts)):
            return stop
    return next((stop for stop in topic.stops if holds(stop.when, facts)), None)


def find_row(topic: Topic, facts: Facts) -> Row:
    """Pass 3: the first row that matches; the last one, without a condition, always does. Rows in the fact `used`
    have changed nothing: others come first, and then the last resort.
    """
    matching = [row for row in topic.rows if holds(row.when, facts)]
    used = facts.get("used")
    if isinstance(used, frozenset):
        fresh = sorted((row for row in matching if row.id not in used), key=lambda row: not row.again_first)
        return (fresh or matching[-1:])[0]
    return matching[0]


def row_so_far(topic: Topic, facts: Facts) -> str:
    """The id of the row that matches already, or `none` while only the last resort does."""
    row = find_row(topic, facts)
    return "none" if row is topic.rows[-1] else row.id


def decide(pack: Pack, topic: Topic, answers: Facts, kept: frozenset[str] = frozenset()) -> Decision:
    """The whole table. `answers` holds what was asked and answered; `kept` the limits that stand from before."""
    facts = with_limits(pack, answers, kept)
    limits = facts["limits"]
    assert isinstance(limits, frozenset)
    stop = find_stop(pack, topic, facts)
    if stop is not None:
        items = standing_items(pack, _expand(pack, stop.outcome, ()), limits) if stop.outcome else ()
        return Decision(limits, stop=stop, outcome=stop.outcome, items=items, said=said(topic, facts))
    row = find_row(topic, facts)
    facts["row"] = row.id
    planned = _expand(pack, row.outcome, _local(pack, topic, facts))
    first = tuple(item for prefix in topic.before if holds(prefix.when, facts) for item in prefix.items)
    retired = facts.get("retired")
    worse = retired if isinstance(retired, frozenset) else frozenset[str]()
    items = repaired(pack, topic, _joined(first, planned), limits, worse)
    return Decision(
        limits,
        row=row.id,
        outcome=row.outcome,
        items=items,
        tips=_tips(pack, topic, facts, items, limits),
        said=said(topic, facts),
        decided=_decided(topic, facts, row),
    )


def _local(pack: Pack, topic: Topic, facts: Facts) -> tuple[PlanItem, ...]:
    place = next((place for place in topic.places if holds(place.when, facts)), None)
    return place.items if place else ()


def _expand(pack: Pack, outcome: Outcome, local: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
    """The outcome's items with presets opened and `local` filled in, on the days of the item that named them."""
    items: list[PlanItem] = []
    for item in outcome.plan:
        if item.local:
            items += [_on_days(place, item) for place in local]
        elif item.preset:
            items += [_on_days(part, item) for part in pack.preset_by_id[item.preset].items]
        else:
            items.append(item)
    return tuple(items)


def _on_days(item: PlanItem, outer: PlanItem) -> PlanItem:
    return item.model_copy(
        update={"days": outer.days or item.days, "from_day": max(item.from_day, outer.from_day)},
    )


def _joined(first: tuple[PlanItem, ...], rest: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
    """What goes first, then the rest without a second helping of the same."""
    every_day = {item.routine for item in first if not item.days}
    return (*first, *(item for item in rest if item.routine is None or item.routine not in every_day))


def chosen(topic: Topic, facts: Facts, reasons_only: bool = False) -> tuple[Option, ...]:
    """The options behind the answers given, in the order of the questions."""
    options: list[Option] = []
    for question in topic.questions:
        if reasons_only and not question.reason:
            continue
        answer = facts.get(question.id)
        held = answer if isinstance(answer, frozenset) else frozenset((str(answer),))
        options += [option for option in question.options if answer is not None and option.id in held]
    return tuple(options)


def said(topic: Topic, facts: Facts) -> tuple[str, ...]:
    """The member's answers in their own words, for "because you said …"; answers of no weight are left out."""
    return tuple(option.said for option in chosen(topic, facts, reasons_only=True) if not option.alone)


def _decided(topic: Topic, facts: Facts, row: Row) -> tuple[str, ...]:
    named = {option for clause in row.when for test in clause.values() for option in (*test.any_of, *test.all_of)}
    options = (option for option in chosen(topic, facts, reasons_only=True) if not option.alone)
    return tuple(option.said for option in options if option.id in named) or said(topic, facts)


def _tips(
    pack: Pack, topic: Topic, facts: Facts, items: tuple[PlanItem, ...], limits: frozenset[str]
) -> tuple[str, ...]:
    """One tip for each reason named; where no pressing is left in the plan, the tip says so and why."""
    presses = any(choose(pack.routine_by_id[item.routine], item, limits).presses for item in items if item.routine)
    barred = [limit for limit in limits if limit == "no_pressure"]
    because = limit_rules.because(pack.safety, barred) or pack.texts.get("result.no_press_here", "")
    tips: list[str] = []
    for option in chosen(topic, facts):
        if presses and option.tip:
            tips.append(option.tip)
        elif not presses and (option.tip_no_pressure or option.tip):
            tips.append((option.tip_no_pressure or option.tip or "").replace("{because}", because))
    return tuple(tips)
