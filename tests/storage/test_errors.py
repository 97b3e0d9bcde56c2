import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from storage.database import (
    Database,
    checkpoint,
    connect,
    maintenance,
    transaction,
)
from storage.errors import (
    BusyError,
    DiskError,
    DiskFullError,
    RefusedError,
    StorageError,
    attempt,
)
from tests.storage.conftest import ADD_PERSON, CANARY, people


def full(db: Database) -> None:
    """Let the disk be full: the file may not grow any more."""
    with maintenance(db):
        checkpoint(db)
        db.rows("PRAGMA max_page_count = 1")


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("INSERT INTO person (id, name) VALUES ('b', ?)", None),
        ("INSERT INTO person (id, name) VALUES ('a', ?)", CANARY),
        ("INSERT INTO address (chat, person) VALUES ('chat-2', ?)", CANARY),
        ("INSERT INTO person (id, name) VALUES ('b', ?)", b"Canary"),
        ("SELECT ?", CANARY + "\ud800"),
        ("SELECT ?", 2**63),
    ],
)
def test_a_refused_value_is_not_in_the_error(
    sample: Database, statement: str, value: str | int | bytes | None
) -> None:
    with pytest.raises(RefusedError) as caught:
        sample.change(statement, value)

    assert "Canary" not in repr(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_fault_in_a_statement_names_it(sample: Database) -> None:
    with pytest.raises(StorageError, match="no such column: nickname"):
        sample.rows("SELECT nickname FROM person")


def test_text_that_cannot_be_decoded_is_not_in_the_error(sample: Database) -> None:
    with pytest.raises(StorageError) as caught:
        sample.rows("SELECT CAST(? AS TEXT)", b"Canary \xff")

    assert str(caught.value).endswith("a fault of the program: OperationalError.")


def test_two_statements_at_once_are_refused(sample: Database) -> None:
    with pytest.raises(StorageError, match="a fault of the program: Warning"):
        sample.rows("SELECT 1; SELECT 2")


def test_the_detail_of_an_extended_code_is_left_aside() -> None:
    error = dbapi2.IntegrityError()
    error.sqlite_errorcode = 19 | 8 << 8  # SQLITE_CONSTRAINT_UNIQUE

    def fail() -> None:
        raise error

    with pytest.raises(RefusedError):
        attempt(fail)


def test_an_error_of_the_system_that_has_no_name_here_is_one_of_the_disk() -> None:
    def fail() -> None:
        raise OSError

    with pytest.raises(DiskError):
        attempt(fail)


def test_a_full_disk_is_said_and_undone_and_what_was_there_is_still_read(
    sample: Database,
) -> None:
    full(sample)

    with pytest.raises(DiskFullError), transaction(sample):
        sample.change(ADD_PERSON, "b", "Bea" * 10_000)

    assert people(sample) == ["Ana"]
    assert not sample.in_transaction


def test_with_room_again_the_next_transaction_is_saved(sample: Database) -> None:
    full(sample)
    with pytest.raises(DiskFullError), transaction(sample):
        sample.change(ADD_PERSON, "b", "Bea" * 10_000)

    with maintenance(sample):
        sample.rows("PRAGMA max_page_count = 1000")
    with transaction(sample):
        sample.change(ADD_PERSON, "c", "Cat")

    assert people(sample) == ["Ana", "Cat"]


LIMITED = """
import resource, sys
from pathlib import Path
from storage.database import connect, transaction
from storage.errors import DiskError
db = connect(Path(sys.argv[1]), bytearray(range(32)))
resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))
try:
    with transaction(db):
        db.change("INSERT INTO person (id, name) VALUES ('b', 'Bea')")
except DiskError as error:
    print(type(error).__name__, db.in_transaction, db.rows("SELECT name FROM person"))
"""


def test_a_disk_that_takes_nothing_more_is_said_and_undone(sample: Database, path: Path) -> None:
    sample.close()

    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False
    )

    assert run.stdout == "DiskError False [('Ana',)]\n"


def test_another_program_at_the_file_is_said(sample: Database, path: Path, key: bytearray) -> None:
    with maintenance(sample):
        sample.rows("PRAGMA busy_timeout = 0")

    with connect(path, key) as other, transaction(other), pytest.raises(BusyError):
        sample.change(ADD_PERSON, "b", "Bea")


def test_a_checkpoint_that_a_reader_holds_up_is_said(
    sample: Database, path: Path, key: bytearray
) -> None:
    with maintenance(sample):
        sample.rows("PRAGMA busy_timeout = 0")

    with connect(path, key) as other:
        other.change("BEGIN")
        people(other)
        sample.change(ADD_PERSON, "b", "Bea")
        with pytest.raises(BusyError):
            checkpoint(sample)
