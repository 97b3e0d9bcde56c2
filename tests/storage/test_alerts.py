from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from handlers.alert_states import (
    Alert,
    AlertKind,
    AlertState,
    Exhausted,
    Held,
    Open,
    Outcome,
    Pending,
    Settled,
    Spoken,
    Stand,
    Telling,
)
from handlers.checkin_states import Missed
from storage import alerts, checkins
from storage.database import Database
from storage.errors import RefusedError
from tests.storage import values as drawn
from tests.storage.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    HOUR,
    LADDER,
    MINUTE,
    NOON,
    alert,
    checkin,
    closed,
    leave,
)


def put(db: Database, before: Alert | None, after: Alert | None) -> None:
    if before is not None and (after is None or before.id != after.id):
        alerts.leave(db, before, NOON)
        before = None
    if after is not None:
        alerts.save(db, before, after, NOON, accepting=True)


def found(db: Database, checkin: str | None = None) -> Alert:
    either = next(filter(None, alerts.of_worker(db, ANA, checkin)), None)
    assert either is not None
    return either


def state_of(db: Database, key: str) -> tuple[str, str, int | None]:
    (row,) = db.rows("SELECT state, outcome, deadline FROM alerts WHERE id = ?", key)
    return row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=drawn.alerts())
def test_every_alert_comes_back_as_it_was_saved(db: Database, one: Alert) -> None:
    one = replace(one, checkin="c" * 32) if isinstance(one.state, Settled) else one
    if isinstance(one.state, Settled) and one.kind is AlertKind.DRILL:
        one = replace(one, kind=AlertKind.MISSED)
    db.change("DELETE FROM alerts")

    put(db, None, one)

    assert found(db, one.checkin) == one


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=drawn.alerts(), then=drawn.alerts())
def test_every_change_of_an_alert_comes_back(db: Database, before: Alert, then: Alert) -> None:
    after = replace(
        before,
        kind=AlertKind.MISSED,
        checkin="c" * 32,
        facts=then.facts,
        state=then.state,
        tier=then.tier,
        tellings={rung.peer: Telling(Stand.TOLD, attempted=True) for rung in before.ladder},
        helpers=then.helpers,
    )
    db.change("DELETE FROM alerts")
    put(db, None, before)

    put(db, before, after)

    assert found(db, "c" * 32) == after


def test_nobody_has_an_alert_before_the_first(db: Database) -> None:
    put(db, None, None)

    assert alerts.of_worker(db, ANA, None) == (None, None, None)


def test_an_alert_and_a_practice_stand_side_by_side(db: Database) -> None:
    put(db, None, alert("red"))
    put(db, None, alert("try", AlertKind.DRILL))

    assert alerts.of_worker(db, ANA, None) == (alert("red"), None, alert("try", AlertKind.DRILL))


def test_a_settled_alert_of_this_check_in_is_still_there(db: Database) -> None:
    over = replace(alert(), checkin="one", state=Settled(Outcome.SAFE_WORKER, NOON))
    put(db, None, over)

    assert alerts.of_worker(db, ANA, "one") == (over, None, None)
    assert alerts.of_worker(db, ANA, "two") == (None, None, None)
    assert alerts.of_worker(db, ANA, None) == (None, None, None)


def test_an_open_alert_goes_before_a_settled_one_of_this_check_in(db: Database) -> None:
    over = replace(alert("old"), checkin="one", state=Settled(Outcome.HANDED_ON, NOON))
    put(db, None, replace(over, opened_at=NOON + HOUR))
    put(db, None, alert("new"))

    assert found(db, "one").id == "new"


def test_a_settled_practice_is_over(db: Database) -> None:
    drill = alert("try", AlertKind.DRILL)
    put(db, None, drill)

    put(db, drill, replace(drill, state=Settled(Outcome.PRACTISED, NOON)))

    assert alerts.of_worker(db, ANA, None) == (None, None, None)


def test_a_practice_that_another_replaces_is_settled(db: Database) -> None:
    old, new = alert("old", AlertKind.DRILL), alert("new", AlertKind.DRILL)
    put(db, None, old)

    put(db, old, new)

    assert found(db).id == "new"
    assert state_of(db, "old") == ("settled", "practised", None)


def test_an_open_alert_that_is_taken_off_the_case_is_settled(db: Database) -> None:
    put(db, None, alert())

    put(db, alert(), None)

    assert state_of(db, "red") == ("settled", "unresolved", None)


def test_a_worker_has_one_open_alert_at_most(db: Database) -> None:
    put(db, None, alert("one"))

    with pytest.raises(RefusedError):
        put(db, None, alert("two"))


def test_peers_whose_own_timer_runs_are_busy(db: Database) -> None:
    put(db, None, alert())
    checkins.save(db, None, checkin("hers", worker=CAT), NOON)
    checkins.save(db, None, closed(checkin("over", worker=BEA)), NOON)

    assert found(db).busy == {CAT}


def test_a_peer_who_missed_their_own_timer_is_not_busy(db: Database) -> None:
    put(db, None, alert())
    missed = replace(checkin("hers", worker=CAT), state=Missed(NOON, "theirs"))
    checkins.save(db, None, missed, NOON)

    assert found(db).busy == frozenset()


def test_an_alert_that_waits_is_looked_at_again_although_nothing_changed(db: Database) -> None:
    late = alert(repeats_at=NOON - MINUTE)
    put(db, None, late)
    first = state_of(db, "red")[2]

    alerts.save(db, late, late, NOON + MINUTE, accepting=True)

    assert first is not None
    assert state_of(db, "red")[2] == first + 60_000_000


def test_an_alert_is_looked_at_less_often_while_no_network_takes_anything(db: Database) -> None:
    late = alert(repeats_at=NOON - MINUTE)

    alerts.save(db, None, late, NOON, accepting=False)

    assert state_of(db, "red")[2] == 1_772_366_400_000_000 + 5_000_000


def test_only_peers_who_stand_elsewhere_are_written_again(db: Database) -> None:
    put(db, None, alert())
    db.change("UPDATE alert_peers SET attempted = 1 WHERE person = ?", BEA)
    told = Telling(Stand.TOLD)

    put(db, alert(), replace(alert(), tellings={CAT: told}))

    assert found(db).tellings == {BEA: Telling(attempted=True), CAT: told}


def test_a_peer_who_leaves_the_bot_is_off_the_ladder_of_an_alert(db: Database) -> None:
    put(db, None, alert())

    leave(db, BEA)

    assert found(db).ladder == LADDER[1:]


def test_what_everybody_was_told_of_and_nobody_has_is_found(db: Database) -> None:
    put(db, None, replace(alert(), state=Exhausted(NOON, NOON + MINUTE)))
    put(db, None, replace(alert("blue"), worker=DEE))

    assert alerts.untaken(db) == {"red"}


def test_the_worker_of_an_alert_is_found_by_what_a_notice_is_about(db: Database) -> None:
    put(db, None, alert())

    assert alerts.worker_of(db, alert().about) == ANA
    assert alerts.worker_of(db, "alert:forgotten") is None


@pytest.mark.parametrize(
    ("state", "change"),
    [
        (Pending(NOON), "state = 'asleep'"),
        (Pending(NOON), "opens_at = NULL"),
        (Pending(NOON), "settled_at = 1"),
        (Open(NOON, NOON, NOON, None), "climbs_at = NULL"),
        (Exhausted(NOON, NOON), "repeats_at = NULL"),
        (Held(DEE, NOON), "holder = NULL"),
        (Held(DEE, NOON), "renewals = NULL"),
        (Spoken(DEE, NOON), "asked_again = NULL"),
        (Settled(Outcome.UNDONE, NOON), "outcome = NULL"),
        (Settled(Outcome.UNDONE, NOON), "settled_at = NULL"),
    ],
)
def test_a_state_without_its_columns_is_refused(
    db: Database, state: AlertState, change: str
) -> None:
    put(db, None, replace(alert(), state=state))

    with pytest.raises(RefusedError):
        db.change(f"UPDATE alerts SET {change}")  # noqa: S608 - the list above
