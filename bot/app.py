"""Builds the house and connects its parts; nothing else does. `run` is the coordinator's bot."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from bot import catalogue, logs, networks, wiping
from bot.alarm import Alarm
from bot.clock import Clock, SystemClock
from bot.commits import Commits
from bot.control import Control, Wish
from bot.courier import Courier
from bot.ears import HouseEars
from bot.engine import BATCH, Engine, draw
from bot.errands import Answer, Errands
from bot.files import opened
from bot.hearing import Hearing
from bot.links import remembered
from bot.notify import notify
from bot.pace import Limits, Pace
from bot.post import Post
from bot.quiet import Quiet
from bot.seal import Seal
from bot.settings import Settings
from bot.signal_wishes import SignalWishes
from bot.ticks import Ticks
from bot.transports import Transport
from bot.transports.signal_messenger import SignalTransport
from bot.wording import Wording
from bot.zones import cities
from handlers.desk import House
from handlers.moment import Network
from handlers.timings import AWAY_AFTER
from storage.database import Database
from storage.errors import StorageError

DRAIN = timedelta(seconds=20)
"""How long to wait for what waited in the networks, before anything is decided by time."""
PATIENCE = 2.0
"""Seconds for each of the four steps of the end; people wait 10 s in all."""
GONE_AFTER = 9
"""Seconds after which the process goes whatever hangs: all that counts is on the disk."""
AGAIN_AFTER = 1.0
"""Seconds before a part that failed is begun again."""


class App:
    """The running house: `begin`, live until `end`."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a house is built of
        self,
        db: Database,
        clock: Clock,
        house: House,
        transports: Sequence[Transport],
        wording: Wording,
        limits: Mapping[Network, Limits] | None = None,
        entropy: Callable[[], bytes] = draw,
        seal: Seal | None = None,
    ) -> None:
        """Build everything; nothing happens yet.

        limits: the paces of the networks. entropy: gives 16 random bytes for each event. seal: as
        in `Engine`.
        """
        by_network = {each.network: each for each in transports}
        self.clock = clock
        self.hearing = Hearing(by_network, clock.now())
        self.engine = Engine(db, clock, self.hearing, house, entropy, seal)
        self.commits = Commits(self.engine)
        self.post = Post(by_network, wording, clock)
        paces = {
            network: Pace((limits or {}).get(network), clock.monotonic) for network in by_network
        }
        self.courier = Courier(self.post, paces, self.engine, self.commits, self.hearing, clock)
        self.quiet = Quiet(db, clock, self.engine)
        self.ticks = Ticks(self.engine, self.quiet, self.commits, self.post, clock)
        self.alarm = Alarm(clock, self.ticks.tick, self.engine.next_deadline)
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
        self._committing = self.keep("commits", self.commits.run)
        for each in self._transports:
            self.keep(each.network, partial(each.run, self.ears))
        self.keep("waking", self._wake)

    async def end(self) -> None:
        """Stop within a few seconds, even with a call hanging."""
        await _cancel([each for each in self._tasks if each is not self._committing])
        await self.courier.finish(PATIENCE)
        if self.awake:
            await _at_last("heartbeat", self.commits.add(self.engine.rest))
        await _cancel([self._committing])
        closing = (_at_last(f"close {each.network}", each.close()) for each in self._transports)
        await asyncio.gather(*closing)

    async def drop(self) -> None:
        """Stop as a power cut does: nothing is finished or written. For tests of just that."""
        calls = self.courier.calls
        await _cancel([*self._tasks, *calls])

    def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> "asyncio.Task[None]":
        """Run a part until the end, and again should it fail."""
        task = asyncio.create_task(_kept_alive(name, run))
        self._tasks.append(task)
        return task

    async def _wake(self) -> None:
        """Drain what waited, go on where things stood, then let time decide again.

        With a disk that takes nothing time decides all the same: alerts go out from memory.
        """
        try:
            await self._go_on()
        except StorageError:
            await self._drain()
            self._let_time_decide()
            raise  # to be tried again: the outbox must not be touched before
        self._let_time_decide()
        self.keep("courier", self.courier.run)

    async def _go_on(self) -> None:
        gone_at = await self.commits.add(self.engine.wake)
        await self._drain()
        back_at = self.clock.now()
        if not self.awake:
            self.hearing.listens_since(back_at)
        if gone_at is None:
            return
        self.hearing.was_away(gone_at, back_at)
        if back_at - gone_at >= AWAY_AFTER:
            logger.warning("app.away seconds={}", int((back_at - gone_at).total_seconds()))
            await self._come_back(gone_at)

    def _let_time_decide(self) -> None:
        if not self.awake:
            self.awake = True
            self.keep("alarm", self.alarm.run)

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
    """Begin a part again when it fails or a library cancels it; its own end, or ours, ends it."""
    while True:
        try:
            return await run()
        except (Exception, asyncio.CancelledError) as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            logger.error("task.failed name={} {}", name, logs.fault(error))
            await asyncio.sleep(AGAIN_AFTER)


async def _at_last(name: str, act: Awaitable[None]) -> None:
    """Do something before the end; what fails or hangs is told and left."""
    try:
        await asyncio.wait_for(act, PATIENCE)
    except Exception as error:  # noqa: BLE001 - nothing may keep the bot from ending
        logger.warning("end.failed what={} error={}", name, type(error).__name__)


async def _cancel(tasks: Sequence["asyncio.Task[object]"]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)


def house_of(settings: Settings, db: Database) -> House:
    """Make what a coordinator has set into what the core knows of the house."""
    bots = remembered(db)
    if settings.signal_url is None:
        bots.pop(Network.SIGNAL, None)  # nobody is sent to an account that is not used any more
    return House(
        run_by=settings.run_by,
        language=settings.language,
        zone=settings.zone,
        open_door=settings.join == "open",
        timing=settings.timings,
        cities=cities(),
        bots=bots,
    )


@contextmanager
def by_itself(settings: Settings) -> Iterator[Errands]:
    """Do errands without a running bot, under the lock. Raises KeyFileError, StorageError."""
    clock = SystemClock()
    with opened(settings, clock.now()) as files:
        house = house_of(settings, files.db)
        yield Errands(files, Engine(files.db, clock, Hearing((), clock.now()), house), clock)


async def run(settings: Settings) -> None:
    """Be the coordinator's bot until SIGTERM or SIGINT. Raises KeyFileError, StorageError."""
    stop = _stop_signal()
    clock = SystemClock()
    os.umask(0o077)
    with opened(settings, clock.now()) as files:
        found = networks.of(settings, clock)
        wording = Wording(catalogue.read_all())
        house = house_of(settings, files.db)
        app = App(files.db, clock, house, found, wording, networks.LIMITS, seal=files.seal)
        app.quiet.on_purge = files.renew_copies
        errands = Errands(files, app.engine, clock, partial(_health, app, found, clock.now()))
        await app.begin()
        for each in found:
            app.keep(f"name of {each.network}", partial(_meet, app, each))
        wishes = _wishes(app, errands, found, settings)
        app.keep("control", Control(settings.control_socket, wishes).run)
        logger.info("app.ready networks={}", len(found))
        notify("READY=1")
        await stop.wait()
        notify("STOPPING=1")
        await app.end()
        logger.info("app.ended")


async def _meet(app: App, network: networks.Named) -> None:
    """Have the bot's name on a network in its links, once the network has told it."""
    link = await networks.link_of(network, app.clock)
    if link:
        await app.commits.add(partial(app.engine.meet, {network.network: link}))


def _health(app: App, found: Sequence[networks.Named], since: datetime) -> Answer:
    """Say how the running bot is."""
    now, last = app.clock.now(), app.ticks.last_at
    return {
        "running": True,
        "running_seconds": int((now - since).total_seconds()),
        "last_pass_seconds": None if last is None else int((now - last).total_seconds()),
        "networks": {each.network: each.status.state for each in found},
    }


def _wishes(
    app: App, errands: Errands, found: Sequence[networks.Named], settings: Settings
) -> dict[str, Wish]:
    named = errands.named() | {"wipe": partial(wiping.and_end, settings)}
    for each in found:
        if isinstance(each, SignalTransport):
            named |= SignalWishes(each, app.engine, app.courier).named()
    return {name: partial(_at_once, wish) for name, wish in named.items()}


async def _at_once(wish: Callable[..., Answer], **goes_with: str) -> Answer:
    """Grant a wish between two commits: nothing here waits, so no transaction is open."""
    return wish(**goes_with)


def _stop_signal() -> asyncio.Event:
    """Give the event that SIGTERM and SIGINT set; soon after, the process goes whatever hangs."""
    loop = asyncio.get_running_loop()
    logs.watch(loop)
    stop = asyncio.Event()

    def end() -> None:
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
        signal.alarm(GONE_AFTER)
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, end)
    return stop
