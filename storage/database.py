"""The sealed connection: its key, its settings, what it may do, and its transactions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from sqlcipher3 import dbapi2

from storage.errors import BusyError, StorageError, UnreadableError, attempt

Value = str | int | float | bytes | None
Row = tuple[Any, ...]  # what a column holds is known by the function that names it
Setting = tuple[str, str, Value]

KEY_BYTES: Final = 32
PATIENCE_MS: Final = 5_000
"""How long a statement waits for somebody else's lock (THREATS, R4)."""

SETTINGS: Final[tuple[Setting, ...]] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("busy_timeout", str(PATIENCE_MS), PATIENCE_MS),
)
"""Each pragma, what it is set to, and what it then reads back as. SQLite forgets them all."""

_QUIET: Final[Setting] = ("cipher_log_level", "NONE", "NONE")

_ALLOWED: Final = frozenset(
    {
        dbapi2.SQLITE_SELECT,
        dbapi2.SQLITE_READ,
        dbapi2.SQLITE_INSERT,
        dbapi2.SQLITE_UPDATE,
        dbapi2.SQLITE_DELETE,
        dbapi2.SQLITE_TRANSACTION,
        dbapi2.SQLITE_SAVEPOINT,
        dbapi2.SQLITE_FUNCTION,
        dbapi2.SQLITE_RECURSIVE,
    }
)
_REFUSED_FUNCTIONS: Final = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})


class Database:
    """One open encrypted file; everything it raises is a `StorageError` without data.

    Statements are plain SQL with `?`, the values follow. It may be used by the thread that
    opened it only.
    """

    def __init__(self, connection: dbapi2.Connection, let_go: Callable[[], None]) -> None:
        self._connection = connection
        self._let_go = let_go
        self._sealed = False
        self.owes_purge = False
        """Whether something was deleted that must soon be unreadable, even with the key."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a full disk may have ended it already."""
        return bool(self._connection.in_transaction)

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Return all rows of a SELECT, or of a change with RETURNING."""
        return attempt(lambda: list(self._connection.execute(sql, values).fetchall()))

    def row(self, sql: str, *values: Value) -> Row | None:
        """Return the first row, None when there is none."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def columns_and_rows(self, sql: str, *values: Value) -> tuple[list[str], list[Row]]:
        """Return the names of a SELECT's columns, and all its rows."""

        def read() -> tuple[list[str], list[Row]]:
            cursor = self._connection.execute(sql, values)
            return [column[0] for column in cursor.description], list(cursor.fetchall())

        return attempt(read)

    def change(self, sql: str, *values: Value) -> int:
        """Run an INSERT, UPDATE or DELETE; return how many rows it touched."""
        return attempt(lambda: int(self._connection.execute(sql, values).rowcount))

    def change_each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        """Run the same change once for each sequence of values."""
        attempt(lambda: self._connection.executemany(sql, many))

    @property
    def sealed(self) -> bool:
        """Whether ATTACH, PRAGMA, changes of the schema, VACUUM and extensions are refused."""
        return self._sealed

    def seal(self, *, sealed: bool = True) -> None:
        """Refuse all of that from now on; only `maintenance` has a reason to unseal."""
        attempt(lambda: self._connection.set_authorizer(_authorize if sealed else None))
        self._sealed = sealed

    def close(self) -> None:
        """Close the file and let go of its lock; a second time changes nothing."""
        try:
            attempt(self._connection.close)
        finally:
            self._let_go()


def connect(
    path: Path,
    key: bytearray,
    settings: Sequence[Setting] = SETTINGS,
    let_go: Callable[[], None] = lambda: None,
) -> Database:
    """Open an existing file for writing under a raw key of 32 bytes, sealed.

    The file must have been inspected before, or be new and empty: a wrong key is noticed here
    too, but SQLite may then have moved a waiting journal into the file. `let_go` is called when
    the database is closed.
    """
    db = _unlocked(path, key, "mode=rw", let_go)
    try:
        for setting in settings:
            _hold(db, setting)
        db.rows("SELECT count(*) FROM sqlite_schema")
        db.seal()
    except BaseException:
        db.close()
        raise
    return db


def connect_reader(path: Path, key: bytearray) -> Database:
    """Open a file that nobody writes to, without changing a byte of it or of its journal.

    It is not read yet: a wrong key shows at the first statement.
    """
    journal = path.with_name(f"{path.name}-wal")
    # Without a journal even the two files that a reader would leave behind are not made.
    return _unlocked(path, key, "mode=ro" if journal.exists() else "immutable=1")


def _unlocked(
    path: Path, key: bytearray, how: str, let_go: Callable[[], None] = lambda: None
) -> Database:
    address = f"{path.absolute().as_uri()}?{how}"
    connection = attempt(lambda: dbapi2.connect(address, isolation_level=None, uri=True))
    db = Database(connection, let_go)
    try:
        _hold(db, _QUIET)  # first of all: SQLCipher complains of wrong keys on standard error
        _unlock(connection, key)
    except BaseException:
        attempt(connection.close)
        raise
    return db


def _unlock(connection: dbapi2.Connection, key: bytearray) -> None:
    """Hand over the key as `x'<64 hex>'`: bare bytes would be taken for a passphrase."""
    if len(key) != KEY_BYTES:
        raise ValueError("A database key is 32 bytes.")
    spelt = bytearray(b"x'" + bytes(2 * KEY_BYTES) + b"'")
    for place, byte in enumerate(key):
        spelt[2 + 2 * place : 4 + 2 * place] = b"%02x" % byte
    try:
        attempt(lambda: connection.set_key(spelt))
    finally:
        spelt[:] = bytes(len(spelt))


def _hold(db: Database, setting: Setting) -> None:
    """Set one pragma and see that it holds."""
    name, wanted, reads_back = setting
    db.rows(f"PRAGMA {name} = {wanted}")
    if db.row(f"PRAGMA {name}") != (reads_back,):
        raise StorageError(f"The database does not keep {name}: check its folder and SQLCipher.")


def _authorize(action: int, _first: str | None, second: str | None, *_: str | None) -> int:
    calls = second if action == dbapi2.SQLITE_FUNCTION else None
    allowed = action in _ALLOWED and calls not in _REFUSED_FUNCTIONS
    return int(dbapi2.SQLITE_OK if allowed else dbapi2.SQLITE_DENY)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing: committed at the end, undone when anything is raised inside."""
    db.change("BEGIN IMMEDIATE")
    try:
        yield
        db.change("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.change("ROLLBACK")
        raise


@contextmanager
def savepoint(db: Database) -> Iterator[None]:
    """All or nothing for one of several events that share a transaction; they may be nested.

    Outside a transaction it refuses: after a full disk ended the shared one, the events that
    follow would be committed each alone.
    """
    if not db.in_transaction:
        raise StorageError("The shared transaction has ended: nothing of it was saved.")
    db.change("SAVEPOINT event")
    try:
        yield
    except BaseException:
        if db.in_transaction:
            db.change("ROLLBACK TO event")
            db.change("RELEASE event")
        raise
    db.change("RELEASE event")


@contextmanager
def maintenance(db: Database) -> Iterator[None]:
    """Allow inside what is refused otherwise: pragmas, changes of the schema, VACUUM."""
    sealed = db.sealed
    db.seal(sealed=False)
    try:
        yield
    finally:
        db.seal(sealed=sealed)


def purge_pages(db: Database) -> None:
    """Make deleted rows unreadable even with the key; `secure_delete` alone leaves some behind.

    Writers wait meanwhile: 37 ms at 3 MiB, 284 at 18, 872 at 56. Not inside a transaction.
    """
    with maintenance(db):
        db.change("VACUUM")
    checkpoint(db)
    db.owes_purge = False


def checkpoint(db: Database) -> None:
    """Move the whole journal into the file and empty it; not inside a transaction."""
    with maintenance(db):
        answer = db.row("PRAGMA wal_checkpoint(TRUNCATE)")
    if answer is None or answer[0]:
        raise BusyError


def check(db: Database) -> None:
    """Read every page and raise `UnreadableError` if one is damaged; about 10 ms a MiB."""
    checkpoint(db)
    with maintenance(db):
        sound = db.rows("PRAGMA quick_check(1)") == [("ok",)]
        if not sound or db.rows("PRAGMA cipher_integrity_check"):
            raise UnreadableError
