"""From a path to an open database and back: the lock, a new file, an existing one."""

import fcntl
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from storage import journal
from storage.database import Database, checkpoint, connect, connect_reader, maintenance
from storage.errors import (
    AlreadyExistsError,
    AlreadyRunningError,
    MissingError,
    NewerSchemaError,
    UnreadableError,
    attempt,
)
from storage.migrations import Step, shipped_steps, upgrade, version

LOCK_NAME: Final = "hearthlight.lock"
OWNER_ONLY: Final = 0o600
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps of a database, as endings of its name."""


class Lock:
    """The right to be the only process at the databases of a folder, until closed.

    Raises `AlreadyRunningError` at once if another has it. The system frees it when we die.
    """

    def __init__(self, folder: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._file = attempt(lambda: os.open(folder / LOCK_NAME, flags, OWNER_ONLY))
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise AlreadyRunningError from None

    def close(self) -> None:
        """Let go; a second time changes nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def open_database(
    path: Path,
    key: bytearray,
    *,
    before_upgrade: Callable[[Database], object],
    steps: Sequence[Step] | None = None,
) -> Database:
    """Take the lock, open an existing file under its raw key, bring it up to date.

    `before_upgrade` gets the database before the first step is taken and keeps a copy; if it
    raises, nothing is upgraded. What cannot be opened is left as it is, byte for byte. The lock
    goes when the database is closed. `steps` are the shipped ones unless given.
    """
    lock = Lock(path.parent)
    try:
        known = shipped_steps() if steps is None else steps
        found = inspect(path, key, newest=len(known))
        attempt(lambda: path.chmod(OWNER_ONLY))
        db = connect(path, key, let_go=lock.close)
    except BaseException:
        lock.close()
        raise
    if found < len(known):
        _upgrade_or_close(db, known, before_upgrade)
    return db


def _upgrade_or_close(
    db: Database, steps: Sequence[Step], before_upgrade: Callable[[Database], object]
) -> None:
    try:
        before_upgrade(db)
        upgrade(db, steps)
    except BaseException:
        db.close()
        raise


def create_database(path: Path, key: bytearray, steps: Sequence[Step] | None = None) -> None:
    """Make an empty database, whole or not at all; never beside what an old one left.

    The lock is held meanwhile only, so that it can be opened next.
    """
    lock = Lock(path.parent)
    try:
        refuse_beside_old(path)
        write_file(path, key, lambda db: upgrade(db, shipped_steps() if steps is None else steps))
    finally:
        lock.close()


def inspect(path: Path, key: bytearray, newest: int) -> int:
    """Read the whole file without changing a byte; return the number of its last step.

    Raises `MissingError`, `NewerSchemaError` (a step after `newest`) or `UnreadableError`, that
    also for an empty file, which SQLite would take for a new database. About 90 MiB a second.
    """
    if not path.exists():
        raise MissingError
    if journal.is_damaged(path):
        raise UnreadableError
    with connect_reader(path, key) as db:
        found = version(db)
        if found > newest:
            raise NewerSchemaError
        if found == 0 or db.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise UnreadableError
        # Pages that are free are read by nobody else. With a journal the file itself may be wrong:
        # a power cut while it was moved in leaves half a page, which the journal has whole.
        if not _has_journal(path) and db.rows("PRAGMA cipher_integrity_check"):
            raise UnreadableError
    return found


def _has_journal(path: Path) -> bool:
    """Whether something waits in the journal of a database."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.exists() and beside.stat().st_size > 0


def refuse_beside_old(path: Path) -> None:
    """Raise `AlreadyExistsError` if a database is there, or the journal of one that was."""
    if any(os.path.lexists(f"{path}{ending}") for ending in _BESIDE):
        raise AlreadyExistsError


def write_file(path: Path, key: bytearray, fill: Callable[[Database], None]) -> None:
    """Make a file with what `fill` puts in and only then give it its name; it replaces.

    Written as `<name>.part` in the same folder, on the disk and read back before it is named.
    After an error nothing is left of it.
    """
    part = path.with_name(f"{path.name}.part")
    _remove(part)
    try:
        newest = _write(part, key, fill)
        _sync(part)
        inspect(part, key, newest)
        attempt(lambda: part.replace(path))
    finally:
        _remove(part)
    _sync(path.parent)


def _write(part: Path, key: bytearray, fill: Callable[[Database], None]) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    # SQLite gives its journals the mode of the file, so the mask of the process matters nowhere.
    os.close(attempt(lambda: os.open(part, flags, OWNER_ONLY)))
    with connect(part, key) as db:
        fill(db)
        checkpoint(db)  # closing would do so too, and say nothing of a full disk
        with maintenance(db):
            return version(db)


def _remove(path: Path) -> None:
    for ending in _BESIDE:
        left = path.with_name(f"{path.name}{ending}")
        attempt(partial(left.unlink, missing_ok=True))


def _sync(path: Path) -> None:
    """Wait until the disk holds a file, or the names in a folder."""
    handle = attempt(lambda: os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    try:
        attempt(lambda: os.fsync(handle))
    finally:
        os.close(handle)
