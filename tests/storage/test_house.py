from dataclasses import replace

from handlers.people import Consent, Contact, Invitation, InvitationKind
from storage import contacts, house, invitations, people
from storage.database import Database
from storage.house import Counts
from tests.storage.cast import ANA, BEA, CAT, DEE, HOUR, MINUTE, NOON


def test_what_was_written_last_is_remembered(db: Database) -> None:
    house.write(db, "backup", "one")
    house.write(db, "backup", "two")
    house.write(db, "else", "three")

    assert house.read(db, "backup") == "two"


def test_nothing_is_remembered_before(db: Database) -> None:
    assert house.read(db, "backup") is None
    assert house.seen_at(db) is None


def test_the_last_heartbeat_is_remembered_to_the_microsecond(db: Database) -> None:
    later = NOON + MINUTE / 7

    house.note_seen(db, NOON)
    house.note_seen(db, later)

    assert house.seen_at(db) == later


def test_people_pairings_and_open_invitations_are_counted(db: Database) -> None:
    agreed = Contact("ab", ANA, BEA, Consent.AGREED, NOON)
    asked = replace(agreed, id="ac", peer=CAT, consent=Consent.ASKED)
    left = replace(agreed, id="ad", peer=DEE, consent=Consent.LEFT)
    contacts.save(db, (), (agreed, asked, left, replace(agreed, id="cb", worker=CAT)))
    people.mark_reachable(db, BEA, reachable=False)
    made = Invitation("code", "four words", InvitationKind.JOIN, None, NOON + HOUR)
    invitations.add(db, made, NOON)
    invitations.add(db, replace(made, code="old", words="old", expires_at=NOON), NOON - HOUR)

    assert house.counts(db, NOON) == Counts(people=4, unreachable=1, pairings=2, invitations=1)


def test_a_backup_holds_tables_that_there_are_and_none_that_tells_of_work(db: Database) -> None:
    tables = {name for (name,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    of_work = {name for name in tables if name.startswith(("checkin", "alert"))}
    in_passing = {"outbox", "inbox", "sent", "numbers", "forgetting", "dialogues", "invitations"}

    assert len(of_work) == 4
    assert in_passing < tables
    assert set(house.BACKED_UP) < tables - of_work - in_passing
