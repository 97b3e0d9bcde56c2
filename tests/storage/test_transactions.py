from collections.abc import Callable
from contextlib import suppress

import pytest

from storage.database import (
    Database,
    savepoint,
    transaction,
)
from storage.errors import (
    RefusedError,
    StorageError,
)
from tests.storage.conftest import ADD_PERSON, people


def add_all(db: Database, *names: tuple[str, str]) -> None:
    for name in names:
        db.change(ADD_PERSON, *name)


def add_and_fail(db: Database, *name: str) -> None:
    db.change(ADD_PERSON, *name)
    raise ZeroDivisionError


def test_a_transaction_is_kept_whole(sample: Database, opened: Callable[[], Database]) -> None:
    with transaction(sample):
        sample.change(ADD_PERSON, "b", "Bea")
        sample.change(ADD_PERSON, "c", "Cat")
    sample.close()

    with opened() as again:
        assert people(again) == ["Ana", "Bea", "Cat"]


def test_an_error_inside_undoes_the_transaction(sample: Database) -> None:
    with pytest.raises(ZeroDivisionError), transaction(sample):
        add_and_fail(sample, "b", "Bea")

    assert people(sample) == ["Ana"]
    assert not sample.in_transaction


def test_a_transaction_within_a_transaction_is_a_fault(sample: Database) -> None:
    with pytest.raises(StorageError, match="within a transaction"), transaction(sample):
        sample.change("BEGIN IMMEDIATE")


def test_one_failed_event_leaves_the_others_of_its_transaction(sample: Database) -> None:
    with transaction(sample):
        with savepoint(sample):
            sample.change(ADD_PERSON, "b", "Bea")
        with pytest.raises(RefusedError), savepoint(sample):
            add_all(sample, ("d", "Dee"), ("a", "Ana"))
        with savepoint(sample):
            sample.change(ADD_PERSON, "c", "Cat")

    assert people(sample) == ["Ana", "Bea", "Cat"]


def test_an_inner_savepoint_is_undone_alone(sample: Database) -> None:
    with transaction(sample), savepoint(sample):
        sample.change(ADD_PERSON, "b", "Bea")
        with pytest.raises(ZeroDivisionError), savepoint(sample):
            add_and_fail(sample, "c", "Cat")

    assert people(sample) == ["Ana", "Bea"]


def test_a_savepoint_outside_a_transaction_is_refused(sample: Database) -> None:
    with pytest.raises(StorageError, match="nothing of it was saved"), savepoint(sample):
        sample.change(ADD_PERSON, "b", "Bea")

    assert people(sample) == ["Ana"]


def lose_transaction(db: Database) -> None:
    """Do what SQLite does by itself on some errors of the disk."""
    db.change("ROLLBACK")
    raise ZeroDivisionError


def three_events_and_the_disk_fails_in_the_second(db: Database) -> None:
    with transaction(db):
        with savepoint(db):
            db.change(ADD_PERSON, "b", "Bea")
        with suppress(ZeroDivisionError), savepoint(db):
            lose_transaction(db)
        with savepoint(db):
            db.change(ADD_PERSON, "c", "Cat")


def test_after_the_transaction_was_lost_no_later_event_of_it_is_saved_alone(
    sample: Database,
) -> None:
    with pytest.raises(StorageError, match="nothing of it was saved"):
        three_events_and_the_disk_fails_in_the_second(sample)

    assert people(sample) == ["Ana"]


def test_a_transaction_that_was_lost_does_not_end_well(sample: Database) -> None:
    with pytest.raises(StorageError, match="no transaction"), transaction(sample):
        sample.change("ROLLBACK")

    assert people(sample) == ["Ana"]
