"""What is done at quiet moments: forgetting for good, and asking about pairings nobody uses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from bot import ring
from bot.clock import Clock
from bot.engine import BATCH, Engine
from handlers.people import IDLE_AFTER
from storage import contacts, retention
from storage.database import Database, purge_pages
from storage.errors import StorageError

FORGET_EVERY = timedelta(hours=1)
PURGE_AGAIN = timedelta(seconds=30)
"""So much lies between two purges at least: each writes the whole file anew."""


class Quiet:
    """Waits for its moments by itself; to be asked after each tick."""

    def __init__(self, db: Database, clock: Clock, engine: Engine) -> None:
        self._db = db
        self._clock = clock
        self._engine = engine
        self.on_purge: Callable[[datetime], None] = lambda _: None
        """Called after each purge, in the same quiet moment."""
        self._forgot_at: datetime | None = None
        self._purged_at: datetime | None = None

    def forget(self) -> None:
        """Delete what is over, once in a while; make it unreadable in a quiet moment.

        The rows wait for no quiet moment: among many timers there may be none for hours. Outside
        `together`.
        """
        now = self._clock.now()
        try:
            if self._forgot_at is None or now >= self._forgot_at + FORGET_EVERY:
                self._forgot_at = now
                self._delete(now)
            if self._db.owes_purge:
                self._purge(now)
        except StorageError as error:
            logger.error("purge.failed error={}", type(error).__name__)

    def _delete(self, now: datetime) -> None:
        self._db.owes_purge = True  # also for what was sent, answered or replaced meanwhile
        with self._engine.together():
            retention.purge(self._db, now)
            self._ask_about_idle(now)

    def _purge(self, now: datetime) -> None:
        if self._purged_at is not None and now < self._purged_at + PURGE_AGAIN:
            return
        if retention.is_quiet(self._db, now):
            self._purged_at = now
            purge_pages(self._db)
            self.on_purge(now)

    def _ask_about_idle(self, now: datetime) -> None:
        for worker, contact in contacts.idle(self._db, now - IDLE_AFTER, BATCH):
            house, moment = self._engine.house, self._engine.moment()
            ask = partial(ring.ask_if_still, self._db, worker, contact, house, moment)
            self._engine.attempt("idle", ask)
