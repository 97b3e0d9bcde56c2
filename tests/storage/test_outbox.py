"""What is queued, replaced, taken back and erased before anything is sent."""

from datetime import timedelta

from handlers.notices import (
    Answered,
    Choice,
    Erase,
    Keyboard,
    Notice,
    Over,
    Proof,
    Text,
    Urgency,
    Withdraw,
)
from handlers.people import Address, PersonId
from storage import deliveries, numbers, outbox, sent
from storage.database import Database
from storage.outbox_rows import Kind, Row
from tests.storage.cast import ANA, BEA, CAT, HOUR, MINUTE, NOON, ON, TELEGRAM, leave, waiting

SAFE = Choice(Text("choice.all_good"), "safe:one")
QUESTION = Notice(ANA, "timer.due", about="checkin:one", slot="due:one")
CARD = Notice(ANA, "timer.card", about="checkin:one", slot="card:one")


def on_its_way(db: Database, notice: Notice) -> int:
    outbox.put_all(db, [notice], NOON)
    (row,) = outbox.claim(db, NOON, ON, 1, ())
    return row.id


def stand(db: Database, ref: str, slot: str) -> None:
    message = sent.Standing(ANA, TELEGRAM, "Ana's chat", ref)
    sent.remember(db, message, "checkin:one", NOON, slot)


def erased(db: Database) -> list[str]:
    return [ref for (ref,) in db.rows("SELECT ref FROM outbox WHERE kind = 'erase' ORDER BY id")]


def test_a_notice_comes_out_as_it_went_in(db: Database) -> None:
    notice = Notice(
        ANA,
        "timer.due.again",
        {"due": NOON, "left": 5 * MINUTE, "first": [Text("name", {"name": "Bea"})], "minutes": 5},
        (SAFE,),
        about="checkin:one",
        slot="due:one",
        edits=True,
        urgency=Urgency.QUESTION,
        silent=True,
        proof=Proof.QUESTION,
        keyboard=Keyboard.RUNNING,
    )

    outbox.put_all(db, [notice], NOON)

    (row,) = outbox.claim(db, NOON, ON, 1, ())
    assert row == Row(
        id=row.id,
        person=ANA,
        address=Address(TELEGRAM, "Ana's chat"),
        kind=Kind.EDIT,
        key=notice.key,
        values=notice.values,
        choices=notice.choices,
        about=notice.about,
        slot=notice.slot,
        urgency=notice.urgency,
        silent=True,
        proof=notice.proof,
        keyboard=notice.keyboard,
        tries=1,
        repeat=False,
        ref=None,
        numbers={"safe:one": 1},
        language="en",
        zone="Europe/Berlin",
        first_line="",
    )


def test_a_plain_notice_is_sent_anew_and_has_no_numbers(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "timer.done")], NOON)

    (row,) = outbox.claim(db, NOON, ON, 1, ())
    assert (row.kind, row.keyboard, row.numbers) == (Kind.SEND, None, {})


def test_what_a_button_copies_or_shares_is_no_answer_and_gets_no_number(db: Database) -> None:
    copy = Choice(Text("choice.copy"), "copy:link", copies="https://example.org")
    share = Choice(Text("choice.share"), "share:link", shares="https://example.org")

    outbox.put_all(db, [Notice(ANA, "invite", choices=(copy, share, SAFE))], NOON)

    assert [each.token for each in numbers.of_person(db, ANA)] == ["safe:one"]


def test_only_the_numbers_of_its_own_choices_come_with_a_row(db: Database) -> None:
    more = Choice(Text("choice.more"), "more30:one")

    outbox.put_all(db, [Notice(ANA, "a", choices=(SAFE,)), Notice(ANA, "b", choices=(more,))], NOON)

    (row,) = outbox.claim(db, NOON, ON, 1, ())
    assert row.numbers == {"safe:one": 1}


def test_what_is_for_somebody_who_left_is_left_out(db: Database) -> None:
    leave(db, BEA)

    outbox.put_all(db, [Notice(BEA, "alert.missed", choices=(SAFE,))], NOON)

    assert waiting(db) == []
    assert db.rows("SELECT * FROM numbers") == []


def test_a_newer_notice_replaces_the_one_that_waits_in_its_slot(db: Database) -> None:
    outbox.put_all(db, [CARD, QUESTION], NOON)

    outbox.put_all(db, [Notice(ANA, "timer.card.done", slot="card:one", edits=True)], NOON)

    assert waiting(db) == [("send", "timer.due"), ("edit", "timer.card.done")]


def test_a_newer_notice_replaces_one_that_waits_for_another_try(db: Database) -> None:
    row = on_its_way(db, CARD)
    deliveries.retry(db, row, NOON + MINUTE, unknown=False)

    outbox.put_all(db, [CARD], NOON)

    assert len(waiting(db)) == 1


def test_what_is_on_its_way_is_not_replaced(db: Database) -> None:
    row = on_its_way(db, CARD)

    outbox.put_all(db, [CARD], NOON)
    deliveries.retry(db, row, NOON, unknown=False)

    assert len(waiting(db)) == 2


def test_the_same_slot_of_somebody_else_is_not_replaced(db: Database) -> None:
    again = [Notice(to, "alert.again", slot="again:red") for to in (BEA, CAT)]

    outbox.put_all(db, again, NOON)

    assert len(waiting(db)) == 2


def test_notices_without_a_slot_all_wait(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "one"), Notice(ANA, "two")], NOON)

    assert waiting(db) == [("send", "one"), ("send", "two")]


def test_what_waits_about_something_is_withdrawn_from_everybody(db: Database) -> None:
    told = [Notice(to, "alert.missed", about="alert:red") for to in (BEA, CAT)]
    outbox.put_all(db, [*told, Notice(BEA, "alert.call", about="alert:blue")], NOON)

    outbox.put_all(db, [Withdraw("alert:red")], NOON)

    assert waiting(db) == [("send", "alert.call")]


def test_what_waits_is_withdrawn_from_one(db: Database) -> None:
    outbox.put_all(db, [Notice(to, "tonight", about="checkin:one") for to in (ANA, BEA)], NOON)

    outbox.put_all(db, [Withdraw("checkin:one", ANA)], NOON)

    assert db.rows("SELECT person FROM outbox") == [(BEA,)]


def test_what_follows_a_withdrawal_is_not_withdrawn(db: Database) -> None:
    over = Notice(BEA, "alert.over.safe", about="alert:red")

    outbox.put_all(db, [Withdraw("alert:red"), over], NOON)

    assert waiting(db) == [("send", "alert.over.safe")]


def test_a_withdrawn_notice_that_was_tried_is_not_tried_again(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    deliveries.retry(db, row, NOON + MINUTE, unknown=True)

    outbox.put_all(db, [Withdraw("checkin:one", ANA)], NOON)

    assert waiting(db) == []


def test_what_is_withdrawn_on_its_way_is_not_tried_again(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    outbox.put_all(db, [Withdraw("checkin:one", ANA)], NOON)

    deliveries.retry(db, row, NOON, unknown=True)

    assert waiting(db) == []


def test_what_is_withdrawn_on_its_way_may_still_arrive(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    outbox.put_all(db, [Withdraw("checkin:one", ANA)], NOON)

    fate = deliveries.delivered(db, row, "17", NOON)

    assert fate == deliveries.Fate(ANA, "checkin:one", Proof.NONE)
    assert erased(db) == []


def test_what_is_over_frees_its_numbers(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "a", choices=(SAFE,), about="checkin:one")], NOON)

    outbox.put_all(db, [Over("checkin:one", NOON + HOUR, ANA)], NOON)

    assert numbers.of_person(db, ANA) == ()


def test_what_is_over_is_remembered_until_it_leaves_the_chats(db: Database) -> None:
    outbox.put_all(db, [Over("alert:red", NOON + timedelta(microseconds=1))], NOON)

    assert db.rows("SELECT about, person FROM forgetting") == [("alert:red", None)]


def test_an_answered_question_is_erased_from_the_chat_at_once(db: Database) -> None:
    stand(db, "17", "due:one")
    stand(db, "18", "due:one")
    stand(db, "19", "card:one")

    outbox.put_all(db, [Erase(ANA, "due:one")], NOON)

    assert erased(db) == ["17", "18"]
    assert db.rows("SELECT DISTINCT urgency FROM outbox") == [(Urgency.ANSWER,)]


def test_an_answered_question_that_waits_is_not_sent(db: Database) -> None:
    outbox.put_all(db, [QUESTION, CARD], NOON)

    outbox.put_all(db, [Erase(ANA, "due:one")], NOON)

    assert waiting(db) == [("send", "timer.card")]


def test_an_answered_question_that_is_on_its_way_is_erased_when_it_arrives(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    outbox.put_all(db, [Withdraw("checkin:one", ANA), Erase(ANA, "due:one")], NOON)

    deliveries.delivered(db, row, "17", NOON)

    assert erased(db) == ["17"]
    assert db.rows("SELECT * FROM sent") == []


def test_an_answered_question_that_is_withdrawn_too_is_still_erased(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    outbox.put_all(db, [Erase(ANA, "due:one"), Withdraw("checkin:one", ANA)], NOON)

    deliveries.delivered(db, row, "17", NOON)

    assert erased(db) == ["17"]


def test_an_answered_question_of_no_known_place_cannot_be_erased(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    outbox.put_all(db, [Erase(ANA, "due:one")], NOON)

    deliveries.delivered(db, row, "", NOON)

    assert waiting(db) == []


def test_what_follows_an_erasure_takes_the_slot_anew(db: Database) -> None:
    outbox.put_all(db, [QUESTION, Erase(ANA, "due:one"), QUESTION], NOON)

    assert waiting(db) == [("send", "timer.due")]


def test_a_message_of_their_own_is_erased_from_the_chat(db: Database) -> None:
    outbox.erase_incoming(db, ANA, Address(TELEGRAM, "Ana's chat"), "16", NOON)

    (row,) = outbox.claim(db, NOON, ON, 1, ())
    assert (row.kind, row.address.chat, row.ref) == (Kind.ERASE, "Ana's chat", "16")


def test_whoever_leaves_takes_what_waits_along(db: Database) -> None:
    outbox.put_all(db, [CARD], NOON)

    leave(db, PersonId(ANA))

    assert waiting(db) == []


def test_an_answered_question_lets_its_numbers_go(db: Database) -> None:
    asked = Notice(
        ANA, "join.clock", choices=(Choice(Text("choice.yes"), "clockyes"),), about="talk"
    )

    outbox.put_all(db, [asked, Answered("talk", ANA)], NOON)

    assert numbers.of_person(db, ANA) == ()


def test_what_is_on_its_way_is_counted_until_it_was_taken(db: Database) -> None:
    row = on_its_way(db, QUESTION)
    outbox.put_all(db, [CARD], NOON)
    before = outbox.waiting(db)

    deliveries.delivered(db, row, "17", NOON)

    assert (before, outbox.waiting(db)) == (2, 1)
