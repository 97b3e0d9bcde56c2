"""The one connection to signal-cli: answers and news come through it in order, one at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.servers.loopback import reset
from tests.servers.signal_faults import Fault
from tests.servers.signal_frames import Json

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Posted:
    """A frame offered to the webhook."""

    body: Json
    status: int | None
    """None: nobody answered; it is lost, for nothing is posted twice."""


@dataclass(frozen=True)
class _News:
    frame: Json
    close_behind: bool
    """Whether it came in one write with the one before."""


class Line:
    """Hands on what signal-cli says: news to every websocket and the webhook, answers to who asked.

    A webhook that takes its time holds up everything behind it, answers too.
    """

    def __init__(self, take: Callable[[Json], set[Fault]], tell: Callable[[], None]) -> None:
        self.webhook = ""
        """RECEIVE_WEBHOOK_URL."""
        self.sockets: dict[web.WebSocketResponse, web.Request] = {}
        self.frozen: set[web.WebSocketResponse] = set()
        """Half-open: nothing comes and nothing goes, and nobody is told."""
        self.posts: list[Posted] = []
        self._take = take
        self._tell = tell
        self._waiting: asyncio.Queue[_News | asyncio.Future[None]] = asyncio.Queue()

    def put(self, frames: list[Json]) -> None:
        """Take news in; several came in one write."""
        for nth, frame in enumerate(frames):
            self._waiting.put_nowait(_News(frame, nth > 0))

    def answer(self) -> asyncio.Future[None]:
        """Put an answer in line; done when it is its turn."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(turn)
        return turn

    async def run(self) -> None:
        """Hand things on until cancelled; what waits then is kept, as Signal keeps it."""
        async with ClientSession(timeout=ClientTimeout(total=None)) as session:
            while True:
                thing = await self._waiting.get()
                if isinstance(thing, asyncio.Future):
                    if not thing.done():
                        thing.set_result(None)
                else:
                    await self._hand_on(thing, session)
                    self._tell()

    async def listen(self, request: web.Request, ping_every: float) -> web.WebSocketResponse:
        """Serve a websocket until it is closed."""
        websocket = web.WebSocketResponse(max_msg_size=512)
        await websocket.prepare(request)
        self.sockets[websocket] = request
        self._tell()
        pings = asyncio.create_task(self._ping(websocket, ping_every))
        try:
            async for _ in websocket:
                pass
        finally:
            pings.cancel()
            del self.sockets[websocket]
            self.frozen.discard(websocket)
            self._tell()
        return websocket

    async def drop(self) -> None:
        """Reset every websocket there is."""
        for request in self.sockets.values():
            reset(request)

    async def freeze(self) -> None:
        """Leave every websocket there is half-open: pings too stay without an answer."""
        for websocket, request in self.sockets.items():
            self.frozen.add(websocket)
            if isinstance(request.transport, asyncio.ReadTransport):
                request.transport.pause_reading()

    async def _hand_on(self, news: _News, session: ClientSession) -> None:
        faults = self._take(news.frame)
        # Measured: of frames in one write about the first gets through, unless a webhook slows
        # the server down; 2: 50 %, 5: 24 %, 20: 7 %.
        webhook = self.webhook
        swallowed = Fault.SWALLOWED in faults or (news.close_behind and not webhook)
        for _ in range(2 if Fault.TWICE in faults else 1):
            if not swallowed:
                await self._to_sockets(json.dumps(news.frame))
            if webhook and Fault.UNPOSTED not in faults:
                self.posts.append(await _post(webhook, news.frame, session))

    async def _to_sockets(self, text: str) -> None:
        for websocket in [each for each in self.sockets if each not in self.frozen]:
            with suppress(ConnectionError):
                await websocket.send_str(text)

    async def _ping(self, websocket: web.WebSocketResponse, ping_every: float) -> None:
        while True:
            await asyncio.sleep(ping_every)
            if websocket not in self.frozen:
                with suppress(ConnectionError):
                    await websocket.ping()


async def _post(webhook: str, frame: Json, session: ClientSession) -> Posted:
    body: Json = {"jsonrpc": "2.0", "method": "receive"}
    if "error" in frame:
        body["error"] = {"code": -32603, "message": frame["error"], "data": None}
    else:
        body["params"] = frame
    try:
        data = BytesIO(json.dumps(body).encode())  # bytes of a long frame would be warned of
        async with session.post(webhook, data=data, headers=JSON) as answer:
            return Posted(body, answer.status)
    except ClientError:
        return Posted(body, None)
