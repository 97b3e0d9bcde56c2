"""The Signal transport between our own signal-cli-rest-api and ears that keep what they hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import SystemClock
from bot.transports import Incoming, Message, Plain
from bot.transports.signal_messenger import SignalOptions, SignalTransport
from bot.transports.signal_state import State
from bot.transports.signal_webhook import WebhookAddress
from tests.servers.ears import KeepingEars, running
from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi
from tests.servers.signal_phones import Phone
from tests.servers.signal_room import ANA

PATIENCE = timedelta(seconds=2)
NAME = "Ana who is called so"


class House:
    """The transport between the server and ears that keep what they hear."""

    def __init__(self, api: SignalApi, transport: SignalTransport, ears: KeepingEars) -> None:
        self.api = api
        self.transport = transport
        self.ears = ears
        self.ana: Phone = api.phone(NAME, ANA)

    async def send(self, text: str) -> str:
        return await self.transport.send(Message(ANA, (Plain(text),)))

    async def said(self, count: int) -> list[Incoming]:
        """Wait until so many different things came in; what came twice counts once."""
        await self.ears.until(lambda: len({each.key for each in self.ears.incoming}) >= count)
        return list({each.key: each for each in self.ears.incoming}.values())

    async def hears(self) -> None:
        """Wait until both ears are open and the network was heard."""
        await self.ears.until(lambda: self.transport.status.state is State.OK)
        await self.api.until(lambda: self.api.sockets == 1)


@asynccontextmanager
async def listening() -> AsyncIterator[House]:
    socket = bind(0)
    address = f"http://127.0.0.1:{socket.getsockname()[1]}/a-secret"
    socket.close()
    with SignalApi(webhook=address) as api:
        options = SignalOptions(
            api.url,
            api.account.number,
            WebhookAddress.read(address),
            patience=PATIENCE,
            probe_every=timedelta(seconds=1),
        )
        transport = SignalTransport(options, now=SystemClock().now)
        ears = KeepingEars()
        house = House(api, transport, ears)
        async with running(transport, ears):
            await house.hears()
            yield house


def wired(test: Callable[[House], Awaitable[None]]) -> None:
    async def run() -> None:
        async with listening() as house:
            await test(house)

    asyncio.run(run())
