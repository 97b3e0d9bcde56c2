"""Who was answered though they are nobody's guest: one neutral line a day, and no address kept."""

from datetime import datetime
from hashlib import blake2b

from handlers.desk import ONE_LINE_EVERY
from handlers.people import Address
from storage import codec
from storage.database import Database


def was_answered(db: Database, address: Address, now: datetime) -> bool:
    """Whether this address got its line of the day."""
    found = db.row(
        "SELECT 1 FROM strangers WHERE network = ? AND digest = ? AND answered_at > ?",
        address.network,
        _digest(address),
        codec.from_instant(now - ONE_LINE_EVERY),
    )
    return found is not None


def greet(db: Database, address: Address, now: datetime) -> None:
    """Note that this address got its line."""
    db.change(
        """INSERT INTO strangers (network, digest, answered_at) VALUES (?, ?, ?)
        ON CONFLICT (network, digest) DO UPDATE SET answered_at = excluded.answered_at""",
        address.network,
        _digest(address),
        codec.from_instant(now),
    )


def forget(db: Database, address: Address) -> None:
    """Forget an address as a stranger's: somebody who joined is none."""
    db.change(
        "DELETE FROM strangers WHERE network = ? AND digest = ?",
        address.network,
        _digest(address),
    )


def _digest(address: Address) -> bytes:
    return blake2b(address.chat.encode(), digest_size=16, person=b"stranger").digest()
