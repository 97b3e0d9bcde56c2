import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import (
    SETTINGS,
    Database,
    connect,
    maintenance,
    savepoint,
    transaction,
)
from storage.errors import (
    StorageError,
    UnreadableError,
)
from tests.storage.conftest import ADD_PERSON, CANARY, people

# Settings and key


def test_every_connection_keeps_all_required_settings(sample: Database) -> None:
    with maintenance(sample):
        kept = {name: sample.row(f"PRAGMA {name}") for name, _, _ in SETTINGS}

    assert kept == {
        "journal_mode": ("wal",),
        "synchronous": (2,),
        "secure_delete": (1,),
        "temp_store": (2,),
        "foreign_keys": (1,),
        "trusted_schema": (0,),
        "cell_size_check": (1,),
        "mmap_size": (0,),
        "busy_timeout": (5000,),
    }


def test_a_setting_that_does_not_hold_refuses_the_file(
    sample: Database, path: Path, key: bytearray
) -> None:
    with pytest.raises(StorageError, match="does not keep synchronous"):
        connect(path, key, settings=[("synchronous", "OFF", 2)])


def test_the_key_is_the_raw_one_and_no_passphrase(sample: Database, path: Path) -> None:
    passphrase = bytearray(hashlib.sha256(b"another").digest())

    with pytest.raises(UnreadableError):
        connect(path, passphrase, settings=[])


def test_a_key_of_another_length_is_a_fault_of_the_caller(path: Path, sample: Database) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        connect(path, bytearray(31))


def test_the_key_of_the_caller_is_left_to_the_caller(sample: Database, key: bytearray) -> None:
    assert key == bytearray(range(32))


def test_a_name_in_the_file_cannot_be_read_without_the_key(sample: Database, path: Path) -> None:
    sample.change(ADD_PERSON, "b", CANARY)

    found = b"".join(file.read_bytes() for file in path.parent.iterdir())

    assert CANARY.encode() not in found
    assert b"person" not in found


def test_a_wrong_key_prints_nothing(sample: Database, path: Path) -> None:
    sample.close()
    script = (
        "import sys; from pathlib import Path; from storage.opening import inspect\n"
        "inspect(Path(sys.argv[1]), bytearray(32), 1)"
    )

    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )

    assert run.stderr.splitlines()[-1].startswith("storage.errors.UnreadableError: The database")
    assert "hmac" not in run.stderr
    assert run.stdout == ""


# What a sealed connection may do


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'elsewhere.db' AS elsewhere",
        "ATTACH 'elsewhere.db' AS elsewhere KEY ''",
        "PRAGMA user_version",
        "PRAGMA secure_delete = OFF",
        "SELECT * FROM pragma_user_version",
        "CREATE TABLE more (id TEXT)",
        "CREATE TEMP TABLE more (id TEXT)",
        "ALTER TABLE person ADD COLUMN more TEXT",
        "DROP TABLE person",
        "ANALYZE",
        "VACUUM",
        "VACUUM INTO 'elsewhere.db'",
        "SELECT load_extension('elsewhere')",
        "SELECT sqlcipher_export('main')",
    ],
)
def test_a_sealed_connection_refuses(sample: Database, statement: str) -> None:
    with pytest.raises(StorageError, match=r"authoriz|prohibited"):
        sample.rows(statement)


def test_a_sealed_connection_allows_the_work_of_every_day(sample: Database) -> None:
    with transaction(sample), savepoint(sample):
        sample.change(ADD_PERSON, "b", "Bea")
        sample.change("UPDATE person SET name = upper(name) WHERE id = ?", "b")
        added = sample.rows("INSERT INTO person (id, name) VALUES ('d', 'Dee') RETURNING name")
        counted = sample.row(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 3)"
            " SELECT max(i) FROM n"
        )
        removed = sample.change("DELETE FROM person WHERE id = ?", "d")

    assert (added, counted, removed) == ([("Dee",)], (3,), 1)
    assert people(sample) == ["Ana", "BEA"]


def test_after_maintenance_the_same_statement_is_refused_again(sample: Database) -> None:
    with maintenance(sample):
        assert sample.row("PRAGMA user_version") == (2,)

    with pytest.raises(StorageError, match="not authorized"):
        sample.row("PRAGMA user_version")


def test_maintenance_that_fails_seals_again(sample: Database) -> None:
    with pytest.raises(StorageError), maintenance(sample):
        sample.rows("PRAGMA nonsense(")

    with pytest.raises(StorageError, match="not authorized"):
        sample.row("PRAGMA user_version")


# Reading and changing


def test_row_is_none_when_there_is_none(sample: Database) -> None:
    assert sample.row("SELECT name FROM person WHERE id = ?", "x") is None


def test_columns_are_named_also_when_there_are_no_rows(sample: Database) -> None:
    found = sample.columns_and_rows("SELECT id, name FROM person WHERE id = ?", "x")

    assert found == (["id", "name"], [])


def test_change_says_how_many_rows_it_touched(sample: Database) -> None:
    sample.change_each(ADD_PERSON, [("b", "Bea"), ("c", "Cat")])

    assert sample.change("UPDATE person SET zone = 'UTC' WHERE id IN ('b', 'c', 'd')") == 2
