"""Call me, while an alert is open already: two tiers know, whoever has it."""

from handlers.alert_states import (
    Held,
    Open,
)
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    LADDER,
    keys_of,
)
from tests.handlers.stages import held, missed, spoken
from tests.handlers.world import World


def test_call_me_during_an_alert_tells_a_second_tier_and_restarts_its_clock() -> None:
    world = missed()
    world.until("22:49")

    effects = world.call()
    world.until("22:58:59")

    assert keys_of(effects, BEA) == ["alert.rings_now"]
    assert keys_of(effects, CAT) == ["alert.missed"]
    assert keys_of(effects, ANA) == ["call.asked"]
    assert not world.alerted(DEE)


def test_call_me_with_two_tiers_told_tells_no_third() -> None:
    world = missed()
    world.until("22:51")

    effects = world.call()

    assert keys_of(effects, BEA) == keys_of(effects, CAT) == ["alert.rings_now"]
    assert not world.alerted(DEE)


def test_call_me_during_a_hold_tells_a_second_tier_and_the_holder_keeps_it() -> None:
    world = held()

    effects = world.call()

    assert isinstance(world.alert.state, Held)
    assert keys_of(effects, CAT) == ["alert.missed"]
    assert keys_of(effects, BEA) == ["alert.rings_now"]


def test_call_me_after_weve_spoken_opens_it_again() -> None:
    world = spoken()

    world.call()

    assert isinstance(world.alert.state, Open)
    assert world.alerted(CAT)


def test_call_me_with_a_ladder_of_one_asks_that_one() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:41")

    effects = world.call()

    assert keys_of(effects) == ["alert.rings_now", "call.asked"]
