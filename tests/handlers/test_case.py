"""One worker's case: check-in, alert and practice never forget one another."""

from dataclasses import replace

from handlers import case as cases
from handlers.alert_states import AlertKind, Open, Settled, Took
from handlers.checkin_states import Missed, Running
from handlers.timings import TimingChanges
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    EVENING,
    HOUR,
    LADDER,
    LONG_LADDER,
    MINUTE,
    SECOND,
    TWO_HOURS,
    keys_of,
    moment,
)
from tests.handlers.stages import called, closed, due, held, missed, running, settled
from tests.handlers.world import World


def test_a_case_is_quiet_while_nothing_runs() -> None:
    assert World().case.is_quiet()
    assert closed().case.is_quiet()
    assert settled().case.is_quiet()


def test_a_case_is_not_quiet_while_something_runs() -> None:
    assert not running().case.is_quiet()
    assert not due().case.is_quiet()
    assert not missed().case.is_quiet()
    assert not called().case.is_quiet()


def test_a_practice_leaves_a_case_quiet() -> None:
    world = World()

    world.practise()

    assert world.case.is_quiet()
    assert world.case.is_practising()


def test_an_empty_case_goes_on_without_a_word() -> None:
    world = World()

    effects = [
        *world.tick(),
        *world.all_good(),
        *world.extend(),
        *world.undo_call(),
        *world.lose(BEA),
        *world.say(Took(BEA)),
    ]

    assert effects == []
    assert world.next_deadline() is None


def test_the_alert_keeps_what_the_timer_had() -> None:
    world = missed()

    assert world.alert.checkin == world.checkin.id
    assert world.alert.ladder == world.checkin.ladder
    assert world.alert.timings == world.checkin.timings
    assert world.checkin.state == Missed(EVENING + TWO_HOURS, world.alert.id)


def test_changes_of_the_coordinator_count_from_the_start() -> None:
    changes = TimingChanges(grace=20 * SECOND)
    world = World()

    world.decide(
        lambda case, now: cases.begin(case, EVENING + HOUR, LADDER, changes, now),
    )
    world.until(EVENING + HOUR + 20 * SECOND)

    assert isinstance(world.alert.state, Open)


def test_a_changed_plan_counts_from_the_next_timer() -> None:
    world = running()
    world.case = replace(world.case, plan=replace(world.case.plan, lines=("Wait.",)))

    world.until("22:40")

    assert world.alert.plan.lines == ("Call me.",)


def test_all_good_reaches_a_call_beside_a_timer() -> None:
    world = running()
    world.call()
    world.until("20:31")

    effects = world.all_good()

    assert isinstance(world.alert.state, Settled)
    assert "timer.done.early" in keys_of(effects, ANA)


def test_a_held_alert_hears_that_she_is_fine() -> None:
    world = held()

    effects = world.all_good()

    assert keys_of(effects, BEA) == ["alert.over.safe"]
    assert keys_of(effects, ANA)[-1] == "timer.done.after_alert"


def test_a_new_timer_beside_a_call_ends_both() -> None:
    world = running()
    first = world.checkin.id
    world.call()
    world.until("20:31")

    world.start(HOUR)

    assert world.checkin.id != first
    assert isinstance(world.checkin.state, Running)
    assert not world.case.alert_is_open()


def test_a_practice_hears_that_its_peer_left() -> None:
    world = World()
    world.practise()

    world.lose(BEA)

    assert not world.case.is_practising()


def test_a_call_uses_the_times_of_the_timer_beside_it() -> None:
    world = World()
    world.start(30 * MINUTE, LONG_LADDER)

    world.call()

    assert world.alert.timings == world.checkin.timings
    assert world.alert.facts.heard_at == EVENING


def test_a_call_beside_a_timer_for_oneself_goes_to_the_people_there_are() -> None:
    world = World()
    world.start(ladder=())

    world.call()
    world.until("20:31")

    assert world.alerted(BEA)


def test_a_call_without_a_timer_uses_the_normal_column() -> None:
    world = called()

    assert world.alert.kind is AlertKind.CALL
    assert world.alert.timings.tier_gap == 10 * MINUTE


def test_busy_peers_are_known_to_a_fresh_alert() -> None:
    world = running()
    world.busy = frozenset({CAT})

    world.until("22:40")

    assert world.alert.busy == {CAT}


def test_what_acts_on_an_alert_that_is_over_changes_nothing() -> None:
    world = settled()
    before = world.case

    after, effects = cases.tell_alert(before, Took(BEA), moment(world.now))

    assert (after, effects) == (before, ())


def test_one_decision_draws_the_same_id_in_both_machines() -> None:
    now = moment()

    assert now.key("alert") == now.key("alert")
    assert now.key("alert") != now.key("drill")
