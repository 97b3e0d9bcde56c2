"""What the tests of the file itself share: keys, a small schema of two steps, an open file."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database, transaction
from storage.migrations import Step
from storage.opening import create_database, open_database
from tests.storage.cast import EVERYONE, join

FIRST = Step(
    1,
    (
        "CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT",
        """CREATE TABLE address (chat TEXT PRIMARY KEY,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE) STRICT""",
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        "CREATE TABLE checkin (id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person) STRICT",
        "INSERT INTO setting VALUES ('greeting', 'hello')",
    ),
)
SECOND = Step(2, ("ALTER TABLE person ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC'",))

ADD_PERSON = "INSERT INTO person (id, name) VALUES (?, ?)"
CANARY = "Canary in the coal mine"


@pytest.fixture
def key() -> bytearray:
    return bytearray(range(32))


@pytest.fixture
def other_key() -> bytearray:
    return bytearray(range(100, 132))


@pytest.fixture
def old_steps() -> tuple[Step, ...]:
    return (FIRST,)


@pytest.fixture
def steps() -> tuple[Step, ...]:
    return (FIRST, SECOND)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hearthlight.db"


@pytest.fixture
def opened(path: Path, key: bytearray, steps: tuple[Step, ...]) -> Callable[[], Database]:
    """Open the file at `path`, made before if there is none."""

    def open_again() -> Database:
        if not path.exists():
            create_database(path, key, steps)
        return open_database(path, key, before_upgrade=unexpected, steps=steps)

    return open_again


@pytest.fixture
def sample(opened: Callable[[], Database]) -> Iterator[Database]:
    """An open file in which Ana is, with an address, a setting and a check-in."""
    with opened() as db:
        with transaction(db):
            db.change("INSERT INTO person VALUES ('a', 'Ana', 'Europe/Berlin')")
            db.change("INSERT INTO address VALUES ('chat-1', 'a')")
            db.change("UPDATE setting SET value = 'hi'")
            db.change("INSERT INTO checkin VALUES ('c', 'a')")
        yield db


@pytest.fixture
def db(path: Path, key: bytearray) -> Iterator[Database]:
    """An open file of the shipped schema in which Ana, Bea, Cat and Dee are."""
    create_database(path, key)
    with open_database(path, key, before_upgrade=unexpected) as db:
        for person, name in EVERYONE.items():
            join(db, person, name)
        yield db


@pytest.fixture
def fingerprint(path: Path) -> Callable[[], dict[str, str]]:
    """Say what is in the database and its journal; SQLite's index of it holds no content."""

    def read() -> dict[str, str]:
        files = [file for file in path.parent.glob(f"{path.name}*") if file.suffix != ".db-shm"]
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    return read


def unexpected(_: Database) -> None:
    raise AssertionError("Nothing was to be upgraded.")


def people(db: Database) -> list[str]:
    return [name for (name,) in db.rows("SELECT name FROM person ORDER BY name")]
