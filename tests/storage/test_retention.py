from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.alert_states import Outcome, Settled
from handlers.dialogue import HalfStarted
from handlers.notices import Notice, Urgency
from handlers.people import Address, Consent, Contact, Invitation, InvitationKind
from storage import (
    alerts,
    checkins,
    contacts,
    dialogues,
    forgetting,
    inbox,
    invitations,
    numbers,
    outbox,
    retention,
    sent,
    strangers,
)
from storage.database import Database
from storage.retention import Purged
from tests.storage.cast import ANA, BEA, HOUR, MINUTE, NOON, TELEGRAM, alert, checkin, closed

DAY = 24 * HOUR
EARLIER = timedelta(microseconds=1)
NOTHING = Purged(0, 0, 0, 0, 0, 0, 0, 0)
MESSAGE = sent.Standing(ANA, TELEGRAM, "Ana's chat", "1")


def test_a_check_in_is_forgotten_a_day_after_it_closed(db: Database) -> None:
    checkins.save(db, None, closed(checkin(), NOON), NOON)

    assert retention.purge(db, NOON + DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + DAY) == replace(NOTHING, checkins=1)
    assert db.rows("SELECT * FROM checkin_peers") == []


def test_an_alert_is_forgotten_a_day_after_it_was_settled(db: Database) -> None:
    over = replace(alert(), state=Settled(Outcome.SAFE_WORKER, NOON))
    alerts.save(db, None, over, NOON, accepting=True)

    assert retention.purge(db, NOON + DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + DAY) == replace(NOTHING, alerts=1)
    assert db.rows("SELECT * FROM alert_peers") == []


def test_a_timer_that_is_forgotten_still_counts_as_a_use_of_its_pairings(db: Database) -> None:
    contact = Contact("ab", ANA, BEA, Consent.AGREED, NOON)
    contacts.save(db, (), (contact,))
    checkins.save(db, None, closed(checkin(), NOON), NOON)

    retention.purge(db, NOON + DAY)
    retention.purge(db, NOON + 20 * DAY)

    used_at = contacts.of_worker(db, ANA)[0].used_at or NOON
    assert NOON + DAY < used_at <= NOON + 8 * DAY


def test_what_runs_is_never_forgotten(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)
    alerts.save(db, None, alert(), NOON, accepting=True)

    assert retention.purge(db, NOON + 100 * DAY) == NOTHING


def test_a_message_that_came_in_is_known_for_two_days(db: Database) -> None:
    inbox.is_new(db, TELEGRAM, "update 1", NOON)

    assert retention.purge(db, NOON + 2 * DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + 2 * DAY) == replace(NOTHING, inbox=1)


def test_a_stranger_is_forgotten_after_two_days(db: Database) -> None:
    strangers.greet(db, Address(TELEGRAM, "somebody"), NOON)

    assert retention.purge(db, NOON + 2 * DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + 2 * DAY) == replace(NOTHING, strangers=1)


def test_an_invitation_that_works_no_more_is_forgotten(db: Database) -> None:
    made = Invitation("code", "four words", InvitationKind.PEER, ANA, NOON + DAY)
    invitations.add(db, made, NOON)

    assert retention.purge(db, NOON + DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + DAY) == replace(NOTHING, invitations=1)


def test_a_message_that_no_network_deletes_any_more_is_forgotten(db: Database) -> None:
    sent.remember(db, MESSAGE, "plan", NOON)

    assert retention.purge(db, NOON + 2 * DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + 2 * DAY) == replace(NOTHING, sent=1)


def test_a_removal_that_no_network_does_any_more_is_given_up(db: Database) -> None:
    forgetting.queue(db, [MESSAGE], Urgency.REST, NOON)

    assert retention.purge(db, NOON + 2 * DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + 2 * DAY) == replace(NOTHING, erasures=1)


def test_what_is_still_to_be_said_is_never_given_up(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "alert.over.safe")], NOON)

    assert retention.purge(db, NOON + 100 * DAY) == NOTHING


def test_numbers_that_nothing_ends_are_freed_after_two_days(db: Database) -> None:
    numbers.give(db, ANA, "plan", ["plan"], NOON)

    assert retention.purge(db, NOON + 2 * DAY - EARLIER) == NOTHING
    assert retention.purge(db, NOON + 2 * DAY) == replace(NOTHING, numbers=1)


def test_numbers_of_what_runs_stay(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)

    assert retention.purge(db, NOON + 100 * DAY) == NOTHING


def test_a_moment_without_anything_is_quiet(db: Database) -> None:
    assert retention.is_quiet(db, NOON)


@pytest.mark.parametrize("seconds", [-600, -1, 0, 29, 30])
def test_a_moment_before_a_deadline_is_not_quiet(db: Database, seconds: int) -> None:
    due_at = NOON + timedelta(seconds=seconds)
    checkins.save(db, None, checkin(due_at=due_at), NOON)

    assert not retention.is_quiet(db, NOON)


@pytest.mark.parametrize("seconds", [-601, 31])
def test_a_deadline_that_is_far_or_was_never_met_keeps_no_moment_from_being_quiet(
    db: Database, seconds: int
) -> None:
    due_at = NOON + timedelta(seconds=seconds)
    checkins.save(db, None, checkin(due_at=due_at), NOON)

    assert retention.is_quiet(db, NOON)


def test_a_moment_before_an_alert_goes_on_is_not_quiet(db: Database) -> None:
    alerts.save(db, None, alert(), NOON, accepting=True)

    assert not retention.is_quiet(db, NOON + MINUTE)


def test_a_moment_before_a_half_started_timer_is_asked_about_is_not_quiet(db: Database) -> None:
    dialogues.save(db, ANA, HalfStarted("start.ask", (), (), NOON + MINUTE))

    assert not retention.is_quiet(db, NOON + MINUTE)


@pytest.mark.parametrize(
    ("urgency", "quiet"),
    [
        (Urgency.ALERT, False),
        (Urgency.QUESTION, False),
        (Urgency.ANSWER, True),
        (Urgency.REST, True),
    ],
)
def test_a_moment_in_which_somebody_is_alerted_or_asked_is_not_quiet(
    db: Database, urgency: Urgency, *, quiet: bool
) -> None:
    outbox.put_all(db, [Notice(ANA, "some.key", urgency=urgency)], NOON)

    assert retention.is_quiet(db, NOON) is quiet
    assert retention.is_quiet(db, NOON + retention.QUIET)
