"""The check-in whose alert is open: how it ends, and staying out longer."""

from datetime import timedelta

from handlers.alert_states import Open, Outcome, Settled, SpokeWith
from handlers.checkin_states import Closed, Ending, KeptRunning, Missed, Replaced, Running
from handlers.notices import Keyboard, Notice, Text, Withdraw
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    EVENING,
    HOUR,
    LONG_LADDER,
    MINUTE,
    clock,
    keys_of,
)
from tests.handlers.stages import missed, running
from tests.handlers.world import World


def _second_tier_told() -> World:
    """Bea and Cat were told; Ana then stays out for 30 min from 22:52."""
    world = missed()
    world.until("22:52")
    world.extend(30)
    return world


def test_a_late_all_good_still_calls_off_the_alert() -> None:
    world = missed()

    effects = world.all_good()

    assert isinstance(world.alert.state, Settled)
    assert world.alert.state.outcome is Outcome.SAFE_WORKER
    assert keys_of(effects, BEA) == ["alert.over.safe"]
    assert keys_of(effects, ANA) == ["timer.card.done", "timer.done.after_alert"]


def test_a_late_all_good_ends_the_timer_as_safe() -> None:
    world = missed()

    world.all_good()

    assert world.checkin.state == Closed(Ending.SAFE, clock("22:41:30"))


def test_unsent_alerts_are_taken_back() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False
    world.until("22:46")
    unsent = [each.to for each in world.waiting if each.key == "alert.missed"]

    effects = world.all_good()

    assert unsent == [BEA]
    assert Withdraw(world.alert.about) in effects
    assert [each for each in world.waiting if each.to == BEA] == []


def test_peers_who_close_the_alert_end_the_timer() -> None:
    world = missed()
    world.until("22:51")
    world.say(SpokeWith(BEA))

    effects = world.say(SpokeWith(CAT))

    assert world.checkin.state == Closed(Ending.QUIET, clock("22:51"))
    assert keys_of(effects, ANA) == ["timer.card.done", "timer.closed_by_peers"]


def test_what_nobody_settled_is_not_called_settled() -> None:
    world = missed()

    world.until(clock("22:40") + timedelta(hours=72))

    assert isinstance(world.checkin.state, Closed)
    assert "timer.closed_unresolved" in world.keys(ANA)
    assert "timer.closed_by_peers" not in world.keys(ANA)


def test_another_timer_ends_the_one_that_was_missed() -> None:
    world = missed()

    world.hear(Replaced())

    assert world.checkin.state == Closed(Ending.REPLACED, clock("22:41:30"))


def test_staying_out_longer_closes_the_alert_and_starts_anew() -> None:
    world = missed()
    first = world.alert

    effects = world.extend(15)

    assert world.case.alert is not None
    assert world.case.alert.id == first.id
    assert isinstance(world.alert.state, Settled)
    assert world.alert.state.outcome is Outcome.HANDED_ON
    assert world.checkin.state == Running(clock("22:56:30"), clock("22:51:30"), told_tiers=1)
    assert keys_of(effects, ANA) == ["timer.card", "timer.extended.told"]


def test_peers_read_when_she_answered_and_until_when_she_stays() -> None:
    world = missed()

    world.extend(15)

    notice = next(m.notice for m in world.read if m.notice.key == "alert.over.still_out")
    assert notice.to == BEA
    assert notice.values["at"] == clock("22:41:30")
    assert notice.values["until"] == clock("22:56:30")


def test_the_card_after_staying_out_promises_no_grace() -> None:
    world = missed()

    world.extend(15)

    card = next(m.notice for m in world.read[-3:] if m.notice.key == "timer.card")
    assert card.values["grace_end"] == card.values["due"] == clock("22:56:30")


def test_the_card_after_staying_out_names_everyone_who_is_told_at_once() -> None:
    world = _second_tier_told()

    card = next(m.notice for m in world.read[-3:] if m.notice.key == "timer.card")
    assert card.values["first"] == [Text("name", {"name": name}) for name in ("Bea", "Cat")]


def test_the_timer_after_staying_out_has_no_grace() -> None:
    world = _second_tier_told()
    world.forget_read()

    world.until("23:22:01")

    assert isinstance(world.checkin.state, Missed)
    assert isinstance(world.alert.state, Open)
    assert "timer.due.told" in world.keys(ANA)


def test_the_timer_after_staying_out_tells_the_same_tiers_at_once() -> None:
    world = _second_tier_told()
    world.forget_read()

    world.until("23:22:01")

    assert world.alerted(BEA)
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_the_timer_after_staying_out_is_the_same_after_keep_it_running() -> None:
    world = _second_tier_told()
    world.until("22:55")
    world.all_good()
    kept = world.hear(KeptRunning())
    world.forget_read()

    world.until("23:22:01")

    card = next(each for each in kept if isinstance(each, Notice))
    assert card.values["grace_end"] == clock("23:22")
    assert world.alerted(BEA)
    assert world.alerted(CAT)


def test_nobody_is_told_before_the_new_time() -> None:
    world = _second_tier_told()
    world.forget_read()

    world.until("23:21:59")

    assert not world.alerted(BEA)


def test_staying_out_twice_keeps_the_tiers() -> None:
    world = _second_tier_told()

    world.extend(15)

    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.told_tiers == 2


def test_all_good_in_the_second_time_tells_nobody() -> None:
    world = _second_tier_told()
    world.forget_read()

    world.all_good()
    world.until("23:59")

    assert {message.notice.to for message in world.read} == {ANA}


def test_who_leaves_during_the_alert_is_not_told_by_the_next_one() -> None:
    world = missed()
    world.until("22:52")
    world.lose(BEA)
    world.extend(15)
    world.forget_read()

    world.until("23:07:01")

    assert world.keys(BEA) == []
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_staying_out_past_a_day_is_refused_and_the_alert_stays() -> None:
    world = World()
    world.start(23 * HOUR + 50 * MINUTE, LONG_LADDER)
    world.until(EVENING + 24 * HOUR + 21 * MINUTE)

    effects = world.extend(15)

    assert keys_of(effects) == ["timer.too_long"]
    assert isinstance(world.checkin.state, Missed)
    assert isinstance(world.alert.state, Open)


def test_a_new_timer_during_an_alert_is_an_all_good() -> None:
    world = missed()

    effects = world.start(HOUR)

    assert keys_of(effects, BEA) == ["alert.over.safe"]
    assert isinstance(world.checkin.state, Running)
    assert not world.case.alert_is_open()


def test_the_keys_below_the_chat_go_back_after_an_alert() -> None:
    world = missed()

    world.all_good()

    assert Keyboard.IDLE in [message.notice.keyboard for message in world.read]
