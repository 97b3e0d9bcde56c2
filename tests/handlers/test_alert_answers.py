"""What peers answer while an alert is open or held: who has it, who helps, who can't."""

from handlers.alert_states import (
    Accepted,
    Held,
    Open,
    StillOn,
    Took,
    Unreachable,
    WantedHelp,
)
from tests.handlers.cast import BEA, CAT, DEE, LADDER, MINUTE, clock, keys_of, rung
from tests.handlers.stages import held, missed
from tests.handlers.world import World


def _with_helper() -> World:
    """Bea has it, and Cat helps."""
    world = missed()
    world.until("22:51")
    world.say(Took(BEA))
    world.say(Took(CAT))
    return world


def test_ive_got_it_stops_repeats_and_climbing() -> None:
    world = held()
    world.forget_read()

    world.until("23:01:59")

    assert world.read == []
    assert not world.alerted(CAT)


def test_the_holder_reads_when_they_are_asked_again() -> None:
    world = missed()

    effects = world.say(Took(BEA))

    assert keys_of(effects) == ["alert.thanks"]
    assert world.read[-1].notice.values["at"] == clock("23:01:30")


def test_the_others_read_that_someone_has_it() -> None:
    world = missed()
    world.until("22:51")

    effects = world.say(Took(BEA))

    assert keys_of(effects, CAT) == ["alert.taken"]


def test_the_others_read_the_name_if_that_peer_allowed_it() -> None:
    world = World()
    world.start(ladder=(rung(BEA, 1, shares_name=True), rung(CAT, 2)))
    world.until("22:51")

    effects = world.say(Took(BEA))

    assert keys_of(effects, CAT) == ["alert.taken.named"]
    assert world.read[-1].notice.values["name"] == "Bea"


def test_who_was_not_told_cannot_take_it() -> None:
    world = missed()

    effects = world.say(Took(CAT))

    assert effects == ()
    assert isinstance(world.alert.state, Open)


def test_the_holder_is_asked_and_has_five_minutes() -> None:
    world = held()

    world.until("23:02")

    assert world.read[-1].notice.key == "alert.still_on"
    assert world.alert.state == Held(BEA, clock("23:02"), clock("23:07"))


def test_a_silent_holder_gives_way_to_the_next_tier_at_once() -> None:
    world = held()

    world.until("23:06:59")
    before = world.alerted(CAT)
    world.until("23:07")

    assert not before
    assert world.alerted(CAT)
    assert "alert.hold_over" in world.keys(BEA)


def test_a_silent_holder_gives_way_to_the_longest_standing_helper() -> None:
    world = _with_helper()

    world.until("23:16")

    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == CAT
    assert world.alert.helpers == ()
    assert "alert.yours_now" in world.keys(CAT)
    assert world.keys(BEA)[-1] == "alert.taken"
    assert "alert.hold_over" not in world.keys(BEA)
    assert not world.alerted(DEE)


def test_each_still_on_it_renews_the_hold() -> None:
    world = held()
    world.until("23:03")

    effects = world.say(StillOn(BEA))

    assert keys_of(effects) == ["alert.thanks.still"]
    assert world.alert.state == Held(BEA, clock("23:23"), renewals=1)


def test_at_the_second_renewal_the_next_tier_is_told_too() -> None:
    world = held()
    world.until("23:02")
    world.say(StillOn(BEA))
    world.until("23:22")

    effects = world.say(StillOn(BEA))

    assert keys_of(effects, CAT) == ["alert.missed"]
    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == BEA


def test_the_third_renewal_tells_nobody_more() -> None:
    world = held()
    for at in ("23:02", "23:22", "23:42"):
        world.until(at)
        world.say(StillOn(BEA))

    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_at_every_second_renewal_one_more_tier_is_told() -> None:
    world = held()
    for at in ("23:02", "23:22", "23:42", "00:02"):
        world.until(at)
        world.say(StillOn(BEA))

    assert world.alerted(DEE)
    assert isinstance(world.alert.state, Held)


def test_an_old_button_pressed_twice_renews_nothing() -> None:
    world = held()
    before = world.alert

    twice = [keys_of(world.say(event)) for event in (Took(BEA), StillOn(BEA), StillOn(BEA))]

    assert world.alert == before
    assert twice == [["alert.thanks.still"]] * 3


def test_still_on_it_takes_an_alert_that_nobody_has() -> None:
    world = missed()

    world.say(StillOn(BEA))

    assert isinstance(world.alert.state, Held)


def test_a_second_ive_got_it_helps() -> None:
    world = _with_helper()

    effects = world.say(Took(CAT))

    assert world.alert.helpers == (CAT,)
    assert keys_of(effects) == ["alert.helping"]
    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == BEA


def test_help_tells_the_next_tier_and_the_holder_keeps_it() -> None:
    world = held()

    effects = world.say(WantedHelp(BEA))

    assert keys_of(effects) == ["alert.help", "alert.missed"]
    assert world.alert.state == Held(BEA, clock("23:02"))


def test_help_says_when_nobody_is_left() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:41")
    world.say(Took(BEA))

    effects = world.say(WantedHelp(BEA))

    assert keys_of(effects) == ["alert.help.last"]


def test_a_holder_who_leaves_hands_on() -> None:
    world = held()

    world.lose(BEA)

    assert isinstance(world.alert.state, Open)
    assert world.alerted(CAT)


def test_a_holder_who_blocks_the_bot_hands_on_to_the_helper() -> None:
    world = _with_helper()

    world.say(Unreachable(BEA))

    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == CAT


def test_an_accepted_message_changes_no_hold() -> None:
    world = held()
    before = world.alert

    effects = world.say(Accepted(BEA))

    assert (world.alert, effects) == (before, ())


def test_a_hold_waits_while_no_network_takes_anything() -> None:
    world = held()
    world.accepting = False

    world.until("23:30")

    assert world.alert.state == Held(BEA, clock("23:02"))


def test_a_short_timer_has_a_short_hold() -> None:
    world = World()
    world.start(30 * MINUTE)
    world.until("21:06")

    world.say(Took(BEA))

    assert world.alert.state == Held(BEA, clock("21:16"))
