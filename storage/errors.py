"""What can go wrong with the file, one class per thing a caller does differently."""

import errno
from collections.abc import Callable
from typing import Final, TypeVar

from sqlcipher3 import dbapi2

Result = TypeVar("Result")


class StorageError(Exception):
    """The database did not do what was asked; the text is one sentence without any data."""

    sentence = "The database did not do what was asked: this is a fault of the program."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class AlreadyRunningError(StorageError):
    """Another process holds the lock (exit 75)."""

    sentence = "Hearthlight is already running here: stop it first, or use the one that runs."


class MissingError(StorageError):
    """There is no such file or folder."""

    sentence = "There is no database here: check the folder, or make one with init."


class AlreadyExistsError(StorageError):
    """A new file would have stood in the place of an old one."""

    sentence = "There is a file in that place already: nothing was changed, choose another place."


class UnreadableError(StorageError):
    """Wrong key, damaged or foreign: SQLCipher cannot tell them apart (exit 65)."""

    sentence = (
        "The database cannot be read: the key is not its own, or the file is damaged or not ours;"
        " nothing was changed, try the right key or restore the last backup."
    )


class NewerSchemaError(StorageError):
    """Written by a later version of the program (exit 65)."""

    sentence = (
        "The database was written by a newer Hearthlight: nothing was changed,"
        " install that version or a later one."
    )


class AccessError(StorageError):
    """The system does not let this user at the file."""

    sentence = "The database may not be read or written by this user: check its owner and folder."


class BusyError(StorageError):
    """Somebody else kept the file locked for longer than we wait."""

    sentence = "Another program holds the database: close whatever else has opened it."


class DiskError(StorageError):
    """The disk refused to read or write."""

    sentence = "The disk failed to read or write the database: look at the disk."


class DiskFullError(DiskError):
    """There is no room left, or no more of it is allowed."""

    sentence = "The disk is full: free some space."


class RefusedError(StorageError):
    """A value breaks a rule of its table, or is none that a database can hold."""

    sentence = "The database refused a value: it breaks a rule of its table."


_BY_CODE: Final[dict[int, type[StorageError]]] = {
    dbapi2.SQLITE_NOTADB: UnreadableError,
    dbapi2.SQLITE_CORRUPT: UnreadableError,
    dbapi2.SQLITE_CANTOPEN: AccessError,
    dbapi2.SQLITE_PERM: AccessError,
    dbapi2.SQLITE_READONLY: AccessError,
    dbapi2.SQLITE_BUSY: BusyError,
    dbapi2.SQLITE_LOCKED: BusyError,
    dbapi2.SQLITE_IOERR: DiskError,
    dbapi2.SQLITE_FULL: DiskFullError,
    dbapi2.SQLITE_CONSTRAINT: RefusedError,
    dbapi2.SQLITE_MISMATCH: RefusedError,
    dbapi2.SQLITE_TOOBIG: RefusedError,
}

_BY_ERRNO: Final[dict[int, type[StorageError]]] = {
    errno.ENOENT: MissingError,
    errno.ENOTDIR: MissingError,
    errno.EEXIST: AlreadyExistsError,
    errno.EACCES: AccessError,
    errno.EPERM: AccessError,
    errno.EROFS: AccessError,
    errno.EISDIR: AccessError,
    errno.ELOOP: AccessError,
    errno.ENOSPC: DiskFullError,
    errno.EDQUOT: DiskFullError,
    errno.EFBIG: DiskFullError,
}

_SPEAKS_OF_STATEMENTS: Final = (dbapi2.SQLITE_ERROR, dbapi2.SQLITE_AUTH)
"""Errors whose own text names tables and columns, and never a value."""


def attempt(act: Callable[[], Result]) -> Result:
    """Return what `act` returns; its failure becomes a `StorageError` that holds no data.

    The first error is not chained: a text that cannot be encoded hangs whole on its exception.
    """
    try:
        return act()
    except (dbapi2.Error, dbapi2.Warning) as error:
        trouble = _of_database(error)
    except OSError as error:
        trouble = _BY_ERRNO.get(error.errno or 0, DiskError)()
    except (UnicodeEncodeError, OverflowError):
        trouble = RefusedError()
    raise trouble


def _of_database(error: Exception) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of an extended code is detail
    if code in _BY_CODE:
        return _BY_CODE[code]()
    said = str(error) if code in _SPEAKS_OF_STATEMENTS else type(error).__name__
    return StorageError(f"The database refused a statement, a fault of the program: {said}.")
