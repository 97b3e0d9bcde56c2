"""One tick and what surrounds it: the purge at quiet moments, and the way round a full disk."""

import asyncio
from datetime import datetime, timedelta

from loguru import logger

from bot.clock import Clock
from bot.commits import Commits
from bot.engine import Engine
from bot.post import Post
from bot.quiet import Quiet
from handlers.notices import Notice, Urgency, Value
from handlers.people import PersonId
from storage.errors import StorageError
from storage.people import Recipient

PLAIN_AGAIN = timedelta(minutes=5)
"""How often the same person reads the same alert from memory at most."""


class Ticks:
    """Does what is due. If it cannot be saved, its alerts still go out, plainly, from memory."""

    def __init__(
        self, engine: Engine, quiet: Quiet, commits: Commits, post: Post, clock: Clock
    ) -> None:
        self._engine = engine
        self._quiet = quiet
        self._commits = commits
        self._post = post
        self._clock = clock
        self.last_at: datetime | None = None
        """When the last tick that could be saved ended."""
        self._untaken: frozenset[str] = frozenset()
        self._told: dict[tuple[PersonId, Value], tuple[Value, datetime | None]] = {}

    async def tick(self) -> bool:
        """Do what is due; return whether more is. Never raises."""
        try:
            more = await self._commits.add(self._engine.tick)
        except Exception as error:  # noqa: BLE001 - the next tick must come
            logger.error("tick.failed error={}", type(error).__name__)
            await self._tell_plainly()
            return False
        self._told.clear()
        self.last_at = self._clock.now()
        try:
            self._tell_coordinator()
            if not more:
                self._quiet.forget()
        except StorageError as error:
            logger.error("tick.not_looked error={}", type(error).__name__)
        return more

    def _tell_coordinator(self) -> None:
        """Say in the log, without names, that everybody was told and nobody has it."""
        untaken = self._engine.untaken()
        if fresh := untaken - self._untaken:
            logger.error("alert.exhausted alerts={}", len(fresh))
        self._untaken = untaken

    async def _tell_plainly(self) -> None:
        """Send the alerts that are due past the outbox: nothing can be written to it."""
        try:
            told = [
                (each, self._engine.recipient(each.to)) for each in self._engine.unsaved_alerts()
            ]
        except StorageError as error:
            logger.error("disk.unreadable error={}", type(error).__name__)
            return
        await asyncio.gather(*(self._tell(each, to) for each, to in told if to is not None))

    async def _tell(self, notice: Notice, to: Recipient) -> None:
        """Say it to one peer, unless they read it a moment ago; always under its first number."""
        now = self._clock.now()
        about = notice.to, notice.values.get("worker", "")
        number, told_at = self._told.get(about, (notice.values["number"], None))
        if told_at is not None and now < told_at + PLAIN_AGAIN:
            return
        self._told[about] = number, now
        values: dict[str, Value] = {"number": number, "worker": about[1]}
        plain = Notice(notice.to, "alert.plain", values, urgency=Urgency.ALERT)
        if not await self._post.say(plain, to):
            del self._told[about]
