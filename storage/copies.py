"""Backups: people, pairings, plans and settings under a key of their own, and the way back.

What a backup holds is decided by the caller's list of tables; check-ins, alerts, notes, outbox
and inbox are on no such list (DESIGN, section 6).
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from storage import leaving
from storage.database import Database, connect_reader, maintenance, transaction
from storage.errors import attempt
from storage.migrations import Step, shipped_steps, upgrade, version
from storage.opening import Lock, inspect, refuse_beside_old, write_file

KEPT_FOR: Final = timedelta(days=7)
_NAME: Final = re.compile(
    r"hearthlight-(\d{4}-\d\d-\d\d)(-before-\d{4})?\.backup(\.part(-wal|-shm|-journal)?)?"
)
"""A copy, or what a crash left of one."""


def nothing_more(_: Database) -> None:
    """Add nothing to what was restored."""


def keep_copy(
    db: Database,
    folder: Path,
    key: bytearray,
    tables: Sequence[str],
    now: datetime,
    steps: Sequence[Step] | None = None,
) -> Path:
    """Write the rows of `tables` to today's copy in `folder`, and remove old copies.

    It is encrypted under the other key, of mode 0600, whole or not at all, and replaces the day's
    earlier one. Everybody who writes waits meanwhile: 0.1 s for 10,000 rows. Not inside a
    transaction. `now` is aware UTC. A file of an older schema gets a name of its own, so that the
    copy made before an upgrade outlives the day's next one.
    """
    known = _known(steps)
    taken = _version(db)
    note = f"-before-{taken + 1:04}" if taken < len(known) else ""
    path = folder / f"hearthlight-{now.astimezone(UTC):%Y-%m-%d}{note}.backup"
    _write_copy(db, path, key, tables, known)
    forget_old_copies(folder, now)
    return path


def before_upgrade(
    folder: Path,
    key: bytearray,
    tables: Sequence[str],
    now: datetime,
    steps: Sequence[Step] | None = None,
) -> Callable[[Database], object]:
    """Return what `open_database` calls before it upgrades: `keep_copy` to `folder`."""
    return lambda db: keep_copy(db, folder, key, tables, now, steps)


def forget_old_copies(folder: Path, now: datetime) -> int:
    """Remove the copies that are 7 days old by their names; return how many."""
    last = (now.astimezone(UTC) - KEPT_FOR).date()
    old = [file for file in _copies(folder) if _is_old(file.name, last)]
    for file in old:
        attempt(file.unlink)
    return len(old)


def _copies(folder: Path) -> list[Path]:
    found = attempt(lambda: list(folder.iterdir()))
    return [file for file in found if _NAME.fullmatch(file.name)]


def renew(db: Database, folder: Path, key: bytearray, tables: Sequence[str], now: datetime) -> None:
    """Let no copy in `folder` hold somebody who left, nor any be 7 days old.

    Once somebody left, one new copy takes the place of all there are; where there is none, none is
    made. As `keep_copy`, not inside a transaction.
    """
    if folder.exists():
        forget_old_copies(folder, now)
    if not leaving.is_in_copies(db):
        return
    if folder.exists() and (held := _copies(folder)):
        new = keep_copy(db, folder, key, tables, now)
        for file in held:
            if file != new:
                attempt(partial(file.unlink, missing_ok=True))
    leaving.is_in_no_copy(db)


def restore(
    backup: Path,
    backup_key: bytearray,
    path: Path,
    key: bytearray,
    tables: Sequence[str],
    *,
    afterwards: Callable[[Database], None] = nothing_more,
    steps: Sequence[Step] | None = None,
) -> None:
    """Make a new database from a backup, of this or an older schema; never over an old one.

    `afterwards` adds to it in one transaction before it gets its name: a restored database
    without what it adds never exists. The backup is only read.
    """
    known = _known(steps)
    lock = Lock(path.parent)
    try:
        refuse_beside_old(path)
        found = inspect(backup, backup_key, newest=len(known))

        def fill(db: Database) -> None:
            upgrade(db, known[:found])
            with connect_reader(backup, backup_key) as source:
                _copy(source, db, tables)
            upgrade(db, known)
            with transaction(db):
                afterwards(db)

        write_file(path, key, fill)
    finally:
        lock.close()


def _known(steps: Sequence[Step] | None) -> Sequence[Step]:
    return shipped_steps() if steps is None else steps


def _version(db: Database) -> int:
    with maintenance(db):
        return version(db)


def _is_old(name: str, last: date) -> bool:
    match = _NAME.fullmatch(name)
    return match is not None and date.fromisoformat(match[1]) <= last


def _write_copy(
    db: Database, path: Path, key: bytearray, tables: Sequence[str], steps: Sequence[Step] | None
) -> None:
    taken = _known(steps)[: _version(db)]

    def fill(copy: Database) -> None:
        upgrade(copy, taken)
        _copy(db, copy, tables)

    write_file(path, key, fill)


def _copy(source: Database, target: Database, tables: Sequence[str]) -> None:
    """Make `tables` of `target` hold the rows of `source`; the order does not matter.

    Through Python rather than ATTACH: the running connection need not be unsealed, and at
    10,000 rows it costs 0.05 s.
    """
    with maintenance(target), transaction(target):
        target.rows("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            target.change(_delete(table))  # what the steps put there
        for table in tables:
            columns, rows = source.columns_and_rows(_select(table))
            target.change_each(_insert(table, columns), rows)


# The only built statements of the project: names cannot be a `?`, and none comes from outside.


def _delete(table: str) -> str:
    return f"DELETE FROM {_name(table)}"  # noqa: S608 - a name, checked


def _select(table: str) -> str:
    return f"SELECT * FROM {_name(table)}"  # noqa: S608 - a name, checked


def _insert(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(map(_name, columns))
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {_name(table)} ({names}) VALUES ({marks})"  # noqa: S608 - names, checked


def _name(identifier: str) -> str:
    if not identifier.isidentifier():
        raise ValueError("No name of a table or column.")
    return f'"{identifier}"'
