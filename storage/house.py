"""What the bot remembers of itself, what is counted of its people, what a backup holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storage import codec
from storage.database import Database

BACKED_UP: Final = ("people", "addresses", "contacts", "plans")
"""The tables of a backup: people, pairings, plans; no row tells when somebody worked."""

_SEEN_AT: Final = "seen_at"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are: all that a coordinator may see of people."""

    people: int
    unreachable: int
    """To whom nothing can be sent, of `people`."""
    pairings: int
    """Contacts whose peer agreed."""
    invitations: int
    """Those that still work."""


def read(db: Database, key: str) -> str | None:
    """Return what is remembered under a key, None if nothing is."""
    found = db.row("SELECT value FROM house WHERE key = ?", key)
    return None if found is None else str(found[0])


def write(db: Database, key: str, value: str) -> None:
    """Remember a value under a key instead of the one before; never anything of a person."""
    db.change(
        """INSERT INTO house (key, value) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
        key,
        value,
    )


def drop(db: Database, key: str) -> None:
    """Remember nothing under a key any more."""
    db.change("DELETE FROM house WHERE key = ?", key)


def seen_at(db: Database) -> datetime | None:
    """Return when the bot was last known to be there, None before its first heartbeat."""
    value = read(db, _SEEN_AT)
    return None if value is None else codec.to_instant(int(value))


def note_seen(db: Database, now: datetime) -> None:
    """Leave a heartbeat: the bot is there at `now`."""
    write(db, _SEEN_AT, str(codec.from_instant(now)))


def counts(db: Database, now: datetime) -> Counts:
    """Count what `status` shows."""
    found = db.rows(
        """SELECT count(*) FROM people
        UNION ALL SELECT count(*) FROM people WHERE reachable = 0
        UNION ALL SELECT count(*) FROM contacts WHERE consent = 'agreed'
        UNION ALL SELECT count(*) FROM invitations WHERE expires_at > ?""",
        codec.from_instant(now),
    )
    return Counts(*(number for (number,) in found))
