"""Lets time jump in a house of pretend phones: the demo, the stories, the journeys in tests."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.app import App
from bot.transports.local import LocalTransport

CALM = 3
"""Rounds of the event loop in which nothing happened: then nothing will."""
PATIENCE = 10.0
"""Real seconds for everything that one instant asks for."""
STEP = timedelta(seconds=1)
"""How far to go at least, should something that is due have to wait."""


class JumpingClock(Protocol):
    """A clock that can be told to jump ahead: `ManualClock`, `WarpClock`."""

    def now(self) -> datetime:
        """Return the time: aware UTC."""

    def advance(self, span: timedelta) -> None:
        """Jump ahead by `span`."""


class Warp:
    """Jumps from event to event, so that each happens at its own time and is over before the next.

    The networks are heard after each jump, unless they are down.
    """

    def __init__(self, app: App, clock: JumpingClock, transports: Sequence[LocalTransport]) -> None:
        self._app = app
        self._clock = clock
        self._transports = transports

    async def settle(self) -> None:
        """Return once everything that this instant asks for has happened; TimeoutError if never."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        calm = 0
        while calm < CALM:
            if loop.time() > until:
                raise TimeoutError
            await asyncio.sleep(0)
            calm = calm + 1 if self._app.idle else 0

    async def advance(self, span: timedelta) -> None:
        """Let time pass, every event on the way in its order."""
        end = self._clock.now() + span
        await self.settle()
        while (at := self._next()) is not None and at <= end:
            await self._go_to(at)
        await self._go_to(end)

    async def jump(self) -> None:
        """Let time pass up to the next event; nothing if there is none."""
        await self.settle()
        at = self._next()
        if at is not None:
            await self._go_to(at)

    def _next(self) -> datetime | None:
        at = self._app.next_event()
        if at is None:
            return None
        now = self._clock.now()
        return at if at > now else now + STEP

    async def _go_to(self, at: datetime) -> None:
        self._clock.advance(max(timedelta(), at - self._clock.now()))
        for each in self._transports:
            await each.heard_now()
        self._app.alarm.poke()
        await self.settle()
