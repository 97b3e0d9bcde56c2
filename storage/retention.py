"""What is over is forgotten: rows leave the file when their time is up.

Their pages still hold them until `storage.database.purge_pages`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers.notices import Urgency
from storage import codec, contacts
from storage.database import Database
from storage.forgetting import NETWORKS_DELETE_FOR

DAY: Final = timedelta(hours=24)
SEEN_FOR: Final = timedelta(hours=48)
"""No network gives us an older message a second time: Telegram keeps them 24 h."""
QUIET: Final = timedelta(seconds=30)
"""Nothing that keeps writers waiting begins with a deadline nearer than this."""
STUCK: Final = timedelta(minutes=10)
"""A deadline past by more is a row that cannot be decided: nothing else waits half as long."""

_NEAR: Final = """SELECT 1 WHERE EXISTS (SELECT 1 FROM checkins WHERE deadline BETWEEN ?1 AND ?2)
    OR EXISTS (SELECT 1 FROM alerts WHERE deadline BETWEEN ?1 AND ?2)
    OR EXISTS (SELECT 1 FROM dialogues WHERE nudge_at BETWEEN ?1 AND ?2)
    OR EXISTS (SELECT 1 FROM outbox WHERE urgency <= ?3 AND made_at > ?4)"""


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


def is_quiet(db: Database, now: datetime) -> bool:
    """Whether nobody would miss a second: no deadline is near, no alert or question just made.

    One that could not be sent for `QUIET` waits for its network, and one more second is nothing.
    """
    near = db.row(
        _NEAR,
        codec.from_instant(now - STUCK),
        codec.from_instant(now + QUIET),
        Urgency.QUESTION,
        codec.from_instant(now - QUIET),
    )
    return near is None


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
