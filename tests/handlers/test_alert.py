"""The alert while nobody has it: tiers in order, repeats, and nobody left out or left waiting."""

from handlers.alert_states import Accepted, Exhausted, Open, Stand, Unreachable
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    LADDER,
    clock,
    rung,
)
from tests.handlers.stages import missed, running
from tests.handlers.world import World


def test_the_first_tier_is_told_first_and_alone() -> None:
    world = missed()

    assert world.alerted(BEA)
    assert not world.alerted(CAT)
    assert world.alert.tier == 1


def test_the_next_tier_is_told_when_the_time_of_the_first_is_over() -> None:
    world = missed()

    world.until("22:49:59")
    before = world.alerted(CAT)
    world.until("22:50")

    assert not before
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_repeats_come_after_one_two_and_every_five_minutes() -> None:
    world = running()

    world.until("22:49:59")

    again = [m.at for m in world.read if m.notice.key == "alert.again"]
    assert again == [clock("22:41"), clock("22:42"), clock("22:45")]


def test_an_empty_tier_is_passed_over() -> None:
    world = World()
    world.start(ladder=(rung(BEA, 2), rung(CAT, 4)))

    world.until("22:50")

    assert world.alerted(BEA)
    assert world.alerted(CAT)
    assert world.alert.tier == 4


def test_peers_of_a_tier_are_told_together() -> None:
    world = World()
    world.start(ladder=(rung(BEA, 1), rung(CAT, 1), rung(DEE, 2)))

    world.until("22:40")

    assert world.alerted(BEA)
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_a_tier_whose_only_peer_leaves_gives_way_at_once() -> None:
    world = missed()

    world.lose(BEA)

    assert world.alerted(CAT)
    assert world.alert.telling(BEA).stand is Stand.GONE


def test_a_tier_whose_only_peer_cannot_be_reached_gives_way_at_once() -> None:
    world = running()
    world.blocked = frozenset({BEA})

    world.until("22:40")

    assert world.alerted(CAT)
    assert world.alert.telling(BEA).stand is Stand.GONE


def test_a_tier_with_somebody_left_goes_on() -> None:
    world = World()
    world.start(ladder=(rung(BEA, 1), rung(CAT, 1), rung(DEE, 2)))
    world.until("22:41")

    effects = world.lose(BEA)

    assert effects == ()
    assert not world.alerted(DEE)


def test_who_is_gone_already_leaves_nothing_more() -> None:
    world = missed()
    world.lose(BEA)

    effects = world.say(Unreachable(BEA))

    assert effects == ()


def test_nobody_can_be_reached_and_ana_is_told() -> None:
    world = running()
    world.blocked = frozenset({BEA, CAT, DEE})

    world.until("22:40")

    assert isinstance(world.alert.state, Exhausted)
    assert world.keys(ANA)[-1] == "worker.nobody_left"


def test_acceptance_by_one_of_the_tier_ends_the_sixty_seconds() -> None:
    world = World()
    world.start(ladder=(rung(BEA, 1), rung(CAT, 1), rung(DEE, 2)))
    world.silent = frozenset({BEA})

    world.until("22:41:30")

    assert isinstance(world.alert.state, Open)
    assert world.alert.state.accept_by is None
    assert not world.alerted(DEE)


def test_acceptance_by_another_tier_does_not_end_the_sixty_seconds() -> None:
    world = missed()
    world.silent = frozenset({CAT})
    world.until("22:50")

    world.say(Accepted(BEA))
    world.until("22:51")

    assert world.alerted(DEE)


def test_acceptance_by_somebody_else_means_nothing() -> None:
    world = missed()
    before = world.alert

    world.say(Accepted(ANA))

    assert world.alert == before


def test_a_tier_that_no_network_takes_opens_the_next_after_sixty_seconds() -> None:
    world = running()
    world.silent = frozenset({BEA})

    world.until("22:40:59")
    before = world.alerted(CAT)
    world.until("22:41")

    assert not before
    assert world.alerted(CAT)


def test_the_last_tier_waits_its_time_though_no_network_takes_it() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.silent = frozenset({BEA})

    world.until("22:49:59")
    before = world.alert.state
    world.until("22:50")

    assert isinstance(before, Open)
    assert isinstance(world.alert.state, Exhausted)


def test_a_busy_peer_is_told_and_the_next_tier_with_them() -> None:
    world = running()
    world.busy = frozenset({BEA})

    world.until("22:40")

    assert world.alerted(BEA)
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_busy_peers_open_tier_after_tier() -> None:
    world = running()
    world.busy = frozenset({BEA, CAT})

    world.until("22:40")

    assert world.alerted(DEE)


def test_a_busy_peer_of_a_later_tier_counts_when_it_is_told() -> None:
    world = missed()
    world.busy = frozenset({CAT})

    world.until("22:50")

    assert world.alerted(DEE)
