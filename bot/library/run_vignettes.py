"""Run vignettes: each person is walked through the cards as a member would be, and what comes of it is compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from bot.core.understand.reader import Reader
from bot.library.lint.material import Material
from bot.library.problem import Problem
from bot.library.vignette import Expected, Vignette, Vignettes
from bot.library.walked import Came, CannotWalk, walk
from bot.library.words import joined, quote


def run_all(material: Material) -> tuple[int, list[Problem]]:
    """Return how many vignettes were run, and a problem for each that failed and each outcome that none ends at."""
    found: list[Problem] = []
    reached: set[str] = set()
    count = 0
    runner = _Runner(material)
    for path, file in material.of(Vignettes):
        for index, case in enumerate(file.cases):
            count += 1
            outcome, problems = runner.run(path, index, case)
            reached.add(outcome)
            found += problems
    return count, [*found, *(_uncovered(material, reached) if count else ())]


class _Runner:
    """Runs one vignette after another; the reader of texts is made when the first text comes."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._reader: Reader | None = None

    def run(self, path: str, index: int, case: Vignette) -> tuple[str, list[Problem]]:
        """Return where the case ended, and what of it was not expected."""
        loc = ("cases", index)
        if case.text is not None:
            came = self._read(case.text)
        else:
            try:
                came = self._walk(case)
            except CannotWalk as error:
                return "", [self._material.error(path, (*loc, *error.loc), error.sentence, key=error.at_key)]
        wrong = _differences(case.expect, came)
        return came.outcome, [self._material.error(path, (*loc, "expect", key), text) for key, text in wrong]

    def _walk(self, case: Vignette) -> Came:
        pack = self._material.pack
        assert pack is not None
        topic = case.topic or pack.info.default_topic
        if topic not in pack.topic_by_id:
            raise CannotWalk(("topic",), f"There is no topic {quote(topic)}.")
        return walk(pack, pack.topic_by_id[topic], case, datetime.combine(self._material.today, time(12), UTC))

    def _read(self, text: str) -> Came:
        assert self._material.pack is not None
        if self._reader is None:
            self._reader = Reader.from_pack(self._material.pack)
        reading = self._reader.read(text)
        return Came(urgency=reading.urgency, flag=reading.flag or "", reason=reading.reason or "")


def _differences(expect: Expected, came: Came) -> Iterator[tuple[str, str]]:
    """Yield each key whose expectation was not met, and the sentence about it."""
    for key in ("outcome", "urgency", "card", "routine", "flag", "reason"):
        wanted = getattr(expect, key)
        got = str(getattr(came, key))
        if wanted is not None and wanted != got:
            yield key, f"The {_NAMES.get(key, key)} is {quote(got) if got else 'none'}, not {quote(wanted)}."
    if expect.plan is not None and expect.plan != came.plan:
        yield "plan", f"The plan is {joined(came.plan, 'and') or 'empty'}, not {joined(expect.plan, 'and') or 'empty'}."
    for name in expect.never:
        if name in came.plan:
            yield "never", f"The plan holds {quote(name)}."


_NAMES = {"routine": "first routine", "flag": "kind of danger", "reason": "likeliest reason"}


def _uncovered(material: Material, reached: set[str]) -> Iterator[Problem]:
    """Yield a warning for each row and stop at which no vignette ends: nobody would notice a change there."""
    pack = material.pack
    assert pack is not None
    for path, topic in ((path, value) for path, value in material.values.items() if path.startswith("topics/")):
        for kind, ends in (("row", topic.rows), ("stop", topic.stops)):
            for index, end in enumerate(ends):
                if end.id not in reached:
                    message = f"No vignette ends at the {kind} {quote(end.id)}; add one."
                    yield material.warning(path, (f"{kind}s", index, "id"), message)
    for index, stop in enumerate(pack.safety.stops):
        if stop.id not in reached:
            message = f"No vignette ends at the stop {quote(stop.id)}; add one."
            yield material.warning("safety.yaml", ("stops", index, "id"), message)
