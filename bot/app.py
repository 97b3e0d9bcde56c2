"""Builds the house and connects its parts; nothing else does. `run` is the coordinator's bot."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from bot.alarm import Alarm
from bot.clock import Clock
from bot.commits import Commits
from bot.courier import Courier
from bot.ears import HouseEars
from bot.engine import BATCH, Engine
from bot.hearing import Hearing
from bot.logs import fault
from bot.pace import Limits, Pace
from bot.post import Post
from bot.ticks import Ticks
from bot.transports import Transport
from bot.wording import Wording
from handlers.desk import House
from handlers.moment import Network
from handlers.timings import AWAY_AFTER
from storage.database import Database

DRAIN = timedelta(seconds=20)
"""How long to wait for what waited in the networks, before anything is decided by time."""
PATIENCE = 3.0
"""Seconds for calls under way at the end; systemd and people wait 10 s in all."""
AGAIN_AFTER = 1.0
"""Seconds before a part that failed is begun again."""


class App:
    """The running house: `begin`, live until `end`."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        house: House,
        transports: Sequence[Transport],
        wording: Wording,
        limits: Mapping[Network, Limits] | None = None,
    ) -> None:
        """Build everything; nothing happens yet. `limits` are the paces of the networks."""
        by_network = {each.network: each for each in transports}
        self.clock = clock
        self.hearing = Hearing(by_network, clock.now())
        self.engine = Engine(db, clock, self.hearing, house)
        self.commits = Commits(self.engine)
        self.post = Post(by_network, wording, clock)
        paces = {
            network: Pace((limits or {}).get(network), clock.monotonic) for network in by_network
        }
        self.courier = Courier(self.post, paces, self.engine, self.commits, self.hearing, clock)
        ticks = Ticks(self.engine, self.commits, self.post, clock)
        self.alarm = Alarm(clock, ticks.tick, self.engine.next_deadline)
        self.ears = HouseEars(by_network, self.engine, self.commits, self.post, self.hearing, clock)
        self.awake = False
        """Whether what waited in the networks was drained, so that time decides again."""
        self._transports = transports
        self._drained_by = clock.now()
        self._tasks: list[asyncio.Task[None]] = []
        self.commits.then(self.courier.wake)
        self.commits.then(self.alarm.look)
        self.ears.on_heard = self._heard

    @property
    def idle(self) -> bool:
        """Whether nothing is under way: what happens next needs a network, or time."""
        if not self.awake:
            return self.commits.idle and self.ears.idle and not self.ears.all_heard.is_set()
        parts = (self.commits, self.ears, self.courier, self.alarm)
        return all(part.idle for part in parts)

    def next_event(self) -> datetime | None:
        """Say when time next asks for something; None if nothing waits for time."""
        if not self.awake:
            return self._drained_by
        waits = (self.engine.next_deadline(), self.courier.next_try())
        return min((each for each in waits if each is not None), default=None)

    async def begin(self) -> None:
        """Begin to listen; time and the outbox follow once what waited is drained."""
        self._drained_by = self.clock.now() + DRAIN
        self._keep("commits", self.commits.run)
        for each in self._transports:
            self._keep(each.network, partial(each.run, self.ears))
        self._keep("waking", self._wake)

    async def end(self) -> None:
        """Stop within a few seconds, even with a call hanging."""
        commits, *others = self._tasks
        await _cancel(others)
        await self.courier.finish(PATIENCE)
        if self.awake:
            with suppress(Exception):
                await asyncio.wait_for(self.commits.add(self.engine.rest), PATIENCE)
        await _cancel([commits])
        closing = (asyncio.wait_for(each.close(), PATIENCE) for each in self._transports)
        await asyncio.gather(*closing, return_exceptions=True)

    async def drop(self) -> None:
        """Stop as a power cut does: nothing is finished or written. For tests of just that."""
        calls = self.courier.calls
        await _cancel([*self._tasks, *calls])

    def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(_kept_alive(name, run)))

    async def _wake(self) -> None:
        """Drain what waited, go on where things stood, then let time decide again."""
        gone_at = await self.commits.add(self.engine.wake)
        await self._drain()
        back_at = self.clock.now()
        self.hearing.listens_since(back_at)
        if gone_at is not None and back_at - gone_at >= AWAY_AFTER:
            logger.warning("app.away seconds={}", int((back_at - gone_at).total_seconds()))
            await self._come_back(gone_at)
        self.awake = True
        self._keep("courier", self.courier.run)
        self._keep("alarm", self.alarm.run)

    async def _drain(self) -> None:
        heard = asyncio.create_task(self.ears.all_heard.wait())
        late = asyncio.create_task(self.clock.sleep_until(self._drained_by))
        try:
            await asyncio.wait({heard, late}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancel([heard, late])

    async def _come_back(self, gone_at: datetime) -> None:
        workers = self.engine.absent()
        for place in range(0, len(workers), BATCH):
            some = workers[place : place + BATCH]
            await self.commits.add(partial(self.engine.come_back, some, gone_at))

    def _heard(self) -> None:
        """Look at once at what waited for a network to be heard."""
        if self.awake and self.engine.is_waiting():
            self.alarm.poke()


async def _kept_alive(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Begin a part again when it fails; only being cancelled, or its own end, ends it."""
    while True:
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - whatever it was, the house needs this part
            logger.error("task.failed name={} {}", name, fault(error))
            await asyncio.sleep(AGAIN_AFTER)
        else:
            return


async def _cancel(tasks: Sequence["asyncio.Task[object]"]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)
