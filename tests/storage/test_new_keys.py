from handlers.people import Address
from storage import people
from storage.database import Database
from tests.storage.cast import ANA, NOON, SIGNAL

PHONE = "Ana's phone"


def test_a_key_seen_for_the_first_time_is_no_new_one(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, PHONE), NOON)

    assert people.with_new_keys(db, SIGNAL, {PHONE: "one"}) == []


def test_another_key_than_before_is_told_once(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, PHONE), NOON)
    people.with_new_keys(db, SIGNAL, {PHONE: "one"})

    first = people.with_new_keys(db, SIGNAL, {PHONE: "two"})
    again = people.with_new_keys(db, SIGNAL, {PHONE: "two"})

    assert (first, again) == ([ANA], [])


def test_a_key_that_is_not_told_this_time_is_still_the_same(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, PHONE), NOON)
    people.with_new_keys(db, SIGNAL, {PHONE: "one"})

    people.with_new_keys(db, SIGNAL, {})

    assert people.with_new_keys(db, SIGNAL, {PHONE: "one", "somebody else": "x"}) == []


def test_fingerprints_are_not_kept_as_they_are(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, PHONE), NOON)

    people.with_new_keys(db, SIGNAL, {PHONE: "the fingerprint"})

    assert "the fingerprint" not in repr(db.rows("SELECT * FROM addresses"))
