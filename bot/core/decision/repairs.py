"""What limits take away, and what comes in its place."""

from collections.abc import Iterable

from bot.core.content.pack import Pack
from bot.core.content.plan import PlanItem
from bot.core.content.topic import Repair, Topic
from bot.core.decision.steps import barred_level, choose


def stands(pack: Pack, item: PlanItem, limits: frozenset[str]) -> bool:
    """Whether something of the item is left under the limits; a rest day always is."""
    if item.routine is None:
        return item.rest is not None
    choice = choose(pack.routine_by_id[item.routine], item, limits)
    return choice.stands and not barred_level(choice)


def presses(pack: Pack, item: PlanItem, limits: frozenset[str]) -> bool:
    """Whether the item presses on the body under these limits."""
    return item.routine is not None and choose(pack.routine_by_id[item.routine], item, limits).presses


def standing_items(
    pack: Pack, items: Iterable[PlanItem], limits: frozenset[str], retired: frozenset[str] = frozenset()
) -> tuple[PlanItem, ...]:
    """The items that are left, each once; `retired` names routines that made this person worse."""
    left: list[PlanItem] = []
    for item in items:
        if item.routine not in retired and stands(pack, item, limits):
            left = _added(left, item)
    return tuple(left)


def _added(items: list[PlanItem], item: PlanItem) -> list[PlanItem]:
    """One more item; where the same routine stands on the same days already, its parts are widened instead."""
    for index, old in enumerate(items):
        if item.routine is not None and old.routine == item.routine and _covers(old, item):
            parts = () if not (old.parts and item.parts) else tuple(dict.fromkeys((*old.parts, *item.parts)))
            return [*items[:index], old.model_copy(update={"parts": parts}), *items[index + 1 :]]
    return [*items, item]


def _covers(old: PlanItem, item: PlanItem) -> bool:
    if old.days:
        return bool(item.days) and set(item.days) <= set(old.days)
    return old.from_day <= item.from_day


def repaired(
    pack: Pack,
    topic: Topic,
    planned: tuple[PlanItem, ...],
    limits: frozenset[str],
    retired: frozenset[str] = frozenset(),
) -> tuple[PlanItem, ...]:
    """The plan without what is barred, with its repairs and what always comes."""
    wanted = list(planned)
    left = standing_items(pack, wanted, limits, retired)
    for repair in topic.repairs:
        if _needed(pack, repair, wanted, left, limits):
            wanted += repair.add
            left = standing_items(pack, (*left, *repair.add), limits, retired)
    return standing_items(pack, (*left, *topic.always), limits, retired)


def _needed(
    pack: Pack, repair: Repair, wanted: list[PlanItem], left: tuple[PlanItem, ...], limits: frozenset[str]
) -> bool:
    if repair.pressure_fell:
        pressed = any(presses(pack, item, frozenset()) for item in wanted)
        return pressed and not any(presses(pack, item, limits) for item in left)
    planned = {item.routine for item in wanted if item.routine in repair.if_fell}
    return bool(planned) and planned.isdisjoint(item.routine for item in left)
