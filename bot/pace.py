"""How fast a network may be written to: in all, and to one chat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import floor

FLOODED_CHATS = 3
"""So many chats told to wait at once mean the whole network (NETWORKS.md, errors)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network puts up with; the fair use of Telegram: 30/s in all, 1/s to one chat."""

    in_all: float = 30
    """Messages a second."""
    burst: int = 30
    chat: float = 1
    chat_burst: int = 4
    """A few at once are fine: a start is answered by two messages."""


class Bucket:
    """Tokens that come back at a steady rate."""

    def __init__(self, rate: float, most: int, at: float) -> None:
        self._rate = rate
        self._most = most
        self._left = float(most)
        self._at = at

    def left(self, at: float) -> float:
        """Return how many may go now."""
        self._left = min(self._most, self._left + (at - self._at) * self._rate)
        self._at = at
        return self._left

    def take(self, at: float) -> None:
        """Let one go."""
        self._left = self.left(at) - 1

    def wait(self, at: float) -> timedelta:
        """Return how long until one may go."""
        missing = 1 - self.left(at)
        rounded_down = timedelta(seconds=missing / self._rate)
        return rounded_down + timedelta.resolution if missing > 0 else timedelta()


class Pace:
    """Keeps to the limits of one network; without limits nothing ever waits."""

    def __init__(self, limits: Limits | None, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._monotonic = monotonic
        at = monotonic()
        self._all = Bucket(limits.in_all, limits.burst, at) if limits else None
        self._chats: dict[str, Bucket] = {}
        self._flooded: dict[str, float] = {}

    def free(self) -> int | None:
        """Return how many messages may go now; None for any number."""
        at = self._monotonic()
        self._flooded = {chat: until for chat, until in self._flooded.items() if until > at}
        if len(self._flooded) >= FLOODED_CHATS:
            return 0
        return None if self._all is None else floor(self._all.left(at))

    def wait(self) -> timedelta:
        """Return how long until `free` is not 0 any more."""
        at = self._monotonic()
        floods = sorted(self._flooded.values())
        flood = floods[-FLOODED_CHATS] - at if len(floods) >= FLOODED_CHATS else 0.0
        bucket = timedelta() if self._all is None else self._all.wait(at)
        return max(bucket, timedelta(seconds=flood))

    def took(self, chat: str) -> timedelta:
        """Count a message to a chat; return how long that chat has to wait for its next."""
        if self._limits is None or self._all is None:
            return timedelta()
        at = self._monotonic()
        self._all.take(at)
        self._forget_rested(at)
        bucket = self._chats.setdefault(
            chat, Bucket(self._limits.chat, self._limits.chat_burst, at)
        )
        bucket.take(at)
        return bucket.wait(at)

    def _forget_rested(self, at: float) -> None:
        most = self._limits.chat_burst if self._limits else 0
        self._chats = {
            chat: bucket for chat, bucket in self._chats.items() if bucket.left(at) < most
        }

    def flooded(self, chat: str, wait: timedelta) -> None:
        """Note that the network itself asked for a pause in a chat."""
        self._flooded[chat] = self._monotonic() + wait.total_seconds()

    def resume(self) -> None:
        """Forget every pause the network asked for."""
        self._flooded.clear()
