from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import house
from storage.copies import keep_copy, restore
from storage.database import Database, connect
from storage.migrations import shipped_steps, upgrade
from storage.opening import open_database
from tests.storage.cast import EVERYONE, join_first
from tests.storage.conftest import unexpected

SCHEMA = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
KNOWN_FIRST = """SELECT id, name, language, zone, first_line, reminders, tell_start, tell_home,
    reachable, finished_one, joined_at, heard_at, network, chat, last_used_at
FROM people JOIN addresses ON person = id ORDER BY id"""
PEOPLE = """SELECT people.*, network, chat, last_used_at
FROM people JOIN addresses ON person = id ORDER BY id"""

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def first(tmp_path: Path, key: bytearray) -> Iterator[Database]:
    """An open file of the first step, in which Ana, Bea, Cat and Dee are."""
    path = tmp_path / "first.db"
    path.touch(0o600)
    with connect(path, key) as db:
        upgrade(db, shipped_steps()[:1])
        for person, name in EVERYONE.items():
            join_first(db, person, name)
        yield db


def test_the_shipped_schema_is_the_same_step_by_step_and_at_once(
    first: Database, db: Database
) -> None:
    for number in range(2, len(shipped_steps()) + 1):
        upgrade(first, shipped_steps()[:number])

    assert first.rows(SCHEMA) == db.rows(SCHEMA)


def test_people_of_the_first_step_survive_all_that_follow(first: Database) -> None:
    before = first.rows(KNOWN_FIRST)

    upgrade(first, shipped_steps())

    assert len(before) == len(EVERYONE)
    assert first.rows(KNOWN_FIRST) == before


def test_people_survive_a_backup_of_what_is_to_be_backed_up(
    db: Database, tmp_path: Path, key: bytearray, other_key: bytearray
) -> None:
    copy = keep_copy(db, tmp_path, other_key, house.BACKED_UP, NOW)
    fresh = tmp_path / "elsewhere"
    fresh.mkdir()

    restore(copy, other_key, fresh / "h.db", key, house.BACKED_UP)

    with open_database(fresh / "h.db", key, before_upgrade=unexpected) as again:
        assert again.rows(PEOPLE) == db.rows(PEOPLE)
