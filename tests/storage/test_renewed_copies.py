"""No copy brings back who left: what a running bot does with its copies at quiet moments."""

from pathlib import Path

import pytest

from storage import leaving
from storage.copies import keep_copy, renew
from storage.database import Database, connect_reader, transaction
from storage.house import BACKED_UP
from tests.storage.cast import BEA, HOUR, NOON

DAY = 24 * HOUR


def copied(folder: Path, key: bytearray) -> set[str]:
    """Say whom all copies in a folder hold, together."""
    found = set[str]()
    for file in folder.iterdir():
        with connect_reader(file, key) as copy:
            found |= {name for (name,) in copy.rows("SELECT name FROM people")}
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "copies"
    made.mkdir()
    return made


def test_who_left_is_in_no_copy_any_more(db: Database, folder: Path, other_key: bytearray) -> None:
    for day in (3, 2, 1, 0):
        keep_copy(db, folder, other_key, BACKED_UP, NOON - day * DAY)
    (folder / "hearthlight-2026-03-01-before-0002.backup").write_bytes(b"as before an upgrade")
    (folder / "hearthlight-2026-02-27.backup.part").write_bytes(b"left by a crash")
    with transaction(db):
        leaving.erase(db, BEA)

    renew(db, folder, other_key, BACKED_UP, NOON)

    assert copied(folder, other_key) == {"Ana", "Cat", "Dee"}
    assert [file.name for file in folder.iterdir()] == ["hearthlight-2026-03-01.backup"]


def test_copies_stay_as_they_are_while_nobody_left(
    db: Database, folder: Path, other_key: bytearray
) -> None:
    with transaction(db):
        leaving.erase(db, BEA)
    renew(db, folder, other_key, BACKED_UP, NOON)
    keep_copy(db, folder, other_key, BACKED_UP, NOON - DAY)
    keep_copy(db, folder, other_key, BACKED_UP, NOON)
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}

    renew(db, folder, other_key, BACKED_UP, NOON)

    assert len(before) == 2
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_where_there_is_no_copy_none_is_made(
    db: Database, folder: Path, other_key: bytearray
) -> None:
    with transaction(db):
        leaving.erase(db, BEA)

    renew(db, folder, other_key, BACKED_UP, NOON)
    renew(db, folder / "missing", other_key, BACKED_UP, NOON)

    assert list(folder.iterdir()) == []


def test_copies_go_after_7_days_though_no_new_one_is_made(
    db: Database, folder: Path, other_key: bytearray
) -> None:
    keep_copy(db, folder, other_key, BACKED_UP, NOON)

    renew(db, folder, other_key, BACKED_UP, NOON + 6 * DAY)
    before = len(list(folder.iterdir()))
    renew(db, folder, other_key, BACKED_UP, NOON + 7 * DAY)

    assert (before, len(list(folder.iterdir()))) == (1, 0)
