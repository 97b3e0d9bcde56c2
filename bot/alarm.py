"""Wakes the engine when time asks for something. The database is the truth; this only rings.

What it wakes is `bot/engine.py`, by way of `bot/ticks.py`, which sees to a disk that is full.

APScheduler arms a date job at the earliest stored deadline and a steady pulse. Both only set an
event: a job that claims and arms itself anew from inside is skipped and removed (NETWORKS.md). It
goes by the computer's wall clock, and a step of that silences both jobs; so the loop below never
waits longer than the pulse, whatever rings.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, SystemClock

PULSE = timedelta(seconds=5)
SOONEST = timedelta(seconds=1)
"""What is still due right after a tick has to wait for something: it is not asked at once again."""
_MANY = 1_000
_DEADLINE = "deadline"


class Alarm:
    """Ticks when a deadline comes, when poked, and at least at every pulse."""

    def __init__(
        self,
        clock: Clock,
        tick: Callable[[], Awaitable[bool]],
        next_deadline: Callable[[], datetime | None],
    ) -> None:
        """`tick` does what is due and says whether more is; it must not raise."""
        self._clock = clock
        self._tick = tick
        self._next_deadline = next_deadline
        self._bell = asyncio.Event()
        self._armed: datetime | None = None
        self._ticked_at = clock.now()
        self._resting = False
        self._scheduler = _scheduler()

    @property
    def idle(self) -> bool:
        """Whether it waits, and nobody has rung."""
        return self._resting and not self._bell.is_set()

    def poke(self) -> None:
        """Tick now: a network was heard, or the clock has jumped."""
        self._bell.set()

    def look(self) -> None:
        """Arm anew if the earliest deadline has changed: after every commit."""
        if self._resting:
            self._arm()

    async def run(self) -> None:
        """Tick until cancelled."""
        self._scheduler = _scheduler()
        self._scheduler.add_job(self._ring, "interval", seconds=PULSE.total_seconds())
        self._scheduler.start()
        try:
            while True:
                self._bell.clear()
                self._ticked_at = self._clock.now()
                if await self._tick():
                    continue
                await self._rest()
        finally:
            self._scheduler.shutdown(wait=False)

    async def _rest(self) -> None:
        self._armed = None
        self._arm()
        self._resting = True
        try:
            async with asyncio.timeout(PULSE.total_seconds()):
                await self._bell.wait()
        except TimeoutError:
            pass
        finally:
            self._resting = False

    def _arm(self) -> None:
        deadline = self._next_deadline()
        if deadline is None or deadline == self._armed:
            return
        self._armed = deadline
        if deadline <= self._ticked_at:
            deadline = self._ticked_at + SOONEST
        wait = max(timedelta(), deadline - self._clock.now())
        at = SystemClock().now() + wait  # the scheduler knows no other clock than the wall's
        self._scheduler.add_job(
            self._ring, "date", run_date=at, id=_DEADLINE, replace_existing=True
        )

    async def _ring(self) -> None:
        self._bell.set()


def _scheduler() -> AsyncIOScheduler:
    """Make a scheduler that drops no job, however late it finds it."""
    kept = {"misfire_grace_time": None, "coalesce": True, "max_instances": _MANY}
    return AsyncIOScheduler(timezone=UTC, job_defaults=kept)
