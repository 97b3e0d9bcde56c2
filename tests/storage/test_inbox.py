from storage import inbox
from storage.database import Database
from tests.storage.cast import HOUR, NOON, SIGNAL, TELEGRAM


def test_a_message_is_new_once(db: Database) -> None:
    assert inbox.is_new(db, TELEGRAM, "update 1", NOON)
    assert not inbox.is_new(db, TELEGRAM, "update 1", NOON + HOUR)


def test_another_message_is_new(db: Database) -> None:
    inbox.is_new(db, TELEGRAM, "update 1", NOON)

    assert inbox.is_new(db, TELEGRAM, "update 2", NOON)


def test_the_same_key_on_another_network_is_another_message(db: Database) -> None:
    inbox.is_new(db, TELEGRAM, "1", NOON)

    assert inbox.is_new(db, SIGNAL, "1", NOON)


def test_no_key_of_a_network_is_kept(db: Database) -> None:
    inbox.is_new(db, TELEGRAM, "sender-of-this", NOON)

    (kept,) = db.rows("SELECT * FROM inbox")
    assert b"sender" not in kept[1]
    assert len(kept[1]) == 16
