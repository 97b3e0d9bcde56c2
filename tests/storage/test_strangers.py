from handlers.people import Address
from storage import strangers
from storage.database import Database
from tests.storage.cast import HOUR, MINUTE, NOON, SIGNAL, TELEGRAM

HERE = Address(TELEGRAM, "1234567890")
ELSEWHERE = (Address(SIGNAL, "1234567890"), Address(TELEGRAM, "1234567891"))


def test_a_stranger_is_answered_once_a_day(db: Database) -> None:
    asked_before = strangers.was_answered(db, HERE, NOON)

    strangers.greet(db, HERE, NOON)

    assert not asked_before
    assert strangers.was_answered(db, HERE, NOON + 24 * HOUR - MINUTE)
    assert not strangers.was_answered(db, HERE, NOON + 24 * HOUR)


def test_the_next_line_begins_another_day(db: Database) -> None:
    strangers.greet(db, HERE, NOON)

    strangers.greet(db, HERE, NOON + 30 * HOUR)

    assert strangers.was_answered(db, HERE, NOON + 40 * HOUR)


def test_one_stranger_answered_leaves_the_others_their_line(db: Database) -> None:
    strangers.greet(db, HERE, NOON)

    assert not any(strangers.was_answered(db, each, NOON) for each in ELSEWHERE)


def test_somebody_who_joined_is_no_stranger_in_the_rows(db: Database) -> None:
    for each in (HERE, *ELSEWHERE):
        strangers.greet(db, each, NOON)

    strangers.forget(db, HERE)

    assert not strangers.was_answered(db, HERE, NOON)
    assert all(strangers.was_answered(db, each, NOON) for each in ELSEWHERE)


def test_a_strangers_address_is_not_kept(db: Database) -> None:
    strangers.greet(db, HERE, NOON)

    assert HERE.chat not in repr(db.rows("SELECT * FROM strangers"))
