"""The content as a zip to work on: what is published, or the draft where there is one."""

from __future__ import annotations

import io
import zipfile

from bot.flows.desk.desk import Desk, Said
from bot.flows.desk.words import show
from bot.library.overlay.patch import written

BEGINNING = (2024, 1, 1, 0, 0, 0)
"""The same content gives the same bytes."""


def export(desk: Desk) -> Said:
    """All files, with their comments, as they can be sent back by `/content submit`."""
    files = written(desk.base.files, desk.base.data, desk.drafted)
    packed = io.BytesIO()
    # Stored, not packed: packing half a megabyte would hold up everyone else at the database.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, BEGINNING), files[path])
    name = f"content-{desk.base.pack.info.language}.zip"
    return show(desk.card("exported", name=name), ((name, packed.getvalue()),))
