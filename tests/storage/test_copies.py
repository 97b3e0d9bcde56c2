import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from storage.copies import before_upgrade, forget_old_copies, keep_copy, restore
from storage.database import Database, connect_reader, transaction
from storage.errors import (
    AlreadyExistsError,
    AlreadyRunningError,
    MissingError,
    NewerSchemaError,
    RefusedError,
    StorageError,
    UnreadableError,
)
from storage.migrations import Step
from storage.opening import create_database, inspect, open_database
from tests.storage.conftest import unexpected
from tests.storage.sealed_pages import read_pages

Steps = tuple[Step, ...]
# The person stands last though the address refers to it: the order does not matter.
TABLES = ("address", "setting", "person")
NOW = datetime(2025, 3, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "hearthlight-2025-03-09.backup"


@pytest.fixture
def saved(sample: Database, backup: Path, other_key: bytearray, steps: Steps) -> Path:
    """A backup of the sample, and the place of its database free again."""
    keep_copy(sample, backup.parent, other_key, TABLES, NOW, steps)
    return backup


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    return folder / "hearthlight.db"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# The way out


def test_a_backup_holds_the_chosen_tables_and_no_others(saved: Path, other_key: bytearray) -> None:
    with connect_reader(saved, other_key) as db:
        assert db.rows("SELECT * FROM person") == [("a", "Ana", "Europe/Berlin")]
        assert db.rows("SELECT * FROM address") == [("chat-1", "a")]
        assert db.rows("SELECT * FROM setting") == [("greeting", "hi")]
        assert db.rows("SELECT * FROM checkin") == []


def test_what_is_not_chosen_is_nowhere_in_the_pages_of_a_backup(
    sample: Database, backup: Path, other_key: bytearray, steps: Steps
) -> None:
    sample.change("INSERT INTO checkin VALUES ('never to be kept', 'a')")

    keep_copy(sample, backup.parent, other_key, TABLES, NOW, steps)

    pages = read_pages(backup.read_bytes(), other_key)
    assert b"Europe/Berlin" in pages
    assert b"never to be kept" not in pages


def test_a_backup_is_one_file_for_its_owner_only(saved: Path) -> None:
    assert [name for name in names(saved.parent) if name.endswith(".backup")] == [saved.name]
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_backup_cannot_be_read_with_the_key_of_the_database(saved: Path, key: bytearray) -> None:
    with pytest.raises(UnreadableError):
        inspect(saved, key, newest=2)


def test_a_backup_that_fails_leaves_nothing(
    sample: Database, backup: Path, other_key: bytearray, steps: Steps
) -> None:
    with pytest.raises(RefusedError):  # the address refers to a person that is not chosen
        keep_copy(sample, backup.parent, other_key, ["address"], NOW, steps)

    assert [name for name in names(backup.parent) if name.endswith(".backup")] == []


@pytest.mark.parametrize("table", ["person; DROP TABLE person", 'person"', "", "1"])
def test_no_name_of_a_table_gets_into_a_statement_unchecked(
    sample: Database, backup: Path, other_key: bytearray, steps: Steps, table: str
) -> None:
    with pytest.raises(ValueError, match="No name"):
        keep_copy(sample, backup.parent, other_key, [table], NOW, steps)


def test_after_a_backup_the_database_is_sealed_and_goes_on(sample: Database, saved: Path) -> None:
    with transaction(sample):
        sample.change("INSERT INTO setting VALUES ('a', 'b')")

    with pytest.raises(StorageError, match="not authorized"):
        sample.rows("PRAGMA user_version")


# Copies that are kept


def test_the_copy_of_a_day_replaces_the_earlier_one(
    sample: Database, tmp_path: Path, other_key: bytearray, steps: Steps
) -> None:
    keep = partial(keep_copy, sample, tmp_path, other_key, TABLES, steps=steps)
    keep(NOW)
    sample.change("UPDATE person SET name = 'Anna'")

    kept = keep(NOW + timedelta(hours=1))

    assert kept == tmp_path / "hearthlight-2025-03-09.backup"
    with connect_reader(kept, other_key) as db:
        assert db.rows("SELECT name FROM person") == [("Anna",)]


def test_copies_are_kept_seven_days(
    sample: Database, tmp_path: Path, other_key: bytearray, steps: Steps
) -> None:
    keep = partial(keep_copy, sample, tmp_path, other_key, TABLES, steps=steps)
    for day in range(9):
        keep(NOW + timedelta(days=day))

    kept = [name for name in names(tmp_path) if name.endswith(".backup")]

    assert kept == [f"hearthlight-2025-03-{day}.backup" for day in range(11, 18)]


def test_only_our_own_copies_are_removed(tmp_path: Path) -> None:
    ours = ["hearthlight-2025-03-02.backup", "hearthlight-2025-03-01-before-0002.backup"]
    others = ["hearthlight.db", "2025-03-01.backup", "hearthlight-2025-03-01.backup.old"]
    for name in (*ours, *others):
        (tmp_path / name).touch()

    assert forget_old_copies(tmp_path, NOW) == 2
    assert names(tmp_path) == sorted(others)


def test_the_day_of_a_copy_is_that_of_utc(
    sample: Database, tmp_path: Path, other_key: bytearray, steps: Steps
) -> None:
    late = datetime(2025, 3, 9, 23, 30, tzinfo=timezone(timedelta(hours=-3)))

    kept = keep_copy(sample, tmp_path, other_key, TABLES, late, steps)

    assert kept.name == "hearthlight-2025-03-10.backup"


def test_before_an_upgrade_a_copy_of_the_old_schema_is_kept(
    path: Path, key: bytearray, other_key: bytearray, old_steps: Steps, steps: Steps
) -> None:
    create_database(path, key, old_steps)
    keep = before_upgrade(path.parent, other_key, TABLES, NOW, steps)

    open_database(path, key, before_upgrade=keep, steps=steps).close()

    kept = path.with_name("hearthlight-2025-03-09-before-0002.backup")
    assert inspect(kept, other_key, newest=2) == 1


# The way back


def test_what_was_saved_is_there_again_under_a_key_of_its_own(
    saved: Path, other_key: bytearray, new: Path, steps: Steps
) -> None:
    fresh_key = bytearray(reversed(range(32)))

    restore(saved, other_key, new, fresh_key, TABLES, steps=steps)

    with open_database(new, fresh_key, before_upgrade=unexpected, steps=steps) as db:
        assert db.rows("SELECT name, zone FROM person") == [("Ana", "Europe/Berlin")]
        assert db.rows("SELECT * FROM address") == [("chat-1", "a")]
        assert db.rows("SELECT * FROM setting") == [("greeting", "hi")]


def test_the_backup_is_only_read(
    saved: Path, key: bytearray, other_key: bytearray, new: Path, steps: Steps
) -> None:
    before = saved.read_bytes()

    restore(saved, other_key, new, key, TABLES, steps=steps)

    assert saved.read_bytes() == before
    assert [name for name in names(saved.parent) if name.endswith(".backup")] == [saved.name]


def test_a_backup_of_an_older_schema_is_upgraded(
    path: Path,
    backup: Path,
    key: bytearray,
    other_key: bytearray,
    new: Path,
    old_steps: Steps,
    steps: Steps,
) -> None:
    create_database(path, key, old_steps)
    with open_database(path, key, before_upgrade=unexpected, steps=old_steps) as db:
        db.change("INSERT INTO person VALUES ('a', 'Ana')")
        keep_copy(db, backup.parent, other_key, TABLES, NOW, old_steps)

    restore(backup, other_key, new, key, TABLES, steps=steps)

    with open_database(new, key, before_upgrade=unexpected, steps=steps) as db:
        assert db.rows("SELECT * FROM person") == [("a", "Ana", "UTC")]


def add_a_word(db: Database) -> None:
    assert db.in_transaction
    db.change("INSERT INTO setting VALUES ('restored', 'yes')")


def test_what_is_to_be_said_after_a_restore_comes_with_it(
    saved: Path, key: bytearray, other_key: bytearray, new: Path, steps: Steps
) -> None:
    restore(saved, other_key, new, key, TABLES, afterwards=add_a_word, steps=steps)

    with open_database(new, key, before_upgrade=unexpected, steps=steps) as db:
        assert db.row("SELECT value FROM setting WHERE name = 'restored'") == ("yes",)


def fail(_: Database) -> None:
    raise RefusedError


def test_a_restore_that_fails_at_its_end_leaves_no_database(
    saved: Path, key: bytearray, other_key: bytearray, new: Path, steps: Steps
) -> None:
    with pytest.raises(RefusedError):
        restore(saved, other_key, new, key, TABLES, afterwards=fail, steps=steps)

    assert names(new.parent) == ["hearthlight.lock"]


def test_a_restore_never_goes_over_a_database(
    saved: Path,
    sample: Database,
    path: Path,
    key: bytearray,
    other_key: bytearray,
    steps: Steps,
    fingerprint: Callable[[], dict[str, str]],
) -> None:
    sample.close()
    before = fingerprint()

    with pytest.raises(AlreadyExistsError):
        restore(saved, other_key, path, key, TABLES, steps=steps)

    assert fingerprint() == before


def test_a_restore_beside_a_running_bot_is_refused(
    saved: Path, key: bytearray, other_key: bytearray, steps: Steps
) -> None:
    with pytest.raises(AlreadyRunningError):
        restore(saved, other_key, saved.with_name("new.db"), key, TABLES, steps=steps)


def test_a_backup_of_a_newer_version_is_refused(
    saved: Path, key: bytearray, other_key: bytearray, new: Path, old_steps: Steps
) -> None:
    with pytest.raises(NewerSchemaError):
        restore(saved, other_key, new, key, TABLES, steps=old_steps)

    assert names(new.parent) == ["hearthlight.lock"]


def test_a_backup_with_a_wrong_key_is_refused(
    saved: Path, key: bytearray, new: Path, steps: Steps
) -> None:
    with pytest.raises(UnreadableError):
        restore(saved, key, new, key, TABLES, steps=steps)

    assert names(new.parent) == ["hearthlight.lock"]


def test_a_backup_that_is_not_there_is_said(
    backup: Path, key: bytearray, other_key: bytearray, new: Path, steps: Steps
) -> None:
    with pytest.raises(MissingError):
        restore(backup, other_key, new, key, TABLES, steps=steps)
