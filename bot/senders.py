"""How much each sender says of late: in memory, so that a flood costs little and a guess much."""

from collections.abc import Callable

from bot.pace import Bucket
from handlers.people import Address

BURST = 100
"""Messages at once: joining and pairing take about 30, and somebody who hurries must not notice."""
RATE = 1.0
"""Messages a second after that: nobody types faster for long."""
GUESSES = 10
"""Invitations a stranger may name in a day: four words from paper take two or three tries."""
ALL_GUESSES = 600
"""The same for all strangers together, an hour. Four words are one of 10^12."""
_HOUR = 3600.0
MANY = 10_000
"""Senders kept in memory before those who rested are forgotten."""


class Senders:
    """Token buckets for each address, and one for all who guess."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._said = _Each(RATE, BURST)
        self._guessed = _Each(GUESSES / (24 * _HOUR), GUESSES)
        self._all_guessed = Bucket(ALL_GUESSES / _HOUR, ALL_GUESSES, monotonic())

    def flood(self, address: Address) -> bool:
        """Count a message; whether this sender says too much."""
        return not self._said.take(address, self._monotonic())

    @property
    def kept(self) -> int:
        """How many senders are kept in memory."""
        return len(self._said)

    def may_guess(self, address: Address) -> bool:
        """Whether an invitation that a stranger names may be looked up."""
        at = self._monotonic()
        return self._guessed.left(address, at) >= 1 and self._all_guessed.left(at) >= 1

    def guessed(self, address: Address) -> None:
        """Count one that was none."""
        at = self._monotonic()
        self._guessed.take(address, at)
        self._all_guessed.take(at)


class _Each:
    """A bucket for each address."""

    def __init__(self, rate: float, most: int) -> None:
        self._rate = rate
        self._most = most
        self._buckets: dict[Address, Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def left(self, address: Address, at: float) -> float:
        """Return how many may go now."""
        bucket = self._buckets.get(address)
        return self._most if bucket is None else bucket.left(at)

    def take(self, address: Address, at: float) -> bool:
        """Let one go; False if none may."""
        if len(self._buckets) >= MANY:
            kept = self._buckets.items()
            self._buckets = {who: each for who, each in kept if each.left(at) < self._most}
        bucket = self._buckets.setdefault(address, Bucket(self._rate, self._most, at))
        if bucket.left(at) < 1:
            return False
        bucket.take(at)
        return True
