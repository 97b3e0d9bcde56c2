import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import Database, connect, maintenance
from storage.errors import (
    AccessError,
    AlreadyExistsError,
    AlreadyRunningError,
    BusyError,
    DiskFullError,
    MissingError,
    StorageError,
    UnreadableError,
)
from storage.migrations import Step, upgrade
from storage.opening import Lock, create_database, open_database, write_file
from tests.storage.conftest import people, unexpected

Steps = tuple[Step, ...]
Fingerprint = Callable[[], dict[str, str]]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# The lock


def test_a_second_instance_is_refused_at_once(
    sample: Database, path: Path, key: bytearray, steps: Steps
) -> None:
    with pytest.raises(AlreadyRunningError):
        open_database(path, key, before_upgrade=unexpected, steps=steps)


def test_a_second_instance_creates_nothing(sample: Database, path: Path, key: bytearray) -> None:
    with pytest.raises(AlreadyRunningError):
        create_database(path.with_name("another.db"), key)

    assert not path.with_name("another.db").exists()


def test_the_lock_goes_when_the_database_is_closed(
    sample: Database, opened: Callable[[], Database]
) -> None:
    sample.close()

    with opened() as again:
        assert people(again) == ["Ana"]


def test_the_lock_goes_when_its_process_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from storage.opening import Lock\n"
        "lock = Lock(Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"
    )

    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)

    Lock(tmp_path).close()


def test_a_lock_may_be_closed_twice(tmp_path: Path) -> None:
    lock = Lock(tmp_path)

    lock.close()
    lock.close()

    Lock(tmp_path).close()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        Lock(tmp_path / "nowhere")


def test_a_lock_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hearthlight.lock").symlink_to(tmp_path / "precious")

    with pytest.raises(AccessError):
        Lock(tmp_path)

    assert not (tmp_path / "precious").exists()


# A new file


def test_a_new_database_is_for_its_owner_only_whatever_the_mask(
    path: Path, key: bytearray, steps: Steps
) -> None:
    before = os.umask(0)
    try:
        create_database(path, key, steps)
        with open_database(path, key, before_upgrade=unexpected, steps=steps) as db:
            db.change("INSERT INTO setting VALUES ('a', 'b')")
            modes = {file.name: mode(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert modes == {
        "hearthlight.db": 0o600,
        "hearthlight.db-wal": 0o600,
        "hearthlight.db-shm": 0o600,
        "hearthlight.lock": 0o600,
    }


@pytest.mark.parametrize("left", ["", "-wal", "-shm", "-journal"])
def test_no_database_is_made_beside_what_an_old_one_left(
    path: Path, key: bytearray, steps: Steps, fingerprint: Fingerprint, left: str
) -> None:
    path.with_name(f"{path.name}{left}").write_bytes(b"something old")
    before = fingerprint()

    with pytest.raises(AlreadyExistsError):
        create_database(path, key, steps)

    assert fingerprint() == before


def test_a_database_that_could_not_be_filled_leaves_nothing(path: Path, key: bytearray) -> None:
    with pytest.raises(StorageError):
        create_database(path, key, [Step(1, ("CREATE TABLE person (id)", "nonsense"))])

    assert [file.name for file in path.parent.iterdir()] == ["hearthlight.lock"]


def test_a_database_of_no_step_at_all_is_not_made(path: Path, key: bytearray) -> None:
    with pytest.raises(UnreadableError):
        create_database(path, key, [])

    assert not path.exists()


def test_a_full_disk_while_a_file_is_written_leaves_the_old_one(
    sample: Database, path: Path, key: bytearray, fingerprint: Fingerprint
) -> None:
    sample.close()
    before = fingerprint()

    def fill(db: Database) -> None:
        with maintenance(db):
            db.rows("PRAGMA max_page_count = 2")
            db.change("CREATE TABLE a (b)")
            db.change("INSERT INTO a VALUES (zeroblob(100000))")

    with pytest.raises(DiskFullError):
        write_file(path, key, fill)

    assert fingerprint() == before


def test_a_file_is_not_named_while_its_rows_are_still_in_the_journal(
    path: Path, key: bytearray
) -> None:
    readers: list[Database] = []

    def fill(db: Database) -> None:
        upgrade(db, [Step(1, ("CREATE TABLE person (id)",))])
        readers.append(connect(path.with_name("hearthlight.db.part"), key))
        readers[0].change("BEGIN")
        readers[0].rows("SELECT * FROM person")
        db.change("INSERT INTO person VALUES ('a')")
        with maintenance(db):
            db.rows("PRAGMA busy_timeout = 0")

    with pytest.raises(BusyError):
        write_file(path, key, fill)

    readers[0].close()
    assert not path.exists()


def test_what_a_killed_writing_left_is_replaced(path: Path, key: bytearray, steps: Steps) -> None:
    path.with_name("hearthlight.db.part").write_bytes(b"half")
    path.with_name("hearthlight.db.part-wal").write_bytes(b"half")

    create_database(path, key, steps)

    assert sorted(file.name for file in path.parent.iterdir()) == [
        "hearthlight.db",
        "hearthlight.lock",
    ]
