"""From when on a worker's people may be told, read without what may be unreadable."""

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.alert_states import AlertKind, Pending
from handlers.checkin_states import CheckInState, Due, Running
from handlers.timings import TimingChanges
from storage import alerts, cases, checkins
from storage.database import Database
from tests.storage.cast import ANA, HOUR, MINUTE, NOON, alert, checkin, closed

DUE_AT = NOON + HOUR


def told_from(db: Database) -> datetime | None:
    return cases.told_from(db, ANA, TimingChanges())


@pytest.mark.parametrize(
    ("state", "at"),
    [
        (Running(DUE_AT, None), DUE_AT + 10 * MINUTE),
        (Running(NOON + 9 * HOUR, None), NOON + 9 * HOUR + 30 * MINUTE),
        (Running(DUE_AT, None, told_tiers=1), DUE_AT),
        (Due(DUE_AT, DUE_AT + 7 * MINUTE), DUE_AT + 7 * MINUTE),
    ],
)
def test_people_may_be_told_of_a_timer_from_the_end_of_its_grace(
    db: Database, state: CheckInState, at: datetime
) -> None:
    checkins.save(db, None, replace(checkin(), state=state), NOON)
    db.change("UPDATE checkins SET plan = 'no JSON', timings = 'no JSON'")

    assert told_from(db) == at


def test_the_grace_is_as_the_coordinator_wants_it(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)

    assert cases.told_from(db, ANA, TimingChanges(grace=MINUTE)) == DUE_AT + MINUTE


def test_nobody_may_be_told_of_a_timer_that_is_over_or_for_oneself(db: Database) -> None:
    checkins.save(db, None, closed(checkin("over")), NOON)
    checkins.save(db, None, replace(checkin("alone"), alone=True), NOON)

    assert told_from(db) is None


def test_people_may_be_told_of_an_alert_since_it_opened(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)
    alerts.save(db, None, alert(), NOON, accepting=True)

    assert told_from(db) == NOON


def test_a_call_that_can_be_undone_and_practice_are_not_told_of_yet(db: Database) -> None:
    call = replace(alert("call", AlertKind.CALL), state=Pending(NOON + MINUTE))
    alerts.save(db, None, alert("drill", AlertKind.DRILL), NOON, accepting=True)
    before = told_from(db)

    alerts.save(db, None, call, NOON, accepting=True)

    assert (before, told_from(db)) == (None, NOON + MINUTE)
