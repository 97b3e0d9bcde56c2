"""What is over is forgotten: rows leave the file when their time is up.

Their pages still hold them until `storage.database.purge_pages`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage import codec, contacts
from storage.database import Database
from storage.forgetting import NETWORKS_DELETE_FOR

DAY: Final = timedelta(hours=24)
SEEN_FOR: Final = timedelta(hours=48)
"""No network gives us an older message a second time: Telegram keeps them 24 h."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each kind are gone."""

    checkins: int
    alerts: int
    inbox: int
    strangers: int
    invitations: int
    sent: int
    erasures: int
    numbers: int


def purge(db: Database, now: datetime) -> Purged:
    """Delete what no rule needs any more."""
    day_ago = codec.from_instant(now - DAY)
    seen_before = codec.from_instant(now - SEEN_FOR)
    contacts.note_used(db, now)  # before the rows that show it are gone
    sent_before = codec.from_instant(now - NETWORKS_DELETE_FOR)
    return Purged(
        checkins=db.change("DELETE FROM checkins WHERE closed_at <= ?", day_ago),
        alerts=db.change("DELETE FROM alerts WHERE settled_at <= ?", day_ago),
        inbox=db.change("DELETE FROM inbox WHERE seen_at <= ?", seen_before),
        strangers=db.change("DELETE FROM strangers WHERE answered_at <= ?", seen_before),
        invitations=db.change(
            "DELETE FROM invitations WHERE expires_at <= ?", codec.from_instant(now)
        ),
        sent=db.change("DELETE FROM sent WHERE sent_at <= ?", sent_before),
        erasures=db.change("DELETE FROM outbox WHERE kind = 'erase' AND made_at <= ?", sent_before),
        # Those of timers and alerts go with them; nothing ends the rest, as a question of `plan`.
        numbers=db.change(
            """DELETE FROM numbers WHERE made_at <= ?
                AND about NOT GLOB 'checkin:*' AND about NOT GLOB 'alert:*'""",
            seen_before,
        ),
    )
