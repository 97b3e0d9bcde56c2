"""What came in already: the identity of each message for 48 h, never its text."""

from datetime import datetime
from hashlib import blake2b

from handlers.moment import Network
from storage import codec
from storage.database import Database


def is_new(db: Database, network: Network, key: str, now: datetime) -> bool:
    """Whether a message was not seen before; from now on it was.

    `key` is unique per network: an update's id, or sender, timestamp and kind.
    """
    added = db.change(
        """INSERT INTO inbox (network, digest, seen_at) VALUES (?, ?, ?)
        ON CONFLICT (network, digest) DO NOTHING""",
        network,
        blake2b(key.encode(), digest_size=16, person=b"inbox").digest(),
        codec.from_instant(now),
    )
    return bool(added)
