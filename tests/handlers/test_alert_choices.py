"""What an alert says and offers is true of who reads it: who helps, who spoke, who is alone."""

from handlers import case as cases
from handlers import tellings
from handlers.alert_states import Declined, SpokeWith, Took, WantedHelp
from handlers.people import PersonId
from tests.handlers.cast import ANA, BEA, CAT, DEE, LADDER, keys_of
from tests.handlers.stages import missed, spoken
from tests.handlers.world import World


def _alone() -> World:
    """Bea is the only one on the ladder; she was told at 22:40."""
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:44")
    return world


def _offered(world: World, peer: PersonId) -> list[str]:
    choices = tellings.offered(world.alert, peer)
    return [choice.token.partition(":")[0] for choice in choices]


def test_a_helper_can_press_that_they_have_spoken() -> None:
    world = missed()
    world.until("22:51")
    world.say(Took(BEA))
    world.say(Took(CAT))

    assert _offered(world, CAT) == ["spoken", "unreached", "cant"]


def test_who_has_said_so_is_not_offered_to_say_so_again() -> None:
    world = spoken()

    assert _offered(world, BEA) == ["reopen"]


def test_the_only_peer_can_say_so_once_more_when_asked() -> None:
    world = _alone()
    world.say(SpokeWith(BEA))
    world.until("23:15")

    assert _offered(world, BEA) == ["spoken", "reopen"]


def test_the_only_peer_does_not_read_of_a_second_person() -> None:
    world = _alone()

    effects = world.say(SpokeWith(BEA))

    assert keys_of(effects, BEA) == ["alert.spoken.thanks.alone"]


def test_the_only_peer_does_not_read_that_others_are_asked() -> None:
    world = _alone()
    world.say(Took(BEA))
    world.forget_read()

    world.until("23:05")

    assert world.keys(BEA) == ["alert.still_on.alone"]


def test_nobody_left_to_ask_is_not_called_trying() -> None:
    world = _alone()

    effects = world.say(Declined(BEA))

    assert keys_of(effects, BEA) == ["alert.declined.last"]
    assert keys_of(effects, ANA) == ["worker.nobody_left"]


def test_ana_is_told_when_the_last_one_who_was_asked_cannot() -> None:
    world = _alone()
    world.until("22:55")

    effects = world.say(Declined(BEA))

    assert keys_of(effects, BEA) == ["alert.declined"]
    assert keys_of(effects, ANA) == ["worker.nobody_left"]


def test_the_only_peer_is_not_offered_someone_else() -> None:
    world = _alone()
    world.say(Took(BEA))

    before = _offered(world, BEA)
    world.until("23:05")

    assert before == ["spoken", "unreached"]
    assert _offered(world, BEA) == ["still", "spoken", "unreached"]


def test_someone_else_is_offered_while_somebody_else_was_told() -> None:
    world = missed()
    world.until("23:11")
    world.say(Took(DEE))

    world.until("23:31")

    assert _offered(world, DEE) == ["still", "spoken", "unreached", "cant"]


def test_help_is_offered_while_a_next_person_can_be_asked() -> None:
    world = missed()
    world.say(Took(BEA))
    before = _offered(world, BEA)
    world.say(WantedHelp(BEA))
    world.say(WantedHelp(BEA))

    assert before == ["spoken", "unreached", "help"]
    assert _offered(world, BEA) == ["spoken", "unreached"]


def test_a_practice_that_was_answered_offers_nothing_more() -> None:
    world = World()
    world.practise()

    world.decide(lambda case, now: cases.tell_drill(case, Took(BEA), now))

    assert world.keys(BEA) == ["alert.drill", "alert.drill.thanks"]
    assert world.read[-1].notice.choices == ()
