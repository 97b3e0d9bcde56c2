from handlers.notices import Notice, Urgency
from handlers.people import Address
from storage import forgetting, numbers, outbox, sent
from storage.database import Database
from tests.storage.cast import ANA, BEA, MINUTE, NOON, TELEGRAM, leave

CARD = sent.Standing(ANA, TELEGRAM, "Ana's chat", "17")
HERE = Address(TELEGRAM, "Ana's chat")


def kept(db: Database) -> list[tuple[str, str, str]]:
    return [(ref, slot, about) for ref, slot, about in db.rows("SELECT ref, slot, about FROM sent")]


def test_a_message_about_something_is_remembered(db: Database) -> None:
    sent.remember(db, CARD, "checkin:one", NOON)

    assert kept(db) == [("17", "", "checkin:one")]


def test_a_message_with_a_slot_is_remembered(db: Database) -> None:
    sent.remember(db, CARD, "", NOON, "card:one")

    assert kept(db) == [("17", "card:one", "")]


def test_a_message_that_nobody_needs_again_is_not_remembered(db: Database) -> None:
    sent.remember(db, CARD, "", NOON)
    sent.remember(db, CARD._replace(ref=""), "checkin:one", NOON, "card:one")

    assert kept(db) == []


def test_a_question_about_nothing_is_remembered_since_it_can_be_quoted(db: Database) -> None:
    sent.remember(db, CARD, "", NOON, asks=True)

    assert sent.asked(db, ANA, HERE, "17") == ("", NOON)


def test_a_quoted_message_is_known_by_its_id_in_its_chat(db: Database) -> None:
    sent.remember(db, CARD, "alert:red", NOON)

    assert sent.asked(db, ANA, HERE, "17") == ("alert:red", NOON)
    assert sent.asked(db, ANA, HERE, "18") is None
    assert sent.asked(db, BEA, HERE, "17") is None


def test_an_edited_message_is_still_one_and_as_old_as_it_was(db: Database) -> None:
    sent.remember(db, CARD, "checkin:one", NOON, "card:one")

    sent.remember(db, CARD, "checkin:one", NOON + MINUTE, "card:one")

    assert db.rows("SELECT sent_at - ? FROM sent", 1_772_366_400_000_000) == [(0,)]


def test_what_a_person_wrote_is_remembered_with_what_it_was_about(db: Database) -> None:
    sent.remember_incoming(db, ANA, HERE, "16", "checkin:one", NOON)

    assert kept(db) == [("16", "", "checkin:one")]


def test_what_stands_in_a_slot_is_taken_out_once(db: Database) -> None:
    sent.remember(db, CARD, "", NOON, "due:one")
    sent.remember(db, CARD._replace(ref="18"), "", NOON, "due:one")
    sent.remember(db, CARD._replace(ref="19"), "", NOON, "card:one")

    taken = sent.take(db, ANA, "due:one")

    assert sorted(taken) == [CARD, CARD._replace(ref="18")]
    assert kept(db) == [("19", "card:one", "")]


def test_the_same_slot_of_somebody_else_is_another(db: Database) -> None:
    sent.remember(db, CARD, "", NOON, "again:red")

    assert sent.take(db, BEA, "again:red") == []


def test_whoever_leaves_takes_the_messages_of_their_chat_along(db: Database) -> None:
    sent.remember(db, CARD, "", NOON, "card:one")

    leave(db, ANA)

    assert kept(db) == []


def test_what_was_said_last_is_newest_until_something_is_asked(db: Database) -> None:
    sent.remember(db, CARD, "checkin:one", NOON, "unclear")
    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)
    before = sent.is_newest(db, ANA, "unclear")

    numbers.give(db, ANA, "alert:red", ["got:red"], NOON + MINUTE)

    assert before
    assert not sent.is_newest(db, ANA, "unclear")
    assert not sent.is_newest(db, BEA, "unclear")


def test_what_is_on_its_way_counts_as_said(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "talk.answer_with", slot="unclear")], NOON)

    assert sent.is_newest(db, ANA, "unclear")


def test_all_that_stands_in_somebodys_chats_is_known(db: Database) -> None:
    waits = sent.Standing(ANA, TELEGRAM, "two", "2")
    sent.remember(db, CARD, "checkin:one", NOON)
    forgetting.queue(db, [waits], Urgency.REST, NOON)
    sent.remember(db, sent.Standing(BEA, TELEGRAM, "Bea's chat", "3"), "checkin:one", NOON)
    outbox.put_all(db, [Notice(ANA, "on.its.way")], NOON)

    assert set(sent.of_person(db, ANA)) == {CARD, waits}
