"""Whose rows could not be read or decided, and when they are tried again: in memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.people import PersonId

TRIES = 3
"""After so many a row counts as unreadable, and its people are told without details."""
TRY_AGAIN = timedelta(seconds=5)
UNREADABLE_AGAIN = timedelta(hours=1)
NOT_YET = timedelta(minutes=1)
"""How often they are tried while it would be too early to tell anybody."""


@dataclass(slots=True)
class _Tries:
    """How often one worker's rows were tried, and when they are next."""

    again_at: datetime
    count: int = 1


class Broken:
    """The workers whose rows failed; `len` and `in` tell how many and who."""

    def __init__(self) -> None:
        self._tries: dict[PersonId, _Tries] = {}

    def __len__(self) -> int:
        return len(self._tries)

    def __contains__(self, worker: PersonId) -> bool:
        return worker in self._tries

    def rests(self, worker: PersonId, now: datetime) -> bool:
        """Whether a worker's rows failed, and it is too early to try them again."""
        tries = self._tries.get(worker)
        return tries is not None and now < tries.again_at

    def heal(self, worker: PersonId) -> None:
        """Note that a worker's rows were decided."""
        self._tries.pop(worker, None)

    def fail(self, worker: PersonId, now: datetime) -> int:
        """Note that they were not; return how often that was, 0 while it may still pass."""
        tries = self._tries.get(worker)
        if tries is None:
            self._tries[worker] = _Tries(now + TRY_AGAIN)
            return 0
        tries.count += 1
        unreadable = tries.count >= TRIES
        tries.again_at = now + (UNREADABLE_AGAIN if unreadable else TRY_AGAIN)
        return tries.count if unreadable else 0

    def put_off(self, worker: PersonId, at: datetime, now: datetime) -> None:
        """Try a worker's rows again before long, as nobody is to be told of them until `at`."""
        self._tries[worker].again_at = min(at, now + NOT_YET)
