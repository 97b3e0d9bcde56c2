"""The one place that reads a clock, and the clocks that jump (tests by hand, the demo by warp)."""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

_LONGEST_NAP = timedelta(seconds=2)
"""asyncio sleeps by a clock that stands still while the computer is suspended; so nobody sleeps
longer than this without looking at the boot clock, and nothing is later than this after a wake."""


class Clock(Protocol):
    """What the time is, and waiting for it."""

    def now(self) -> datetime:
        """Return the time: aware UTC, never going back within one run."""

    def monotonic(self) -> float:
        """Return seconds that only a start of the computer sets back; suspended time counts."""

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now()` is `at` or later."""

    async def sleep(self, span: timedelta) -> None:
        """Return once `span` has passed."""


def _boot_seconds() -> float:
    """Read the boot clock, which also counts suspended time; elsewhere than on Linux monotonic."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def pause(span: timedelta) -> None:
    """Hold the whole process up for `span`: for commands, before anything of theirs runs."""
    time.sleep(span.total_seconds())


async def _nap(left: timedelta) -> None:
    await asyncio.sleep(min(left, _LONGEST_NAP).total_seconds())


class SystemClock:
    """The computer's clock, as it was at the start of the process plus the boot clock since.

    A step of the wall clock (by hand, by NTP) therefore makes nothing early and nothing late
    while the process runs. Whether the wall clock could be trusted at the start is not asked here
    yet; that comes with the clock checks of `doctor`.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, boot: Callable[[], float] = _boot_seconds
    ) -> None:
        self._boot = boot
        self._boot_at_start = boot()
        self._start = datetime.fromtimestamp(wall(), UTC)

    def now(self) -> datetime:
        """Return the time: aware UTC, never going back within one run."""
        return self._start + timedelta(seconds=self._boot() - self._boot_at_start)

    def monotonic(self) -> float:
        """Return the boot clock in seconds."""
        return self._boot()

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now()` is `at` or later."""
        await asyncio.sleep(0)
        while (left := at - self.now()) > timedelta():
            await _nap(left)

    async def sleep(self, span: timedelta) -> None:
        """Return once `span` has passed."""
        await self.sleep_until(self.now() + span)


class _Bell:
    """Wakes everyone who waits for a jump; kept per sleeper, so it is bound to no event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    async def heard(self) -> None:
        """Wait for the next ring."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            await event.wait()
        finally:
            self._waiting.discard(event)

    def ring(self) -> None:
        """Wake all who wait now."""
        for event in self._waiting:
            event.set()


class ManualClock:
    """A clock that stands still until it is told to jump; those who slept past the jump wake."""

    def __init__(self, at: datetime) -> None:
        """Begin at an aware instant."""
        self._start = at
        self._now = at
        self._bell = _Bell()

    def now(self) -> datetime:
        """Return the time it was last set to."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds since it was made."""
        return (self._now - self._start).total_seconds()

    async def sleep_until(self, at: datetime) -> None:
        """Return once it was set to `at` or later."""
        await asyncio.sleep(0)
        while self._now < at:
            await self._bell.heard()

    async def sleep(self, span: timedelta) -> None:
        """Return once it has been moved on by `span`."""
        await self.sleep_until(self._now + span)

    def advance(self, span: timedelta) -> None:
        """Jump ahead by `span`. Raises ValueError if that is back."""
        self.set(self._now + span)

    def set(self, at: datetime) -> None:
        """Jump ahead to `at`. Raises ValueError if that is back: no clock here ever goes back."""
        if at < self._now:
            raise ValueError("a clock does not go back")
        self._now = at
        self._bell.ring()


class WarpClock:
    """Another clock plus a lead that can grow: the demo's, at real speed between the jumps."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._lead = timedelta()
        self._bell = _Bell()

    def now(self) -> datetime:
        """Return the real time plus the lead."""
        return self._real.now() + self._lead

    def monotonic(self) -> float:
        """Return the real seconds plus the lead."""
        return self._real.monotonic() + self._lead.total_seconds()

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now()` is `at` or later, by waiting or by a jump."""
        await asyncio.sleep(0)
        while (left := at - self.now()) > timedelta():
            with suppress(TimeoutError):
                nap = min(left, _LONGEST_NAP).total_seconds()
                await asyncio.wait_for(self._bell.heard(), nap)

    async def sleep(self, span: timedelta) -> None:
        """Return once `span` has passed, by waiting or by a jump."""
        await self.sleep_until(self.now() + span)

    def advance(self, span: timedelta) -> None:
        """Jump ahead by `span`. Raises ValueError if that is back."""
        if span < timedelta():
            raise ValueError("a clock does not go back")
        self._lead += span
        self._bell.ring()

    def set(self, at: datetime) -> None:
        """Jump ahead to `at`. Raises ValueError if that is back."""
        self.advance(at - self.now())
