"""The files of an installation: key, database, copies; made, opened, backed up, restored."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.clock import pause
from bot.keys import Secret, make_key_file, read_root, wipe
from bot.seal import Seal
from bot.settings import Settings
from storage import copies, restored
from storage.database import Database
from storage.errors import AlreadyRunningError
from storage.house import BACKED_UP
from storage.opening import create_database, open_database

Result = TypeVar("Result")

OWNER_ONLY = 0o700
LOOKS = 20
"""How often a lock that another command has is asked for again: a command has it for a moment."""
BETWEEN_LOOKS = timedelta(milliseconds=100)
"""Two seconds in all; a bot that runs keeps its lock for longer."""


@dataclass(frozen=True, slots=True)
class Files:
    """An open installation. The database holds the lock until it is closed."""

    db: Database
    folder: Path
    backups_key: bytearray = field(repr=False)
    seal: Seal

    def back_up(self, now: datetime) -> Path:
        """Write today's encrypted copy of people, pairings and plans; return where it is."""
        self.folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
        return copies.keep_copy(self.db, self.folder, self.backups_key, BACKED_UP, now)

    def renew_copies(self, now: datetime) -> None:
        """Let no copy here hold somebody who left, nor any be older than 7 days."""
        copies.renew(self.db, self.folder, self.backups_key, BACKED_UP, now)


def backups_of(settings: Settings) -> Path:
    """Name the folder of the copies."""
    return settings.data_dir / "backups"


@contextmanager
def opened(settings: Settings, now: datetime) -> Iterator[Files]:
    """Open the database under the lock, upgraded if need be, a copy kept before.

    Raises KeyFileError, StorageError.
    """
    with _root(settings) as root:
        key, backups_key = root.derive("database"), root.derive("backups")
        seal = Seal(root.derive("codes"))
    folder = backups_of(settings)

    def copy_first(db: Database) -> object:
        return Files(db, folder, backups_key, seal).back_up(now)

    try:
        db = _once_free(
            lambda: open_database(settings.database_file, key, before_upgrade=copy_first)
        )
        wipe(key)
        with db:
            yield Files(db, folder, backups_key, seal)
    finally:
        wipe(key)
        wipe(backups_key)
        seal.wipe()


def create(settings: Settings) -> bool:
    """Make the key and an empty database, unless they are there; return whether any was made.

    Never a key beside an existing database: that would be the wrong one. Raises KeyFileError,
    StorageError, OSError.
    """
    if settings.database_file.exists():
        return False
    settings.data_dir.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    if not settings.key_file.exists():
        make_key_file(settings.key_file)
    with _root(settings) as root:
        key = root.derive("database")
    try:
        _once_free(lambda: create_database(settings.database_file, key))
    finally:
        wipe(key)
    return True


def restore(settings: Settings, backup: Path, now: datetime) -> None:
    """Make the database from a copy, under the same root secret; never over an existing one.

    Everybody in it will read that no timer is running. Raises KeyFileError, StorageError.
    """
    with _root(settings) as root:
        key, backups_key = root.derive("database"), root.derive("backups")
    try:
        _once_free(
            lambda: copies.restore(
                backup,
                backups_key,
                settings.database_file,
                key,
                BACKED_UP,
                afterwards=partial(restored.tell_everyone, key="house.restored", now=now),
            )
        )
    finally:
        wipe(key)
        wipe(backups_key)


def _once_free(act: Callable[[], Result]) -> Result:
    """Do it under the lock, waiting while another command has that.

    Raises AlreadyRunningError once only a running bot can have it, and whatever `act` raises.
    """
    for _ in range(LOOKS):
        with suppress(AlreadyRunningError):
            return act()
        pause(BETWEEN_LOOKS)
    return act()


def _root(settings: Settings) -> Secret:
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return read_root(settings.key_file, Path(credentials) if credentials else None)
