from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import alert_states as events
from handlers import case as rules
from handlers.alert_states import Alert, AlertKind
from handlers.case import Case
from handlers.checkin_states import CheckIn
from handlers.people import Consent, Contact, PersonId, Plan
from handlers.timings import TimingChanges
from storage import alerts, cases, checkins, contacts, people, plans
from storage.database import Database
from tests.storage.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    HOUR,
    LADDER,
    MINUTE,
    NOON,
    TELEGRAM,
    alert,
    checkin,
    closed,
    leave,
    moment,
    plan_of,
)


def begin(db: Database, now: datetime = NOON) -> Case:
    before = cases.load(db, ANA)
    due_at = now + HOUR
    after, _ = rules.begin(before, due_at, LADDER, TimingChanges(), moment(now))
    cases.save(db, before, after, now)
    return after


def test_a_worker_with_nothing_running_has_an_empty_case(db: Database) -> None:
    plans.save(db, ANA, Plan(("Ring the desk.",)))

    found = cases.load(db, ANA)

    assert found == Case(people.load(db, ANA), Plan(("Ring the desk.",)))


def test_somebody_who_left_has_no_case(db: Database) -> None:
    leave(db, ANA)

    with pytest.raises(people.UnknownPersonError):
        cases.load(db, ANA)


def test_timer_and_alert_are_kept_side_by_side(db: Database) -> None:
    before = begin(db)
    after, _ = rules.call(before, LADDER, TimingChanges(), moment(NOON))

    cases.save(db, before, after, NOON)

    found = cases.load(db, ANA)
    assert found.checkin == replace(begun(after), networks=frozenset([TELEGRAM]))
    assert found.alert == after.alert


def test_timer_and_practice_are_kept_side_by_side(db: Database) -> None:
    before = begin(db)
    after, _ = rules.practise(before, LADDER[0], TimingChanges(), moment(NOON))

    cases.save(db, before, after, NOON)

    found = cases.load(db, ANA)
    assert found.checkin == replace(begun(after), networks=frozenset([TELEGRAM]))
    assert found.drill == after.drill


def begun(case: Case) -> CheckIn:
    assert case.checkin is not None
    return case.checkin


def peer_of_ana(key: str, peer: PersonId) -> Contact:
    return Contact(key, ANA, peer, Consent.AGREED, NOON)


def test_a_contact_whose_own_timer_runs_is_busy(db: Database) -> None:
    contacts.save(db, (), (peer_of_ana("1", CAT), peer_of_ana("2", DEE)))
    checkins.save(db, None, checkin("hers", CAT), NOON)
    checkins.save(db, None, closed(checkin("over", DEE)), NOON)
    checkins.save(db, None, checkin("strange", BEA), NOON)

    assert cases.load(db, ANA).busy == {CAT}


def test_whoever_is_on_the_ladder_of_a_timer_may_be_busy_too(db: Database) -> None:
    begin(db)
    checkins.save(db, None, checkin("hers", CAT), NOON)

    assert cases.load(db, ANA).busy == {CAT}


STEPS = {
    "time": lambda case, now: rules.pass_time(case, moment(now)),
    "back": lambda case, now: rules.come_back(case, now - MINUTE, moment(now)),
    "safe": lambda case, now: rules.say_safe(case, now, moment(now)),
    "longer": lambda case, now: rules.extend(case, 30 * MINUTE, now, moment(now)),
    "begin": lambda case, now: rules.begin(case, now + HOUR, LADDER, TimingChanges(), moment(now)),
    "call": lambda case, now: rules.call(case, LADDER, TimingChanges(), moment(now)),
    "undo": lambda case, now: rules.undo_call(case, moment(now)),
    "drill": lambda case, now: rules.practise(case, LADDER[0], TimingChanges(), moment(now)),
    "got": lambda case, now: rules.tell_alert(case, events.Took(BEA), moment(now)),
    "cant": lambda case, now: rules.tell_alert(case, events.Declined(BEA), moment(now)),
    "spoken": lambda case, now: rules.tell_alert(case, events.SpokeWith(CAT), moment(now)),
    "lost": lambda case, now: rules.lose_peer(case, CAT, moment(now)),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 90)), max_size=12))
def test_a_case_goes_on_from_the_file_as_it_would_have_in_memory(
    db: Database, told: list[tuple[str, int]]
) -> None:
    db.change("DELETE FROM checkins")
    db.change("DELETE FROM alerts")
    now = NOON
    begin(db)
    for name, minutes in told:
        now += timedelta(minutes=minutes, seconds=1)
        before = cases.load(db, ANA)
        after, _ = STEPS[name](before, now)

        cases.save(db, before, after, now)

        found = cases.load(db, ANA)
        assert begun(found).state == begun(after).state
        assert begun(found).ladder == begun(after).ladder
        assert open_alert(found) == open_alert(after)
        assert open_drill(found) == open_drill(after)


def open_alert(case: Case) -> Alert | None:
    return case.alert if case.alert_is_open() else None


def open_drill(case: Case) -> Alert | None:
    return case.drill if case.is_practising() else None


def test_saving_what_did_not_change_leaves_every_row_as_it_is(db: Database) -> None:
    case = begin(db)
    rows = db.rows("SELECT * FROM checkins"), db.rows("SELECT * FROM checkin_peers")

    cases.save(db, case, case, NOON + MINUTE)

    assert (db.rows("SELECT * FROM checkins"), db.rows("SELECT * FROM checkin_peers")) == rows


def test_those_longest_due_come_first_and_everybody_once(db: Database) -> None:
    checkins.save(db, None, checkin("hers", BEA, NOON + MINUTE), NOON)
    checkins.save(db, None, checkin("his", CAT, NOON), NOON - HOUR)
    checkins.save(db, None, checkin("mine", ANA, NOON + 2 * MINUTE), NOON)
    alerts.save(db, None, alert(repeats_at=NOON), NOON - HOUR, accepting=True)
    alerts.save(db, None, alert("try", AlertKind.DRILL), NOON, accepting=True)
    db.change("UPDATE alerts SET deadline = deadline - 1 WHERE id = 'red'")

    assert cases.due(db, NOON + HOUR) == [ANA, CAT, BEA]


def test_nobody_is_due_early(db: Database) -> None:
    checkins.save(db, None, checkin(due_at=NOON + MINUTE), NOON)

    assert cases.due(db, NOON + MINUTE - timedelta(microseconds=1)) == []
    assert cases.due(db, NOON + MINUTE) == [ANA]


def test_no_more_are_due_at_once_than_one_commit_should_hold(db: Database) -> None:
    for minute, worker in enumerate((ANA, BEA, CAT)):
        one = checkin(worker, worker, NOON + minute * MINUTE)
        checkins.save(db, None, one, NOON - HOUR)

    assert cases.due(db, NOON + HOUR, 2) == [ANA, BEA]
    assert cases.due(db, NOON + HOUR, -1) == [ANA, BEA, CAT]


def test_a_peer_is_asked_by_whoever_has_them_on_an_open_ladder(db: Database) -> None:
    alerts.save(db, None, alert(), NOON, accepting=True)
    checkins.save(db, None, checkin("his", CAT), NOON)
    checkins.save(db, None, closed(checkin("hers", DEE)), NOON)

    assert cases.asking(db, BEA) == [ANA, CAT]
    assert cases.asking(db, DEE) == []


@pytest.mark.parametrize("sql", [cases.DUE, cases.ASKING])
def test_no_search_grows_with_those_who_wait(db: Database, sql: str) -> None:
    steps = plan_of(db, sql, *([1, 1] if sql == cases.DUE else ["b"]))

    for table in ("checkins", "alerts", "checkin_peers", "alert_peers"):
        assert f"SCAN {table}" not in steps
    assert "USING" in steps
