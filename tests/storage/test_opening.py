import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from storage.database import Database, connect, maintenance
from storage.errors import (
    AccessError,
    DiskFullError,
    MissingError,
    NewerSchemaError,
    StorageError,
    UnreadableError,
)
from storage.migrations import Step
from storage.opening import Lock, create_database, inspect, open_database
from tests.storage.conftest import people, unexpected

Steps = tuple[Step, ...]
Fingerprint = Callable[[], dict[str, str]]

KILLED = """
import os, signal, sys
from pathlib import Path
from storage.database import connect
db = connect(Path(sys.argv[1]), bytearray(range(32)))
db.change("INSERT INTO person (id, name) VALUES ('b', 'Bea')")
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_a_writer(path: Path) -> None:
    """Leave behind what a power cut does: Bea is in the journal only."""
    run = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert run.returncode == -signal.SIGKILL


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# An existing one


def test_a_missing_database_is_said_and_not_made(path: Path, key: bytearray, steps: Steps) -> None:
    with pytest.raises(MissingError):
        open_database(path, key, before_upgrade=unexpected, steps=steps)

    assert not path.exists()
    Lock(path.parent).close()


def test_a_file_that_others_could_read_is_closed_to_them(
    sample: Database, path: Path, opened: Callable[[], Database]
) -> None:
    sample.close()
    path.chmod(0o644)

    with opened():
        assert mode(path) == 0o600


def test_after_a_power_cut_everything_committed_is_there(
    sample: Database, path: Path, opened: Callable[[], Database]
) -> None:
    sample.close()
    kill_a_writer(path)

    with opened() as db:
        assert people(db) == ["Ana", "Bea"]


def refused(path: Path, key: bytearray, steps: Sequence[Step]) -> type[StorageError]:
    with pytest.raises(StorageError) as caught:
        open_database(path, key, before_upgrade=unexpected, steps=steps)
    return caught.type


@pytest.mark.parametrize("hot", [False, True])
def test_a_wrong_key_changes_no_byte(
    sample: Database, path: Path, steps: Steps, fingerprint: Fingerprint, *, hot: bool
) -> None:
    sample.close()
    if hot:
        kill_a_writer(path)
    before = fingerprint()

    found = refused(path, bytearray(32), steps)

    assert found is UnreadableError
    assert fingerprint() == before
    assert len(before) == 1 + hot


@pytest.mark.parametrize("hot", [False, True])
def test_a_newer_schema_changes_no_byte(
    sample: Database,
    path: Path,
    key: bytearray,
    old_steps: Steps,
    fingerprint: Fingerprint,
    *,
    hot: bool,
) -> None:
    sample.close()
    if hot:
        kill_a_writer(path)
    before = fingerprint()

    found = refused(path, key, old_steps)

    assert found is NewerSchemaError
    assert fingerprint() == before


def test_a_flipped_bit_in_any_page_is_refused_and_left_as_it_is(
    sample: Database, path: Path, key: bytearray, steps: Steps, fingerprint: Fingerprint
) -> None:
    sample.change("INSERT INTO person (id, name) VALUES ('b', ?)", "Bea" * 10_000)
    sample.change("INSERT INTO person (id, name) VALUES ('c', ?)", "Cat" * 10_000)
    sample.change("DELETE FROM person WHERE id = 'c'")  # leaves free pages
    sample.close()
    sound = path.read_bytes()
    pages = range(0, len(sound), 4096)

    for page in pages:
        damaged = bytearray(sound)
        damaged[page + 1234] ^= 1
        path.write_bytes(damaged)
        before = fingerprint()

        assert refused(path, key, steps) is UnreadableError
        assert fingerprint() == before
    assert len(pages) > 10


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        b"SQLite format 3\x00" + bytes(4080),
        bytes(range(256)) * 64,
    ],
)
def test_a_foreign_file_is_refused_and_left_as_it_is(
    path: Path, key: bytearray, steps: Steps, fingerprint: Fingerprint, content: bytes
) -> None:
    path.write_bytes(content)
    before = fingerprint()

    assert refused(path, key, steps) is UnreadableError
    assert fingerprint() == before


def test_a_shortened_file_is_refused_and_left_as_it_is(
    sample: Database, path: Path, key: bytearray, steps: Steps, fingerprint: Fingerprint
) -> None:
    sample.close()
    path.write_bytes(path.read_bytes()[:-5000])
    before = fingerprint()

    assert refused(path, key, steps) is UnreadableError
    assert fingerprint() == before


def test_a_folder_in_the_place_of_the_file_is_refused(
    path: Path, key: bytearray, steps: Steps
) -> None:
    path.mkdir()

    assert refused(path, key, steps) is AccessError


def test_a_refused_file_lets_go_of_the_lock(path: Path, key: bytearray, steps: Steps) -> None:
    path.write_bytes(b"foreign")

    refused(path, key, steps)

    Lock(path.parent).close()


def test_looking_at_a_file_leaves_no_file_behind(
    sample: Database, path: Path, key: bytearray
) -> None:
    sample.close()

    assert inspect(path, key, newest=2) == 2

    assert sorted(file.name for file in path.parent.iterdir()) == [
        "hearthlight.db",
        "hearthlight.lock",
    ]


def test_a_name_with_every_odd_sign_is_opened(sample: Database, path: Path, key: bytearray) -> None:
    sample.close()
    odd = path.with_name("a?mode=memory&b#c%20 ü.db")
    shutil.copyfile(path, odd)

    assert inspect(odd, key, newest=2) == 2
    with connect(odd, key) as db:
        assert people(db) == ["Ana"]


# Upgrade


def test_an_older_schema_is_copied_and_then_upgraded(
    path: Path, key: bytearray, old_steps: Steps, steps: Steps
) -> None:
    create_database(path, key, old_steps)
    seen: list[list[tuple[object, ...]]] = []

    def keep(db: Database) -> None:
        with maintenance(db):
            seen.append(db.rows("PRAGMA user_version"))

    with open_database(path, key, before_upgrade=keep, steps=steps) as db:
        db.change("INSERT INTO person (id, name, zone) VALUES ('a', 'Ana', 'UTC')")

    assert seen == [[(1,)]]
    assert inspect(path, key, newest=2) == 2


def test_without_a_copy_nothing_is_upgraded(
    path: Path, key: bytearray, old_steps: Steps, steps: Steps
) -> None:
    create_database(path, key, old_steps)

    def fail(_: Database) -> None:
        raise DiskFullError

    with pytest.raises(DiskFullError):
        open_database(path, key, before_upgrade=fail, steps=steps)

    assert inspect(path, key, newest=2) == 1
    Lock(path.parent).close()


UPGRADED = """
import os, signal, sys
from pathlib import Path
from storage.database import connect
from storage.migrations import Step, upgrade
db = connect(Path(sys.argv[1]), bytearray(range(32)))
upgrade(db, [Step(1, ()), Step(2, ("CREATE TABLE later (a)",))])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_looking_at_a_file_reads_its_journal_too(
    path: Path, key: bytearray, old_steps: Steps
) -> None:
    create_database(path, key, old_steps)
    subprocess.run([sys.executable, "-c", UPGRADED, str(path)], check=False)

    assert path.with_name("hearthlight.db-wal").stat().st_size > 0
    assert inspect(path, key, newest=2) == 2
