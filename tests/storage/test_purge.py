import os
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import (
    Database,
    check,
    checkpoint,
    connect,
    purge_pages,
)
from storage.errors import (
    StorageError,
    UnreadableError,
)
from tests.storage.conftest import ADD_PERSON, CANARY, people
from tests.storage.sealed_pages import read_pages


def damage(path: Path, before_end: int) -> None:
    with path.open("r+b") as file:
        file.seek(-before_end, 2)
        file.write(b"damaged")


def test_what_was_purged_cannot_be_read_back_even_with_the_key(
    sample: Database, path: Path, key: bytearray
) -> None:
    # Short rows among others: secure_delete alone leaves such ones readable.
    sample.change_each(ADD_PERSON, [(f"p{n:03}", f"{CANARY} {n:03}") for n in range(300)])
    checkpoint(sample)
    before = read_pages(path.read_bytes(), key)
    sample.change("DELETE FROM person WHERE id LIKE 'p%'")

    purge_pages(sample)

    assert CANARY.encode() in before
    assert CANARY.encode() not in read_pages(path.read_bytes(), key)
    assert path.with_name(f"{path.name}-wal").stat().st_size == 0
    assert people(sample) == ["Ana"]


def test_a_purge_gives_the_room_back_and_seals_again(sample: Database, path: Path) -> None:
    sample.change(ADD_PERSON, "b", "Bea" * 100_000)
    checkpoint(sample)
    before = path.stat().st_size
    sample.change("DELETE FROM person WHERE id = 'b'")

    purge_pages(sample)

    assert path.stat().st_size < before - 300_000
    with pytest.raises(StorageError, match="not authorized"):
        sample.row("PRAGMA user_version")


def test_a_sound_file_passes_the_check(sample: Database) -> None:
    check(sample)

    assert people(sample) == ["Ana"]


@pytest.mark.parametrize("used", [True, False])
def test_a_damaged_page_fails_the_check(
    sample: Database, opened: Callable[[], Database], path: Path, *, used: bool
) -> None:
    sample.change(ADD_PERSON, "b", "Bea" * 100_000)
    if not used:  # then it is found by its seal alone
        sample.change("DELETE FROM person WHERE id = 'b'")
    sample.close()
    with opened() as db:
        damage(path, before_end=2_000)

        with pytest.raises(UnreadableError):
            check(db)


def test_a_shortened_file_fails_the_check(
    sample: Database, opened: Callable[[], Database], path: Path
) -> None:
    sample.change(ADD_PERSON, "b", "Bea" * 100_000)
    sample.close()
    with opened() as db:
        os.truncate(path, path.stat().st_size - 2 * 4096)

        with pytest.raises(UnreadableError):
            check(db)


def test_a_damaged_page_is_said_when_it_is_read(
    sample: Database, key: bytearray, path: Path
) -> None:
    sample.change(ADD_PERSON, "b", "Bea" * 100_000)
    sample.close()
    damage(path, before_end=20_000)

    with connect(path, key) as db, pytest.raises(UnreadableError):
        people(db)


def test_a_database_may_be_closed_twice(sample: Database) -> None:
    sample.close()
    sample.close()

    with pytest.raises(StorageError, match="ProgrammingError"):
        people(sample)
