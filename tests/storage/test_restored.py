"""After a restore everybody reads one line."""

from storage import outbox, restored
from storage.database import Database, transaction
from tests.storage.cast import EVERYONE, NOON, ON


def test_everybody_is_told_once(db: Database) -> None:
    with transaction(db):
        restored.tell_everyone(db, "house.restored", NOON)

        rows = outbox.claim(db, NOON, ON, 10, ())

    assert {(row.person, row.key) for row in rows} == {
        (person, "house.restored") for person in EVERYONE
    }
