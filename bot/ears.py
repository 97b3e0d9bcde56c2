"""Where the transports hand in what they heard: on to `bot/engine.py`, and back once saved."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from bot.clock import Clock
from bot.commits import Commits
from bot.engine import Engine
from bot.hearing import Hearing
from bot.post import Post
from bot.transports import Incoming, Kind
from handlers.moment import Network
from handlers.notices import Notice, Urgency
from handlers.people import Address, PersonId
from storage import sent
from storage.errors import StorageError
from storage.people import Recipient

AT_ONCE = 4
"""Lines said past the outbox at once: they must not take the connections of an alert."""
MOST_WAITING = 100
"""So many more wait their turn; what a flood brings beyond is not said."""
LONGEST_POLL = timedelta(minutes=1)
SORRY_AGAIN = timedelta(minutes=5)
"""A transport hands in again what was not saved; its person is told so this often at most."""


class HouseEars:
    """The `Ears` of every transport."""

    def __init__(
        self,
        networks: Iterable[Network],
        engine: Engine,
        commits: Commits,
        post: Post,
        hearing: Hearing,
        clock: Clock,
    ) -> None:
        self.all_heard = asyncio.Event()
        """Set once every network was heard: whatever waited there has been handed in."""
        self.on_heard: Callable[[], None] = lambda: None
        """Called each time a network was heard."""
        self._networks = frozenset(networks)
        self._engine = engine
        self._commits = commits
        self._post = post
        self._hearing = hearing
        self._clock = clock
        self._keys: dict[Network, dict[str, str]] = {}
        self._sorry: dict[str, datetime] = {}
        self._saying: set[asyncio.Task[object]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def receive(self, incoming: list[Incoming]) -> None:
        """Take these in. Returns once all of them are decided and on disk.

        Raises StorageError if they could not be saved: hand them in again later.
        """
        for network in {each.network for each in incoming}:
            self.answered(network)
        try:
            await self._commits.add(partial(self._engine.receive, incoming))
        except StorageError as error:
            logger.error("ears.not_saved error={} messages={}", type(error).__name__, len(incoming))
            self._apologise(incoming)
            raise
        self._say_spoken()

    async def arrived(self, network: Network, chat: str, refs: Sequence[str]) -> None:
        """Note that a phone has these messages. A note that is lost costs a second message."""
        await self._keep(partial(self._engine.arrived, network, chat, refs))

    async def identified(self, network: Network, keys: Mapping[str, str]) -> None:
        """Note whose keys these are; what is not saved now is seen again at the next look."""
        if keys != self._keys.get(network):
            self._keys[network] = dict(keys)
            await self._keep(partial(self._engine.identified, network, keys))

    async def _keep(self, act: Callable[[], None]) -> None:
        try:
            await self._commits.add(act)
        except StorageError as error:
            self._keys.clear()
            logger.error("ears.not_kept error={}", type(error).__name__)

    def answered(self, network: Network) -> None:
        """Note that the network answered, whatever it said."""
        self._hearing.answered(network, self._clock.now())

    def heard(self, network: Network) -> None:
        """Note that everything sent on `network` until now has been handed in."""
        self._hearing.heard(network, self._clock.now())
        if all(map(self._hearing.has_heard, self._networks)):
            self.all_heard.set()
        self.on_heard()

    def unheard(self, network: Network) -> None:
        """Note that a look at the network failed."""
        self._hearing.unheard(network)

    def poll_limit(self) -> timedelta:
        """Say how long a poll may wait: until the next deadline, no time at all once it is over."""
        deadline = self._engine.next_deadline()
        if deadline is None:
            return LONGEST_POLL
        return min(LONGEST_POLL, max(timedelta(), deadline - self._clock.now()))

    def _say_spoken(self) -> None:
        spoken, self._engine.spoken = self._engine.spoken, []
        for each in spoken:
            zone = self._engine.house.zone
            self._say(each.notice, Recipient(each.address, each.language, zone, ""), each.removes)

    def _apologise(self, batch: list[Incoming]) -> None:
        """Say past the outbox, which cannot be written to, that no timer is set."""
        now = self._clock.now()
        house = self._engine.house
        for address in {_address(each) for each in batch if each.kind is not Kind.BLOCKED}:
            last = self._sorry.get(address.chat)
            if (last is None or now >= last + SORRY_AGAIN) and self._engine.knows(address):
                self._sorry[address.chat] = now
                sorry = Notice(PersonId(""), "sorry.disk", urgency=Urgency.QUESTION)
                self._say(sorry, Recipient(address, house.language, house.zone, ""))

    def _say(self, notice: Notice, to: Recipient, removes: Iterable[sent.Standing] = ()) -> None:
        """Say it beside, so that a slow network keeps nobody waiting; a flood of it is cut off."""
        if len(self._saying) >= MOST_WAITING:
            logger.warning("ears.not_said key={}", notice.key)
            return
        saying = asyncio.create_task(self._say_in_turn(notice, to, removes))
        self._saying.add(saying)
        saying.add_done_callback(self._saying.discard)

    async def _say_in_turn(
        self, notice: Notice, to: Recipient, removes: Iterable[sent.Standing]
    ) -> None:
        async with self._turns:
            await self._post.say(notice, to)
            for each in removes:
                await self._post.remove(Address(each.network, each.chat), each.ref)

    @property
    def idle(self) -> bool:
        """Whether nothing is being said past the outbox."""
        return not self._saying


def _address(incoming: Incoming) -> Address:
    return Address(incoming.network, incoming.chat)
