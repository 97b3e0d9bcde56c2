"""What is done at quiet moments: forgetting for good, and asking about pairings nobody uses."""

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

PURGE_EVERY = timedelta(hours=1)
QUIET = timedelta(seconds=30)
"""A purge keeps writers waiting, so none begins with a deadline nearer than this."""


class Quiet:
    """Waits for its moments by itself; to be asked after each tick."""

    def __init__(self, db: Database, clock: Clock, engine: Engine) -> None:
        self._db = db
        self._clock = clock
        self._engine = engine
        self._purged_at: datetime | None = None

    def purge(self) -> None:
        """Forget for good what is over, if the moment is quiet; outside `together`."""
        now = self._clock.now()
        deadline = self._engine.next_deadline()
        if self._purged_at is not None and now < self._purged_at + PURGE_EVERY:
            return
        if deadline is not None and deadline < now + QUIET:
            return
        self._purged_at = now
        try:
            with self._engine.together():
                retention.purge(self._db, now)
                self._ask_about_idle(now)
            purge_pages(self._db)
        except StorageError as error:
            logger.error("purge.failed error={}", type(error).__name__)

    def _ask_about_idle(self, now: datetime) -> None:
        for worker, contact in contacts.idle(self._db, now - IDLE_AFTER, BATCH):
            house, moment = self._engine.house, self._engine.moment()
            ask = partial(ring.ask_if_still, self._db, worker, contact, house, moment)
            self._engine.attempt("idle", ask)
