from dataclasses import replace

import pytest

from handlers.codes import Code
from handlers.people import Address, Person, PersonId
from storage import people
from storage.database import Database
from storage.errors import RefusedError
from tests.storage.cast import ANA, BEA, HOUR, MINUTE, NOON, SIGNAL, TELEGRAM

EVE = PersonId("e" * 32)
ANAS_CHAT = Address(TELEGRAM, "Ana's chat")
ANAS_SIGNAL = Address(SIGNAL, "5c1f")


def heard(db: Database, person: PersonId) -> tuple[int, ...] | None:
    return db.row("SELECT joined_at, heard_at FROM people WHERE id = ?", person)


@pytest.mark.parametrize("field", range(5))
def test_a_person_reads_back_as_they_were_kept(db: Database, field: int) -> None:
    one, two, three, four, five = (place == field for place in range(5))
    marks = (one, two, three, four, five)
    code = Code("teas", b"a tag")
    eve = Person(EVE, "Eve 🔥", "de", "Africa/Lagos", "Your parcel", *marks, code, leaves=True)

    people.save(db, eve, NOON)

    assert people.load(db, EVE) == eve


def test_a_person_who_changed_takes_the_place_of_who_they_were(db: Database) -> None:
    changed = Person(ANA, "Robin", "fr", "Europe/Paris", "Hi", False, True, True, False, True)  # noqa: FBT003 - each mark the other way round

    people.save(db, changed, NOON)

    assert people.load(db, ANA) == changed
    assert people.load(db, BEA).name == "Bea"


def test_a_change_is_no_sign_of_life(db: Database) -> None:
    before = heard(db, ANA)

    people.save(db, replace(people.load(db, ANA), name="Robin"), NOON + HOUR)

    assert heard(db, ANA) == before


def test_nobody_has_an_unknown_id(db: Database) -> None:
    with pytest.raises(people.UnknownPersonError):
        people.load(db, EVE)


def test_somebody_is_found_by_their_address_and_nobody_by_anothers(db: Database) -> None:
    assert people.find(db, ANAS_CHAT) == ANA
    assert people.find(db, Address(SIGNAL, "Ana's chat")) is None


def test_an_address_is_only_ever_one_persons(db: Database) -> None:
    with pytest.raises(RefusedError):
        people.add_address(db, BEA, ANAS_CHAT, NOON)


def test_an_answer_goes_where_somebody_wrote_last(db: Database) -> None:
    people.add_address(db, ANA, ANAS_SIGNAL, NOON + MINUTE)

    people.touch(db, ANAS_CHAT, NOON + HOUR)

    assert people.addresses(db, ANA) == (ANAS_CHAT, ANAS_SIGNAL)


def test_a_reader_has_the_last_address_and_their_own_language_zone_and_line(db: Database) -> None:
    people.save(db, Person(ANA, "Ana", "de", "Africa/Lagos", "Your parcel"), NOON)
    people.add_address(db, ANA, ANAS_SIGNAL, NOON + MINUTE)

    found = people.reader(db, ANA)

    assert found == people.Recipient(ANAS_SIGNAL, "de", "Africa/Lagos", "Your parcel")


def test_nobody_reads_who_is_not_there(db: Database) -> None:
    assert people.reader(db, EVE) is None


def test_whoever_writes_was_heard_and_can_be_reached_again(db: Database) -> None:
    people.mark_reachable(db, ANA, reachable=False)
    people.mark_reachable(db, BEA, reachable=False)
    joined_at, before = heard(db, ANA) or ()

    people.touch(db, ANAS_CHAT, NOON + HOUR)

    assert people.load(db, ANA).reachable
    assert not people.load(db, BEA).reachable
    assert heard(db, ANA) == (joined_at, before + HOUR.total_seconds() * 1_000_000)


def test_what_a_stranger_writes_changes_nobody(db: Database) -> None:
    before = db.rows("SELECT * FROM people")

    people.touch(db, ANAS_SIGNAL, NOON + HOUR)

    assert db.rows("SELECT * FROM people") == before
