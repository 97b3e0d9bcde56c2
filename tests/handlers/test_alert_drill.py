"""Practice: it looks like an alert, is acknowledged only, and gives way to a real one."""

import pytest

from handlers import case as cases
from handlers.alert_states import (
    Accepted,
    AlertEvent,
    Outcome,
    Settled,
    SpokeWith,
    Took,
    Unreachable,
)
from tests.handlers.cast import BEA, CAT, EVENING, HOUR, LADDER, MINUTE
from tests.handlers.stages import missed, running
from tests.handlers.world import World


def _practising() -> World:
    """Bea was sent a practice."""
    world = World()
    world.practise()
    return world


def _tell(world: World, event: AlertEvent) -> None:
    world.decide(lambda case, now: cases.tell_drill(case, event, now))


def test_a_practice_says_so_and_can_be_answered() -> None:
    world = _practising()

    _tell(world, Took(BEA))

    assert world.keys(BEA) == ["alert.drill", "alert.drill.thanks"]
    assert world.drill.state == Settled(Outcome.PRACTISED, EVENING)


def test_a_practice_never_repeats_climbs_or_lasts() -> None:
    world = _practising()

    world.until(EVENING + HOUR)

    assert world.keys(BEA) == ["alert.drill"]
    assert world.drill.state == Settled(Outcome.PRACTISED, EVENING + HOUR)


def test_a_practice_is_open_until_its_hour_is_over() -> None:
    world = _practising()

    world.until(EVENING + 59 * MINUTE)

    assert world.case.is_practising()


def test_a_practice_ends_with_its_peer() -> None:
    left, blocked = _practising(), _practising()

    left.lose(BEA)
    _tell(blocked, Unreachable(BEA))

    assert not left.case.is_practising()
    assert not blocked.case.is_practising()


@pytest.mark.parametrize("event", [SpokeWith(BEA), Took(CAT), Unreachable(CAT), Accepted(BEA)])
def test_a_practice_takes_no_other_answer(event: AlertEvent) -> None:
    world = _practising()
    before = world.drill

    _tell(world, event)

    assert world.drill == before


def test_a_second_practice_ends_the_first() -> None:
    world = _practising()
    first = world.drill

    world.practise(LADDER[1])

    assert world.drill.id != first.id
    assert world.keys(CAT) == ["alert.drill"]


def test_during_an_alert_nobody_is_sent_a_practice() -> None:
    world = missed()

    effects = world.practise()

    assert effects == ()
    assert world.case.drill is None


def test_a_real_alert_ends_a_practice_and_says_not_practice() -> None:
    world = running()
    world.until("22:39")
    world.practise()

    world.until("22:40")

    assert not world.case.is_practising()
    assert world.alert.facts.after_drill


def test_a_call_ends_a_practice_and_says_not_practice() -> None:
    world = _practising()

    world.call()
    world.until("20:31")

    notice = next(m.notice for m in world.read if m.notice.key == "alert.call")
    real = notice.values["real"]
    assert isinstance(real, list)
    assert [getattr(each, "key", "") for each in real] == ["alert.not_practice"]
    assert not world.case.is_practising()


def test_an_alert_without_a_practice_before_says_nothing_of_one() -> None:
    world = missed()

    notice = next(m.notice for m in world.read if m.notice.key == "alert.missed")

    assert notice.values["real"] == []
