"""What happens to the content while the bot runs and before it starts: files cut off, overwritten, or gone."""

import shutil
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.disk import ROOT

SHIPPED = ROOT / "content" / "en"
NEEDED = ("texts.yaml", "safety.yaml", "pack.yaml")
"""Files without which there is no content."""


class Content:
    """A folder of the bot's own. A bot that runs goes on with what it has read; one that starts says what is wrong."""

    def __init__(self, folder: Path, rng: Random) -> None:
        self.folder, self._rng = folder, rng
        self.counts: Counter[str] = Counter()
        self._damaged: list[Path] = []
        shutil.copytree(SHIPPED, folder)

    @property
    def is_damaged(self) -> bool:
        """Whether a start must be refused."""
        return bool(self._damaged)

    def damage(self) -> None:
        """Do something to one of the files that are needed."""
        file = self.folder / self._rng.choice(NEEDED)
        kind = self._rng.choice(("content cut off", "content overwritten", "content gone"))
        self.counts[kind] += 1
        self._damaged.append(file)
        if kind == "content gone":
            file.unlink(missing_ok=True)
        elif kind == "content overwritten":
            file.write_bytes(self._rng.randbytes(200))
        else:
            # In the middle of a line that opens a text in quotes, as an editor leaves it that dies while it saves.
            file.write_text('half: "of a', encoding="utf-8")

    def mend(self) -> None:
        """Put back what was damaged."""
        for file in self._damaged:
            shutil.copyfile(SHIPPED / file.name, file)
        self._damaged.clear()

    def names(self) -> list[str]:
        """What the report of a refused start has to name."""
        return sorted({file.name for file in self._damaged})
