"""Who gets what next, and where it goes."""

from datetime import timedelta

import pytest

from handlers.alert_states import Stand, Telling
from handlers.notices import Notice, Proof, Urgency
from handlers.people import Address, Person, PersonId
from storage import alerts, deliveries, outbox, people, sent
from storage.database import Database
from storage.outbox_rows import NEXT, Kind
from tests.storage.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    HOUR,
    MINUTE,
    NOON,
    ON,
    SIGNAL,
    TELEGRAM,
    alert,
    claim_one,
    plan_of,
    telling,
    waiting,
)

ALERT, QUESTION, ANSWER, REST = Urgency


def put(db: Database, to: PersonId, key: str, urgency: Urgency = Urgency.ANSWER) -> None:
    outbox.put_all(db, [Notice(to, key, urgency=urgency)], NOON)


def claimed(db: Database, limit: int = 10, busy: tuple[Address, ...] = ()) -> list[str]:
    return [row.key for row in outbox.claim(db, NOON, ON, limit, busy)]


def on_signal_too(db: Database, person: PersonId, *, later: bool) -> None:
    """Let somebody have a second address, used after the first or before."""
    at = NOON + MINUTE if later else NOON - MINUTE
    people.add_address(db, person, Address(SIGNAL, "second"), at)


def test_nothing_waits(db: Database) -> None:
    assert claimed(db) == []


def test_the_most_urgent_go_first_and_then_the_oldest(db: Database) -> None:
    put(db, ANA, "rest", REST)
    put(db, BEA, "first question", QUESTION)
    put(db, CAT, "second question", QUESTION)
    put(db, DEE, "alert", ALERT)

    assert claimed(db) == ["alert", "first question", "second question", "rest"]


def test_nobody_gets_two_at_once_and_each_in_order(db: Database) -> None:
    put(db, ANA, "older")
    put(db, ANA, "newer")
    put(db, ANA, "urgent", QUESTION)
    put(db, BEA, "hers")

    assert claimed(db) == ["urgent", "hers"]
    assert claimed(db) == []


def test_the_next_goes_when_the_one_before_has_arrived(db: Database) -> None:
    put(db, ANA, "older")
    put(db, ANA, "newer")
    first = claim_one(db)

    deliveries.delivered(db, first.id, "17", NOON)

    assert claimed(db) == ["newer"]


def test_while_one_is_on_its_way_even_an_alert_waits(db: Database) -> None:
    put(db, ANA, "rest", REST)
    claim_one(db)

    put(db, ANA, "alert", ALERT)

    assert claimed(db) == []


def test_no_more_are_claimed_than_wanted(db: Database) -> None:
    for person in (ANA, BEA, CAT):
        put(db, person, person)

    assert claimed(db, limit=2) == [ANA, BEA]
    assert claimed(db, limit=2) == [CAT]


def test_whoever_is_held_back_waits(db: Database) -> None:
    put(db, ANA, "hers")
    put(db, BEA, "theirs")
    held = tuple(Address(TELEGRAM, f"{name}'s chat") for name in ("Ana", "Cat"))

    assert claimed(db, busy=held) == ["theirs"]


def test_nothing_goes_before_its_time(db: Database) -> None:
    put(db, ANA, "late")
    row = claim_one(db)
    deliveries.retry(db, row.id, NOON + MINUTE, unknown=False)

    assert outbox.claim(db, NOON + MINUTE - timedelta(microseconds=1), ON, 1, ()) == []
    assert len(outbox.claim(db, NOON + MINUTE, ON, 1, ())) == 1


def test_a_newer_one_does_not_overtake_one_that_waits_for_another_try(db: Database) -> None:
    put(db, ANA, "first")
    row = claim_one(db)
    deliveries.retry(db, row.id, NOON + MINUTE, unknown=False)
    put(db, ANA, "second")

    assert claimed(db) == []


def test_an_alert_overtakes_what_waits_for_another_try(db: Database) -> None:
    put(db, ANA, "answer")
    row = claim_one(db)
    deliveries.retry(db, row.id, NOON + MINUTE, unknown=False)

    put(db, ANA, "alert", ALERT)

    assert claimed(db) == ["alert"]


def test_tries_are_counted(db: Database) -> None:
    put(db, ANA, "once more")
    first = claim_one(db)
    deliveries.retry(db, first.id, NOON, unknown=False)

    assert (first.tries, claim_one(db).tries) == (1, 2)


def test_nothing_goes_while_no_network_takes_messages(db: Database) -> None:
    put(db, ANA, "hers")

    assert outbox.claim(db, NOON, frozenset(), 10, ()) == []


def test_an_answer_waits_for_the_network_that_was_used_last(db: Database) -> None:
    on_signal_too(db, ANA, later=True)
    put(db, ANA, "answer")
    put(db, BEA, "hers")

    assert [row.person for row in outbox.claim(db, NOON, [TELEGRAM], 10, ())] == [BEA]


@pytest.mark.parametrize(("later", "network"), [(True, SIGNAL), (False, TELEGRAM)])
def test_a_message_goes_where_the_person_wrote_last(
    db: Database, network: str, *, later: bool
) -> None:
    on_signal_too(db, ANA, later=later)
    put(db, ANA, "answer")

    assert claim_one(db).address.network == network


@pytest.mark.parametrize("urgency", [ALERT, QUESTION])
def test_an_alert_and_a_question_go_through_any_network_that_takes_messages(
    db: Database, urgency: Urgency
) -> None:
    on_signal_too(db, ANA, later=True)
    put(db, ANA, "urgent", urgency)

    (row,) = outbox.claim(db, NOON, [TELEGRAM], 10, ())

    assert row.address == Address(TELEGRAM, "Ana's chat")


def test_a_removal_for_a_network_that_is_away_keeps_nobody_waiting(db: Database) -> None:
    outbox.erase_incoming(db, ANA, Address(SIGNAL, "second"), "16", NOON)
    put(db, ANA, "answer")

    (row,) = outbox.claim(db, NOON, [TELEGRAM], 10, ())

    assert row.key == "answer"


def test_whoever_has_no_address_keeps_nobody_waiting(db: Database) -> None:
    people.save(db, Person(PersonId("e"), "Eve", "en", "UTC"), NOON)
    put(db, PersonId("e"), "to nowhere", ALERT)
    put(db, ANA, "answer")

    assert claimed(db, limit=1) == ["answer"]


def test_an_edit_goes_to_what_stands_last_in_its_slot(db: Database) -> None:
    on_signal_too(db, ANA, later=True)
    for minute, ref in enumerate(("17", "18")):
        card = sent.Standing(ANA, TELEGRAM, "Ana's chat", ref)
        sent.remember(db, card, "", NOON + minute * MINUTE, "card:one")
    outbox.put_all(db, [Notice(ANA, "timer.card", slot="card:one", edits=True)], NOON)

    row = claim_one(db)

    assert (row.ref, row.address) == ("18", Address(TELEGRAM, "Ana's chat"))


def test_an_edit_of_nothing_is_sent_anew(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "timer.card", slot="card:one", edits=True)], NOON)

    row = claim_one(db)

    assert (row.kind, row.ref) == (Kind.EDIT, None)


def test_a_new_message_in_a_slot_edits_nothing(db: Database) -> None:
    card = sent.Standing(ANA, TELEGRAM, "Ana's chat", "17")
    sent.remember(db, card, "", NOON, "card:one")
    outbox.put_all(db, [Notice(ANA, "timer.card", slot="card:one")], NOON)

    assert claim_one(db).ref is None


def test_a_peer_counts_as_attempted_from_the_claim_on(db: Database) -> None:
    alerts.save(db, None, alert(), NOON, accepting=True)
    outbox.put_all(db, [telling(BEA, alert()), Notice(CAT, "alert.nobody")], NOON)

    outbox.claim(db, NOON, ON, 10, ())

    found, _, _ = alerts.of_worker(db, ANA, None)
    assert found is not None
    assert found.tellings == {BEA: Telling(Stand.WAITING, attempted=True)}


def test_whoever_is_claimed_reads_in_their_own_way(db: Database) -> None:
    ana = Person(ANA, "Ana", "pt", "America/Bahia", "Your plants:")
    people.save(db, ana, NOON)
    put(db, ANA, "answer")

    row = claim_one(db)

    assert (row.language, row.zone, row.first_line) == ("pt", "America/Bahia", "Your plants:")


def test_everybody_gets_everything_once_and_the_alerts_first(db: Database) -> None:
    for each in range(40):
        person = (ANA, BEA, CAT, DEE)[each % 4]
        put(db, person, f"{each}", Urgency((each * 7) % 4))

    urgencies, keys = [], []
    for _ in range(40):
        row = outbox.claim(db, NOON, ON, 1, ())[0]
        urgencies.append(row.urgency)
        keys.append(row.key)
        deliveries.delivered(db, row.id, row.key, NOON)

    assert urgencies == sorted(urgencies)
    assert sorted(map(int, keys)) == list(range(40))
    assert waiting(db) == []


def test_the_claim_walks_one_index_in_order_and_stops_at_its_limit(db: Database) -> None:
    steps = plan_of(db, NEXT, 1, "[]", "[]", 1).splitlines()

    assert steps[0] == "SCAN waiting USING INDEX outbox_waiting"
    assert not [step for step in steps[1:] if "SCAN" in step and "json_each" not in step]
    assert steps[-1].startswith(("CREATE BLOOM", "SCAN json_each"))  # nothing is sorted at the end


def test_the_next_try_is_known(db: Database) -> None:
    assert outbox.next_retry(db, NOON) is None
    put(db, ANA, "first")
    put(db, BEA, "second")
    for row in outbox.claim(db, NOON, ON, 10, ()):
        wait = MINUTE if row.person == ANA else HOUR
        deliveries.retry(db, row.id, NOON + wait, unknown=False)

    assert outbox.next_retry(db, NOON) == NOON + MINUTE
    assert outbox.next_retry(db, NOON + MINUTE) == NOON + HOUR


def spoil(db: Database, key: str) -> None:
    """Let a queued row be one that nobody can read any more."""
    db.change("UPDATE outbox SET parameters = '?', choices = '[[1]]' WHERE key = ?", key)


def test_a_row_that_cannot_be_read_keeps_nobody_waiting(db: Database) -> None:
    put(db, ANA, "spoilt", QUESTION)
    put(db, ANA, "next")
    put(db, BEA, "hers")
    spoil(db, "spoilt")

    assert claimed(db) == ["hers"]
    assert claimed(db) == ["next"]


def test_an_alert_that_cannot_be_read_goes_out_without_details(db: Database) -> None:
    red = alert()
    alerts.save(db, None, red, NOON, accepting=True)
    outbox.put_all(db, [telling(BEA, red)], NOON)
    spoil(db, "alert.missed")

    row = claim_one(db)

    assert (row.key, row.values, row.choices) == ("alert.unreadable", {"worker": "Ana"}, ())
    assert row.proof is Proof.ALERT


def test_an_alert_that_cannot_be_read_and_is_forgotten_is_dropped(db: Database) -> None:
    outbox.put_all(db, [telling(BEA, alert())], NOON)
    spoil(db, "alert.missed")

    assert claimed(db) == []
    assert waiting(db) == []
