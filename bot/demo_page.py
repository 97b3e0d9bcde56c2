"""The demo's page on loopback: serves three files, pushes what the phones show, takes actions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Protocol

from aiohttp import web

from bot.demo_view import View, as_json
from bot.transports.local import NoSuchButtonError, PhoneOffError

PAGE_FILES = {
    "": ("index.html", "text/html"),
    "demo.css": ("demo.css", "text/css"),
    "demo.js": ("demo.js", "text/javascript"),
    "flame.svg": ("flame.svg", "image/svg+xml"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LARGEST_ACTION = 16_384
"""Bytes of one action; a message has at most 4096 characters."""
LONGEST_STEP = timedelta(hours=24)
GATHER = 0.03
"""Real seconds a change waits for others, so that a burst of messages is one push."""
KEEP_ALIVE = 15.0
"""Real seconds of silence after which a comment shows that the stream lives."""


class DemoHouse(Protocol):
    """What runs behind the page. Each action returns when its consequences are on the phones."""

    on_change: Callable[[], None]
    """Set by the page: to be called after anything in `view()` changed."""

    def view(self) -> View:
        """Say what the page shows now."""

    async def say(self, phone: str, text: str) -> None:
        """Write on a phone. Raises KeyError for no such phone, PhoneOffError."""

    async def press(self, phone: str, message: str, token: str) -> None:
        """Press a button of a message. Raises KeyError, PhoneOffError, NoSuchButtonError."""

    async def switch(self, phone: str, *, on: bool) -> None:
        """Switch a phone on or off. Raises KeyError."""

    async def advance(self, by: timedelta) -> None:
        """Let time pass, every event on the way in its order."""

    async def jump(self) -> None:
        """Let time pass up to the next event; nothing if there is none."""

    async def restart(self) -> None:
        """Forget everything and begin the evening anew."""

    async def add_phone(self) -> None:
        """Add one more person's phone, if there is one more."""


Action = Callable[[Mapping[str, object]], Awaitable[None]]


class DemoPage:
    """The server of one page. `open_page` makes one; `address` is where the browser goes."""

    def __init__(self, house: DemoHouse, token: str) -> None:
        """Take over the house's `on_change`; nothing is served before `start`.

        token: the random part of the address, letters that need no quoting; who does not know it
        gets nothing.
        """
        self.address = ""
        self._house = house
        self._path = f"/{token}/"
        self._hosts: frozenset[str] = frozenset()
        self._streams: set[asyncio.Event] = set()
        self._closing = False
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        self._actions: dict[str, Action] = {
            "say": self._say,
            "press": self._press,
            "switch": self._switch,
            "advance": self._advance,
            "jump": lambda _: house.jump(),
            "restart": lambda _: house.restart(),
            "add": lambda _: house.add_phone(),
        }
        house.on_change = self._ring

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one. Raises OSError."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self._hosts = frozenset({f"127.0.0.1:{bound}", f"localhost:{bound}"})
        self.address = f"http://127.0.0.1:{bound}{self._path}"

    async def close(self) -> None:
        """End the streams and stop listening."""
        self._closing = True
        self._ring()
        await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=LARGEST_ACTION)
        app.router.add_get(self._path + "events", self._events)
        app.router.add_post(self._path + "{action}", self._act)
        app.router.add_get(self._path + "{name:[^/]*}", _file)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only to our own name, so that no other site can reach in by a DNS trick."""
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin.removeprefix("http://") != request.host
        if request.host not in self._hosts or foreign:
            return web.Response(status=403, headers=HEADERS)
        try:
            response = await handler(request)
        except web.HTTPException as error:
            return web.Response(status=error.status, headers=HEADERS)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _ring(self) -> None:
        for stream in self._streams:
            stream.set()

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Push the view now and after every change, as server-sent events."""
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        changed = asyncio.Event()
        self._streams.add(changed)
        try:
            while not self._closing:
                changed.clear()
                await response.write(
                    f"data: {json.dumps(as_json(self._house.view()))}\n\n".encode()
                )
                await self._wait(changed, response)
        finally:
            self._streams.discard(changed)
        return response

    async def _wait(self, changed: asyncio.Event, response: web.StreamResponse) -> None:
        """Return after the next change; raises ConnectionError once nobody reads any more."""
        while True:
            try:
                await asyncio.wait_for(changed.wait(), KEEP_ALIVE)
            except TimeoutError:
                await response.write(b": still here\n\n")
            else:
                await asyncio.sleep(0 if self._closing else GATHER)
                return

    async def _act(self, request: web.Request) -> web.StreamResponse:
        action = self._actions.get(request.match_info["action"])
        if action is None:
            return web.Response(status=404)
        try:
            wish = await request.json()
            await action(wish)
        except (PhoneOffError, NoSuchButtonError):
            return web.Response(status=409)
        except KeyError:
            return web.Response(status=404)
        except (ValueError, TypeError):
            return web.Response(status=400)
        return web.Response(status=204)

    async def _say(self, wish: Mapping[str, object]) -> None:
        await self._house.say(_text(wish, "phone"), _text(wish, "text"))

    async def _press(self, wish: Mapping[str, object]) -> None:
        phone, message, token = (_text(wish, name) for name in ("phone", "message", "token"))
        await self._house.press(phone, message, token)

    async def _switch(self, wish: Mapping[str, object]) -> None:
        await self._house.switch(_text(wish, "phone"), on=wish["on"] is True)

    async def _advance(self, wish: Mapping[str, object]) -> None:
        by = timedelta(minutes=int(_text(wish, "minutes")))
        if not timedelta(0) < by <= LONGEST_STEP:
            raise ValueError
        await self._house.advance(by)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def open_page(house: DemoHouse, token: str, port: int = 0) -> DemoPage:
    """Serve the page of this house on loopback. Raises OSError if the port is taken."""
    page = DemoPage(house, token)
    await page.start(port)
    return page


def _text(wish: Mapping[str, object], name: str) -> str:
    """Read one text of an action; raises ValueError (TypeError if the action is no object)."""
    value = wish.get(name) if isinstance(wish, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


async def _file(request: web.Request) -> web.StreamResponse:
    found = PAGE_FILES.get(request.match_info["name"])
    if found is None:
        return web.Response(status=404)
    name, kind = found
    body = (files("bot") / "page" / name).read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8")
