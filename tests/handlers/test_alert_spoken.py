"""One voice says they've spoken: nothing ends on that alone, unless nobody else can say so."""

import pytest

from handlers.alert_states import (
    Accepted,
    CannotReach,
    Declined,
    Exhausted,
    Held,
    Open,
    Outcome,
    Reopened,
    Settled,
    Spoken,
    SpokeWith,
    StillOn,
    Took,
    Unreachable,
)
from tests.handlers.cast import ANA, BEA, CAT, DEE, LADDER, clock, keys_of
from tests.handlers.stages import held, missed, spoken
from tests.handlers.world import World


def _alone() -> World:
    """Bea is the only one on the ladder, and says they've spoken, at 22:44."""
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:44")
    world.say(SpokeWith(BEA))
    return world


def _two_told() -> World:
    """Bea and Cat were told; Bea says they've spoken, at 22:51."""
    world = missed()
    world.until("22:51")
    world.say(SpokeWith(BEA))
    return world


def test_weve_spoken_pauses_and_asks_ana() -> None:
    world = held()
    world.until("22:44")

    effects = world.say(SpokeWith(BEA))

    assert keys_of(effects) == ["alert.spoken.thanks", "worker.spoken"]
    assert world.alert.state == Spoken(BEA, clock("23:14"))
    assert [choice.token.partition(":")[0] for choice in world.read[-1].notice.choices] == ["safe"]


def test_nothing_repeats_or_climbs_after_weve_spoken() -> None:
    world = spoken()
    world.forget_read()

    world.until("23:13:59")

    assert world.read == []


def test_the_others_are_asked_to_confirm() -> None:
    world = missed()
    world.until("22:51")

    effects = world.say(SpokeWith(BEA))

    assert keys_of(effects, CAT) == ["alert.spoken.confirm"]


def test_weve_spoken_needs_no_hold() -> None:
    world = missed()

    world.say(SpokeWith(BEA))

    assert isinstance(world.alert.state, Spoken)


def test_a_second_voice_closes_it() -> None:
    world = _two_told()

    effects = world.say(SpokeWith(CAT))

    assert world.alert.state == Settled(Outcome.SAFE_PEERS, clock("22:51"))
    assert keys_of(effects, BEA) == ["alert.over.peers"]


def test_the_same_voice_twice_closes_nothing_while_others_could_speak() -> None:
    world = _two_told()

    effects = world.say(SpokeWith(BEA))

    assert keys_of(effects) == ["alert.spoken.thanks"]
    assert isinstance(world.alert.state, Spoken)


def test_half_an_hour_later_the_next_tier_is_asked_to_confirm() -> None:
    world = spoken()

    world.until("23:14")

    telling = next(m.notice for m in world.read if m.notice.to == CAT)
    assert telling.key == "alert.missed"
    assert getattr(telling.values["status"], "key", "") == "alert.status.spoken"
    assert world.alert.state == Spoken(BEA, clock("23:44"))


def test_with_no_tier_left_those_who_know_are_asked_again() -> None:
    world = _two_told()
    world.until("23:50")
    world.forget_read()

    world.until("23:51")

    assert world.keys(CAT) == ["alert.spoken.confirm"]
    assert world.keys(DEE) == ["alert.spoken.confirm"]


def test_a_ladder_of_one_closes_as_one_voice() -> None:
    world = _alone()
    world.until("23:14")
    asked = world.keys(BEA)[-1]

    world.say(StillOn(BEA))

    assert asked == "alert.spoken.again"
    assert world.alert.state == Settled(Outcome.ONE_VOICE, clock("23:14"))
    assert world.keys(BEA)[-1] == "alert.over.one_voice"


def test_a_ladder_of_one_is_asked_before_it_closes() -> None:
    world = _alone()

    world.say(SpokeWith(BEA))

    assert isinstance(world.alert.state, Spoken)


def test_a_ladder_of_one_is_asked_every_hour() -> None:
    world = _alone()

    world.until("01:14")

    assert world.keys(BEA).count("alert.spoken.again") == 3


def test_anyone_alerted_may_reopen() -> None:
    world = _two_told()

    effects = world.say(Reopened(CAT))

    assert keys_of(effects) == ["alert.reopened", "alert.reopened"]
    assert world.alert.state == Open(clock("22:51"), clock("23:01"), clock("22:52"), accept_by=None)


def test_a_reopened_alert_leaves_its_tier_the_whole_time() -> None:
    world = _two_told()
    world.say(Reopened(CAT))

    world.until("23:00:59")

    assert not world.alerted(DEE)


def test_who_takes_their_own_word_back_has_the_next_tier_told_at_once() -> None:
    world = spoken()

    effects = world.say(Reopened(BEA))

    assert keys_of(effects) == ["alert.reopened", "alert.missed"]
    assert world.alerted(CAT)
    assert world.alert.state == Open(clock("22:44"), clock("22:54"), clock("22:45"), accept_by=None)


def test_who_takes_their_own_word_back_with_nobody_left_leaves_it_to_everyone() -> None:
    world = _two_told()
    world.until("23:50")
    world.say(Declined(DEE))

    effects = world.say(Reopened(BEA))

    assert isinstance(world.alert.state, Exhausted)
    assert [keys_of(effects, peer) for peer in (BEA, CAT, DEE)] == [
        ["alert.reopened"],
        ["alert.reopened"],
        ["alert.nobody.declined"],
    ]
    assert keys_of(effects, ANA) == ["worker.nobody_any_more"]


def test_who_hears_that_it_is_not_settled_reads_when_they_are_asked_again() -> None:
    world = _two_told()

    world.say(Reopened(CAT))

    assert world.read[-1].notice.values["again"] == clock("22:52")


def test_nobody_helps_once_it_is_reopened() -> None:
    world = missed()
    world.until("22:51")
    for event in (Took(BEA), Took(CAT), SpokeWith(BEA), Reopened(BEA)):
        world.say(event)

    assert world.alert.helpers == ()


@pytest.mark.parametrize(
    ("peer", "key"), [(BEA, "alert.spoken.thanks"), (CAT, "alert.spoken.confirm")]
)
def test_ive_got_it_after_weve_spoken_is_asked_to_confirm(peer: str, key: str) -> None:
    world = _two_told()
    before = world.alert

    effects = world.say(Took(BEA if peer == BEA else CAT))

    assert keys_of(effects) == [key]
    assert world.alert == before


def test_still_on_it_from_somebody_else_confirms_nothing() -> None:
    world = _two_told()

    effects = world.say(StillOn(CAT))

    assert effects == ()


def test_the_voice_who_cant_any_more_hands_on() -> None:
    world = spoken()

    world.say(Declined(BEA))

    assert isinstance(world.alert.state, Open)
    assert world.alerted(CAT)


def test_the_voice_who_cant_hands_on_to_the_helper() -> None:
    world = missed()
    world.until("22:51")
    for event in (Took(BEA), Took(CAT), SpokeWith(BEA)):
        world.say(event)

    world.say(Declined(BEA))

    assert isinstance(world.alert.state, Held)
    assert world.alert.state.by == CAT


def test_the_voice_who_cant_reach_them_after_all_asks_the_next_tier() -> None:
    world = spoken()

    effects = world.say(CannotReach(BEA))

    assert keys_of(effects) == ["alert.unreached", "alert.missed"]
    assert isinstance(world.alert.state, Open)


def test_the_voice_who_leaves_hands_on() -> None:
    world = spoken()

    world.lose(BEA)

    assert world.alerted(CAT)


def test_the_voice_who_blocks_the_bot_hands_on() -> None:
    world = spoken()

    world.say(Unreachable(BEA))

    assert world.alerted(CAT)


def test_another_who_leaves_changes_no_voice() -> None:
    world = _two_told()

    world.lose(CAT)

    assert isinstance(world.alert.state, Spoken)


def test_an_accepted_message_changes_no_voice() -> None:
    world = spoken()
    before = world.alert

    world.say(Accepted(BEA))

    assert world.alert == before


def test_ana_ends_it_at_any_time() -> None:
    world = _two_told()

    world.all_good()

    assert isinstance(world.alert.state, Settled)
    assert world.keys(ANA)[-2:] == ["timer.done.after_alert", "timer.card.done"]
