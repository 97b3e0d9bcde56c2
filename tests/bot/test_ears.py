"""What is said past the outbox: a few at once, and a flood of it is cut off."""

import asyncio
from pathlib import Path

from bot.ears import AT_ONCE, MOST_WAITING
from bot.transports import Incoming, Kind, Message
from bot.transports.local import LocalTransport
from handlers.moment import Network
from tests.journeys.house import House, play


class Slow(LocalTransport):
    """A network that takes nothing before its gate opens."""

    def __init__(self, like: LocalTransport) -> None:
        super().__init__(like.network, like.abilities, like.now)
        self.gate = asyncio.Event()
        self.tried = 0

    async def send(self, message: Message) -> str:
        self.tried += 1
        await self.gate.wait()
        return await super().send(message)


def slow(house: House) -> None:
    house.telegram = Slow(house.telegram)


def strangers(house: House, count: int) -> list[Incoming]:
    now = house.clock.now()
    return [
        Incoming(Network.TELEGRAM, f"stranger {each}", Kind.TEXT, str(each), now, text="hello")
        for each in range(count)
    ]


async def a_little_later() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def test_few_strangers_are_answered_at_once_and_the_others_in_their_turn(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        assert isinstance(house.telegram, Slow)
        await house.app.ears.receive(strangers(house, 3 * AT_ONCE))
        await a_little_later()
        at_once = house.telegram.tried

        house.telegram.gate.set()
        await house.settle()

        assert (at_once, house.telegram.tried) == (AT_ONCE, 3 * AT_ONCE)

    play(tmp_path, journey, slow)


def test_a_flood_of_strangers_is_answered_up_to_a_bound(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        assert isinstance(house.telegram, Slow)
        await house.app.ears.receive(strangers(house, 2 * MOST_WAITING))
        house.telegram.gate.set()
        await house.settle()

        assert house.telegram.tried == MOST_WAITING

    play(tmp_path, journey, slow)
