"""What the core knows of the world at one event: the time, some randomness, what was heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b


class Network(StrEnum):
    """A messaging network a person can be reached on."""

    TELEGRAM = "telegram"
    SIGNAL = "signal"


LOSES = frozenset({Network.SIGNAL})
"""Networks that may keep nothing of what is sent while the bot does not listen."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing was heard: the bot was away, or its network."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """When each network was last heard; kept in memory, so empty after a start."""

    since: datetime
    """When the bot (re)started listening: aware UTC."""
    last: Mapping[Network, datetime] = field(default_factory=dict)
    accepting: bool = True
    """False while no network takes any message from us."""
    accepting_since: datetime | None = None
    """Since when one does again, after none did; None if some did all along."""

    gaps: Mapping[Network, Gap] = field(default_factory=dict)
    """The last gap on each network that is heard again."""

    def after(self, network: Network, instant: datetime) -> bool:
        """Whether everything sent on `network` up to `instant` has been heard by now."""
        last = self.last.get(network)
        return last is not None and last >= instant


@dataclass(frozen=True, slots=True)
class Moment:
    """The one argument about the world: read once per event, never by the core itself."""

    now: datetime
    """Aware UTC."""
    entropy: bytes = field(repr=False)
    """At least 16 random bytes, fresh for each event."""
    heard: Heard

    def key(self, label: str) -> str:
        """Draw a fresh random id: 32 hex digits, the same for the same label within one event."""
        return blake2b(self.entropy, digest_size=16, person=label.encode()[:16]).hexdigest()

    def pick(self, label: str, below: int) -> int:
        """Draw a random whole number from 0 to `below` - 1."""
        digest = blake2b(self.entropy, digest_size=8, person=label.encode()[:16]).digest()
        return int.from_bytes(digest, "big") % below
