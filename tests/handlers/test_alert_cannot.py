"""What peers who can't answer: "I can't now", and "I can't reach them"."""

from handlers.alert_states import (
    CannotReach,
    Declined,
    Exhausted,
    Held,
    Open,
    Stand,
    Took,
    Unreachable,
)
from tests.handlers.cast import ANA, BEA, CAT, DEE, LADDER, clock, keys_of, rung
from tests.handlers.stages import held, missed, running
from tests.handlers.world import World


def _with_helper() -> World:
    """Bea has it, and Cat helps."""
    world = missed()
    world.until("22:51")
    world.say(Took(BEA))
    world.say(Took(CAT))
    return world


def test_i_cant_asks_the_next_tier_when_nobody_is_left_in_it() -> None:
    world = missed()

    effects = world.say(Declined(BEA))

    assert keys_of(effects) == ["alert.declined.next", "alert.missed"]
    assert world.alerted(CAT)


def test_i_cant_leaves_the_tier_to_those_who_are_left_in_it() -> None:
    world = World()
    world.start(ladder=(rung(BEA, 1), rung(CAT, 1), rung(DEE, 2)))
    world.until("22:41")

    effects = world.say(Declined(BEA))

    assert keys_of(effects) == ["alert.declined"]
    assert not world.alerted(DEE)


def test_who_cant_reads_no_repeats_of_this_alert() -> None:
    world = missed()
    world.say(Declined(BEA))
    world.forget_read()

    world.until("22:50:59")

    assert world.keys(BEA) == []


def test_i_cant_twice_is_already_finished() -> None:
    world = missed()
    world.say(Declined(BEA))

    effects = world.say(Declined(BEA))

    assert effects == ()


def test_ana_never_reads_of_an_i_cant() -> None:
    declined, silent = missed(), missed()
    for world in (declined, silent):
        world.forget_read()

    declined.say(Declined(BEA))
    for world in (declined, silent):
        world.until("22:49")

    assert declined.keys(ANA) == silent.keys(ANA) == []


def test_who_cant_may_still_take_it() -> None:
    world = missed()
    world.say(Declined(BEA))

    world.say(Took(BEA))

    assert isinstance(world.alert.state, Held)
    assert world.alert.telling(BEA).stand is Stand.TOLD


def test_a_holder_who_cant_any_more_hands_on_to_the_next_tier() -> None:
    world = held()

    effects = world.say(Declined(BEA))

    assert keys_of(effects) == ["alert.declined.next", "alert.missed"]
    assert isinstance(world.alert.state, Open)


def test_a_helper_who_cant_helps_no_more() -> None:
    world = _with_helper()

    effects = world.say(Declined(CAT))

    assert keys_of(effects) == ["alert.declined"]
    assert world.alert.helpers == ()


def test_i_cant_reach_them_asks_the_next_tier_once() -> None:
    world = missed()

    first = world.say(CannotReach(BEA))
    second = world.say(CannotReach(BEA))

    assert keys_of(first) == ["alert.unreached", "alert.missed"]
    assert keys_of(second) == ["alert.unreached"]
    assert world.alert.tier == 2


def test_a_holder_who_cant_reach_them_stays_a_helper() -> None:
    world = held()

    effects = world.say(CannotReach(BEA))

    assert keys_of(effects) == ["alert.unreached", "alert.missed"]
    assert world.alert.helpers == (BEA,)
    assert isinstance(world.alert.state, Open)


def test_who_helps_is_not_asked_again_while_others_are() -> None:
    world = held()
    world.say(CannotReach(BEA))
    world.forget_read()

    world.until("22:44")

    assert world.keys(BEA) == []
    assert "alert.again" in world.keys(CAT)


def test_the_last_one_who_cant_reach_them_is_told_so() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:41")
    world.say(Took(BEA))

    effects = world.say(CannotReach(BEA))

    assert keys_of(effects, BEA) == ["alert.unreached.last"]
    assert isinstance(world.alert.state, Exhausted)


def test_the_last_one_who_cant_reach_them_reads_when_they_are_asked_again() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:41")
    world.say(Took(BEA))
    world.until("22:56")

    world.say(CannotReach(BEA))
    answer = next(m.notice for m in world.read if m.notice.key == "alert.unreached.last")
    world.forget_read()
    world.until("23:04")

    assert answer.values["again"] == clock("23:00")
    assert [m.at for m in world.read if m.notice.to == BEA] == [clock("23:00")]


def test_the_last_one_who_cant_reads_one_message() -> None:
    world = held()
    world.say(Declined(BEA))
    world.say(Declined(CAT))
    world.forget_read()

    effects = world.say(Declined(DEE))

    assert keys_of(effects, DEE) == ["alert.declined.last"]
    assert keys_of(effects, BEA) == ["alert.nobody.declined"]


def test_i_cant_reach_them_from_a_helper_is_thanked_and_changes_nothing() -> None:
    world = _with_helper()
    before = world.alert

    effects = world.say(CannotReach(CAT))

    assert keys_of(effects) == ["alert.unreached.helping"]
    assert world.alert == before


def test_i_cant_reach_them_from_somebody_else_changes_nothing() -> None:
    world = missed()
    world.until("22:51")
    world.say(Took(BEA))

    effects = world.say(CannotReach(CAT))

    assert effects == ()


def test_who_could_not_be_reached_and_takes_it_is_back() -> None:
    world = missed()
    world.say(Unreachable(BEA))

    world.say(Took(BEA))

    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == BEA


def test_who_was_never_told_and_is_gone_cannot_take_it() -> None:
    world = running()
    world.until("22:41")
    world.lose(CAT)

    effects = world.say(Took(CAT))

    assert effects == ()
