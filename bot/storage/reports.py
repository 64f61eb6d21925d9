"""What members reported outside of a routine; one row for each key, however often it is sent."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.sqlite import insert

from bot.core.records import Report
from bot.storage.columns import plain
from bot.storage.tables import reports
from bot.storage.tx import Tx

# ON CONFLICT is the same text on Postgres, which has a function of its own for it in SQLAlchemy.
PLACE = "reports"
_ADD = insert(reports)
_PUT = _ADD.on_conflict_do_update(
    index_elements=["key"], set_={name: _ADD.excluded[name] for name in ("at", "day", "sealed", "purge_at")}
)
_DELETE = delete_from(reports).where(reports.c.key == bindparam("the_key"))
_SINCE = (
    select(reports)
    .where(reports.c.user_id == bindparam("who"), reports.c.day >= bindparam("from_day"))
    .order_by(reports.c.day.desc(), reports.c.at.desc(), reports.c.id.desc())
)


def put(tx: Tx, report: Report) -> None:
    """Store a report; one with its key is brought up to date."""
    row: dict[str, Any] = plain(report)
    del row["id"]
    values = row.pop("values")
    tx.execute(_PUT, row | {"sealed": tx.seal(report.user_id, values, PLACE)})


def delete(tx: Tx, key: str) -> bool:
    """Take a report back; whether there was one."""
    return tx.execute(_DELETE, {"the_key": key}).count > 0


def since(tx: Tx, user_id: str, day: date) -> list[Report]:
    """Their reports for this day and later ones, newest first. Whatever can't be opened any more is left out."""
    rows = tx.execute(_SINCE, {"who": user_id, "from_day": day}).rows
    return [report for row in rows if (report := _report(tx, dict(row))) is not None]


def every(tx: Tx, user_id: str) -> list[Report]:
    """All that they reported, newest first."""
    return since(tx, user_id, date.min)


def get(tx: Tx, key: str) -> Report | None:
    """The report with this key."""
    row = tx.execute(select(reports).where(reports.c.key == key)).first()
    return None if row is None else _report(tx, dict(row))


def _report(tx: Tx, row: dict[str, Any]) -> Report | None:
    values = tx.unseal(row["user_id"], row.pop("sealed"), PLACE)
    return None if values is None else Report(**row, values=values)
