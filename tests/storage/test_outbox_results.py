"""What becomes of a claimed row: taken, tried again, given up, or cut off by a crash."""

from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.notices import Choice, Notice, Proof, Text, Urgency, Withdraw
from handlers.people import Address, PersonId
from storage import alerts, deliveries, forgetting, outbox, people, sent
from storage.database import Database, transaction
from storage.opening import open_database
from storage.outbox_rows import Kind, Row
from tests.storage.cast import (
    ANA,
    BEA,
    HOUR,
    MINUTE,
    NOON,
    ON,
    SIGNAL,
    TELEGRAM,
    alert,
    claim_one,
    leave,
    telling,
    waiting,
)

QUESTION = Notice(
    ANA,
    "timer.due",
    about="checkin:one",
    slot="due:one",
    urgency=Urgency.QUESTION,
    proof=Proof.QUESTION,
)
CARD = Notice(ANA, "timer.card", about="checkin:one", slot="card:one", edits=True)


def on_its_way(db: Database, notice: Notice) -> Row:
    outbox.put_all(db, [notice], NOON)
    return claim_one(db)


def standing(db: Database) -> list[tuple[str, str, str]]:
    return [
        (ref, slot, about)
        for ref, slot, about in db.rows("SELECT ref, slot, about FROM sent ORDER BY id")
    ]


def test_what_was_taken_is_gone_and_its_message_remembered(db: Database) -> None:
    row = on_its_way(db, QUESTION)

    fate = deliveries.delivered(db, row.id, "17", NOON + MINUTE)

    assert fate == deliveries.Fate(ANA, "checkin:one", Proof.QUESTION)
    assert db.rows("SELECT * FROM outbox") == []
    assert standing(db) == [("17", "due:one", "checkin:one")]


def test_what_was_taken_twice_is_told_once(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    deliveries.delivered(db, row.id, "17", NOON)

    assert deliveries.delivered(db, row.id, "18", NOON) is None
    assert standing(db) == [("17", "due:one", "checkin:one")]


def test_what_was_taken_for_somebody_who_left_meanwhile_is_nobodys(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    leave(db, ANA)

    assert deliveries.delivered(db, row.id, "17", NOON) is None
    assert deliveries.give_up(db, row.id) is None


def test_an_edited_message_still_stands(db: Database) -> None:
    message = sent.Standing(ANA, TELEGRAM, "Ana's chat", "17")
    sent.remember(db, message, "checkin:one", NOON, "card:one")
    row = on_its_way(db, CARD)

    deliveries.delivered(db, row.id, "17", NOON)

    assert standing(db) == [("17", "card:one", "checkin:one")]


def test_a_card_that_was_sent_anew_is_the_one_that_is_edited_next(db: Database) -> None:
    message = sent.Standing(ANA, TELEGRAM, "Ana's chat", "17")
    sent.remember(db, message, "checkin:one", NOON, "card:one")
    row = on_its_way(db, CARD)

    deliveries.delivered(db, row.id, "18", NOON)

    assert on_its_way(db, CARD).ref == "18"
    assert len(standing(db)) == 2  # the old one must leave the chat too


def test_a_removal_leaves_nothing_behind(db: Database) -> None:
    outbox.erase_incoming(db, ANA, Address(TELEGRAM, "Ana's chat"), "16", NOON)
    row = claim_one(db)

    fate = deliveries.delivered(db, row.id, "", NOON)

    assert fate == deliveries.Fate(ANA, "", Proof.NONE)
    assert standing(db) == []


@pytest.mark.parametrize("unknown", [True, False])
def test_only_what_may_have_arrived_is_a_repeat(db: Database, *, unknown: bool) -> None:
    row = on_its_way(db, QUESTION)

    deliveries.retry(db, row.id, NOON, unknown=unknown)

    assert claim_one(db).repeat is unknown


def test_once_a_repeat_it_stays_one(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    deliveries.retry(db, row.id, NOON, unknown=True)
    claim_one(db)

    deliveries.retry(db, row.id, NOON, unknown=False)

    assert claim_one(db).repeat


def test_another_try_goes_where_the_person_is_by_then(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    people.add_address(db, ANA, Address(SIGNAL, "new"), NOON + MINUTE)

    deliveries.retry(db, row.id, NOON, unknown=False)

    assert claim_one(db).address == Address(SIGNAL, "new")


def test_another_try_of_a_removal_goes_to_the_same_message(db: Database) -> None:
    outbox.erase_incoming(db, ANA, Address(TELEGRAM, "Ana's chat"), "16", NOON)
    first = claim_one(db)

    deliveries.retry(db, first.id, NOON, unknown=True)

    again = claim_one(db)
    assert (again.address, again.ref) == (first.address, "16")


def test_what_can_never_be_taken_is_given_up(db: Database) -> None:
    row = on_its_way(db, QUESTION)

    fate = deliveries.give_up(db, row.id)

    assert fate == deliveries.Fate(ANA, "checkin:one", Proof.QUESTION)
    assert db.rows("SELECT * FROM outbox") == []


def test_what_somebody_who_left_refused_is_nobodys(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    leave(db, ANA)

    assert deliveries.give_up(db, row.id) is None


def test_an_alert_that_one_address_refused_goes_to_the_other(db: Database) -> None:
    people.add_address(db, BEA, Address(SIGNAL, "second"), NOON - HOUR)
    row = on_its_way(db, telling(BEA, alert()))

    assert deliveries.give_up(db, row.id) is None

    assert claim_one(db).address == Address(SIGNAL, "second")


def test_an_alert_that_both_addresses_refused_is_given_up(db: Database) -> None:
    people.add_address(db, BEA, Address(SIGNAL, "second"), NOON - HOUR)
    row = on_its_way(db, telling(BEA, alert()))
    deliveries.give_up(db, row.id)
    claim_one(db)

    assert deliveries.give_up(db, row.id) == deliveries.Fate(BEA, "alert:red", Proof.ALERT)
    assert db.rows("SELECT * FROM outbox") == []


def test_an_answer_that_one_address_refused_goes_to_the_other_too(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, "second"), NOON - HOUR)
    row = on_its_way(db, CARD)

    assert deliveries.give_up(db, row.id) is None

    assert claim_one(db).address == Address(SIGNAL, "second")


def test_a_removal_that_was_refused_goes_nowhere_else(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, "second"), NOON - HOUR)
    outbox.erase_incoming(db, ANA, Address(TELEGRAM, "Ana's chat"), "16", NOON)
    row = claim_one(db)

    assert deliveries.give_up(db, row.id) is None
    assert db.rows("SELECT * FROM outbox") == []


def test_whoever_writes_from_an_address_again_is_there_again(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, "second"), NOON - HOUR)
    deliveries.give_up(db, on_its_way(db, QUESTION).id)
    deliveries.delivered(db, claim_one(db).id, "1", NOON)

    people.touch(db, Address(TELEGRAM, "Ana's chat"), NOON)

    assert on_its_way(db, QUESTION).address == Address(TELEGRAM, "Ana's chat")


def test_an_alert_that_is_over_goes_nowhere_else(db: Database) -> None:
    people.add_address(db, BEA, Address(SIGNAL, "second"), NOON - HOUR)
    row = on_its_way(db, telling(BEA, alert()))
    outbox.put_all(db, [Withdraw("alert:red")], NOON)

    deliveries.give_up(db, row.id)

    assert waiting(db) == []


@pytest.fixture
def crash(db: Database, path: Path, key: bytearray) -> Callable[[], Database]:
    """Die without a word, and open the file again."""

    def die_and_open() -> Database:
        db.close()
        return open_database(path, key, before_upgrade=print)

    return die_and_open


def test_what_was_on_its_way_at_a_crash_is_sent_again_as_a_repeat(
    db: Database, crash: Callable[[], Database]
) -> None:
    with transaction(db):
        on_its_way(db, QUESTION)
    with transaction(db):
        outbox.put_all(db, [Notice(BEA, "never begun")], NOON)

    with crash() as again:
        assert deliveries.unknown_after_crash(again) == 1

        rows = outbox.claim(again, NOON, ON, 10, ())
        assert [(row.key, row.repeat, row.tries) for row in rows] == [
            ("timer.due", True, 2),
            ("never begun", False, 1),
        ]


def test_what_was_not_committed_before_a_crash_was_never_claimed(
    db: Database, crash: Callable[[], Database]
) -> None:
    outbox.put_all(db, [QUESTION], NOON)
    db.change("BEGIN IMMEDIATE")
    claim_one(db)

    with crash() as again:
        assert deliveries.unknown_after_crash(again) == 0
        assert not claim_one(again).repeat


def test_what_was_withdrawn_on_its_way_is_dropped_after_a_crash(db: Database) -> None:
    on_its_way(db, QUESTION)
    outbox.put_all(db, [Withdraw("checkin:one")], NOON)

    assert deliveries.unknown_after_crash(db) == 0
    assert waiting(db) == []


def test_a_removal_that_was_on_its_way_is_done_again_after_a_crash(db: Database) -> None:
    message = sent.Standing(PersonId(ANA), TELEGRAM, "Ana's chat", "16")
    forgetting.queue(db, [message], Urgency.REST, NOON)
    claim_one(db)

    deliveries.unknown_after_crash(db)

    again = claim_one(db)
    assert (again.kind, again.ref) == (Kind.ERASE, "16")


def telling_on_its_way(db: Database) -> Row:
    alerts.save(db, None, alert(), NOON, accepting=True)
    return on_its_way(db, telling(BEA, alert()))


def test_an_alert_that_cannot_be_sent_as_it_is_goes_without_details(db: Database) -> None:
    row = telling_on_its_way(db)

    assert deliveries.simplify(db, row.id, NOON)

    again = claim_one(db)
    assert (again.id, again.key, again.values) == (row.id, "alert.unreadable", {"worker": "Ana"})
    assert again.choices == ()
    assert again.proof is Proof.ALERT


def test_an_alert_without_details_cannot_be_simpler(db: Database) -> None:
    row = telling_on_its_way(db)
    deliveries.simplify(db, row.id, NOON)
    claim_one(db)

    assert not deliveries.simplify(db, row.id, NOON)


def test_only_alerts_go_without_details(db: Database) -> None:
    row = on_its_way(db, QUESTION)

    assert not deliveries.simplify(db, row.id, NOON)


def test_an_alert_that_is_over_meanwhile_does_not_go_at_all(db: Database) -> None:
    row = telling_on_its_way(db)
    outbox.put_all(db, [Withdraw("alert:red")], NOON)

    deliveries.simplify(db, row.id, NOON)

    assert waiting(db) == []


def test_a_question_about_nothing_can_be_quoted(db: Database) -> None:
    choice = Choice(Text("choice.yes"), "clockyes")
    row = on_its_way(db, Notice(ANA, "join.clock", choices=(choice,)))

    deliveries.delivered(db, row.id, "17", NOON)

    assert sent.asked(db, ANA, row.address, "17") == ("", NOON)


def test_what_waits_for_another_try_can_be_hurried(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    deliveries.retry(db, row.id, NOON + HOUR, unknown=False)

    outbox.hurry(db, NOON + MINUTE)

    assert outbox.next_retry(db, NOON + MINUTE) is None
    assert outbox.claim(db, NOON + MINUTE, [TELEGRAM], 1, ())[0].key == "timer.due"
