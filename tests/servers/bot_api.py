"""A small Bot API server of our own on loopback: the protocol of Telegram's, and its faults.

It runs in a thread of its own, so `with BotApi() as api:` and `async with BotApi() as api:` are
the same, and everything public may be called from any thread.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

from tests.servers.bot_phones import Json, Person
from tests.servers.bot_state import ApiError, BotState, Sent
from tests.servers.loopback import bind, reset

TOKEN = "4242:AAHearthlightTestsTokenOfTheFakeServer0"
LONGEST_POLL = 50


class Fault(StrEnum):
    """What can be made to go wrong. Only LOST, LATE, SLOW and GARBAGE do what was asked."""

    FLOOD = "flood"  # 429 with retry_after
    SERVER_ERROR = "server error"  # 500
    BAD_GATEWAY = "bad gateway"  # 502 with a page of HTML
    UNAUTHORIZED = "unauthorized"  # 401
    NOT_FOUND = "not found"  # 404
    CONFLICT = "conflict"  # 409
    REFUSED = "refused"  # 400 with `description`
    RESET = "reset"  # the connection is reset, nothing was done
    HANG = "hang"  # no answer, nothing was done
    LOST = "lost"  # done, then the connection is reset
    LATE = "late"  # done, then no answer
    SLOW = "slow"  # done, the answer trickles, a byte each 50 ms
    GARBAGE = "garbage"  # done, the answer is JSON cut in two


@dataclass
class Planned:
    """A fault for the next calls that fit."""

    fault: Fault
    method: str | None
    chat: int | None
    left: int | None
    """None: until healed."""
    retry_after: int
    description: str

    def fits(self, method: str, args: Json) -> bool:
        return self.method in {None, method} and str(self.chat) in {"None", args.get("chat_id")}

    def error(self) -> ApiError | None:
        wait = self.retry_after
        return {
            Fault.FLOOD: ApiError(
                429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}
            ),
            Fault.SERVER_ERROR: ApiError(500, "Internal Server Error"),
            Fault.UNAUTHORIZED: ApiError(401, "Unauthorized"),
            Fault.NOT_FOUND: ApiError(404, "Not Found"),
            Fault.CONFLICT: _conflict(),
            Fault.REFUSED: ApiError(400, self.description),
        }.get(self.fault)


class BotApi:
    """The server. `port` is taken (and refuses connections) from the start; 0 chooses one."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.state = BotState(on_update=self._wake)
        self.calls: list[tuple[float, str, Json]] = []
        """Every call that came in with the right token: time.monotonic(), method, arguments."""
        self._planned: list[Planned] = []
        self._socket: socket.socket | None = bind(port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self._poll = 0
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._recent = (0, 0.0)

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

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()

    def go_online(self) -> None:
        """Listen (again), at the same address."""
        if self._runner is None:
            self._in_thread(self._open())

    def go_offline(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._runner is not None:
            self._in_thread(self._shut())

    def person(self, name: str, user_id: int, *, language: str = "en") -> Person:
        """A new person with a phone; the bot cannot write to them before they write to it."""
        return self.state.person(name, user_id, language)

    @property
    def sends(self) -> list[Sent]:
        """Every message the server took, in order, whether or not the bot heard so."""
        with self.state.changed:
            return list(self.state.sends)

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(name == method for _, name, _ in list(self.calls))

    def fault(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = 1,
        retry_after: int = 1,
        description: str = "",
    ) -> None:
        """Let the next `times` fitting calls go wrong (None: all of them until `heal`)."""
        with self.state.changed:
            self._planned.append(Planned(fault, method, chat, times, retry_after, description))

    def heal(self) -> None:
        """No more faults."""
        with self.state.changed:
            self._planned.clear()

    def add_update(self, content: Json) -> None:
        """Queue an update as it is given, readable or not; only its `update_id` is added."""
        with self.state.changed:
            self.state.last_update += 1
            self.state.waiting.append({"update_id": self.state.last_update} | content)
        self.state.tell()

    def _in_thread(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._news.set)

    async def _open(self) -> None:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._closing.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket or bind(self.port)).start()
        self._socket = None

    async def _shut(self) -> None:
        runner, self._runner = self._runner, None
        self._closing.set()
        self._news.set()
        if runner is not None:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _answer(ApiError(401, "Unauthorized"))
        args = {**request.query, **await request.post()}
        with self.state.changed:
            self.calls.append((time.monotonic(), method, args))
            planned = self._take(method, args)
        if planned is not None:
            return await self._misbehave(planned, request, method, args)
        return _answer(await self._result(method, args))

    def _take(self, method: str, args: Json) -> Planned | None:
        for planned in self._planned:
            if planned.fits(method, args):
                if planned.left is not None:
                    planned.left -= 1
                if planned.left == 0:
                    self._planned.remove(planned)
                return planned
        return None

    async def _misbehave(
        self, planned: Planned, request: web.Request, method: str, args: Json
    ) -> web.StreamResponse:
        if error := planned.error():
            return _answer(error)
        if planned.fault is Fault.BAD_GATEWAY:
            page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
            return web.Response(status=502, text=page, content_type="text/html")
        if planned.fault not in {Fault.RESET, Fault.HANG}:
            answer = _answer(await self._result(method, args))
        if planned.fault in {Fault.HANG, Fault.LATE}:
            await self._closing.wait()
        if planned.fault is Fault.SLOW:
            return await self._trickle(request, answer)
        if planned.fault is Fault.GARBAGE:
            return web.Response(body=_bytes(answer)[:-2], content_type="application/json")
        reset(request)
        return web.Response()

    async def _trickle(self, request: web.Request, answer: web.Response) -> web.StreamResponse:
        slow = web.StreamResponse(headers={"Content-Type": "application/json"})
        await slow.prepare(request)
        with suppress(ConnectionResetError):  # who asked may have given up
            for byte in _bytes(answer):
                await slow.write(bytes([byte]))
                await asyncio.sleep(0.05)
        return slow

    async def _result(self, method: str, args: Json) -> object:
        try:
            if method == "getUpdates":
                return await self._updates(args)
            return self.state.call(method, args)
        except ApiError as error:
            return error

    async def _updates(self, args: Json) -> object:
        if self.state.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset = int(args.get("offset", 0))
        limit = min(100, int(args.get("limit", 100)))
        asked = asyncio.get_running_loop().time()
        # The real server gives one update at a time to whoever asks the same again within 0.5 s.
        if self._recent[0] == offset and asked < self._recent[1] + 0.5:
            limit = 1
        self._recent = (offset, asked)
        with self.state.changed:
            if "allowed_updates" in args:
                self.state.allowed = json.loads(args["allowed_updates"])
            self.state.drop_confirmed(offset)
        self._poll += 1
        self._news.set()  # an older poll looks up and finds that it is older
        return await self._wait(self._poll, limit, min(LONGEST_POLL, int(args.get("timeout", 0))))

    async def _wait(self, poll: int, limit: int, timeout: int) -> object:  # noqa: ASYNC109 - the protocol's word
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + timeout
        while True:
            if poll != self._poll or self._closing.is_set():
                raise _conflict()
            self._news.clear()  # before looking: what comes after the look sets it again
            with self.state.changed:
                found = self.state.waiting[:limit]
            if found or loop.time() >= ends_at:
                return found
            with suppress(TimeoutError):
                async with asyncio.timeout_at(ends_at):
                    await self._news.wait()


def _conflict() -> ApiError:
    return ApiError(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )


def _answer(result: object) -> web.Response:
    if isinstance(result, ApiError):
        return web.json_response(result.body, status=result.code)
    return web.json_response({"ok": True, "result": result})


def _bytes(answer: web.Response) -> bytes:
    return bytes(answer.body) if isinstance(answer.body, bytes) else b""
