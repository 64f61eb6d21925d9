"""The content as a zip to work on: what is published, or the draft where there is one."""

from __future__ import annotations

from bot.flows.desk.desk import Desk, Said
from bot.flows.desk.words import show
from bot.library.overlay.patch import written
from bot.library.unzip import zipped


def export(desk: Desk) -> Said:
    """All files, with their comments, as they can be sent back by `/content submit`."""
    files = written(desk.base.files, desk.base.data, desk.drafted)
    name = f"content-{desk.base.pack.info.language}.zip"
    return show(desk.card("exported", name=name), ((name, zipped(files)),))
