"""How an alert ends, and who reads of it."""

from datetime import timedelta

import pytest

from handlers.alert_states import (
    Declined,
    Held,
    Outcome,
    Settled,
    StayedOut,
)
from handlers.notices import Over, Withdraw
from handlers.timings import DATE_GRAIN
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, clock, keys_of
from tests.handlers.stages import exhausted, held, missed, running, spoken

STAGES = {"held": held, "spoken": spoken, "exhausted": exhausted}


def test_all_good_goes_to_those_with_an_attempted_send_only() -> None:
    world = missed()

    effects = world.all_good()

    assert keys_of(effects, BEA) == ["alert.over.safe"]
    assert keys_of(effects, CAT) == keys_of(effects, DEE) == []


def test_an_unknown_send_earns_the_all_clear() -> None:
    world = running()
    world.silent = frozenset({BEA})
    world.until("22:40:30")

    effects = world.all_good()

    assert not world.alert.telling(BEA).accepted
    assert keys_of(effects, BEA) == ["alert.over.safe"]


def test_an_alert_that_was_never_sent_needs_no_all_clear() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False
    world.until("22:46")

    effects = world.all_good()

    assert keys_of(effects, BEA) == []


def test_those_who_declined_read_the_all_clear() -> None:
    world = missed()
    world.say(Declined(BEA))

    effects = world.all_good()

    assert keys_of(effects, BEA) == ["alert.over.safe"]


def test_who_has_left_reads_nothing_more() -> None:
    world = missed()
    world.lose(BEA)

    effects = world.all_good()

    assert keys_of(effects, BEA) == []
    assert keys_of(effects, CAT) == ["alert.over.safe"]


@pytest.mark.parametrize("stage", STAGES)
def test_all_good_closes_whoever_has_it(stage: str) -> None:
    world = STAGES[stage]()

    effects = world.all_good()

    assert world.alert.state == Settled(Outcome.SAFE_WORKER, world.now)
    assert keys_of(effects, BEA) == ["alert.over.safe"]


@pytest.mark.parametrize("stage", STAGES)
def test_staying_out_closes_whoever_has_it(stage: str) -> None:
    world = STAGES[stage]()

    effects = world.say(StayedOut(world.now + HOUR, world.now))

    assert world.alert.state == Settled(Outcome.HANDED_ON, world.now)
    assert keys_of(effects, BEA) == ["alert.over.still_out"]


def test_an_answer_sent_in_time_and_heard_late_says_so() -> None:
    world = running()
    world.deaf_since = clock("22:35")
    world.until("22:46")

    effects = world.all_good(at=clock("22:39"))

    assert keys_of(effects, BEA) == ["alert.over.late"]


@pytest.mark.parametrize("sent_at", ["22:40", "22:41"])
def test_an_answer_sent_after_grace_does_not_say_that_it_was_in_time(sent_at: str) -> None:
    world = running()
    world.deaf_since = clock("22:35")
    world.until("22:46")

    effects = world.all_good(at=clock(sent_at))

    assert keys_of(effects, BEA) == ["alert.over.safe"]


def test_an_answer_dated_to_the_second_in_which_grace_ends_may_be_late() -> None:
    world = running()
    world.deaf_since = clock("22:35")
    world.until("22:46")

    effects = world.all_good(at=clock("22:40") - DATE_GRAIN / 2)

    assert keys_of(effects, BEA) == ["alert.over.safe"]


def test_an_answer_to_a_time_without_grace_is_late_once_the_alert_is_open() -> None:
    world = missed()
    world.extend(30)
    world.until("23:12")

    effects = world.all_good(at=clock("23:11:59"))

    assert keys_of(effects, BEA) == ["alert.over.safe"]


def test_the_end_takes_back_what_is_unsent_and_lets_the_chats_forget() -> None:
    world = missed()

    effects = world.all_good()

    about = world.alert.about
    assert Withdraw(about) in effects
    assert Over(about, world.now + timedelta(days=1)) in effects


def test_the_all_clear_offers_nothing_to_press() -> None:
    world = missed()

    world.all_good()

    notice = next(m.notice for m in world.read if m.notice.key == "alert.over.safe")
    assert notice.choices == ()


@pytest.mark.parametrize("stage", [*STAGES, "missed"])
def test_after_three_days_everyone_alerted_is_told_that_it_ends(stage: str) -> None:
    world = STAGES.get(stage, missed)()
    opened_at = world.alert.opened_at

    world.until(opened_at + timedelta(hours=72))

    assert world.alert.state == Settled(Outcome.UNRESOLVED, opened_at + timedelta(hours=72))
    assert world.keys(BEA)[-1] == "alert.over.unresolved"
    assert "timer.closed_unresolved" in world.keys(ANA)


def test_an_alert_never_lasts_longer_though_nothing_is_taken() -> None:
    world = missed()
    world.accepting = False
    world.now = clock("22:40") + timedelta(hours=72)

    world.tick()

    assert isinstance(world.alert.state, Settled)


def test_a_hold_is_no_end() -> None:
    world = held()

    world.until("23:01")

    assert isinstance(world.alert.state, Held)
    assert world.case.alert_is_open()
