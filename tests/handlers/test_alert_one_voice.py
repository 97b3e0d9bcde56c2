"""One voice closes only a ladder of one: where others were to be told, nothing ends on one."""

from handlers.alert_states import (
    Declined,
    Outcome,
    Reopened,
    Settled,
    Spoken,
    SpokeWith,
    StillOn,
    Took,
    Unreachable,
)
from handlers.tellings import offered
from tests.handlers.cast import ANA, BEA, CAT, DEE, LADDER, clock, keys_of
from tests.handlers.stages import missed
from tests.handlers.world import World


def _declined() -> World:
    """Bea says they've spoken, at 23:12; Cat and Dee had said that they can't."""
    world = missed()
    world.until("23:11")
    world.say(Declined(CAT))
    world.say(Declined(DEE))
    world.until("23:12")
    world.say(SpokeWith(BEA))
    world.forget_read()
    return world


def _gone() -> World:
    """The same, and nothing can be sent to Cat any more."""
    world = World()
    world.start(ladder=LADDER)
    world.until("22:55")
    world.say(Unreachable(CAT))
    world.say(SpokeWith(BEA))
    world.forget_read()
    return world


def test_one_voice_closes_nothing_where_the_others_declined() -> None:
    world = _declined()
    world.until("00:42")

    for event in (SpokeWith(BEA), StillOn(BEA)):
        effects = world.say(event)

        assert keys_of(effects) == ["alert.spoken.thanks"]
        assert isinstance(world.alert.state, Spoken)


def test_one_voice_closes_nothing_where_the_others_are_gone() -> None:
    world = _gone()
    world.until("00:55")

    world.say(SpokeWith(BEA))

    assert isinstance(world.alert.state, Spoken)


def test_who_declined_is_asked_once_to_confirm() -> None:
    world = _declined()

    world.until("03:00")

    assert world.keys(CAT) == world.keys(DEE) == ["alert.spoken.confirm"]
    assert world.read[0].at == clock("23:42")


def test_who_declined_closes_it_as_the_second_voice() -> None:
    world = _declined()
    world.until("23:45")

    world.say(SpokeWith(CAT))

    assert world.alert.state == Settled(Outcome.SAFE_PEERS, clock("23:45"))


def test_who_declined_is_asked_once_beside_those_who_are_asked_every_hour() -> None:
    world = missed()
    world.until("23:11")
    world.say(Declined(CAT))
    world.say(SpokeWith(BEA))
    world.forget_read()

    world.until("02:00")

    assert world.keys(CAT) == ["alert.spoken.confirm"]
    assert world.keys(DEE) == ["alert.spoken.confirm"] * 3


def test_the_one_voice_reads_every_hour_what_it_waits_for() -> None:
    world = _declined()

    world.until("01:42")

    assert world.keys(BEA) == ["alert.spoken.waits"] * 3
    assert world.read[-1].notice.values["at"] == clock("02:42")


def test_the_one_voice_can_only_take_it_back() -> None:
    world = _gone()
    world.until("00:55")

    choices = [each.token.partition(":")[0] for each in offered(world.alert, BEA)]

    assert choices == ["reopen"]


def test_the_one_voice_reads_nothing_more_while_somebody_else_is_asked() -> None:
    world = missed()
    world.until("22:51")
    world.say(SpokeWith(BEA))
    world.forget_read()

    world.until("02:00")

    assert world.keys(BEA) == []


def test_ana_ends_what_one_voice_cannot() -> None:
    world = _gone()
    world.until("00:55")

    world.all_good()

    assert world.keys(BEA)[-1] == "alert.over.safe"
    assert "timer.done.after_alert" in world.keys(ANA)


def test_who_declined_and_takes_it_after_all_may_confirm_or_reopen() -> None:
    world = _declined()

    effects = world.say(Took(CAT))

    assert keys_of(effects) == ["alert.spoken.confirm"]
    assert world.alert.rung(CAT) in world.alert.told()


def test_who_was_gone_and_is_back_is_the_second_voice() -> None:
    world = _gone()
    world.say(Took(CAT))

    world.say(SpokeWith(CAT))

    assert isinstance(world.alert.state, Settled)


def test_what_one_voice_takes_back_is_open_to_everyone_again() -> None:
    world = _declined()

    effects = world.say(Reopened(BEA))

    assert keys_of(effects, BEA) == ["alert.reopened"]
    assert keys_of(effects, CAT) == ["alert.nobody.declined"]
