"""The check-in and its people: who leaves, who reads "home", and a timer for oneself."""

from dataclasses import replace

from handlers.checkin_states import Closed, KeptRunning, PeerLeft
from tests.handlers.cast import ANA, BEA, CAT, DEE, LADDER, LONG_LADDER, keys_of
from tests.handlers.stages import closed, due, running
from tests.handlers.world import World


def test_a_peer_who_leaves_is_off_the_running_ladder() -> None:
    world = running()

    effects = world.lose(BEA)
    world.until("22:40")

    assert effects == ()
    assert world.keys(BEA) == []
    assert world.alerted(CAT)


def test_a_peer_who_leaves_in_grace_is_off_the_ladder() -> None:
    world = due()

    world.lose(BEA)
    world.until("22:40")

    assert world.keys(BEA) == []
    assert world.alerted(CAT)


def test_a_peer_who_cannot_be_reached_stays_on_the_ladder_while_others_can() -> None:
    world = running()

    effects = world.lose_touch(BEA)

    assert effects == ()
    assert world.checkin.ladder == LONG_LADDER


def test_the_last_peer_who_can_be_reached_is_lost_and_ana_is_told() -> None:
    world = running()
    world.lose_touch(BEA)
    world.lose_touch(DEE)

    effects = world.lose_touch(CAT)

    assert keys_of(effects, ANA) == ["timer.nobody_left"]
    assert world.checkin.ladder == LONG_LADDER


def test_the_last_peer_is_lost_in_grace_and_ana_is_told() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:31")

    effects = world.lose_touch(BEA)

    assert keys_of(effects, ANA) == ["timer.nobody_left"]


def test_the_last_who_can_be_reached_leaves_and_ana_is_told() -> None:
    world = World()
    world.start()
    world.lose_touch(BEA)

    effects = world.lose(CAT)

    assert keys_of(effects, ANA) == ["timer.nobody_left"]


def test_that_nobody_can_be_reached_is_told_once() -> None:
    world = World()
    world.start()
    world.lose_touch(BEA)
    world.lose_touch(CAT)

    assert world.lose(CAT) == ()
    assert world.lose(BEA) == ()


def test_who_is_not_on_the_ladder_is_lost_without_a_word() -> None:
    world = World()
    world.start(ladder=LADDER[:1])

    assert world.lose_touch(CAT) == ()


def test_who_cannot_be_reached_and_is_back_in_time_is_told() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.lose_touch(BEA)
    world.lost = frozenset()

    world.until("22:40")

    assert world.alerted(BEA)


def test_keep_it_running_says_that_nobody_can_be_reached_meanwhile() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.all_good()
    world.lost = frozenset({BEA})

    effects = world.hear(KeptRunning())

    assert keys_of(effects)[-1] == "timer.nobody_left"


def test_who_is_not_on_the_ladder_leaves_nothing_behind() -> None:
    world = World()
    world.start(ladder=())

    effects = world.hear(PeerLeft(BEA))

    assert effects == ()


def test_those_who_wanted_to_know_read_home_by_the_name_they_know() -> None:
    world = running()
    ladder = (replace(LADDER[0], worker_name="Robin"), LADDER[1])
    home = replace(world.checkin, tells_home=(BEA, CAT), ladder=ladder)
    world.case = replace(world.case, checkin=replace(home, name="Ana-Maria"))

    world.all_good()

    names = {m.notice.to: m.notice.values["worker"] for m in world.read if m.notice.to != ANA}
    assert names == {BEA: "Robin", CAT: "Ana"}


def test_who_has_left_does_not_read_home() -> None:
    world = running()
    world.case = replace(world.case, checkin=replace(world.checkin, tells_home=(BEA,)))

    world.lose(BEA)
    world.all_good()

    assert world.keys(BEA) == []


def test_a_timer_for_oneself_ends_without_telling_anybody() -> None:
    world = World()

    world.start(ladder=())
    world.until("22:40")

    assert "timer.ended_alone" in world.keys(ANA)
    assert isinstance(world.checkin.state, Closed)
    assert world.case.alert is None


def test_a_case_without_a_timer_hears_nothing() -> None:
    world = World()

    effects = world.hear(KeptRunning())

    assert effects == ()
    assert world.next_deadline() is None


def test_who_leaves_before_keep_it_running_is_not_told() -> None:
    world = closed()

    world.lose(BEA)
    world.hear(KeptRunning())
    world.until("23:30")

    assert not world.alerted(BEA)
    assert world.alerted(CAT)


def test_keep_it_running_says_that_everybody_has_left_meanwhile() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.all_good()
    world.lose(BEA)

    effects = world.hear(KeptRunning())

    assert keys_of(effects)[-1] == "timer.nobody_left"
