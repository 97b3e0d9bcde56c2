"""A Signal server with Ana, plain ears and a plain client: what tests of the wire begin with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, web

from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_frames import Json
from tests.servers.signal_phones import Phone

ANA = "a0a0a0a0-0000-4000-8000-0000000000a1"
BEA = "b0b0b0b0-0000-4000-8000-0000000000b2"
TOO_LONG = 1 << 20
"""More than signalbot takes in one frame."""


def _unreadable_group(api: SignalApi, phone: Phone) -> None:
    phone.update_group(api.group("Night", phone), None)


def _unlisted_group(api: SignalApi, phone: Phone) -> None:
    phone.update_group(api.group("Night", phone, listed=False), "Nights")


def _new_group(api: SignalApi, phone: Phone) -> None:
    api.fault(Fault.PAGE, route="GET /v1/groups/{number}")
    phone.say("hello all", group=api.group("Night", phone))


def _old_attachment(api: SignalApi, phone: Phone) -> None:
    api.state.voice_notes = False
    phone.send_file()


CRASHES: dict[str, Callable[[SignalApi, Phone], object]] = {
    "an error": lambda api, _: api.hear({"error": "Exception while handling a message"}),
    "an exception without an envelope": lambda api, _: api.hear(
        {
            "account": api.account.number,
            "exception": {"message": "not for us", "type": "ProtocolInvalidMessageException"},
        }
    ),
    "a group without a name": _unreadable_group,
    "a group nobody lists": _unlisted_group,
    "a new group while groups cannot be listed": _new_group,
    "an attachment of an old signal-cli": _old_attachment,
    "an unknown typing action": lambda _, phone: phone.type("PAUSED"),
    "a frame too long": lambda _, phone: phone.say("x" * TOO_LONG),
}
"""What makes signalbot 2.2's producer crash and wait, each said by the server or a phone."""


class Hook:
    """A webhook that keeps what it is posted, and takes as long as `gate` says."""

    def __init__(self) -> None:
        self._socket = bind(0)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/a-secret-path"
        self.heard: list[Json] = []
        self.status = 200
        self.gate = asyncio.Event()
        self.gate.set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=2 * TOO_LONG)
        app.router.add_post("/a-secret-path", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        await self.gate.wait()
        return web.Response(status=self.status)


class Room:
    """A server, Ana, and a client without opinions."""

    def __init__(self, api: SignalApi, session: ClientSession) -> None:
        self.api = api
        self.number = api.account.number
        self.session = session
        self.ana = api.phone("Ana", ANA)

    async def call(
        self, method: str, path: str, body: Json | None = None
    ) -> tuple[int, Any]:  # what JSON holds
        """Ask the server; a path may name `{n}`, the bot's number."""
        url = self.api.url + path.replace("{n}", self.number)
        async with self.session.request(method, url, json=body) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await (answer.json() if is_json else answer.read())

    async def send(self, text: str, *to: str, **more: object) -> tuple[int, Any]:
        """Send to Ana, or `to` others."""
        body = {"number": self.number, "recipients": to or [ANA], "message": text, **more}
        return await self.call("POST", "/v2/send", body)

    @asynccontextmanager
    async def ear(self) -> AsyncIterator[ClientWebSocketResponse]:
        """Open a websocket, and be sure that the server knows of it."""
        before = self.api.sockets
        url = f"{self.api.url}/v1/receive/{self.number}"
        async with self.session.ws_connect(url, max_msg_size=0) as websocket:
            await self.api.until(lambda: self.api.sockets == before + 1)
            yield websocket


Body = Callable[[Room], Awaitable[None]]


def in_room(body: Body, **options: Any) -> None:  # noqa: ANN401 - whatever SignalApi takes
    """Run `body` with a server and Ana; what waits in vain fails after 20 s."""

    async def scenario() -> None:
        with SignalApi(**options) as api:
            async with asyncio.timeout(20), ClientSession() as session:
                await body(Room(api, session))

    asyncio.run(scenario())
