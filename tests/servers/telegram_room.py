"""One Telegram transport, its server and Ana: what most tests of it begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.transports import Button, DeliveryError, Message, Plain
from bot.transports.telegram import TelegramOptions, TelegramTransport
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_phones import Person
from tests.servers.ears import KeepingEars, PausedTime

ANA = 7_000_000_001
BEA = 7_000_000_002


def transport_for(
    url: str, *, proxy: str = "", patience: timedelta = timedelta(seconds=5), token: str = TOKEN
) -> TelegramTransport:
    options = TelegramOptions(token, api_url=url, proxy=proxy, patience=patience)
    time = PausedTime()
    return TelegramTransport(options, now=time.now, pause=time.pause)


def to(person: int, text: str = "Your timer is up.", *buttons: Button) -> Message:
    return Message(str(person), (Plain(text),), buttons=buttons)


def talk(
    body: Callable[[BotApi, TelegramTransport, Person], Awaitable[None]],
    patience: timedelta = timedelta(seconds=5),
) -> None:
    """Run `body` with a server, a transport and Ana, who has pressed Start."""

    async def scenario() -> None:
        with BotApi() as api:
            ana = api.person("Ana", ANA)
            ana.say("/start")
            transport = transport_for(api.url, patience=patience)
            try:
                await body(api, transport, ana)
            finally:
                await transport.close()

    asyncio.run(scenario())


async def failure(call: Awaitable[object]) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await call
    return caught.value


class Room:
    """A server, Ana, ears, a clock and one transport that is not yet running."""

    def __init__(
        self,
        api: BotApi,
        **options: timedelta | dict[str, list[tuple[str, str]]] | dict[str, tuple[str, str]],
    ) -> None:
        self.api = api
        self.ana: Person = api.person("Ana", ANA)
        self.ears = KeepingEars()
        self.time = PausedTime()
        self.options = options
        self.transport = self.another()

    def another(self) -> TelegramTransport:
        options = TelegramOptions(TOKEN, api_url=self.api.url, **self.options)  # type: ignore[arg-type] # checked by use
        return TelegramTransport(options, now=self.time.now, pause=self.time.pause)

    def polls(self) -> list[int]:
        """The timeouts asked for."""
        return [int(args["timeout"]) for _, name, args in self.api.calls if name == "getUpdates"]

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.ears.incoming]


Body = Callable[[Room], Awaitable[None]]


def in_room(
    body: Body,
    **options: timedelta | dict[str, list[tuple[str, str]]] | dict[str, tuple[str, str]],
) -> None:
    async def scenario() -> None:
        with BotApi() as api:
            await body(Room(api, **options))

    asyncio.run(scenario())
