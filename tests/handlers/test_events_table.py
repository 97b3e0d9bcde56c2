"""The events table of DESIGN section 4, row by row: those that live in the two machines now.

Rows about typed words, numbers and questions before a start are in the tests of the chat; rows
about the two-tap code and the locked note come with them.
"""

from datetime import timedelta

import pytest

from handlers.alert_states import (
    AlertKind,
    Declined,
    Exhausted,
    Held,
    Open,
    Outcome,
    Settled,
    Stand,
    StillOn,
    Took,
    Undone,
    Unreachable,
)
from handlers.checkin_states import Closed, KeptRunning, Missed, Running
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, LADDER, clock, keys_of
from tests.handlers.stages import called, closed, due, held, missed, running
from tests.handlers.world import World


@pytest.mark.parametrize("stage", [running, due])
def test_row_all_good_on_time_or_early(stage: object) -> None:
    world = due() if stage is due else running()

    world.all_good()
    world.until("23:59")

    assert {message.notice.to for message in world.read} == {ANA}
    assert isinstance(world.checkin.state, Closed)


def test_row_all_good_early_can_be_taken_back() -> None:
    world = closed()

    world.hear(KeptRunning())

    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == clock("22:30")


def test_row_extend() -> None:
    world = due()
    world.until("22:33")

    world.extend(30)
    world.until("23:08")

    asked = [m.at for m in world.read if m.notice.key.startswith("timer.due")]
    assert asked == [clock("22:30"), clock("23:03"), clock("23:08")]
    assert world.keys(BEA) == []


def test_row_all_good_after_the_alert_opened() -> None:
    world = missed()
    world.until("22:51")
    world.accepting = False
    world.until("22:55")

    effects = world.all_good()

    unsent = [each.key for each in world.waiting if each.to in (BEA, CAT)]
    assert unsent == ["alert.over.safe", "alert.over.safe"]
    assert keys_of(effects, DEE) == []


def test_row_extend_after_the_alert_opened() -> None:
    world = missed()
    world.until("22:44")
    world.extend(15)
    farewell = next(m.notice for m in world.read if m.notice.to == BEA and "over" in m.notice.key)
    world.forget_read()

    world.until("22:59:01")

    assert (farewell.values["at"], farewell.values["until"]) == (clock("22:44"), clock("22:59"))
    assert world.alerted(BEA)
    assert isinstance(world.checkin.state, Missed)


@pytest.mark.parametrize("stage", [running, missed])
def test_row_a_new_check_in_while_one_runs_or_an_alert_is_open(stage: object) -> None:
    world = missed() if stage is missed else running()
    before = world.checkin.id

    world.start(HOUR)

    assert world.checkin.id != before
    assert not world.case.alert_is_open()


def test_row_what_changes_while_a_timer_runs_counts_from_the_next() -> None:
    world = running()
    world.until("22:41")

    world.start(HOUR, (LADDER[1],))
    world.until("23:52")

    assert world.keys(CAT) != []
    assert world.keys(BEA)[-1] == "alert.over.safe"


def test_row_call_me() -> None:
    world = called()

    world.until("20:30:10")

    assert world.alerted(BEA)
    assert world.alerted(CAT)
    assert not world.alerted(DEE)


def test_row_call_me_and_the_timer_falls_due_meanwhile() -> None:
    world = running()
    world.call()
    number = world.alert.number
    world.say(Took(BEA))

    world.until("22:40")

    assert world.alert.kind is AlertKind.MISSED
    assert world.alert.number == number


def test_row_the_worker_blocks_the_bot() -> None:
    world = running()
    world.until("22:29")
    world.blocked = frozenset({ANA})

    world.until("22:40")

    assert world.alert.facts.refused
    asked = next(m.notice.values["asked"] for m in world.read if m.notice.to == BEA)
    assert isinstance(asked, list)
    assert "alert.asked.refused" in [getattr(each, "key", "") for each in asked]


def test_row_an_alert_undeliverable_for_good_counts_as_cant_at_once() -> None:
    world = running()
    world.blocked = frozenset({BEA})

    world.until("22:40")

    assert world.alert.telling(BEA).stand is Stand.GONE
    assert world.alerted(CAT)


def test_row_an_alert_nobody_of_a_tier_accepts_within_60_s() -> None:
    world = running()
    world.silent = frozenset({BEA})

    world.until("22:41")

    assert world.alerted(CAT)
    assert world.alert.telling(BEA).stand is Stand.TOLD


def test_row_i_cant_now() -> None:
    world = missed()

    effects = world.say(Declined(BEA))

    assert keys_of(effects, BEA) == ["alert.declined.next"]
    assert keys_of(effects, ANA) == []
    assert world.alert.telling(BEA).stand is Stand.DECLINED


def test_row_ive_got_it() -> None:
    world = missed()
    world.until("22:51")

    first = world.say(Took(BEA))
    second = world.say(Took(CAT))
    world.forget_read()
    world.until("23:10")

    assert keys_of(first, CAT) == ["alert.taken"]
    assert keys_of(second, CAT) == ["alert.helping"]
    assert world.alert.helpers == (CAT,)
    assert world.read == []


def test_row_a_peer_whose_own_timer_is_running() -> None:
    world = running()
    world.busy = frozenset({BEA})

    world.until("22:40")

    assert world.alerted(BEA)
    assert world.alerted(CAT)


def test_row_a_peer_stops_being_a_peer() -> None:
    world = missed()
    read = world.keys(BEA)

    world.lose(BEA)
    world.until("23:30")

    assert world.keys(BEA) == read
    assert world.alerted(CAT)


def test_row_the_last_reachable_peer_is_gone_mid_run() -> None:
    world = World()
    world.start(ladder=LADDER[:1])

    effects = world.lose(BEA)

    assert keys_of(effects) == ["timer.nobody_left"]


def test_row_a_worker_removes_a_peer() -> None:
    """Removing reaches no machine: who was alerted already reads the same close as the others."""
    world = missed()

    effects = world.all_good()

    assert keys_of(effects, BEA) == ["alert.over.safe"]


@pytest.mark.parametrize("stale", [Undone(), StillOn(CAT), Took(DEE)])
def test_row_a_stale_button_changes_nothing(stale: Undone | StillOn | Took) -> None:
    world = held()
    before = world.alert

    effects = world.say(stale)

    assert (world.alert, effects) == (before, ())


def test_row_drill() -> None:
    world = World()
    world.practise()

    world.until("21:30")

    assert world.keys(BEA) == ["alert.drill"]
    assert isinstance(world.drill.state, Settled)


def test_row_drill_gives_way_to_a_real_alert() -> None:
    world = running()
    world.until("22:39")
    world.practise()

    world.until("22:40")

    assert not world.case.is_practising()
    assert world.alert.facts.after_drill


def test_row_72_h() -> None:
    world = missed()

    world.until(world.alert.opened_at + timedelta(hours=72))

    assert isinstance(world.alert.state, Settled)
    assert world.alert.state.outcome is Outcome.UNRESOLVED
    for peer in (BEA, CAT, DEE):
        assert world.keys(peer)[-1] == "alert.over.unresolved"


def test_row_nobody_left_anywhere_is_said_and_not_silent() -> None:
    world = missed()

    for peer in (BEA, CAT, DEE):
        world.say(Unreachable(peer))

    assert isinstance(world.alert.state, Exhausted)
    assert world.keys(ANA)[-1] == "worker.nobody_left"


def test_row_a_held_alert_never_ends_by_being_held() -> None:
    world = held()
    before = world.alert.state

    world.until("23:07")

    assert isinstance(before, Held)
    assert isinstance(world.alert.state, Open)
