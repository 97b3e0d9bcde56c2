from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from handlers.checkin_states import CheckIn, Closed, Due, Ending, Missed
from handlers.people import Address
from storage import checkins, forgetting, people
from storage.database import Database
from storage.errors import RefusedError
from tests.storage import values as drawn
from tests.storage.cast import (
    ANA,
    BEA,
    CAT,
    HOUR,
    LADDER,
    MINUTE,
    NOON,
    SIGNAL,
    TELEGRAM,
    checkin,
    closed,
    leave,
)


def latest(db: Database) -> CheckIn:
    found = checkins.latest(db, ANA)
    assert found is not None
    return replace(found, networks=frozenset())


def deadline(db: Database, key: str = "one") -> int | None:
    (found,) = db.rows("SELECT deadline FROM checkins WHERE id = ?", key)
    return None if found[0] is None else int(found[0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=drawn.checkins)
def test_every_check_in_comes_back_as_it_was_saved(db: Database, one: CheckIn) -> None:
    db.change("DELETE FROM checkins")

    checkins.save(db, None, one, NOON)

    assert latest(db) == one


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=drawn.checkins, then=drawn.checkins)
def test_every_change_of_a_check_in_comes_back(
    db: Database, before: CheckIn, then: CheckIn
) -> None:
    after = replace(
        before,
        state=then.state,
        ladder=then.ladder,
        heard_at=then.heard_at,
        tells_home=then.tells_home,
    )
    db.change("DELETE FROM checkins")
    checkins.save(db, None, before, NOON)

    checkins.save(db, before, after, NOON)

    assert latest(db) == after


def test_nobody_has_a_check_in_before_the_first(db: Database) -> None:
    checkins.save(db, None, None, NOON)

    assert checkins.latest(db, ANA) is None


def test_the_networks_of_a_worker_are_read_fresh(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)

    people.add_address(db, ANA, Address(SIGNAL, "another"), NOON)

    found = checkins.latest(db, ANA)
    assert found is not None
    assert found.networks == {TELEGRAM, SIGNAL}


def test_who_of_the_ladder_can_be_sent_nothing_is_read_fresh(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)

    people.mark_reachable(db, BEA, reachable=False)

    assert latest(db).unreachable == {BEA}


def test_an_open_check_in_is_later_than_any_closed_one(db: Database) -> None:
    later = replace(closed(checkin("over")), started_at=NOON + HOUR)
    checkins.save(db, None, later, NOON)
    checkins.save(db, None, checkin("open"), NOON)

    assert latest(db).id == "open"


def test_of_closed_ones_the_last_to_start_is_the_latest(db: Database) -> None:
    for hour, key in enumerate(("first", "second")):
        one = replace(closed(checkin(key)), started_at=NOON + hour * HOUR)
        checkins.save(db, None, one, NOON)

    assert latest(db).id == "second"


def test_a_check_in_that_another_replaces_is_closed(db: Database) -> None:
    checkins.save(db, None, checkin("old"), NOON)

    checkins.save(db, checkin("old"), checkin("new"), NOON + MINUTE)

    assert latest(db).id == "new"
    assert deadline(db, "old") is None
    db.change("DELETE FROM checkins WHERE id = 'new'")
    assert latest(db).state == Closed(Ending.REPLACED, NOON + MINUTE)


def test_a_closed_one_keeps_its_ending_when_another_follows(db: Database) -> None:
    over = closed(checkin("old"))
    checkins.save(db, None, over, NOON)

    checkins.save(db, over, checkin("new"), NOON + MINUTE)

    db.change("DELETE FROM checkins WHERE id = 'new'")
    assert latest(db) == over


def test_a_check_in_that_is_taken_off_the_case_is_closed(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)

    checkins.save(db, checkin(), None, NOON)

    assert latest(db).state == Closed(Ending.REPLACED, NOON)


def test_the_deadline_is_the_next_instant_that_matters(db: Database) -> None:
    checkins.save(db, None, checkin(due_at=NOON + HOUR), NOON)

    assert deadline(db) == 1_772_366_400_000_000 + 3_600_000_000


def test_a_check_in_that_waits_is_looked_at_again_although_nothing_changed(db: Database) -> None:
    due = replace(checkin(), state=Due(NOON - HOUR, NOON - MINUTE))
    checkins.save(db, None, due, NOON)
    first = deadline(db)

    checkins.save(db, due, due, NOON + MINUTE)

    assert first is not None
    assert deadline(db) == first + 60_000_000


@pytest.mark.parametrize("state", [Missed(NOON, "red"), Closed(Ending.SAFE, NOON)])
def test_a_check_in_that_time_does_not_touch_has_no_deadline(
    db: Database, state: Missed | Closed
) -> None:
    checkins.save(db, None, checkin(), NOON)

    checkins.save(db, checkin(), replace(checkin(), state=state), NOON)

    assert deadline(db) is None


def test_what_goes_on_after_all_stays_in_the_chat(db: Database) -> None:
    over = closed(checkin())
    checkins.save(db, None, over, NOON)
    forgetting.plan(db, over.about, ANA, NOON + HOUR, NOON)

    checkins.save(db, over, checkin(), NOON)

    assert db.rows("SELECT * FROM forgetting") == []


def test_what_stays_closed_leaves_the_chat(db: Database) -> None:
    over = closed(checkin())
    checkins.save(db, None, over, NOON)
    forgetting.plan(db, over.about, ANA, NOON + HOUR, NOON)

    checkins.save(db, over, replace(over, heard_at=NOON + MINUTE), NOON)

    assert len(db.rows("SELECT * FROM forgetting")) == 1


def test_a_peer_who_leaves_the_bot_is_off_every_ladder(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)

    leave(db, BEA)

    assert latest(db).ladder == LADDER[1:]


def test_a_worker_who_leaves_takes_the_check_ins_along(db: Database) -> None:
    checkins.save(db, None, checkin(), NOON)

    leave(db, ANA)

    assert db.rows("SELECT 1 FROM checkins UNION ALL SELECT 1 FROM checkin_peers") == []


def test_a_worker_has_one_open_check_in_at_most(db: Database) -> None:
    checkins.save(db, None, checkin("one"), NOON)

    with pytest.raises(RefusedError):
        checkins.save(db, None, checkin("two"), NOON)


def test_two_workers_have_a_check_in_each(db: Database) -> None:
    checkins.save(db, None, checkin("one"), NOON)
    checkins.save(db, None, checkin("two", worker=CAT), NOON)

    assert latest(db).id == "one"


@pytest.mark.parametrize(
    "change",
    [
        "state = 'asleep'",
        "state = 'due'",
        "state = 'missed'",
        "state = 'closed'",
        "closed_at = 1",
        "due_at = NULL",
        "told_tiers = NULL",
        "due_at = 'noon'",
    ],
)
def test_a_state_without_its_columns_is_refused(db: Database, change: str) -> None:
    checkins.save(db, None, checkin(), NOON)

    with pytest.raises(RefusedError):
        db.change(f"UPDATE checkins SET {change}")  # noqa: S608 - the list above
