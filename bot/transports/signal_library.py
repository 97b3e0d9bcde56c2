"""The second ear on Signal: signalbot's websocket, and what keeps that library in its place.

Its producer crashes on frames that occur in life, and then rests up to 300 s; what it throws away
the webhook has. Its handlers run out of order as soon as they wait for something, so ours only
pass on. It prints whole frames with every crash, and logs addresses (NETWORKS.md).
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import datetime, timedelta
from functools import partial
from io import TextIOBase
from typing import NoReturn, TypeAlias
from urllib.parse import urlsplit

from loguru import logger
from signalbot import (
    LOGGER_NAME,
    Config,
    ConnectionMode,
    DataMessageContext,
    DataMessageHandler,
    EditMessage,
    InMemoryConfig,
    ReactionContext,
    ReactionHandler,
    SignalBot,
)

from bot.transports.signal_decode import Decoded, incoming, reaction

Take: TypeAlias = Callable[[Decoded], None]

LONGEST_REST = 15
"""Seconds the library may rest after a crash; it doubles them each time, so it is begun anew."""
_ATTACHES_WITHIN = timedelta(seconds=5)
_AGAIN_AFTER = timedelta(seconds=5)
_RESTS = "Restarting coroutine"
_LOOPBACK_NAMES = ("127.0.0.1", "localhost")


def build(url: str, number: str) -> SignalBot:
    """Build the library's bot inside the running loop, with what it logs taken over."""
    parts = urlsplit(url)
    _past_proxies(parts.hostname or "")
    bot = SignalBot(
        Config(
            phone_number=number,
            signal_service=parts.netloc,
            storage=InMemoryConfig(),
            download_attachments=False,
            connection_mode=(
                ConnectionMode.HTTPS_ONLY if parts.scheme == "https" else ConnectionMode.HTTP_ONLY
            ),
            logging_level=logging.WARNING,
        )
    )
    of_library = logging.getLogger(LOGGER_NAME)
    of_library.propagate = False
    for handler in of_library.handlers[:]:
        if not isinstance(handler, _Watch):
            of_library.removeHandler(handler)
    return bot


def _past_proxies(host: str) -> None:
    """Keep the websocket library from taking a proxy's variables for the way to our own server."""
    for name in ("NO_PROXY", "no_proxy"):
        there = [each for each in os.environ.get(name, "").split(",") if each]
        more = [each for each in (*_LOOPBACK_NAMES, host) if each and each not in there]
        os.environ[name] = ",".join([*there, *more])


class LibraryEar:
    """Hears through signalbot until cancelled."""

    def __init__(
        self,
        url: str,
        number: str,
        take: Take,
        *,
        now: Callable[[], datetime],
        pause: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        """`take` gets each message, in order, and must not wait for anything."""
        self._make = partial(build, url, number)
        self._take = take
        self._now = now
        self._pause = pause
        self._bot: SignalBot | None = None
        self._rests_until = now()
        self._stuck = asyncio.Event()
        self._crashes = 0

    @property
    def listens(self) -> bool:
        """Whether its websocket is attached, as far as the library lets anyone know."""
        task = None if self._bot is None else self._bot.init_task
        ready = task is not None and task.done() and not task.cancelled()
        return ready and self._now() >= self._rests_until

    async def run(self) -> NoReturn:
        """Hear until cancelled, beginning anew each time the library rests for too long."""
        with _watching(self._rests), redirect_stderr(_Nothing()):
            while True:
                self._stuck.clear()
                try:
                    await self._hear()
                except Exception as error:  # noqa: BLE001 - whatever it was, this ear goes on
                    logger.warning("signal.library_failed kind={}", type(error).__name__)
                await self._pause(_AGAIN_AFTER)

    async def _hear(self) -> None:
        self._bot = self._make()
        self._bot.register(_Texts(self._take, self._now), groups=False)
        self._bot.register(_Reactions(self._take, self._now), groups=False)
        try:
            self._bot.start(run_forever=False)
            await self._stuck.wait()
        finally:
            bot, self._bot = self._bot, None
            await end(bot)

    def _rests(self, seconds: int) -> None:
        """Note that a part of the library has failed and rests."""
        self._crashes += 1
        logger.warning("signal.library_rests seconds={} crashes={}", seconds, self._crashes)
        self._rests_until = self._now() + timedelta(seconds=seconds) + _ATTACHES_WITHIN
        if seconds > LONGEST_REST:
            self._stuck.set()


async def end(bot: SignalBot) -> None:
    """Let go of a bot: never by its `stop`, which stops the whole loop (NETWORKS.md)."""
    left = [task for task in asyncio.all_tasks() if _is_of(task, bot)]
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=1)
    await bot.close()


def _is_of(task: "asyncio.Task[object]", bot: SignalBot) -> bool:
    """Whether it is one of the library's own tasks; it gives no way to ask for them."""
    code = getattr(task.get_coro(), "cr_code", None)
    return task is bot.init_task or (code is not None and "/signalbot/" in code.co_filename)


class _Texts(DataMessageHandler):
    def __init__(self, take: Take, now: Callable[[], datetime]) -> None:
        self._take = take
        self._now = now

    async def handle_data_message(self, context: DataMessageContext) -> None:
        """Pass on what was written; an edit changes nothing."""
        said = context.message
        shows = bool(said.attachments or said.sticker)
        if isinstance(said, EditMessage) or said.source_uuid is None:
            return
        if said.text is None and not shows:
            return
        heard = incoming(
            said.source_uuid.lower(),
            said.timestamp,
            said.server_received_timestamp,
            self._now(),
            text=said.text,
            quoted=None if said.quote is None else said.quote.id,
        )
        stays = said.expires_in_seconds == 0
        self._take(Decoded(heard, device=said.source_device or 0, stays=stays))


class _Reactions(ReactionHandler):
    def __init__(self, take: Take, now: Callable[[], datetime]) -> None:
        self._take = take
        self._now = now

    async def handle_reaction(self, context: ReactionContext) -> None:
        """Pass on a reaction; one that is taken back undoes nothing."""
        said = context.message
        if said.source_uuid is None or said.emoji is None or said.is_remove:
            return
        received = said.server_received_timestamp
        heard = reaction(
            said.source_uuid.lower(), said.timestamp, received, self._now(), emoji=said.emoji
        )
        self._take(Decoded(heard, device=said.source_device or 0))


class _Watch(logging.Handler):
    """Listens to what the library logs for the one thing it tells in no other way."""

    def __init__(self, rests: Callable[[int], None]) -> None:
        super().__init__(logging.WARNING)
        self._rests = rests
        self._others = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Note a crash; of the rest only that there was something, now and then."""
        if isinstance(record.msg, str) and record.msg.startswith(_RESTS):
            seconds = record.args[0] if isinstance(record.args, tuple) and record.args else 0
            self._rests(seconds if isinstance(seconds, int) else 0)
            return
        self._others += 1
        if self._others & (self._others - 1) == 0:  # 1, 2, 4, 8 ...: it complains each second
            logger.warning("signal.library_complains times={}", self._others)


@contextmanager
def _watching(rests: Callable[[int], None]) -> Iterator[None]:
    watch, of_library = _Watch(rests), logging.getLogger(LOGGER_NAME)
    of_library.addHandler(watch)
    try:
        yield
    finally:
        of_library.removeHandler(watch)


class _Nothing(TextIOBase):
    """Where the library's printed tracebacks go: they hold whole frames."""

    def writable(self) -> bool:
        """Say that anything may be written."""
        return True

    def write(self, text: str) -> int:
        """Drop it."""
        return len(text)
