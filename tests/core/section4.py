"""The evidence pack's decision table (section 4), written out a second time and by hand.

Nothing here reads the content's own conditions: it is what the shipped content is held against.
Routines go by their codes; R5, R9, R11 and R7 by the pieces that the table bars one by one.
"""

from collections.abc import Iterable, Mapping

from bot.core.content.condition import Fact
from bot.core.content.pack import Pack
from bot.core.content.plan import PlanItem
from bot.core.content.routine import Step
from bot.core.decision.steps import choose

PIECES: dict[str, tuple[str, ...]] = {
    "R5": ("R5 1-2", "R5 3"),
    "R9": ("R9 1-3", "R9 4", "R9 5"),
    "R11": ("R11 1-4", "R11 5"),
}
PART_OF_PIECE = {
    "R5 1-2": "rounds",
    "R5 3": "seated",
    "R9 1-3": "press",
    "R9 4": "stretch",
    "R9 5": "strength",
    "R11 1-4": "glide",
    "R11 5": "rounds",
}
PRESSING = frozenset({"R1", "R2", "R9 1-3", "R11 1-4"})

BARS: dict[str, frozenset[str]] = {
    "no_pressure": PRESSING,
    "no_heat": frozenset({"R12"}),
    "no_load": frozenset({"R7", "R7 up", "R8"}),
    "wall_only": frozenset({"R8", "R7 up"}),
    "no_rounding": frozenset({"R3", "R6", "R5 1-2", "R11 5"}),
    "no_end_range": frozenset({"R3", "R6", "R10", "R9 4"}),
    "no_hip": frozenset({"R10", "R9 4"}),
    "no_floor": frozenset({"R1", "R3", "R5 1-2", "R11 5", "R7 up"}),
    "ceiling_3": frozenset(),
}

CODES = (
    "PREG", "BLEED", "BONE", "SURG", "KIDHX", "NUMB", "SKIN", "DVT", "HYPERMOB", "SEDATED", "HIPREP", "HERNIA", "BP",
    "NEURO", "FLOOR", "AXSPA",
)  # fmt: skip

LIMITS_OF_CODE: dict[str, frozenset[str]] = {
    "BLEED": frozenset({"no_pressure"}),
    "BONE": frozenset({"no_pressure", "wall_only", "no_rounding"}),
    "NUMB": frozenset({"no_pressure", "no_heat"}),
    "SKIN": frozenset({"no_pressure", "no_heat"}),
    "KIDHX": frozenset({"no_pressure"}),
    "DVT": frozenset({"no_pressure"}),
    "SURG_CLEARED": frozenset({"no_pressure", "no_load"}),
    "SEDATED": frozenset({"no_pressure", "no_heat", "no_load"}),
    "BP": frozenset({"no_load"}),
    "HERNIA": frozenset({"no_load", "no_hip"}),
    "HYPERMOB": frozenset({"no_end_range", "ceiling_3"}),
    "HIPREP": frozenset({"no_hip"}),
    "FLOOR": frozenset({"no_floor"}),
}

OPEN_UNDER: dict[str, frozenset[str]] = {
    "soon_none": frozenset({"R4"}),
    "soon_none_side": frozenset({"R4"}),
    "side_gentle": frozenset({"R4", "R5 1-2", "R5 3", "R13", "R14"}),
    "side_gentle_soon": frozenset({"R4", "R5 1-2", "R5 3", "R13", "R14"}),
    "soon_gentle": frozenset({"R4", "R5 1-2", "R5 3", "R13", "R14"}),
    "other_body": frozenset(),
    "calm": frozenset({"R4", "R12", "R14", "R5 3"}),
}
"""What opens while a stop stands."""

KEPT = {
    "r4_only": "soon_none",
    "side_r4_only": "soon_none_side",
    "side_gentle": "side_gentle",
    "side_gentle_soon": "side_gentle_soon",
    "gentle_only": "soon_gentle",
}

TOOLS = frozenset({"too_big", "ball_slips", "one_spot", "other_tool"})


def _set(facts: Mapping[str, Fact], name: str) -> frozenset[str]:
    value = facts.get(name, frozenset())
    return value if isinstance(value, frozenset) else frozenset((str(value),))


def _nrs(facts: Mapping[str, Fact]) -> int:
    value = facts["nrs"]
    assert isinstance(value, int)
    return value


def limits(facts: Mapping[str, Fact]) -> frozenset[str]:
    """Pass 2: the limits that codes, age and today's answers set."""
    found: set[str] = set()
    for code in _set(facts, "codes"):
        found |= LIMITS_OF_CODE.get(code, frozenset())
    if facts.get("age") == "70+":
        found |= LIMITS_OF_CODE["BONE"]
    if facts.get("age") == "16-17":
        found |= {"no_pressure", "no_load"}
    if "sore" in _set(facts, "pressed") or facts.get("shorter") == "not_sure" or facts.get("six_weeks") == "yes":
        found.add("no_pressure")
    if _set(facts, "pressed") & {"hard", "breath", "sore"}:
        found.add("ceiling_3")
    if "nrs" in facts:
        found |= {"no_load"} if _nrs(facts) >= 5 else {"wall_only"} if _nrs(facts) == 4 else set()
    return frozenset(found)


def stop(facts: Mapping[str, Fact]) -> str | None:
    """Pass 1, from the level on; holds and crises stand before it."""
    level, causes, kept = facts.get("level"), _set(facts, "causes"), facts.get("kept")
    pregnant = "PREG" in _set(facts, "codes")
    if level in ("emergency", "same_day"):
        return str(level)
    if facts.get("age") == "under_16":
        return "minor"
    none = level == "soon" and bool(causes - {"AXSPA", "NEURO"})
    if (none and pregnant) or kept == "side_r4_only":
        return "soon_none_side"
    if none or kept == "r4_only" or facts.get("shorter") == "yes":
        return "soon_none"
    if pregnant or kept in ("side_gentle", "side_gentle_soon"):
        return "side_gentle_soon" if level == "soon" or kept == "side_gentle_soon" else "side_gentle"
    late_teen = facts.get("age") == "16-17" and facts.get("began") == "longer"
    if level == "soon" or kept == "gentle_only" or facts.get("loc") == "below_knee" or late_teen:
        return "soon_gentle"
    if facts.get("loc") == "not_back":
        return "other_body"
    if "nrs" not in facts:
        return None
    return "calm" if _nrs(facts) >= 7 or (_nrs(facts) >= 5 and facts.get("began") == "last_3_days") else None


def row(facts: Mapping[str, Fact]) -> str:
    """Pass 3: the first that matches."""
    tried = _set(facts, "tried")
    for option, name in (("ball_slips", "ball_slides"), ("too_big", "tool_too_big"), ("one_spot", "partial")):
        if option in tried:
            return name
    if "stretch" in tried and not tried & TOOLS:
        return "only_stretch"
    if _set(facts, "pressed") & {"hard", "breath", "sore"}:
        return "too_hard"
    return {"comes_back": "weak_overworked", "sitting": "posture"}.get(str(facts.get("pattern")), "unknown")


def _local(facts: Mapping[str, Fact], found: frozenset[str]) -> tuple[str, ...]:
    """Pass 4."""
    place = str(facts.get("loc"))
    if place != "side_gap":
        return {
            "hip_or_buttock": ("R9",), "beside_spine": ("R11", "R5"), "front_hip": ("R10", "R5"),
            "dimple": ("R5", "R9 4", "R9 5"),
        }[place]  # fmt: skip
    floor = row(facts) in ("ball_slides", "tool_too_big", "partial") and _nrs(facts) <= 4
    return ("R1",) if floor and found.isdisjoint({"no_floor", "ceiling_3"}) else ("R2",)


def _pieces(names: Iterable[str]) -> set[str]:
    return {piece for name in names for piece in PIECES.get(name, (name,))}


def _planned(facts: Mapping[str, Fact], found: frozenset[str]) -> set[str]:
    local = _local(facts, found)
    rows: dict[str, tuple[str, ...]] = {
        "ball_slides": local, "tool_too_big": local, "partial": local,
        "only_stretch": (*local, "R3", "R7"),
        "too_hard": ("R4", *local),
        "weak_overworked": ("R7", "R8", *local),
        "posture": ("R13", "R3", *local),
        "unknown": (*local, "R4", "R5", "R2", "R14", "R1", "R13", "R7"),
    }  # fmt: skip
    first = ("R4",) if _set(facts, "pressed") & {"hard", "breath"} else ()
    return _pieces((*first, *rows[row(facts)]))


def plan(facts: Mapping[str, Fact], found: frozenset[str]) -> frozenset[str]:
    """The pieces of the plan after passes 3 and 4 and what follows them, whatever the day."""
    barred = barred_by(found)
    planned = _planned(facts, found)
    left = planned - barred
    if "R3" in planned - left:
        planned |= {"R6"}
        left |= {"R6"} - barred
    if planned & PRESSING and not left & PRESSING:
        left |= _pieces(("R4", "R12", "R5")) - barred
    active = {"R3", "R6", "R7", "R8", "R10"}
    if planned & active and not left & active:
        left |= _pieces(("R5", "R13")) - barred
    return frozenset(left | {"R14"})


def barred_by(found: Iterable[str]) -> frozenset[str]:
    """All pieces that these limits bar."""
    return frozenset(piece for limit in found for piece in BARS[limit])


def piece_of(code: str, step: Step, level: int | None) -> str | None:
    """The piece of the table that a step belongs to; None for a step that belongs to the whole (a last rest)."""
    if code == "R7":
        return "R7 up" if level else "R7"
    if code not in PIECES:
        return code
    return next((piece for piece in PIECES[code] if PART_OF_PIECE[piece] == step.part), None)


def played(pack: Pack, item: PlanItem, found: frozenset[str]) -> frozenset[str]:
    """The pieces that the shipped content plays for this item under these limits."""
    if item.routine is None:
        return frozenset()
    routine = pack.routine_by_id[item.routine]
    choice = choose(routine, item, found)
    pieces = (piece_of(routine.code, step, choice.level) for step in choice.steps)
    return frozenset(piece for piece in pieces if piece)
