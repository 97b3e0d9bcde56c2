"""Call me: ten seconds to undo, two tiers together, and what a timer beside it does."""

from handlers.alert_states import (
    AlertKind,
    Declined,
    FellDue,
    Held,
    Open,
    Outcome,
    Pending,
    Settled,
    Spoken,
    SpokeWith,
    StayedOut,
    Took,
    Unreachable,
)
from handlers.checkin_states import Facts, Missed, Running
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    EVENING,
    HOUR,
    LADDER,
    LONG_LADDER,
    MINUTE,
    SECOND,
    clock,
    keys_of,
    rung,
)
from tests.handlers.stages import called, missed
from tests.handlers.world import World


def _beside_a_timer() -> World:
    """Ana's timer runs until 21:30; at 20:31 two tiers were asked to ring."""
    world = World()
    world.start(HOUR, LONG_LADDER)
    world.call()
    world.until("20:31")
    return world


def test_ten_seconds_later_two_tiers_are_asked_together() -> None:
    world = called()

    world.until("20:30:09")
    before = world.alerted(BEA)
    world.until("20:30:10")

    assert not before
    assert world.keys(BEA) == world.keys(CAT) == ["alert.call"]
    assert not world.alerted(DEE)
    assert world.keys(ANA) == ["call.soon", "call.asked"]


def test_a_call_taken_back_in_time_told_nobody() -> None:
    world = called()

    effects = world.undo_call()
    world.until("21:30")

    assert world.alert.state == Settled(Outcome.UNDONE, EVENING)
    assert keys_of(effects) == ["call.undone"]
    assert world.keys(BEA) == []


def test_a_call_that_was_asked_cannot_be_taken_back() -> None:
    world = _beside_a_timer()

    effects = world.undo_call()

    assert effects == ()
    assert isinstance(world.alert.state, Open)


def test_all_good_before_anybody_was_asked_ends_the_call() -> None:
    world = called()

    world.all_good()
    world.until("21:30")

    assert world.alert.state == Settled(Outcome.SAFE_WORKER, EVENING)
    assert world.keys(BEA) == []


def test_staying_out_ends_a_call_that_waits() -> None:
    world = called()

    world.say(StayedOut(clock("22:00"), EVENING))

    assert world.alert.state == Settled(Outcome.HANDED_ON, EVENING)
    assert world.keys(BEA) == []


def test_asking_twice_says_again_how_long_it_waits() -> None:
    world = called()
    world.now += 4 * SECOND

    effects = world.call()

    assert keys_of(effects) == ["call.soon"]
    assert world.read[-1].notice.values["left"] == 6 * SECOND


def test_who_leaves_while_a_call_waits_is_not_asked() -> None:
    world = called()

    world.lose(BEA)
    world.until("20:31")

    assert world.keys(BEA) == []
    assert world.alerted(CAT)
    assert world.alerted(DEE)


def test_who_cannot_be_reached_while_a_call_waits_is_not_asked() -> None:
    world = called()

    world.say(Unreachable(BEA))
    world.until("20:31")

    assert world.keys(BEA) == []
    assert world.alerted(CAT)


def test_a_call_that_reaches_nobody_does_not_say_that_it_asked() -> None:
    world = World()
    world.call(LADDER[:1])

    world.lose(BEA)
    world.until("20:31")

    assert world.keys(ANA) == ["call.soon", "worker.nobody_left"]


def test_the_timer_runs_on_beside_a_call() -> None:
    world = _beside_a_timer()

    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == clock("21:30")


def test_a_call_goes_to_the_ladder_of_the_timer_that_runs() -> None:
    world = World()
    world.start(HOUR, LADDER)

    world.call((rung(DEE, 1),))
    world.until("20:31")

    assert world.keys(DEE) == []
    assert world.alerted(BEA)


def test_more_time_leaves_a_call_open() -> None:
    world = _beside_a_timer()

    world.extend(30)

    assert isinstance(world.alert.state, Open)


def test_all_good_ends_timer_and_call() -> None:
    world = _beside_a_timer()

    effects = world.all_good()

    assert not world.case.alert_is_open()
    assert keys_of(effects, BEA) == keys_of(effects, CAT) == ["alert.over.safe"]


def test_a_call_becomes_a_missed_check_in_and_says_so() -> None:
    world = _beside_a_timer()
    world.until("21:39:59")
    number = world.alert.number
    before = world.alert.kind

    world.until("21:40")

    assert (before, world.alert.kind) == (AlertKind.CALL, AlertKind.MISSED)
    assert world.alert.number == number
    assert world.checkin.state == Missed(clock("21:30"), world.alert.id)
    assert "alert.now_missed" in world.keys(BEA)
    assert "alert.missed" not in world.keys(BEA)


def test_a_missed_alert_does_not_fall_due_again() -> None:
    world = missed()

    effects = world.say(FellDue(Facts(), "another"))

    assert effects == ()


def test_a_timer_that_falls_due_ends_the_wait_of_a_call() -> None:
    world = World()
    world.start(HOUR, LONG_LADDER)
    world.until("21:39:55")
    world.call()

    world.until("21:40")

    assert isinstance(world.alert.state, Open)
    assert world.keys(BEA) == world.keys(CAT) == ["alert.missed"]
    assert not world.alerted(DEE)


def test_a_call_after_staying_out_tells_all_the_same_tiers() -> None:
    world = missed()
    world.until("23:01")
    world.extend(15)
    world.until("23:15:55")
    world.call()
    world.forget_read()

    world.until("23:16:03")

    assert world.alerted(DEE)


def test_a_held_call_that_falls_due_stays_held() -> None:
    world = _beside_a_timer()
    world.until("21:35")
    world.say(Took(BEA))

    world.until("21:40")

    assert isinstance(world.alert.state, Held)
    assert world.alert.kind is AlertKind.MISSED
    assert world.keys(BEA)[-1] == "alert.now_missed"


def test_a_spoken_call_that_falls_due_is_open_again() -> None:
    world = _beside_a_timer()
    world.until("21:35")
    world.say(SpokeWith(BEA))

    world.until("21:40")

    assert isinstance(world.alert.state, Open)
    assert world.keys(BEA)[-1] == "alert.now_missed"


def test_weve_spoken_about_a_call_is_asked_of_ana() -> None:
    world = called()
    world.until("20:31")

    world.say(SpokeWith(BEA))

    assert isinstance(world.alert.state, Spoken)
    assert world.read[-1].notice.choices[0].token == f"safe:{world.alert.id}"


def test_peers_who_close_a_call_are_told_to_ana() -> None:
    world = called()
    world.until("20:31")
    world.say(SpokeWith(BEA))

    effects = world.say(SpokeWith(CAT))

    assert keys_of(effects, ANA) == ["call.over"]


def test_a_call_that_nobody_settled_is_not_called_settled() -> None:
    world = called()

    world.until(EVENING + 72 * HOUR)

    assert world.keys(ANA)[-1] == "call.unresolved"


def test_a_call_climbs_like_any_alert() -> None:
    world = called()
    world.until("20:31")
    world.say(Declined(BEA))

    world.until(EVENING + 10 * MINUTE + 10 * SECOND)

    assert world.alerted(DEE)


def test_a_new_call_after_one_that_is_over_is_another_alert() -> None:
    world = called()
    world.undo_call()
    first = world.alert.id

    world.call()

    assert world.alert.id != first
    assert isinstance(world.alert.state, Pending)
