"""Everyone was told, and no one has it."""

from handlers.alert_states import (
    Accepted,
    CannotReach,
    Declined,
    Exhausted,
    Held,
    Open,
    Spoken,
    SpokeWith,
    StillOn,
    Took,
    Unreachable,
)
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, LADDER, clock, keys_of
from tests.handlers.stages import exhausted, missed
from tests.handlers.world import World


def _one_peer() -> World:
    """Bea is the only one; she has not answered."""
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:51")
    return world


def test_everyone_alerted_is_told_once_that_no_one_has_it() -> None:
    world = missed()
    world.until("23:09:59")
    world.forget_read()

    world.until("23:10")

    for peer in (BEA, CAT, DEE):
        assert world.keys(peer) == ["alert.nobody"]


def test_those_who_declined_are_told_once_and_not_again() -> None:
    world = missed()
    world.say(Declined(BEA))
    world.forget_read()

    world.until("23:30")

    assert world.keys(BEA) == ["alert.nobody.declined"]


def test_ana_is_told_that_no_one_has_it() -> None:
    world = exhausted()

    assert world.keys(ANA)[-1] == "worker.nobody"
    assert [choice.token.partition(":")[0] for choice in world.read[-1].notice.choices] == ["safe"]


def test_the_repeats_of_the_table_go_on() -> None:
    world = exhausted()
    world.forget_read()

    world.until("00:30")

    times = [m.at for m in world.read if m.notice.to == DEE]
    assert times == [clock(f"23:{minute}") for minute in range(15, 60, 5)] + [
        clock("00:00"),
        clock("00:15"),
        clock("00:30"),
    ]


def test_ana_is_told_once_only() -> None:
    world = exhausted()

    world.until("23:59")

    assert world.keys(ANA).count("worker.nobody") == 1


def test_ive_got_it_still_holds() -> None:
    world = exhausted()

    effects = world.say(Took(BEA))

    assert isinstance(world.alert.state, Held)
    assert keys_of(effects) == ["alert.thanks", "alert.taken", "alert.taken"]


def test_still_on_it_still_holds() -> None:
    world = exhausted()

    world.say(StillOn(BEA))

    assert isinstance(world.alert.state, Held)


def test_who_cant_is_not_asked_again() -> None:
    world = exhausted()
    world.say(Declined(BEA))
    world.forget_read()

    world.until("23:30")

    assert world.keys(BEA) == []
    assert "alert.nobody" in world.keys(CAT)


def test_who_cant_reach_them_helps_and_is_still_asked() -> None:
    world = exhausted()

    effects = world.say(CannotReach(BEA))
    world.forget_read()
    world.until("23:15")

    assert keys_of(effects) == ["alert.unreached.last"]
    assert world.keys(BEA) == ["alert.nobody"]


def test_weve_spoken_still_pauses() -> None:
    world = exhausted()

    world.say(SpokeWith(BEA))

    assert isinstance(world.alert.state, Spoken)


def test_a_holder_with_nobody_after_them_leaves_it_to_everyone() -> None:
    world = exhausted()
    world.say(Took(BEA))
    world.until("23:35")
    world.forget_read()

    world.until("23:36")

    assert isinstance(world.alert.state, Exhausted)
    assert world.keys(BEA) == ["alert.hold_over"]
    assert world.keys(ANA) == ["worker.nobody_any_more"]
    assert "alert.nobody" in world.keys(CAT)


def test_after_a_hold_the_repeats_go_on_by_the_time_since_it_opened() -> None:
    world = exhausted()
    world.say(Took(BEA))
    world.until("23:36")
    world.forget_read()

    world.until("00:00")

    assert [m.at for m in world.read if m.notice.to == DEE] == [clock("23:40"), clock("23:55")]


def test_a_call_that_falls_due_says_so_to_everyone() -> None:
    world = World()
    world.start(HOUR, LADDER[:1])
    world.call()
    world.until("21:00")
    before = world.alert.state
    world.forget_read()

    world.until("21:40")

    assert isinstance(before, Exhausted)
    assert isinstance(world.alert.state, Exhausted)
    assert "alert.now_missed" in world.keys(BEA)


def test_call_me_opens_it_again() -> None:
    world = exhausted()

    effects = world.call()

    assert isinstance(world.alert.state, Open)
    assert keys_of(effects) == ["alert.rings_now"] * 3 + ["call.asked"]


def test_call_me_with_nobody_left_says_so() -> None:
    world = _one_peer()
    world.say(Declined(BEA))
    before = world.alert

    effects = world.call()

    assert keys_of(effects) == ["call.nobody"]
    assert world.alert == before


def test_the_last_peer_who_leaves_is_told_to_ana_at_once() -> None:
    world = _one_peer()

    effects = world.lose(BEA)

    assert keys_of(effects, ANA) == ["worker.nobody_left"]


def test_the_last_peer_who_blocks_the_bot_is_told_to_ana_at_once() -> None:
    world = _one_peer()

    effects = world.say(Unreachable(BEA))

    assert keys_of(effects, ANA) == ["worker.nobody_left"]


def test_one_of_several_who_leaves_is_not_told_to_ana() -> None:
    world = exhausted()

    effects = world.lose(CAT)

    assert effects == ()


def test_an_accepted_message_changes_nothing_else() -> None:
    world = exhausted()
    before = world.alert

    effects = world.say(Accepted(BEA))

    assert (world.alert, effects) == (before, ())
