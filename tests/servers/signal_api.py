"""A small signal-cli-rest-api of our own on loopback, in json-rpc mode, and its faults.

It runs in a thread of its own: everything public may be called from any thread, with and without
an event loop.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Self

from aiohttp import web

from tests.servers.loopback import bind, reset
from tests.servers.signal_account import Account, ApiError, Call, Reply
from tests.servers.signal_faults import ALWAYS_UP, RECEIVE, Fault, Planned, Plans
from tests.servers.signal_frames import Group, Json
from tests.servers.signal_line import Line, Posted
from tests.servers.signal_phones import Phone
from tests.servers.signal_state import NUMBER, Sent, SignalState, Trust

Do = Callable[[Call], Reply]
PING_EVERY = 54.0


class SignalApi:
    """The server. `port` is taken (and refuses connections) from the start; 0 chooses one.

    `webhook` is RECEIVE_WEBHOOK_URL, `trust` JSON_RPC_TRUST_NEW_IDENTITIES, `ping_every` seconds.
    """

    def __init__(
        self,
        *,
        number: str = NUMBER,
        port: int = 0,
        webhook: str = "",
        trust: Trust = "on-first-use",
        ping_every: float = PING_EVERY,
    ) -> None:
        self.account = Account(number)
        self.state = SignalState(self.account, trust, hear=self.hear)
        self.version = "0.101.0"
        """`unset` in preview builds."""
        self.mode = "json-rpc"
        self.calls: list[tuple[float, str, Call]] = []
        """Every call that came in: time.monotonic(), route, what was in it."""
        self._plans = Plans()
        self._line = Line(self._plans.take_for, self._tell)
        self._line.webhook = webhook
        self._ping_every = ping_every
        self._held: list[Json] | None = None
        self._socket: socket.socket | None = bind(port)
        self.port: int = self._socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        """What signalbot calls the `signal_service`."""
        self.url = f"http://{self.address}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self._running: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def __enter__(self) -> Self:
        self.go_online()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_offline()
        if self._socket is not None:
            self._socket.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def go_online(self) -> None:
        """Listen (again), at the same address, and hand on what Signal kept meanwhile."""
        if self._runner is None:
            self._in_thread(self._open())

    def go_offline(self) -> None:
        """Cut every connection and refuse new ones. What people write waits at Signal."""
        if self._runner is not None:
            self._in_thread(self._shut())

    def phone(self, name: str, uuid: str, number: str | None = None) -> Phone:
        """A new person; their number is hidden until `hides_number` says otherwise."""
        with self.state.changed:
            self.state.phones.append(Phone(self.state, name, uuid, number))
            return self.state.phones[-1]

    def group(self, name: str | None, *members: Phone, listed: bool = True) -> Group:
        """A new group the bot was put into."""
        with self.state.changed:
            internal_id = f"{len(self.state.groups):0>43}="
            uuids = [member.uuid for member in members]
            self.state.groups.append(Group(internal_id, name, uuids, listed))
            return self.state.groups[-1]

    @property
    def webhook(self) -> str:
        """RECEIVE_WEBHOOK_URL; can be set while the server runs."""
        return self._line.webhook

    @webhook.setter
    def webhook(self, url: str) -> None:
        self._line.webhook = url

    @property
    def sends(self) -> list[Sent]:
        """Every message the server took, one for each phone, whether or not the bot heard so."""
        with self.state.changed:
            return list(self.state.sends)

    @property
    def posts(self) -> list[Posted]:
        """Every frame the webhook was offered."""
        return list(self._line.posts)

    @property
    def sockets(self) -> int:
        """How many websockets are open, half-open ones too."""
        return len(self._line.sockets)

    def count(self, route: str) -> int:
        """How often a route was called, e.g. `POST /v2/send`."""
        return sum(name == route for _, name, _ in list(self.calls))

    def fault(
        self,
        fault: Fault,
        *,
        route: str | None = None,
        who: str | None = None,
        times: int | None = 1,
    ) -> str:
        """Let the next `times` fitting calls or frames go wrong (None: all until `heal`).

        `who` is the UUID of the recipient, or of a frame's sender. A challenge answers its token.
        """
        with self.state.changed:
            token = ""
            if fault is Fault.CHALLENGED:
                token = f"challenge-{len(self.calls)}-{len(self.account.challenges)}"
                self.account.challenges.append(token)
            self._plans.add(Planned(fault, route, who, times, token))
            return token

    def heal(self) -> None:
        """No more faults."""
        self._plans.clear()

    def hear(self, frame: Json) -> None:
        """Let signal-cli say this, sound or not: what the websocket carries."""
        with self.state.changed:
            if self._held is not None:
                self._held.append(frame)
            else:
                self._loop.call_soon_threadsafe(self._line.put, [frame])

    @contextmanager
    def burst(self) -> Iterator[None]:
        """Let everything said inside come in one write."""
        with self._hold() as frames:
            yield
        self._loop.call_soon_threadsafe(self._line.put, frames)

    def drop_sockets(self) -> None:
        """Reset every websocket; new ones are welcome."""
        self._in_thread(self._line.drop())

    def freeze_sockets(self) -> None:
        """Leave every websocket half-open; new ones are welcome."""
        self._in_thread(self._line.freeze())

    def wait_for(self, predicate: Callable[[], object], timeout: float = 5) -> None:
        """Block until something holds here; TimeoutError otherwise."""
        with self.state.changed:
            if not self.state.changed.wait_for(predicate, timeout):
                raise TimeoutError("it never came to that at the server")

    async def until(self, predicate: Callable[[], object], timeout: float = 5) -> None:  # noqa: ASYNC109 - a test says how long
        """Wait like `wait_for` while the event loop goes on."""
        await asyncio.to_thread(self.wait_for, predicate, timeout)

    @contextmanager
    def _hold(self) -> Iterator[list[Json]]:
        with self.state.changed:
            frames: list[Json] = []
            self._held = frames
            try:
                yield frames
            finally:
                self._held = None

    def _in_thread(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _tell(self) -> None:
        with self.state.changed:
            self.state.changed.notify_all()

    async def _open(self) -> None:
        app = web.Application(client_max_size=100 << 20)
        routes: dict[str, Do] = {
            "GET /v1/about": self._about,
            "GET /v1/health": lambda _: Reply(204),
            **self.state.routes,
        }
        for route, do in routes.items():
            method, path = route.split()
            app.router.add_route(method, path, partial(self._serve, route, do))
        app.router.add_get(RECEIVE.split()[1], partial(self._serve, RECEIVE, None))
        self._closing.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket or bind(self.port)).start()
        self._socket = None
        self._running = asyncio.create_task(self._line.run())

    async def _shut(self) -> None:
        runner, self._runner = self._runner, None
        self._closing.set()
        await self._line.drop()
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        if runner is not None:
            await runner.cleanup()

    async def _serve(self, route: str, do: Do | None, request: web.Request) -> web.StreamResponse:
        try:
            body: Json = json.loads(await request.text() or "{}")
        except ValueError:
            return _json(ApiError(400, "Couldn't process request - invalid request"))
        call = Call(dict(request.match_info), dict(request.query), body)
        with self.state.changed:
            self.calls.append((time.monotonic(), route, call))
            planned = self._plans.take(route, call)
        self._tell()
        if planned is not None:
            return await self._misbehave(planned, route, do, call, request)
        if do is None:
            return await self._line.listen(request, self._ping_every)
        return await self._answer(route, do, call)

    async def _misbehave(
        self, planned: Planned, route: str, do: Do | None, call: Call, request: web.Request
    ) -> web.StreamResponse:
        if error := planned.error(route, self.account.number):
            return _json(error)
        if planned.fault in {Fault.PAGE, Fault.PORTAL}:
            status = 502 if planned.fault is Fault.PAGE else 200
            page = "<html><body><h1>Nothing here</h1></body></html>"
            return web.Response(status=status, text=page, content_type="text/html")
        if do is not None and planned.fault in {Fault.LOST, Fault.LATE, Fault.GARBAGE}:
            answer = await self._answer(route, do, call)
            if planned.fault is Fault.GARBAGE and isinstance(answer.body, bytes):
                return web.Response(body=answer.body[:-2], content_type="application/json")
        if planned.fault in {Fault.HANG, Fault.LATE}:
            await self._closing.wait()
        reset(request)
        return web.Response()

    async def _answer(self, route: str, do: Do, call: Call) -> web.Response:
        result: Reply | ApiError
        with self._hold() as frames:
            try:
                result = self.state.call(do, call)
            except ApiError as error:
                result = error
            self._plans.lift(self.account.challenges)
        if route in ALWAYS_UP:
            return _json(result)
        turn = self._line.answer()
        for frame in frames:
            self._line.put([frame])
        await turn
        return _json(result)

    def _about(self, _: Call) -> Reply:
        about = {"versions": ["v1", "v2"], "build": 2, "mode": self.mode, "version": self.version}
        return Reply(200, about | {"capabilities": {"v2/send": ["quotes", "mentions"]}})


def _json(result: Reply | ApiError) -> web.Response:
    if isinstance(result.body, bytes):
        return web.Response(body=result.body, content_type="image/png", status=result.status)
    if result.body is None and result.status != 200:
        return web.Response(status=result.status)
    return web.json_response(result.body, status=result.status)
