"""What an alert says, and to whom which part of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import tellings
from handlers.checkin_states import Facts
from handlers.notices import Proof
from handlers.people import Level
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    LADDER,
    LONG_LADDER,
    MINUTE,
    SECOND,
    clock,
)
from tests.handlers.stages import missed, running
from tests.handlers.world import World


def test_a_repeat_says_when_the_next_comes() -> None:
    world = missed()

    world.until("22:42")

    assert world.read[-1].notice.values["again"] == clock("22:45")


def test_the_first_alert_says_when_the_next_person_is_told() -> None:
    world = missed()

    status = next(m.notice.values["status"] for m in world.read if m.notice.to == BEA)

    assert getattr(status, "key", "") == "alert.status.next"


@pytest.mark.parametrize(
    ("late", "key"), [(10 * MINUTE, "unanswered.while"), (SECOND, "unanswered.now")]
)
def test_an_alert_says_how_long_ago_it_was_unless_it_is_now(late: timedelta, key: str) -> None:
    world = missed()
    alert = replace(world.alert, facts=Facts(due_at=world.now - late))

    told = tellings.telling(alert, LADDER[0], world.now)

    assert getattr(told.values["unanswered"], "key", "") == key


def test_nobody_is_promised_a_next_person_who_has_left() -> None:
    world = running()
    world.until("22:31")
    world.start(ladder=LADDER)
    world.lose(CAT)

    world.until("00:41")

    status = next(m.notice.values["status"] for m in world.read if m.notice.to == BEA)
    assert getattr(status, "key", "") == "alert.status.last"


def test_ana_is_never_told_why_more_were_asked() -> None:
    quiet, busy = running(), running()
    busy.busy = frozenset({BEA})

    for world in (quiet, busy):
        world.until("22:42")

    assert quiet.keys(ANA) == busy.keys(ANA)


def test_who_may_only_ring_reads_no_times_and_no_plan() -> None:
    world = World()
    world.start(ladder=(replace(LADDER[0], level=Level.RING),))

    world.until("22:40")

    notice = next(m.notice for m in world.read if m.notice.to == BEA)
    assert notice.key == "alert.missed.ring"
    assert set(notice.values) == {"number", "worker", "status", "real"}


def test_a_peer_reads_the_name_they_know() -> None:
    world = World()
    world.start(
        ladder=(replace(LADDER[0], worker_name="Robin"), replace(LADDER[1], worker_name=""))
    )

    world.until("22:50")

    names = {m.notice.to: m.notice.values["worker"] for m in world.read if m.notice.to != ANA}
    assert names == {BEA: "Robin", CAT: "Ana"}


def test_the_alert_says_what_was_tried() -> None:
    world = missed()

    asked = next(m.notice.values["asked"] for m in world.read if m.notice.to == BEA)

    assert isinstance(asked, list)
    assert [getattr(each, "key", "") for each in asked] == [
        "alert.heard",
        "alert.asked",
        "alert.asked.all",
    ]


def test_the_ladder_of_an_alert_is_frozen() -> None:
    world = missed()
    ladder = world.alert.ladder

    world.case = replace(world.case, plan=replace(world.case.plan, lines=("Wait.",)))
    world.until("22:51")

    assert world.alert.ladder == ladder == LONG_LADDER
    assert world.alert.plan.lines == ("Call me.",)


def test_numbers_are_drawn_at_random() -> None:
    numbers = set()
    for events in range(20):
        world = World(events=events * 1000)
        world.start(40 * MINUTE)
        world.until("21:20")
        numbers.add(world.alert.number)

    assert len(numbers) > 10
    assert all(10 <= number < 1000 for number in numbers)


def test_alert_notices_ask_for_proof() -> None:
    world = running()
    world.until("22:39")
    world.accepting = False

    world.until("22:40")

    assert [each.proof for each in world.waiting if each.to == BEA] == [Proof.ALERT]
