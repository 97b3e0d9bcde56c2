"""After the bot was away: what waited has been heard, and everything goes on where it stood."""

from datetime import timedelta

import pytest

from handlers.alert_states import Held, Open, Pending, Settled
from handlers.checkin_states import Due
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, MINUTE, clock, keys_of
from tests.handlers.stages import called, due, exhausted, held, missed, running, spoken
from tests.handlers.world import World


def test_everyone_with_a_running_timer_is_told_that_the_bot_was_away() -> None:
    world = running()

    effects = world.return_after(HOUR)

    assert keys_of(effects) == ["timer.away"]
    assert world.read[-1].notice.values == {
        "gone": clock("20:30"),
        "back": clock("21:30"),
        "due": clock("22:30"),
    }


def test_a_timer_that_ended_meanwhile_is_asked_at_once() -> None:
    world = running()

    effects = world.return_after(3 * HOUR)

    assert keys_of(effects) == ["timer.due.away"]
    assert isinstance(world.checkin.state, Due)
    assert world.keys(BEA) == []


def test_grace_that_was_slept_through_asks_again() -> None:
    world = due()

    effects = world.return_after(20 * MINUTE)

    assert keys_of(effects) == ["timer.due.away"]
    assert isinstance(world.checkin.state, Due)
    assert world.checkin.state.asked == (clock("22:30"), clock("22:51"))


def test_an_all_good_that_waited_in_the_network_prevents_the_alert() -> None:
    world = running()
    world.return_after(3 * HOUR)

    world.all_good(at=clock("22:29"))
    world.until("23:59")

    assert world.keys(BEA) == []


def test_an_open_alert_writes_once_to_its_tier_and_counts_anew() -> None:
    world = missed()
    world.until("22:52")

    effects = world.return_after(HOUR)

    assert keys_of(effects) == ["alert.again"]
    assert keys_of(effects, CAT) == ["alert.again"]
    assert world.alert.state == Open(clock("23:52"), clock("00:02"), clock("23:53"), accept_by=None)


def test_the_next_tier_waits_its_time_from_the_return() -> None:
    world = missed()
    world.return_after(HOUR)

    world.until("23:51:29")
    before = world.alerted(CAT)
    world.until("23:51:30")

    assert not before
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_an_alert_that_nobody_received_has_sixty_seconds_from_the_return() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False
    world.until("22:41")
    world.return_after(HOUR)
    world.accepting = True
    world.silent = frozenset({BEA})
    world.deliver()

    world.until("23:42")

    assert world.alerted(CAT)


def test_a_hold_that_ran_out_is_asked_still_on_it() -> None:
    world = held()

    effects = world.return_after(2 * HOUR)

    assert keys_of(effects) == ["alert.still_on"]
    assert isinstance(world.alert.state, Held)
    assert world.alert.state.answer_by == clock("00:47")


def test_a_hold_that_was_asked_before_is_asked_again() -> None:
    world = held()
    world.until("23:03")

    world.return_after(HOUR)
    world.until("00:07")

    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == BEA


def test_a_hold_that_lasts_is_left_alone() -> None:
    world = held()

    effects = world.return_after(5 * MINUTE)

    assert effects == ()


def test_a_call_that_waited_can_be_undone_until_it_is_asked() -> None:
    world = called()

    effects = world.return_after(5 * MINUTE)

    assert effects == ()
    assert isinstance(world.alert.state, Pending)


@pytest.mark.parametrize("stage", [spoken, exhausted])
def test_what_waits_for_time_goes_on_by_itself(stage: object) -> None:
    world = exhausted() if stage is exhausted else spoken()
    world.return_after(2 * HOUR)

    effects = world.tick()

    assert keys_of(effects) != []
    assert not isinstance(world.alert.state, Settled)


def test_without_anything_running_a_return_says_nothing() -> None:
    world = World()

    effects = world.return_after(timedelta(days=1))

    assert effects == ()
    assert world.keys(ANA) == []
