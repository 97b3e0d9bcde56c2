import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database, connect, maintenance
from storage.errors import RefusedError, StorageError
from storage.migrations import Step, read_steps, shipped_steps, split, upgrade, version

Steps = tuple[Step, ...]

SCHEMA = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"


@pytest.fixture
def empty(path: Path, key: bytearray) -> Iterator[Database]:
    path.touch(0o600)
    with connect(path, key) as db:
        yield db


def taken(db: Database) -> int:
    with maintenance(db):
        return version(db)


# Reading


def test_steps_are_read_in_their_order_and_other_files_left(tmp_path: Path) -> None:
    (tmp_path / "0002.sql").write_text("CREATE TABLE b (c);")
    (tmp_path / "0001.sql").write_text("CREATE TABLE a (b);\nINSERT INTO a VALUES (1);\n")
    (tmp_path / "README.md").write_text("not a step")

    assert read_steps(tmp_path) == (
        Step(1, ("CREATE TABLE a (b);", "INSERT INTO a VALUES (1);")),
        Step(2, ("CREATE TABLE b (c);",)),
    )


@pytest.mark.parametrize("names", [["0002.sql"], ["0001.sql", "0003.sql"], ["0000.sql"]])
def test_a_missing_step_is_said(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("CREATE TABLE a (b);")

    with pytest.raises(StorageError, match="step of the schema is missing"):
        read_steps(tmp_path)


def test_the_shipped_steps_are_those_of_the_folder() -> None:
    folder = Path(sys.modules[Step.__module__].__file__ or "").parent

    assert shipped_steps() == read_steps(folder)


def test_a_semicolon_inside_something_does_not_end_a_statement() -> None:
    table = "CREATE TABLE a ( -- it; has\n  b TEXT DEFAULT ';' /* one; */\n);"
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; SELECT 1; END;"

    assert list(split(f"-- First; of all\n{table} {trigger}\n")) == [
        f"-- First; of all\n{table}",
        trigger,
    ]


@pytest.mark.parametrize("script", ["CREATE TABLE a (b)", "SELECT 1; SELECT ';", "SELECT ';'"])
def test_a_step_that_ends_in_the_middle_is_said(script: str) -> None:
    with pytest.raises(StorageError, match="middle of a statement"):
        list(split(script))


# Taking


def test_all_steps_are_taken_once(empty: Database, steps: Steps) -> None:
    upgrade(empty, steps)
    upgrade(empty, steps)

    assert taken(empty) == 2
    assert empty.rows("SELECT * FROM setting") == [("greeting", "hello")]


def test_an_upgraded_schema_equals_a_fresh_one(
    empty: Database, tmp_path: Path, key: bytearray, old_steps: Steps, steps: Steps
) -> None:
    other = tmp_path / "fresh.db"
    other.touch()

    upgrade(empty, old_steps)
    upgrade(empty, steps)

    with connect(other, key) as fresh:
        upgrade(fresh, steps)
        assert empty.rows(SCHEMA) == fresh.rows(SCHEMA)


def test_rows_from_before_survive(empty: Database, old_steps: Steps, steps: Steps) -> None:
    upgrade(empty, old_steps)
    empty.change("INSERT INTO person VALUES ('a', 'Ana')")

    upgrade(empty, steps)

    assert empty.rows("SELECT * FROM person") == [("a", "Ana", "UTC")]


def test_a_failing_step_is_undone_whole_and_the_ones_before_it_stay(
    empty: Database, old_steps: Steps
) -> None:
    bad = Step(2, ("CREATE TABLE half (a)", "INSERT INTO setting VALUES ('greeting', 'again')"))

    with pytest.raises(RefusedError):
        upgrade(empty, (*old_steps, bad))

    assert taken(empty) == 1
    assert empty.rows("SELECT name FROM sqlite_schema WHERE name = 'half'") == []


def test_a_step_may_rebuild_a_table_that_others_refer_to(empty: Database, old_steps: Steps) -> None:
    rebuild = Step(
        2,
        (
            "CREATE TABLE renewed (id TEXT PRIMARY KEY, name TEXT) STRICT",
            "INSERT INTO renewed SELECT * FROM person",
            "DROP TABLE person",
            "ALTER TABLE renewed RENAME TO person",
        ),
    )
    upgrade(empty, old_steps)
    empty.change("INSERT INTO person VALUES ('a', 'Ana')")
    empty.change("INSERT INTO address VALUES ('chat-1', 'a')")

    upgrade(empty, (*old_steps, rebuild))

    assert empty.rows("SELECT * FROM address") == [("chat-1", "a")]


def test_a_step_that_leaves_a_row_without_its_person_is_undone(
    empty: Database, old_steps: Steps
) -> None:
    upgrade(empty, old_steps)
    bad = Step(2, ("INSERT INTO address VALUES ('chat-1', 'nobody')",))

    with pytest.raises(StorageError, match="refers to nothing"):
        upgrade(empty, (*old_steps, bad))

    assert taken(empty) == 1
    assert empty.rows("SELECT * FROM address") == []


@pytest.mark.parametrize("works", [True, False])
def test_references_are_watched_again_after_an_upgrade(
    empty: Database, old_steps: Steps, *, works: bool
) -> None:
    if works:
        upgrade(empty, old_steps)
    else:
        with pytest.raises(StorageError):
            upgrade(empty, (*old_steps, Step(2, ("nonsense",))))

    with pytest.raises(RefusedError):
        empty.change("INSERT INTO address VALUES ('chat-1', 'nobody')")


def test_after_an_upgrade_the_file_is_sealed(empty: Database, steps: Steps) -> None:
    upgrade(empty, steps)

    with pytest.raises(StorageError, match="not authorized"):
        empty.rows("PRAGMA user_version")


KILLED = """
import os, signal, sys
from pathlib import Path
from storage.database import connect
from storage.migrations import Step, upgrade

class PowerCut(tuple):
    def __iter__(self):
        for place, statement in enumerate(super().__iter__()):
            if place == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield statement
        os.kill(os.getpid(), signal.SIGKILL)

second = ("CREATE TABLE more (a)", "INSERT INTO more VALUES (1)")
upgrade(
    connect(Path(sys.argv[1]), bytearray(range(32))),
    [Step(1, ("CREATE TABLE person (id)",)), Step(2, PowerCut(second))],
)
"""


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_power_cut_in_a_step_leaves_the_old_schema(path: Path, key: bytearray, at: int) -> None:
    path.touch(0o600)

    run = subprocess.run([sys.executable, "-c", KILLED, str(path), str(at)], check=False)

    with connect(path, key) as db:
        assert run.returncode == -signal.SIGKILL
        assert taken(db) == 1
        assert db.rows("SELECT name FROM sqlite_schema") == [("person",)]
