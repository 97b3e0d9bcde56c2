"""While no network takes anything nothing climbs; its return leaves everyone their time."""

from handlers.alert_states import Held, Open
from tests.handlers.cast import ANA, BEA, CAT, DEE, LADDER, clock, keys_of
from tests.handlers.stages import held, missed, running
from tests.handlers.world import World


def test_no_tier_opens_while_no_network_takes_anything() -> None:
    world = missed()
    world.accepting = False

    world.until("23:30")

    assert world.alert.tier == 1
    assert world.waiting == []


def test_a_tier_whose_time_ran_out_meanwhile_has_all_of_it_from_the_return() -> None:
    world = missed()
    world.accepting = False
    world.until("23:30")
    world.accepting = True

    world.until("23:39")
    before = world.alerted(CAT)
    world.until("23:40")

    assert not before
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_a_tier_that_was_told_before_keeps_a_time_that_ends_after_the_return() -> None:
    world = missed()
    world.accepting = False
    world.until("22:48")
    world.accepting = True

    world.until("22:50")

    assert world.alerted(CAT)


def test_an_alert_that_opens_while_nothing_is_taken_goes_out_afterwards() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False
    world.until("23:30")
    opened = world.alert.opened_at
    world.accepting = True

    world.tick()

    assert opened == clock("22:40")
    assert world.alerted(BEA)


def test_who_is_reached_only_after_the_return_has_the_whole_time() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False
    world.until("22:48")
    world.accepting = True
    world.deliver()

    world.until("22:57")
    before = world.alerted(CAT)
    world.until("22:58")

    assert not before
    assert world.alerted(CAT)


def test_a_tier_that_is_not_reached_has_sixty_seconds_from_the_return() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False
    world.until("23:30")
    world.accepting, world.silent = True, frozenset({BEA})
    world.deliver()

    world.until("23:30:50")
    before = world.alerted(CAT)
    world.until("23:31")

    assert not before
    assert world.alerted(CAT)


def test_a_return_is_counted_from_once() -> None:
    world = missed()
    world.accepting = False
    world.until("23:30")
    world.accepting = True

    world.until("23:50")

    assert world.alert.tier == 3


def test_a_holder_who_was_asked_meanwhile_is_asked_again() -> None:
    world = held()
    world.until(world.alert.state.asks_at if isinstance(world.alert.state, Held) else "")
    world.accepting = False
    world.until("23:30")
    world.accepting = True

    effects = world.tick()

    assert keys_of(effects, BEA) == ["alert.still_on"]
    assert not world.alerted(CAT)


def test_a_holder_who_stays_silent_after_the_return_has_it_no_longer() -> None:
    world = held()
    world.until(world.alert.state.asks_at if isinstance(world.alert.state, Held) else "")
    world.accepting = False
    world.until("23:30")
    world.accepting = True

    world.until("23:36")

    assert isinstance(world.alert.state, Open)
    assert world.alerted(CAT)


def test_ana_is_told_the_truth_where_no_network_took_a_single_alert() -> None:
    world = World(silent=frozenset({BEA, CAT}))
    world.start(ladder=LADDER)

    world.until("23:30")

    assert "worker.nobody_left" in world.keys(ANA)
    assert "worker.nobody" not in world.keys(ANA)
