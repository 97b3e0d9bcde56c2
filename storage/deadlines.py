"""When time next matters to anybody: the one instant the alarm is set to."""

from datetime import datetime

from storage import codec
from storage.database import Database

NEXT = """SELECT min(at) FROM (
    SELECT min(deadline) AS at FROM checkins WHERE deadline IS NOT NULL
    UNION ALL SELECT min(deadline) FROM alerts WHERE deadline IS NOT NULL
    UNION ALL SELECT min(nudge_at) FROM dialogues WHERE nudge_at IS NOT NULL)"""
"""Three looks at the first entry of an index, however many rows there are."""


def next(db: Database) -> datetime | None:  # noqa: A001 - read as `deadlines.next`
    """Return the earliest deadline of all check-ins, alerts and half-started timers, if any."""
    found = db.row(NEXT)
    return None if found is None else codec.to_instant(found[0])
