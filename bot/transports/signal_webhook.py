"""The first ear on Signal: signal-cli-rest-api posts each frame to us, on loopback.

It waits for each answer without a limit and holds back the answers to our own sends meanwhile
(NETWORKS.md), and it never posts anything twice: so a frame is decided before it is answered, and
the answer comes within seconds whatever happens.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from hmac import compare_digest
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from aiohttp import web
from loguru import logger

PATIENCE = 2.0
"""Seconds after which a post is answered, decided or not: the frame is kept all the same."""
AGAIN_AFTER = timedelta(seconds=5)
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where the ear listens. Raises ValueError for what is no `http://HOST:PORT/SECRET`."""

    host: str
    port: int
    path: str = field(repr=False)

    @classmethod
    def read(cls, address: str) -> "WebhookAddress":
        """Read the whole address, as the webhook file holds it."""
        parts = urlsplit(address.strip())
        if parts.scheme != "http" or not parts.hostname or not parts.port or len(parts.path) < 2:  # noqa: PLR2004 - a slash and something
            raise ValueError
        return cls(parts.hostname, parts.port, unquote(parts.path))


class WebhookEar:
    """Listens until cancelled; an address that is taken is tried again."""

    def __init__(
        self,
        address: WebhookAddress,
        take: Callable[[object], Coroutine[None, None, None]],
        pause: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        """`take` gets each frame; it must not raise."""
        self.listens = False
        """Whether posts can reach us now."""
        self.posts = 0
        """How many came."""
        self._address = address
        self._take = take
        self._pause = pause
        self._taking: set[asyncio.Task[None]] = set()

    async def run(self) -> NoReturn:
        """Listen until cancelled."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        try:
            while True:
                await self._listen(runner)
        finally:
            self.listens = False
            await self._let_go()
            await runner.cleanup()
            await self._let_go()  # of what came in meanwhile

    async def _listen(self, runner: web.AppRunner) -> None:
        site = web.TCPSite(runner, self._address.host, self._address.port)
        try:
            await site.start()
        except OSError as error:
            logger.error("signal.webhook_address_taken kind={}", type(error).__name__)
            await self._pause(AGAIN_AFTER)
            return
        self.listens = True
        await asyncio.Event().wait()

    async def _let_go(self) -> None:
        """End what waits to be decided: nobody decides any more."""
        left = set(self._taking)
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _answer(self, request: web.Request) -> web.Response:
        if not compare_digest(request.path.encode(), self._address.path.encode()):
            raise web.HTTPNotFound
        self.posts += 1
        try:
            post = json.loads(await request.read())
        except (ValueError, RecursionError, web.HTTPException):
            post = None
        params = post.get("params") if isinstance(post, dict) else None
        taking = asyncio.create_task(self._take(params))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        await asyncio.wait({taking}, timeout=PATIENCE)
        return web.Response()
