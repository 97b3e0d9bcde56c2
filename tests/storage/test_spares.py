from collections.abc import Iterator
from datetime import datetime

import pytest

from handlers.notices import Notice, Withdraw
from handlers.people import Address
from handlers.timings import ACCEPTED_WITHIN
from storage import deliveries, outbox, people
from storage.database import Database, transaction
from storage.outbox_rows import Row
from tests.storage.cast import BEA, HOUR, MINUTE, NOON, SIGNAL, TELEGRAM, alert, telling

PHONE = Address(SIGNAL, "Bea's phone")
TABLET = Address(TELEGRAM, "Bea's chat")
LATER = NOON + ACCEPTED_WITHIN
BOTH = (SIGNAL, TELEGRAM)


@pytest.fixture(autouse=True)
def on_both_networks(db: Database) -> Iterator[None]:
    """Bea reads on Telegram, and on Signal, where she wrote last."""
    with transaction(db):
        people.add_address(db, BEA, PHONE, NOON + HOUR)
        yield


def is_told(db: Database) -> Row:
    """Bea's alert is on its way to where she wrote last."""
    outbox.put_all(db, [telling(BEA, alert())], NOON)
    [row] = claim(db, NOON)
    return row


def claim(db: Database, at: datetime) -> list[Row]:
    return outbox.claim(db, at, BOTH, 8, ())


def test_an_alert_that_is_not_taken_in_time_goes_to_the_other_address_too(db: Database) -> None:
    is_told(db)

    before = claim(db, LATER - MINUTE / 60)
    [spare] = claim(db, LATER)

    assert before == []
    assert (spare.address, spare.repeat) == (TABLET, True)


def test_what_a_phone_confirmed_goes_nowhere_else(db: Database) -> None:
    row = is_told(db)
    deliveries.delivered(db, row.id, "17", NOON)

    deliveries.arrived(db, SIGNAL, PHONE.chat, ["16", "17"])

    assert claim(db, LATER) == []


def test_a_receipt_for_another_message_confirms_nothing(db: Database) -> None:
    row = is_told(db)
    deliveries.delivered(db, row.id, "17", NOON)

    deliveries.arrived(db, SIGNAL, PHONE.chat, ["18"])
    deliveries.arrived(db, SIGNAL, "another chat", ["17"])

    assert len(claim(db, LATER)) == 1


def test_where_there_are_no_receipts_having_taken_it_must_do(db: Database) -> None:
    people.touch(db, TABLET, NOON + HOUR + MINUTE)
    row = is_told(db)

    deliveries.delivered(db, row.id, "17", NOON)

    assert row.address == TABLET
    assert claim(db, LATER) == []


def test_whoever_writes_has_read_what_was_taken(db: Database) -> None:
    row = is_told(db)
    deliveries.delivered(db, row.id, "17", NOON)

    deliveries.heard_from(db, PHONE)

    assert claim(db, LATER) == []


def test_whoever_writes_has_not_read_what_is_still_to_come(db: Database) -> None:
    row = is_told(db)
    deliveries.retry(db, row.id, NOON + HOUR, unknown=False)

    deliveries.heard_from(db, PHONE)

    assert {each.address for each in claim(db, LATER)} == {PHONE, TABLET}


def test_what_is_called_off_goes_nowhere_at_all(db: Database) -> None:
    row = is_told(db)
    deliveries.retry(db, row.id, NOON + HOUR, unknown=False)

    outbox.put_all(db, [Withdraw("alert:red")], NOON)

    assert claim(db, NOON + HOUR) == []


def test_a_refused_alert_goes_to_the_other_address_at_once_and_once(db: Database) -> None:
    row = is_told(db)

    deliveries.give_up(db, row.id)
    [moved] = claim(db, NOON)
    deliveries.delivered(db, moved.id, "1", NOON)

    assert moved.address == TABLET
    assert claim(db, LATER) == []


def test_where_a_network_asks_for_a_pause_the_other_address_is_written_to_at_once(
    db: Database,
) -> None:
    row = is_told(db)

    deliveries.retry(db, row.id, LATER, unknown=False, elsewhere=True)

    assert [each.address for each in claim(db, NOON)] == [TABLET]


def test_a_spare_that_is_refused_leaves_the_first_message_waiting(db: Database) -> None:
    row = is_told(db)
    deliveries.retry(db, row.id, LATER + MINUTE, unknown=False)
    [spare] = claim(db, LATER)

    assert deliveries.give_up(db, spare.id) is None

    assert [each.address for each in claim(db, LATER + MINUTE)] == [PHONE]


def test_a_spare_goes_while_the_first_call_hangs(db: Database) -> None:
    first = is_told(db)

    [spare] = claim(db, LATER)
    deliveries.delivered(db, spare.id, "1", LATER)

    assert first.address != spare.address


def test_the_first_message_is_not_needed_once_the_spare_was_taken(db: Database) -> None:
    row = is_told(db)
    deliveries.retry(db, row.id, LATER + MINUTE, unknown=False)
    [spare] = claim(db, LATER)

    deliveries.delivered(db, spare.id, "1", LATER)

    assert claim(db, LATER + MINUTE) == []


def test_whoever_answers_the_spare_is_not_told_by_the_first_message_too(db: Database) -> None:
    people.touch(db, TABLET, NOON + HOUR + MINUTE)
    row = is_told(db)
    deliveries.retry(db, row.id, LATER + MINUTE, unknown=False)
    [spare] = claim(db, LATER)
    deliveries.delivered(db, spare.id, "1", LATER)
    waits = [each.address for each in claim(db, LATER)]
    outbox.put_all(db, [Notice(BEA, "thanks")], LATER)

    deliveries.heard_from(db, PHONE)

    assert (spare.address, waits) == (PHONE, [])
    assert [each.key for each in claim(db, LATER + MINUTE)] == ["thanks"]


def test_what_waits_for_another_try_goes_at_once_to_where_somebody_writes(db: Database) -> None:
    outbox.put_all(db, [Notice(BEA, "thanks")], NOON)
    [row] = claim(db, NOON)
    deliveries.retry(db, row.id, NOON + HOUR, unknown=False)

    deliveries.heard_from(db, PHONE)

    assert [each.key for each in claim(db, NOON)] == ["thanks"]


def test_a_spare_keeps_nothing_else_waiting(db: Database) -> None:
    row = is_told(db)
    deliveries.delivered(db, row.id, "17", NOON)

    outbox.put_all(db, [Notice(BEA, "thanks")], NOON)

    assert [each.key for each in claim(db, NOON)] == ["thanks"]


def test_when_a_spare_is_next_is_known(db: Database) -> None:
    row = is_told(db)
    deliveries.delivered(db, row.id, "17", NOON)

    assert outbox.next_retry(db, NOON) == LATER


def test_a_spare_cut_off_by_a_crash_goes_to_the_same_address_again(db: Database) -> None:
    is_told(db)
    claim(db, LATER)

    deliveries.unknown_after_crash(db)

    assert {each.address for each in claim(db, LATER)} == {PHONE, TABLET}


def test_what_is_for_every_address_goes_to_each(db: Database) -> None:
    outbox.put_all(db, [Notice(BEA, "link.done", everywhere=True)], NOON)

    first = claim(db, NOON)
    deliveries.delivered(db, first[0].id, "1", NOON)
    second = claim(db, NOON)

    assert {each.address for each in (*first, *second)} == {PHONE, TABLET}


def test_somebody_who_left_is_sent_nothing(db: Database) -> None:
    db.change("DELETE FROM people WHERE id = ?", BEA)

    outbox.put_all(db, [telling(BEA, alert()), Notice(BEA, "link.done", everywhere=True)], NOON)

    assert outbox.waiting(db) == 0
