"""Another worker's rows that cannot be read are left out of a peer's desk, and left as they are."""

from zoneinfo import ZoneInfo

import pytest

from handlers.desk import Desk, House, Outcome
from handlers.people import Address, Consent, Contact, Invitation, InvitationKind
from storage import checkins, contacts, desks, invitations
from storage.database import Database, maintenance
from storage.errors import StorageError
from tests.storage.cast import ANA, BEA, CAT, HOUR, NOON, TELEGRAM, checkin

HOUSE = House(run_by="Dee's group", language="en", zone="Europe/Berlin")
OFFER = Invitation("code", "four words", InvitationKind.PEER, ANA, NOON + HOUR)


def beas(db: Database, offered: str = "") -> Desk:
    address = Address(TELEGRAM, "Bea's chat")
    desk = desks.load(db, address, HOUSE, ZoneInfo, NOON, offered=offered)
    assert isinstance(desk, Desk)
    return desk


def tied(db: Database) -> None:
    """Bea is the peer of Ana, whose rows cannot be read, and of Cat."""
    both = [
        Contact(key, worker, BEA, Consent.AGREED, NOON, place=1)
        for key, worker in (("one", ANA), ("two", CAT))
    ]
    contacts.save(db, (), both)
    checkins.save(db, None, checkin(), NOON)
    db.change("UPDATE checkins SET plan = 'no JSON' WHERE worker = ?", ANA)


@pytest.mark.parametrize(
    "column",
    [
        "plan = 'no JSON'",
        "plan = '[]'",
        "plan = '7'",
        'plan = \'[[], "", ["maybe", ""], ["no", ""]]\'',
        "timings = '[]'",
        "timings = '{}'",
        "started_at = 9223372036854775807",
    ],
)
def test_whose_rows_cannot_be_read_is_left_out_and_named(db: Database, column: str) -> None:
    tied(db)
    db.change(f"UPDATE checkins SET {column} WHERE worker = ?", ANA)  # noqa: S608 - the list above

    desk = beas(db)

    assert set(desk.hosts) == {CAT}
    assert desk.unread == {ANA}


def test_the_rows_that_cannot_be_read_are_not_written_over(db: Database) -> None:
    tied(db)
    before = db.rows("SELECT * FROM checkins")
    desk = beas(db)

    desks.save(db, desk, Outcome(desk), NOON)

    assert db.rows("SELECT * FROM checkins") == before


def test_an_invitation_of_whose_rows_cannot_be_read_fails(db: Database) -> None:
    tied(db)
    invitations.add(db, OFFER, NOON)

    with pytest.raises(ValueError, match="Expecting value"):
        beas(db, offered=OFFER.code)


def test_a_file_that_fails_is_not_taken_for_one_workers_rows(db: Database) -> None:
    tied(db)
    with maintenance(db):
        db.change("ALTER TABLE alerts RENAME TO elsewhere")

    with pytest.raises(StorageError):
        beas(db)
